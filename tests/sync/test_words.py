"""Every code the door may say of an entry has words and says what to do (U-13)."""

import re
from pathlib import Path

import pytest

from backend.core import errors

CONTRACTS = (Path(__file__).parents[2] / "docs" / "contracts.md").read_text("utf-8")


def named(heading: str, end: str) -> set[str]:
    part = CONTRACTS.split(heading)[1].split(end)[0]
    return set(re.findall(r"`((?:entry|scope)\.\w+)`", part))


@pytest.mark.req("U-13")
def test_what_the_contracts_name_has_words_and_an_act(app):
    codes = named("### What the door answers", "## 4. Journal")
    assert len(codes) >= 18
    codes |= {f"waiting.{c}" for c in ("parent", "after_revocation", "unconfirmed", "server_error")}
    for code in codes:
        entry = errors.CATALOGUE[code]
        assert all((entry.zh, entry.en, entry.todo_zh, entry.todo_en)), code
