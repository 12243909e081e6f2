"""Does an entry cost the same in a house that is full? The door before and after the tables were filled."""

from __future__ import annotations

import os
import statistics
from contextlib import closing
from pathlib import Path
from typing import Any

from backend.core.db import sqlite_module

from .limits import Team
from .report import Part, percentile
from .server import Server
from .signer import Link

PHONES, PUSHES, BATCH = 4, 30, 8
FILL = int(os.environ.get("DUKAO_BENCH_FILL", "100000"))
A_JOURNAL = 1_000
"""Entries of one other event."""
A_COMMIT = 500_000
_TABLES = ("journal_line", "journal_entry", "journal_body", "form_answer")


def measure(folder: Path) -> Part:
    """Median and p99 of a push with some thousand entries in the house, and with many more."""
    part = Part(
        "flat", "Cost of an entry as the house fills",
        f"{PHONES} phones push {BATCH} answers at a time, {PUSHES} times; then lines, entries, bodies "
        f"and answers of other events are put into the database until it holds {FILL} entries more "
        "(copies with hashes of their own), and the phones push again. SQLite.",
    )  # fmt: skip
    server = Server(folder / "flat", supervisors=PHONES)
    server.prepare()
    server.start()
    try:
        team = Team(server)
        team.push(team.bodies(5, BATCH, "热", PHONES))
        young = _times(team, "新")
        server.stop()
        _fill(server.folder / "dukao.sqlite", server.event)
        server.start()
        team.links = [_again(link) for link in team.links]
        team.push(team.bodies(5, BATCH, "温", PHONES))
        old = _times(team, "满")
    finally:
        server.stop()
    part.add("push of 8, median, young house", statistics.median(young), "ms")
    part.add(f"push of 8, median, {FILL} entries more", statistics.median(old), "ms")
    part.add("full ÷ young, medians", statistics.median(old) / statistics.median(young), "", most=1.2)  # fmt: skip
    part.add("full ÷ young, p99", percentile(old, 99) / percentile(young, 99), "")
    return part


def _times(team: Team, word: str) -> list[float]:
    return team.push(team.bodies(PUSHES, BATCH, word, PHONES))[1]


def _again(link: Link) -> Link:
    """The same phone on a new connection."""
    if link.connection is not None:
        link.connection.close()
        link.connection = None
    return link


def _fill(database: Path, event: str) -> None:
    """Copy the newest entry of the event into other events, each copy under another hash. The hashes
    rise with the copies and are spread over all there are, so that the trees are as deep as real ones
    and are still written from left to right."""
    made: dict[str, str] = {
        "hash": f"printf('%08x', i * {2**32 // FILL}) || printf('%056x', i)",
        "journal": f"printf('f%031x', i / {A_JOURNAL})",
        "seq": f"i % {A_JOURNAL} + 1",
    }
    made |= {"event_id": made["journal"], "settled_seq": made["seq"]}
    with closing(sqlite_module.connect(str(database), isolation_level=None)) as base:
        base.execute("PRAGMA synchronous=OFF")
        base.execute("PRAGMA cache_size=-1000000")
        base.execute(
            f"{_counter(0, -(-FILL // A_JOURNAL))} INSERT INTO journal (id, kind, seq, head, wrapped_key) "
            f"SELECT printf('f%031x', i), kind, {A_JOURNAL}, head, wrapped_key FROM n, journal WHERE id = ?",
            (event,),
        )
        for name in _TABLES:
            for start in range(0, FILL, A_COMMIT):
                _copy(base, name, event, _counter(start, min(FILL, start + A_COMMIT)), made)
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _counter(start: int, end: int) -> str:
    return (
        f"WITH RECURSIVE n(i) AS (SELECT {start} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {end})"
    )


def _copy(base: Any, table: str, event: str, counter: str, made: dict[str, str]) -> None:
    place = "event_id" if table == "form_answer" else "journal"
    columns = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(made.get(one, f"one.{one}") for one in columns)
    base.execute(
        f"{counter} INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM n, "
        f"(SELECT * FROM {table} WHERE {place} = ? ORDER BY rowid DESC LIMIT 1) AS one",
        (event,),
    )
