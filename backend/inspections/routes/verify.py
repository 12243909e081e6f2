"""The page behind the code on the paper: number, version, date, head, valid or superseded (S-12)."""

from __future__ import annotations

import base64
import hashlib
from datetime import date

from flask import Response, render_template_string
from flask_smorest import Blueprint
from sqlalchemy import select

from backend.assessments.models import ExamEvent
from backend.core import clock, workdays
from backend.core.auth import public
from backend.core.db import db
from backend.core.journal_models import JournalLine
from backend.staffing.models import Dispatch

from ..models import Form, FormVersion

bp = Blueprint("verify", __name__)
MONTHS_OPEN = 24
STYLE = (
    "body{font:17px/1.6 sans-serif;max-width:34em;margin:2em auto;padding:0 1em;"
    "color:#1a2130;background:#f5f2ea}h1{font-size:21px}dt{color:#454c5b}"
    "dd{margin:0 0 .8em;font-weight:600;overflow-wrap:anywhere}"
)
CSP = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src "
    f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
)
PAGE = """<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>督导情况表核验</title><style>{{ style|safe }}</style></head>
<body><main><h1>专项职业能力考核现场质量督导情况表 核验</h1>
{% if found %}<dl>
<dt>派遣编号</dt><dd>{{ number }}</dd>
<dt>版本</dt><dd>第 {{ version }} 版</dd>
<dt>签名日期</dt><dd>{{ day }}</dd>
<dt>日志链头（签名行）</dt><dd>{{ head }}</dd>
<dt>状态</dt><dd>{{ state }}</dd>
</dl><p>请与纸上的编号、版本、日期和链头逐一核对；内容以中心保存的原件为准。</p>
{% else %}<p>没有找到这份表，或核验期已过。请核对网址，或致电派遣中心。</p>{% endif %}
</main></body></html>
"""


@bp.get("/verify/<string:token>")
@public("whoever holds the paper may check it; the address cannot be guessed and names no person")
@bp.response(200, content_type="text/html")
def verify(token: str) -> Response:
    """What the holder of a printed form may know about it; no script, no person."""
    version = db.session.scalar(
        select(FormVersion).where(FormVersion.token == token, FormVersion.state == "submitted")
    )
    event = db.session.get(ExamEvent, version.event_id) if version else None
    if version is None or event is None or _over(event):
        return _page(404, found=False)
    head = db.session.scalar(
        select(JournalLine.head).where(
            JournalLine.journal == event.id, JournalLine.seq == version.seq
        )
    )
    return _page(
        200,
        found=True,
        number=db.session.scalar(select(Dispatch.number).where(Dispatch.event_id == event.id)),
        version=version.version,
        day=clock.day_of(version.at).isoformat(),
        head=head,
        state=_state(event, version),
    )


def _state(event: ExamEvent, version: FormVersion) -> str:
    form = db.session.get_one(Form, event.id)
    if event.practice:
        return "练习，不作数"
    if form.official == version.sign:
        return "有效"
    newer = db.session.get_one(FormVersion, form.official)
    return f"已被第 {newer.version} 版取代"


def _over(event: ExamEvent) -> bool:
    """Papers are kept two years (N2-1); so long the page answers."""
    last = workdays.add_months(date.fromisoformat(event.last_day), MONTHS_OPEN)
    return clock.day_of(clock.now()) > last


def _page(status: int, **values: object) -> Response:
    html = render_template_string(PAGE, style=STYLE, **values)
    headers = {"Content-Security-Policy": CSP, "Cache-Control": "no-store"}
    return Response(html, status=status, mimetype="text/html", headers=headers)
