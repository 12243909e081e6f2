"""Pure decisions on the form of annex 11: what applies, what is missing, what is proposed.

The phone decides the same in ``pwa/src/features/inspections/rules.ts``; both read
``tests/vectors/{fold,scope,gaps,worst,strokes}.json``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

ITEMS = range(1, 39)
FREE_TEXT = frozenset({29, 38})
RATINGS_ITEM = 34
GRADED = frozenset(ITEMS) - FREE_TEXT - {RATINGS_ITEM}
THEORY = frozenset(range(8, 19))
PRACTICAL = frozenset({19, 20, 21, 22, 23, 25})
DEFENCE_ITEM = 24
PAPER_PACK = frozenset({14, 16})
SECTIONS: dict[str, range] = {
    "S1": range(1, 8),
    "S2a": range(8, 19),
    "S2b": range(19, 26),
    "S3": range(26, 30),
    "S4": range(30, 35),
    "S5": range(35, 39),
}
HEADER = ("exam_time", "station", "exam_lead", "exam_place", "phone")
GRADES = ("A", "B", "C")
RATINGS = ("优秀", "良好", "一般")
REMARK_MINIMUM = 2

# White space and zero-width characters, written out because \s differs between languages.
BLANK = re.compile(
    "[\t-\r \u0085\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]"
)

Value = Mapping[str, Any]
Heads = Mapping[str, Sequence[Value]]
Rooms = list[dict[str, Any]]


class Facts(TypedDict):
    """What the dispatch says about one event, as far as the rules need it."""

    rooms: Rooms
    technical_defence: bool
    examiners: list[str]
    projects: list[str]
    header: dict[str, str | None]


class Gap(TypedDict):
    """One thing that keeps the form from being signed (A11-s2)."""

    field: str
    reason: str


def length(text: str | None) -> int:
    """Count the characters of a text by code point, blanks left out."""
    return len(BLANK.sub("", text or ""))


# --- the set of answers -----------------------------------------------------------------------


def fold(entries: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Return each field's entries without successor, ordered by hash; two of them are a clash."""
    known = {entry["hash"]: entry for entry in entries}
    replaced = {
        parent
        for entry in known.values()
        for parent in entry["parents"]
        if parent in known and known[parent]["field"] == entry["field"]
    }
    heads: dict[str, list[Mapping[str, Any]]] = {}
    for digest in sorted(known):
        if digest not in replaced:
            heads.setdefault(known[digest]["field"], []).append(known[digest])
    return heads


def single(heads: Heads, field: str) -> Value | None:
    """Return the value of a field, or nothing while it is unanswered or in clash."""
    values = heads.get(field, ())
    return values[0] if len(values) == 1 else None


# --- scope (A11-f1c) --------------------------------------------------------------------------


def not_applicable(rooms: Iterable[Mapping[str, Any]], technical_defence: bool) -> dict[int, str]:
    """Return the items that do not apply, each with its ground."""
    theory = [room for room in rooms if room["kind"] == "theory"]
    practical = [room for room in rooms if room["kind"] == "practical"]
    result: dict[int, str] = {}
    if not theory:
        result |= dict.fromkeys(sorted(THEORY), "no_theory_room")
    elif all(room["computer"] for room in theory):
        result |= dict.fromkeys(sorted(PAPER_PACK), "all_theory_rooms_computer")
    if not practical:
        result |= dict.fromkeys(sorted(PRACTICAL), "no_practical_room")
    if not technical_defence:
        result[DEFENCE_ITEM] = "no_technical_defence"
    return dict(sorted(result.items()))


def to_confirm(rooms: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the subsections that do not apply and so are confirmed once."""
    kinds = {room["kind"] for room in rooms}
    return [code for code, kind in (("S2a", "theory"), ("S2b", "practical")) if kind not in kinds]


def scope_of(facts: Facts, heads: Heads) -> tuple[Rooms, bool]:
    """Return rooms and defence flag: the dispatch's, until corrected on site."""
    corrected = single(heads, "scope")
    if corrected is None:
        return facts["rooms"], facts["technical_defence"]
    return corrected["rooms"], corrected["technical_defence"]


# --- completeness (A11-s2) --------------------------------------------------------------------


def item_gap(value: Value | None) -> str | None:
    """Name what a graded item lacks: a grade, or the remark that B and C need (A11-f1)."""
    if value is None or value.get("grade") not in GRADES:
        return "ungraded"
    if value["grade"] != "A" and length(value.get("remark")) < REMARK_MINIMUM:
        return "remark_short"
    return None


def figures_gap(value: Value | None) -> str | None:
    """Name what a row of the figures table lacks (A11-h2)."""
    if value is None or value.get("due") is None or value.get("present") is None:
        return "figures_missing"
    return None if 0 <= value["present"] <= value["due"] else "figures_missing"


def rating_gap(value: Value | None) -> str | None:
    """Each dispatched examiner has exactly one rating (A11-f1b)."""
    return None if value is not None and value.get("rating") in RATINGS else "rating_missing"


def header_gap(value: Value | None, prefilled: str | None) -> str | None:
    """A header field is filled by the dispatch or by hand (A11-h1)."""
    text = prefilled if value is None else value.get("value")
    return None if length(text) else "header_missing"


def gaps(facts: Facts, heads: Heads) -> list[Gap]:
    """Return everything that keeps the form from being signed, in the order of the paper."""
    found: list[Gap] = []

    def note(field: str, reason: str | None) -> None:
        if len(heads.get(field, ())) > 1:
            reason = "clash"
        if reason:
            found.append({"field": field, "reason": reason})

    rooms, defence = scope_of(facts, heads)
    away = not_applicable(rooms, defence)
    confirm = {SECTIONS[code].start: f"na/{code}" for code in to_confirm(rooms)}
    for key in HEADER:
        field = f"header/{key}"
        note(field, header_gap(single(heads, field), facts["header"].get(key)))
    for project in facts["projects"]:
        field = f"figures/{project}"
        note(field, figures_gap(single(heads, field)))
    note("explanation", None)
    note("scope", None)
    for no in ITEMS:
        if no in confirm:
            confirmed = (single(heads, confirm[no]) or {}).get("confirmed")
            note(confirm[no], None if confirmed else "na_unconfirmed")
        if no in away:
            continue
        if no == RATINGS_ITEM:
            for examiner in facts["examiners"]:
                note(f"rating/{examiner}", rating_gap(single(heads, f"rating/{examiner}")))
        else:
            field = f"item/{no}"
            note(field, None if no in FREE_TEXT else item_gap(single(heads, field)))
    for field in ("exceptions", "label", *sorted(f for f in heads if f.startswith("extra/"))):
        note(field, None)
    return found


def progress(facts: Facts, heads: Heads) -> tuple[int, int]:
    """Return 已评 x and 应评 y (U-4): y counts the items that apply, free text included."""
    away = not_applicable(*scope_of(facts, heads))
    applies = [no for no in ITEMS if no not in away]
    return sum(_done(no, facts, heads) for no in applies), len(applies)


def _done(no: int, facts: Facts, heads: Heads) -> bool:
    if no == RATINGS_ITEM:
        return not any(rating_gap(single(heads, f"rating/{e}")) for e in facts["examiners"])
    value = single(heads, f"item/{no}")
    if no in FREE_TEXT:
        # An empty text that was left on purpose says "no suggestion"; only untouched is open.
        return value is not None
    return value is not None and value.get("grade") in GRADES


# --- room notes (A11-o2, Q-18) ----------------------------------------------------------------


def rooms_of(no: int, rooms: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the rooms an item can be seen in."""
    kind = "theory" if no in THEORY else "practical"
    return [
        room["id"]
        for room in rooms
        if room["kind"] == kind and not (no in PAPER_PACK and room["computer"])
    ]


def worst(
    no: int, rooms: Iterable[Mapping[str, Any]], notes: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Propose the worst room grade, list the rooms not visited and the default basis."""
    able = rooms_of(no, rooms)
    seen = {note["room"]: note for note in notes if note.get("grade") in GRADES}
    grades = [
        note["grade"] for note in notes if note.get("grade") in GRADES and note["room"] in able
    ]
    visited = [room for room in able if room in seen]
    missed = [room for room in able if room not in seen]
    sampled = bool(visited and missed)
    return {
        "proposed": max(grades, default=None),
        "visited": visited,
        "not_visited": missed,
        "basis": {
            "how": "sampled" if sampled else "seen",
            "rooms": len(visited) if sampled else None,
        },
    }


# --- "rest = A" (U-4) ----------------------------------------------------------


def rest_as_a(
    section: str,
    *,
    opened: Iterable[int],
    findings: Iterable[int],
    graded: Iterable[int],
    away: Iterable[int],
) -> list[int]:
    """Return the items of one section that may be graded A together."""
    barred = set(findings) | set(graded) | set(away)
    may = GRADED & set(opened)
    return [no for no in SECTIONS[section] if no in may and no not in barred]


# --- clocks -----------------------------------------------------------------------------------

CLOCK_LIMIT_MS = 60_000


def clock_skew(wall: int, at: int) -> int | None:
    """By how many whole seconds a phone's clock runs fast (slow: negative) against the server's
    time; None within a minute, which nobody has to act on (U-10)."""
    return None if abs(wall - at) <= CLOCK_LIMIT_MS else round((wall - at) / 1000)
