"""Pure time rules of a session: its anchors, the window of each item of the form, what is due.

The phone has the same rules; both sides read `tests/vectors/anchors.json`. Asia/Shanghai has kept
UTC+8 without summer time since 1991, so days are arithmetic here and need no zone table.

What only the working-day calendar knows is handed in as `days`: `{"END+1wd": ms, "D-10wd": ms}`.
An offline phone has the first from the brief (`deadline`) and leaves the second out: a window
without a known beginning is open from the start, one without a known end stays open.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, TypedDict

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
OFFSET = 8 * 60 * MINUTE

ANCHORS = (
    "T-60", "T-45", "T-30", "T-15", "T-10", "T-5", "T0", "T+10", "T+30",
    "END-20", "END-15", "END-10", "END", "END+30",
)  # fmt: skip
# theory packs open before the candidates, practical ones at the staff meeting.
OPENING = {"theory": "T-5", "practical": "T-45"}
# Which sessions an item's condition is about; an item without condition concerns all of them.
CONDITION_KIND = {"theory": "theory", "skill": "practical", "technical_defence": "practical"}

_MINUTES = re.compile(r"(T|END)(0|[+-]\d+)?")

State = Literal["due", "late"]
Days = Mapping[str, int]


class SessionTimes(TypedDict):
    """What the rules need of a session."""

    id: str
    kind: str
    t0: int
    end: int


class Due(TypedDict):
    """An item to grade now, or one whose window closed ungraded; instants may be unknown."""

    no: int
    session: str
    state: State
    opens: int | None
    closes: int | None


def start_of_day(instant: int) -> int:
    """Midnight in Asia/Shanghai before the instant."""
    return (instant + OFFSET) // DAY * DAY - OFFSET


def anchor(session: SessionTimes, name: str) -> int:
    """Instant of `T0`, `T-45`, `END+30` …: minutes from the start or end signal."""
    found = _MINUTES.fullmatch(name)
    if found is None:
        raise ValueError("no such anchor")
    base = session["t0"] if found[1] == "T" else session["end"]
    return base + int(found[2] or 0) * MINUTE


def anchors(session: SessionTimes) -> dict[str, int]:
    """Every named anchor of a session (section 2)."""
    return {name: anchor(session, name) for name in ANCHORS}


def instant_of(expression: str, session: SessionTimes, days: Days) -> int | None:
    """Instant of one end of a window as annex11.json writes it; None when not known here."""
    if expression.startswith("opening"):
        return anchor(session, OPENING[session["kind"]])
    if expression == "D-1":
        return start_of_day(session["t0"]) - DAY
    if expression == "scoring_end":  # scoring is over at the latest with the day of the session
        return start_of_day(session["end"]) + DAY - 1
    if expression == "END+1d":
        return start_of_day(session["end"]) + 2 * DAY - 1
    if expression in {"END+1wd", "D-10wd"}:
        return days.get(expression)
    return anchor(session, expression)


def window(
    item: Mapping[str, Any], session: SessionTimes, days: Days
) -> tuple[int | None, int | None]:
    """From and to of an item in a session; both instants belong to the window."""
    span = item["window"]
    return instant_of(span["from"], session, days), instant_of(span["to"], session, days)


def concerns(item: Mapping[str, Any], session: SessionTimes) -> bool:
    """Whether an item is about this kind of session at all."""
    condition = item["condition"]
    return condition is None or CONDITION_KIND[condition] == session["kind"]


def due_items(
    items: Iterable[Mapping[str, Any]],
    sessions: Sequence[SessionTimes],
    done: Collection[int],
    now: int,
    days: Days,
) -> list[Due]:
    """Items to put on top now (U-8): open windows first, the one closing soonest on top.

    `done` holds what is graded or does not apply. An item whose every window has passed is late:
    it can still be graded and stands below. One whose next window is still to come is not shown.
    """
    found = [_state(item, sessions, now, days) for item in items if item["no"] not in done]
    shown = [due for due in found if due is not None]
    return sorted(shown, key=lambda due: (due["state"] == "late", _end(due["closes"]), due["no"]))


def _state(
    item: Mapping[str, Any], sessions: Sequence[SessionTimes], now: int, days: Days
) -> Due | None:
    windows: list[tuple[SessionTimes, int | None, int | None]] = [
        (session, *window(item, session, days)) for session in sessions if concerns(item, session)
    ]
    started = [w for w in windows if w[1] is None or w[1] <= now]
    opened = [w for w in started if w[2] is None or now <= w[2]]
    if opened:
        session, opens, closes = min(opened, key=lambda w: (_end(w[2]), w[0]["t0"], w[0]["id"]))
        return Due(no=item["no"], session=session["id"], state="due", opens=opens, closes=closes)
    if windows and len(started) == len(windows):
        session, opens, closes = max(windows, key=lambda w: (_end(w[2]), w[0]["t0"], w[0]["id"]))
        return Due(no=item["no"], session=session["id"], state="late", opens=opens, closes=closes)
    return None


def _end(closes: int | None) -> float:
    return float("inf") if closes is None else closes
