"""Pure decisions about badges and gates: states, windows, numbers, who is late, who is inside.

The verdict itself is the phone's; its outcomes stand in `docs/contracts.md` section 13.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from backend.assessments.rules import DAY, MINUTE, OFFSET, start_of_day
from backend.organisations.rules import readings

# In the order of judgement; the last one is of typed codes alone.
OUTCOMES = (
    "unreadable", "version", "unknown_key", "withdrawn_key", "forged", "list_too_old", "suspended",
    "revoked", "replaced", "returned", "other_event", "not_listed", "too_early", "too_late",
    "not_this_gate", "already_inside", "already_left", "admitted", "unknown_code",
)  # fmt: skip
# These may name a badge this journal does not know: of another event, or issued before a restore.
MAY_BE_FOREIGN = ("other_event", "not_listed")
VIAS = ("qr", "photo", "code", "scanner", "list", "paper")
WAYS = ("badge", "online", "single")
HOLDERS = ("chief", "invigilator", "staff", "examiner", "team_leader", "supervisor", "candidate")
# Whose badge vouches for letting somebody in against the verdict.
AUTHORISED = ("chief", "supervisor")
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 4
PASS_TERM = 30 * MINUTE

# Minutes before the first session of the day by which somebody must be there (A11-i09, A9-3).
ARRIVE = {"examiner": 30, "team_leader": 30}
ARRIVE_ELSE = 45

SETTINGS: dict[str, Any] = {
    # Minutes of a list's age: not fresh any more, old (8.12), too old to judge by.
    "fresh": 60,
    "old": 240,
    "too_old": 1440,
    # Minutes around a window while the phone's time is not confirmed.
    "doubt": 720,
    "override_roles": list(AUTHORISED),
    # Refusals of one badge within so many minutes tell the chief.
    "refusals": 3,
    "refusals_within": 10,
    # Wrong typed codes before the phone pauses, and for how many minutes.
    "code_tries": 3,
    "code_pause": 1,
    # No tones inside rooms, nor from the candidates' entry to the end.
    "quiet_rooms": True,
    "quiet_sessions": True,
}
WITHIN = 10 * MINUTE

# 8.12: what may follow a state.
NEXT = {
    "issued": ("suspended", "revoked", "returned", "replaced"),
    "suspended": ("issued", "revoked", "returned", "replaced"),
    "revoked": (),
    "returned": (),
    "replaced": (),
}
NEEDS_REASON = ("suspended", "revoked")
REASON_MINIMUM = 2


def may_become(state: str, wanted: str) -> bool:
    """Whether a badge in this state may take that one."""
    return wanted in NEXT[state]


def condition(state: str, not_before: int, not_after: int, now: int) -> str:
    """The state as people read it: an issued badge is early (未生效), valid (有效) or expired (已过期)."""
    if state != "issued":
        return state
    if now < not_before:
        return "early"
    return "valid" if now < not_after else "expired"


def day_start(day: str) -> int:
    """Midnight in Asia/Shanghai of a day as `YYYY-MM-DD`."""
    instant = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return int(instant.timestamp() * 1000) - OFFSET


def day_of(instant: int) -> str:
    """The day in Asia/Shanghai of an instant."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=instant + OFFSET)).strftime(
        "%Y-%m-%d"
    )


def window(first_day: str, last_day: str) -> tuple[int, int]:
    """A person's badge holds on all days of the event."""
    return day_start(first_day), day_start(last_day) + DAY


def candidate_window(
    first_day: str, last_day: str, session: tuple[int, int] | None
) -> tuple[int, int]:
    """An admission code holds on the day of its session, until that session ends."""
    if session is None:
        return window(first_day, last_day)
    t0, end = session
    return start_of_day(t0), -(-end // MINUTE) * MINUTE


def covers(held: tuple[int, int], wanted: tuple[int, int]) -> bool:
    """Whether a badge that exists already holds whenever it should."""
    return held[0] <= wanted[0] and wanted[1] <= held[1]


def serial_prefix(station: str, first_day: str) -> str:
    """`MA26-1120-`: initials of the station's first two characters, year, month and day."""
    syllables = [syllable for reading in readings(station[:2])[:1] for syllable in reading]
    letters = "".join(s[:1] for s in syllables).upper()
    initials = "".join(c for c in letters if c.isascii() and c.isalpha()) or "DK"
    year, month, day = first_day.split("-")
    return f"{initials[:2]}{year[2:]}-{month}{day}-"


def next_serials(prefix: str, taken: Iterable[str], count: int) -> list[str]:
    """The next running numbers; none is ever given again."""
    numbers = [int(one[len(prefix) :]) for one in taken if one[len(prefix) :].isdigit()]
    start = max(numbers, default=0) + 1
    return [f"{prefix}{number:02d}" for number in range(start, start + count)]


def free_codes(taken: set[str], count: int, draw: Any) -> list[str]:
    """So many short codes nobody in the event has; `draw(alphabet)` picks a character."""

    def codes() -> Any:
        known = set(taken)
        while True:
            code = "".join(draw(CODE_ALPHABET) for _ in range(CODE_LENGTH))
            if code not in known:
                known.add(code)
                yield code

    return list(islice(codes(), count))


def shown_code(code: str) -> str:
    """K7-3M."""
    return f"{code[:2]}-{code[2:]}"


@dataclass(frozen=True)
class Passage:
    """One admitted or refused passage of a badge at a gate; spot checks move nobody."""

    badge: str
    direction: str
    admitted: bool
    outcome: str
    at: int
    kid: str | None
    gate: str | None
    entry: str
    override: str | None = None


@dataclass(frozen=True)
class Stay:
    """Where a badge is, as all gates together know it."""

    inside: bool
    first_in: int | None
    last_at: int | None
    gate: str | None


def in_order(passages: Iterable[Passage]) -> list[Passage]:
    """As they happened, whatever order they arrived in."""
    return sorted(passages, key=lambda one: (one.at, one.entry))


def stay(passages: Iterable[Passage]) -> Stay:
    """The state of one holder by admitted passages: a function of the set, not of its order."""
    first = last = gate = None
    inside = False
    for one in in_order(passages):
        if not one.admitted or one.direction not in ("in", "out"):
            continue
        inside, last, gate = one.direction == "in", one.at, one.gate
        if inside and first is None:
            first = one.at
    return Stay(inside, first, last, gate)


def doubles(passages: Iterable[Passage]) -> list[list[Passage]]:
    """Runs of admissions of one badge by different phones with nobody leaving in between.

    A phone that knew of the first one says 已在场内; whoever then lets the person in all the same
    does so by name and reason, so that is no double admission.
    """
    runs: list[list[Passage]] = []
    run: list[Passage] = []
    for one in in_order(passages):
        if not one.admitted or one.direction not in ("in", "out"):
            continue
        if one.direction == "out":
            runs, run = [*runs, run], []
        elif not (one.override and one.outcome == "already_inside"):
            run = [*run, one]
    runs.append(run)
    return [found for found in runs if len({one.kid for one in found}) > 1]


def burst(instants: Sequence[int], at: int, count: int, within: int) -> bool:
    """Whether so many of these instants, `at` among them, lie within that span."""
    near = sorted(one for one in instants if abs(one - at) < within)
    return any(
        near[place + count - 1] - near[place] < within
        and near[place] <= at <= near[place + count - 1]
        for place in range(len(near) - count + 1)
    )


def arrive_by(role: str, first_session: int) -> int:
    """When somebody of this role must be there: T-45, examiners T-30."""
    return first_session - ARRIVE.get(role, ARRIVE_ELSE) * MINUTE
