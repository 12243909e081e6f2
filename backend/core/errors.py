"""The catalogue of coded problems and the only error handlers (U-13).

A problem says what is wrong, the clause it comes from and what to do, in Chinese
or English. Values a client sent are never echoed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, g, json, request
from sqlalchemy.exc import IntegrityError, TimeoutError  # noqa: A004 - of the connection pool
from werkzeug.exceptions import HTTPException

from .db import db


@dataclass(frozen=True)
class Entry:
    """One row of the catalogue."""

    code: str
    status: int
    zh: str
    en: str
    clause: str | None = None
    todo_zh: str | None = None
    todo_en: str | None = None


CATALOGUE: dict[str, Entry] = {}


class Problem(Exception):
    """Raised by services to refuse; ``code`` is stable, ``errors`` names fields.

    ``retry_after`` (seconds) says that the whole server, not this one thing, asks for patience.
    """

    def __init__(
        self,
        code: str,
        *,
        errors: dict[str, Any] | None = None,
        retry_after: int | None = None,
        **extra: Any,
    ):
        super().__init__(code)
        self.retry_after = retry_after
        self.code = code
        self.errors = errors
        self.extra = extra

    @property
    def status(self) -> int:
        """HTTP status of the code; 422 for a code only entries use."""
        return CATALOGUE[self.code].status if self.code in CATALOGUE else 422


def problem(
    code: str,
    status: int,
    zh: str,
    en: str,
    clause: str | None = None,
    todo_zh: str | None = None,
    todo_en: str | None = None,
) -> Callable[..., Problem]:
    """Register a code and return a maker: ``raise locked()``."""
    if code in CATALOGUE:
        raise ValueError(f"problem code {code} is registered twice")
    CATALOGUE[code] = Entry(code, status, zh, en, clause, todo_zh, todo_en)

    def make(**kwargs: Any) -> Problem:
        return Problem(code, **kwargs)

    return make


request_invalid = problem(
    "request.invalid",
    422,
    "提交的内容不合要求",
    "The request does not fit its shape",
    todo_zh="请核对标出的字段后再提交",
    todo_en="Check the named fields and send again",
)
not_found = problem(
    "object.not_found",
    404,
    "没有找到，或您无权查看",
    "Not found, or not yours to see",
)
auth_required = problem(
    "auth.required",
    401,
    "请先登录",
    "Please sign in",
    todo_zh="登录后再试",
    todo_en="Sign in and try again",
)
forbidden = problem("auth.forbidden", 403, "您的角色不能做这件事", "Your role may not do this")
conflict = problem(
    "object.conflict",
    409,
    "与已有记录冲突",
    "Conflicts with what is recorded",
    todo_zh="请刷新后再试",
    todo_en="Reload and try again",
)
too_many = problem(
    "request.too_many",
    429,
    "请求太频繁",
    "Too many requests",
    todo_zh="请稍后再试",
    todo_en="Wait and try again",
)
length_required = problem("request.length_required", 411, "请求没有写明长度", "Length required")
too_large = problem("request.too_large", 413, "内容太大", "Too large")
busy = problem(
    "server.busy",
    503,
    "服务器正忙",
    "The server is busy",
    todo_zh="内容仍在您这里，稍后会自动重试",
    todo_en="Your work is still with you and will be retried",
)
server_error = problem(
    "server.error",
    500,
    "服务器出错，已记录",
    "Server error, recorded",
    todo_zh="内容仍在您这里，稍后会自动重试",
    todo_en="Your work is still with you and will be retried",
)


def language() -> str:
    """``en`` when the reader asks for it, else Chinese."""
    asked = request.cookies.get("lang") or request.accept_languages.best_match(["zh", "en"], "zh")
    return "en" if asked == "en" else "zh"


def render(raised: Problem) -> Response:
    """problem+json of a raised problem."""
    entry = CATALOGUE.get(raised.code) or Entry(raised.code, 422, "记录不合规则", "Refused")
    zh = language() == "zh"
    body: dict[str, Any] = {
        "type": f"urn:dukao:{entry.code}",
        "code": entry.code,
        "status": entry.status,
        "title": entry.zh if zh else entry.en,
    }
    if entry.clause:
        body["clause"] = entry.clause
    todo = entry.todo_zh if zh else entry.todo_en
    if todo:
        body["todo"] = todo
    if raised.errors:
        body["errors"] = raised.errors
    body.update(raised.extra)
    response = Response(
        json.dumps(body, ensure_ascii=False), entry.status, mimetype="application/problem+json"
    )
    response.headers["Content-Language"] = "zh-CN" if zh else "en"
    if raised.retry_after is not None:
        response.headers["Retry-After"] = str(raised.retry_after)
    return response


BUSY_SECONDS = 2
_HTTP_CODES = {
    404: "object.not_found",
    405: "request.method",
    413: "request.too_large",
    411: "request.length_required",
    429: "request.too_many",
    401: "auth.required",
    415: "request.media_type",
    400: "request.malformed",
}
problem("request.method", 405, "这个地址不支持这种请求", "Method not allowed")
problem("request.media_type", 415, "不支持这种内容类型", "Unsupported media type")
problem("request.malformed", 400, "请求无法读懂", "The request cannot be read")


_NAME = re.compile(r"[A-Za-z0-9_.-]{1,60}")


def _leaf_codes(messages: Any) -> Any:
    """Validation messages without the values they may quote; a name nobody knows is a value too."""
    if isinstance(messages, dict):
        return {
            str(key) if _NAME.fullmatch(str(key)) else "_": _leaf_codes(value)
            for key, value in messages.items()
        }
    return messages if isinstance(messages, list) else [str(messages)]


def _on_http(error: HTTPException) -> Response:
    if error.code == 422:
        messages = getattr(error, "data", {}).get("messages", {})
        merged: dict[str, Any] = {}
        for place in messages.values() if isinstance(messages, dict) else ():
            merged.update(place if isinstance(place, dict) else {"_": place})
        return render(request_invalid(errors=_leaf_codes(merged)))
    code = _HTTP_CODES.get(error.code or 500)
    if code is None and (error.code or 500) < 400:
        return error.get_response()  # type: ignore[return-value]
    response = render(
        Problem(code or ("request.malformed" if (error.code or 500) < 500 else "server.error"))
    )
    if error.code == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
    return response


def init_errors(app: Flask) -> None:
    """Make every failure a problem+json."""

    @app.errorhandler(Problem)
    def _on_problem(raised: Problem) -> Response:
        g.problem = raised.code
        return render(raised)

    @app.errorhandler(IntegrityError)
    def _on_integrity(_error: IntegrityError) -> Response:
        # The database has the last word; its complaint may quote values, so only the code leaves.
        db.session.rollback()
        g.problem = "object.conflict"
        app.logger.warning("integrity", extra={"event": "db.integrity"})
        return render(conflict())

    app.register_error_handler(HTTPException, _on_http)

    @app.errorhandler(TimeoutError)
    def _on_busy(_error: TimeoutError) -> Response:
        # Every writer waits for the one before; who waits too long comes again.
        db.session.rollback()
        g.problem = "server.busy"
        app.logger.warning("busy", extra={"event": "db.busy"})
        return render(busy(retry_after=BUSY_SECONDS))

    @app.errorhandler(RecursionError)
    def _on_depth(_error: RecursionError) -> Response:
        # JSON nested without end; nothing of ours recurses.
        g.problem = "request.malformed"
        return render(Problem("request.malformed"))

    @app.errorhandler(Exception)
    def _on_exception(error: Exception) -> Response:
        g.problem = "server.error"
        app.logger.error("unhandled", exc_info=error, extra={"event": "server.error"})
        return render(server_error())
