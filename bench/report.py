"""Figures with their aims, as a table on the terminal and in docs/performance.md."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
KEPT = ROOT / ".dev" / "bench"
BEGIN, END = "<!-- figures:begin (python3 dev.py bench --write) -->", "<!-- figures:end -->"


@dataclass(frozen=True)
class Figure:
    """One measured value. `most`/`least` is the issue's aim; without one it is for information."""

    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without an aim."""
        if self.most is not None:
            return self.value <= self.most
        return None if self.least is None else self.value >= self.least

    @property
    def aim(self) -> str:
        """The aim as printed."""
        if self.most is not None:
            return f"≤ {self.most:g} {self.unit}".strip()
        return "" if self.least is None else f"≥ {self.least:g} {self.unit}".strip()


@dataclass
class Part:
    """One measurement: its figures and the conditions that matter for it alone."""

    key: str
    title: str
    how: str
    figures: list[Figure] = field(default_factory=list)
    load: str = ""
    failure: str = ""

    def add(self, name: str, value: float, unit: str, **more: Any) -> None:
        """Take one value down, rounded as far as it means something."""
        digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
        self.figures.append(Figure(name, round(value, digits), unit, **more))

    def add_times(self, name: str, times: Sequence[float], most: float | None = None) -> None:
        """Median, p95 and worst of some milliseconds; the aim is one for p95."""
        self.add(f"{name}, p95", percentile(times, 95), "ms", most=most, note=f"n = {len(times)}")
        self.add(f"{name}, median", statistics.median(times), "ms")
        self.add(f"{name}, worst", max(times), "ms")


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100).__trunc__() - 1)]


def markdown(conditions: dict[str, str], parts: Sequence[Part]) -> str:
    """The block between the marks of docs/performance.md."""
    lines = ["| condition | |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in conditions.items()]
    for part in parts:
        lines += [
            "",
            f"### {part.title}",
            "",
            f"{part.how} Load average while measuring: {part.load}.",
        ]
        if part.failure:
            lines += ["", f"**Not measured:** {part.failure}"]
            continue
        lines += ["", "| figure | measured | aim | |", "|---|---|---|---|"]
        for one in part.figures:
            word = {True: "met", False: "**missed**", None: ""}[one.met]
            tail = "; ".join(text for text in (word, one.note) if text)
            lines.append(f"| {one.name} | {one.value:g} {one.unit} | {one.aim} | {tail} |")
    return "\n".join(lines)


def say(part: Part) -> None:
    """One part on the terminal."""
    print(f"\n{part.title}  (load {part.load})")
    if part.failure:
        print(f"  not measured: {part.failure}", flush=True)
    for one in part.figures:
        mark = {True: "✓", False: "✗", None: " "}[one.met]
        aim = f"  aim {one.aim}" if one.aim else ""
        print(f"  {mark} {one.name}: {one.value:g} {one.unit}{aim}  {one.note}", flush=True)


def keep(conditions: dict[str, str], parts: Sequence[Part]) -> Path:
    """The figures as JSON, for comparing runs."""
    KEPT.mkdir(parents=True, exist_ok=True)
    target = KEPT / "last.json"
    data = {"conditions": conditions, "parts": [asdict(part) for part in parts]}
    target.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return target


def write(block: str) -> None:
    """Put the block between the marks of docs/performance.md; what stands around it stays."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    tail = rest.partition(END)[2]
    if not rest or not tail:
        raise SystemExit(f"{PAGE.name} has lost its marks {BEGIN} … {END}")
    PAGE.write_text(f"{head}{BEGIN}\n\n{block}\n\n{END}{tail}", encoding="utf-8")
