"""One word for one thing: what phone and desk call it, and what the records of the server say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backend.custody import causes, pages, rules, sources

CLIENT = Path(__file__).parents[2] / "pwa/src/features"
TERM = re.compile(r"^  '([\w.]+)': '(.+)',$", re.MULTILINE)


def terms(language: str) -> dict[str, str]:
    return dict(TERM.findall((CLIENT / f"custody/terms.{language}.ts").read_text("utf-8")))


def under(start: str, known: dict[str, str]) -> dict[str, str]:
    return {key[len(start) :]: word for key, word in known.items() if key.startswith(start)}


def test_the_records_speak_as_phone_and_desk_do():
    known = terms("zh")
    assert under("purpose.", known) == pages.PURPOSES
    troubles = under("trouble.", known)
    assert {what: troubles[what] for what in causes.WORDS} == causes.WORDS
    kinds = under("kind.", known)
    assert {kind: kinds[kind] for kind in sources.KINDS} == sources.KINDS


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_state_purpose_and_trouble_has_its_word(language):
    known = terms(language)
    assert set(under("state.", known)) == set(rules.STATES)
    assert set(under("purpose.", known)) == set(rules.PURPOSES)
    exceptions = {*rules.FAULTS, *rules.TROUBLES, *rules.OPENED_WRONGLY.values(), "reseal"}
    assert set(under("trouble.", known)) == {*exceptions, "conflict"}


# What other pages once called the same things.
STALE = re.compile("站点|过夜存放|卷号|启封|工件|更正|拆错|袋身破损|考务'|冲突")


@pytest.mark.parametrize("place", ["custody", "custody/facts", "custody/titles", "desk/custody"])
def test_no_page_of_papers_goes_back_to_an_older_word(place):
    text = (CLIENT / place / "texts.zh.ts").read_text("utf-8")
    assert STALE.findall(text) == []
