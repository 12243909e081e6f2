"""Print jobs: asked for with a reason, made by the worker, fetched, kept for a day, logged (S-11)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.badges import printing, services
from backend.badges.models import Badge
from backend.badges.printing_models import BadgePrint
from backend.core import clock, erasure, jobs, journal
from backend.core.db import db
from backend.core.errors import Problem
from backend.core.journal_models import JournalEntry
from backend.core.reading import read
from backend.staffing.models import EventPerson
from tests.badges.reader import codes_in
from tests.factories.accounts import post, sign_in
from tests.factories.inspections import ON_THE_DAY, office

BY = {"name": "王秀英", "account": "wang"}
UNKNOWN = "\U0003106c"


def work() -> None:
    """One sweep as the worker does it."""
    db.session.commit()
    for job in jobs.lease_due():
        jobs.run(job)


def ask(cordon, layout="sheet", wanted=None, reason="") -> BadgePrint:
    return printing.ask(cordon.row, layout, wanted, reason, BY, None)


def tokens(cordon, *subjects: str) -> set[str]:
    query = select(Badge.token).where(Badge.event_id == cordon.event, Badge.state == "issued")
    return set(db.session.scalars(query.where(Badge.subject.in_(subjects))))


def test_a_print_is_made_by_the_worker_and_holds_every_badge_in_force(cordon):
    services.set_state(cordon.badge("宋晓蕾"), "suspended", "未到岗", None)
    row = ask(cordon)
    assert (row.state, row.done, row.total) == ("queued", 0, 12)
    with pytest.raises(Problem) as early:
        printing.document(row)
    assert early.value.code == "badges.print_unready"
    work()
    db.session.refresh(row)
    assert (row.state, row.stage, row.done, row.total) == ("done", "pages", 12, 12)
    pdf = printing.document(row)
    assert row.size == len(pdf)
    assert set(codes_in(pdf)) == tokens(cordon, "person", "candidate")


def test_only_chosen_badges_and_a_guard_list_without_candidates(cordon):
    chosen = cordon.badge("何雪梅")
    one = ask(cordon, "lanyard", [chosen.id])
    guards = ask(cordon, "guards")
    assert guards.total == len(tokens(cordon, "person"))
    work()
    assert codes_in(printing.document(one)) == [chosen.token]


def test_what_was_revoked_meanwhile_is_not_printed(cordon):
    gone = cordon.badge("何雪梅")
    kept = cordon.badge("曾建辉")
    row = ask(cordon, "single", [gone.id, kept.id])
    services.set_state(gone, "revoked", "当即撤换", None)
    work()
    db.session.refresh(row)
    assert row.total == 1
    assert codes_in(printing.document(row)) == [kept.token]


@pytest.mark.parametrize("wanted", [["nobody-12345"], []])
def test_nothing_in_force_is_refused(cordon, wanted):
    with pytest.raises(Problem) as refused:
        ask(cordon, wanted=wanted)
    assert refused.value.code == "badges.nothing_to_print"


@pytest.mark.req("S-11")
def test_more_than_fifty_persons_need_a_reason(cordon, monkeypatch):
    monkeypatch.setattr(printing, "MOST_PEOPLE", 11)
    with pytest.raises(Problem) as refused:
        ask(cordon, reason=" x ")
    assert refused.value.code == "badges.print_reason"
    assert ask(cordon, reason="首次发放").total == 13


def test_a_character_no_font_has_fails_with_its_row(cordon):
    person = db.session.scalars(
        select(EventPerson).where(EventPerson.event_id == cordon.event)
    ).first()
    person.name = f"李{UNKNOWN}"
    row = ask(cordon)
    work()
    db.session.refresh(row)
    assert row.state == "failed"
    assert [(one["field"], one["codepoint"]) for one in row.faults] == [("姓名", "U+3106C")]
    badges = {one.holder_id: one.serial for one in db.session.scalars(select(Badge))}
    assert row.faults[0]["serial"] == badges[person.id]
    assert row.size is None


def test_a_worker_that_died_is_followed_by_another(cordon):
    row = ask(cordon)
    row.state, row.moved_at = "running", clock.now()
    db.session.commit()
    with pytest.raises(printing.StillRunning):
        printing.work({"print": row.id})
    row.moved_at = clock.now() - printing.STALE - 1
    db.session.commit()
    printing.work({"print": row.id})
    assert row.state == "done"


def test_what_fails_unexpectedly_is_said(cordon, monkeypatch):
    row = ask(cordon)

    def broken(_self):
        raise RuntimeError("typesetter")

    monkeypatch.setattr(printing.Printing, "pdf", broken)
    work()
    db.session.refresh(row)
    assert (row.state, row.faults) == ("failed", [])


def test_the_file_is_gone_after_a_day_and_with_the_event(cordon, clock_at):
    first = ask(cordon)
    work()
    clock_at(ON_THE_DAY + printing.KEPT + 60_000)
    work()
    db.session.refresh(first)
    assert first.state == "gone"
    with pytest.raises(Problem) as gone:
        printing.document(first)
    assert gone.value.code == "badges.print_gone"
    third = ask(cordon)
    work()
    db.session.refresh(third)
    assert printing.document(third)
    order = erasure.ask(cordon.event, "保存期满", "a" * 32)
    erasure.decide(order, confirm=True, by="b" * 32)
    assert db.session.scalars(select(BadgePrint)).all() == []


@pytest.mark.req("S-11")
def test_the_office_asks_follows_and_fetches_and_both_acts_are_logged(client, cordon):
    account = office(cordon.case, "station_clerk")
    sign_in(client, account)
    base = f"/events/{cordon.event}/badges/prints"
    made = post(client, base, {"layout": "sheet"})
    assert made.status_code == 202
    found = made.get_json()
    early = client.get(f"/api/v1{base}/{found['id']}/file")
    assert (early.status_code, early.get_json()["code"]) == (409, "badges.print_unready")
    work()
    listed = client.get(f"/api/v1{base}").get_json()["items"]
    assert [(one["id"], one["state"], one["done"]) for one in listed] == [(found["id"], "done", 13)]
    file = client.get(f"/api/v1{base}/{found['id']}/file")
    assert file.mimetype == "application/pdf"
    assert file.data.startswith(b"%PDF")
    [asked], [fetched] = audited("badges.print"), audited("badges.print_file")
    assert asked["object"] == fetched["object"] == cordon.event
    assert asked["detail"]["what"] == "sheet"
    assert asked["detail"]["count"] == fetched["detail"]["count"] == 13


def audited(action: str) -> list[dict]:
    """Data of the audit lines of one action."""
    db.session.expire_all()
    query = select(JournalEntry.hash).where(JournalEntry.journal == journal.AUDIT)
    found = [read(name).data for name in db.session.scalars(query).all()]
    db.session.rollback()
    return [line for line in found if line["action"] == action]


def test_bad_requests_are_refused(client, cordon):
    sign_in(client, office(cordon.case, "station_clerk"))
    base = f"/events/{cordon.event}/badges/prints"
    for body in ({}, {"layout": "poster"}, {"layout": "sheet", "badges": []}, {"layout": "sheet", "badges": ["short"]},
                 {"layout": "sheet", "reason": "长" * 201}):  # fmt: skip
        assert post(client, base, body).status_code == 422
    assert client.get(f"/api/v1{base}/{'0' * 32}/file").status_code == 404
