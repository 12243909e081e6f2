"""The violation catalogue is the notice's: every code, official wording unchanged."""

import re
from pathlib import Path

import pytest

from backend.custody import causes
from backend.findings.rules import catalogue, severity_of, violations

NOTICE = (Path(__file__).parent / "notice_extract.txt").read_text(encoding="utf-8")
PLAIN = re.sub(r"\s+", "", NOTICE)


def test_every_code_of_section_9_is_there():
    expected = {
        *(f"V6.1.{n}" for n in range(1, 7)), *(f"V6.2.{n}" for n in range(1, 8)),
        *(f"V6.3.{n}" for n in range(1, 5)), *(f"V8.{n}" for n in range(1, 8)),
        "V5.w", "V9.2", "V9.3", "V9.6", "V9.10", "V10.2", "V10.8", "V10.10", "V2.4", "V16.4",
    }  # fmt: skip
    assert {code for code in violations() if not code.startswith("E.")} == expected
    assert len(violations()) == len(catalogue()["violations"])


@pytest.mark.parametrize("code", [c for c in violations() if not c.startswith("E.")])
def test_the_wording_is_the_notices(code):
    assert re.sub(r"\s+", "", violations()[code]["text"]) in PLAIN


def test_measures_and_score_effects_follow_annex_6():
    for code, row in violations().items():
        assert set(row["measures"]) <= set(catalogue()["measures"])
        if code.startswith("V6."):
            assert row["score"] == "cancelled"
            assert ("expel" in row["measures"]) == code.startswith("V6.2.")
            assert ("police_if_needed" in row["measures"]) == code.startswith("V6.3.")
        elif code.startswith("V8."):
            assert row["measures"] == ["replace"]
        else:
            assert row["score"] == "none"


def test_major_by_default():
    major = {code for code, row in violations().items() if row["major"]}
    assert major == {
        "V6.2.6", "V8.5", "V8.6", "V8.7", "E.pack", "E.mass", "E.injury", "E.fire", "E.aborted",
    }  # fmt: skip
    assert severity_of("V8.6", "normal") == "major"
    assert severity_of("V6.1.1", "serious") == "serious"
    assert severity_of("V6.1.1") == "normal"


def test_what_papers_raise_has_a_short_title_and_the_rest_its_wording():
    rows = violations()
    papers = {causes.PACK, causes.OPENED_WRONGLY, causes.PAPER, causes.CARRIED}
    assert all(len(rows[code]["title"]) < 20 for code in papers)
    assert {
        code for code, row in rows.items() if row["title"] != row["text"].rstrip("。")
    } == papers
