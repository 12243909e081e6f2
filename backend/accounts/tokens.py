"""Session cookies: JWTs by Flask-JWT-Extended, HttpOnly and SameSite=Strict, CSRF by double submit.

The tokens carry no `exp`: what ends them is checked against the house clock, so that tests and
the demo move sessions in time with everything else, and against the session row, so that an
ended session ends at once.
"""

from __future__ import annotations

import secrets
from typing import Any

import jwt as pyjwt
from flask import Flask, Response, after_this_request, current_app, g, request
from flask_jwt_extended import (
    create_access_token,
    create_refresh_token,
    get_jwt,
    set_access_cookies,
    set_refresh_cookies,
    unset_jwt_cookies,
    verify_jwt_in_request,
)
from flask_jwt_extended.exceptions import CSRFError, JWTExtendedException
from sqlalchemy import bindparam, select

from backend.core import clock
from backend.core.auth import Actor, Grant
from backend.core.db import db

from . import errors, queries, rules
from .models import Account, Device, RefreshToken, Session
from .permissions import STATION
from .services.sessions import browser_mark

DEVICE_COOKIE = "dukao_device"
DEVICE_COOKIE_AGE = 400 * 24 * 3600
REFRESH_PATH = "/api/v1/session/refresh"


def init_tokens(app: Flask) -> None:
    """Settings of Flask-JWT-Extended; the secret is the keys folder's."""
    app.config.update(
        JWT_SECRET_KEY=app.config["SECRET_KEY"],
        JWT_ALGORITHM="HS256",
        JWT_TOKEN_LOCATION=["cookies"],
        JWT_COOKIE_SECURE=app.config["SETTINGS"].https,
        JWT_COOKIE_SAMESITE="Strict",
        JWT_COOKIE_CSRF_PROTECT=True,
        JWT_ACCESS_COOKIE_NAME="dukao_access",
        JWT_REFRESH_COOKIE_NAME="dukao_refresh",
        JWT_ACCESS_COOKIE_PATH="/api/v1",
        JWT_REFRESH_COOKIE_PATH=REFRESH_PATH,
        JWT_ACCESS_TOKEN_EXPIRES=False,
        JWT_REFRESH_TOKEN_EXPIRES=False,
        # The cookies end with the browser's own session row, not with its window.
        JWT_SESSION_COOKIE=False,
    )


def idle_ms() -> int:
    """How long a desk may rest before it must sign in again (S-4)."""
    return int(current_app.config["SETTINGS"].idle_minutes) * rules.MINUTE


def browser() -> str | None:
    """Mark of this browser's device cookie, None for a browser never seen."""
    cookie = request.cookies.get(DEVICE_COOKIE)
    return browser_mark(cookie) if cookie else None


def ensure_browser() -> str:
    """Mark of this browser; gives it a device cookie when it has none."""
    known = browser()
    if known:
        return known
    fresh = secrets.token_urlsafe(32)

    @after_this_request
    def _set(response: Response) -> Response:
        response.set_cookie(
            DEVICE_COOKIE,
            fresh,
            max_age=DEVICE_COOKIE_AGE,
            httponly=True,
            samesite="Strict",
            secure=current_app.config["SETTINGS"].https,
            path="/api/v1",
        )
        return response

    return browser_mark(fresh)


def give_cookies(token: RefreshToken) -> Session:
    """Set both cookies for this refresh token; the refresh cookie is named by it."""
    session = db.session.get_one(Session, token.session_id)
    now = clock.now()
    access = create_access_token(
        session.account_id,
        additional_claims={"sid": session.id, "until": min(now + rules.ACCESS_MS, session.ends_at)},
    )
    refresh = create_refresh_token(
        session.account_id, additional_claims={"sid": session.id, "jti": token.id}
    )

    @after_this_request
    def _set(response: Response) -> Response:
        set_access_cookies(response, access)
        set_refresh_cookies(response, refresh)
        return response

    return session


def drop_cookies() -> None:
    """Forget the session in this browser; the device cookie stays (R11)."""

    @after_this_request
    def _unset(response: Response) -> Response:
        unset_jwt_cookies(response)
        return response


def refresh_claims() -> dict[str, Any] | None:
    """Claims of a valid refresh cookie with its CSRF header; None without one."""
    return _claims(refresh=True)


def session_of_request() -> Session | None:
    """The session named by the access cookie, ended or not."""
    claims = _claims(refresh=False)
    return db.session.get(Session, claims["sid"]) if claims else None


# Every request asks this: made once, one round to the database.
_CALLER = (
    select(Session, Account, Device)
    .join(Account, Account.id == Session.account_id)
    .outerjoin(Device, Device.id == Session.device_id)
    .where(Session.id == bindparam("sid"))
)


def load_actor() -> Actor | None:
    """The caller by the access cookie; None for a stranger or an ended session."""
    claims = _claims(refresh=False)
    now = clock.now()
    if claims is None or now >= claims["until"]:
        return None
    row = db.session.execute(_CALLER, {"sid": claims["sid"]}).first()
    if row is None:
        return None
    session, account, device = row
    if session.ended_at is not None or account.state != "active":
        return None
    g.browser_session = session
    if device and device.revoked_at is not None:
        return None
    _first_things_first(account, now)
    return actor_of(account, session, device)


def actor_of(account: Account, session: Session, device: Device | None) -> Actor:
    """The caller with the grants in force."""
    held = {
        (g_.role, None if g_.role in STATION else g_.centre_id, g_.station_id)
        for g_ in queries.grants_of(account.id, clock.now())
    }
    return Actor(
        account_id=account.id,
        person_id=account.person_id,
        name=account.person.name if account.person else account.username,
        grants=tuple(Grant(*one) for one in sorted(held, key=str)),
        device_id=device.id if device else None,
        kid=device.kid if device else None,
        extra={"session": session.id, "account": account},
    )


def must_change(account: Account, now: int) -> bool:
    """First sign-in, or 90 days over (S-2)."""
    return account.must_change_password or rules.password_is_old(
        account.password_at, account.kind, now
    )


def must_enrol(account: Account) -> bool:
    """An administrator without a second factor in a house that asks for one (S-5)."""
    settings = current_app.config["SETTINGS"]
    return bool(
        account.kind == "admin"
        and settings.needs_second_factor
        and account.totp_confirmed_at is None
    )


def _first_things_first(account: Account, now: int) -> None:
    """An old password and a missing second factor close everything but the session's own routes."""
    if (request.endpoint or "").startswith("session."):
        return
    if must_change(account, now):
        raise errors.password_change()
    if must_enrol(account):
        raise errors.second_factor_first()


def _claims(*, refresh: bool) -> dict[str, Any] | None:
    try:
        verify_jwt_in_request(refresh=refresh, locations=["cookies"])
    except CSRFError as error:
        raise errors.csrf() from error
    except (JWTExtendedException, pyjwt.PyJWTError):
        return None
    claims = get_jwt()
    wanted = {"sid", "jti"} if refresh else {"sid", "until"}
    return claims if wanted <= set(claims) else None
