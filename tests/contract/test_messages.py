"""Every message leads to a page that exists for its reader; the client tests the same table."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.accounts.services import devices
from backend.core import messages
from backend.core.auth import Actor, Grant
from backend.core.db import db
from backend.inspections import services as forms
from backend.staffing import jobs, services
from backend.staffing.models import Assignment
from tests.factories.accounts import device_of
from tests.factories.inspections import BEFORE, ON_THE_DAY, make_case, office

ROOT = Path(__file__).parent.parent.parent
TABLE = json.loads((ROOT / "tests/vectors/messages.json").read_text("utf-8"))
SENDERS = {"send", "_send", "_tell", "_tell_team", "remind"}
TEMPLATE = re.compile(r"(?:staffing|inspections|badges|custody|devices|phones|journal)\.[a-z_]+")


def literals(tree: ast.AST) -> set[str]:
    """Texts that look like templates in calls that send, or that are put into `template`."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            parts = node.args if name in SENDERS else []
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "template":
            parts = [node.value]
        else:
            continue
        for part in parts:
            for leaf in ast.walk(part):
                text = leaf.value if isinstance(leaf, ast.Constant) else None
                if isinstance(text, str) and TEMPLATE.fullmatch(text):
                    found.add(text)
    return found


def test_the_table_names_every_template_the_house_sends():
    sent = set()
    for path in (ROOT / "backend").rglob("*.py"):
        sent |= literals(ast.parse(path.read_text("utf-8")))
    known = {row["template"] for row in TABLE}
    assert sent - known == set()
    assert {one for one in known if not one.endswith("_you")} - sent == set()


def shape(link: str | None) -> str | None:
    """A link with its ids left out."""
    return link and re.sub(r"[0-9a-f]{32}", ":event", link)


@pytest.fixture
def told(app, session, clock_at):
    """A day on which everybody is told something."""
    clock_at(BEFORE)
    case = make_case()
    officer = office(case, "dispatcher").person_id
    quality = office(case, "quality")
    office(case, "station_clerk")
    for one in (case.lead, case.second):
        devices._tell(device_of(one.phone), "devices.confirmed", officer)
    for name in ("staffing.unaccepted", "staffing.unready"):
        services.remind(case.event, name, services.readiness(case.event), people=True)
    jobs.tell_declined({"event": case.event})
    clock_at(ON_THE_DAY)
    db.session.commit()
    forms.announce({"sign": case.submitted()})
    actor = Actor(quality.id, quality.person_id, "x", (Grant("quality", case.centre.id),))
    event = db.session.get_one(forms.ExamEvent, case.event)
    forms.receive(event, actor, "quality", "electronic", None)
    forms.give_back(event, actor, "第 5 项为何评 B？")
    db.session.commit()


@pytest.mark.usefixtures("told")
def test_what_is_sent_leads_where_the_table_says():
    field = set(db.session.scalars(select(Assignment.person_id)))
    offices = {row["template"]: set() for row in TABLE}
    for row in TABLE:
        desk = row["reader"] != "supervisor"
        offices[row["template"]].add((desk, row["link"]))
    sent = db.session.scalars(select(messages.Message)).all()
    for one in sent:
        assert (one.person not in field, shape(one.link)) in offices[one.template], one.template
    assert len({one.template for one in sent}) >= 11
