"""The data protection notice: told to everybody, confirmed with version and time (S-13)."""

from __future__ import annotations

import pytest

from backend.accounts.models import NoticeConfirmation
from backend.accounts.services import notices
from backend.core.db import new_id
from tests.accounts.test_session import audited
from tests.factories.accounts import make_account, post, sign_in
from tests.factories.organisations import make_centre

NOW = 1_763_000_000_000
VERSION = notices.version()
PAPERS = {
    "zh": (
        "试卷交接与保管", "试卷袋由谁", "见证人的姓名和电话", "交接试卷的签名", "见证拆封的考生的签名", "试卷袋外",
        "考生可以不签", "试卷交接记录自考核日起保存二年",
    ),
    "en": (
        "keeping exam papers", "which pack", "telephone number of the witness",
        "when papers change hands", "candidates who witness", "outside of packs", "need not sign",
        "records of papers two years",
    ),
}  # fmt: skip


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
    assert post(client, "/notice", {"version": VERSION, "sensitive": True}).status_code == 401
    first = sign_in(client, account).json["notice"]
    assert first == {"version": VERSION, "at": None, "sensitive": False}
    clock_at(NOW + 60_000)
    assert (
        post(client, "/notice", {"version": VERSION, "sensitive": False}).json["sensitive"] is False
    )
    clock_at(NOW + 120_000)
    done = post(client, "/notice", {"version": VERSION, "sensitive": True}).json
    assert NOW + 120_000 <= done["at"] < NOW + 180_000
    clock_at(NOW + 600_000)
    again = post(client, "/notice", {"version": VERSION, "sensitive": False}).json
    assert again == done, "said once, it stands with its time"
    assert client.get("/api/v1/session").json["notice"] == done
    session.expire_all()
    (row,) = session.query(NoticeConfirmation).all()
    assert (row.account_id, row.version, row.sensitive) == (account.id, VERSION, True)
    assert [one.data["detail"]["sensitive"] for one in audited(session, "notice.confirm")] == [
        False,
        True,
    ]


@pytest.mark.req("S-13")
def test_a_version_that_is_not_in_force_is_not_confirmed(session, client):
    account = make_account("handler", make_centre())
    session.commit()
    sign_in(client, account)
    assert post(client, "/notice", {"version": VERSION + 1, "sensitive": True}).json["code"] == (
        "accounts.notice_old"
    )


@pytest.mark.req("S-13")
def test_papers_are_named_whose_data_they_hold_what_for_and_how_long():
    for language, words in PAPERS.items():
        text = "".join(part["text"] for part in notices.in_words(language)["parts"])
        for word in words:
            assert word in text, (language, word)


@pytest.mark.req("S-13")
def test_whoever_confirmed_an_older_version_is_asked_anew(session, client):
    account = make_account("handler", make_centre())
    old = NoticeConfirmation(
        id=new_id(), account_id=account.id, version=VERSION - 1, sensitive=True, at=NOW
    )
    session.add(old)
    session.commit()
    asked = sign_in(client, account).json["notice"]
    assert asked == {"version": VERSION, "at": None, "sensitive": False}
    done = post(client, "/notice", {"version": VERSION, "sensitive": True})
    assert done.json["sensitive"] is True
    assert session.query(NoticeConfirmation).filter_by(account_id=account.id).count() == 2
