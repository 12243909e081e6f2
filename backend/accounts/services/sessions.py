"""Signed-in browsers: families of refresh tokens bound to the browser's HttpOnly cookie.

Office and administrator sessions end after 12 h or 30 min without a refresh (S-4). A field person
has no password: the enrolled device is the sign-in, so past 12 h its refresh opens a new session
as long as the device is in use; the PIN guards it on the phone.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from backend.core import clock, jws
from backend.core.db import db, lookup_hash, new_id

from .. import errors, queries, rules
from ..models import Account, Device, RefreshToken, Session
from . import codes
from .record import record

# What a key signs to get a session begins so; a JWS never does.
PROOF = "dukao-session-1"


def browser_mark(cookie: str) -> str:
    """What is stored of the device cookie."""
    return lookup_hash("browser", cookie)


def start(
    account: Account, *, browser: str, address: str, idle_ms: int, device: Device | None = None
) -> RefreshToken:
    """A new family; remembers time and place for the next sign-in (S-4)."""
    now = clock.now()
    session = Session(
        id=new_id(),
        account_id=account.id,
        device_id=device.id if device else None,
        browser=browser,
        started_at=now,
        ends_at=now + rules.ABSOLUTE_MS,
        address=address,
    )
    db.session.add(session)
    db.session.flush()  # tokens point at it
    account.previous_login_at, account.previous_login_place = account.login_at, account.login_place
    account.login_at, account.login_place = now, address
    record(
        "session.start",
        account.id,
        actor=account.person_id or account.id,
        device=device.id if device else None,
    )
    return _token(session, account, idle_ms)


def refresh(token_id: str, *, browser: str, address: str, idle_ms: int) -> RefreshToken:
    """Exchange a refresh token; raises `accounts.session_over`.

    A lost reply: for 30 s the exchanged token answers the same successor. Later use means that
    two hold it, so the family ends.
    """
    token = db.session.scalar(
        select(RefreshToken).where(RefreshToken.id == token_id).with_for_update()
    )
    session = db.session.get(Session, token.session_id) if token else None
    now = clock.now()
    if token and token.successor and session and session.ended_why == "absolute":
        # Its twelve hours ended with the reply that was lost: the session after it goes on.
        session = db.session.get(
            Session, db.session.get_one(RefreshToken, token.successor).session_id
        )
    if token is None or session is None or session.ended_at is not None:
        raise errors.session_over()
    account = db.session.get_one(Account, session.account_id)
    if session.browser != browser:
        end(session, "other_browser")
        raise errors.session_over()
    if account.state != "active" or now >= token.expires_at:
        end(session, "expired")
        raise errors.session_over()
    if token.used_at is not None:
        if now - token.used_at <= rules.GRACE_MS and token.successor:
            return db.session.get_one(RefreshToken, token.successor)
        end(session, "reused")
        raise errors.session_over()
    device = db.session.get(Device, session.device_id) if session.device_id else None
    if now >= session.ends_at:
        end(session, "absolute")
        if account.kind != "field" or device is None or device.revoked_at is not None:
            raise errors.session_over()
        fresh = start(account, browser=browser, address=address, idle_ms=idle_ms, device=device)
    else:
        fresh = _token(session, account, idle_ms)
    token.used_at, token.successor = now, fresh.id
    return fresh


def by_key(
    device: Device, challenge: str, signature: bytes, *, browser: str, address: str, idle_ms: int
) -> RefreshToken:
    """A session for a phone that lost its cookies and still has its key behind the PIN.

    The device is the sign-in of a field person; for others the password stays the only way.
    Raises `accounts.session_over` for a key that may not, `accounts.challenge` for an old value.
    """
    account = queries.account_of(device.person_id)
    if account is None or account.kind != "field" or account.state != "active":
        raise errors.session_over()
    signed = f"{PROOF}\n{challenge}".encode("ascii", "replace")
    try:
        jws.verify(jws.Token("", device.kid, signed, b"", signature), device.jwk)
    except jws.BadToken as bad:
        raise errors.session_over() from bad
    codes.take_challenge(account, challenge)
    device.browser = browser
    return start(account, browser=browser, address=address, idle_ms=idle_ms, device=device)


def end(session: Session, why: str) -> None:
    """End a family as a whole."""
    if session.ended_at is None:
        session.ended_at, session.ended_why = clock.now(), why
        record("session.end", session.account_id, why=why)


def end_of_account(account_id: str, why: str, keep: str | None = None) -> None:
    """End every family of an account, but one."""
    for session in _open(Session.account_id == account_id):
        if session.id != keep:
            end(session, why)


def end_of_device(device_id: str, why: str) -> None:
    """End every family of a device."""
    for session in _open(Session.device_id == device_id):
        end(session, why)


def bind(session_id: str, device: Device) -> None:
    """The browser of this session has enrolled a key."""
    db.session.get_one(Session, session_id).device_id = device.id


def _open(condition: ColumnElement[bool]) -> list[Session]:
    query = select(Session).where(Session.ended_at.is_(None), condition)
    return list(db.session.scalars(query))


def _token(session: Session, account: Account, idle_ms: int) -> RefreshToken:
    now = clock.now()
    term = rules.FIELD_REFRESH_MS if account.kind == "field" else idle_ms
    token = RefreshToken(id=new_id(), session_id=session.id, issued_at=now, expires_at=now + term)
    db.session.add(token)
    db.session.flush()  # the successor is named by id
    return token
