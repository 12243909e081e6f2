"""Accounts: list, make, codes, disable; roles are asked for in `roles`."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from sqlalchemy import select

from backend.core.auth import current, requires
from backend.core.db import db
from backend.core.errors import not_found, request_invalid
from backend.core.http import blueprint, page
from backend.core.scanning import scan
from backend.core.workbook import XLSX, attachment
from backend.organisations import queries as places
from backend.organisations import services as organisations
from backend.organisations.models import Person

from .. import errors, importing, queries, schemas, views
from ..models import Account
from ..services import accounts, codes, devices, grants

bp = blueprint("accounts")


def account_in_scope(account_id: str, permission: str) -> Account:
    """The account, or the same 404 for an unknown and a foreign one."""
    query = queries.visible_accounts(current().scope(permission))
    row = db.session.scalar(query.where(Account.id == account_id))
    if row is None:
        raise not_found()
    return row


@bp.get("/accounts")
@requires("account.read")
@bp.arguments(schemas.AccountArgs, location="query")
@bp.response(200, schemas.AccountPage)
def list_accounts(args: dict[str, Any]) -> dict[str, Any]:
    """Accounts in reach, searched by user name, name or pinyin."""
    query = queries.visible_accounts(current().scope("account.read"))
    if args["q"]:
        people = places.matching(args["q"]).with_only_columns(Person.id)
        query = query.where(
            Account.username.contains(args["q"].casefold(), autoescape=True)
            | Account.person_id.in_(people)
        )
    if args["state"]:
        query = query.where(Account.state == args["state"])
    return page(query.order_by(Account.username), args, lambda row: views.account(row[0]))


@bp.post("/accounts")
@requires("account.create")
@bp.arguments(schemas.NewAccountSchema)
@bp.response(201, schemas.AccountSchema)
def create(data: dict[str, Any]) -> dict[str, Any]:
    """Make an account; its role waits for a second person."""
    actor = current()
    centre = places.centre(data["centre"])
    station = places.station(data["station"]) if data["station"] else None
    if centre is None or (station and station.centre_id != centre.id):
        raise not_found()
    person = organisations.upsert_person(
        centre, data["name"], phone=data["phone"], id_number=data["id_number"], station=station
    )
    if queries.account_of(person.id):
        raise errors.username_taken()
    row = accounts.create_account(data["username"], data["kind"], person, by=actor.account_id)
    if data["role"]:
        grants.request_role(
            row, data["role"], centre_id=centre.id, station=station, by=actor.extra["account"]
        )
    return views.account(row)


@bp.post("/accounts/import")
@requires("account.create")
@bp.response(200, schemas.AccountImportSchema)
def post_import() -> Any:
    """Make the accounts of a workbook (multipart field `file`); all of it or nothing."""
    upload = request.files.get("file")
    if upload is None:
        raise request_invalid(errors={"file": ["required"]})
    data = upload.stream.read()
    scan(data)
    return importing.import_accounts(data, current().extra["account"])


@bp.get("/accounts/import-template")
@requires("account.create")
@bp.response(200, content_type=XLSX)
def get_template() -> Response:
    """The empty workbook for an import of accounts."""
    return attachment(importing.template_xlsx(), XLSX, "账号导入模板.xlsx")


@bp.post("/accounts/<account_id>/codes")
@requires("account.code")
@bp.arguments(schemas.IssueCodeSchema)
@bp.response(201, schemas.IssuedCodeSchema)
def issue_code(data: dict[str, Any], account_id: str) -> dict[str, Any]:
    """A one-time code, shown once; a reset may end the old phone in the same act."""
    actor = current()
    row = account_in_scope(account_id, "account.code")
    if row.id == actor.account_id:
        raise errors.own_code()
    purpose, by = data["purpose"], actor.person_id or actor.account_id
    _check_purpose(row, purpose)
    if data["revoke_device"]:
        mine = {d.id: d for d in queries.active_devices(row.person_id or "")}
        if data["revoke_device"] not in mine:
            raise not_found()
        devices.revoke(mine[data["revoke_device"]], by, "换机")
    if purpose == "reset":
        accounts.begin_reset(row, by)
    code, expires = codes.issue(row, purpose, by)
    pair = row.kind == "field" and purpose != "enrol" and _reaches(row, "account.enrol_code")
    return {
        "code": code,
        "expires": expires,
        "enrol": codes.issue(row, "enrol", by)[0] if pair else None,
    }


def _check_purpose(row: Account, purpose: str) -> None:
    """Which code fits which account, and who in the centre may give it."""
    if row.kind == "admin":
        raise errors.not_here()
    if purpose == "activation" and row.state != "new":
        raise errors.not_new()
    needed = {
        "activation": "account.activate",
        "enrol": "account.enrol_code",
        "reset": "account.reset_field" if row.kind == "field" else "account.reset_office",
    }[purpose]
    if not _reaches(row, needed):
        raise not_found()


def _reaches(row: Account, permission: str) -> bool:
    query = queries.visible_accounts(current().scope(permission)).where(Account.id == row.id)
    return db.session.scalar(select(query.exists())) or False


@bp.post("/accounts/<account_id>/disable")
@requires("account.disable")
@bp.response(200, schemas.AccountSchema)
def disable(account_id: str) -> dict[str, Any]:
    """Stop an account; sealed work on its phone still goes out."""
    return _set_state(account_id, "disabled")


@bp.post("/accounts/<account_id>/enable")
@requires("account.disable")
@bp.response(200, schemas.AccountSchema)
def enable(account_id: str) -> dict[str, Any]:
    """Let an account sign in again."""
    return _set_state(account_id, "active")


def _set_state(account_id: str, state: str) -> dict[str, Any]:
    actor = current()
    row = account_in_scope(account_id, "account.disable")
    if row.id == actor.account_id:
        raise errors.role_self()
    if row.kind == "admin":
        raise errors.not_here()
    accounts.set_state(row, state, actor.person_id or actor.account_id)
    return views.account(row)
