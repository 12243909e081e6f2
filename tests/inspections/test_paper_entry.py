"""纸质补录: a form that was filled in by hand, photographed and typed afterwards."""

from __future__ import annotations

import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from backend.core.db import db
from backend.inspections.models import Form, FormVersion
from tests.factories.accounts import sign_in
from tests.factories.inspections import (
    ON_THE_DAY,
    PASSWORD,
    Case,
    graded,
    jpeg,
    office,
    photo_file,
)

DAY = 86_400_000
WEEK_LATER = ON_THE_DAY + 7 * DAY
EVENING = ON_THE_DAY + 8 * 3_600_000


@pytest.fixture
def late(case: Case, clock_at: Any) -> Case:
    """A form nobody sent in time: its deadline is over."""
    clock_at(WEEK_LATER)
    case.at = WEEK_LATER
    return case


def state(sign: str) -> tuple[str, list[Any]]:
    version = db.session.get_one(FormVersion, sign)
    return version.state, version.flaws


def answers(app: Any, case: Case, path: str = "") -> dict[str, Any]:
    client = app.test_client()
    assert sign_in(client, office(case, "dispatcher"), PASSWORD).status_code == 200
    answer = client.get(f"/api/v1/forms/{case.event}{path}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def test_a_day_on_paper_ends_in_the_same_form_marked_so(
    late: Case, app: Any, tmp_path: Path
) -> None:
    late.from_paper(EVENING, jpeg(10), jpeg(20))
    sign, outcome = late.sign()
    assert outcome == "accepted"
    assert state(sign) == ("submitted", [])

    found = answers(app, late)
    assert found["paper"]["signed_at"] == EVENING
    assert found["paper"]["signers"] == [late.lead.person.name]
    assert len(found["paper"]["pages"]) == 2
    assert 1 in found["paper"]["items"]
    rows = answers(app, late, "/history?per_page=100")["items"]
    marked = {row["field"] for row in rows if row["paper"]}
    assert "item/1" in marked
    assert "paper" not in marked

    client = app.test_client()
    assert sign_in(client, office(late, "dispatcher"), PASSWORD).status_code == 200
    answer = client.get(f"/api/v1/forms/{late.event}/paper.pdf")
    assert answer.status_code == 200
    pdf = tmp_path / "form.pdf"
    pdf.write_bytes(answer.data)
    if which("pdftotext"):
        done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
        words = done.stdout.decode()
        assert "据纸质" in words
        assert "手机当天摔坏" in words
        assert "纸质件第2页，共2页" in words


def test_the_deadline_counts_by_the_date_on_the_paper(late: Case, app: Any) -> None:
    late.from_paper(EVENING, jpeg(10))
    late.sign()
    deadline = answers(app, late)["deadline"]
    assert deadline["verdict"] == "stated_in_time"


def test_a_paper_of_a_late_day_is_late(late: Case, app: Any) -> None:
    late.from_paper(WEEK_LATER - DAY, jpeg(10))
    late.sign()
    assert answers(app, late)["deadline"]["verdict"] == "stated_late"


def test_without_paper_the_same_form_is_late(late: Case, app: Any) -> None:
    late.fill()
    late.sign()
    assert answers(app, late)["deadline"]["verdict"] in ("proven_late", "stated_late")


def test_the_mark_cannot_be_left_out(late: Case) -> None:
    late.from_paper(EVENING, jpeg(10))
    snapshot = late.snapshot()
    del snapshot["paper"]
    sign, _ = late.sign(snapshot)
    assert state(sign) == ("flawed", [{"code": "inspections.snapshot", "field": "paper"}])


@pytest.mark.parametrize(
    "change",
    [
        {"items": [1, 2]},
        {"signed_at": EVENING - 1000},
        {"reason": "没有原因"},
        {"signers": ["别人"]},
        {"entries": []},
    ],
)
def test_what_it_says_of_the_paper_is_what_was_sealed(late: Case, change: dict[str, Any]) -> None:
    late.from_paper(EVENING, jpeg(10))
    snapshot = late.snapshot()
    sign, _ = late.sign(snapshot | {"paper": snapshot["paper"] | change})
    assert state(sign) == ("flawed", [{"code": "inspections.snapshot", "field": "paper"}])


def test_the_pages_are_among_the_files(late: Case) -> None:
    late.from_paper(EVENING, jpeg(10))
    sign, _ = late.sign(late.snapshot(files=[]))
    assert {"code": "inspections.photo_missing", "field": "paper"} in state(sign)[1]


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"signed_at": WEEK_LATER + DAY}, "refused:inspections.paper_time"),
        ({"signers": []}, "refused:entry.data"),
        ({"reason": ""}, "refused:entry.data"),
        ({"pages": []}, "refused:entry.data"),
        ({"pages": ["ab" * 32]}, "refused:inspections.photo_missing"),
    ],
)
def test_a_sheet_without_its_facts_is_refused(
    late: Case, change: dict[str, Any], outcome: str
) -> None:
    page = photo_file(jpeg(10))
    value = {
        "signed_at": EVENING,
        "signers": [late.lead.person.name],
        "reason": "手机当天摔坏",
        "pages": [page["sha256"]],
    }
    data = {"field": "paper", "value": value | change}
    assert late.push(late.seal("inspections.answer", data, listed=(page,))) == [outcome]


def test_items_corrected_later_on_the_phone_are_not_from_paper(late: Case) -> None:
    late.from_paper(EVENING, jpeg(10))
    late.answer("item/5", graded("B", "桌椅补齐"))
    snapshot = late.snapshot()
    snapshot["paper"]["items"].remove(5)
    sign, _ = late.sign(snapshot)
    assert state(sign) == ("submitted", [])
    assert db.session.get_one(Form, late.event).b == 1


def test_the_emergency_kit_has_all_a_day_on_paper_needs(
    case: Case, app: Any, tmp_path: Path
) -> None:
    client = app.test_client()
    assert sign_in(client, office(case, "dispatcher"), PASSWORD).status_code == 200
    answer = client.get(f"/api/v1/forms/{case.event}/emergency.pdf")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")
    pdf = tmp_path / "kit.pdf"
    pdf.write_bytes(answer.data)
    if not which("pdftotext"):
        pytest.skip("poppler is not installed")
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    words = done.stdout.decode()
    said = case.brief
    wanted = [
        "应急电话", "专项职业能力考核督导人员派遣表", "人员名单", "纸质补录", "120",
        said["dispatch"]["number"], said["chief"]["phone"], said["centre"]["duty_phone"],
        *(one["name"] for one in said["examiners"]), *(one["name"] for one in said["team"]),
        *(one["name"] for one in said["projects"]), "督导内容",
    ]  # fmt: skip
    assert [one for one in wanted if one not in words.replace("\n", "")] == []
