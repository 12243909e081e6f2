"""What the papers of custody are made from; instants are milliseconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Label:
    """One label of a bag. The code only identifies it."""

    pack: str
    number: str
    strip: str
    centre: str
    station: str
    batch: str
    project: str
    kind: str  # 理论 | 操作技能
    computer: bool
    paper_code: str
    copies: int
    session: str  # 12月5日 09:00—10:30
    room: str


@dataclass(frozen=True)
class Head:
    """Whose papers these are, and who printed them when (S-11)."""

    dispatch: str
    station: str
    batch: str
    printed: str  # 2026-11-19 15:20
    by: str  # name and account
    made_at: int
    demo: bool = False
    practice: bool = False


@dataclass(frozen=True)
class Signed:
    """One signature: the name is printed beside what was drawn."""

    side: str  # 交出人, 接收人, 拆封人一 …
    name: str
    role: str
    how: str  # key | signin | strokes | paper | witness | none
    badge: str = ""
    strokes: dict[str, Any] | None = None
    at: int | None = None
    earliest: int | None = None
    latest: int | None = None
    confirmed: bool = True
    """False: 未确认, signed on somebody else's device or on paper and not confirmed since."""


@dataclass(frozen=True)
class Line:
    """One bag on a record: its cells in the columns of the record."""

    cells: list[str]


@dataclass(frozen=True)
class Picture:
    """A photo of the outside, or a page of the paper; None: its bytes have not arrived."""

    sha256: str
    caption: str
    data: bytes | None


@dataclass(frozen=True)
class Anchor:
    """An entry the paper was made from, where it stands in the journal."""

    what: str
    seq: int
    entry: str
    head: str


@dataclass(frozen=True)
class Proof:
    """What anchors the paper (A11-p1)."""

    journal: str
    seq: int
    head: str
    root: str
    checkpoint: tuple[int, str] | None
    url: str
    entries: list[Anchor]


@dataclass(frozen=True)
class Record:
    """A record as its page shows it."""

    title: str
    number: str
    facts: list[tuple[str, str]]
    columns: list[tuple[str, str]]
    """Heading and width, as `1fr` or `14mm`."""
    lines: list[Line]
    signed: list[Signed]
    proof: Proof
    banners: list[tuple[str, str]] = field(default_factory=list)
    """Shape (ok, look, stop) and sentence: 据纸质, 未确认, 有不符 …"""
    notes: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
