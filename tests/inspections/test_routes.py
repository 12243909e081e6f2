"""The desk over HTTP: list, form, history, papers, receipts, questions, replies, held, verify."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from backend.accounts import passwords
from backend.accounts.models import Session
from backend.accounts.services import accounts
from backend.core import checkpoints, jobs, messages
from backend.core.auth import Actor, Grant
from backend.core.db import db
from backend.core.journal import AUDIT, body_of
from backend.core.journal_models import JournalBody, JournalEntry
from backend.core.jws import thumbprint
from backend.core.reading import entry_from
from backend.core.verifier import verify_bundle
from backend.inspections import papers
from backend.inspections.models import FormVersion
from backend.inspections.paper.listing import COLUMNS
from backend.inspections.queries import detail, form_states, history, previous_items
from tests.factories.accounts import device_of, make_account, post, sign_in
from tests.factories.inspections import BEFORE, ON_THE_DAY, PASSWORD, graded, jpeg, office
from tests.factories.organisations import make_centre
from tests.factories.witness import put_under_witness

DAY = 24 * 3600 * 1000


@pytest.fixture
def desk(app, case):
    """`desk(role)` signs somebody of that role in and returns the client."""

    def enter(role):
        account = role if not isinstance(role, str) else office(case, role)
        client = app.test_client()
        assert sign_in(client, account, PASSWORD).status_code == 200
        return client

    return enter


def with_password(account):
    """The same account, able to sign in from a browser of its own."""
    accounts.activate(account)
    accounts.set_password(account, passwords.hash_password(PASSWORD))
    db.session.commit()
    return account


def bind(supervisor):
    """The newest session of the supervisor belongs to the phone, as after an enrolment."""
    query = select(Session).where(Session.account_id == supervisor.account.id)
    session = db.session.scalars(query.order_by(Session.started_at.desc())).first()
    session.device_id = device_of(supervisor.phone).id
    db.session.commit()


def get(client, path, status=200):
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


def send(client, path, body, status=200):
    answer = post(client, path, body)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


def submitted(case):
    """A whole form: item 12 B with a photo, item 15 C, words in item 29."""
    case.fill(
        item_15=graded("C", "第1考场未提醒"),
        item_29={"text": "建议统一水温单位写法。", "photos": []},
    )
    case.answer("item/12", graded("B", "04号考生手机未存放。"), photos=(jpeg(),))
    sign, outcome = case.sign()
    assert outcome == "accepted"
    assert db.session.get_one(FormVersion, sign).state == "submitted"
    db.session.commit()
    return sign


@pytest.mark.req("A11-f3c")
def test_the_list_counts_and_filters(case, desk, clock_at):
    quality = desk("quality")
    before = get(quality, "/forms")
    assert before["counts"] == {"all": 1, "to_receive": 0, "unsigned": 1, "late": 0, "unproven": 0}
    row = before["items"][0]
    assert (row["state"], row["graded"], row["due"]) == ("dispatched", 0, 35)
    assert row["deadline"]["verdict"] == "open"
    submitted(case)
    row = get(quality, "/forms?state=to_receive")["items"][0]
    assert (row["a"], row["b"], row["c"], row["away"]) == (30, 1, 1, 3)
    assert row["deadline"]["verdict"] == "proven_in_time"
    assert [one["name"] for one in row["supervisors"]] == ["林晓岚", "陈志远"]
    for query, total in {
        "month=2026-12": 1, "month=2026-11": 0, "grade=C": 1, "grade=BC": 1, "q=茶业": 1,
        "q=林晓岚": 1, "q=linxiaolan": 1, "q=〔2026〕1": 1, "q=%25": 0, "state=unsigned": 0,
        "late=1": 0, "practice=1": 1, f"station={case.station.id}": 1, "sort=-submitted": 1,
    }.items():  # fmt: skip
        assert get(quality, f"/forms?{query}")["total"] == total, query
    assert get(quality, "/forms?state=mood", 422)["code"] == "request.invalid"


@pytest.mark.req("A11-f3c")
def test_a_late_form_is_late_only_when_proven(case, desk, clock_at):
    case.fill()
    deadline = case.brief["deadline"]
    db.session.commit()
    clock_at(deadline + DAY)
    quality = desk("quality")
    assert get(quality, "/forms")["counts"]["late"] == 1  # nothing signed, deadline over
    assert get(quality, "/forms")["items"][0]["deadline"]["verdict"] == "overdue"
    case.sign()  # the phone says it was on the day; no checkpoint proves it was later
    db.session.commit()
    found = get(quality, "/forms")
    assert found["counts"] == {"all": 1, "to_receive": 1, "unsigned": 0, "late": 0, "unproven": 1}
    assert found["items"][0]["deadline"]["verdict"] == "stated_in_time"
    assert get(quality, "/forms?state=unproven")["total"] == 1
    assert get(quality, f"/forms/{case.event}")["deadline"]["verdict"] == "stated_in_time"


def test_a_checkpoint_after_the_deadline_proves_a_form_late(case, desk, clock_at):
    case.fill()
    db.session.commit()
    clock_at(case.brief["deadline"] + DAY)
    row = checkpoints.write(force=True)
    db.session.commit()
    content = case.snapshot()
    seal = case.lead.phone.seal
    case.lead.phone.seal = lambda *a, **k: seal(*a, **k, after=[row.number, row.hash])
    case.sign(content)
    db.session.commit()
    quality = desk("quality")
    assert get(quality, "/forms?state=late")["items"][0]["deadline"]["verdict"] == "proven_late"


def test_answers_before_the_signature_belong_to_the_team(case, desk):
    case.answer("item/5", graded("B", "缺座号"))
    case.answer("item/5", graded("C", "无座号"), who=case.second, parents=())
    db.session.commit()
    quality = desk("quality")
    form = get(quality, f"/forms/{case.event}")
    assert (form["contents"], form["items"], form["graded"]) == ("none", [], 0)
    rows = get(quality, f"/forms/{case.event}/history")["items"]
    assert {row["field"] for row in rows if row["kind"] == "inspections.answer"} == {None}
    other = make_account("supervisor", case.centre)
    db.session.commit()
    assert get(desk(other), f"/forms/{case.event}", 404)["code"] == "object.not_found"


def test_the_team_sees_its_working_answers_and_clashes(case):
    case.answer("item/5", graded("B", "缺座号"))
    case.answer("item/5", graded("C", "无座号"), who=case.second, parents=())
    case.answer("item/6", graded("B", "未公示"))
    case.answer("header/exam_lead", {"value": "李四", "reason": "临时更换"})
    person = case.second.person
    actor = Actor(
        case.second.account.id, person.id, person.name, (Grant("supervisor", case.centre.id),)
    )
    event = detail.event_for(actor, case.event, "form.read")
    form = detail.detail(actor, event, show_phone=True)
    assert form["contents"] == "working"
    assert form["items"][4]["clash"] is True
    assert (form["items"][5]["grade"], form["items"][5]["remark"]) == ("B", "未公示")
    assert form["items"][23]["na_reason"] == "no_technical_defence"
    assert [one["rating"] for one in form["items"][33]["ratings"]] == [None, None]
    assert form["header"]["exam_lead"] == {
        "value": "李四",
        "original": "黄志平",
        "reason": "临时更换",
    }
    assert form["may"] == {
        "receive": [], "give_back": False, "reply": False, "record": True, "export": True,
        "history": True, "bundle": False,
    }  # fmt: skip
    rows = history.history(actor, case.event, {"page": 1, "per_page": 100})["items"]
    assert [row["field"] for row in rows if row["kind"] == "inspections.answer"][-1] == "item/5"


@pytest.mark.req("A11-f3c")
def test_both_inboxes_confirm(case, desk):
    sign = submitted(case)
    quality, dispatcher = desk("quality"), desk("dispatcher")
    form = get(quality, f"/forms/{case.event}")
    assert form["contents"] == "signed"
    assert form["may"]["receive"] == ["quality"]
    assert form["header"]["phone"]["value"] == "100****0011"
    assert (
        get(quality, f"/forms/{case.event}?show=phone")["header"]["phone"]["value"] == "10000000011"
    )
    item = form["items"][11]
    assert (item["grade"], item["remark"], len(item["photos"])) == ("B", "04号考生手机未存放。", 1)
    assert form["items"][23]["na_reason"] == "no_technical_defence"
    path = f"/forms/{case.event}/receipts"
    assert send(quality, path, {"inbox": "dispatch"}, 403)["code"] == "inspections.wrong_inbox"
    assert send(quality, path, {"inbox": "quality"})["received"] == {
        "quality": True,
        "dispatch": False,
    }
    assert send(quality, path, {"inbox": "quality"}, 409)["code"] == "inspections.already_received"
    paper = {"inbox": "dispatch", "medium": "paper"}
    assert send(dispatcher, path, paper, 422)["errors"] == {"day": ["required"]}
    wrong = send(dispatcher, path, paper | {"day": "2027-01-01"}, 422)
    assert wrong["code"] == "inspections.receipt_day"
    form = send(dispatcher, path, paper | {"day": "2026-12-05"})
    assert (form["state"], form["received"]) == ("received", {"quality": True, "dispatch": True})
    assert {one["inbox"]: one["medium"] for one in form["receipts"]} == {
        "quality": "electronic",
        "dispatch": "paper",
    }
    assert {one["sign"] for one in form["receipts"]} == {sign}


def test_a_paper_centre_takes_paper_only(case, desk):
    submitted(case)
    case.centre.paper_original = True
    db.session.commit()
    dispatcher = desk("dispatcher")
    path = f"/forms/{case.event}/receipts"
    answer = send(dispatcher, path, {"inbox": "dispatch"}, 422)
    assert answer["code"] == "inspections.paper_required"


@pytest.mark.req("Q-17")
def test_one_section_may_empty_both_inboxes(case, desk):
    submitted(case)
    case.centre.inboxes = {"quality": "考务科", "dispatch": "考务科"}
    db.session.commit()
    dispatcher = desk("dispatcher")
    path = f"/forms/{case.event}/receipts"
    send(dispatcher, path, {"inbox": "quality"})
    assert send(dispatcher, path, {"inbox": "dispatch"})["state"] == "received"


def test_nothing_can_be_done_with_an_unsigned_form(case, desk):
    case.fill()
    db.session.commit()
    quality, clerk = desk("quality"), desk("station_clerk")
    for client, path, body in (
        (quality, "receipts", {"inbox": "quality"}),
        (quality, "returns", {"question": "第5项请说明"}),
        (quality, "recorded", {}),
        (clerk, "replies", {"text": "已补训"}),
    ):
        answer = send(client, f"/forms/{case.event}/{path}", body, 409)
        assert answer["code"] == "inspections.not_submitted"
    answer = get(quality, f"/forms/{case.event}/paper.pdf", 409)
    assert answer["code"] == "inspections.not_submitted"


def test_a_return_asks_for_an_amended_version(case, desk):
    sign = submitted(case)
    quality = desk("quality")
    path = f"/forms/{case.event}/returns"
    form = send(quality, path, {"question": "第15项请写明考场"})
    assert (form["state"], form["remarks"][0]["text"]) == ("returned", "第15项请写明考场")
    assert (
        send(quality, path, {"question": "再问一次"}, 409)["code"] == "inspections.already_returned"
    )
    told = [m.template for m in messages.inbox(case.lead.person.id)]
    assert "inspections.returned" in told
    case.answer("item/15", graded("C", "第1考场未提醒，监考员确认"))
    second, _ = case.sign(case.snapshot(2, sign))
    db.session.commit()
    form = get(quality, f"/forms/{case.event}")
    assert (form["state"], form["version"], form["received"]["quality"]) == ("submitted", 2, False)
    assert [one["version"] for one in form["versions"]] == [2, 1]
    assert form["amend_reason"] == "补正"
    assert (
        get(quality, f"/forms/{case.event}/paper.pdf?version=3", 404)["code"]
        == "inspections.no_such_version"
    )
    assert second == form["versions"][0]["sign"]


def test_the_station_sees_b_and_c_after_submission_and_replies(case, desk):
    case.answer("item/5", graded("B", "缺座号"))
    db.session.commit()
    clerk = desk("station_clerk")
    assert get(clerk, f"/forms/{case.event}")["items"] == []
    assert get(clerk, f"/forms/{case.event}/history", 403)["code"] == "auth.forbidden"
    sign = submitted(case)
    jobs_done()
    form = get(clerk, f"/forms/{case.event}")
    assert [i["no"] for i in form["items"] if i.get("grade") in ("B", "C")] == [12, 15]
    form = send(clerk, f"/forms/{case.event}/replies", {"text": "已补训，见附件。"})
    assert [(one["kind"], one["sign"]) for one in form["remarks"]] == [("replied", sign)]
    assert get(clerk, f"/forms/{case.event}/paper.pdf", 403)["code"] == "auth.forbidden"


def jobs_done():
    """Run what is due, as the worker would."""
    for job in jobs.lease_due():
        assert jobs.run(job)


def test_sections_and_station_hear_of_a_submitted_form(case, desk):
    people = {role: office(case, role).person_id for role in ("quality", "dispatcher", "chief")}
    submitted(case)
    jobs_done()
    told = {
        role: [m.template for m in messages.inbox(one) if m.template.startswith("inspections.")]
        for role, one in people.items()
    }
    assert told == {"quality": ["inspections.submitted"], "dispatcher": ["inspections.submitted"],
                    "chief": ["inspections.station"]}  # fmt: skip


def test_signers_hear_of_a_flawed_version(case, desk):
    case.fill()
    case.sign(case.snapshot(template="c" * 64))
    jobs_done()
    assert "inspections.flawed" in [m.template for m in messages.inbox(case.lead.person.id)]
    leader = desk("centre_leader")
    flawed = get(leader, "/held")["flawed"][0]
    assert flawed["flaws"][0]["code"] == "inspections.snapshot"
    assert "附件11" in flawed["flaws"][0]["clause"]


def test_history_shows_stated_and_proven_times(case, desk):
    sign = submitted(case)
    checkpoints.write(force=True)
    db.session.commit()
    rows = get(desk("quality"), f"/forms/{case.event}/history?per_page=100")["items"]
    assert [row["seq"] for row in rows] == sorted((row["seq"] for row in rows), reverse=True)
    signed = next(row for row in rows if row["hash"] == sign)
    assert signed["value"] == {"version": 1, "assurance": "key"}
    assert signed["stated"] == case.at
    assert signed["latest"] == signed["received"]
    answers = [row for row in rows if row["field"] == "item/12"]
    assert [row["value"]["grade"] for row in answers] == ["B", "A"]
    assert answers[0]["parents"] == [answers[1]["hash"]]
    assert all(row["name"] == "林晓岚" for row in answers)


def sheet_of(answer):
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def audited(action):
    """Data of the audit lines of one action."""
    rows = db.session.scalars(select(JournalEntry).where(JournalEntry.journal == AUDIT))
    lines = [entry_from(row, body_of(row.hash)).data for row in rows]
    db.session.rollback()
    return [line for line in lines if line["action"] == action]


@pytest.mark.req("S-11")
def test_the_list_exports_what_the_filters_show_and_says_who_did(case, desk):
    submitted(case)
    db.session.rollback()
    quality = desk("quality")
    rows = sheet_of(quality.get("/api/v1/forms/export?state=to_receive&q=林晓岚"))
    assert rows[0][0].startswith("导出：")
    assert rows[1] == [head for head, _ in COLUMNS]
    [row] = [dict(zip(rows[1], one, strict=True)) for one in rows[2:]]
    listed = get(quality, "/forms")["items"][0]
    assert row["鉴定站"] == listed["station"]["name"]
    assert (row["A"], row["B"], row["C"]) == (listed["a"], listed["b"], listed["c"])
    assert (row["状态"], row["上交"], row["质量督导科"]) == ("已上交", "按时，已证明", "待收")
    assert row["督导员"] == "、".join(one["name"] for one in listed["supervisors"])
    assert len(sheet_of(quality.get("/api/v1/forms/export?state=unsigned"))) == 2
    [first, second] = audited("form.export_list")
    assert (first["detail"]["lines"], second["detail"]["lines"]) == (1, 0)
    clerk = desk("station_clerk")
    assert clerk.get("/api/v1/forms/export").status_code == 403


@pytest.mark.req("S-11")
def test_many_persons_need_a_reason(case, desk, monkeypatch):
    db.session.rollback()
    monkeypatch.setattr(papers, "MOST_PEOPLE", 1)
    quality = desk("quality")
    refused = quality.get("/api/v1/forms/export")
    assert refused.json["code"] == "inspections.export_reason"
    assert audited("form.export_list") == []
    assert len(sheet_of(quality.get("/api/v1/forms/export?reason=月度通报"))) == 3
    assert audited("form.export_list")[0]["detail"]["reason"] == "月度通报"


@pytest.mark.req("U-10")
def test_history_tells_kits_taken_and_clocks_that_run_wrong(case, desk, clock_at):
    phone = desk(with_password(case.lead.account))
    bind(case.lead)
    kit = get(phone, f"/journals/{case.event}/changes")
    case.push(
        case.lead.phone.seal(
            case.event,
            "inspections.answer",
            {"field": "item/5", "value": graded()},
            at=case.at,
            wall=case.at + 74_000,
        )
    )
    db.session.rollback()  # the test must not hold the writing connection
    clock_at(ON_THE_DAY + 600_000)
    get(phone, f"/journals/{case.event}/changes?after={kit['seq']}")
    found = get(desk("quality"), f"/forms/{case.event}/history?per_page=100")
    [row] = [row for row in found["items"] if row["kind"] == "inspections.answer"]
    assert (row["wall"] - row["stated"], row["skew"]) == (74_000, 74)
    assert all(row["skew"] is None for row in found["items"] if row["server"])
    [taken] = found["kits"]
    assert (taken["name"], taken["seq"]) == ("林晓岚", kit["seq"] + 1)
    assert taken["newest"] - taken["at"] > 300_000


@pytest.mark.req("U-8")
def test_a_checked_phone_with_a_fresh_kit_is_offline_by_plan_and_another_is_silent(
    case, desk, clock_at
):
    quality = desk("quality")
    first = case.brief["sessions"][0]["t0"]

    def states(path):
        found = get(quality, path)
        return {p["name"]: p["state"] for p in (found.get("items") or [found])[0]["phones"]}

    for one in (case.lead, case.second):
        phone = desk(with_password(one.account))
        bind(one)
        get(phone, f"/journals/{case.event}/changes")
        device_of(one.phone).last_seen = first - 2 * 3_600_000
    db.session.commit()
    checks = {"checks": [{"name": "storage", "ok": True, "note": None}], "ready": True}
    assert case.push(case.seal("staffing.check", checks)) == ["accepted"]
    db.session.rollback()
    clock_at(first)
    quality = desk("quality")
    expected = {case.lead.person.name: "planned", case.second.person.name: "silent"}
    assert states("/forms") == expected
    assert states(f"/forms/{case.event}") == expected
    assert states(f"/dispatches/{case.event}") == expected
    assert states("/dispatches") == expected
    clock_at(first - 50 * 60_000)
    quality = desk("quality")
    assert set(states("/forms").values()) == {"seen"}


@pytest.mark.req("A11-p1")
def test_verification_in_words(app, case, desk, tmp_path, monkeypatch):
    submitted(case)
    quality = desk("quality")
    path = f"/forms/{case.event}/verification"
    found = get(quality, path)
    assert (found["shape"], found["statement"]) == ("look", "自身一致，未锚定到检查点")
    checkpoints.write(force=True)
    db.session.commit()
    found = get(quality, path)
    assert (found["shape"], found["statement"]) == ("look", "自身一致，检查点还没有外部见证")
    archive = put_under_witness(app, monkeypatch, tmp_path / "archive", "宁川市档案局")
    found = get(quality, path)
    assert (found["shape"], found["statement"]) == ("ok", "签名后没有改动")
    assert "见证方：宁川市档案局" in found["details"][1]
    assert found["details"][0] == "38 项、1 张照片、1 个签名与签名时的内容一致。"
    assert found["checkpoint"]["number"] == found["anchored_to"]
    case.answer("item/7", graded("C", "没有预案"), who=case.second, parents=())
    db.session.commit()
    found = get(quality, path)
    assert found["shape"] == "ok"
    assert [one["why"] for one in found["late_arrivals"]] == ["after_signature"]
    english = quality.get(f"/api/v1{path}", headers={"Accept-Language": "en"}).get_json()
    assert english["statement"] == "Nothing changed after the signature"
    # Another office's file under the same name is no witness of ours.
    archive.file.rename(archive.path / "before.txt")
    put_under_witness(app, monkeypatch, tmp_path / "stranger", "宁川市档案局")
    stranger = (tmp_path / "stranger" / "checkpoints.txt").read_text("ascii")
    archive.file.write_text(stranger, "ascii")
    settings = app.config["SETTINGS"]
    own = replace(settings, witness=str(archive.file), witness_key=thumbprint(archive.jwk()))
    monkeypatch.setitem(app.config, "SETTINGS", own)
    assert get(quality, path)["shape"] == "look"


def test_a_changed_body_is_named_by_its_line(case, desk):
    sign = submitted(case)
    row = db.session.get_one(JournalBody, sign)
    row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
    db.session.commit()
    found = get(desk("quality"), f"/forms/{case.event}/verification")
    assert found["shape"] == "stop"


@pytest.mark.req("A11-p1")
def test_papers_come_out_and_are_logged(case, desk):
    submitted(case)
    checkpoints.write(force=True)
    db.session.commit()
    quality = desk("quality")
    for name, start in (("paper.pdf", b"%PDF"), ("blank.pdf", b"%PDF"), ("prefilled.pdf", b"%PDF"),
                        ("paper.xlsx", b"PK")):  # fmt: skip
        answer = quality.get(f"/api/v1/forms/{case.event}/{name}")
        assert answer.status_code == 200, (name, answer.get_data(as_text=True)[:200])
        assert answer.data.startswith(start)
        assert "attachment" in answer.headers["Content-Disposition"]
    province = get(quality, f"/forms/{case.event}/province")
    assert province["recorded"] is False
    assert {"field": "第24项 评价", "value": "/"} in province["items"]
    assert send(quality, f"/forms/{case.event}/recorded", {})["recorded"] is True
    assert (
        send(quality, f"/forms/{case.event}/recorded", {}, 409)["code"]
        == "inspections.already_recorded"
    )
    assert get(quality, f"/forms/{case.event}/province")["recorded"] is True
    auditor = desk("audit_admin")
    logged = [row["action"] for row in get(auditor, "/audit?per_page=100")["items"]]
    assert logged.count("form.export") >= 4


def test_a_photo_is_served_through_the_form_only(case, desk):
    wrong = case.order(21, jpeg(200))
    submitted(case)
    quality = desk("quality")
    digest = get(quality, f"/forms/{case.event}")["items"][11]["photos"][0]["sha256"]
    answer = quality.get(f"/api/v1/forms/{case.event}/photos/{digest}")
    assert (answer.status_code, answer.data) == (200, jpeg())
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    answer = quality.get(f"/api/v1/forms/{case.event}/photos/{wrong}")
    assert (answer.status_code, answer.data) == (200, jpeg(200))
    paper = quality.get(f"/api/v1/forms/{case.event}/paper.pdf").data
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    assert "纠正前" in printed
    assert "未随本表提供" not in printed
    strokes = get(quality, f"/forms/{case.event}")["signatures"][0]["strokes"]
    assert quality.get(f"/api/v1/forms/{case.event}/photos/{strokes}").status_code == 404


@pytest.mark.req("S-12")
def test_the_code_on_the_paper_tells_only_what_it_may(case, desk, client):
    sign = submitted(case)
    token = db.session.get_one(FormVersion, sign).token
    db.session.commit()
    assert len(bytes.fromhex(token)) * 8 >= 128
    answer = client.get(f"/verify/{token}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    for word in ("督派〔2026〕1号", "第 1 版", "2026-12-05", "有效"):
        assert word in page
    for secret in ("林晓岚", "茶业", "黄志平", "10000000011", "<script", case.event):
        assert secret not in page
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    case.answer("item/7", graded("C", "没有预案"))
    case.sign(case.snapshot(2, sign))
    db.session.commit()
    assert "已被第 2 版取代" in client.get(f"/verify/{token}").get_data(as_text=True)
    assert client.get(f"/verify/{'0' * 40}").status_code == 404


def test_the_public_page_ends_with_the_retention(case, client, clock_at):
    sign = submitted(case)
    token = db.session.get_one(FormVersion, sign).token
    db.session.commit()
    clock_at(BEFORE + 760 * DAY)
    assert client.get(f"/verify/{token}").status_code == 404


def test_the_bundle_verifies_alone(case, desk, tmp_path):
    submitted(case)
    checkpoints.write(force=True)
    db.session.commit()
    quality = desk("quality")
    answer = quality.get(f"/api/v1/journals/{case.event}/bundle")
    target = tmp_path / "bundle.zip"
    target.write_bytes(answer.data)
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert "verify.py" in names
    root = json.loads(zipfile.ZipFile(io.BytesIO(answer.data)).read("bundle.json"))["root"]
    assert verify_bundle(str(target), root).state == "anchored"


def test_held_entries_say_why_and_what_to_do(case, desk):
    case.answer("item/1", graded("D"))
    orphan = case.seal(
        "inspections.answer", {"field": "item/2", "value": graded()}, parents=("e" * 64,)
    )
    case.push(orphan)
    case.push("nonsense", carrier=case.second.person.id)
    db.session.commit()
    found = get(desk("quality"), "/held")
    assert {(row["state"], row["code"]) for row in found["items"]} == {
        ("refused", "inspections.grade"), ("waiting", "parent")}  # fmt: skip
    refused = next(row for row in found["items"] if row["state"] == "refused")
    assert (refused["field"], refused["name"], refused["clause"]) == (
        "item/1",
        "林晓岚",
        "附件11注1",
    )
    assert refused["todo"] == "请重新评这一项"
    waiting = next(row for row in found["items"] if row["state"] == "waiting")
    assert waiting["title"] == "等它所依据的那条记录送到"
    assert found["rejected"][0]["todo"].startswith("请督导员用本人手机重新上传")
    assert [(row["code"], row["carrier"]) for row in found["rejected"]] == [
        ("entry.format", "陈志远")
    ]
    assert get(desk("quality"), "/held?state=waiting")["total"] == 1


@pytest.mark.req("S-6")
def test_another_centre_sees_nothing(app, case):
    submitted(case)
    account = make_account("quality", make_centre())
    db.session.commit()
    client = app.test_client()
    sign_in(client, account)
    assert get(client, "/forms")["total"] == 0
    assert get(client, "/held")["total"] == 0
    for path in ("", "/history", "/verification", "/paper.pdf", "/province"):
        assert get(client, f"/forms/{case.event}{path}", 404)["code"] == "object.not_found"
    for path in ("receipts", "returns", "recorded"):
        body = {"receipts": {"inbox": "quality"}, "returns": {"question": "为什么"}}.get(path, {})
        assert send(client, f"/forms/{case.event}/{path}", body, 404)["code"] == "object.not_found"
    assert get(client, f"/journals/{case.event}/bundle", 404)["code"] == "object.not_found"


def test_the_next_brief_shows_the_last_b_and_c(case):
    submitted(case)
    assert previous_items(case.station.id, date(2026, 12, 5)) == []
    assert previous_items(case.station.id, date(2026, 12, 20)) == [
        {"no": 12, "grade": "B", "remark": "04号考生手机未存放。", "day": "2026-12-05"},
        {"no": 15, "grade": "C", "remark": "第1考场未提醒", "day": "2026-12-05"},
    ]
    assert form_states([case.event]) == {
        case.event: {"state": "submitted", "graded": 34, "due": 35}
    }
