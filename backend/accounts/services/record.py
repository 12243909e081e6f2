"""The audit line of what accounts do (S-7)."""

from __future__ import annotations

from typing import Any

from flask import has_request_context

from backend.core.http import audit_later
from backend.core.journal import audit


def record(
    action: str,
    object_id: str | None,
    result: str = "ok",
    *,
    actor: str | None = None,
    code: str | None = None,
    **detail: Any,
) -> None:
    """Write it: with the caller's address after a request, at once on the command line."""
    if has_request_context():
        more: dict[str, Any] = {"detail": detail}
        if actor:
            more["actor"] = actor
        if code:
            more["code"] = code
        audit_later(action, object_id, result, **more)
    else:
        audit(
            action,
            object_id,
            result,
            actor=actor,
            code=code,
            detail={"address": "console", **detail},
        )
