"""Anchors, windows of the 38 items and what is due: the vectors the phone reads, and by hand."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from backend.assessments import rules, templates

VECTORS = json.loads(
    (Path(__file__).parent.parent / "vectors" / "anchors.json").read_text(encoding="utf-8")
)
ITEMS = {item["no"]: item for item in templates.content()["items"]}
ZONE = ZoneInfo("Asia/Shanghai")


def session(name):
    return VECTORS["sessions"][name]


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


@pytest.mark.parametrize("case", VECTORS["anchors"], ids=lambda c: c["session"])
def test_anchors_of_a_session(case):
    assert rules.anchors(session(case["session"])) == case["expect"]


@pytest.mark.parametrize("case", VECTORS["windows"], ids=lambda c: f"{c['session']}-{c['item']}")
def test_window_of_an_item(case):
    opens, closes = rules.window(ITEMS[case["item"]], session(case["session"]), case["days"])
    assert {"opens": opens, "closes": closes} == case["expect"]


@pytest.mark.parametrize("case", VECTORS["concerns"], ids=lambda c: c["session"])
def test_items_concern_the_sessions_of_their_kind(case):
    found = [no for no, item in ITEMS.items() if rules.concerns(item, session(case["session"]))]
    assert found == case["items"]


@pytest.mark.req("U-8")
@pytest.mark.parametrize("case", VECTORS["due"], ids=lambda c: c["name"])
def test_due_items_now(case):
    sessions = [session(name) for name in case["sessions"]]
    found = rules.due_items(ITEMS.values(), sessions, case["done"], case["now"], case["days"])
    assert found == case["expect"]


# Worked out by hand from requirements section 2, so that the vectors are not their own witness.
BY_HAND = [
    ("theory-am", 4, "2026-11-21T08:00", "2026-11-21T08:30"),
    ("theory-am", 9, "2026-11-21T08:00", "2026-11-21T08:45"),
    ("theory-am", 10, "2026-11-21T08:45", "2026-11-21T09:00"),
    ("theory-am", 14, "2026-11-21T08:50", "2026-11-21T09:00"),
    ("theory-am", 15, "2026-11-21T10:10", "2026-11-21T10:20"),
    ("theory-am", 16, "2026-11-21T10:30", "2026-11-21T11:00"),
    ("theory-am", 1, "2026-11-20T00:00", "2026-11-21T08:30"),
    ("theory-am", 27, "2026-11-21T08:55", "2026-11-21T09:10"),
    ("practical-pm", 27, "2026-11-21T13:15", "2026-11-21T14:10"),
    ("practical-pm", 20, "2026-11-21T13:30", "2026-11-21T14:00"),
]


@pytest.mark.parametrize(("name", "no", "opens", "closes"), BY_HAND)
def test_windows_by_hand(name, no, opens, closes):
    assert rules.window(ITEMS[no], session(name), {}) == (at(opens), at(closes))


def test_windows_in_days_end_with_their_day():
    theory = session("theory-am")
    assert rules.window(ITEMS[33], theory, {})[1] == at("2026-11-23T00:00") - 1
    assert rules.window(ITEMS[31], theory, {})[1] == at("2026-11-22T00:00") - 1
    deadline = at("2026-11-24T00:00") - 1
    assert rules.window(ITEMS[38], theory, {"END+1wd": deadline})[1] == deadline
    assert rules.window(ITEMS[6], theory, {})[0] is None


def test_every_window_of_the_form_is_understood():
    for item in ITEMS.values():
        rules.window(item, session("practical-pm"), {"END+1wd": 1, "D-10wd": 1})


def test_an_unknown_expression_is_an_error():
    with pytest.raises(ValueError, match="anchor"):
        rules.instant_of("noon", session("theory-am"), {})
