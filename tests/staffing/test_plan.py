"""Every bad row of a dispatch file is named with sheet, row, column and reason."""

from datetime import UTC, date, datetime, time

import pytest

from backend.core import clock
from backend.staffing import cells
from backend.staffing.columns import HEAD, REASONS, Column
from backend.staffing.plan import make_plan
from backend.staffing.reader import Fault
from backend.staffing.sheets import as_json, read_book
from tests.factories.staffing import book

ANY = Column("列", "text", False, "")


def plan_of(changed, base=None):
    return make_plan(read_book(as_json(changed), HEAD), base)


def faults_of(changed, base=None):
    plan, faults = plan_of(changed, base)
    assert plan is None
    return faults


def changed(sheet, row, **cells_):
    fresh = book()
    rows = fresh[sheet]
    rows = rows if isinstance(rows, list) else [rows]
    for key, value in cells_.items():
        if value is None:
            rows[row].pop(key, None)
        else:
            rows[row][key] = value
    return fresh


def test_a_good_file_becomes_a_plan():
    plan, faults = plan_of(book())
    assert faults == []
    assert plan.sessions[0]["t0"] == clock.at(date(2026, 12, 5), "09:00")
    assert plan.last_day == date(2026, 12, 5)
    assert [e["leader"] for e in plan.examiners] == [True, False]


BAD = [
    (changed("派遣", 0, 派遣号=None), Fault("派遣", 1, "派遣号", "needed")),
    (changed("派遣", 0, 主考电话="1390"), Fault("派遣", 1, "主考电话", "phone")),
    (changed("派遣", 0, 备注="长" * 501), Fault("派遣", 1, "备注", "too_long")),
    (changed("派遣", 0, 签发日期="2026-02-30"), Fault("派遣", 1, "签发日期", "day")),
    (changed("派遣", 0, 练习="也许"), Fault("派遣", 1, "练习", "yes")),
    (changed("项目", 0, 应考数=-1), Fault("项目", 1, "应考数", "count")),
    (changed("项目", 0, 应考数="二十八"), Fault("项目", 1, "应考数", "count")),
    (changed("项目", 0, 理论应考=29), Fault("项目", 1, "理论应考", "too_many")),
    (changed("项目", 0, 颜色="红"), Fault("项目", 1, "颜色", "unknown_column")),
    (changed("考场", 1, 名称="第1考场"), Fault("考场", 2, "名称", "repeated")),
    (changed("考场", 0, 类型="机房"), Fault("考场", 1, "类型", "kind")),
    (changed("场次", 0, 结束="08:59"), Fault("场次", 1, "结束", "end")),
    (changed("场次", 0, 开考="25:00"), Fault("场次", 1, "开考", "clock")),
    (changed("场次", 1, 日期="D+0"), Fault("场次", 2, "日期", "relative_day")),
    (changed("场次", 0, 考场="第9考场"), Fault("场次", 1, "考场", "unknown_room")),
    (changed("场次", 0, 考场="第2考场"), Fault("场次", 1, "考场", "room_kind")),
    (changed("场次", 0, 批次="另一批次"), Fault("场次", 1, "批次", "unknown_batch")),
    (changed("考评员", 0, 组长="否"), Fault("考评员", 1, "组长", "leader")),
    (changed("考评员", 1, 组长="是"), Fault("考评员", 2, "组长", "leader")),
    (changed("考评员", 1, 证卡号="KP-1"), Fault("考评员", 2, "证卡号", "repeated")),
    (changed("督导员", 1, 主督导="是"), Fault("督导员", 2, "主督导", "lead")),
    (changed("督导员", 1, 手机=None), Fault("督导员", 2, "手机", "needed")),
    (changed("督导员", 1, 证卡号="KP-2"), Fault("督导员", 2, "姓名", "both_roles")),
    (changed("联系人", 0, 电话="12"), Fault("联系人", 1, "电话", "phone")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "fault"), BAD, ids=lambda v: v.code if isinstance(v, Fault) else ""
)
def test_a_bad_cell_is_named(file, fault):
    assert fault in faults_of(file)
    assert fault.code in REASONS


def test_all_faults_are_found_at_once():
    fresh = book(派遣号=None, 主考电话="x")
    fresh["项目"][0]["应考数"] = "?"
    del fresh["考评员"]
    found = {(f.sheet, f.code) for f in faults_of(fresh)}
    assert found >= {
        ("派遣", "needed"), ("派遣", "phone"), ("项目", "count"), ("考评员", "missing_sheet"),
    }  # fmt: skip


@pytest.mark.req("N1.7-2")
def test_a_team_has_exactly_one_leader():
    assert faults_of(changed("考评员", 0, 组长=None))[0].code == "leader"


def test_two_batches_need_their_name_at_each_session():
    fresh = book(批次名称="第7批次；第8批次")
    assert [f.code for f in faults_of(fresh)] == ["batch_needed", "batch_needed"]


def test_a_project_without_session_is_a_mistake():
    fresh = book()
    fresh["项目"].append({"名称": "沙县小吃", "应考数": 3})
    assert faults_of(fresh) == [Fault("项目", 2, "名称", "unused_project")]


def test_two_projects_may_sit_the_same_hours_in_one_room_but_not_overlap_by_half():
    fresh = book()
    fresh["项目"].append({"名称": "沙县小吃", "应考数": 3})
    second = {**fresh["场次"][0], "项目": "沙县小吃"}
    fresh["场次"].append(second)
    assert plan_of(fresh)[1] == []
    second["开考"] = "10:00"
    second["结束"] = "11:00"
    assert faults_of(fresh) == [Fault("场次", 3, "考场", "room_busy")]


def test_a_single_supervisor_leads():
    fresh = book()
    fresh["督导员"] = [{"姓名": "林晓岚", "手机": "10000000021"}]
    assert plan_of(fresh)[0].supervisors[0]["lead"]


def test_relative_days_count_from_the_day_given():
    fresh = changed("场次", 0, 日期="D+1")
    fresh["场次"][1]["日期"] = "D+2"
    plan, _ = plan_of(fresh, date(2026, 11, 30))
    assert plan.last_day == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("cell", "expect"),
    [("2026-12-05", date(2026, 12, 5)), ("2026/12/5", date(2026, 12, 5)),
     ("2026年12月5日", date(2026, 12, 5)), (datetime(2026, 12, 5, tzinfo=UTC), date(2026, 12, 5)),
     (date(2026, 12, 5), date(2026, 12, 5)), ("２０２６－１２－０５", date(2026, 12, 5))],
)  # fmt: skip
def test_days_as_people_write_them(cell, expect):
    assert cells.day(cell, ANY) == expect


@pytest.mark.parametrize(
    ("cell", "expect"),
    [("9:00", "09:00"), ("09：05", "09:05"), (time(14, 30), "14:30"), ("14时30分", "14:30"),
     ("09:00:00", "09:00")],
)  # fmt: skip
def test_times_as_people_write_them(cell, expect):
    assert cells.clock(cell, ANY) == expect


@pytest.mark.parametrize("cell", [45996, "明天", "2026-13-01", True, None])
def test_what_is_no_day(cell):
    with pytest.raises(cells.Bad):
        cells.day(cell, ANY)


def test_numbers_in_text_columns_are_read_as_digits():
    assert cells.text(12.0, ANY) == "12"
    assert cells.phone(10000000021.0, ANY) == "10000000021"
    with pytest.raises(cells.Bad):
        cells.text(1.5, ANY)
    with pytest.raises(cells.Bad):
        cells.text("a\x00b", ANY)
