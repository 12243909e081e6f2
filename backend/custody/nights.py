"""Due work of evenings and mornings: papers not collected, and where they lay at night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from backend.accounts.queries import people_with
from backend.assessments.models import ExamEvent
from backend.core import clock, jobs, messages
from backend.core.db import db
from backend.core.jobs import handler
from backend.core.payload import Entry
from backend.custody import causes, parties, projection, rules
from backend.custody.legality import KEEPER
from backend.custody.models import Pack, Step
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
    known = db.session.scalars(select(Finding).where(Finding.event_id == event.id))
    if held and not any(_unsaid(night) in one.facts for one in known):
        _find(event, (row.number for row, _, _ in held), _unsaid(night), [m for *_, m in held])
    last = date.fromisoformat(event.last_day)
    if night < last or (night < last + LONGEST and _packs(event, *OUT)):
        _ask(event, night + ONE)


def arrived(entry: Entry, packs: Iterable[Pack]) -> None:
    """A night's record that came after its morning, from a phone without network: what was found is
    replaced by that; packs it does not account for are found again (A10-8)."""
    event = db.session.get_one(ExamEvent, entry.journal)
    night = clock.day_of(entry.at - TILL_MORNING)
    query = select(Finding).where(Finding.event_id == event.id, ~Finding.superseded)
    found = [one for one in db.session.scalars(query) if _unsaid(night) in one.facts]
    if not found:
        return
    held = {row.number: move for row, _, move in _held(event, clock.start_of_day(night + ONE))}
    said = {
        row.number for row in packs if any(causes.is_about(one.facts, row.number) for one in found)
    } - held.keys()
    known = [one.id for one in found]
    if said:
        words = f"{_named(night)}夜间的过夜保管记录在次日 06:00 以后才收到。"
        _find(event, said, words, [*known, entry.hash])
    if said and held:
        _find(event, held, _unsaid(night), [*known, *held.values()])


def _named(night: date) -> str:
    return f"{night.month}月{night.day}日"


def _unsaid(night: date) -> str:
    return f"{_named(night)}夜间没有过夜保管记录（地点、锁具、见证人）。"


def _find(event: ExamEvent, numbers: Iterable[str], words: str, parents: Iterable[str]) -> None:
    raise_finding(
        event.id,
        causes.CARRIED,
        causes.about(numbers, words),
        actor=None,
        item=36,
        parents=sorted(set(parents))[:64],
    )
