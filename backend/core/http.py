"""The lane of a request: one transaction, then audit lines and live notices; headers; blueprints."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Request, Response, current_app, g, request
from flask.sessions import SessionInterface
from flask_smorest import Blueprint
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql import Select

from . import auth, journal, live, metrics
from .db import db
from .errors import conflict, not_found, render

View = TypeVar("View", bound=Callable[..., Any])
PREFIX = "/api/v1"
LONGEST_NAME = 200
CSP = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class _Blueprint(Blueprint):
    """Shapes of arguments are made once: webargs would make a class anew for every request."""

    def arguments(self, schema: Any, **kwargs: Any) -> Callable[[View], View]:
        """As in flask-smorest."""
        made: Callable[[View], View] = super().arguments(schema(), **kwargs)
        return made


def blueprint(name: str) -> Blueprint:
    """A blueprint under ``/api/v1``; routes name their full path."""
    return _Blueprint(name, name, url_prefix=PREFIX)


class NoSessions(SessionInterface):
    """Flask's own session cookie is not used: who is calling stands in the database."""

    def open_session(self, app: Flask, request: Request) -> None:
        """None, ever."""

    def save_session(self, *_: object) -> None:
        """Nothing was opened."""


def page(query: Select[Any], args: dict[str, Any], row: Callable[[Any], Any]) -> dict[str, Any]:
    """One page of a query as ``{items, page, per_page, total}``."""
    total = (
        db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    )
    number, size = args["page"], args["per_page"]
    found = db.session.execute(query.limit(size).offset((number - 1) * size)).all()
    return {
        "items": [row(item) for item in found],
        "page": number,
        "per_page": size,
        "total": total,
    }


def audit_later(action: str, object_id: str | None, result: str, **more: Any) -> None:
    """Note something for the audit journal; written after the request's own transaction."""
    g.setdefault("audits", []).append((action, object_id, result, more))


def after_commit(work: Callable[[], None]) -> None:
    """Run something after the request's commit: e-mails, enqueues, notices."""
    g.setdefault("after_commit", []).append(work)


def reads_first(view: View) -> View:
    """Mark a changing view that only reads until it calls ``writing``.

    SQLite has one writer: who is asking, what the entries are worth and how the receipt is signed
    must not keep it from others.
    """
    view.reads_first = True  # type: ignore[attr-defined]
    return view


def writing() -> None:
    """From here on this request may write; what was read before was another transaction."""
    db.session.rollback()
    db.session.info["read_only"] = False


def keep() -> None:
    """Commit, and read from here on: a part of the work, of which nobody is told yet."""
    db.session.commit()
    db.session.info["read_only"] = True


def commit() -> None:
    """Commit now, for routes that must answer with what is durably stored; they read from here on."""
    keep()
    live.moved(g.pop("moved", set()))


def _begin() -> None:
    g.started = time.perf_counter()
    view = current_app.view_functions.get(request.endpoint or "")
    reads = request.method in ("GET", "HEAD", "OPTIONS")
    db.session.info["read_only"] = reads or getattr(view, "reads_first", False)
    # No id is longer; PostgreSQL would choke on NUL, a file system on both.
    for name in (request.view_args or {}).values():
        if isinstance(name, str) and ("\0" in name or len(name) > LONGEST_NAME):
            raise not_found()


def _finish(response: Response) -> Response:
    """Commit a success, roll back a failure, then write what the audit must know."""
    done: list[Callable[[], None]] = []
    if response.status_code < 400:
        try:
            db.session.commit()
            done = g.pop("after_commit", [])
            live.moved(g.pop("moved", set()))
        except IntegrityError:
            db.session.rollback()
            g.problem = "object.conflict"
            response = render(conflict())
    else:
        db.session.rollback()
    _write_audits(response)
    for work in done:
        work()
    return response


def _write_audits(response: Response) -> None:
    notes = g.pop("audits", [])
    actor = g.get("actor")
    if response.status_code in (403, 404) and actor and request.path.startswith(PREFIX):
        notes.append((f"refused {request.method}", request.endpoint, "refused", {}))
    if not notes:
        return
    db.session.info["read_only"] = False
    for action, object_id, result, more in notes:
        more.setdefault("actor", actor.person_id or actor.account_id if actor else None)
        more.setdefault("code", g.get("problem"))
        detail = {"address": auth.address(), **more.pop("detail", {})}
        journal.audit(action, object_id, result, detail=detail, **more)
    db.session.commit()


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if current_app.config["SETTINGS"].https and current_app.config["SETTINGS"].is_production:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.path.startswith(PREFIX):
        headers.setdefault("Cache-Control", "no-store")
    metrics.observe(request.endpoint or "-", response.status_code, time.perf_counter() - g.started)
    current_app.logger.info(
        "request",
        extra={
            "event": "request",
            "method": request.method,
            "endpoint": request.endpoint,
            "status": response.status_code,
            "code": g.get("problem"),
            "ms": round((time.perf_counter() - g.started) * 1000, 1),
        },
    )
    return response


def init_http(app: Flask) -> None:
    """Hook the lane into the app."""
    app.session_interface = NoSessions()
    app.before_request(_begin)
    # Flask runs these in reverse order of registration.
    app.after_request(_headers)
    app.after_request(_finish)

    @app.teardown_request
    def _close(_error: BaseException | None) -> None:
        db.session.info.pop("read_only", None)
        db.session.remove()
