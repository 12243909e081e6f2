"""Reads the sheets of a book cell by cell and collects every fault (U-13)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.core.canonical import sha256
from backend.staffing import cells
from backend.staffing.columns import NEEDED_SHEETS, SHEETS, Column
from backend.staffing.photos import Album
from backend.staffing.sheets import Book, Line

Row = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """One thing wrong in the file, so that a person finds the cell."""

    sheet: str
    row: int
    column: str
    code: str


class Reader:
    """Collects faults instead of stopping at the first (U-13)."""

    def __init__(self, book: Book, base: date | None, album: Album | None = None):
        self.book, self.base, self.album = book, base, album
        self.photos: dict[str, bytes] = {}
        self._unaccompanied: set[str] = set()
        self.faults: list[Fault] = []
        self.lines: dict[str, list[tuple[Line, Row]]] = {}

    def fault(self, sheet: str, line: Line | None, column: str, code: str) -> None:
        """Note one bad cell."""
        self.faults.append(Fault(sheet, line.row_of(column) if line else 0, column, code))

    def read(self, sheet: str) -> list[Row]:
        """Every line of a sheet as values; unreadable cells are None."""
        if sheet not in self.book and sheet in NEEDED_SHEETS:
            self.fault(sheet, None, "", "missing_sheet")
        found = []
        for line in self.book.get(sheet, []):
            known = {column.name for column in SHEETS[sheet]}
            for name in line.cells:
                if name not in known:
                    self.fault(sheet, line, name[:20], "unknown_column")
            row = {c.name: self._cell(sheet, line, c) for c in SHEETS[sheet]}
            found.append((line, row))
        if sheet in self.book and not found and sheet in NEEDED_SHEETS:
            self.fault(sheet, None, "", "empty_sheet")
        self.lines[sheet] = found
        return [row for _, row in found]

    def _cell(self, sheet: str, line: Line, column: Column) -> Any:
        cell = line.cells.get(column.name)
        if cell is None:
            if column.needed:
                self.fault(sheet, line, column.name, "needed")
            return None
        try:
            if column.reads == "day":
                return cells.day(cell, column, self.base)
            if column.reads == "photo":
                return self._photo(sheet, cells.text(cell, column))
            return cells.READERS[column.reads](cell, column)
        except cells.Bad as bad:
            self.fault(sheet, line, column.name, bad.code)
            return None

    def _photo(self, sheet: str, name: str) -> str | None:
        """The hash of the named photo; without any photos one fault says it for the sheet."""
        if self.album is not None:
            picture = self.album.portrait(name)
            found = sha256(picture)
            self.photos[found] = picture
            return found
        if sheet in self._unaccompanied:
            return None
        self._unaccompanied.add(sheet)
        raise cells.Bad("photos_needed")

    def unique(self, sheet: str, *columns: str) -> None:
        """No two lines of a sheet may agree in these columns."""
        seen = set()
        for line, row in self.lines[sheet]:
            key = tuple(row[column] for column in columns)
            if None in key:
                continue
            if key in seen:
                self.fault(sheet, line, columns[0], "repeated")
            seen.add(key)
