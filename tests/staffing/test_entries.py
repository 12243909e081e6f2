"""Replies and checks sealed on the phone; reminders to the dispatch section."""

import json

import pytest

from backend.core import clock, jobs
from backend.core.db import db
from backend.core.errors import Problem
from backend.core.journal import KINDS
from backend.core.messages import inbox
from backend.core.payload import Entry
from backend.staffing import queries, services
from backend.staffing.jobs import remind_unaccepted, remind_unready, tell_declined
from backend.staffing.models import Assignment
from backend.staffing.schemas import CheckDataSchema, ReplyDataSchema
from tests.factories.accounts import make_account
from tests.factories.organisations import make_centre
from tests.factories.staffing import CENTRE, make_dispatch


@pytest.fixture
def desk(session):
    """The person of the dispatch section."""
    return make_account("dispatcher", make_centre(CENTRE)).person_id


@pytest.fixture
def event(session, desk):
    return make_dispatch()


def lead_of(event):
    return queries.team_of([event])[event][0].person.id


def entry(event, kind, data, at=1_000, mark="a"):
    return Entry(
        hash=mark * 64,
        kind=kind,
        v=1,
        journal=event,
        data=data,
        happened={"at": at},
        actor=lead_of(event),
        received=clock.now(),
    )


def reply(event, decision, reason=None, at=1_000, mark="a"):
    return entry(event, "staffing.reply", {"decision": decision, "reason": reason}, at, mark)


def behaviour(kind):
    return KINDS[kind, 1].behaviour


def row(event):
    return db.session.get(Assignment, (event, lead_of(event), "supervisor"))


@pytest.mark.req("N1.8-1")
@pytest.mark.parametrize("reason", [None, "", " ", "忙"])
def test_declining_needs_a_reason(event, reason):
    with pytest.raises(Problem) as refused:
        behaviour("staffing.reply").check(reply(event, "decline", reason))
    assert refused.value.code == "staffing.reason_missing"


@pytest.mark.req("N1.8-1")
def test_a_reply_stands_at_the_assignment_and_a_refusal_reaches_the_desk(event, desk):
    accepted, declined = reply(event, "accept"), reply(event, "decline", "当日培训", 2_000, "b")
    for one in (accepted, declined):
        behaviour("staffing.reply").check(one)
        behaviour("staffing.reply").project(one)
    assert (row(event).reply, row(event).reply_reason) == ("declined", "当日培训")
    due = db.session.scalar(db.select(jobs.DueJob).where(jobs.DueJob.kind == "staffing.declined"))
    tell_declined(due.payload)
    assert [m.template for m in inbox(desk)] == ["staffing.declined"]


def test_the_latest_reply_counts_whatever_order_they_arrive_in(event):
    late, early = reply(event, "accept", None, 2_000, "b"), reply(event, "decline", "不在", 1_000)
    behaviour("staffing.reply").project(late)
    behaviour("staffing.reply").project(early)
    assert row(event).reply == "accepted"


def test_a_check_stands_at_the_assignment(event):
    checks = [
        {"name": "storage", "ok": True, "note": None},
        {"name": "camera", "ok": False, "note": "拒绝"},
    ]
    data = {"checks": checks, "ready": False}
    assert CheckDataSchema().validate(data) == {}
    behaviour("staffing.check").check(entry(event, "staffing.check", data))
    behaviour("staffing.check").project(entry(event, "staffing.check", data))
    assert row(event).ready is False
    assert json.loads(row(event).checks) == checks
    later = entry(event, "staffing.check", {"checks": checks[:1], "ready": True}, 3_000, "c")
    behaviour("staffing.check").project(later)
    assert row(event).ready is True


def test_the_day_before_the_desk_hears_whose_phone_has_not_passed(event, desk):
    passed = {"checks": [{"name": "all", "ok": True, "note": None}], "ready": True}
    behaviour("staffing.check").project(entry(event, "staffing.check", passed))
    db.session.flush()
    remind_unready({"event": event})
    told = inbox(desk)
    assert [(m.template, m.params["count"]) for m in told] == [("staffing.unready", 1)]
    assert told[0].link == f"/desk/dispatch/{event}"
    behind = next(r.person for r in services.readiness(event) if not r.ready)
    assert "staffing.unready_you" in {m.template for m in inbox(behind)}
    assert "staffing.unready_you" not in {m.template for m in inbox(lead_of(event))}


@pytest.mark.req("N1.8-1")
def test_two_working_days_before_the_desk_hears_who_has_not_accepted(event, desk):
    behaviour("staffing.reply").project(reply(event, "accept"))
    db.session.flush()
    remind_unaccepted({"event": event})
    assert [(m.template, m.params["count"]) for m in inbox(desk)] == [("staffing.unaccepted", 1)]


def test_nobody_behind_is_no_message(event, desk):
    services.remind(event, "staffing.unready", [], people=True)
    assert inbox(desk) == []


def test_a_dispatch_act_never_comes_from_a_device(event):
    with pytest.raises(Problem) as refused:
        behaviour("staffing.dispatch").check(reply(event, "accept"))
    assert refused.value.code == "entry.kind"


@pytest.mark.parametrize(
    "data",
    [{"decision": "maybe", "reason": None}, {"decision": "accept"},
     {"decision": "accept", "reason": "x" * 201}, {"decision": "accept", "reason": None, "person": "x"}],
)  # fmt: skip
def test_a_reply_of_another_shape_does_not_fit(data):
    assert ReplyDataSchema().validate(data)
