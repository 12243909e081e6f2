"""One consistent copy of the running database, and back: SQLite's backup API, or PostgreSQL's tools."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url

from . import clock
from .db import db, sqlite_module

NAMES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}


class ToolFailed(RuntimeError):
    """`pg_dump` or `pg_restore` is missing or said no; the message is its last line."""


def dialect() -> str:
    """``sqlite`` or ``postgresql``."""
    return db.engine.dialect.name


def is_empty() -> bool:
    """Whether the database holds no table of ours."""
    return not inspect(db.engine).get_table_names()


@contextmanager
def snapshot(target: Path) -> Iterator[tuple[Connection, int]]:
    """Write the copy to ``target``; yields a connection that sees exactly it, and its instant.

    Others go on reading and writing meanwhile.
    """
    if dialect() == "sqlite":
        instant = clock.now()
        db.session.rollback()
        source = str(make_url(current_app.config["SETTINGS"].url).database)
        with (
            closing(sqlite_module.connect(source)) as live,
            closing(sqlite_module.connect(target)) as copy,
        ):
            live.backup(copy)
        engine = create_engine(f"sqlite:///{target}", module=sqlite_module)
        with engine.connect() as connection:
            yield connection, instant
        engine.dispose()
        return
    engine = db.engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        name = connection.scalar(text("SELECT pg_export_snapshot()"))
        now = "SELECT CAST(extract(epoch FROM transaction_timestamp()) * 1000 AS BIGINT)"
        instant = int(connection.scalar(text(now)) or 0)
        _run("pg_dump", "--format=custom", f"--snapshot={name}", f"--file={target}")
        yield connection, instant


def put_back(source: Path) -> None:
    """Fill the empty database from a copy of its own kind."""
    if dialect() == "sqlite":
        place = Path(str(make_url(current_app.config["SETTINGS"].url).database))
        for engine in db.engines.values():
            engine.dispose()
        # A log of the database that is gone would be played into the new one.
        for tail in ("-wal", "-shm"):
            place.with_name(place.name + tail).unlink(missing_ok=True)
        source.replace(place)
        return
    _run(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={make_url(current_app.config['SETTINGS'].url).database}",
        str(source),
    )


def lines_in(copy: Path) -> Iterator[tuple[str, int, str]]:
    """(journal, seq, line) of every journal line in a copy, in order; the whole copy is read."""
    if copy.name == NAMES["sqlite"]:
        with closing(sqlite_module.connect(f"file:{copy}?mode=ro", uri=True)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if said != "ok":
                raise ValueError(f"the database copy is damaged: {said}")
            yield from connection.execute(
                "SELECT journal, seq, line FROM journal_line ORDER BY journal, seq"
            )
        return
    _run("pg_restore", "--file=/dev/null", str(copy))
    script = _run("pg_restore", "--data-only", "--table=journal_line", "--file=-", str(copy))
    rows, reading = [], False
    for line in script.splitlines():
        if line.startswith("COPY public.journal_line (journal, seq, line, head) "):
            reading = True
        elif line == "\\.":
            reading = False
        elif reading:
            journal, seq, body, _ = line.split("\t")
            rows.append((journal, int(seq), body.replace("\\\\", "\\")))
    yield from sorted(rows)


def _run(tool: str, *arguments: str) -> str:
    """One of PostgreSQL's programs; the password goes by environment, not by the process list."""
    settings = current_app.config["SETTINGS"]
    url = make_url(settings.url)
    host: Any = url.host or url.query.get("host")
    known = {
        "PGHOST": host,
        "PGPORT": str(url.port) if url.port else url.query.get("port"),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode"),
    }
    env = {**os.environ, **{name: str(value) for name, value in known.items() if value}}
    program = str(settings.postgres_tools / tool) if settings.postgres_tools else tool
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments, no shell
            [program, *arguments], env=env, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise ToolFailed(f"{program} not found; install it or set DUKAO_PG_BIN") from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ToolFailed(f"{tool}: {last}")
    return done.stdout
