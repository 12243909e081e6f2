"""应急包: once badges are issued it holds the guard's list and the supervisors' own badges."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from tests.badges.reader import codes_in
from tests.factories.accounts import sign_in
from tests.factories.inspections import office


def kit(client, cordon) -> tuple[list[str], bytes]:
    sign_in(client, office(cordon.case, "dispatcher"))
    answer = client.get(f"/api/v1/forms/{cordon.event}/emergency.pdf")
    assert answer.status_code == 200
    found = PdfReader(io.BytesIO(answer.data)).pages
    return ["".join(page.extract_text().split()) for page in found], answer.data


@pytest.mark.req("N1.5-3b")
def test_the_kit_has_the_guard_list_and_the_supervisors_own_badges(client, cordon):
    supervisors = [cordon.badge(one["name"]) for one in cordon.case.brief["team"]]
    tokens = {badge.token for badge in supervisors}
    guard = cordon.badge("周德福")
    shown = f"{guard.code[:2]}-{guard.code[2:]}"
    pages, pdf = kit(client, cordon)
    [listed] = [page for page in pages if "门岗名单" in page]
    assert "第1页，共1页" in listed
    assert shown in listed
    assert "周德福" in listed
    assert "赵一凡" not in listed, "candidates have their own list"
    [sheet] = [page for page in pages if "沿角线裁切" in page]
    assert f"证卡{len(supervisors)}张" in sheet
    assert set(codes_in(pdf)) == tokens
    # The form follows as before.
    assert any("督导内容" in page for page in pages)
    assert pages.index(listed) < pages.index(sheet)
