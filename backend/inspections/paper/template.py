"""The printed words of Annex 11 and where they stand (A11-p1).

Wording comes from `annex11.json` and from nowhere else; only the way a narrow side label is cut
into lines is decided here, after the annex itself.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

ANNEX_FILE = Path(__file__).parent.parent / "annex11.json"

FIGURE_ROWS = 4
"""The annex prints four rows of figures; more go on an extra sheet (A11-h2)."""

LEFT_PAGE_ENDS_AFTER = 18
"""The paper form turns the page between the theory and the practical rooms."""

SIDE_LINES = {
    "鉴定情况": ["鉴定", "情况"],
    "工作现场督考": ["工", "作", "现", "场", "督", "考"],
    "考试现场督考": ["考", "试", "现", "场", "督", "考"],
    "理论考场情况": ["理论", "考场", "情", "况"],
    "操作技能考场": ["操作", "技能", "考场"],
    "试卷质量情况": ["试卷", "质量", "情况"],
    "考评员履职情况": ["考评员", "履职", "情况"],
    "督导员履职情况": ["督导员", "履职", "情况"],
    "异常情况": ["异常", "情况"],
}

NA_GROUNDS = {
    "no_theory_room": "本场无理论考场",
    "no_skill_room": "本场无操作技能考场",
    "no_technical_defence": "未安排一级技术总结答辩",
    "all_theory_rooms_computer_based": "理论考场均为机考",
}
"""Ground codes in words; a ground already in words is printed as it is (A11-f1c)."""


@lru_cache(maxsize=1)
def annex() -> dict[str, Any]:
    """The checklist file, parsed once."""
    return json.loads(ANNEX_FILE.read_bytes())


@lru_cache(maxsize=1)
def template_hash() -> str:
    """SHA-256 of the checklist file: what a snapshot names as its `template`."""
    return hashlib.sha256(ANNEX_FILE.read_bytes()).hexdigest()


def side_lines(title: str) -> list[str]:
    """The lines of a side label as the annex cuts them."""
    return SIDE_LINES.get(title, list(title))


def na_ground(code: str | None) -> str:
    """Why an item does not apply, in words."""
    return NA_GROUNDS.get(code or "", code or "")
