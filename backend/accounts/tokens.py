"""Session cookies: JWTs by Flask-JWT-Extended, HttpOnly and SameSite=Strict, CSRF by double submit.

The tokens carry no `exp`: what ends them is checked against the house clock, so that tests and
the demo move sessions in time with everything else, and against the session row, so that an
ended session ends at once.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import jwt as pyjwt
from flask import Flask, Response, after_this_request, current_app, request
from flask_jwt_extended import (
    create_access_token,
    create_refresh_token,
    decode_token,
    set_access_cookies,
    set_refresh_cookies,
    unset_jwt_cookies,
)
from flask_jwt_extended.exceptions import JWTExtendedException
from sqlalchemy import Row, and_, bindparam, select

from backend.core import clock
from backend.core.auth import Actor, Grant
from backend.core.db import ask, db
from backend.organisations.models import Person

from . import errors, queries, rules
from .models import Account, Device, RefreshToken, RoleGrant, Session
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


# Every request asks this: made once, one round to the database; a row for every active grant.
_CALLER = (
    select(
        Session.ended_at,
        Account.id,
        Account.state,
        Account.kind,
        Account.username,
        Account.person_id,
        Account.must_change_password,
        Account.password_at,
        Account.totp_confirmed_at,
        Person.name,
        Device.id.label("device"),
        Device.kid,
        Device.revoked_at,
        RoleGrant.role,
        RoleGrant.centre_id,
        RoleGrant.station_id,
        RoleGrant.starts_at,
        RoleGrant.ends_at,
        clock.Reading().label("now"),
    )
    .join(Account, Account.id == Session.account_id)
    .outerjoin(Person, Person.id == Account.person_id)
    .outerjoin(Device, Device.id == Session.device_id)
    .outerjoin(RoleGrant, and_(RoleGrant.account_id == Account.id, RoleGrant.state == "active"))
    .where(Session.id == bindparam("sid"))
)


def load_actor() -> Actor | None:
    """The caller by the access cookie; None for a stranger or an ended session."""
    claims = _claims(refresh=False)
    if claims is None:
        return None
    rows = ask(_CALLER, {"sid": claims["sid"]}).all()
    if not rows:
        return None
    caller = rows[0]
    clock.told(caller.now)
    now = clock.now()
    if now >= claims["until"]:
        return None
    if caller.ended_at is not None or caller.state != "active" or caller.revoked_at is not None:
        return None
    _first_things_first(caller, now)
    return Actor(
        account_id=caller.id,
        person_id=caller.person_id,
        name=caller.name if caller.person_id else caller.username,
        grants=_grants(row for row in rows if row.role and queries.in_force(row, now)),
        device_id=caller.device,
        kid=caller.kid,
        extra=_Later(session=claims["sid"], id=caller.id),
    )


class _Later(dict[str, Any]):
    """What few routes need of the caller: `account` is read when it is asked for."""

    def __missing__(self, key: str) -> Any:
        if key != "account":
            raise KeyError(key)
        self[key] = db.session.get_one(Account, self["id"])
        return self[key]


def _grants(held: Iterable[RoleGrant | Row[Any]]) -> tuple[Grant, ...]:
    places = {
        (one.role, None if one.role in STATION else one.centre_id, one.station_id) for one in held
    }
    return tuple(Grant(*one) for one in sorted(places, key=str))


def actor_of(account: Account, session: Session, device: Device | None) -> Actor:
    """The caller with the grants in force."""
    return Actor(
        account_id=account.id,
        person_id=account.person_id,
        name=account.person.name if account.person else account.username,
        grants=_grants(queries.grants_of(account.id, clock.now())),
        device_id=device.id if device else None,
        kid=device.kid if device else None,
        extra={"session": session.id, "account": account},
    )


def must_change(account: Account | Row[Any], now: int) -> bool:
    """First sign-in, or 90 days over (S-2)."""
    return account.must_change_password or rules.password_is_old(
        account.password_at, account.kind, now
    )


def must_enrol(account: Account | Row[Any]) -> bool:
    """An administrator without a second factor in a house that asks for one (S-5)."""
    settings = current_app.config["SETTINGS"]
    return bool(
        account.kind == "admin"
        and settings.needs_second_factor
        and account.totp_confirmed_at is None
    )


def _first_things_first(account: Account | Row[Any], now: int) -> None:
    """An old password and a missing second factor close everything but the session's own routes."""
    if (request.endpoint or "").startswith("session."):
        return
    if must_change(account, now):
        raise errors.password_change()
    if must_enrol(account):
        raise errors.second_factor_first()


def _claims(*, refresh: bool) -> dict[str, Any] | None:
    kind = "refresh" if refresh else "access"
    cookie = request.cookies.get(f"dukao_{kind}")
    if not cookie:
        return None
    mark = request.headers.get("X-CSRF-TOKEN") or ""
    guarded = request.method in current_app.config["JWT_CSRF_METHODS"]
    if guarded and not mark:
        raise errors.csrf()
    try:
        claims = _signed(cookie, current_app.config["JWT_SECRET_KEY"])
    except (JWTExtendedException, pyjwt.PyJWTError):
        return None
    wanted = {"sid", "jti"} if refresh else {"sid", "until"}
    if claims["type"] != kind or not wanted <= set(claims):
        return None
    if guarded and not hmac.compare_digest((claims.get("csrf") or "").encode(), mark.encode()):
        raise errors.csrf()
    return claims


@lru_cache(maxsize=4096)
def _signed(cookie: str, _secret: str) -> dict[str, Any]:
    """What a token says whose signature holds under this secret: the same bytes hold again. What
    has ended is found in the session's row, every time."""
    found: dict[str, Any] = decode_token(cookie)
    return found
