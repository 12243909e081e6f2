"""What is too long for its cell prints its beginning and goes whole onto an attached page (A11-f3b)."""

import math
import re
from dataclasses import dataclass, field
from typing import Any

# A run without a break opportunity would stick out of its cell.
_LONG_RUN = re.compile(r"[!-~]{9,}")


def columns_of(text: str) -> float:
    """Width of a text in full-width characters."""
    return sum(0.55 if character < "\u2000" else 1.0 for character in text)


def lines_of(text: str, per_line: float) -> int:
    """How many lines a text takes in a cell of that many full-width characters."""
    return sum(max(1, math.ceil(columns_of(line) / per_line)) for line in text.split("\n"))


def breakable(text: str, per_line: float) -> str:
    """The text with zero-width break points in runs that no cell line could hold."""
    step = max(4, int(per_line))

    def split(match: re.Match[str]) -> str:
        run = match.group()
        if columns_of(run) <= per_line:
            return run
        return "\u200b".join(run[n : n + step] for n in range(0, len(run), step))

    return _LONG_RUN.sub(split, text)


def beginning(text: str, per_line: float, lines: int) -> str:
    """As much of a text as stands on that many lines, ended with an ellipsis."""
    kept: list[str] = []
    left = lines
    for line in text.split("\n"):
        need = lines_of(line, per_line)
        if need <= left:
            kept.append(line)
            left -= need
        else:
            room, cut = left * per_line - 1, ""
            for character in line:
                if columns_of(cut + character) > room:
                    break
                cut += character
            kept.append(cut)
            left = 0
        if left <= 0:
            break
    return "\n".join(kept).rstrip() + "……"


@dataclass
class Overflow:
    """Collects the sheets that cells refer to, in the order in which cells ask for them."""

    sheets: list[dict[str, Any]] = field(default_factory=list)

    def fit(self, key: str, title: str, text: str, per_line: float, lines: int) -> dict[str, Any]:
        """A cell's part: the text, or its beginning and the key of the sheet with the whole."""
        if lines_of(text, per_line) <= lines:
            return cell(breakable(text, per_line))
        self.add(key, title, text)
        start = beginning(text, per_line, max(1, lines - 1))
        return cell(breakable(start, per_line), key)

    def add(self, key: str | None, title: str, text: str) -> None:
        """An extra sheet of text."""
        self.sheets.append(
            {"kind": "text", "key": key, "title": title, "text": breakable(text, 50)}
        )

    def table(self, kind: str, key: str, title: str, rows: list[Any], **more: Any) -> None:
        """An extra sheet with a table."""
        self.sheets.append({"kind": kind, "key": key, "title": title, "rows": rows, **more})


def cell(text: str, over: str | None = None, lead: str = "见附页") -> dict[str, Any]:
    """What the template's `fill` takes."""
    return {"text": text, "over": over, "lead": lead}
