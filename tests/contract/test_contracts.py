"""docs/contracts.md section 5, the server's registry and the client's list say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from backend.core import errors, journal
from backend.core.fields import Schema

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = (ROOT / "docs" / "contracts.md").read_text("utf-8")
# What the table says in words, as the registry says it.
WHO = {
    "server": "server",
    "server, audit journal": "server",
    "supervisor": "supervisor",
    "supervisor (lead)": "supervisor",
    "gate": "gate",
    "supervisor, chief": "supervisor, chief",
    "supervisor, chief, invigilator": "supervisor, chief, invigilator",
    "server, supervisor, chief, invigilator": "server, supervisor, chief, invigilator",
    "gate, supervisor": "gate, supervisor",
    "any person, own new key, centre journal": "person",
}
# Written by core itself; their data is made there and never parsed from outside.
WITHOUT_SHAPE = {"audit.act", "journal.settled"}


@dataclass(frozen=True)
class Row:
    """One row of the table of kinds."""

    name: str
    v: int
    who: str
    members: frozenset[str]
    parents: tuple[str, ...]
    codes: tuple[str, ...]


def rows() -> list[Row]:
    """The table of section 5."""
    section = CONTRACTS.split("\n## 5. Kinds")[1].split("\n## 6.")[0]
    found = []
    for line in section.splitlines():
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 6 and cells[0].startswith("`"):
            data = cells[3][cells[3].index("{") + 1 : cells[3].index("}`")]
            flat = re.sub(r"\[.*?\]|\{.*?\}", "", data)
            members = frozenset(part.split(":")[0].strip() for part in flat.split(","))
            found.append(
                Row(
                    cells[0].strip("`"),
                    int(cells[1]),
                    cells[2],
                    members,
                    tuple(re.findall(r"`([\w.]+)`", cells[4])) or (cells[4],),
                    tuple(re.findall(r"`([\w.]+)`", cells[5])),
                )
            )
    return found


ROWS = rows()


def test_the_table_was_read():
    assert len(ROWS) >= 15
    assert {row.who for row in ROWS} <= set(WHO)


def test_table_and_registry_name_the_same_kinds(app):
    assert {(row.name, row.v) for row in ROWS} == set(journal.KINDS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_kind_is_registered_as_the_table_says(app, row):
    kind = journal.KINDS[row.name, row.v]
    assert kind.who == tuple(WHO[row.who].split(", "))
    if row.parents != ("any",):
        assert set(kind.parents) == {name for name in row.parents if name != "none"}
    if row.name not in WITHOUT_SHAPE:
        assert issubclass(kind.schema, Schema)
        fields = kind.schema().fields
        assert {field.data_key or name for name, field in fields.items()} == row.members


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_code_of_a_service_has_words_and_a_status(app, row):
    assert [code for code in row.codes if code not in errors.CATALOGUE] == []


def test_the_client_seals_what_people_may_seal():
    text = (ROOT / "pwa" / "src" / "core" / "kinds.ts").read_text("utf-8")
    client = {(name, int(v)) for name, v in re.findall(r"'([\w.]+)':\s*(\d+)", text)}
    assert client == {(row.name, row.v) for row in ROWS if WHO[row.who] != "server"}


@pytest.mark.parametrize(
    "constant",
    [
        "dukao-entry+jws",
        "dukao-receipt+jws",
        "dukao-checkpoint+jws",
        "dukao-keys+jws",
        "dukao-badge+jws",
        "dukao-journal-1",
        "dukao-slot-1",
        "dukao-kit-1",
        "dukao-rescue-1",
        "DUKAO-RESCUE-1",
    ],
)
def test_every_name_that_is_signed_or_mixed_in_is_spelled_as_the_page_says(constant):
    assert constant in CONTRACTS
    sources = [*(ROOT / "backend").rglob("*.py"), *(ROOT / "pwa" / "src" / "core").glob("*.ts")]
    assert any(constant in path.read_text("utf-8") for path in sources)
