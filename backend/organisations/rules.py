"""Pure decisions about names: how a person is found by pinyin."""

from __future__ import annotations

import unicodedata
from itertools import islice, product

from pypinyin import Style, pinyin

# Surnames whose first reading by dictionary is wrong; every reading is kept beside these.
SURNAMES = {
    "单": "shan",
    "仇": "qiu",
    "曾": "zeng",
    "查": "zha",
    "任": "ren",
    "区": "ou",
    "解": "xie",
    "朴": "piao",
    "盖": "ge",
    "乐": "yue",
    "尉": "yu",
    "冼": "xian",
    "缪": "miao",
    "翟": "zhai",
    "华": "hua",
    "纪": "ji",
    "宁": "ning",
    "覃": "qin",
    "员": "yun",
    "召": "shao",
    "黑": "he",
    "万俟": "moqi",
    "尉迟": "yuchi",
    "单于": "chanyu",
    "长孙": "zhangsun",
    "令狐": "linghu",
}
MOST_READINGS = 32


def written_name(text: str) -> str:
    """A name as somebody wrote it, as it prints on official papers; only spaces at its ends go."""
    return text.strip()


def normal_name(text: str) -> str:
    """A name in one width, without spaces at its ends: for look-up only, never printed."""
    return unicodedata.normalize("NFKC", text).strip()


def readings(name: str) -> list[tuple[str, ...]]:
    """All pinyin readings of a name, the surname's own first; at most 32."""
    surname = next((s for s in (name[:2], name[:1]) if s in SURNAMES), "")
    rest = name[len(surname) :]
    syllables = [
        list(dict.fromkeys(options))
        for options in pinyin(rest, style=Style.NORMAL, heteronym=True, errors="default")
    ]
    found = [
        ((SURNAMES[surname],) if surname else ()) + tail
        for tail in islice(product(*syllables), MOST_READINGS)
    ]
    if surname:
        options = pinyin(name, style=Style.NORMAL, heteronym=True, errors="default")
        found += islice(product(*[list(dict.fromkeys(o)) for o in options]), MOST_READINGS)
    return list(dict.fromkeys(found))[:MOST_READINGS]


def search_text(name: str) -> str:
    """The name, its full readings and their initials, for one LIKE."""
    full = [" ".join(r) for r in readings(name)]
    joined = ["".join(r) for r in readings(name)]
    initials = ["".join(s[:1] for s in r) for r in readings(name)]
    return " ".join(dict.fromkeys([name, normal_name(name), *full, *joined, *initials])).casefold()


def login_name(name: str) -> str:
    """A user name to propose: the first reading in ASCII."""
    first = readings(name)[0] if name else ()
    return "".join(c for c in "".join(first).casefold() if c.isascii() and c.isalnum()) or "user"
