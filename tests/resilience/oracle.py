"""What must be true after any storm: journal, tables, files, phones and what people were told agree.

``python -m tests.resilience.oracle report.json`` inside the house's environment; prints what is wrong.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import select

from backend import create_app
from backend.core import files, journal, proof, rebuilding
from backend.core.db import db
from backend.core.journal_models import FileMention, JournalEntry, JournalFile, JournalLine
from backend.inspections.models import Answer

Report = dict[str, Any]
SLACK = 5
"""ms: two programs round the same clock."""


def faults(event: str, report: Report) -> list[str]:
    """Broken promises, in words."""
    found = list(report["wrong"])
    found += [
        f"phone {one['phone']} never got through: {one['failure']}, waiting {one['waiting']}"
        for one in report["stuck"]
    ]
    lines = _lines(event)
    rows = {
        row.hash: row
        for row in db.session.scalars(select(JournalEntry).where(JournalEntry.journal == event))
    }
    found += _once(lines)
    found += _accounted(report, rows)
    found += _told(event, report, rows)
    found += _files(event)
    found += _agree(event, report)
    found += [
        f"{name}: {verdict.words()}"
        for name, verdict in proof.verify_all(None)
        if verdict.state == "broken"
    ]
    found += [f"rebuild: {difference}" for difference in rebuilding.check()]
    return found


def _lines(event: str) -> list[dict[str, Any]]:
    query = select(JournalLine.line).where(JournalLine.journal == event).order_by(JournalLine.seq)
    return [json.loads(line) for line in db.session.scalars(query)]


def _once(lines: list[dict[str, Any]]) -> list[str]:
    counts = Counter(line["entry"] for line in lines)
    found = [f"{name} has {n} lines" for name, n in counts.items() if n > 1]
    found += [
        f"line {line['seq']} stands in place {i}"
        for i, line in enumerate(lines, 1)
        if line["seq"] != i
    ]
    return found


def _accounted(report: Report, rows: dict[str, JournalEntry]) -> list[str]:
    """Every sealed entry is in the journal, or visibly on its phone; outcomes are told as they are."""
    found = []
    for phone, sealed in enumerate(report["sealed"]):
        for box in (report["boxes"][phone], report["after"][phone]):
            shown = {item["hash"]: item for item in box}
            for name in sealed:
                row, item = rows.get(name), shown.get(name)
                if row is None and item is None:
                    found.append(f"phone {phone}: {name} is lost")
                elif row is None and item is not None and item["state"] == "received":
                    found.append(f"phone {phone}: {name} is shown as received and is not")
                elif row is not None and item is None and row.outcome != "accepted":
                    found.append(f"phone {phone}: {name} is {row.outcome} and no longer shown")
                elif row is not None and item is not None:
                    found += _shown(phone, item, row)
    return found


def _shown(phone: int, item: dict[str, Any], row: JournalEntry) -> list[str]:
    if row.outcome.startswith("refused:") and item["state"] not in ("attention", "waiting"):
        return [f"phone {phone}: {row.hash} was {row.outcome} and shows as {item['state']}"]
    if row.outcome == "accepted" and item["state"] != "received":
        return [
            f"phone {phone}: {row.hash} is accepted and shows as {item['state']} ({item['code']})"
        ]
    return []


def _told(event: str, report: Report, rows: dict[str, JournalEntry]) -> list[str]:
    """中心已收到 was said only after the commit, with the right line."""
    found = []
    for claim in report["claims"]:
        row = rows.get(claim["hash"])
        if row is None or row.seq != claim["seq"] or row.received > claim["at"] + SLACK:
            found.append(f"phone {claim['phone']} called {claim['hash']} received too early")
    stored = dict(
        db.session.execute(
            select(JournalFile.sha256, JournalFile.stored).where(JournalFile.journal == event)
        ).all()
    )
    for name, at in report["files"]:
        if stored.get(name) is None or stored[name] > at + SLACK:
            found.append(f"file {name} was called received too early")
    return found


def _files(event: str) -> list[str]:
    """Every file that an entry names is here, whole."""
    found = []
    query = select(FileMention.sha256).where(FileMention.journal == event).distinct()
    for name in db.session.scalars(query):
        if not files.exists(event, name):
            found.append(f"file {name} never arrived")
        elif hashlib.sha256(files.read(event, name)).hexdigest() != name:
            found.append(f"file {name} is not what its name says")
    files.sweep(event)  # as the next upload does
    left = [path.name for path in files.folder(event).glob("*.part")]
    return found + [f"{name} was left behind" for name in left]


def _agree(event: str, report: Report) -> list[str]:
    """All phones and the table show the same words in every field."""
    table: dict[str, list[str]] = {}
    query = select(Answer).where(Answer.event_id == event, Answer.superseded.is_(False))
    for row in db.session.scalars(query.order_by(Answer.hash)):
        table.setdefault(row.field, []).append(row.hash)
    return [
        f"phone {phone} shows other words than the centre in {sorted(_differences(heads, table))}"
        for phone, heads in enumerate(report["heads"])
        if heads != table
    ]


def _differences(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def counts(event: str) -> dict[str, int]:
    """How much there was, by outcome."""
    query = select(JournalEntry.outcome).where(
        JournalEntry.journal == event, JournalEntry.kid.is_not(None)
    )
    return dict(Counter(db.session.scalars(query)))


def main() -> None:
    """Judge the report of one run."""
    given = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    with create_app().app_context():
        assert journal.KINDS
        found = faults(given["event"], given["report"])
        print(json.dumps({"wrong": found, "counts": counts(given["event"])}, ensure_ascii=False))


if __name__ == "__main__":
    main()
