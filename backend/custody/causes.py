"""What an accepted entry says of one pack that somebody has to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backend.assessments.models import ExamSession, Room
from backend.core import clock, journal
from backend.core.db import db
from backend.core.payload import Entry
from backend.custody import parties, projection, rules
from backend.custody.models import Pack, Step
from backend.custody.rules import same_strip

MINUTE = 60_000
HOUR = 60 * MINUTE
# theory packs open at T-5, not before T-10 and not after the start; practical ones at the staff
# meeting, not before T-60 and not after issue at T-15. Minutes from T0.
OPENING = {"theory": (-10, 0), "practical": (-60, -15)}
# Clocks of two phones differ by as much; what reached the house so much later is only stated.
CLOCKS, FAR = 5 * MINUTE, 2 * HOUR

PACK, OPENED_WRONGLY, PAPER, CARRIED = "E.pack", "V8.2", "E.paper", "V10.8"
BAG = "试卷袋 "
# Items of the form beside which a finding belongs, by kind of paper.
ITEMS = {"open": {"theory": 14, "practical": 23}, "seal": {"theory": 16, "practical": 23}}
WORDS = {
    "strip_broken": "封条破损", "bag_damaged": "试卷袋破损", "wrong_strip": "封条号不符",
    "wrong_copies": "份数不符", "wrong_project": "项目不符", "missing": "缺袋", "lost": "试卷袋丢失",
    "wrong_pack": "误拆试卷袋", "other": "其他异常",
}  # fmt: skip


@dataclass(frozen=True)
class Cause:
    """Something to look at about one pack.

    A finding about the same `topic` (how its facts begin) is replaced, and one that begins with
    `same` says it already; `corrects`: only worth saying to replace one. `wide`: of any pack.
    """

    code: str
    facts: str
    item: int | None = None
    severity: str = "normal"
    topic: str = ""
    same: str = ""
    corrects: bool = False
    wide: bool = False


def about(numbers: Iterable[str], words: str) -> str:
    """The facts of a finding: which packs, and what of them."""
    return f"{BAG}{'、'.join(sorted(numbers))}：{words}"


def is_about(facts: str, number: str) -> bool:
    """Whether such facts name this pack; what names none is about every pack of its entry."""
    listed, _, _ = facts.removeprefix(BAG).partition("：")
    return (
        not facts.startswith(BAG)
        or number in listed.split("、")
        or facts.startswith(about([number], ""))
    )


def of(entry: Entry, row: Pack) -> list[Cause]:
    """Everything to look at in what an entry says of a pack."""
    if entry.kind == "custody.recall":
        return _recalled(entry, row)
    said = rules.part(projection.fact_of(entry), row.id)
    look = _LOOK.get(entry.kind)
    return look(entry, dict(said), row) if look and said is not None else []


def _answered(entry: Entry, said: dict[str, Any], row: Pack) -> list[Cause]:
    if said["accept"]:
        offer = rules.Tree(row.id, projection.facts(entry.journal, [row.id])).facts
        given = offer[entry.data["offer"]].data
        found = _elsewhere(entry, row, given["room"], given["reason"])
        return [*found, *_recalled(entry, row), *_left(entry)]
    if said["fault"] is None:
        return []
    code = PAPER if said["fault"] in ("wrong_copies", "wrong_project") else PACK
    words = f"接收时拒收，{WORDS[said['fault']]}。{said['reason']}"
    return [Cause(code, words, 26, "serious")]


def _recalled(entry: Entry, row: Pack) -> list[Cause]:
    """Taken back and taken all the same, whichever was known first: it moved, and is looked at."""
    about = [
        fact for fact in projection.facts(entry.journal, [row.id])
        if fact.data.get("offer") == entry.data["offer"]
    ]  # fmt: skip
    taken = any((rules.part(fact, row.id) or {}).get("accept") for fact in about)
    if not taken or all(fact.kind != "custody.recall" for fact in about):
        return []
    words = "交接已收回，仍被接收，请中心核实。"
    return [Cause(PACK, words, 26, "major", topic=words, same=words)]


def _left(entry: Entry) -> list[Cause]:
    """What was sealed before the list changed counts; that the receiver serves no more is said."""
    _, gone, same = parties.duties(entry.journal)
    by = entry.data["signature"]["by"]
    if same.get(by, by) not in gone:
        return []
    words = "接收人已不在人员名单，请中心核实试卷现在何处。"
    return [Cause(PACK, words, 26, "serious", topic=words, same=words)]


def _elsewhere(entry: Entry, row: Pack, room: str | None, reason: str) -> list[Cause]:
    """A pack whose label names one room, in another."""
    label = rules.Tree(row.id, projection.facts(entry.journal, [row.id])).prepared[-1]
    meant = (rules.part(label, row.id) or {})["room"]
    if room is None or meant in (None, room):
        return []
    # A later list may have taken a room out.
    rooms = (db.session.get(Room, one) for one in (room, meant))
    there, named = (one.name if one else "名单外的考场" for one in rooms)
    same = f"标签上的考场是{named}，送到了{there}。"
    return [Cause(PAPER, f"{same}{reason}", 26, topic="标签上的考场是", same=same)]


def _excepted(entry: Entry, _said: dict[str, Any], _row: Pack) -> list[Cause]:
    what = entry.data["what"]
    code = PAPER if what == "wrong_copies" else PACK
    return [Cause(code, f"{WORDS[what]}。{entry.data['facts']}", 26, "serious")]


# --- opening -----------------------------------------------------------------------------------


def _opened(entry: Entry, said: dict[str, Any], row: Pack) -> list[Cause]:
    data = entry.data
    item = ITEMS["open"][row.kind]
    found = _opened_when(entry, said, row)
    if row.kind == "theory" and not row.computer and not data["shown"]:
        found.append(Cause(OPENED_WRONGLY, "拆封前未向考生展示封装情况。", item))
    if said["copies"] != _inside(entry, row):
        words = f"拆封清点 {said['copies']} 份，与袋上份数不符。{said['reason']}"
        found.append(Cause(PAPER, words, item, "serious"))
    machines = data["installation"]
    if machines and not (machines["clean"] and machines["machines"]):
        words = "机考考场的安装记录写明机器有残留文件或没有台数。"
        found.append(Cause(OPENED_WRONGLY, words, 27, "serious"))
    return found + _elsewhere(entry, row, data["room"], f"{said['reason']}{data['reason']}")


def _opened_when(entry: Entry, said: dict[str, Any], row: Pack) -> list[Cause]:
    """Too early is grave whatever it was called; a time that nothing proves is said to be one."""
    data, item = entry.data, ITEMS["open"][row.kind]
    session = db.session.get(ExamSession, row.session_id)
    if data["way"] in ("early", "wrong"):
        word = "提前拆封" if data["way"] == "early" else "误拆"
        return [Cause(PACK, f"{word}。{data['reason']}", item, "major")]
    if session is None:
        return []
    low, high = (session.t0 + one * MINUTE for one in OPENING[row.kind])
    at = _stated(entry)
    early, late = at < low, at > high or (at == high and row.kind == "theory")
    minutes = (at - session.t0) / MINUTE
    when = f"开考前 {-minutes:.0f} 分钟" if minutes < 0 else f"开考后 {minutes:.0f} 分钟"
    if early:
        words = f"提前拆封（{when}），记录时没有写明。{data['reason']}"
        return [Cause(PACK, words, item, "major")]
    if data["way"] == "late" or late:
        words = f"未按时拆封（{when if late else '晚于规定'}）。{data['reason']}"
        return [Cause(OPENED_WRONGLY, words, item, "serious")]
    return _doubt(entry, said, row, at, high)


def _when(instant: int) -> str:
    return f"{clock.local(instant):%m-%d %H:%M}"


def _stated(entry: Entry) -> int:
    page = entry.data.get("paper")
    return int(page["at"] if page else entry.at)


def _doubt(entry: Entry, said: dict[str, Any], row: Pack, at: int, high: int) -> list[Cause]:
    """A time within the window that cannot be, or that nothing proves (8.5b)."""
    earliest, latest = journal.times(entry.journal)[entry.hash]
    item = ITEMS["open"][row.kind]
    before = "拆封的自述时间早于"
    if earliest is not None and at < earliest - CLOCKS:
        words = f"{before}能够证明的最早时间 {_when(earliest)}。"
        return [Cause(OPENED_WRONGLY, words, item, "serious")]
    given = _given(entry, said, row)
    if given is not None and at < given - CLOCKS:
        words = f"{before}试卷袋交到拆封人手中的时间 {_when(given)}。"
        return [Cause(OPENED_WRONGLY, words, item, "serious")]
    if latest > high + FAR:
        words = f"拆封时间 {_when(at)} 为自述时间，未能证明（{_when(latest)} 才到达）。"
        return [Cause(OPENED_WRONGLY, words, item)]
    return []


def _given(entry: Entry, said: dict[str, Any], row: Pack) -> int | None:
    """When whoever had the pack got it, as stated."""
    trail = rules.Tree(row.id, projection.facts(entry.journal, [row.id])).trail(said["after"])
    last = next((one for one in reversed(trail or ()) if one.handover), None)
    if last is None:
        return None
    page = last.fact.data.get("paper")
    query = select(Step.at).where(Step.entry == last.id, Step.pack == row.id)
    return int(page["at"]) if page else db.session.scalar(query)


def _inside(entry: Entry, row: Pack) -> int:
    """How many copies the bag was said to hold before it was opened."""
    facts = projection.facts(entry.journal, [row.id])
    said = rules.part(projection.fact_of(entry), row.id) or {}
    now = rules.Tree(row.id, facts).now(said["after"])
    return now.copies if now else row.copies


# --- counts ------------------------------------------------------------------------------------


def _counted(entry: Entry, said: dict[str, Any], row: Pack) -> list[Cause]:
    errata = [one for one in entry.data["errata"] if one["pack"] == row.id]
    words = "；".join(f"第 {one['page']} 页 {one['text']}" for one in errata)
    found = [Cause(PAPER, f"试卷勘误：{words}。", 28)] if errata else []
    return [*found, _number(PAPER, "作废 ", f"{said['void']} 份。", said, 27, not said["void"])]


def _number(
    code: str, topic: str, amount: str, said: dict[str, Any], item: int | None, right: bool,
    severity: str = "normal",
) -> Cause:  # fmt: skip
    """A figure that may be counted again: only a change is news, and it replaces the one before."""
    same = f"{topic}{amount}"
    words = f"{same}（更正）" if right else f"{same}{said['reason']}"
    if right:
        return Cause(PAPER, words, item, topic=topic, same=same, corrects=True)
    return Cause(code, words, item, severity, topic, same)


def _collected(entry: Entry, said: dict[str, Any], row: Pack) -> list[Cause]:
    item = ITEMS["seal"][row.kind]
    missing = said["missing"]
    found = [_number(PACK, "少收回 ", f"{missing} 份。", said, item, not missing, "major")]
    facts = projection.facts(entry.journal, [row.id])
    due = rules.Tree(row.id, facts).due(said["after"])
    for name, word in (("pieces", "试件"), ("scrap", "草稿纸")):
        if due[name] is not None and said[name] is not None:
            amount = f" {due[name]}，实收 {said[name]}。"
            right = said[name] >= due[name]
            found.append(_number(PAPER, f"{word}应收", amount, said, item, right, "serious"))
    return found


def _sealed(entry: Entry, said: dict[str, Any], row: Pack) -> list[Cause]:
    """Two phones may have used one strip for two packs without knowing of each other."""
    strip = said["strip"]
    packs = db.session.scalars(select(Pack).where(Pack.event_id == entry.journal))
    used = (one for one in packs if one.id == row.id or same_strip(one.strip, strip))
    numbers = sorted(one.number for one in used)
    if len(numbers) < 2:
        return []
    same = f"封条号 {strip} 同时用在试卷袋 {'、'.join(numbers)} 上。"
    item = ITEMS["seal"][row.kind]
    return [
        Cause(OPENED_WRONGLY, same, item, "serious", f"封条号 {strip} 同时用在", same, wide=True)
    ]


_LOOK = {
    "custody.answer": _answered,
    "custody.except": _excepted,
    "custody.open": _opened,
    "custody.count": _counted,
    "custody.collect": _collected,
    "custody.seal": _sealed,
}
