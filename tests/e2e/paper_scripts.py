"""What a supervisor's phone signs about packs, written straight into a running house.

`python -m tests.e2e.paper_scripts EVENT answer [refused numbers…]` takes the newest offer;
`… EVENT day NUMBER` stores overnight, hands the pack to an invigilator, opens, counts and seals it.
The desk is what is looked at: nobody needs a second browser for it.
"""

from __future__ import annotations

import sys

from sqlalchemy import select

from backend import create_app
from backend.accounts.models import Account
from backend.assessments.models import ExamEvent
from backend.core import clock
from backend.core.db import db
from backend.custody import handing
from backend.organisations.models import Centre, Person, Station
from backend.staffing.queries import brief
from tests.factories.accounts import make_device
from tests.factories.counter import MINUTE, Papers
from tests.factories.inspections import Case, Supervisor


def papers_of(event: str) -> Papers:
    """The event with a fresh phone of its lead."""
    row = db.session.get_one(ExamEvent, event)
    told = brief(event)
    person = db.session.get_one(Person, told["team"][0]["person"])
    account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
    lead = Supervisor(person, account, make_device(account))
    centre = db.session.get_one(Centre, row.centre_id)
    station = db.session.get_one(Station, row.station_id)
    keeper = db.session.scalars(select(Account).where(Account.username == "keeper")).one()
    db.session.commit()
    made = Papers(Case(event, told, centre, station, lead, lead), keeper, keeper)
    made.hands = int(lead.phone.kid.encode().hex()[:6], 16) % 200
    return made


def answer(papers: Papers, *refused: str) -> None:
    """Take the newest offer to the lead, but the packs of these numbers."""
    offers = [one for one in handing.story(papers.case.event) if one.kind == "custody.offer"]
    packs = {one.number: one.id for one in papers.packs}
    papers.answer(offers[-1].entry, refuse=tuple(packs[number] for number in refused))


def day(papers: Papers, number: str) -> None:
    """The rest of a pack's way, but the return."""
    pack = next(one for one in papers.packs if one.number == number)
    t0 = next(one["t0"] for one in papers.case.brief["sessions"] if one["id"] == pack.session_id)
    papers.case.at = t0 - 45 * MINUTE
    papers.hand("room", papers.lead, papers.party("何雪梅"), pack.room_id, pack)
    papers.case.at = t0 - 5 * MINUTE
    pack = next(one for one in papers.packs if one.number == number)
    papers.whole_day(pack, missing=1)


def main() -> None:
    """Command line."""
    event, what, *rest = sys.argv[1:]
    with create_app().app_context():
        papers = papers_of(event)
        papers.case.at = clock.now()
        {"answer": answer, "day": day}[what](papers, *rest)


if __name__ == "__main__":
    main()
