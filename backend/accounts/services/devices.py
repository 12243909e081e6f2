"""Enrolment, confirmation and revocation of a person's devices."""

from __future__ import annotations

from dataclasses import replace

import marshmallow as ma

from backend.core import clock, jobs, jws, messages
from backend.core.db import db, new_id
from backend.core.journal import append
from backend.core.payload import Entry, read_payload

from .. import errors, queries, rules
from ..entries import EnrolSchema
from ..models import AccessCode, Account, Device
from . import alarms, codes, roster, sessions
from .record import record


def enrol(
    account: Account, compact: str, enrol_code: AccessCode, *, label: str, browser: str
) -> Device:
    """A person's new phone: proof of possession, a line in the centre's journal, a device row and
    a roster line in every event not over. Codes are checked by the caller, who owns their count."""
    person = account.person
    if person is None:
        raise errors.not_here()
    if len(queries.active_devices(person.id)) >= rules.MAX_DEVICES:
        raise errors.too_many_devices()
    entry = _read(compact, person.id, person.centre_id, enrol_code)
    codes.take_challenge(account, entry.data["challenge"])
    if queries.device_by_kid(str(entry.kid)):
        raise errors.device_known()
    append(replace(entry, actor=person.id), compact.encode("ascii"), "accepted")
    device = Device(
        id=new_id(),
        person_id=person.id,
        centre_id=person.centre_id,
        kid=entry.kid,
        jwk=entry.data["jwk"],
        label=label,
        browser=browser,
        enrolment=compact,
        enrolled_at=clock.now(),
        approver=enrol_code.issued_by,
        waits_for_other=account.reset_by,
        last_seen=clock.now(),
    )
    db.session.add(device)
    db.session.flush()  # sessions and roster lines point at it
    codes.use(enrol_code)
    roster.add_device(device, actor=person.id)
    alarms.replaced(device)
    _tell(device, "devices.enrolled", enrol_code.issued_by)
    record("device.enrol", device.id, actor=person.id, waits=device.waits_for_other is not None)
    return device


def enrolled_before(
    compact: str, *, account: Account | None, activation: str | None, enrol_code: str
) -> tuple[Device, Account] | None:
    """The device this very enrolment made, asked for again because its answer was lost: the same
    bytes and the same codes, while the challenge they answer would still live. The bytes alone
    prove nothing here, since rosters carry them; the codes and the minutes do."""
    try:
        device = queries.device_by_kid(jws.take_apart(compact, jws.ENTRY).kid)
    except jws.BadToken:
        return None
    if device is None or device.enrolment != compact or device.revoked_at is not None:
        return None
    owner = queries.account_of(device.person_id)
    if owner is None or owner.state == "disabled":
        return None
    if activation:
        names_owner = codes.spent(owner.id, ("activation", "reset"), activation)
    else:
        names_owner = account is not None and account.id == owner.id
    if not names_owner or not codes.spent(owner.id, ("enrol",), enrol_code):
        return None
    return (device, owner) if clock.now() < device.enrolled_at + rules.CHALLENGE_MS else None


def confirm(device: Device, by: str) -> None:
    """Someone other than the resetter vouches that the new device is the person's own (S-5)."""
    if device.revoked_at is not None:
        raise errors.device_revoked()
    if by == device.person_id or queries.one_hand(by, device.waits_for_other):
        raise errors.confirm_other()
    device.confirmed_at, device.confirmed_by = clock.now(), by
    account = queries.account_of(device.person_id)
    if account and account.reset_by == device.waits_for_other:
        account.reset_at = account.reset_by = None
    # What waited for this is judged again by the door, which stands below.
    jobs.enqueue("sync.device_confirmed", device.id, kid=device.kid)
    _tell(device, "devices.confirmed", by)
    record("device.confirm", device.id, actor=by)


def revoke(device: Device, by: str, reason: str) -> None:
    """The key ends now in every event not over, and so does its sign-in."""
    if device.revoked_at is not None:
        raise errors.device_revoked()
    device.revoked_at, device.revoked_by, device.revoked_why = clock.now(), by, reason
    roster.end_device(device, actor=by)
    sessions.end_of_device(device.id, "device_revoked")
    _tell(device, "devices.revoked", by)
    record("device.revoke", device.id, actor=by)


def _read(compact: str, person_id: str, centre_id: str, enrol_code: AccessCode) -> Entry:
    """The enrolment entry, verified with the key it carries."""
    try:
        token = jws.take_apart(compact, jws.ENTRY)
        entry = read_payload(token.payload, token.hash, token.kid)
        EnrolSchema().load(entry.data)
        if jws.thumbprint(entry.data["jwk"]) != token.kid:
            raise errors.enrolment()
        jws.verify(token, entry.data["jwk"])
    except (jws.BadToken, ma.ValidationError) as error:
        raise errors.enrolment() from error
    fits = (
        (entry.kind, entry.v, entry.n) == ("accounts.enrol", 1, 1)
        and entry.journal == centre_id
        and entry.data["person"] == person_id
        and not entry.parents
        and not entry.files
        and codes.same_code(enrol_code, entry.data["code"])
    )
    if not fits:
        raise errors.enrolment()
    return entry


def _tell(device: Device, template: str, officer: str | None) -> None:
    """Person and centre are told (architecture 5), each with a page of theirs."""
    messages.send(device.person_id, template, "/me/devices", label=device.label)
    if officer and officer != device.person_id and len(officer) == 32:
        page = "/desk/people?tab=devices"
        messages.send(officer, template, page, label=device.label, person=device.person_id)
