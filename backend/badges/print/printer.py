"""From cards to one PDF: every card is counted when its values and its code are ready."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from backend.badges.cards import Card
from backend.core.documents import Templates, bold_coverage, clean, families

from .faces import OVER, face, short_batch, waves, width

FOLDER = Path(__file__).parent / "templates"
TEMPLATES = Templates(FOLDER, "badges.typ")
LAYOUTS = ("sheet", "single", "lanyard", "guards")
ON_A_SHEET = 8
LINE = 524
"""Points of the line above the cards."""
WORDS = {
    "document": "证卡",
    "photo": "照片",
    "nophoto": "贴照片处",
    "serial": "卡号",
    "code": "短码",
    "cut": "沿角线裁切，装入 90×64 毫米卡套。",
    "return": "证卡撤销后立即失效，请交回主考。",
    "guards": "门岗名单",
    "paper": "逐人核对照片与短码；进、出时间用笔填写，联网后在手机上补录（据纸质）。",
    "columns": ["序", "照片", "姓名、角色、岗位", "短码", "有效日期", "进", "出", "备注"],
}


@dataclass(frozen=True)
class Head:
    """What stands above the cards: of what they are, when and by whom they were printed."""

    station: str
    batch: str
    printed: str  # 2026-11-19 15:20
    by: str  # name and account (S-11)
    made_at: int
    demo: bool = False


class Printing:
    """A document that grows card by card and is typeset at the end."""

    def __init__(self, layout: str, head: Head) -> None:
        self.layout = layout
        self.head = head
        self._faces: list[dict[str, Any]] = []
        self._pictures: dict[str, bytes] = {"waves.svg": _waves()}

    def add(self, card: Card) -> int:
        """One more card; returns how many there are. Raises `MissingGlyph`."""
        values, picture = face(card, len(self._faces) + 1)
        self._faces.append(values)
        if picture:
            self._pictures[values["photo"]] = picture
        return len(self._faces)

    def pdf(self) -> bytes:
        """PDF/A-2b; the same cards and head give the same bytes."""
        count = len(self._faces)
        data = {
            "layout": self.layout,
            "cards": self._faces,
            "pages": -(-count // ON_A_SHEET),
            "serif": families(),
            "thin": _thin(self._faces),
            "words": WORDS | _heading(self.layout, count, self.head),
        }
        return TEMPLATES.pdf(data, self._pictures, self.head.made_at, families(sans=True))


def render(layout: str, cards: Iterable[Card], head: Head) -> bytes:
    """One document of these cards; ask `unprintable` first for every character that stops it."""
    printing = Printing(layout, head)
    for card in cards:
        printing.add(card)
    return printing.pdf()


def booklet(
    guards: Sequence[Card], own: Sequence[Card], head: Head
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The guard's list and a sheet of badges as part of another subject's document (应急包):
    values for `booklet.typ`, and its pictures.
    """
    pictures = {"waves.svg": _waves()}
    faces = []
    # One number for each, so that a picture has one name.
    for number, card in enumerate([*guards, *own], 1):
        values, picture = face(card, number)
        faces.append(values)
        if picture:
            pictures[values["photo"]] = picture
    values = {
        "guards": faces[: len(guards)],
        "cards": faces[len(guards) :],
        "pages": -(-len(own) // ON_A_SHEET),
        "serif": families(),
        "sans": families(sans=True),
        "thin": _thin(faces),
        "words": WORDS | _heading("guards", len(guards), head),
        "words_cards": WORDS | _heading("sheet", len(own), head),
    }
    return values, pictures


def _heading(layout: str, count: int, head: Head) -> dict[str, Any]:
    many = f"{count:,}"
    what = f"在册 {many} 人" if layout == "guards" else f"证卡 {many} 张"
    over = ["演示 · 不作正式证件", OVER[1]] if head.demo else OVER
    sheet = f"{what} · {head.station} {short_batch(head.batch, head.station)}".rstrip()
    printed = f"{head.printed} 打印 · {head.by}"
    # Both stand on one line, with the number of the sheet.
    own = width(sheet) + width(printed) + width(" · 第 100 张，共 100 张") + 2
    words = {
        "over": over,
        "long": over[0] if head.demo else "".join(over),
        "sheet": sheet,
        "printed": printed,
        "watermark": f"{head.by} {head.printed[:10]}",
    }
    return clean(words, "head") | {"size": round(max(6.0, min(9.0, LINE / own)), 2)}


def _thin(faces: Sequence[dict[str, Any]]) -> str | None:
    """Characters of bold texts that no bold font has, as a pattern; they print in regular weight."""
    letters: set[str] = set()
    for one in faces:
        letters.update(one["name"]["text"])
        letters.update(*(row["text"] for row in one["lines"] if row["weight"] == "bold"))
    rare = sorted(letters - bold_coverage())
    return f"[{''.join(map(re.escape, rare))}]" if rare else None


@lru_cache(maxsize=1)
def _waves() -> bytes:
    return waves().encode()
