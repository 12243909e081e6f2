"""Pure reading of one cell of a dispatch file; raises `Bad` with the code of the reason."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from backend.staffing.columns import KIND_WORDS, NO, ROLE_WORDS, YES, Column

_PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}(?:-\d{1,5})?|\d{3}|400-?\d{3}-?\d{4}|\d{5}")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_CLOCK = re.compile(r"(\d{1,2})\s*[::时点]\s*(\d{1,2})(?:\s*[::]\s*\d{1,2})?\s*分?")
_RELATIVE = re.compile(r"D([+-]\d{1,3})")
_ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
# Spreadsheets keep fifteen digits of a figure and fill up with zeros.
_EXACT = 10**15
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Bad(Exception):
    """A cell that cannot be read; `code` is a key of `columns.REASONS`."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def text(cell: Any, column: Column) -> str:
    """A text in one width, a whole number as its digits."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise Bad("text")
    if isinstance(cell, float):
        if not cell.is_integer():
            raise Bad("text")
        if abs(cell) >= _EXACT:
            raise Bad("long_number")
        cell = int(cell)
    value = unicodedata.normalize("NFC", str(cell)).strip()
    if _CONTROL.search(value):
        raise Bad("text")
    if len(value) > column.most:
        raise Bad("too_long")
    return value


def names(cell: Any, column: Column) -> list[str]:
    """Several texts, from a list or separated by semicolons or 、."""
    if isinstance(cell, list):
        found = [text(part, column) for part in cell]
    else:
        wide = Column(column.name, "text", column.needed, "", column.most * 20)
        found = [part.strip() for part in re.split(r"[;；、\n]", text(cell, wide))]
    found = [part for part in found if part]
    if not found:
        raise Bad("needed")
    if any(len(part) > column.most for part in found):
        raise Bad("too_long")
    if len(set(found)) != len(found):
        raise Bad("repeated")
    return found


def count(cell: Any, _column: Column) -> int:
    """A whole number of candidates or copies."""
    if isinstance(cell, str) and re.fullmatch(
        r"\d{1,6}", unicodedata.normalize("NFKC", cell).strip()
    ):
        return int(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not 0 <= cell < 1_000_000:
        raise Bad("count")
    if cell != int(cell):
        raise Bad("count")
    return int(cell)


def yes(cell: Any, _column: Column) -> bool:
    """是 or 否."""
    if isinstance(cell, bool):
        return cell
    if cell not in {YES, NO}:
        raise Bad("yes")
    return bool(cell == YES)


def kind(cell: Any, _column: Column) -> str:
    """theory or practical."""
    if not isinstance(cell, str) or cell.strip() not in KIND_WORDS:
        raise Bad("kind")
    return KIND_WORDS[cell.strip()]


def role(cell: Any, _column: Column) -> str:
    """One of the roles a badge may say."""
    if not isinstance(cell, str) or cell.strip() not in ROLE_WORDS:
        raise Bad("role")
    return ROLE_WORDS[cell.strip()]


def id_number(cell: Any, column: Column) -> str:
    """A resident's identity number by length, birth date and check digit.

    Its region is not looked up: regions are renamed, and no list of them is complete.
    """
    value = unicodedata.normalize("NFKC", text(cell, column)).replace(" ", "").upper()
    if not _ID_NUMBER.fullmatch(value) or ric.calc_check_digit(value) != value[-1]:
        raise Bad("id_number")
    try:
        ric.get_birth_date(value)
    except ValidationError as error:
        raise Bad("id_number") from error
    return value


def phone(cell: Any, column: Column) -> str:
    """A number one can call, spaces left out."""
    value = text(cell, column).replace(" ", "").replace("－", "-").replace("—", "-")
    value = unicodedata.normalize("NFKC", value)
    if not _PHONE.fullmatch(value):
        raise Bad("phone")
    return value


def clock(cell: Any, _column: Column) -> str:
    """HH:MM."""
    if isinstance(cell, datetime | time):
        return cell.strftime("%H:%M")
    if isinstance(cell, timedelta) and timedelta() <= cell < timedelta(days=1):
        return f"{cell.seconds // 3600:02}:{cell.seconds // 60 % 60:02}"
    found = (
        _CLOCK.fullmatch(unicodedata.normalize("NFKC", cell).strip())
        if isinstance(cell, str)
        else None
    )
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise Bad("clock")
    return f"{int(found[1]):02}:{int(found[2]):02}"


def day(cell: Any, _column: Column, base: date | None = None) -> date:
    """A date; `D+1` only where the caller gives the day it counts from (examples)."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        raise Bad("day")
    value = unicodedata.normalize("NFKC", cell).strip()
    relative = _RELATIVE.fullmatch(value)
    if relative:
        if base is None:
            raise Bad("relative_day")
        return base + timedelta(days=int(relative[1]))
    found = _DAY.fullmatch(value)
    try:
        if found is None:
            raise Bad("day")
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise Bad("day") from error


READERS: dict[str, Callable[[Any, Column], Any]] = {
    "text": text, "names": names, "count": count, "yes": yes, "kind": kind, "phone": phone,
    "clock": clock, "day": day, "role": role, "id_number": id_number, "photo": text,
}  # fmt: skip
