"""What stands on a card, as rows of text in sizes that fit; no database, no clock."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any

from PIL import Image

from backend.badges.cards import Card
from backend.core.documents import MissingGlyph, clean, coverage, printable
from backend.core.qr import qr_svg

OVER = ["福建省", "专项职业能力考核"]

# Word and colour of a role; the word is always there, the colour only helps (ux.md, section 2).
ROLES: dict[str, tuple[str, str | None]] = {
    "chief": ("主考", "#7A4410"),
    "invigilator": ("监考员", "#1C5D59"),
    "staff": ("工作人员", "#48525F"),
    "examiner": ("考评员", "#5B3A73"),
    "team_leader": ("考评员", "#5B3A73"),
    "supervisor": ("质量督导员", "#1B4B73"),
    "candidate": ("考生", None),
}
# What stands in the line of the post where nobody wrote one.
POSTS = {"team_leader": "考评组长", "examiner": "考评员", "supervisor": "中心派遣"}
CARD_WORDS = {"examiner": "考评员证", "team_leader": "考评员证", "supervisor": "督导员证"}
FOOT_WIDTH = 232
"""Of the line beside the serial."""
SMALL = 9.5
_BEFORE = re.compile(r"^.*站(?=20\d\d年)")
MASK = 3
"""Of the QR code: a signed token has no large even areas, so any will do."""
BEIJING = timezone(timedelta(hours=8))
FIELDS = {
    "name": "姓名",
    "post": "岗位",
    "room": "考场",
    "station": "鉴定站",
    "batch": "批次",
    "serial": "卡号",
    "card_number": "证件号",
    "card_until": "证件有效期",
    "ticket": "准考证号",
    "project": "项目",
    "session": "场次",
    "seat": "座位",
}


def unprintable(cards: Iterable[Card]) -> list[dict[str, Any]]:
    """Every card with a character none of our fonts has: its row, serial, column and character."""
    return [
        {
            "row": row,
            "serial": card.serial,
            "field": words,
            "character": character,
            "codepoint": f"U+{ord(character):04X}",
        }
        for row, card in enumerate(cards, 1)
        for name, words in FIELDS.items()
        for character in sorted(set(printable(getattr(card, name))) - coverage())
    ]


def face(card: Card, number: int) -> tuple[dict[str, Any], bytes | None]:
    """The values of one card, and its photograph when that is a picture.

    Raises `MissingGlyph`, whose field is row and column.
    """
    said = {name: _plain(getattr(card, name), number, name) for name in FIELDS}
    title, colour = ROLES.get(card.role, ("工作人员", "#48525F"))
    picture = card.photo if card.photo and _is_picture(card.photo) else None
    post = said["post"] or POSTS.get(card.role, "")
    where = _where(card, said)
    return {
        "no": number,
        "title": title,
        "colour": colour,
        "name": _name(said["name"]),
        "post": post,
        "where": where,
        "lines": _lines(card, said, post, where),
        "foot": _foot(said, days(card.not_before, card.not_after)),
        "days": days(card.not_before, card.not_after),
        "serial": said["serial"],
        "code": card.shown_code,
        "qr": qr_svg(card.token, MASK),
        "photo": f"photo-{number}.jpg" if picture else None,
    }, picture


def short_batch(batch: str, station: str) -> str:
    """A batch without what stands on the card anyhow: the station before, the kind of exam after."""
    parts = (
        _BEFORE.sub("", part.removeprefix(station)).removesuffix(OVER[1])
        for part in batch.split("、")
    )
    return "、".join(part for part in parts if part)


def _foot(said: dict[str, str], window: str) -> list[dict[str, Any]]:
    """Station, batch and validity: in two lines, or in three where two would be too small to read."""
    batch = short_batch(said["batch"], said["station"])
    valid = f"{window}有效"
    together = f"{batch} · {valid}" if batch else valid
    station = fitted(said["station"], 270, 11.5)
    if width(together) * SMALL <= FOOT_WIDTH:
        return [station, fitted(together, FOOT_WIDTH, 11.5)]
    return [station, fitted(batch, 312, 11.5), fitted(valid, FOOT_WIDTH, 11.5)]


def days(begin: int, end: int) -> str:
    """The days of a window as printed: 2026-11-20 至 11-22."""
    first = datetime.fromtimestamp(begin / 1000, BEIJING)
    # A window that ends at midnight ends with the day before.
    last = datetime.fromtimestamp(max(end - 1, begin) / 1000, BEIJING)
    if first.date() == last.date():
        return f"{first:%Y-%m-%d} "
    short = "%m-%d" if first.year == last.year else "%Y-%m-%d"
    return f"{first:%Y-%m-%d} 至 {last.strftime(short)} "


def width(text: str) -> float:
    """How wide a text is, in its own size: an ideograph is one, a Latin letter a good half."""
    return sum(_advance(letter) for letter in text)


def _advance(letter: str) -> float:
    if ord(letter) > 0x2E7F or letter in "—…“”‘’":
        return 1.0
    if letter in " .,:;·-()'|":
        return 0.36
    return 0.62 if letter.isupper() else 0.56


def fitted(text: str, room: float, size: float, smallest: float = 7.0) -> dict[str, Any]:
    """A text with the largest size, up to ``size``, in which it stands on one line."""
    own = width(text)
    fits = room / own if own else size
    return {"text": text, "size": round(max(smallest, min(size, fits)), 2)}


def _name(name: str) -> dict[str, Any]:
    # The 124 units beside the code hold four ideographs; a longer name is smaller, never cut: from ten
    # on it takes two lines.
    own = width(name)
    if own <= 4:
        return {"text": name, "size": 27, "tracking": 0.05}
    if own <= 9:
        return {"text": name, "size": round(122 / own, 2), "tracking": 0}
    return {"text": name, "size": round(max(9.5, min(17, 238 / own)), 2), "tracking": 0}


def _where(card: Card, said: dict[str, str]) -> str:
    if card.subject == "candidate":
        return "　".join(part for part in (said["room"], _seat(said["seat"])) if part)
    return said["room"] or ("全场" if card.role in ("chief", "supervisor") else "")


def _seat(seat: str) -> str:
    return f"座位 {seat}" if seat else ""


def _lines(card: Card, said: dict[str, str], post: str, where: str) -> list[dict[str, Any]]:
    if card.subject == "candidate":
        rows = [
            _line(said["project"], 13, coloured=True),
            _line(where, 11.5),
            _line(said["session"], 11.5),
            _line(f"准考证号 {said['ticket']}" if said["ticket"] else "", 11.5),
        ]
    else:
        word = CARD_WORDS.get(card.role, "证卡号")
        until = said["card_until"]
        rows = [
            _line(post, 14, coloured=True),
            _line(where, 11.5),
            _line(f"{word} {said['card_number']}" if said["card_number"] else "", 11.5),
            _line(f"证件有效至 {until}" if said["card_number"] and until else "", 11.5),
        ]
    return [row for row in rows if row["text"]]


def _line(text: str, size: float, *, coloured: bool = False) -> dict[str, Any]:
    row = fitted(text, 122, size, 9.0)
    return {
        **row,
        "coloured": coloured,
        "weight": "bold" if coloured else "regular",
        "gap": 6.5 if coloured else 5,
    }


def _plain(text: str, number: int, field: str) -> str:
    try:
        return " ".join(clean(text or "").split())
    except MissingGlyph as missing:
        raise MissingGlyph(f"cards.{number}.{field}", missing.character) from missing


def _is_picture(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
            return picture.width > 0 and picture.mode in ("L", "RGB")
    except Exception:  # noqa: BLE001 - whatever a decoder says: no picture, so the frame stays empty
        return False


def waves(bands: int = 9) -> str:
    """The lines behind the head of a card: drawn by us, white and light."""
    paths = []
    for n in range(bands):
        points = [f"{x} {_height(n, x):.1f}" for x in range(0, 343, 6)]
        paths.append(f'<path d="M{" L".join(points)}"/>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 340 58">'
        '<g fill="none" stroke="#fff" stroke-width=".8" stroke-opacity=".22">'
        f"{''.join(paths)}</g></svg>"
    )


def _height(band: int, x: int) -> float:
    return (
        20 + band * 2.3 + 7 * math.sin(x / 52 + band * 0.42) + 4.5 * math.sin(x / 23 - band * 0.33)
    )
