"""`flask backup`, `flask restore`: what an operator does on a good day and on the worst one."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import select

from backend.accounts import queries as accounts
from backend.accounts.services.accounts import by_password
from backend.core import backup, keys, messages, restoring, verifier
from backend.core.databases import ToolFailed
from backend.core.db import db
from backend.organisations.models import Centre

from .forks import TOLD

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@with_appcontext
def backup_command(folder: Path) -> None:
    """Write an encrypted backup into FOLDER while the house runs, and verify it."""
    try:
        path, manifest = backup.make(folder)
    except (backup.Damaged, ToolFailed, OSError) as error:
        raise click.ClickException(f"NO VERIFIED BACKUP: {error}") from error
    click.echo(
        f"{path}: {path.stat().st_size} bytes, {len(manifest.heads)} journals, "
        f"{len(manifest.files)} files, checkpoint {manifest.checkpoint[0]}; read again and whole"
    )
    click.echo("Without the keys folder nobody can read it: keep the keys apart from it.")


@click.command("verify-backup")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_appcontext
def verify_command(path: Path) -> None:
    """Read a backup again: every file, the database, every journal's chain."""
    try:
        manifest = backup.verify(path)
    except (backup.Damaged, ToolFailed) as error:
        raise click.ClickException(f"DAMAGED: {error}") from error
    click.echo(f"{path}: whole, as of checkpoint {manifest.checkpoint[0]}")


@click.command("restore")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--witness", help="A witness's checkpoints.txt, or the address it is served at.")
@click.option("--highest", type=int, help="Highest checkpoint number on any paper or phone.")
@click.option("--reason", required=True, help="Why; it stands in the checkpoint for ever.")
@click.option("--by", nargs=2, required=True, help="User names of the two people who decide.")
@with_appcontext
def restore_command(
    path: Path, witness: str | None, highest: int | None, reason: str, by: tuple[str, str]
) -> None:
    """Fill an empty database from a backup and declare it: a marked checkpoint, two people."""
    if witness is None and highest is None:
        raise click.UsageError(
            "the outside world must be asked first: --witness FILE, or --highest with the highest "
            "checkpoint number on any official paper or phone"
        )
    try:
        last = _last_witnessed(witness) if witness else None
        manifest = restoring.unpack(path)
    except (backup.Damaged, ToolFailed, verifier.Broken, OSError) as error:
        raise click.ClickException(f"nothing restored: {error}") from error
    upgrade(directory=MIGRATIONS)
    people = _two_people(by)
    row = restoring.declare(
        manifest, path.name, witness=last, highest=highest or 0, reason=reason, by=people
    )
    for centre in db.session.scalars(select(Centre.id)):
        for person in accounts.people_with(TOLD, centre):
            messages.send(person, "journal.restored", None, number=str(row.number))
    db.session.commit()
    click.echo(
        f"restored; checkpoint {row.number} says so. Give it to the witness, start the house:"
    )
    click.echo("phones offer again what they hold beyond the backup.")


def _last_witnessed(place: str) -> tuple[int, str] | None:
    """The last checkpoint in a witness's file that this house's own key signed."""
    if place.startswith(("https://", "http://")):
        with urllib.request.urlopen(place, timeout=60) as answer:  # noqa: S310 - scheme checked
            text = answer.read().decode("ascii")
    else:
        text = Path(place).read_text("ascii")
    lines = [line for line in text.splitlines() if line and not verifier.is_witness(line)]
    found = verifier.read_checkpoints(lines, lambda kid: keys.public(kid, "journal"))
    last = max(found, default=None)
    return None if last is None else (last, found[last]["hash"])


def _two_people(names: tuple[str, str]) -> tuple[str, str]:
    """Both prove who they are with the password the backup knows; raises for one person twice."""
    found = []
    for name in names:
        account = by_password(name, click.prompt(f"Password of {name}", hide_input=True))
        if account is None:
            raise click.ClickException(f"{name}: wrong name or password; declare it again")
        found.append(account.person_id or account.id)
    if found[0] == found[1]:
        raise click.ClickException("a restore is declared by two different people")
    return found[0], found[1]


COMMANDS = (backup_command, verify_command, restore_command)
