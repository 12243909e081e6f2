"""The sheets 人员 and 考生: every bad cell is named by sheet, row, column and code, never by value."""

import json

import pytest

from backend.staffing import cells
from backend.staffing.columns import CANDIDATES, HEAD, PEOPLE, REASONS, SHEETS
from backend.staffing.photos import album_of
from backend.staffing.plan import make_plan
from backend.staffing.reader import Fault
from backend.staffing.sheets import MOST_ROWS, as_json, read_book
from backend.staffing.template import template_xlsx
from tests.factories.lists import full_book, id_number, jpeg


def plan_of(changed, pictures=None):
    album = album_of(pictures) if pictures is not None else None
    return make_plan(read_book(as_json(changed), HEAD), None, album)


def faults_of(sheet, row, pictures=None, **cells_of_row):
    """The faults when one row of a sheet has other cells; None takes a cell away."""
    changed = full_book()
    merged = {**changed[sheet][row - 1], **cells_of_row}
    changed[sheet][row - 1] = {key: cell for key, cell in merged.items() if cell is not None}
    plan, faults = plan_of(changed, pictures)
    assert (plan is None) == bool(faults)
    return faults


def test_a_full_book_lists_everybody_by_role():
    plan, faults = plan_of(full_book())
    assert faults == []
    assert [(p["role"], p["name"], p["listed"]) for p in plan.people] == [
        ("chief", "黄志平", True),
        ("team_leader", "郑国荣", True),
        ("examiner", "吴春燕", False),
        ("invigilator", "石小满", True),
        ("staff", "纪平安", True),
        ("supervisor", "林晓岚", True),
        ("supervisor", "陈志远", False),
    ]
    leader = plan.people[1]
    assert (leader["card_number"], leader["card_until"]) == ("KP-1", "2028-12-31")
    assert plan.people[6]["phone"] == "10000000022"
    assert plan.lists_people
    assert [c["session"] for c in plan.candidates] == [1, 1, 1, 1]


def test_a_book_without_the_sheets_still_knows_who_its_other_sheets_name():
    changed = full_book()
    del changed[PEOPLE], changed[CANDIDATES]
    plan, faults = plan_of(changed)
    assert (faults, plan.lists_people, plan.candidates) == ([], False, [])
    assert [p["role"] for p in plan.people] == [
        "chief", "team_leader", "examiner", "supervisor", "supervisor",
    ]  # fmt: skip


def test_the_filled_workbook_reads_like_the_json_file():
    changed = full_book()
    rows = {name: found if isinstance(found, list) else [found] for name, found in changed.items()}
    book, faults = make_plan(read_book(template_xlsx(rows), HEAD))
    assert faults == []
    plan, _ = plan_of(changed)
    assert (book.people, book.candidates) == (plan.people, plan.candidates)


@pytest.mark.parametrize(
    ("row", "changed", "column", "code"),
    [
        (3, {"角色": "保安"}, "角色", "role"),
        (3, {"角色": None}, "角色", "needed"),
        (3, {"姓名": None}, "姓名", "needed"),
        (4, {"岗位": None}, "岗位", "post_needed"),
        (3, {"考场": "第9考场"}, "考场", "unknown_room"),
        (3, {"证件号码": "990000199001010010"}, "证件号码", "id_number"),
        (3, {"证件号码": id_number(3)[:17]}, "证件号码", "id_number"),
        (3, {"证件号码": "99000019901332001X"}, "证件号码", "id_number"),
        (3, {"证件号码": "990000900101001"}, "证件号码", "id_number"),
        (3, {"证件号码": id_number(2)}, "证件号码", "repeated"),
        (3, {"手机": "1"}, "手机", "phone"),
        (3, {"证卡有效期": "永久"}, "证卡有效期", "day"),
        (3, {"证卡有效期": "D+1"}, "证卡有效期", "relative_day"),
        (3, {"工资": "1"}, "工资", "unknown_column"),
        (3, {"姓名": "石" * 61}, "姓名", "too_long"),
        (1, {"姓名": "黄志强"}, "姓名", "chief_differs"),
        (2, {"姓名": "郑国兴"}, "姓名", "unknown_examiner"),
        (2, {"角色": "考评员"}, "姓名", "unknown_examiner"),
        (2, {"证卡号": "KP-9"}, "姓名", "unknown_examiner"),
        (5, {"姓名": "方静"}, "姓名", "unknown_supervisor"),
        (3, {"角色": "主考", "姓名": "黄志平"}, "姓名", "repeated"),
    ],
)
def test_a_bad_person_is_named(row, changed, column, code):
    assert Fault(PEOPLE, row, column, code) in faults_of(PEOPLE, row, **changed)


@pytest.mark.parametrize(
    ("row", "changed", "column", "code"),
    [
        (2, {"姓名": None}, "姓名", "needed"),
        (2, {"证件号码": None}, "证件号码", "needed"),
        (2, {"证件号码": id_number(102)[:17] + "A"}, "证件号码", "id_number"),
        (2, {"证件号码": id_number(101)}, "证件号码", "repeated"),
        (2, {"准考证号": None}, "准考证号", "needed"),
        (2, {"准考证号": "350120260001"}, "准考证号", "repeated"),
        (2, {"准考证号": "3" * 41}, "准考证号", "too_long"),
        (2, {"项目": None}, "项目", "needed"),
        (2, {"项目": "茶艺"}, "项目", "unknown_project"),
        (2, {"场次": "3"}, "场次", "unknown_session"),
        (2, {"场次": "上午"}, "场次", "unknown_session"),
        (2, {"考场": "第9考场"}, "考场", "unknown_room"),
        (2, {"考场": "第2考场"}, "考场", "room_session"),
        (2, {"座位": "01"}, "座位", "repeated"),
        (2, {"照片": "a.jpg"}, "照片", "photos_needed"),
        (2, {"性别": "女"}, "性别", "unknown_column"),
    ],
)
def test_a_bad_candidate_is_named(row, changed, column, code):
    assert faults_of(CANDIDATES, row, **changed) == [Fault(CANDIDATES, row, column, code)]


def test_a_session_is_named_by_its_line_or_by_kind_where_that_is_clear():
    for said, found in (("2", 2), (2, 2), ("理论", 1), ("操作技能", 2), (None, None)):
        changed = full_book()
        changed[CANDIDATES] = [{**changed[CANDIDATES][0], "场次": said, "考场": None}]
        plan, faults = plan_of(changed)
        assert (faults, plan.candidates[0]["session"]) == ([], found)


def test_of_two_sessions_of_a_kind_the_line_must_be_named():
    changed = full_book()
    more = {**changed["场次"][0], "开考": "11:00", "结束": "12:00"}
    changed["场次"].append(more)
    changed[CANDIDATES][0]["场次"] = "理论"
    assert plan_of(changed)[1] == [Fault(CANDIDATES, 1, "场次", "ambiguous_session")]
    changed[CANDIDATES][0]["场次"] = "3"
    plan, _ = plan_of(changed)
    assert plan.candidates[0]["session"] == 3


def test_a_session_of_another_project_is_named():
    changed = full_book()
    changed["项目"].append({"名称": "茶艺", "应考数": 4})
    changed["场次"].append({**changed["场次"][0], "项目": "茶艺"})
    changed[CANDIDATES][0]["场次"] = 3
    assert plan_of(changed)[1] == [Fault(CANDIDATES, 1, "场次", "session_project")]


def test_more_candidates_than_due_are_named():
    changed = full_book()
    changed["项目"][0].update({"应考数": 3, "理论应考": 3, "技能应考": 3})
    assert plan_of(changed)[1] == [Fault(CANDIDATES, 4, "项目", "too_many")]


def test_of_two_people_of_one_name_the_card_tells():
    changed = full_book()
    changed["考评员"] = [
        {"姓名": "郑国荣", "组长": "是", "证卡号": "KP-1"},
        {"姓名": "吴春燕", "证卡号": "KP-2"},
        {"姓名": "吴春燕", "证卡号": "KP-3"},
    ]
    changed[PEOPLE].append({"姓名": "吴春燕", "角色": "考评员"})
    assert plan_of(changed)[1] == [Fault(PEOPLE, 6, "证卡号", "ambiguous_person")]
    changed[PEOPLE][-1]["证卡号"] = "KP-3"
    plan, faults = plan_of(changed)
    assert faults == []
    assert [p["card_number"] for p in plan.people if p["name"] == "吴春燕"] == ["KP-3", "KP-2"]


@pytest.mark.parametrize(
    ("pictures", "code"),
    [
        ({}, "photo_missing"),
        ({"b.jpg": jpeg()}, "photo_missing"),
        ({"x/a.jpg": jpeg(), "y/a.jpg": jpeg()}, "photo_twice"),
        ({"a.jpg": jpeg() + b"0" * 200 * 1024}, "photo_large"),
        ({"a.jpg": b"GIF89a"}, "photo_format"),
        ({"a.jpg": b"\x89PNG\r\n\x1a\n"}, "photo_format"),
        ({"a.jpg": jpeg()[:200]}, "photo_format"),
        ({"a.jpg": b"<html>"}, "photo_format"),
        ({"a.jpg": jpeg(size=(5000, 4000), quality=1)[: 200 * 1024]}, "photo_large"),
    ],
)
def test_a_bad_photo_is_named(pictures, code):
    assert faults_of(CANDIDATES, 2, pictures, 照片="a.jpg") == [Fault(CANDIDATES, 2, "照片", code)]


def test_photos_without_a_zip_are_said_once_a_sheet():
    changed = full_book()
    for row in [*changed[PEOPLE], *changed[CANDIDATES]]:
        row["照片"] = "a.jpg"
    assert plan_of(changed)[1] == [
        Fault(PEOPLE, 1, "照片", "photos_needed"),
        Fault(CANDIDATES, 1, "照片", "photos_needed"),
    ]


def test_a_photo_is_found_by_name_or_by_folder_and_name():
    pictures = {"照片/甲/a.jpg": jpeg(10), "照片/乙/a.jpg": jpeg(200), "照片/B.JPG": jpeg(90)}
    changed = full_book()
    for row, name in zip(
        changed[CANDIDATES], ("甲/a.jpg", "照片\\乙\\a.jpg", "b.jpg"), strict=False
    ):
        row["照片"] = name
    plan, faults = plan_of(changed, pictures)
    assert faults == []
    assert len({c["photo"] for c in plan.candidates[:3]}) == 3
    assert set(plan.photos) == {c["photo"] for c in plan.candidates[:3]}


def test_a_long_number_a_spreadsheet_turned_into_a_figure_is_named():
    with pytest.raises(cells.Bad) as refused:
        cells.text(3.5012026001e17, SHEETS[CANDIDATES][2])
    assert refused.value.code == "long_number"


def test_two_thousand_candidates_are_read_and_one_more_is_not():
    changed = full_book()
    changed["项目"][0].update({"应考数": MOST_ROWS, "理论应考": None, "技能应考": None})
    row = {"项目": "茶叶加工", "场次": "2", "考场": "第2考场"}
    changed[CANDIDATES] = [
        {"姓名": f"考生{n}", "证件号码": id_number(n), "准考证号": f"T{n}", "座位": str(n), **row}
        for n in range(MOST_ROWS - 1)
    ]
    found = [rows if isinstance(rows, list) else [rows] for rows in changed.values()]
    filled = template_xlsx(
        {
            name: [{key: str(cell) if name == CANDIDATES else cell for key, cell in row.items()
                    if cell is not None} for row in rows]
            for name, rows in zip(changed, found, strict=True)
        }
    )  # fmt: skip
    plan, faults = make_plan(read_book(filled, HEAD))
    assert faults == []
    assert len(plan.candidates) == 2000


def test_every_reason_is_in_two_languages():
    assert all(zh and en and zh != en for zh, en in REASONS.values())


def test_no_fault_ever_holds_what_was_typed():
    bad = "990000199001019999"
    faults = faults_of(CANDIDATES, 2, 证件号码=bad)
    assert faults
    assert bad not in json.dumps([f.__dict__ for f in faults])
