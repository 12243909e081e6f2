"""Due work of custody: reminders the evening before, handovers nobody confirmed, bad ink."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.accounts.queries import people_with
from backend.assessments.models import ExamEvent
from backend.core import clock, messages
from backend.core.db import db
from backend.core.jobs import handler
from backend.core.reading import read
from backend.custody import causes, projection, rules, standing
from backend.custody.legality import KEEPER
from backend.custody.models import Ink, Pack, Step
from backend.findings.services import raise_finding
from backend.staffing.models import Assignment, Dispatch
from backend.staffing.queries import dispatchers


def _packs(event: ExamEvent, *states: str) -> list[Pack]:
    query = select(Pack).where(
        Pack.event_id == event.id, Pack.state.in_(states), Pack.withdrawn.is_(False)
    )
    return list(db.session.scalars(query.order_by(Pack.number, Pack.id)))


def _number(event: ExamEvent) -> str:
    query = select(Dispatch.number).where(Dispatch.event_id == event.id)
    return db.session.scalar(query) or ""


@handler("custody.uncollected")
def tell_uncollected(payload: dict[str, Any]) -> None:
    """D-1 18:00: packs still lie at the centre (A3-4)."""
    event = db.session.get(ExamEvent, payload["event"])
    waiting = _packs(event, "prepared") if event else []
    if event is None or not waiting:
        return
    people = {*dispatchers(event.centre_id), *people_with((KEEPER,), event.centre_id)}
    for person in sorted(people):
        messages.send(
            person, "custody.uncollected", f"/desk/papers/{event.id}",
            number=_number(event), count=len(waiting),
        )  # fmt: skip


@handler("custody.unstored")
def tell_unstored(payload: dict[str, Any]) -> None:
    """D-1 20:00: a supervisor has packs and has not said where they lie (Q-4)."""
    event = db.session.get(ExamEvent, payload["event"])
    held: dict[str, int] = {}
    for row in _packs(event, "with_supervisor") if event else []:
        held[row.with_party] = held.get(row.with_party, 0) + 1
    team = select(Assignment.person_id).where(
        Assignment.event_id == payload["event"], Assignment.person_id.in_(held)
    )
    for person in sorted(set(db.session.scalars(team))):
        messages.send(
            person, "custody.unstored_you", "/papers",
            number=_number(event) if event else "", count=held[person],
        )  # fmt: skip


@handler("custody.kept")
def find_unstored(payload: dict[str, Any]) -> None:
    """The morning of the exam: a night nobody accounted for (A10-8)."""
    event = db.session.get(ExamEvent, payload["event"])
    if event is None:
        return
    midnight = clock.start_of_day(clock.day_of(clock.now()))
    rows = [row for row in _packs(event, "with_supervisor") if row.since < midnight]
    if rows:
        numbers = "、".join(row.number for row in rows)
        raise_finding(
            event.id,
            causes.CARRIED,
            f"试卷袋 {numbers}：领取后没有过夜保管记录（地点、锁具、见证人）。",
            actor=None,
            item=36,
            parents=sorted({row.tip for row in rows})[:64],
        )


@handler("custody.unconfirmed")
def find_unconfirmed(payload: dict[str, Any]) -> None:
    """Twelve hours after: a signature on another's phone, or on paper, nobody stands behind (A3-4c)."""
    signed = read(payload["entry"])
    steps = db.session.scalars(select(Step).where(Step.entry == payload["entry"])).all()
    numbers, named, papers = [], {payload["entry"]}, "theory"
    for step in steps:
        look = _open_sides if step.kind == "custody.answer" else _unsigned
        waiting = look(step) if signed is not None else set()
        row = db.session.get(Pack, step.pack)
        if waiting and row is not None:
            numbers.append(row.number)
            named |= waiting
            papers = row.kind
    if numbers and signed is not None:
        code, words = _NOBODY[signed.kind]
        raise_finding(
            payload["event"],
            code,
            f"试卷袋 {'、'.join(sorted(numbers))}：{words}已签名，12 小时内有人未用本人手机或账号确认。",
            actor=None,
            item=causes.ITEMS.get(signed.kind[8:], {}).get(papers, 36),
            parents=sorted(named),
        )


_NOBODY = {
    "custody.answer": (causes.CARRIED, "交接"),
    "custody.store": (causes.CARRIED, "过夜保管"),
    "custody.open": (causes.OPENED_WRONGLY, "拆封"),
    "custody.seal": (causes.OPENED_WRONGLY, "封装"),
}


def _open_sides(step: Step) -> set[str]:
    """Sides of a handover that are not proved."""
    found = projection.custody(step.event_id, step.pack)
    return {step.entry, step.begun} & set(found.unproved if found else ())


def _unsigned(step: Step) -> set[str]:
    """The entry, while one of its signers neither confirmed it nor did anything to the pack later."""
    tree = rules.Tree(step.pack, projection.facts(step.event_id, [step.pack]))
    found = projection.custody(step.event_id, step.pack)
    waits = standing.unsigned(tree, found.steps if found else (), step.entry)
    return {step.entry} if waits else set()


@handler("custody.ink")
def find_ink(payload: dict[str, Any]) -> None:
    """A signature that is none, or one that signed something else (U-6)."""
    row = db.session.get(Ink, (payload["entry"], payload["place"]))
    entry = read(payload["entry"])
    if row is None or row.flaw is None or entry is None:
        return
    words = "笔迹太少或不是签名" if row.flaw == "strokes.ink" else "笔迹曾用于签署别的内容"
    numbers = db.session.scalars(select(Pack.number).where(Pack.id.in_(projection.packs_of(entry))))
    raise_finding(
        row.event_id,
        causes.CARRIED,
        f"试卷袋 {'、'.join(sorted(numbers))}：{words}。",
        actor=None,
        severity="serious",
        item=36,
        parents=[row.entry],
    )
