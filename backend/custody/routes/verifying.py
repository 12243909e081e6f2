"""The page behind the code on a record of custody: what, when, head, standing; no person (S-12)."""

from __future__ import annotations

import base64
import hashlib
from datetime import date

from flask import Response, render_template_string
from flask_smorest import Blueprint

from backend.core import clock, workdays
from backend.core.auth import public
from backend.custody import papers
from backend.custody.pages import TITLES

bp = Blueprint("verify papers", __name__)
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
<meta name="robots" content="noindex"><title>试卷记录核验</title><style>{{ style|safe }}</style></head>
<body><main><h1>{{ title or '试卷记录' }} 核验</h1>
{% if found %}<dl>
<dt>派遣编号</dt><dd>{{ dispatch }}</dd>
<dt>袋号</dt><dd>{{ numbers }}</dd>
<dt>所述时间</dt><dd>{{ at }}</dd>
<dt>日志</dt><dd>第 {{ seq }} 行</dd>
<dt>日志链头（该行）</dt><dd>{{ head }}</dd>
<dt>状态</dt><dd>{{ state }}</dd>
</dl><p>请与纸上的编号、袋号、时间和链头逐一核对；内容以中心保存的原件为准。</p>
{% else %}<p>没有找到这份记录，或核验期已过。请核对网址，或致电派遣中心。</p>{% endif %}
</main></body></html>
"""


@bp.get("/verify/papers/<string:entry>")
@public("whoever holds the paper may check it; the address cannot be guessed and names no person")
@bp.response(200, content_type="text/html")
def verify_paper(entry: str) -> Response:
    """What the holder of a printed record may know about it; no script, no person."""
    found = papers.verification(entry)
    if found is None or _over(found["event"].last_day):
        return _page(404, found=False)
    return _page(
        200,
        found=True,
        title=TITLES[found["kind"]][0],
        dispatch=found["dispatch"],
        numbers="、".join(found["numbers"]),
        at=f"{clock.local(found['at']):%Y-%m-%d %H:%M}",
        seq=found["seq"],
        head=found["head"],
        state=_state(found),
    )


def _state(found: dict[str, object]) -> str:
    if found["kind"] == "custody.offer" and not found["answered"]:
        return "尚未签收，试卷没有交出"
    return "有签名未经本人或中心确认" if found["unproved"] else "有效"


def _over(last_day: str) -> bool:
    """Papers are kept two years (N2-1); so long the page answers."""
    last = workdays.add_months(date.fromisoformat(last_day), MONTHS_OPEN)
    return clock.day_of(clock.now()) > last


def _page(status: int, **values: object) -> Response:
    html = render_template_string(PAGE, style=STYLE, **values)
    headers = {"Content-Security-Policy": CSP, "Cache-Control": "no-store"}
    return Response(html, status=status, mimetype="text/html", headers=headers)
