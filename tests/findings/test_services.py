"""Findings are raised against the catalogue, kept as rows, and seen through visible events."""

import pytest

from backend.core import rebuilding
from backend.core.auth import Actor, Grant
from backend.core.errors import Problem
from backend.core.journal import KINDS
from backend.core.payload import Entry
from backend.findings import queries, services
from backend.findings.models import Finding
from backend.findings.schemas import RaiseDataSchema
from tests.factories.findings import make_finding
from tests.factories.organisations import make_centre
from tests.factories.staffing import CENTRE, make_dispatch


@pytest.fixture
def event(session):
    return make_dispatch()


def test_a_finding_is_an_act_of_its_event(event):
    row = make_finding(event, item=18, place="第1考场")
    assert (row.code, row.severity, row.item, row.event_id) == ("V6.2.5", "normal", 18, event)
    assert row.facts == "座位 12 使用手机"


def test_what_the_catalogue_calls_major_is_major(event):
    assert make_finding(event, "V8.6", severity="normal").severity == "major"


def test_an_unknown_code_is_refused(event):
    with pytest.raises(Problem) as refused:
        make_finding(event, "V7.1")
    assert refused.value.code == "findings.unknown_code"
    entry = Entry(
        hash="a" * 64,
        kind="findings.raise",
        v=1,
        journal=event,
        data={"code": "V7.1"},
        happened={"at": 1},
    )
    with pytest.raises(Problem):
        KINDS["findings.raise", 1].behaviour.check(entry)


def test_a_later_finding_replaces_the_one_it_names(event, session):
    first = make_finding(event)
    second = make_finding(event, "V6.1.4", parents=[first.id])
    assert session.get(Finding, first.id).superseded
    assert [row.id for row in queries.of_event(event)] == [second.id]


def test_a_rebuild_gives_the_same_findings(event, session):
    first = make_finding(event)
    make_finding(event, parents=[first.id])
    session.commit()
    assert rebuilding.check() == []


def test_findings_are_seen_through_visible_events(app, event, session):
    make_finding(event)
    here, there = make_centre(CENTRE), make_centre("海澄市职业技能鉴定指导中心")
    for centre, seen in ((here, 1), (there, 0)):
        actor = Actor("a" * 32, None, "某", (Grant("quality", centre.id),))
        found = session.scalars(queries.listed(actor, {"event": None, "severity": None})).all()
        assert len(found) == seen


@pytest.mark.parametrize(
    "change", [{"severity": "awful"}, {"item": 39}, {"facts": ""}, {"extra": 1}]
)
def test_a_finding_of_another_shape_does_not_fit(change):
    data = {"code": "V6.1.1", "severity": "normal", "item": None, "place": None, "facts": "x"}
    assert RaiseDataSchema().validate(data) == {}
    assert RaiseDataSchema().validate({**data, **change})


def test_raising_from_a_desk_checks_the_code_first(event):
    with pytest.raises(Problem):
        services.raise_finding(event, "nonsense", "x", actor=None)
