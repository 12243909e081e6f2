"""Do the tables that pages read say what the signed bytes say? Whoever owns the database could
change an author, a time or an outcome there and leave every line as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from . import jws
from .db import db
from .journal_models import Checkpoint, CheckpointHead, JournalEntry
from .verifier import Broken, explains, unb64u


def check(journal_id: str, lines: list[str], read: Callable[[str], bytes | None]) -> None:
    """Compare the index rows of a journal with its lines and bodies; raises ``Broken``."""
    rows = {
        row.seq: row
        for row in db.session.scalars(
            select(JournalEntry)
            .where(JournalEntry.journal == journal_id)
            .execution_options(populate_existing=True)
        )
    }
    names = dict(db.session.execute(select(Checkpoint.number, Checkpoint.hash)).all())
    outcomes: dict[str, tuple[str, int]] = {}
    for seq, line in enumerate(lines, 1):
        value, row = json.loads(line), rows.pop(seq, None)
        said = (value["entry"], value["actor"], value["kid"], value["received"])
        if row is None or (row.hash, row.actor, row.kid, row.received) != said:
            raise Broken("the index does not say what the line says", seq)
        outcomes[row.hash] = (value["outcome"], seq)
        body = read(row.hash)
        if body is not None:
            _check_body(row, _payload(body, value["kid"]), names, outcomes)
    if rows:
        raise Broken("the index has entries without a line", min(rows))
    stands = select(JournalEntry.hash, JournalEntry.outcome, JournalEntry.settled_seq).where(
        JournalEntry.journal == journal_id
    )
    for name, outcome, settled in db.session.execute(stands):
        if (outcome, settled) != outcomes[name]:
            raise Broken("the index gives another outcome", _line_of(lines, name))


def _line_of(lines: list[str], name: str) -> int:
    """The line of an entry."""
    return next(seq for seq, line in enumerate(lines, 1) if json.loads(line)["entry"] == name)


def _payload(body: bytes, kid: str | None) -> dict[str, Any]:
    return json.loads(body if kid is None else unb64u(body.decode().split(".")[1]))


def _check_body(
    row: JournalEntry,
    payload: dict[str, Any],
    names: dict[int, str],
    outcomes: dict[str, tuple[str, int]],
) -> None:
    happened = payload["happened"]
    said = (payload["kind"], happened["at"], payload["parents"], payload.get("prev"))
    if (row.kind, row.at, row.parents, row.prev) != said or row.n != payload.get("n"):
        raise Broken("the index does not say what was signed", row.seq)
    if row.after_number is not None:
        after = happened.get("after") or [None, None]
        if row.after_number != after[0] or names.get(row.after_number, after[1]) != after[1]:
            raise Broken("the index names another checkpoint than was signed", row.seq)
    if row.kind == "journal.settled":
        outcomes[payload["data"]["entry"]] = (payload["data"]["outcome"], row.seq)


def check_checkpoints() -> None:
    """Compare the checkpoint tables with the signed bytes; raises ``Broken``."""
    heads: dict[int, set[tuple[str, int, str]]] = {}
    for one in db.session.scalars(select(CheckpointHead).execution_options(populate_existing=True)):
        heads.setdefault(one.number, set()).add((one.journal, one.seq, one.head))
    payloads: dict[int, dict[str, Any]] = {}
    for row in db.session.scalars(select(Checkpoint).execution_options(populate_existing=True)):
        token = jws.take_apart(row.compact, jws.CHECKPOINT)
        payload = json.loads(token.payload)
        said = (payload["number"], payload["time"], token.hash)
        named = {(journal, seq, head) for journal, seq, head in payload["heads"]}
        if (row.number, row.time, row.hash) != said or heads.get(row.number, set()) != named:
            raise Broken(f"the table does not say what checkpoint {row.number} says")
        payloads[row.number] = payload
    for number in range(1, max(payloads, default=0)):
        lost = not any(explains(payload, number) for payload in payloads.values())
        if number not in payloads and lost:
            raise Broken(f"checkpoint {number} is missing")
