"""Accounts: made from imports or by hand, signed in, reset, disabled."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from backend.core import auth, clock
from backend.core.db import db, new_id
from backend.organisations import rules as name_rules
from backend.organisations.models import Person

from .. import errors, passwords, queries, rules
from ..models import Account, Device, OldPassword, Session
from . import codes, counters, grants, sessions
from .record import record


@dataclass(frozen=True)
class Gate:
    """What a sign-in needs to know before the slow hash is computed."""

    account_id: str | None
    stored: str | None
    watched: list[counters.Counter]


def by_password(username: str, password: str) -> Account | None:
    """The active account this name and password open, for the command line."""
    account = queries.account_named(rules.normal_username(username))
    if account is None or account.state != "active":
        return None
    return account if passwords.matches(account.password_hash, password) else None


def gate(username: str, address: str, browser: str | None) -> Gate:
    """Look up account and counters; raises `accounts.locked`, for unknown names just as well."""
    name = rules.normal_username(username)
    account = queries.account_named(name)
    own = browser if browser and account and _is_own_browser(account, browser) else None
    watched = counters.counters(name, address, own)
    if counters.is_locked(watched):
        raise errors.locked()
    return Gate(
        account.id if account else None, account.password_hash if account else None, watched
    )


def sign_in_failed(known: Gate, code: str) -> None:
    """Count and record a failure; the caller commits it before it refuses."""
    locks = counters.failed(known.watched)
    record(
        "session.refused",
        known.account_id,
        "refused",
        actor=known.account_id,
        code=code,
        locked=locks,
    )


def sign_in_account(known: Gate, digits: str | None) -> Account:
    """The account after its password was right; raises the reason it still may not sign in."""
    account = db.session.get(Account, known.account_id)
    if account is None or account.state == "new":
        raise errors.wrong_sign_in()
    if account.state == "disabled":
        raise errors.disabled()
    if account.totp_confirmed_at and account.totp_secret:
        if not digits:
            raise errors.second_factor()
        step = rules.totp_step(
            bytes.fromhex(account.totp_secret), digits, clock.now(), account.totp_last_step
        )
        if step is None:
            raise errors.wrong_sign_in()
        account.totp_last_step = step
    counters.succeeded(known.watched)
    return account


def check_demo(account: Account) -> None:
    """Demo accounts sign in on this machine only, unless the demo was opened to the LAN."""
    settings = current_app.config["SETTINGS"]
    if account.demo and not settings.demo_lan and not auth.is_here():
        raise errors.demo_local()


def own_device(account: Account, browser: str) -> Device | None:
    """The person's device in this browser."""
    found = queries.devices_of_browser(browser)
    return next((d for d in found if d.person_id == account.person_id), None)


def set_password(account: Account, password_hash: str) -> None:
    """Take a new password whose policy was checked; keeps the last five."""
    now = clock.now()
    account.password_hash, account.password_at = password_hash, now
    account.must_change_password = False
    db.session.add(
        OldPassword(id=new_id(), account_id=account.id, password_hash=password_hash, set_at=now)
    )
    old = db.session.scalars(
        select(OldPassword)
        .where(OldPassword.account_id == account.id)
        .order_by(OldPassword.set_at.desc(), OldPassword.id)
    ).all()
    for row in old[rules.PASSWORDS_KEPT :]:
        db.session.delete(row)
    record("password.change", account.id, actor=account.person_id or account.id)


def old_hashes(account_id: str) -> list[str]:
    """Hashes of the last five passwords (S-2)."""
    return list(
        db.session.scalars(
            select(OldPassword.password_hash).where(OldPassword.account_id == account_id)
        )
    )


def create_account(
    username: str, kind: str, person: Person | None, *, by: str | None, demo: bool = False
) -> Account:
    """A new account without roles or password; its holder activates it with a code."""
    name = rules.normal_username(username)
    if queries.account_named(name):
        raise errors.username_taken()
    account = Account(
        id=new_id(),
        username=name,
        person_id=person.id if person else None,
        kind=kind,
        state="new",
        must_change_password=False,
        demo=demo,
        created_at=clock.now(),
        created_by=by,
    )
    account.person = person
    db.session.add(account)
    db.session.flush()  # grants and codes point at it
    record("account.create", account.id, actor=by, kind=kind)
    return account


def ensure_field_account(
    person: Person,
    *,
    role: str = "supervisor",
    event: str | None = None,
    by: str | None = None,
    until: int | None = None,
    demo: bool = False,
) -> Account:
    """The person's account, made when missing, with the role the dispatch gives.

    The dispatch is an order of the centre, signed there: importing it counts as the second
    person's act, and the grant holds for its event only (S-1).
    """
    account = queries.account_of(person.id)
    if account is None:
        account = create_account(_free_username(person.name), "field", person, by=by, demo=demo)
    if event:
        grants.from_dispatch(account, role, event, by=by, until=until)
    return account


FIRST = ("activation", "enrol")


def first_codes(account: Account, by: str | None, term: int | None = None) -> dict[str, str]:
    """Activation and enrol code for the printed dispatch: shown once, never stored plain."""
    return {purpose: codes.issue(account, purpose, by, term)[0] for purpose in FIRST}


def withdraw_first_codes(account: Account) -> None:
    """Nobody enrols by codes given out before."""
    codes.withdraw(account, *FIRST)


def activate(account: Account) -> None:
    """First use of an activation code."""
    if account.state == "new":
        account.state = "active"
        record("account.activate", account.id, actor=account.person_id or account.id)


def begin_reset(account: Account, by: str) -> None:
    """From now on new devices count only after someone other than the resetter confirms (S-5)."""
    account.reset_at, account.reset_by = clock.now(), by
    if account.kind != "field":
        account.password_hash = None
    sessions.end_of_account(account.id, "reset")
    record("account.reset", account.id, actor=by)


def set_state(account: Account, state: str, by: str) -> None:
    """Disable or enable; work sealed on the phone still goes out, reading ends. Who never signed
    in before is new again and still gets an activation code."""
    devices = select(Device.id).where(Device.person_id == (account.person_id or ""))
    used = account.password_at is not None or db.session.scalar(devices.limit(1)) is not None
    account.state = "new" if state == "active" and not used else state
    if state == "disabled":
        sessions.end_of_account(account.id, "disabled")
    record(f"account.{'disable' if state == 'disabled' else 'enable'}", account.id, actor=by)


def _is_own_browser(account: Account, browser: str) -> bool:
    return (
        own_device(account, browser) is not None
        or db.session.scalar(
            select(Session.id).where(Session.account_id == account.id, Session.browser == browser)
        )
        is not None
    )


def _free_username(name: str) -> str:
    base = name_rules.login_name(name)[:30]
    taken = set(
        db.session.scalars(select(Account.username).where(Account.username.like(f"{base}%")))
    )
    number = 1
    while (candidate := base if number == 1 else f"{base}{number}") in taken:
        number += 1
    return candidate
