"""What is not the API: the PWA's files, health, metrics and the human page of the API."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, request, send_from_directory
from sqlalchemy import text
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from .core import keys, metrics
from .core.auth import is_here, public
from .core.db import db
from .core.errors import not_found

bp = Blueprint("pages", __name__)
_NEVER_CACHED = {"index.html", "sw.js", "manifest.webmanifest", "door.js"}
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}


@bp.get("/healthz")
@public("liveness probe")
def healthz() -> Response:
    """The process answers."""
    return jsonify(ok=True)


@bp.get("/readyz")
@public("readiness probe")
def readyz() -> tuple[Response, int]:
    """Database reachable and keys loaded."""
    try:
        db.session.execute(text("SELECT 1"))
        database = True
    except Exception:  # noqa: BLE001 - any failure means not ready
        database = False
    ready = database and keys.ready()
    return jsonify(ok=ready, database=database, keys=keys.ready()), 200 if ready else 503


@bp.get("/metrics")
@public("scraped from this host; a proxy must not pass it on")
def prometheus() -> Response:
    """Figures without personal values, for this host only."""
    if not is_here():
        raise not_found()
    return Response(metrics.exposition(), mimetype="text/plain; version=0.0.4")


@bp.get("/", defaults={"path": "index.html"})
@bp.get("/<path:path>")
@public("the PWA is the same for everybody")
def pwa(path: str) -> Response:
    """A built file of the PWA, pre-compressed where the browser takes it, else its start page."""
    folder: Path = current_app.config["SETTINGS"].pwa_folder
    if path.startswith("api/"):
        raise not_found()
    # safe_join first: whether a file outside the folder exists is nobody's business.
    inside = safe_join(str(folder), path)
    name = path if inside and Path(inside).is_file() else "index.html"
    if name == "index.html" and "." in Path(path).name and path != "index.html":
        raise not_found()
    response = _send(folder, name)
    if name.startswith("assets/"):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif name in _NEVER_CACHED or name.startswith("workbox"):
        response.headers["Cache-Control"] = "no-cache"
    return response


def _send(folder: Path, name: str) -> Response:
    accepted = request.headers.get("Accept-Encoding", "")
    try:
        for suffix, coding in ((".br", "br"), (".gz", "gzip")):
            if coding in accepted and (folder / f"{name}{suffix}").is_file():
                response = send_from_directory(folder, f"{name}{suffix}", conditional=True)
                response.headers["Content-Encoding"] = coding
                response.headers["Content-Type"] = _TYPES.get(
                    Path(name).suffix, "application/octet-stream"
                )
                response.headers["Vary"] = "Accept-Encoding"
                return response
        return send_from_directory(
            folder, name, mimetype=_TYPES.get(Path(name).suffix), conditional=True
        )
    except NotFound as error:
        raise not_found() from error
