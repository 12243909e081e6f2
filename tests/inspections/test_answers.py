"""What no form can hold is refused with its code; the rest becomes a head of its field."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.accounts.models import RosterLine
from backend.core.db import db
from backend.core.rebuilding import check, projection
from backend.inspections.models import Answer, Form
from tests.factories.inspections import flourish, graded, jpeg, photo_file

ID = "0123456789abcdef" * 2
FIGURES = {"due": 28, "present": 26, "theory": None, "practical": None, "reason": ""}


def project(case):
    return f"figures/{case.brief['projects'][0]['id']}"


def without(value, key):
    return {name: one for name, one in value.items() if name != key}


REFUSED = [
    ("a 39th item", "item/39", graded(), "inspections.unknown_item"),
    ("item 34 has ratings, no grade", "item/34", graded(), "inspections.unknown_item"),
    ("item 0", "item/0", graded(), "inspections.unknown_item"),
    ("another spelling of an item", "item/07", graded(), "inspections.unknown_item"),
    ("a field nobody knows", "mood", {"text": "好"}, "inspections.unknown_item"),
    ("a header field nobody knows", "header/motto", {"value": "", "reason": ""}, "inspections.unknown_item"),
    ("a note on an item without rooms", f"note/3/{ID}/{ID}", {"grade": "A", "text": ""}, "inspections.unknown_item"),
    ("grade D", "item/1", graded("D"), "inspections.grade"),
    ("grade in lower case", "item/1", graded("a"), "inspections.grade"),
    ("a number as grade", "item/1", graded(1), "inspections.grade"),
    ("does-not-apply as grade", "item/1", graded("/"), "inspections.grade"),
    ("no grade member", "item/1", without(graded(), "grade"), "inspections.grade"),
    ("a rating that is a grade", f"rating/{ID}", {"rating": "A"}, "inspections.grade"),
    ("a remark too long", "item/1", graded("B", "长" * 1001), "entry.data"),
    ("an unknown member", "item/1", graded(mood="好"), "entry.data"),
    ("one as true", "item/1", graded(corrected=1), "entry.data"),
    ("how nobody looks", "item/1", graded(basis={"how": "guessed", "rooms": None}), "entry.data"),
    ("an examiner not dispatched", f"rating/{ID}", {"rating": "优秀"}, "inspections.unknown_examiner"),
    ("a theory section that exists", "na/S2a", {"confirmed": True}, "inspections.not_applicable_ground"),
    ("a practical section that exists", "na/S2b", {"confirmed": True}, "inspections.not_applicable_ground"),
    ("a project of another event", f"figures/{ID}", FIGURES, "scope.object"),
    ("a note in another event's session", f"note/8/{ID}/{ID}", {"grade": "A", "text": ""}, "scope.object"),
    ("a photo not listed", "item/1", graded(photos=["a" * 64]), "inspections.photo_missing"),
    ("a header changed without reason", "header/exam_lead", {"value": "李四", "reason": " "}, "inspections.reason_missing"),
    ("rooms changed without reason", "scope", {"rooms": [], "technical_defence": False, "reason": ""}, "inspections.reason_missing"),
]  # fmt: skip


@pytest.mark.req("A11-f1")
def test_an_answer_no_form_can_hold_is_refused(case):
    found = {name: case.answer(field, value) for name, field, value, _ in REFUSED}
    assert found == {name: f"refused:{code}" for name, _, _, code in REFUSED}
    assert db.session.scalar(select(Answer)) is None


@pytest.mark.req("A11-h2")
def test_figures_that_do_not_fit_are_refused(case):
    wrong = [
        {**FIGURES, "present": 29},
        {**FIGURES, "present": -1},
        {**FIGURES, "theory": {"due": 10, "present": 11}},
        {**FIGURES, "present": True},
        {**FIGURES, "due": "28"},
    ]
    found = {case.answer(project(case), figures) for figures in wrong}
    assert found == {"refused:inspections.figures"}


def test_another_number_due_needs_a_reason(case):
    changed = {**FIGURES, "due": 27}
    assert case.answer(project(case), changed) == "refused:inspections.reason_missing"
    assert case.answer(project(case), {**changed, "reason": "1人转考"}) == "accepted"


def test_a_photo_in_another_role_does_not_count(case):
    listed = {**photo_file(jpeg()), "role": "snapshot"}
    data = {"field": "item/1", "value": graded(photos=[listed["sha256"]])}
    [outcome] = case.push(case.seal("inspections.answer", data, listed=(listed,)))
    assert outcome == "refused:inspections.photo_missing"


@pytest.mark.req("A11-h1")
def test_a_header_may_be_corrected_with_a_reason(case):
    assert (
        case.answer("header/exam_lead", {"value": "李四", "reason": "主考临时更换"}) == "accepted"
    )
    # Back to what the dispatch says needs none.
    assert case.answer("header/exam_lead", {"value": "黄志平", "reason": ""}) == "accepted"


@pytest.mark.req("A11-f1c")
def test_a_section_falls_away_with_the_scope_corrected_on_site(case):
    rooms = [room for room in case.brief["rooms"] if room["kind"] == "practical"]
    scope = {"rooms": rooms, "technical_defence": False, "reason": "理论考试取消"}
    assert case.answer("scope", scope) == "accepted"
    assert case.answer("na/S2a", {"confirmed": True}) == "accepted"
    assert db.session.get_one(Form, case.event).due == 26


@pytest.mark.req("A11-o2")
def test_a_room_added_on_site_takes_notes_in_the_sessions_there_are(case):
    """The dispatch names no session for it: the session must be the event's, the room is told on site."""
    added = {"id": ID, "name": "第3考场", "kind": "practical", "computer": False}
    rooms = [*case.brief["rooms"], added]
    assert (
        case.answer("scope", {"rooms": rooms, "technical_defence": False, "reason": "临时加开"})
        == "accepted"
    )
    session = case.brief["sessions"][0]["id"]
    assert case.answer(f"note/19/{session}/{ID}", {"grade": "B", "text": "缺灶具"}) == "accepted"
    assert case.answer(f"note/19/{ID}/{ID}", {"grade": "B", "text": ""}) == "refused:scope.object"


def test_incomplete_answers_are_welcome(case):
    assert case.answer("item/1", graded(None)) == "accepted"
    assert case.answer("item/2", graded("C")) == "accepted"
    assert case.answer(project(case), {**FIGURES, "present": None}) == "accepted"
    assert case.answer("header/phone", {"value": "", "reason": ""}) == "accepted"


@pytest.mark.req("U-4")
def test_progress_counts_what_the_centre_holds(case):
    case.answer("item/1", graded())
    case.answer("item/2", graded("B"))
    case.answer("item/3", graded(None))
    case.answer("item/14", graded())  # all theory rooms have computers: does not count
    form = db.session.get_one(Form, case.event)
    assert (form.state, form.graded, form.due) == ("in_progress", 2, 35)


def test_a_correction_replaces_and_a_clash_ends_when_both_are_named(case):
    case.answer("item/5", graded("A"))
    first = case.heads["item/5"].hash
    case.answer("item/5", graded("B", "缺座号"))
    second = case.heads["item/5"].hash
    case.answer("item/5", graded("C", "无座号"), who=case.second, parents=(first,))
    third = case.heads["item/5"].hash
    heads = select(Answer.hash).where(Answer.field == "item/5", Answer.superseded.is_(False))
    assert set(db.session.scalars(heads)) == {second, third}
    assert db.session.get_one(Form, case.event).graded == 0
    case.answer("item/5", graded("B", "部分无座号"), parents=(second, third))
    assert set(db.session.scalars(heads)) == {case.heads["item/5"].hash}
    assert db.session.get_one(Form, case.event).graded == 1


def test_tables_follow_from_the_journal(case):
    case.answer("item/1", graded(), photos=(jpeg(),))
    case.submitted(item_5=graded("B", "缺座号"))
    case.cosign(db.session.get_one(Form, case.event).official, strokes=flourish(5))
    projection(RosterLine)
    assert check() == []
