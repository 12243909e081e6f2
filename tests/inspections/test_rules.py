"""The pure rules against the vectors that the client reads too."""

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core import times
from backend.core.documents.ink import lacks
from backend.inspections import rules

VECTORS = Path(__file__).parents[1] / "vectors"
TEMPLATE = json.loads(
    (Path(__file__).parents[2] / "backend/inspections/annex11.json").read_text(encoding="utf-8")
)


def load(name):
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def cases(name, key="cases"):
    return [
        pytest.param(case, id=case.get("name", str(case.get("no")))) for case in load(name)[key]
    ]


def heads_of(folded):
    return {field: [entry["hash"] for entry in heads] for field, heads in folded.items()}


@pytest.mark.parametrize("case", cases("fold"))
def test_fold_gives_the_same_heads_in_every_order(case):
    for order in itertools.permutations(case["entries"]):
        heads = heads_of(rules.fold(order))
        assert heads == case["heads"]
        assert sorted(field for field, found in heads.items() if len(found) > 1) == case["clashes"]


@st.composite
def answer_sets(draw):
    size = draw(st.integers(min_value=0, max_value=12))
    entries = []
    for index in range(size):
        entries.append(
            {
                "hash": f"{draw(st.integers(0, 0xFFFF)):04x}{index:060x}",
                "field": draw(st.sampled_from(["item/1", "item/2", "scope"])),
                "parents": draw(st.lists(st.sampled_from([e["hash"] for e in entries]), max_size=3))
                if entries
                else [],
            }
        )
    return entries


@given(answer_sets(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_fold_is_a_function_of_the_set(entries, random):
    shuffled = list(entries) + entries[:2]
    random.shuffle(shuffled)
    assert heads_of(rules.fold(shuffled)) == heads_of(rules.fold(entries))


@pytest.mark.req("A11-f1c")
@pytest.mark.parametrize("case", cases("scope"))
def test_what_applies_follows_from_rooms_and_flag(case):
    scope = case["scope"]
    away = rules.not_applicable(scope["rooms"], scope["technical_defence"])
    assert {str(no): ground for no, ground in away.items()} == case["not_applicable"]
    assert [no for no in rules.ITEMS if no not in away] == case["applies"]
    assert 38 - len(away) == case["due"]
    assert rules.to_confirm(scope["rooms"]) == case["confirm"]


def state(case):
    base = load("gaps")["base"]
    facts = base["facts"] | case.get("facts", {})
    fields = base["fields"] | case.get("set", {})
    for field in case.get("unset", []):
        fields.pop(field)
    return facts, fields


@pytest.mark.req("A11-s2")
@pytest.mark.parametrize("case", cases("gaps"))
def test_gaps_come_in_the_order_of_the_paper(case):
    facts, fields = state(case)
    assert rules.gaps(facts, fields) == case["gaps"]
    assert rules.progress(facts, fields) == (case["done"], case["due"])


def test_every_reason_of_a_gap_has_a_case():
    vectors = load("gaps")
    seen = {gap["reason"] for case in vectors["cases"] for gap in case["gaps"]}
    assert seen == set(vectors["reasons"])
    assert vectors["remark_minimum"] == rules.REMARK_MINIMUM
    # The pattern is written out for both languages; it must remove the same characters.
    import re

    points = [chr(n) for n in (*range(0xD800), *range(0xE000, 0x11000))]
    written = re.compile(vectors["blank_pattern"])
    assert [c for c in points if written.match(c)] == [c for c in points if rules.BLANK.match(c)]


@pytest.mark.req("A11-o2")
@pytest.mark.parametrize("case", cases("worst", "worst"))
def test_the_worst_room_is_proposed(case):
    found = rules.worst(case["no"], load("worst")["rooms"], case["notes"])
    assert found == {key: case[key] for key in ("proposed", "visited", "not_visited", "basis")}


@pytest.mark.req("U-4")
@pytest.mark.parametrize("case", cases("worst", "rest"))
def test_rest_as_a_takes_only_what_it_may(case):
    may = rules.rest_as_a(
        case["section"],
        opened=case["opened"],
        findings=case["findings"],
        graded=case["graded"],
        away=case["away"],
    )
    assert may == case["items"]


@pytest.mark.req("U-10")
@pytest.mark.parametrize(
    ("off", "skew"), [(0, None), (60_000, None), (-60_000, None), (74_400, 74), (-60_001, -60)]
)
def test_a_clock_is_worth_a_word_beyond_a_minute(off, skew):
    assert rules.clock_skew(1_796_432_400_000 + off, 1_796_432_400_000) == skew


@pytest.mark.req("U-6")
@pytest.mark.parametrize("case", cases("strokes"))
def test_a_signature_needs_ink(case):
    assert lacks(case) == case["lacks"]


@pytest.mark.req("A11-f3c")
@pytest.mark.parametrize("case", cases("deadlines"))
def test_a_deadline_is_proven_or_only_stated(case):
    interval = (case["earliest"], case["latest"])
    assert times.verdict(interval, case["at"], case["deadline"]) == case["verdict"]


@pytest.mark.req("A11-f1b")
def test_the_rules_know_the_items_of_the_template():
    items = TEMPLATE["items"]
    assert [item["no"] for item in items] == list(rules.ITEMS)
    by_kind = {
        kind: {item["no"] for item in items if item["kind"] == kind}
        for kind in ("graded", "free_text", "evaluation")
    }
    assert by_kind == {
        "graded": set(rules.GRADED),
        "free_text": set(rules.FREE_TEXT),
        "evaluation": {rules.RATINGS_ITEM},
    }
    assert {i["no"] for i in items if i["condition"] == "theory"} == set(rules.THEORY)
    assert {i["no"] for i in items if i["condition"] == "skill"} == set(rules.PRACTICAL)
    assert {i["no"] for i in items if i["condition"] == "technical_defence"} == {rules.DEFENCE_ITEM}
    assert {i["no"] for i in items if "all_theory_rooms_computer_based" in i["na_when"]} == set(
        rules.PAPER_PACK
    )
    assert [field["key"] for field in TEMPLATE["header_fields"]] == list(rules.HEADER)
    for item in items:
        assert item["no"] in rules.SECTIONS[item["subsection"] or item["section"]]
