"""The data protection notice: told to everybody, confirmed with version and time (S-13)."""

from __future__ import annotations

import pytest

from backend.accounts.models import NoticeConfirmation
from tests.accounts.test_session import audited
from tests.factories.accounts import make_account, post, sign_in
from tests.factories.organisations import make_centre

NOW = 1_763_000_000_000


@pytest.mark.req("S-13")
def test_a_stranger_reads_purpose_items_retention_and_contact_before_anything(client):
    for language, words in (
        ("zh-CN", ("为了什么", "处理哪些", "敏感信息", "保存多久", "中心值班", "您的权利")),
        ("en", ("What for", "Which data", "Sensitive", "How long", "duty phone", "Your rights")),
    ):
        said = client.get("/api/v1/notice", headers={"Accept-Language": language}).json
        text = said["title"] + "".join(part["title"] + part["text"] for part in said["parts"])
        assert all(word in text for word in words), language
        assert said["read"] != said["sensitive"], "two confirmations, not one"


@pytest.mark.req("S-13")
def test_version_and_time_of_the_confirmation_are_kept_and_the_sensitive_one_is_separate(
    session, client, clock_at
):
    clock_at(NOW)
    account = make_account("handler", make_centre())
    session.commit()
    assert post(client, "/notice", {"version": 2, "sensitive": True}).status_code == 401
    first = sign_in(client, account).json["notice"]
    assert first == {"version": 2, "at": None, "sensitive": False}
    clock_at(NOW + 60_000)
    assert post(client, "/notice", {"version": 2, "sensitive": False}).json["sensitive"] is False
    clock_at(NOW + 120_000)
    done = post(client, "/notice", {"version": 2, "sensitive": True}).json
    assert NOW + 120_000 <= done["at"] < NOW + 180_000
    clock_at(NOW + 600_000)
    again = post(client, "/notice", {"version": 2, "sensitive": False}).json
    assert again == done, "said once, it stands with its time"
    assert client.get("/api/v1/session").json["notice"] == done
    session.expire_all()
    (row,) = session.query(NoticeConfirmation).all()
    assert (row.account_id, row.version, row.sensitive) == (account.id, 2, True)
    assert [one.data["detail"]["sensitive"] for one in audited(session, "notice.confirm")] == [
        False,
        True,
    ]


@pytest.mark.req("S-13")
def test_a_version_that_is_not_in_force_is_not_confirmed(session, client):
    account = make_account("handler", make_centre())
    session.commit()
    sign_in(client, account)
    assert post(client, "/notice", {"version": 3, "sensitive": True}).json["code"] == (
        "accounts.notice_old"
    )
