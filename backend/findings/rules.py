"""Pure: the violation catalogue (requirements section 9) and what a code means."""

import json
from functools import cache
from pathlib import Path
from typing import Any

SEVERITIES = ("normal", "serious", "major")
Violation = dict[str, Any]


@cache
def catalogue() -> dict[str, Any]:
    """The whole file: measures and violations, official wording unchanged; what has no title of its
    own is called by its wording."""
    path = Path(__file__).with_name("catalogue.json")
    whole: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for row in whole["violations"]:
        row.setdefault("title", row["text"].rstrip("。"))
    return whole


@cache
def violations() -> dict[str, Violation]:
    """Violations by code."""
    return {row["code"]: row for row in catalogue()["violations"]}


def severity_of(code: str, stated: str | None = None) -> str:
    """The stated severity, raised to major where the catalogue says so (重大事件)."""
    if violations()[code]["major"]:
        return "major"
    return stated or "normal"
