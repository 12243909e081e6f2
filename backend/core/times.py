"""Between which instants did an entry happen? (contracts section 9, architecture section 7)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Interval = tuple[int | None, int]


@dataclass(frozen=True)
class Known:
    """What the interval of one entry depends on; instants in ms."""

    hash: str
    received: int
    after: int | None
    names: tuple[str, ...] = ()


def intervals(entries: Iterable[Known], checkpoints: Mapping[int, int]) -> dict[str, Interval]:
    """``{hash: (earliest, latest)}``; earliest None when nothing proves one.

    ``after`` is the number of the checkpoint named; an unknown number proves nothing.
    earliest flows from ancestors down, latest from descendants up.
    """
    rows = {entry.hash: entry for entry in entries}
    earliest: dict[str, int | None] = {h: checkpoints.get(e.after or 0) for h, e in rows.items()}
    latest: dict[str, int] = {h: e.received for h, e in rows.items()}
    order = _ancestors_first(rows)
    for name in order:
        known = [earliest[name], *(earliest[a] for a in rows[name].names if a in rows)]
        proven = [value for value in known if value is not None]
        earliest[name] = max(proven) if proven else None
    for name in reversed(order):
        for ancestor in rows[name].names:
            if ancestor in latest:
                latest[ancestor] = min(latest[ancestor], latest[name])
    return {name: (earliest[name], latest[name]) for name in rows}


def _ancestors_first(rows: Mapping[str, Known]) -> list[str]:
    """Topological order; hashes cannot form a circle, so a depth-first walk ends."""
    order: list[str] = []
    done: set[str] = set()
    for start in sorted(rows):
        stack = [(start, False)]
        while stack:
            name, ready = stack.pop()
            if ready:
                order.append(name)
            elif name not in done:
                done.add(name)
                stack.append((name, True))
                stack.extend((a, False) for a in rows[name].names if a in rows and a not in done)
    return order


Verdict = Literal["proven_in_time", "proven_late", "stated_in_time", "stated_late"]


def verdict(interval: tuple[int | None, int | None], at: int, deadline: int) -> Verdict:
    """Say whether a deadline was kept, and whether that is proven or only stated (A11-f3c)."""
    earliest, latest = interval
    if latest is not None and latest <= deadline:
        return "proven_in_time"
    if earliest is not None and earliest > deadline:
        return "proven_late"
    return "stated_in_time" if at <= deadline else "stated_late"
