"""Accounts from a workbook."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from backend.accounts import queries
from backend.accounts.importing import COLUMNS
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


def test_one_bad_row_makes_nothing_and_is_named(session, send):
    answer = send(
        workbook(
            ["周敏", "zhou.min", "办公", CENTRE, "", "派遣科室", ""],
            ["", "huang", "办公", "", "", "", ""],
            ["吴一", "ZHOU.MIN", "兼职", CENTRE, "没有的站", "系统管理员", ""],
        )
    )
    assert answer.json["created"] == 0
    named = {(e["row"], e["column"], e["code"]) for e in answer.json["errors"]}
    assert named == {
        (3, "姓名", "missing"),
        (3, "中心", "missing"),
        (4, "用户名", "double"),
        (4, "类别", "unknown"),
        (4, "鉴定站", "unknown"),
        (4, "角色", "unknown"),
    }
    assert "兼职" not in answer.get_data(as_text=True)
    assert queries.account_named("zhou.min") is None


def bomb():
    """A small file that unpacks to much."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b"0" * (20 * 1024**2))
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"no zip", bomb(), workbook(far=True), workbook(sheet="别的"), b"PK\x03\x04" + b"0" * 50],
)
def test_what_would_hurt_is_refused_before_it_is_parsed(send, data):
    assert send(data).json["code"] == "accounts.sheet"
