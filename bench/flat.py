"""Does an entry cost the same in a house that is full? The door before and after the tables were filled."""

from __future__ import annotations

import hashlib
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
    """Copy the newest entry of the event into other events, each copy under another hash."""
    with closing(sqlite_module.connect(str(database))) as base:
        rows = {name: _sample(base, name, event) for name in _TABLES}
        for number in range(-(-FILL // A_JOURNAL)):
            journal = hashlib.sha256(b"journal %d" % number).hexdigest()[:32]
            base.execute(
                "INSERT INTO journal (id, kind, seq, head, wrapped_key) "
                "SELECT ?, kind, ?, head, wrapped_key FROM journal WHERE id = ?",
                (journal, A_JOURNAL, event),
            )
            hashes = [
                hashlib.sha256(f"{journal} {n}".encode()).hexdigest() for n in range(A_JOURNAL)
            ]
            for name, (columns, values) in rows.items():
                copies = [
                    tuple(
                        {"hash": hashes[n], "journal": journal, "event_id": journal, "seq": n + 1, "settled_seq": n + 1}.get(
                            column, value
                        )
                        for column, value in zip(columns, values, strict=True)
                    )
                    for n in range(A_JOURNAL)
                ]  # fmt: skip
                marks = ", ".join("?" * len(columns))
                base.executemany(
                    f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})",
                    copies,
                )
            base.commit()


def _sample(base: Any, table: str, event: str) -> tuple[list[str], tuple[Any, ...]]:
    place = "event_id" if table == "form_answer" else "journal"
    cursor = base.execute(
        f"SELECT * FROM {table} WHERE {place} = ? ORDER BY rowid DESC LIMIT 1", (event,)
    )
    return [one[0] for one in cursor.description], cursor.fetchone()
