"""``docs/data-model.md`` from the tables themselves."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import JSON, BigInteger, Boolean, CheckConstraint, Date, Integer, LargeBinary, Table
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.schema import Column

from backend.core.db import Base, EncryptedText, db

from .text import one_line, page, table

# Bytes the vault encrypts before they reach the column.
SEALED = {
    "journal.wrapped_key": "data key, wrapped under the key outside the database",
    "journal_body.sealed": "under the journal's data key",
}
ORDER = (
    "core",
    "organisations",
    "accounts",
    "assessments",
    "candidates",
    "staffing",
    "findings",
    "inspections",
    "sync",
)
INTRO = [
    "One table a section, in the order of the packages. Ids are 32 random hex characters, hashes 64,",
    "instants are integers of milliseconds since 1970-01-01 UTC (`bigint`), days are dates of",
    "Asia/Shanghai. **enc** marks what is ciphertext in the database (S-9); its key lies outside.",
    "Foreign keys across packages name the table, so that no package imports one below it.",
    "",
    "The exam-day tables are projections of the journal: `flask journal rebuild --check` makes them",
    "again elsewhere and compares. Rows of `journal_line` are never changed: triggers refuse it.",
    "",
]


def type_of(column: Column) -> str:
    """The type in words both databases share."""
    kind = column.type
    if isinstance(kind, EncryptedText):
        return "text, **enc**"
    if isinstance(kind, LargeBinary):
        return "bytes"
    if isinstance(kind, JSON):
        return "json"
    for base, word in (
        (Boolean, "boolean"),
        (BigInteger, "bigint"),
        (Integer, "integer"),
        (Date, "date"),
    ):
        if isinstance(kind, base):
            return word
    length = getattr(kind, "length", None)
    return f"text ≤ {length}" if length else "text"


def notes_of(column: Column) -> str:
    """Key, reference, optional, unique: what a reader asks next."""
    notes = ["key"] if column.primary_key else []
    notes += [f"→ `{key.target_fullname}`" for key in column.foreign_keys]
    if column.nullable and not column.primary_key:
        notes.append("optional")
    if column.unique:
        notes.append("unique")
    place = f"{column.table.name}.{column.name}"
    if place in SEALED:
        notes.append(f"**enc** {SEALED[place]}")
    return ", ".join(notes)


def rules_of(found: Table) -> list[str]:
    """Constraints and indexes as lines."""
    lines = []
    for rule in sorted(found.constraints, key=lambda rule: str(rule.name)):
        if isinstance(rule, CheckConstraint):
            lines.append(f"- always: `{one_line(str(rule.sqltext))}`")
        elif isinstance(rule, Unique):
            lines.append(f"- unique: {', '.join(f'`{column.name}`' for column in rule.columns)}")
    for index in sorted(found.indexes, key=lambda index: str(index.name)):
        names = ", ".join(f"`{column.name}`" for column in index.columns)
        lines.append(f"- {'unique' if index.unique else 'index'}: {names}")
    return [*lines, ""] if lines else []


def section(found: Table, words: str) -> list[str]:
    """One table."""
    rows = [(f"`{column.name}`", type_of(column), notes_of(column)) for column in found.columns]
    return [
        f"### `{found.name}`",
        "",
        words,
        "",
        *table(("column", "type", "notes"), rows),
        *rules_of(found),
    ]


def _place(package: str) -> tuple[int, str]:
    """Where the package stands in the order of imports; a new one comes last until it is named."""
    return (ORDER.index(package) if package in ORDER else len(ORDER), package)


def build() -> str:
    """The page."""
    described = {
        str(mapper.class_.__tablename__): (
            mapper.class_.__module__.split(".")[1],
            one_line(mapper.class_.__doc__),
        )
        for mapper in Base.registry.mappers
    }
    by_package: dict[str, list[str]] = defaultdict(list)
    for name, found in sorted(db.metadata.tables.items()):
        linked = next((described[key.column.table.name][0] for key in found.foreign_keys), "core")
        package, words = described.get(
            name, (linked, "Which rows belong together; it has no class.")
        )
        by_package[package] += section(found, words)
    lines = list(INTRO)
    for package in sorted(by_package, key=_place):
        lines += [f"## {package}", "", *by_package[package]]
    return page("Data model", lines)
