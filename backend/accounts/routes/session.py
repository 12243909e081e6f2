"""Signing in and out, the caller, passwords and the second factor."""

from __future__ import annotations

import base64
import os
from typing import Any
from urllib.parse import quote

from backend.core import auth, clock, http, qr
from backend.core.auth import current, public, requires
from backend.core.canonical import unb64u
from backend.core.db import db, new_id
from backend.core.errors import Problem
from backend.core.http import blueprint

from .. import errors, passwords, queries, rules, schemas, tokens, views
from ..models import Account, RefreshToken, Session
from ..services import accounts, codes, counters, record, sessions

bp = blueprint("session")


@bp.post("/session")
@public("signing in is how a stranger becomes known")
@bp.arguments(schemas.SignInSchema)
@bp.response(200, schemas.MeSchema)
def sign_in(data: dict[str, Any]) -> dict[str, Any]:
    """Sign in with user name and password (S-2, S-3)."""
    known = accounts.gate(data["username"], auth.address(), tokens.browser())
    db.session.rollback()  # no writer is held while the slow hash is computed
    good = passwords.matches(known.stored, data["password"])
    try:
        if not good:
            raise errors.wrong_sign_in()
        account = accounts.sign_in_account(known, data["digits"])
    except Problem as refused:
        if refused.code == "accounts.wrong_sign_in":
            accounts.sign_in_failed(known, refused.code)
            http.commit()  # the failure counts although the request is refused
        raise
    accounts.check_demo(account)
    mark = tokens.ensure_browser()
    return signed_in(
        account,
        sessions.start(
            account,
            browser=mark,
            address=auth.address(),
            idle_ms=tokens.idle_ms(),
            device=accounts.own_device(account, mark),
        ),
    )


def signed_in(account: Account, token: RefreshToken) -> dict[str, Any]:
    """Cookies and Me of a new session."""
    return views.me(account, tokens.give_cookies(token))


@bp.get("/session")
@requires("session.own")
@bp.response(200, schemas.MeSchema)
def who_am_i() -> dict[str, Any]:
    """The caller."""
    session = tokens.session_of_request()
    if session is None:
        raise errors.session_over()
    return views.me(current().extra["account"], session)


@bp.delete("/session")
@public("signing out must work with an ended session")
@bp.response(204)
def sign_out() -> None:
    """End the session; unsent work stays on the phone and goes out."""
    session = tokens.session_of_request()
    if session is not None:
        sessions.end(session, "signed_out")
    tokens.drop_cookies()


@bp.post("/session/refresh")
@public("the refresh cookie names the caller")
@bp.response(200, schemas.MeSchema)
def refresh() -> dict[str, Any]:
    """Exchange the refresh token; bound to this browser (S-4)."""
    claims, mark = tokens.refresh_claims(), tokens.browser()
    if claims is None or mark is None:
        raise errors.session_over()
    try:
        token = sessions.refresh(
            claims["jti"], browser=mark, address=auth.address(), idle_ms=tokens.idle_ms()
        )
    except Problem:
        http.commit()  # an ended family stays ended
        raise
    session = tokens.give_cookies(token)
    return views.me(db.session.get_one(Account, session.account_id), session)


@bp.post("/session/challenge")
@public("a phone that lost its cookies has nothing but its key")
@bp.arguments(schemas.KeySchema)
@bp.response(200, schemas.ChallengeSchema)
def key_challenge(data: dict[str, str]) -> dict[str, str]:
    """A value for the key to sign; an unknown key gets one that nothing accepts."""
    device = queries.device_by_kid(data["kid"])
    account = queries.account_of(device.person_id) if device else None
    return {"challenge": codes.open_challenge(account) if account else new_id()}


@bp.post("/session/key")
@public("the signature of an enrolled key names the caller")
@bp.arguments(schemas.KeySignInSchema)
@bp.response(200, schemas.MeSchema)
def key_sign_in(data: dict[str, str]) -> dict[str, Any]:
    """Sign in with the key of an enrolled phone, for a field person whose cookies are gone."""
    watched = counters.code_counters(auth.address())
    if counters.is_locked(watched):
        raise errors.locked()
    device = queries.device_by_kid(data["kid"])
    try:
        if device is None or device.revoked_at is not None:
            raise errors.session_over()
        token = sessions.by_key(
            device,
            data["challenge"],
            _signature(data["signature"]),
            browser=tokens.ensure_browser(),
            address=auth.address(),
            idle_ms=tokens.idle_ms(),
        )
    except Problem as refused:
        counters.failed(watched)
        record.record("session.refused", None, "refused", code=refused.code)
        http.commit()  # the failure counts although the request is refused
        raise
    account = db.session.get_one(Account, db.session.get_one(Session, token.session_id).account_id)
    accounts.check_demo(account)
    return signed_in(account, token)


def _signature(text: str) -> bytes:
    try:
        return unb64u(text)
    except ValueError as error:
        raise errors.session_over() from error


@bp.post("/session/password")
@requires("session.own")
@bp.arguments(schemas.PasswordSchema)
@bp.response(204)
def change_password(data: dict[str, Any]) -> None:
    """Change one's own password (S-2)."""
    actor = current()
    account: Account = actor.extra["account"]
    known = accounts.gate(account.username, auth.address(), tokens.browser())
    new_hash = _fresh_hash(account, data["new"], data["old"], known)
    account = db.session.get_one(Account, actor.account_id)
    accounts.set_password(account, new_hash)
    sessions.end_of_account(account.id, "password", keep=actor.extra["session"])


@bp.post("/activation/password")
@public("the code names the caller")
@bp.arguments(schemas.CodePasswordSchema)
@bp.response(200, schemas.MeSchema)
def password_by_code(data: dict[str, Any]) -> dict[str, Any]:
    """First or new password of an office or administrator account, by its one-time code."""
    row = find_code(data["code"])
    if row.account.kind == "field":
        raise errors.not_here()
    account_id = row.account_id
    new_hash = _fresh_hash(row.account, data["new"])
    row = find_code(data["code"])  # it may have been spent while the hash was computed
    account = db.session.get_one(Account, account_id)
    accounts.check_demo(account)
    codes.use(row)
    accounts.activate(account)
    accounts.set_password(account, new_hash)
    return signed_in(
        account,
        sessions.start(
            account,
            browser=tokens.ensure_browser(),
            address=auth.address(),
            idle_ms=tokens.idle_ms(),
        ),
    )


def find_code(text: str) -> Any:
    """The activation or reset code typed; wrong ones are counted by address."""
    watched = counters.code_counters(auth.address())
    if counters.is_locked(watched):
        raise errors.locked()
    try:
        return codes.find_entry(text)
    except Problem as refused:
        if refused.code == "accounts.code":
            counters.failed(watched)
            record.record("code.refused", None, "refused", code=refused.code)
            http.commit()  # the failure counts although the request is refused
        raise


def _fresh_hash(
    account: Account, new: str, old: str | None = None, known: accounts.Gate | None = None
) -> str:
    """Hash of a new password after the policy; every slow step without a transaction."""
    faults = rules.password_faults(new, account.username)
    if faults:
        raise errors.password_policy(errors={"new": faults})
    stored, before = account.password_hash, accounts.old_hashes(account.id)
    db.session.rollback()  # no writer is held while slow hashes are computed
    if old is not None and known is not None and not passwords.matches(stored, old):
        accounts.sign_in_failed(known, "accounts.wrong_sign_in")
        http.commit()  # the failure counts although the request is refused
        raise errors.wrong_sign_in()
    if any(passwords.matches(one, new) for one in before):
        raise errors.password_policy(errors={"new": ["reused"]})
    return passwords.hash_password(new)


@bp.post("/session/second-factor")
@requires("session.own")
@bp.response(200, schemas.TotpSchema)
def begin_second_factor() -> dict[str, str]:
    """A fresh secret for an authenticator; it counts once its digits are confirmed (S-5)."""
    account: Account = current().extra["account"]
    if account.totp_confirmed_at is not None:
        raise errors.second_factor_on()
    secret = os.urandom(20)
    account.totp_secret = secret.hex()
    text = base64.b32encode(secret).decode("ascii")
    name = quote(f"督考:{account.username}")
    uri = f"otpauth://totp/{name}?secret={text}&issuer=dukao"
    return {"secret": text, "uri": uri, "qr": qr.qr_svg(uri)}


@bp.post("/session/second-factor/confirm")
@requires("session.own")
@bp.arguments(schemas.DigitsSchema)
@bp.response(204)
def confirm_second_factor(data: dict[str, str]) -> None:
    """Switch the second factor on."""
    account: Account = current().extra["account"]
    _check_digits(account, data["digits"])
    account.totp_confirmed_at = clock.now()
    record.record("second_factor.on", account.id)


@bp.delete("/session/second-factor")
@requires("session.own")
@bp.arguments(schemas.DigitsSchema, location="query")
@bp.response(204)
def drop_second_factor(data: dict[str, str]) -> None:
    """Switch the second factor off, with its own digits."""
    account: Account = current().extra["account"]
    _check_digits(account, data["digits"])
    account.totp_secret = account.totp_confirmed_at = account.totp_last_step = None
    record.record("second_factor.off", account.id)


def _check_digits(account: Account, digits: str) -> None:
    watched = accounts.gate(account.username, auth.address(), None).watched
    secret = account.totp_secret
    step = secret and rules.totp_step(
        bytes.fromhex(secret), digits, clock.now(), account.totp_last_step
    )
    if not step:
        counters.failed(watched)
        http.commit()  # the failure counts although the request is refused
        raise errors.second_factor()
    account.totp_last_step = step
