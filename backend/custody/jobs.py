"""Due work of custody: papers not collected, nights, signatures nobody confirmed, bad ink."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from backend.accounts.queries import people_with
from backend.assessments.models import ExamEvent
from backend.core import clock, jobs, messages
from backend.core.db import db
from backend.core.jobs import handler
from backend.core.reading import read
from backend.custody import causes, parties, projection, rules, standing
from backend.custody.legality import KEEPER
from backend.custody.models import Ink, Pack, Step
from backend.findings.models import Finding
from backend.findings.services import raise_finding
from backend.staffing.models import Assignment, Dispatch
from backend.staffing.queries import dispatchers

ONE = timedelta(days=1)
COLLECTED_BY, STORED_BY = 18 * causes.HOUR, 20 * causes.HOUR
# A night without a word of where the papers lay is a finding in the morning (A10-8).
MORNING, TILL_MORNING = 30 * causes.HOUR, 6 * causes.HOUR
# In a supervisor's hands in these states papers need a place for the night.
AWAKE = ("with_supervisor", "resealed")
OUT = tuple(
    one for one in rules.STATES if one not in ("prepared", "returned", "archived", "destroyed")
)
# So long after the last day the nights are not asked for any more: what was found stands.
LONGEST = timedelta(days=14)


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


# --- nights ------------------------------------------------------------------------------------


def plan(event: ExamEvent) -> None:
    """D-1 18:00: collected? And from D-1 on, each evening: where do they lie (A3-4, Q-4)?"""
    if event.practice:
        return
    eve = date.fromisoformat(event.first_day) - ONE
    due = clock.start_of_day(eve) + COLLECTED_BY
    if due > clock.now():
        jobs.enqueue("custody.uncollected", event.id, due, event=event.id)
    _ask(event, max(eve, clock.day_of(clock.now())))


def _ask(event: ExamEvent, night: date) -> None:
    """About one night, named by its evening: 20:00, and 06:00 after it."""
    for kind, after in (("custody.unstored", STORED_BY), ("custody.kept", MORNING)):
        due = clock.start_of_day(night) + after
        key = f"{event.id} {night}"
        jobs.enqueue(kind, key, due, event=event.id, night=night.isoformat())


def _night(payload: dict[str, Any]) -> tuple[ExamEvent, date]:
    event = db.session.get_one(ExamEvent, payload["event"])
    # What was due before nights had names was the first one.
    eve = date.fromisoformat(event.first_day) - ONE
    return event, date.fromisoformat(payload["night"]) if "night" in payload else eve


def _held(event: ExamEvent, at: int) -> list[tuple[Pack, str, str]]:
    """Packs that a supervisor had at an instant, with who that was and the move before it, while
    neither that move nor the next says where they lie: a night may be written down after it began."""
    rows = db.session.scalars(
        select(Pack)
        .where(Pack.event_id == event.id, Pack.withdrawn.is_(False))
        .order_by(Pack.number, Pack.id)
    ).all()
    facts = projection.facts(event.id, [row.id for row in rows])
    stated = select(Step.entry, Step.at).where(Step.event_id == event.id)
    times = {row.entry: row.at for row in db.session.execute(stated)}
    people, _, same = parties.duties(event.id)
    found = []
    for row in rows:
        tree = rules.Tree(row.id, facts)
        custody = rules.fold(row.id, facts)
        path = custody.steps if custody else ()
        later = next((place for place, one in enumerate(path) if times[one] > at), len(path))
        now = tree.now(path[later - 1]) if later else None
        around = path[max(later - 1, 0) : later + 1]
        said = {tree.moves[one].fact.kind for one in around if times[one] < at + TILL_MORNING}
        if now is None or now.state not in AWAKE or "custody.store" in said:
            continue
        if "supervisor" in people.get(same.get(now.with_party, now.with_party), ()):
            found.append((row, now.with_party, path[later - 1]))
    return found


@handler("custody.unstored")
def tell_unstored(payload: dict[str, Any]) -> None:
    """20:00: a supervisor has packs and has not said where they lie (Q-4)."""
    event, night = _night(payload)
    if clock.now() >= clock.start_of_day(night) + MORNING:
        return
    held = Counter(party for _, party, _ in _held(event, clock.now()))
    team = select(Assignment.person_id).where(
        Assignment.event_id == event.id, Assignment.person_id.in_(held)
    )
    for person in sorted(set(db.session.scalars(team))):
        messages.send(
            person, "custody.unstored_you", "/papers", number=_number(event), count=held[person]
        )


@handler("custody.kept")
def find_unstored(payload: dict[str, Any]) -> None:
    """06:00: a night nobody accounted for (A10-8). While packs are out, the next one is asked for."""
    event, night = _night(payload)
    held = _held(event, clock.start_of_day(night + ONE))
    words = f"{night.month}月{night.day}日夜间没有过夜保管记录（地点、锁具、见证人）。"
    known = db.session.scalars(select(Finding).where(Finding.event_id == event.id))
    if held and not any(words in one.facts for one in known):
        raise_finding(
            event.id,
            causes.CARRIED,
            causes.about((row.number for row, _, _ in held), words),
            actor=None,
            item=36,
            parents=sorted({move for _, _, move in held})[:64],
        )
    last = date.fromisoformat(event.last_day)
    if night < last or (night < last + LONGEST and _packs(event, *OUT)):
        _ask(event, night + ONE)


# --- signatures --------------------------------------------------------------------------------


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
            causes.about(numbers, f"{words}已签名，12 小时内有人未用本人手机或账号确认。"),
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
        causes.about(numbers, f"{words}。"),
        actor=None,
        severity="serious",
        item=36,
        parents=[row.entry],
    )
