"""Pure decisions: what the silence of a phone means on the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

MINUTE = 60_000
# Phones that can, call every few minutes: younger than this is online.
ONLINE_MS = 10 * MINUTE
# The supervisor's day begins at T-45 of the first session and ends with End of the last (U-8).
BEFORE_MS = 45 * MINUTE

PhoneState = Literal["never", "online", "planned", "silent", "seen"]
Span = tuple[int, int]


@dataclass(frozen=True)
class PhoneFacts:
    """What is known of one phone in one event; instants in ms.

    `ready`: this very phone passed 出发前体检, a cold start without network among it. `kit`: it
    holds the facts of the dispatch in force. `signed`: the event's form was handed in.
    """

    last_contact: int | None
    ready: bool
    kit: bool
    signed: bool


def exam_spans(sessions: Iterable[tuple[date, int, int]]) -> list[Span]:
    """`(first T-45, last End)` of each exam day, from `(day, t0, end)` of its sessions."""
    days: dict[date, Span] = {}
    for day, t0, end in sessions:
        start, last = days.get(day, (t0 - BEFORE_MS, end))
        days[day] = (min(start, t0 - BEFORE_MS), max(last, end))
    return [days[day] for day in sorted(days)]


def phone_state(phone: PhoneFacts, spans: list[Span], now: int) -> tuple[PhoneState, int | None]:
    """Whether a phone is heard, offline by plan, or silent, and until when the plan lasts.

    Silence between T-45 and End is planned for a phone that proved it works alone: its check
    passed and its kit is fresh. Everything else that is not heard in that time is silent, and so
    is who was not heard since the last End while the form is not handed in. Before and between
    the days nobody waits for a call: the last contact says it all.
    """
    last = phone.last_contact
    if last is None:
        return "never", None
    if now - last < ONLINE_MS:
        return "online", None
    if phone.signed:
        return "seen", None
    for start, end in spans:
        if start <= now <= end:
            return ("planned", end) if phone.ready and phone.kit else ("silent", None)
    over = bool(spans) and now > spans[-1][1]
    return ("silent" if over and last < spans[-1][1] else "seen"), None
