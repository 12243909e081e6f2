"""What an accepted entry about packs sets off: findings, reminders. Once, never in a rebuild."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import String, cast, select

from backend.assessments.models import ExamEvent, ExamSession, Room
from backend.core import clock, jobs
from backend.core.db import db
from backend.core.journal_models import JournalEntry
from backend.core.payload import Entry
from backend.custody import projection, rules, signing
from backend.custody.models import Pack
from backend.findings.services import raise_finding

MINUTE = 60_000
HOUR = 60 * MINUTE
# A handover nobody stands behind for so long is a finding (A3-4c).
UNCONFIRMED_AFTER = 12 * HOUR
# theory packs open at T-5, not before T-10 and not after the start; practical ones at the staff
# meeting, not before T-60 and not after issue at T-15. Minutes from T0.
OPENING = {"theory": (-10, 0), "practical": (-60, -15)}
COLLECTED_BY, STORED_BY = 18 * HOUR, 20 * HOUR
# A night without a word of where the papers lay is a finding in the morning (A10-8).
MORNING = 30 * HOUR

PACK, OPENED_WRONGLY, PAPER, CARRIED = "E.pack", "V8.2", "E.paper", "V10.8"
# Items of the form beside which a finding belongs, by kind of paper.
ITEMS = {"open": {"theory": 14, "practical": 23}, "seal": {"theory": 16, "practical": 23}}
WORDS = {
    "strip_broken": "封条破损", "bag_damaged": "试卷袋破损", "wrong_strip": "封条号不符",
    "wrong_copies": "份数不符", "wrong_project": "项目不符", "missing": "缺袋", "lost": "试卷袋丢失",
    "wrong_pack": "误拆试卷袋", "other": "其他异常",
}  # fmt: skip


@dataclass(frozen=True)
class Cause:
    """Something to look at about one pack."""

    code: str
    facts: str
    item: int | None = None
    severity: str = "normal"


def follow(entry: Entry) -> None:
    """Look at what an entry says, and at what it makes of its packs."""
    packs = projection.packs_of(entry)
    rows = {row.id: row for row in db.session.scalars(select(Pack).where(Pack.id.in_(packs)))}
    for pack in packs:
        row = rows[pack]
        for cause in _causes(entry, row):
            _raise(entry, row, cause, [entry.hash])
        if row.conflicts:
            _conflict(entry, row)
    if entry.kind == "custody.prepared":
        _plan(entry.journal)
    if entry.kind == "custody.answer" and any(rows[pack].unproved for pack in packs):
        due = (entry.received or entry.at) + UNCONFIRMED_AFTER
        jobs.enqueue("custody.unconfirmed", entry.hash, due, event=entry.journal, entry=entry.hash)
    signing.tell(entry.hash)


def _raise(entry: Entry, row: Pack, cause: Cause, parents: Iterable[str]) -> None:
    raise_finding(
        entry.journal,
        cause.code,
        f"试卷袋 {row.number}：{cause.facts}",
        actor=entry.actor,
        severity=cause.severity,
        item=cause.item,
        place=place_of(row),
        parents=list(parents)[:64],
    )


def place_of(row: Pack) -> str:
    """The room it is in or meant for."""
    room = db.session.get(Room, row.room_id) if row.room_id else None
    return room.name if room else ""


# --- what an entry says ------------------------------------------------------------------------


def _causes(entry: Entry, row: Pack) -> list[Cause]:
    said = rules.part(projection.fact_of(entry), row.id)
    if said is None:
        return []
    look = _LOOK.get(entry.kind)
    return look(entry, dict(said), row) if look else []


def _answered(_entry: Entry, said: dict[str, Any], _row: Pack) -> list[Cause]:
    if said["fault"] is None:
        return []
    code = PAPER if said["fault"] in ("wrong_copies", "wrong_project") else PACK
    words = f"接收时拒收，{WORDS[said['fault']]}。{said['reason']}"
    return [Cause(code, words, 26, "serious")]


def _excepted(entry: Entry, _said: dict[str, Any], _row: Pack) -> list[Cause]:
    what = entry.data["what"]
    code = PAPER if what == "wrong_copies" else PACK
    return [Cause(code, f"{WORDS[what]}。{entry.data['facts']}", 26, "serious")]


def _opened(entry: Entry, said: dict[str, Any], row: Pack) -> list[Cause]:
    data = entry.data
    found = []
    item = ITEMS["open"][row.kind]
    if data["way"] in ("early", "wrong"):
        word = "提前拆封" if data["way"] == "early" else "误拆"
        found.append(Cause(PACK, f"{word}。{data['reason']}", item, "major"))
    else:
        late = _lateness(entry, row)
        if data["way"] == "late" or late:
            words = f"未按时拆封（{late or '晚于规定'}）。{data['reason']}"
            found.append(Cause(OPENED_WRONGLY, words, item, "serious"))
    if row.kind == "theory" and not row.computer and not data["shown"]:
        found.append(Cause(OPENED_WRONGLY, "拆封前未向考生展示封装情况。", item))
    if said["copies"] != _inside(entry, row):
        words = f"拆封清点 {said['copies']} 份，与袋上份数不符。{said['reason']}"
        found.append(Cause(PAPER, words, item, "serious"))
    return found


def _lateness(entry: Entry, row: Pack) -> str:
    """In words, how far the stated time lies outside the window (Q-3); "" within."""
    session = db.session.get(ExamSession, row.session_id)
    if session is None:
        return ""
    page = entry.data["paper"]
    offset = ((page["at"] if page else entry.at) - session.t0) / MINUTE
    low, high = OPENING[row.kind]
    if low <= offset < high or (row.kind == "practical" and offset == high):
        return ""
    return f"开考前 {-offset:.0f} 分钟" if offset < 0 else f"开考后 {offset:.0f} 分钟"


def _inside(entry: Entry, row: Pack) -> int:
    """How many copies the bag was said to hold before it was opened."""
    facts = projection.facts(entry.journal, [row.id])
    said = rules.part(projection.fact_of(entry), row.id) or {}
    now = rules.Tree(row.id, facts).now(said["after"])
    return now.copies if now else row.copies


def _counted(entry: Entry, said: dict[str, Any], row: Pack) -> list[Cause]:
    errata = [one for one in entry.data["errata"] if one["pack"] == row.id]
    words = "；".join(f"第 {one['page']} 页 {one['text']}" for one in errata)
    found = [Cause(PAPER, f"试卷勘误：{words}。", 28)] if errata else []
    if said["void"]:
        found.append(Cause(PAPER, f"作废 {said['void']} 份。{said['reason']}", 27))
    return found


def _collected(_entry: Entry, said: dict[str, Any], row: Pack) -> list[Cause]:
    item = ITEMS["seal"][row.kind]
    found = []
    if said["missing"]:
        words = f"少收回 {said['missing']} 份。{said['reason']}"
        found.append(Cause(PACK, words, item, "major"))
    for name, due, word in (("pieces", row.pieces_due, "作品"), ("scrap", row.scrap_due, "草稿纸")):
        if due is not None and said[name] is not None and said[name] < due:
            words = f"{word}应收 {due}，实收 {said[name]}。{said['reason']}"
            found.append(Cause(PAPER, words, item, "serious"))
    return found


def _sealed(entry: Entry, said: dict[str, Any], row: Pack) -> list[Cause]:
    """Two phones may have used one strip for two packs without knowing of each other."""
    twice = select(Pack.number).where(
        Pack.event_id == entry.journal, Pack.strip == said["strip"], Pack.id != row.id
    )
    others = "、".join(sorted(db.session.scalars(twice)))
    if not others:
        return []
    words = f"封条号 {said['strip']} 同时用在试卷袋 {others} 上。"
    return [Cause(OPENED_WRONGLY, words, ITEMS["seal"][row.kind], "serious")]


_LOOK = {
    "custody.answer": _answered,
    "custody.except": _excepted,
    "custody.open": _opened,
    "custody.count": _counted,
    "custody.collect": _collected,
    "custody.seal": _sealed,
}


# --- conflicts ---------------------------------------------------------------------------------


def _conflict(entry: Entry, row: Pack) -> None:
    """One finding that names every move that does not fit; one that grew replaces it (8.5b)."""
    found = projection.custody(entry.journal, row.id)
    if found is None:
        return
    tree = rules.Tree(row.id, projection.facts(entry.journal, [row.id]))
    rivals = {
        move.id
        for move in tree.moves.values()
        if move.after in {tree.moves[one].after for one in found.conflicts}
    }
    named = sorted({*found.conflicts, *rivals})
    known = naming(entry.journal, named)
    if any(set(named) <= set(parents) for parents in known.values()):
        return
    words = "有两条互相矛盾的交接或操作记录，已按先后取一条，请中心核实。"
    _raise(entry, row, Cause(PACK, words, 36, "major"), [*known, *named])


def naming(event: str, entries: list[str]) -> dict[str, list[str]]:
    """Findings that name one of these entries and were not replaced, with what they name."""
    asked: Any = cast(JournalEntry.parents, String)
    condition = asked.contains(entries[0])
    for one in entries[1:]:
        condition |= asked.contains(one)
    rows = db.session.execute(
        select(JournalEntry.hash, JournalEntry.parents).where(
            JournalEntry.journal == event, JournalEntry.kind == "findings.raise", condition
        )
    ).all()
    replaced = {name for _, parents in rows for name in parents}
    return {row.hash: list(row.parents) for row in rows if row.hash not in replaced}


# --- the day before ----------------------------------------------------------------------------


def _plan(event_id: str) -> None:
    """D-1 18:00: collected? 20:00: stored? And the morning after (A3-4, Q-4)."""
    event = db.session.get_one(ExamEvent, event_id)
    if event.practice:
        return
    eve = clock.start_of_day(date.fromisoformat(event.first_day) - timedelta(days=1))
    for kind, after in (
        ("custody.uncollected", COLLECTED_BY),
        ("custody.unstored", STORED_BY),
        ("custody.kept", MORNING),
    ):
        if eve + after > clock.now():
            jobs.enqueue(kind, event_id, eve + after, event=event_id)
