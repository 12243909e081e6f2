"""``flask --app wsgi docs build`` writes the generated pages; ``docs check`` says which are stale."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from . import api_page, coverage_page, model_page, openapi
from .text import ROOT

docs = AppGroup("docs", help="The generated pages of docs/ and the client's API types.")
PWA = ROOT / "pwa"
TYPES = PWA / "src" / "core" / "api-types.d.ts"


def pages(app: Flask) -> dict[Path, str]:
    """Every generated page with what it should say."""
    folder = ROOT / "docs"
    return {
        folder / "data-model.md": model_page.build(),
        folder / "notice-coverage.md": coverage_page.build(),
        folder / "api.md": api_page.build(app),
    }


def stale(app: Flask) -> list[str]:
    """What no longer says what the code says."""
    wrong = [
        path.relative_to(ROOT).as_posix()
        for path, text in pages(app).items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    head = TYPES.read_text("utf-8")[:400] if TYPES.exists() else ""
    if openapi.fingerprint(app) not in head:
        wrong.append(TYPES.relative_to(ROOT).as_posix())
    return wrong


def _app() -> Flask:
    """The app behind the proxy."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's documented way
    return app


@docs.command("build")
def build() -> None:
    """Write the pages, and the client's types where Node is at hand."""
    app = _app()
    for path, text in pages(app).items():
        path.write_text(text, "utf-8")
    (PWA / "openapi.json").write_text(openapi.text_of(app), "utf-8")
    npm = shutil.which("npm")
    if npm and (PWA / "node_modules").exists():
        subprocess.run([npm, "run", "--silent", "api-types"], cwd=PWA, check=True)  # noqa: S603 - our own script
    left = stale(app)
    click.echo(
        "written" if not left else f"still stale: {', '.join(left)} (npm run api-types in pwa/)"
    )


@docs.command("check")
def check() -> None:
    """Exit 1 when a page is stale, a route is not described, or a test names an unknown ID."""
    app = _app()
    faults = [f"stale: {name} (run `python3 dev.py docs`)" for name in stale(app)]
    faults += [f"not described: {way}" for way in openapi.undocumented(app)]
    faults += [f"unknown requirement: {claim}" for claim in coverage_page.unknown_ids()]
    for fault in faults:
        click.echo(fault)
    if faults:
        raise SystemExit(1)
    click.echo("the pages say what the code says")
