"""Who is calling and what the one permission table lets them do.

The table itself belongs to ``accounts``; it and the loader of the caller are
handed in when the app is assembled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from .errors import auth_required, forbidden

View = TypeVar("View", bound=Callable[..., Any])
_PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded")
WIDTHS = ("all", "centre", "station", "event", "own")


@dataclass(frozen=True)
class Grant:
    """A role and where it holds."""

    role: str
    centre_id: str | None = None
    station_id: str | None = None


@dataclass(frozen=True)
class Scope:
    """What a permission reaches for one caller; ``events`` means by assignment."""

    all: bool = False
    centres: frozenset[str] = frozenset()
    stations: frozenset[str] = frozenset()
    events: bool = False
    own: bool = False

    def __bool__(self) -> bool:
        return self.all or bool(self.centres or self.stations) or self.events or self.own


@dataclass(frozen=True)
class Actor:
    """The caller of this request."""

    account_id: str
    person_id: str | None
    name: str
    grants: tuple[Grant, ...] = ()
    device_id: str | None = None
    kid: str | None = None
    extra: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def roles(self) -> set[str]:
        """Role codes held anywhere."""
        return {grant.role for grant in self.grants}

    def scope(self, permission: str) -> Scope:
        """Where this permission holds for the caller (requirements section 3)."""
        row = current_app.extensions["permissions"].get(permission, {})
        held = [(row[grant.role], grant) for grant in self.grants if grant.role in row]
        return Scope(
            all=any(width == "all" for width, _ in held),
            centres=frozenset(g_.centre_id for w, g_ in held if w == "centre" and g_.centre_id),
            stations=frozenset(g_.station_id for w, g_ in held if w == "station" and g_.station_id),
            events=any(width == "event" for width, _ in held),
            own=any(width == "own" for width, _ in held),
        )

    def may(self, permission: str) -> bool:
        """Whether any grant carries the permission at all."""
        return bool(self.scope(permission))


def init_auth(
    app: Flask, load_actor: Callable[[], Actor | None], permissions: dict[str, dict[str, str]]
) -> None:
    """Hand core the table and the way to find the caller."""
    app.extensions["permissions"] = permissions
    app.extensions["load_actor"] = load_actor


def actor_or_none() -> Actor | None:
    """The caller, or None for a stranger."""
    if "actor" not in g:
        g.actor = current_app.extensions["load_actor"]()
    return g.actor


def current() -> Actor:
    """The caller; raises ``auth.required`` for a stranger."""
    actor = actor_or_none()
    if actor is None:
        raise auth_required()
    return actor


def requires(permission: str, *, carrier: bool = False) -> Callable[[View], View]:
    """Mark and guard a view: a stranger gets 401, a wrong role 403 (S-6).

    `carrier` lets an enrolled phone through whose roles have ended: who delivers is not who
    wrote, and sealed work must never be locked in (architecture 5).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            actor = current()
            if not actor.may(permission) and not (carrier and actor.device_id):
                raise forbidden()
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def public(why: str) -> Callable[[View], View]:
    """Mark a view open to strangers and say why."""

    def decorate(view: View) -> View:
        view.public = why  # type: ignore[attr-defined]
        return view

    return decorate


def address() -> str:
    """Network address of the caller as the outermost trusted proxy saw it."""
    return request.remote_addr or "-"


def is_here() -> bool:
    """Whether the caller sits at this host: not merely a proxy here that nobody declared."""
    declared = current_app.config["SETTINGS"].trusted_proxies
    passed_on = any(name in request.headers for name in _PASSED_ON)
    return address() in ("127.0.0.1", "::1") and (bool(declared) or not passed_on)
