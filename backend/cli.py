"""Commands: keys, journal, docs, and what each domain brings (``flask --app wsgi …``)."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import text

from .accounts.cli import admins
from .badges import services as badges
from .core import checkpoints, clock, keys, proof, rebuilding, vault
from .core.db import db
from .custody.cli import custody_group
from .demo import demo
from .docs import docs
from .staffing.cli import export_group, import_group
from .sync import forks, keeping

keys_group = AppGroup("keys", help="Signing keys of the server.")
journal_group = AppGroup("journal", help="The hash-chained record.")


def _now() -> int:
    return int(time.time() * 1000)


@keys_group.command("init")
def keys_init() -> None:
    """Make root, journal and rescue keys and the secrets where they are missing."""
    folder = current_app.config["SETTINGS"].keys
    made = keys.init(folder, _now())
    vault.load(folder)
    keys.load(folder)
    click.echo(f"{'made' if made else 'kept'} keys in {folder}; root fingerprint {keys.root_kid()}")
    if made:
        click.echo("Carry root.pem to a safe place offline; only new keys need it.")


@keys_group.command("rotate")
@click.argument("purpose", type=click.Choice(keys.PURPOSES))
@click.option("--centre", default=None)
def keys_rotate(purpose: str, centre: str | None) -> None:
    """Add a key of a purpose and end the term of the one before."""
    click.echo(keys.rotate(_folder_with_root(), purpose, clock.now(), centre))


@keys_group.command("withdraw")
@click.argument("kid")
def keys_withdraw(kid: str) -> None:
    """Say that a key is not to be trusted from now on."""
    try:
        keys.withdraw(_folder_with_root(), kid, clock.now())
    except KeyError as error:
        raise click.ClickException("no such key") from error
    click.echo("withdrawn; if it was the current one, the list names its replacement")
    # A withdrawn badge key voids its badges at every gate: whoever is still expected gets another.
    replaced = badges.replace_withdrawn(None)
    db.session.commit()
    if replaced:
        click.echo(f"{replaced} badges of events that are not over were replaced; print them anew")


def _folder_with_root() -> Path:
    """The keys folder; says what is missing while the root is kept offline."""
    folder: Path = current_app.config["SETTINGS"].keys
    if not (folder / "root.pem").exists():
        raise click.ClickException(f"bring root.pem back to {folder}: it signs the key list")
    return folder


@keys_group.command("list")
def keys_list() -> None:
    """Print the signed key list."""
    click.echo(keys.key_list())


@journal_group.command("verify")
@click.argument("journal_id", required=False)
@click.option(
    "--checkpoints",
    "file",
    type=click.Path(path_type=Path, exists=True),
    help="Checkpoints kept elsewhere: a witness's file, or any list of them, one a line.",
)
@click.option("--witness", help="Fingerprint of the one witness to believe.")
def journal_verify(journal_id: str | None, file: Path | None, witness: str | None) -> None:
    """Say of every journal (or one) what it proves; exit 1 when one is broken."""
    extra = file.read_text("ascii").splitlines() if file else []
    broken = False
    for name, report in proof.verify_all(journal_id, extra, witness):
        broken |= report.state == "broken"
        click.echo(f"{name}: {report.words()}")
    for fork in forks.found():
        broken = True
        click.echo(
            f"{fork.journal}: 日志分叉 FORK: a phone holds our receipt for head {fork.head} "
            f"at line {fork.seq}"
        )
    if broken:
        raise SystemExit(1)


@journal_group.command("export")
@click.argument("journal_id")
@click.argument("target", type=click.Path(path_type=Path))
def journal_export(journal_id: str, target: Path) -> None:
    """Write the verifiable bundle of one journal."""
    target.write_bytes(proof.export(journal_id))
    click.echo(f"{target}: verify with `python verify.py {target.name} --root {keys.root_kid()}`")


@journal_group.command("rebuild")
@click.option("--check", is_flag=True, required=True, help="Rebuild elsewhere and compare.")
def journal_rebuild(check: bool) -> None:
    """Recreate the exam-day tables from the journals elsewhere and compare."""
    differences = rebuilding.check() if check else []
    for line in differences:
        click.echo(line)
    if differences:
        raise SystemExit(1)
    click.echo("the tables say what the journals say")


@journal_group.command("checkpoint")
def journal_checkpoint() -> None:
    """Sign a checkpoint now."""
    row = checkpoints.write(force=True)
    db.session.commit()
    click.echo(f"checkpoint {row.number} {row.hash}" if row else "nothing moved")


@journal_group.command("protect")
@click.argument("role")
def journal_protect(role: str) -> None:
    """PostgreSQL: give the application's role what it needs, and of the journal's lines only
    reading and appending. Run as the owner; then let DATABASE_URL name the role."""
    if db.engine.dialect.name != "postgresql":
        raise click.ClickException("only PostgreSQL has roles; on SQLite nothing is to be done")
    name = db.engine.dialect.identifier_preparer.quote(role)
    known = db.session.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
    if not known:
        db.session.execute(text(f"CREATE ROLE {name} LOGIN"))
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON journal_line FROM {name}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {name}",
    ):
        db.session.execute(text(statement))
    db.session.commit()
    click.echo(f"{role} may read and append journal lines, and change none")


@click.command("openapi")
@click.argument("target", type=click.Path(path_type=Path), required=False)
def openapi(target: Path | None) -> None:
    """Print or write the OpenAPI description."""
    spec = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    text = json.dumps(spec, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if target:
        target.write_text(text, "utf-8")
    else:
        click.echo(text)


COMMANDS = (
    keys_group,
    journal_group,
    custody_group,
    *keeping.COMMANDS,
    openapi,
    admins,
    import_group,
    export_group,
    demo,
    docs,
)


def register(app: Flask) -> None:
    """Hang the commands of all domains on the app."""
    for command in COMMANDS:
        app.cli.add_command(command)
