"""Which characters our fonts can draw; one that none can draw stops the job (A11-p1).

A name with a rare character prints right or not at all: a box in its place would make an official
paper wrong without anybody noticing.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FONT_FOLDER = Path(__file__).parent / "fonts"
MAIN_FAMILY = "Noto Serif SC"
RARE_FAMILY = "Dukao Rare Han"
SANS_FAMILY = "Noto Sans SC"
"""Upright and legible when small, for badges; holds GB2312, the rest comes from the others."""

# Marks without ink: byte order, joiners, direction, soft hyphen, emoji style. The printed form
# loses nothing with them, and a stray one from a keyboard must not stop the job.
_INKLESS = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff]"
)
_SPACES = re.compile("[\t\v\f\u0085\u2000-\u200a\u2028\u2029\u202f\u205f\u00a0]")


class MissingGlyph(Exception):
    """No font of ours has this character; the message names it and where it stands."""

    code = "paper.missing_glyph"

    def __init__(self, field: str, character: str) -> None:
        self.field = field
        self.character = character
        self.codepoint = f"U+{ord(character):04X}"
        super().__init__(f"{field}: no font has {character!r} ({self.codepoint})")


def font_files() -> list[Path]:
    """Every font of the folder: ours, then what the customer has added."""
    return sorted(p for p in FONT_FOLDER.iterdir() if p.suffix.lower() in {".ttf", ".otf", ".ttc"})


@lru_cache(maxsize=1)
def _fonts() -> tuple[frozenset[str], tuple[str, ...]]:
    covered: set[str] = set()
    families: list[str] = [MAIN_FAMILY, RARE_FAMILY]
    for path in font_files():
        if ".subset" in path.name and "Bold" in path.name:
            continue
        with TTFont(path, lazy=True, fontNumber=0) as font:
            covered.update(map(chr, font.getBestCmap()))
            family = font["name"].getBestFamilyName()
        if family and family not in (*families, SANS_FAMILY):
            families.append(family)
    return frozenset(covered), tuple(families)


def coverage() -> frozenset[str]:
    """Every character some font of ours can draw."""
    return _fonts()[0]


@lru_cache(maxsize=1)
def bold_coverage() -> frozenset[str]:
    """Every character both bold subsets can draw; the others stand in regular weight."""
    held = []
    for path in font_files():
        if ".subset" in path.name and "Bold" in path.name:
            with TTFont(path, lazy=True, fontNumber=0) as font:
                held.append(frozenset(map(chr, font.getBestCmap())))
    return frozenset.intersection(*held) if held else frozenset()


def families(*, sans: bool = False) -> tuple[str, ...]:
    """Font families in the order in which a character is looked for."""
    return (SANS_FAMILY, *_fonts()[1]) if sans else _fonts()[1]


def printable(text: str) -> str:
    """The text with inkless marks taken out and odd spaces made plain."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SPACES.sub(" ", _INKLESS.sub("", text))


def clean(value: Any, field: str = "") -> Any:
    """Copy a JSON value with every text made printable, or raise `MissingGlyph`."""
    if isinstance(value, str):
        text = printable(value)
        for character in sorted(set(text) - coverage() - {"\n"}):
            raise MissingGlyph(field, character)
        return text
    if isinstance(value, dict):
        return {key: clean(part, _join(field, key)) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [clean(part, _join(field, n)) for n, part in _numbered(field, value)]
    return value


def _numbered(field: str, parts: Any) -> Iterator[tuple[Any, Any]]:
    """Items are named by their number on the form, everything else by position from 1."""
    for position, part in enumerate(parts, 1):
        own = part.get("no") if field == "items" and isinstance(part, dict) else None
        yield own or position, part


def _join(field: str, key: Any) -> str:
    return f"{field}.{key}" if field else str(key)
