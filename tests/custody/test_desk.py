"""The keeper's desk: packs made, handed out on D-1, taken back, settled, archived."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts import passwords
from backend.accounts.services import accounts
from backend.assessments.models import ExamSession
from backend.core import clock, erasure, workdays
from backend.core.db import db
from backend.core.errors import Problem
from backend.core.journal_models import JournalEntry
from backend.custody import boards, days, handing, preparing, settling, signing
from backend.custody.telling import strokes_of
from backend.findings.queries import of_event
from backend.staffing.models import Assignment
from tests.factories.accounts import PASSWORD, post, sign_in
from tests.factories.counter import ALL_RIGHT, EVE, T0, drawn, make_papers
from tests.factories.inspections import office

DAY = 86_400_000


def code_of(caught) -> str:
    return caught.value.code


@pytest.fixture
def papers(session, clock_at):
    clock_at(EVE)
    return make_papers()


def enter(client, account) -> None:
    """Sign in while this test holds nothing."""
    name = account.username
    db.session.rollback()
    assert sign_in(client, name).status_code == 200


def refused(work) -> Problem:
    with pytest.raises(Problem) as caught:
        work()
    db.session.rollback()
    return caught.value


# --- preparing ---------------------------------------------------------------------------------


@pytest.mark.req("A3-4b")
def test_a_pack_is_proposed_for_every_session_and_room_with_its_copies(papers):
    rows = preparing.proposal(papers.event)
    assert [(row["number"], row["copies"], row["computer"], row["paper_code"]) for row in rows] == [
        ("01", 30, True, "CY-1"), ("02", 30, False, "CY-1")]  # fmt: skip
    assert [row["strip"] for row in rows] == ["", ""]
    made = papers.prepare()
    assert [(one.number, one.state, one.kind, one.strip) for one in made] == [
        ("01", "prepared", "theory", "FJ-2201"), ("02", "prepared", "practical", "FJ-2202")]  # fmt: skip
    assert preparing.proposal(papers.event) == []
    again = [preparing.row_of(one) for one in made]
    assert preparing.prepare(papers.event, again, papers.me) == []


@given(st.integers(0, 200), st.integers(0, 40), st.integers(1, 9))
def test_copies_are_shared_out_whole_and_even(due, spare, rooms):
    project = {"theory_due": due, "practical_due": None, "due": due, "copies": due + spare}
    found = preparing.shares({"kind": "theory", "due": due}, project, rooms)
    assert sum(found) == due + spare
    assert max(found) - min(found) <= 1


@pytest.mark.req("8.5")
def test_a_pack_changes_until_it_leaves_and_not_afterwards(papers):
    first, second = papers.prepare()
    row = preparing.row_of(first) | {"copies": 31, "strip": "FJ-2301"}
    assert preparing.prepare(papers.event, [row], papers.me) == [first.id]
    assert (papers.packs[0].copies, papers.packs[0].strip) == (31, "FJ-2301")
    gone = preparing.row_of(papers.packs[1]) | {"withdrawn": True}
    preparing.prepare(papers.event, [gone], papers.me)
    db.session.commit()
    assert [row["number"] for row in preparing.proposal(papers.event)] == ["03"]
    papers.answer(papers.give(papers.packs[0]))
    late = preparing.row_of(papers.packs[0]) | {"copies": 29}
    assert (
        refused(lambda: preparing.prepare(papers.event, [late], papers.me)).code == "custody.state"
    )
    assert second.id == papers.packs[1].id


@pytest.mark.req("A3-4b")
def test_a_strip_number_is_used_once_in_the_whole_centre(papers):
    papers.prepare()
    rows = [preparing.row_of(one) for one in papers.packs]
    rows[1]["strip"] = rows[0]["strip"]
    caught = refused(lambda: preparing.prepare(papers.event, rows, papers.me))
    assert (caught.code, caught.extra) == ("custody.strip_used", {"row": 0})
    other = make_papers(派遣号="督派〔2026〕2号", 鉴定站="宁川市烹饪学校职业技能鉴定站")
    caught = refused(lambda: other.prepare("FJ-2201", "FJ-9999"))
    assert caught.code == "custody.strip_used"


def test_two_packs_of_one_exam_never_have_the_same_number(papers):
    papers.prepare()
    row = preparing.row_of(papers.packs[1]) | {"number": "01"}
    assert refused(lambda: preparing.prepare(papers.event, [row], papers.me)).code == (
        "custody.number_twice"
    )


@pytest.mark.req("A3-4b")
def test_a_replacement_comes_from_the_keeper_and_for_a_pack_in_trouble_only(papers):
    first, _ = papers.prepare()
    row = preparing.row_of(first) | {
        "pack": None, "number": "01A", "strip": "FJ-3001", "replaces": first.id}  # fmt: skip
    assert refused(lambda: preparing.prepare(papers.event, [row], papers.me)).code == (
        "custody.replaced_pack"
    )
    papers.answer(papers.give(first), refuse=(first.id,))
    assert papers.packs[0].exception == "strip_broken"
    [made] = preparing.prepare(papers.event, [row], papers.me)
    assert next(one for one in papers.packs if one.id == made).replaces == first.id
    assert "E.pack" in {one.code for one in of_event(papers.case.event)}


# --- the day -----------------------------------------------------------------------------------


@pytest.mark.req("A3-4a")
@pytest.mark.parametrize(
    ("today", "verdict"),
    [
        ("2026-12-04", "fit"), ("2026-12-03", "early"), ("2026-12-05", "late"),
        ("2026-12-07", "over"),
    ],
)  # fmt: skip
def test_papers_are_collected_on_the_day_before(today, verdict):
    weekdays = lambda day: day.weekday() < 5  # noqa: E731
    assert days.collecting(date.fromisoformat(today), {date(2026, 12, 5)}, weekdays) == verdict


@pytest.mark.req("A3-4a")
def test_before_a_day_off_the_last_working_day_takes_a_decision_and_is_no_fault():
    weekdays = lambda day: day.weekday() < 5  # noqa: E731
    monday = {date(2026, 12, 7)}
    assert days.collecting(date(2026, 12, 4), monday, weekdays) == "decision"
    assert days.collecting(date(2026, 12, 3), monday, weekdays) == "early"
    assert days.collecting(date(2026, 12, 6), monday, weekdays) == "fit"
    sunday_too = {date(2026, 12, 5), date(2026, 12, 6)}
    assert days.collecting(date(2026, 12, 5), sunday_too, weekdays) == "fit"


@pytest.mark.req("A3-4a")
def test_another_day_needs_a_reason(papers, clock_at):
    packs = papers.prepare()
    clock_at(T0 - DAY // 8)
    assert handing.day_of(papers.event, packs) == "late"
    assert refused(papers.give).code == "custody.wrong_day"
    offer = papers.give(reason="昨日道路中断，经中心同意当天领取")
    assert handing.story(papers.case.event)[-1].entry == offer


@pytest.mark.req("A3-4a")
def test_whoever_declined_or_is_not_dispatched_gets_nothing(papers):
    papers.prepare()
    stranger = papers.party("何雪梅")
    assert refused(lambda: papers.give(to=stranger)).code == "custody.declined"
    assert refused(lambda: papers.give(to=papers.me)).code == "custody.declined"
    row = db.session.get_one(Assignment, (papers.case.event, papers.lead, "supervisor"))
    row.reply = "declined"
    db.session.commit()
    assert refused(papers.give).code == "custody.declined"


@pytest.mark.req("A3-4a")
def test_a_scanned_or_typed_number_finds_the_dispatch_of_the_own_centre_only(papers, client):
    papers.prepare()
    label = f"DKP1:{papers.packs[0].id.upper()}"
    db.session.commit()
    enter(client, papers.keeper)
    for text in ("督派〔2026〕1号", "2026 1", "1", "〔2026〕1", label, "fj-２201"):
        found = post(client, "/custody/find", {"text": text})
        assert [one["event"] for one in found.json["items"]] == [papers.case.event], text
    for text in ("2", "2025-1", "没有", "FJ-2209", "DKP1:000000000000"):
        assert post(client, "/custody/find", {"text": text}).json["code"] == "custody.no_dispatch"


# --- handing out -------------------------------------------------------------------------------


@pytest.mark.req("A3-4c", "8.5b")
def test_packs_are_gone_only_when_both_have_signed(papers):
    first, second = papers.prepare()
    offer = papers.give()
    state = handing.counter(papers.event)
    assert {one["state"] for one in state["packs"]} == {"prepared"}
    assert {one["state"] for one in state["handovers"][0]["packs"]} == {"waiting"}
    papers.answer(offer, refuse=(second.id,))
    told = handing.counter(papers.event)
    assert [(one["number"], one["state"], one["fault"]) for one in told["handovers"][0]["packs"]] == [
        ("01", "accepted", None), ("02", "refused", "strip_broken")]  # fmt: skip
    rows = {one["number"]: one for one in told["packs"]}
    assert (rows["01"]["state"], rows["01"]["with"]["name"]) == ("with_supervisor", "林晓岚")
    assert (rows["02"]["state"], rows["02"]["exception"]) == ("exception", "strip_broken")
    assert first.id == rows["01"]["pack"]


@pytest.mark.req("A3-4c")
def test_of_two_keepers_the_second_hears_who_gave_the_pack_and_when(papers):
    papers.prepare()
    papers.give(papers.packs[0])
    caught = refused(lambda: papers.give(papers.packs[0], keeper=papers.other.person_id))
    assert caught.code == "custody.given"
    assert caught.extra["by"] == papers.keeper.person.name
    assert (caught.extra["number"], caught.extra["to"]) == ("01", "林晓岚")
    assert EVE - 1000 < caught.extra["at"] < EVE + 60_000
    papers.answer(handing.story(papers.case.event)[-1].entry)
    assert refused(papers.give).code == "custody.given"


def test_an_offer_can_be_taken_back_until_it_is_answered(papers):
    papers.prepare()
    offer = papers.give()
    handing.recall(papers.event, offer, "督导员未到", papers.other.person_id)
    db.session.commit()
    assert {one["state"] for one in handing.counter(papers.event)["handovers"][0]["packs"]} == {
        "recalled"}  # fmt: skip
    second = papers.give()
    papers.answer(second)
    assert refused(lambda: handing.recall(papers.event, second, "反悔", papers.me)).code == (
        "custody.not_offered"
    )


@pytest.mark.req("A3-4b")
def test_what_does_not_fit_stays_and_opens_a_finding(papers):
    first, second = papers.prepare()
    handing.trouble(papers.event, [second.id], "bag_damaged", "袋角裂开", papers.me)
    db.session.commit()
    assert papers.packs[1].state == "exception"
    assert {one.code for one in of_event(papers.case.event)} == {"E.pack"}
    assert refused(lambda: papers.give(papers.packs[1])).code == "custody.state"
    papers.answer(papers.give(papers.packs[0]))
    assert papers.packs[0].state == "with_supervisor"
    assert first.id == papers.packs[0].id


@pytest.mark.req("A3-4c")
def test_a_signature_at_the_desk_is_bound_to_what_it_signs_and_needs_ink(papers):
    papers.prepare()
    thin = drawn() | {"strokes": [[[1.0, 1.0, 0.0], [2.0, 2.0, 90.0]]]}
    assert refused(lambda: papers.give(signature=thin)).code == "custody.ink"
    papers.give(papers.packs[0])
    said = handing.story(papers.case.event)[-1]
    signature = said.data["signature"]
    assert (signature["by"], signature["assurance"]) == (papers.me, "signin")
    ink = strokes_of(papers.case.event, signature["strokes"])
    whole = {key: value for key, value in said.data.items() if key != "signature"}
    bare = signature | {"strokes": None}
    assert ink["content"] == signing.statement(
        "custody.offer", papers.case.event, whole | {"signature": bare}
    )


# --- back at the centre ------------------------------------------------------------------------


def back_at_the_centre(papers) -> None:
    papers.prepare()
    papers.answer(papers.give())
    offer = papers.phone(
        "custody.offer",
        {
            "purpose": "return", "to": papers.me, "room": None, "place": "", "reason": "",
            "paper": None,
            "packs": [
                {"pack": one.id, "after": one.tip, "strip": one.strip, "copies": one.inside,
                 "checks": ALL_RIGHT}
                for one in papers.packs
            ],
        },
        [one.tip for one in papers.packs],
        (papers.lead, "key"),
    )  # fmt: skip
    rows = [{"pack": one.id, "checks": ALL_RIGHT, "fault": None, "reason": ""}
            for one in papers.packs]  # fmt: skip
    handing.take(papers.event, {"offer": offer, "packs": rows, "signature": drawn(5)}, papers.me)
    db.session.commit()


@pytest.mark.req("8.5", "N2-1")
def test_papers_come_back_with_two_signatures_and_go_to_the_archive(papers):
    back_at_the_centre(papers)
    assert {(one.state, one.holder, one.unproved) for one in papers.packs} == {
        ("returned", papers.me, 0)}  # fmt: skip
    names = [one.id for one in papers.packs]
    data = {"packs": names, "place": "档案室3柜", "medium": "纸质", "keeper": "王秀英"}
    settling.archive(papers.event, data, papers.me)
    db.session.commit()
    assert {one.state for one in papers.packs} == {"archived"}


@pytest.mark.req("N2-1")
def test_papers_are_destroyed_after_two_years_by_two_people_and_never_under_a_hold(
    papers, clock_at
):
    back_at_the_centre(papers)
    names = [one.id for one in papers.packs]
    settling.archive(papers.event, {"packs": names, "place": "档案室", "medium": "纸质",
                                    "keeper": "王秀英"}, papers.me)  # fmt: skip
    db.session.commit()
    data = {"packs": names, "reason": "期满销毁"}

    def destroy(second: str):
        return lambda: settling.destroy(papers.event, data, papers.me, second)

    two_years = clock.start_of_day(date(2028, 12, 5))
    clock_at(two_years)
    caught = refused(destroy(papers.other.person_id))
    assert (caught.code, caught.extra) == ("custody.kept", {"until": "2028-12-05"})
    clock_at(two_years + DAY)
    assert refused(destroy(papers.me)).code == "custody.same_hand"
    erasure.set_hold(papers.case.event, "复查未结", papers.me)
    db.session.commit()
    assert refused(destroy(papers.other.person_id)).code == "custody.held"
    erasure.lift_hold(papers.case.event, "复查已结", papers.other.person_id)
    db.session.commit()
    done = destroy(papers.other.person_id)()
    db.session.commit()
    assert {one.state for one in papers.packs} == {"destroyed"}
    assert done.data["by"] == [papers.me, papers.other.person_id]


@pytest.mark.req("8.5")
def test_the_centre_alone_ends_an_exception_and_says_what_the_pack_is(papers, client):
    first, _ = papers.prepare()
    papers.answer(papers.give(first), refuse=(first.id,))
    body = {"state": "prepared", "with": None, "strip": "FJ-7001", "reason": "已换袋重封"}
    path = f"/custody/packs/{first.id}/release"
    enter(client, papers.keeper)
    assert post(client, path, body).status_code == 403
    enter(client, office(papers.case, "handler"))
    assert post(client, path, body | {"reason": " "}).status_code == 422
    answer = post(client, path, body)
    assert answer.status_code == 201, answer.json
    pack = papers.packs[0]
    assert (pack.state, pack.strip, pack.exception, pack.with_party) == (
        "prepared", "FJ-7001", None, "centre")  # fmt: skip
    papers.answer(papers.give(papers.packs[0]))
    assert papers.packs[0].state == "with_supervisor"


# --- the board ---------------------------------------------------------------------------------


def test_the_board_shows_what_needs_somebody_first(papers, client, clock_at):
    first, second = papers.prepare()
    papers.answer(papers.give(second), refuse=(second.id,))
    enter(client, papers.keeper)
    board = client.get("/api/v1/custody/packs").json
    assert [(row["number"], row["tab"]) for row in board["items"]] == [
        ("02", "exception"), ("01", "here")]  # fmt: skip
    assert board["counts"] == {"all": 2, "exception": 1, "overdue": 0, "waiting": 0, "here": 2,
                               "out": 0, "back": 0}  # fmt: skip
    clock_at(EVE + 2 * 3_600_000)
    enter(client, papers.keeper)
    board = client.get("/api/v1/custody/packs?tab=overdue").json
    assert [(row["number"], row["late"]) for row in board["items"]] == [("01", "collect")]
    for query in ("q=FJ-2201", "q=督派", "q=茶业", f"q=DKP1:{first.id.upper()}", "q=CY-1"):
        found = client.get(f"/api/v1/custody/packs?span=past&{query}").json
        assert "01" in [row["number"] for row in found["items"]], query
    assert client.get("/api/v1/custody/packs?span=past").json["total"] == 0
    assert second.id != first.id


def test_a_pack_stands_in_every_tab_it_fits_and_under_the_day_of_its_session(
    papers, client, clock_at
):
    first, second = papers.prepare()
    papers.answer(papers.give(first))
    clock_at(EVE + 5 * 3_600_000)
    enter(client, papers.keeper)

    def board(query):
        return client.get(f"/api/v1/custody/packs?{query}").json

    found = board("tab=out")
    assert [(row["number"], row["tab"]) for row in found["items"]] == [("01", "overdue")]
    assert [found["counts"][one] for one in ("all", "overdue", "here", "out")] == [2, 2, 1, 1]
    assert [board(f"span={one}")["total"] for one in ("today", "tomorrow", "near")] == [0, 2, 2]
    later = db.session.get_one(ExamSession, second.session_id)
    later.t0, later.end = later.t0 + DAY, later.end + DAY
    db.session.commit()
    spans = ("tomorrow", "near", "week", "past", "all")
    assert [board(f"span={one}")["total"] for one in spans] == [1, 1, 2, 0, 2]


def test_overdue_follows_the_anchors(papers, client, clock_at, monkeypatch):
    papers.prepare()
    papers.answer(papers.give())

    def late() -> set[str | None]:
        enter(client, papers.keeper)
        items = client.get("/api/v1/custody/packs?span=all").json["items"]
        return {row["late"] for row in items if row["kind"] == "theory"}

    assert late() == {None}
    clock_at(EVE + 5 * 3_600_000)
    assert late() == {"store"}
    clock_at(EVE + 10 * 3_600_000)
    assert late() == {"store"}, "after midnight it is still that night"
    clock_at(T0 - 60 * 60_000)
    assert late() == {None}
    with monkeypatch.context() as evening:
        evening.setattr(days, "is_night", lambda _: True)
        assert late() == {None}, "papers of a session this evening are on their way to it"
    clock_at(EVE + 10 * 3_600_000)
    papers.store()
    assert late() == {None}
    clock_at(T0 - 20 * 60_000)
    assert late() == {"site"}
    clock_at(T0 + 60_000)
    assert late() == {"open"}


def test_nobody_sees_the_papers_of_another_centre(papers, client):
    papers.prepare()
    other = make_papers(派遣号="督派〔2026〕9号", 中心="山城市职业技能鉴定指导中心")
    other.prepare("S-1", "S-2")
    enter(client, papers.keeper)
    board = client.get("/api/v1/custody/packs?span=all").json
    assert {row["event"] for row in board["items"]} == {papers.case.event}
    pack = other.packs[0]
    db.session.commit()
    for path in (f"/custody/packs/{pack.id}", f"/events/{other.case.event}/custody",
                 f"/events/{other.case.event}/custody/table",
                 f"/events/{other.case.event}/custody/totals",
                 f"/events/{other.case.event}/custody/labels.pdf"):  # fmt: skip
        assert client.get(f"/api/v1{path}").status_code == 404, path


@pytest.mark.req("8.5b")
def test_counts_add_up_by_room_and_batch(papers, clock_at):
    papers.prepare()
    assert {one["adds_up"] for one in boards.totals(papers.case.event)["rooms"]} == {None}
    papers.answer(papers.give())
    clock_at(T0 - 10 * 60_000)
    guard = papers.party("何雪梅")
    for pack in papers.packs:
        papers.hand("room", papers.lead, guard, pack.room_id, pack)
    theory, practical = papers.packs
    papers.whole_day(theory)
    found = boards.totals(papers.case.event)
    [batch] = found["batches"]
    assert (batch["packs"], batch["opened"], batch["issued"], batch["spare"], batch["void"],
            batch["collected"], batch["missing"], batch["adds_up"]) == (
        2, 30, 28, 1, 1, 28, 0, True)  # fmt: skip
    papers.whole_day(practical, missing=1)
    found = boards.totals(papers.case.event)
    assert [(one["missing"], one["adds_up"]) for one in found["rooms"]] == [(0, True), (1, False)]
    assert found["batches"][0]["adds_up"] is False


def test_a_packs_page_tells_its_whole_life(papers, client, clock_at):
    papers.prepare()
    papers.answer(papers.give())
    papers.store()
    clock_at(T0 - 10 * 60_000)
    papers.hand(
        "room", papers.lead, papers.party("何雪梅"), papers.packs[0].room_id, papers.packs[0]
    )
    papers.whole_day(papers.packs[0], missing=1)
    name, keeper = papers.packs[0].id, papers.keeper.person.name
    enter(client, papers.keeper)
    page = client.get(f"/api/v1/custody/packs/{name}").json
    assert [one["kind"] for one in page["steps"]] == [
        "prepared", "offer", "answer", "store", "offer", "answer", "open", "count", "collect",
        "seal"]  # fmt: skip
    given, taken = page["steps"][1:3]
    assert [one["party"]["name"] for one in given["signatures"]] == [keeper]
    assert [one["how"] for one in taken["signatures"]] == ["key"]
    assert given["signatures"][0]["ink"].startswith("data:image/svg+xml,")
    assert (given["record"], given["to"]["name"], given["others"]) == (True, "林晓岚", ["02"])
    assert len(taken["photos"]) == 1
    assert all(one["latest"] >= (one["earliest"] or 0) for one in page["steps"])
    waiting = [page["steps"][place]["entry"] for place in (5, 6, 9)]  # received, opened, sealed
    assert page["unproved"] == waiting
    assert page["steps"][5]["signatures"][0]["open"] is True
    assert page["counts"]["missing"] == 1
    assert {one["code"] for one in page["findings"]} >= {"E.pack"}
    entry, photo = taken["entry"], taken["photos"][0]["sha256"]
    path = f"/api/v1/custody/packs/{page['pack']}/photos/{entry}/{photo}"
    assert client.get(path).data[:3] == b"\xff\xd8\xff"
    assert client.get(path.replace(entry, given["entry"])).status_code == 404


@pytest.mark.req("8.5b")
def test_a_rebuild_gives_the_same_packs(papers):
    from backend.core import rebuilding

    papers.prepare()
    papers.answer(papers.give())
    db.session.commit()
    assert rebuilding.check() == []


def test_every_act_of_the_desk_is_a_line_of_the_event(papers):
    papers.prepare()
    papers.give()
    rows = db.session.query(JournalEntry.kind).filter(
        JournalEntry.journal == papers.case.event, JournalEntry.kind.like("custody.%"))  # fmt: skip
    assert sorted(kind for (kind,) in rows) == ["custody.offer", "custody.prepared"]
    assert workdays.is_workday(date(2026, 12, 4))


# --- over HTTP ---------------------------------------------------------------------------------


@pytest.mark.req("N2-1")
def test_the_second_person_signs_in_to_destroy_and_a_stranger_may_not(papers, client, clock_at):
    back_at_the_centre(papers)
    names = [one.id for one in papers.packs]
    settling.archive(papers.event, {"packs": names, "place": "档案室", "medium": "纸质",
                                    "keeper": "王秀英"}, papers.me)  # fmt: skip
    quality = office(papers.case, "quality").username
    other, event = papers.other.username, papers.case.event
    db.session.commit()
    clock_at(clock.start_of_day(date(2028, 12, 7)))
    for account in (papers.keeper, papers.other):  # a password is not good for so long
        accounts.set_password(account, passwords.hash_password(PASSWORD))
    db.session.commit()
    enter(client, papers.keeper)
    body = {"packs": names, "reason": "期满销毁", "username": other, "password": PASSWORD}
    path = f"/events/{event}/custody/destroy"
    for change, status, code in (
        ({"password": "wrong"}, 401, "accounts.wrong_sign_in"),
        ({"username": "nobody"}, 401, "accounts.wrong_sign_in"),
        ({"username": quality}, 422, "custody.same_hand"),
        ({"reason": ""}, 422, "request.invalid"),
    ):
        answer = post(client, path, body | change)
        assert (answer.status_code, answer.json["code"]) == (status, code), change
    assert post(client, path, body).status_code == 201
    assert {one.state for one in papers.packs} == {"destroyed"}


def test_what_comes_back_damaged_is_refused_and_stays_with_the_giver(papers):
    papers.prepare()
    papers.answer(papers.give())
    data = {
        "purpose": "return", "to": papers.me, "room": None, "place": "", "reason": "", "paper": None,
        "packs": [
            {"pack": one.id, "after": one.tip, "strip": one.strip, "copies": one.inside,
             "checks": ALL_RIGHT}
            for one in papers.packs
        ],
    }  # fmt: skip
    offer = papers.phone(
        "custody.offer", data, [one.tip for one in papers.packs], (papers.lead, "key")
    )
    rows = [
        {"pack": papers.packs[0].id, "checks": ALL_RIGHT, "fault": None, "reason": ""},
        {"pack": papers.packs[1].id, "checks": ALL_RIGHT | {"bag": False}, "fault": "bag_damaged",
         "reason": "袋底开裂"},
    ]  # fmt: skip
    handing.take(papers.event, {"offer": offer, "packs": rows, "signature": drawn(61)}, papers.me)
    db.session.commit()
    first, second = papers.packs
    assert (first.state, first.with_party) == ("returned", papers.me)
    assert (second.state, second.exception, second.with_party) == (
        "exception", "bag_damaged", papers.lead)  # fmt: skip


def test_a_request_of_the_desk_says_what_is_wrong_with_it(papers, client):
    packs, event = [one.id for one in papers.prepare()], papers.case.event
    lead = papers.lead
    enter(client, papers.keeper)
    body = {"to": lead, "packs": [{"pack": packs[0], "checks": ALL_RIGHT}], "place": "",
            "reason": "", "signature": drawn()}  # fmt: skip
    path = f"/events/{event}/custody/offers"
    twice = {"packs": body["packs"] * 2}
    for change, status in (
        ({"packs": []}, 422),
        (twice, 422),
        ({"packs": [{"pack": "f" * 12, "checks": ALL_RIGHT}]}, 404),
        ({"signature": {"width": 1.0, "height": 1.0, "strokes": [[[1.0, 2.0]]]}}, 422),
        ({"signature": drawn() | {"width": 0}}, 422),
        ({"packs": [{"pack": packs[0], "checks": ALL_RIGHT | {"strip": False}}]}, 422),
        ({"reason": "\0"}, 422),
    ):
        answer = post(client, path, body | change)
        assert answer.status_code == status, (change, answer.json)
        assert answer.json["title"]
    assert post(client, path, body).status_code == 201
    for kind in ("recalls", "answers"):
        wrong = {"offer": "0" * 64, "reason": "试一试", "packs": [], "signature": drawn(3)}
        if kind == "answers":
            wrong |= {"packs": [{"pack": packs[0], "checks": ALL_RIGHT}]}
            wrong.pop("reason")
        else:
            wrong = {"offer": "0" * 64, "reason": "试一试"}
        assert post(client, f"/events/{event}/custody/{kind}", wrong).status_code == 404
