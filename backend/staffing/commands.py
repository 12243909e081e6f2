"""Command line of staffing: `flask import dispatch FILE`, `flask export dispatch-template [FILE]`."""

from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import IO

import click
from flask.cli import AppGroup

from backend.core import clock
from backend.core.db import db
from backend.core.errors import CATALOGUE, Problem
from backend.core.journal import audit
from backend.staffing.importing import ImportResult, import_dispatch
from backend.staffing.photos import take_apart
from backend.staffing.template import template_xlsx

import_group = AppGroup("import", help="Load files a centre sends.")
export_group = AppGroup("export", help="Write files for a centre.")


@import_group.command("dispatch")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--day", help="The day D+0 of an example file: 2026-11-28 or `today`.")
@click.option(
    "--photos",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="ZIP of the photos its sheets name.",
)
def import_command(file: Path, day: str | None, photos: Path | None) -> None:
    """Load a dispatch FILE (.xlsx, .json, or a ZIP of one with photos); the same number again
    updates."""
    base = None
    if day:
        base = clock.day_of(clock.now()) if day == "today" else date.fromisoformat(day)
    try:
        with file.open("rb") as book, _opened(photos) as pictures:
            data, album = take_apart(book, pictures)
            result = import_dispatch(data, None, base=base, album=album)
    except Problem as refused:
        entry = CATALOGUE[refused.code]
        raise click.ClickException(f"{entry.zh}（{entry.code}）{entry.todo_zh or ''}") from refused
    if result.errors:
        for error in result.errors:
            click.echo(f"{error['sheet']} 第{error['row']}行 {error['column']}: {error['reason']}")
        raise click.ClickException(f"{len(result.errors)} 处有误，未导入")
    audit("dispatch.import", result.event, "ok", detail={"address": "console"})
    db.session.commit()
    _show(result)


def _opened(path: Path | None) -> AbstractContextManager[IO[bytes] | None]:
    return path.open("rb") if path else nullcontext()


def _show(result: ImportResult) -> None:
    word = "新建" if result.created else "更新" if result.updated else "无变化"
    click.echo(f"{word}: {result.event}")
    for code in result.codes:
        until = clock.local(code.expires).strftime("%Y-%m-%d %H:%M")
        click.echo(f"{code.name}  激活码 {code.activation}  绑定码 {code.enrol}  有效至 {until}")


@export_group.command("dispatch-template")
@click.argument(
    "file", type=click.Path(dir_okay=False, path_type=Path), default="dispatch-template.xlsx"
)
def template_command(file: Path) -> None:
    """Write the empty dispatch template to FILE."""
    file.write_bytes(template_xlsx())
    click.echo(str(file))
