"""Custody by the vectors the phone reads too."""

from __future__ import annotations

import json
import random

import pytest

from backend.custody.legality import World, judge
from backend.custody.rules import fold

from . import vectors

FILE = json.loads(vectors.PATH.read_text("utf-8"))


def test_the_file_says_what_the_stories_say():
    assert vectors.PATH.read_text("utf-8") == vectors.text()


@pytest.mark.req("8.5", "8.5b")
@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["name"])
def test_every_order_of_the_same_entries_ends_alike(case):
    facts = [vectors.read(one) for one in case["entries"]]
    mixed = random.Random(7)
    for _ in range(20):
        found = fold(case["pack"], facts)
        assert found is not None
        assert found.told() == case["state"]
        assert vectors.waiting(facts, found) == case["open"]
        mixed.shuffle(facts)


@pytest.mark.parametrize("case", FILE["legality"], ids=lambda case: case["name"])
def test_what_may_happen(case):
    facts = [vectors.read(one) for one in case["entries"]]
    strips = {
        one["strip"]: one["pack"]
        for fact in facts if fact.kind == "custody.prepared" for one in fact.data["packs"]
    }  # fmt: skip
    world = World(facts, case["people"], case["gone"], strips, case["same"])
    assert judge(vectors.read(case["entry"]), world, case["photos"]) == case["code"]
