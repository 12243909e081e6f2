"""Activation and devices."""

from __future__ import annotations

from typing import Any

from backend.core import auth, http, keys
from backend.core.auth import actor_or_none, current, public, requires
from backend.core.db import db
from backend.core.errors import Problem, auth_required, not_found
from backend.core.http import blueprint

from .. import errors, queries, schemas, tokens, views
from ..models import AccessCode, Account, Device, RefreshToken, Session
from ..services import accounts, codes, devices, record, sessions
from .session import find_code

bp = blueprint("devices")


@bp.post("/activation")
@public("the code names the caller")
@bp.arguments(schemas.CodeSchema)
@bp.response(200, schemas.ActivationSchema)
def activation(data: dict[str, str]) -> dict[str, Any]:
    """Whom an activation or reset code names, and the challenge for their new key."""
    account = find_code(data["code"]).account
    accounts.check_demo(account)
    return _challenge(account)


@bp.post("/devices/challenge")
@requires("device.enrol")
@bp.response(200, schemas.ActivationSchema)
def challenge() -> dict[str, Any]:
    """The challenge for another phone of a person who is signed in."""
    return _challenge(current().extra["account"])


def _challenge(account: Account) -> dict[str, Any]:
    person = account.person
    if person is None:
        raise errors.not_here()
    return {
        "person": views.named(person),
        "centre": views.centre(person.centre),
        "username": account.username,
        "kind": account.kind,
        "challenge": codes.new_challenge(account),
        "root": keys.root_kid(),
    }


@bp.post("/devices")
@public("an activation code, or the session, names the caller")
@bp.arguments(schemas.EnrolDeviceSchema)
@bp.response(201, schemas.EnrolledSchema)
def enrol(data: dict[str, Any]) -> dict[str, Any]:
    """Enrol this phone: activation code or session, enrol code of the centre, signed enrolment.
    The same request again, its answer lost on the way, gets the same device."""
    if (before := _enrolled_before(data)) is not None:
        return before
    try:
        return _enrol(data)
    except Problem:
        # Sent again while the first was being answered: that one may have ended meanwhile.
        http.writing()
        if (before := _enrolled_before(data)) is not None:
            return before
        raise


def _enrol(data: dict[str, Any]) -> dict[str, Any]:
    by_code = find_code(data["activation"]) if data["activation"] else None
    account = by_code.account if by_code else _signed_in_account()
    accounts.check_demo(account)
    mark = tokens.ensure_browser()
    try:
        code = codes.check_enrol(account, data["enrol_code"])
    except Problem as refused:
        codes.count_failure(account.id)
        record.record("device.refused", account.id, "refused", code=refused.code)
        http.commit()  # the failure counts although the request is refused
        raise
    device = devices.enrol(account, data["enrolment"], code, label=data["label"], browser=mark)
    return {
        "device": {"id": device.id, "kid": device.kid, "counts": queries.device_counts(device)},
        "me": _session_for(account, device, by_code, mark),
    }


def _enrolled_before(data: dict[str, Any]) -> dict[str, Any] | None:
    actor = actor_or_none()
    found = devices.enrolled_before(
        data["enrolment"],
        account=actor.extra["account"] if actor else None,
        activation=data["activation"],
        enrol_code=data["enrol_code"],
    )
    if found is None:
        return None
    device, account = found
    accounts.check_demo(account)
    device.browser = mark = tokens.ensure_browser()
    record.record("device.again", device.id, actor=device.person_id)
    session = tokens.session_of_request()
    if data["activation"] or session is None:
        seen = views.me(account, tokens.give_cookies(_start(account, device, mark)))
    else:
        sessions.bind(session.id, device)
        seen = views.me(account, db.session.get_one(Session, session.id))
    return {
        "device": {"id": device.id, "kid": device.kid, "counts": queries.device_counts(device)},
        "me": seen,
    }


def _start(account: Account, device: Device, mark: str) -> RefreshToken:
    return sessions.start(
        account, browser=mark, address=auth.address(), idle_ms=tokens.idle_ms(), device=device
    )


def _signed_in_account() -> Account:
    actor = actor_or_none()
    if actor is None or not actor.may("device.enrol"):
        raise auth_required()
    account: Account = actor.extra["account"]
    return account


def _session_for(
    account: Account, device: Device, by_code: AccessCode | None, mark: str
) -> dict[str, Any]:
    """An activation signs the person in; a session learns its device."""
    if by_code is None:
        session = tokens.session_of_request()
        if session is None:
            raise auth_required()
        sessions.bind(session.id, device)
        return views.me(account, db.session.get_one(Session, session.id))
    codes.use(by_code)
    accounts.activate(account)
    return views.me(account, tokens.give_cookies(_start(account, device, mark)))


@bp.get("/devices")
@requires("device.read")
@bp.response(200, schemas.DeviceListSchema)
def list_devices() -> dict[str, Any]:
    """One's own devices, and the centre's for its staff."""
    actor = current()
    query = queries.visible_devices(actor.scope("device.read"), actor.person_id)
    rows = db.session.scalars(query.order_by(Device.enrolled_at.desc(), Device.id).limit(500))
    return {"items": [views.device(row, actor) for row in rows]}


@bp.post("/devices/<device_id>/revoke")
@requires("device.revoke")
@bp.arguments(schemas.ReasonSchema)
@bp.response(200, schemas.DeviceSchema)
def revoke(data: dict[str, str], device_id: str) -> dict[str, Any]:
    """End a device: lost phone, new phone, ended role."""
    actor = current()
    row = _device(device_id, "device.revoke")
    devices.revoke(row, actor.person_id or actor.account_id, data["reason"])
    return views.device(row, actor)


@bp.post("/devices/<device_id>/confirm")
@requires("device.confirm")
@bp.response(200, schemas.DeviceSchema)
def confirm(device_id: str) -> dict[str, Any]:
    """Vouch that a device enrolled after a reset is the person's own (S-5)."""
    actor = current()
    row = _device(device_id, "device.confirm", own=False)
    devices.confirm(row, actor.person_id or actor.account_id)
    return views.device(row, actor)


def _device(device_id: str, permission: str, *, own: bool = True) -> Device:
    actor = current()
    query = queries.visible_devices(actor.scope(permission), actor.person_id if own else None)
    row = db.session.scalar(query.where(Device.id == device_id))
    if row is None:
        raise not_found()
    return row
