"""Signed bytes: the shared vectors, and every way of being no entry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.core import journal, jws
from backend.core.payload import read_payload
from backend.core.times import Known, intervals

VECTORS = Path(__file__).parent.parent / "vectors"


def load(name: str):
    """A vector file."""
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))


ENTRY, JOURNAL, SERVER, TIMES = load("entry"), load("journal"), load("server"), load("time")


def receive(compact: str, journal_id: str):
    """What the door does with bytes, given that only the vector's key is known."""
    token = jws.take_apart(compact, jws.ENTRY)
    if token.kid != ENTRY["kid"]:
        raise jws.BadToken("entry.unknown_key")
    jws.verify(token, ENTRY["jwk"])
    entry = read_payload(token.payload, token.hash, token.kid)
    if entry.journal != journal_id:
        raise jws.BadToken("entry.journal")
    return entry


def test_good_entry_is_read_and_named_by_its_signing_input():
    entry = receive(ENTRY["compact"], ENTRY["journal"])
    assert entry.hash == ENTRY["hash"]
    assert entry.data["value"]["grade"] == "B"
    assert jws.thumbprint(ENTRY["jwk"]) == ENTRY["kid"]


def test_respelled_signature_is_the_same_entry():
    assert receive(ENTRY["same_entry_other_signature"], ENTRY["journal"]).hash == ENTRY["hash"]


@pytest.mark.parametrize("case", ENTRY["hostile"], ids=lambda case: case["case"])
def test_hostile_bytes_are_refused_with_their_code(case):
    with pytest.raises(jws.BadToken) as caught:
        receive(case["compact"], ENTRY["journal"])
    assert caught.value.code == case["code"]


def test_heads_of_the_journal():
    head = journal.head_zero(JOURNAL["journal"], JOURNAL["root"])
    assert head == JOURNAL["head_zero"]
    for row in JOURNAL["lines"]:
        head = journal.next_head(head, row["line"])
        assert head == row["head"]


def test_each_verifier_takes_one_type():
    good = {
        "receipt": SERVER["receipt"],
        "checkpoint": SERVER["checkpoints"][0]["compact"],
        "keys": SERVER["keys"],
        "entry": ENTRY["compact"],
    }
    types = {
        "receipt": jws.RECEIPT,
        "checkpoint": jws.CHECKPOINT,
        "keys": jws.KEYS,
        "entry": jws.ENTRY,
        "badge": jws.BADGE,
    }
    for name, compact in good.items():
        for wanted, typ in types.items():
            if wanted == name:
                jws.take_apart(compact, typ)
            else:
                with pytest.raises(jws.BadToken):
                    jws.take_apart(compact, typ)


@pytest.mark.parametrize("case", TIMES, ids=lambda case: case["case"])
def test_proven_intervals(case):
    entries = [
        Known(e["hash"], e["received"], e["after"], tuple(e["names"])) for e in case["entries"]
    ]
    found = intervals(entries, {int(n): t for n, t in case["checkpoints"].items()})
    assert {name: list(value) for name, value in found.items()} == case["expected"]
