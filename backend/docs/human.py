"""``/api/v1/docs``: the API for people. Plain HTML from the server: no script, no foreign host (S-10)."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, Response, current_app, render_template

from backend.core.auth import public
from backend.core.errors import CATALOGUE, language
from backend.core.http import PREFIX

from .routes import ways

bp = Blueprint("docs", __name__, url_prefix=PREFIX, template_folder="templates")

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 16px; max-width: 1100px;
  color: #1b1b1b; background: #fff }
table { border-collapse: collapse; width: 100%; margin: 8px 0 24px }
th, td { border: 1px solid #767676; padding: 6px 8px; text-align: left; vertical-align: top }
td.way { overflow-wrap: anywhere; min-width: 16em }
code { font-family: ui-monospace, monospace; font-size: 14px }
a { color: #0b4f9e }
.wide { overflow-x: auto }
"""


@bp.get("/docs")
@public("the description of the API holds no data")
def api_page() -> Response:
    """This page: every route by domain, and every coded problem."""
    found = [way for way in ways(current_app) if way.in_api]  # type: ignore[arg-type]  # the proxy is the app
    groups = [(name, list(rows)) for name, rows in groupby(found, key=lambda way: way.domain)]
    problems = sorted(CATALOGUE.values(), key=lambda entry: entry.code)
    body = render_template(
        "api_docs.html", groups=groups, problems=problems, prefix=PREFIX, zh=language() == "zh"
    )
    return Response(body, mimetype="text/html")


@bp.get("/docs.css")
@public("a stylesheet")
def api_style() -> Response:
    """Colours and borders of the page above; inline styles are forbidden by our own policy."""
    return Response(STYLE, mimetype="text/css")
