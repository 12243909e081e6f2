"""Accounts from a workbook."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from backend.accounts import queries
from backend.accounts.importing import COLUMNS, NEEDED
from backend.core.journal import AUDIT
from backend.core.journal_models import JournalEntry
from backend.organisations import queries as places
from tests.factories.accounts import csrf, make_account, sign_in
from tests.factories.organisations import make_centre, make_station


def workbook(*rows, far=False, sheet="账号"):
    """An XLSX as an office would send it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate([COLUMNS, *rows]):
            page.write_row(number, 0, row)
        if far:
            page.write(1_000_000, 9_000, "x")
    return out.getvalue()


@pytest.fixture
def send(session, client):
    """The system administrator uploads a file."""
    admin = make_account("system_admin", make_centre())
    centre = make_centre("云澜市职业技能鉴定指导中心")
    make_station(centre, "青岭鉴定站")
    session.commit()
    sign_in(client, admin)

    def upload(data):
        session.rollback()
        return client.post(
            "/api/v1/accounts/import",
            data={"file": (io.BytesIO(data), "a.xlsx")},
            headers=csrf(client),
        )

    return upload


CENTRE = "云澜市职业技能鉴定指导中心"


def test_rows_become_accounts_whose_roles_wait_for_a_second_person(session, send):
    answer = send(
        workbook(
            ["周敏", "zhou.min", "办公", CENTRE, "", "派遣科室", "19900001111"],
            ["黄志平", "huang", "办公", CENTRE, "青岭鉴定站", "主考", 19900002222],
        )
    )
    assert answer.json == {"created": 2, "updated": 0, "errors": []}
    account = queries.account_named("huang")
    assert account.person.phone == "19900002222"
    assert queries.grants_of(account.id, 10**15) == []


def faults(answer):
    assert answer.json["created"] == 0
    return {(e["row"], e["column"], e["code"]) for e in answer.json["errors"]}


def test_every_fault_of_every_row_is_named_and_nothing_is_made(session, send):
    taken = make_account("quality", places.centre_named(CENTRE), username="old.hand")
    taken.person.phone, name = None, taken.person.name
    session.commit()
    answer = send(
        workbook(
            ["周敏", "zhou.min", "办公", CENTRE, "", "派遣科室", ""],
            ["", "huang", "办公", "", "", "", ""],
            ["吴一", "ZHOU.MIN", "兼职", CENTRE, "没有的站", "系统管理员", "无"],
            ["周敏", "a b", "办公", CENTRE, "青岭鉴定站", "质量督导科", ""],
            [name, "Old.Hand", "办公", "某地中心", "", "主考", ""],
            [name, "x", "现场", CENTRE, "", "监考员", ""],
            ["长" * 61, "u" * 41, "办公", CENTRE, "", "", ""],
        )
    )
    assert faults(answer) == {
        (3, "姓名", "missing"),
        (3, "中心", "missing"),
        (4, "用户名", "double"),
        (4, "类别", "unknown"),
        (4, "鉴定站", "unknown"),
        (4, "角色", "unknown"),
        (4, "手机", "phone"),
        (5, "姓名", "double"),
        (5, "用户名", "username"),
        (5, "鉴定站", "place"),
        (6, "用户名", "taken"),
        (6, "中心", "unknown"),
        (6, "鉴定站", "station"),
        (7, "姓名", "person"),
        (7, "用户名", "username"),
        (7, "鉴定站", "station"),
        (8, "姓名", "too_long"),
        (8, "用户名", "username"),
    }
    assert {e["sheet"] for e in answer.json["errors"]} == {"账号"}
    assert all(e["reason"] for e in answer.json["errors"])
    assert "兼职" not in answer.get_data(as_text=True)
    assert queries.account_named("zhou.min") is None


def test_a_file_with_faults_leaves_no_line_in_the_audit(session, send):
    session.rollback()
    before = audited(session)
    send(
        workbook(
            ["周敏", "zhou.min", "办公", CENTRE, "", "", ""], ["", "huang", "", "", "", "", ""]
        )
    )
    session.rollback()
    assert audited(session) == before


def audited(session):
    query = select(func.count()).where(JournalEntry.journal == AUDIT)
    return session.scalar(query)


def test_headings_the_template_does_not_know_are_named(send):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("账号")
        page.write_row(0, 0, ["姓名*", "用户名", "类别", "手机号", "类别"])
        page.write_row(1, 0, ["周敏", "zhou.min", "办公", "1", "办公"])
    assert faults(send(out.getvalue())) == {
        (1, "中心", "no_column"),
        (1, "第 4 列", "column"),
        (1, "类别", "double"),
    }
    assert faults(send(workbook(sheet="别的"))) == {(0, "", "no_sheet")}


def test_the_template_filled_in_is_taken(session, client, send):
    session.rollback()
    data = client.get("/api/v1/accounts/import-template").data
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(data))
    heads = sheets.get_sheet_by_name("账号").to_python()[0]
    assert [head.removesuffix("*") for head in heads] == list(COLUMNS)
    assert [head for head in heads if head.endswith("*")] == [f"{name}*" for name in NEEDED]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("账号")
        page.write_row(0, 0, heads)
        page.write_row(1, 0, ["周敏", "zhou.min", "办公", CENTRE, "", "", ""])
        book.add_worksheet("说明").write(0, 0, "表名和列名请勿改动")
    assert send(out.getvalue()).json == {"created": 1, "updated": 0, "errors": []}


def bomb():
    """A small file that unpacks to much."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b"0" * (20 * 1024**2))
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"no zip", bomb(), workbook(far=True), b"PK\x03\x04" + b"0" * 50],
)
def test_what_would_hurt_is_refused_before_it_is_parsed(send, data):
    assert send(data).json["code"] == "accounts.sheet"
