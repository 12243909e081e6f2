"""What the dispatch said: every version of it, because a phone may have worked with an older one."""

from __future__ import annotations

from typing import Any

from backend.core import clock, reading

from .rules import Facts, Rooms

Brief = dict[str, Any]


def briefs(event_id: str, before: int | None = None) -> list[Brief]:
    """The facts of every `staffing.dispatch` act, newest first; only lines before a seq if given."""
    acts = reading.entries(event_id, kinds=("staffing.dispatch",))
    found = [act.data["dispatch"] for act in acts if before is None or (act.seq or 0) < before]
    return found[::-1]


def scope_in(brief: Brief) -> tuple[Rooms, bool]:
    """Rooms and defence flag of a brief."""
    return brief["rooms"], brief["flags"]["technical_defence"]


def exam_time(brief: Brief) -> str:
    """鉴定时间 as prefilled: 「2026年11月21日」 or 「2026年11月21日至11月22日」."""
    if not brief["sessions"]:
        return ""
    days = sorted(clock.day_of(session["t0"]) for session in brief["sessions"])
    first, last = days[0], days[-1]
    words = f"{first.year}年{first.month}月{first.day}日"
    if first == last:
        return words
    year = "" if first.year == last.year else f"{last.year}年"
    return f"{words}至{year}{last.month}月{last.day}日"


def header_in(brief: Brief) -> dict[str, str | None]:
    """The header as the dispatch prefills it (A11-h1)."""
    return {
        "exam_time": exam_time(brief),
        "station": brief["station"]["name"],
        "exam_lead": brief["chief"]["name"],
        "exam_place": brief["station"]["place"],
        "phone": brief["chief"]["phone"],
    }


def facts_in(brief: Brief) -> Facts:
    """What the rules need of a brief."""
    rooms, defence = scope_in(brief)
    return {
        "rooms": rooms,
        "technical_defence": defence,
        "examiners": [examiner["id"] for examiner in brief["examiners"]],
        "projects": [project["id"] for project in brief["projects"]],
        "header": header_in(brief),
    }
