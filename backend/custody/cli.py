"""What custody brings to the command line."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from backend.assessments.models import Batch, ExamEvent
from backend.core import keys
from backend.core.db import db
from backend.custody import papers

custody_group = AppGroup("custody", help="Papers: packs, handovers, openings.")


@custody_group.command("bundle")
@click.argument("batch")
@click.argument("target", type=click.Path(path_type=Path))
def bundle(batch: str, target: Path) -> None:
    """Write a batch's custody as a bundle the stand-alone verifier takes."""
    row = db.session.get(Batch, batch)
    if row is None:
        raise click.ClickException("no such batch")
    data, name = papers.bundle(db.session.get_one(ExamEvent, row.event_id), batch)
    target.write_bytes(data)
    click.echo(f"{name}: verify with `python verify.py {target.name} --root {keys.root_kid()}`")
