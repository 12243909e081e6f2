"""Where papers lie: asked each evening somebody has them, and found each morning nobody said it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from backend.core import clock, jobs, rebuilding
from backend.core.db import db
from backend.core.messages import Message
from backend.custody import causes, lives, nights
from backend.custody.models import Pack
from backend.findings.models import Finding
from tests.factories.custody import P1, P2, tell

HOUR = 3_600_000
NIGHTS = ("custody.unstored", "custody.kept")


def waiting() -> list[jobs.DueJob]:
    """Work about nights that is not done."""
    of_nights = jobs.DueJob.kind.in_(NIGHTS) & (jobs.DueJob.state == "due")
    return list(db.session.scalars(select(jobs.DueJob).where(of_nights)))


class Days:
    """Moves the clock and does what falls due; counts from the first day of the exam."""

    def __init__(self, papers, clock_at) -> None:
        self.papers, self.clock_at = papers, clock_at
        self.first = date.fromisoformat(papers.row.first_day)
        self.last = (date.fromisoformat(papers.row.last_day) - self.first).days
        db.session.commit()

    def at(self, day: int, hour: int) -> None:
        """Everything due until then is done, each piece when it falls due."""
        until = clock.start_of_day(self.first + timedelta(days=day)) + hour * HOUR
        db.session.commit()
        while found := sorted(
            (one.due_at, one.kind, one.id) for one in waiting() if one.due_at <= until
        ):
            db.session.commit()
            self.clock_at(found[0][0])
            assert jobs.run(found[0][2])
        db.session.commit()
        self.clock_at(until)
        self.papers.at = until

    def nights(self) -> list[str]:
        """What was found, by the words of the night."""
        words = "夜间没有过夜保管记录（地点、锁具、见证人）。"
        found = [one.data["facts"] for one in self.papers.findings()]
        return [one.split("：")[1].removesuffix(words) for one in found if words in one]

    def word(self, day: int) -> str:
        """How a night is named."""
        night = self.first + timedelta(days=day)
        return f"{night.month}月{night.day}日"

    def asked(self) -> list[str]:
        """Who was reminded so far."""
        rows = db.session.scalars(
            select(Message.person)
            .where(Message.template == "custody.unstored_you")
            .order_by(Message.sent_at, Message.id)
        )
        who = {party: name for name, party in self.papers.party.items()}
        found = [who[one] for one in rows]
        db.session.commit()
        return found


@pytest.fixture
def days(papers, clock_at) -> Days:
    return Days(papers, clock_at)


@pytest.mark.req("Q-4", "A10-8")
def test_every_night_is_asked_for_while_a_supervisor_has_papers(papers, days):
    tell(papers, "with_supervisor")
    days.at(-1, 21)
    assert days.asked() == ["super"]
    papers.add(papers.store())
    days.at(0, 8)
    assert days.nights() == []
    # Taken back into use: the next night is a new one.
    papers.hand("pass", "super", "super2")
    days.at(1, 8)
    assert days.asked() == ["super", "super2"]
    assert days.nights() == [days.word(0)]
    days.at(2, 8)
    assert days.asked() == ["super", "super2", "super2"]
    assert days.nights() == [days.word(0), days.word(1)]
    papers.hand("return", "super2", "keeper")
    days.at(3, 8)
    assert len(days.nights()) == 2
    assert waiting() == []
    assert rebuilding.check() == []


@pytest.mark.req("Q-4", "A10-8", "8.5")
def test_a_recovered_pack_has_its_nights_too(papers, days):
    days.at(0, 9)
    tell(papers, "back")
    papers.hand("back", "chief", "super")
    days.at(0, 21)
    assert days.asked() == ["super"]
    days.at(1, 1)
    # Said after midnight: the night is accounted for, and it lies there until it is moved.
    papers.add(papers.store())
    assert papers.state().state == "resealed"
    days.at(3, 8)
    assert days.nights() == []
    assert days.asked() == ["super"]
    papers.hand("pass", "super", "super2")
    days.at(4, 8)
    assert days.nights() == [days.word(3)]
    assert days.asked() == ["super", "super2"]


@pytest.mark.req("A10-8")
def test_handing_it_on_before_the_morning_hides_no_night(papers, days):
    tell(papers, "with_supervisor")
    days.at(0, 5)
    papers.hand("site", "super", "chief")
    days.at(0, 8)
    assert days.nights() == [days.word(-1)]


@pytest.mark.req("A10-8")
def test_a_night_is_found_once_however_often_it_is_looked_at(papers, days):
    tell(papers, "with_supervisor")
    days.at(0, 8)
    for _ in range(2):
        night = (days.first - timedelta(days=1)).isoformat()
        nights.find_unstored({"event": papers.event, "night": night})
        db.session.commit()
    assert days.nights() == [days.word(-1)]
    assert len(waiting()) == 2
    # Prepared anew, the centre's act plans no night twice.
    papers.add(papers.prepared(papers.pack("ba9876543210", number="9", strip="G-9")))
    assert len(waiting()) == 2


def test_a_finding_about_two_packs_stands_on_the_page_of_each(papers, days):
    tell(papers, "with_supervisor", papers.pack(P1, number="01"), papers.pack(P2, number="02"))
    papers.hand("collect", "keeper", "super", packs=[P2])
    days.at(0, 8)
    told = [lives.life(papers.state(pack), clock.now())["findings"] for pack in (P1, P2)]
    assert [len(one) for one in told] == [1, 1]
    assert told[0] == told[1]


@pytest.mark.req("A10-8")
def test_nights_end_two_weeks_after_the_last_day(papers, days):
    tell(papers, "with_supervisor")
    days.at(days.last + 30, 8)
    assert days.nights() == [days.word(day) for day in range(-1, days.last + 15)]
    assert waiting() == []


@pytest.mark.req("A10-8")
def test_nothing_is_asked_when_nobody_collected_or_it_lies_stored(papers, days):
    tell(papers, "stored_overnight")
    days.at(days.last + 30, 8)
    assert (days.nights(), days.asked(), waiting()) == ([], [], [])


def test_practice_stays_silent(papers):
    papers.row.practice = True
    db.session.commit()
    tell(papers, "with_supervisor")
    assert waiting() == []


@pytest.mark.req("A10-8", "8.5b")
def test_a_night_said_without_network_replaces_what_the_morning_found(papers, days):
    tell(papers, "prepared", papers.pack(P1), papers.pack(P2))
    papers.hand("collect", "keeper", "super", packs=(P1, P2))
    days.at(0, 8)
    assert days.nights() == [days.word(-1)]
    # Sealed at ten in the evening, received after breakfast: one pack first, then the other.
    papers.at = clock.start_of_day(days.first) - 2 * HOUR
    stood = []
    for pack in (P1, P2):
        after = {"packs": [{"pack": pack, "after": papers.tip(pack)}]}
        papers.add(papers.store(**after))
        db.session.commit()
        rows = db.session.scalars(select(Finding).where(~Finding.superseded)).all()
        stood.append(sorted(one.facts for one in rows))
    late = f"{days.word(-1)}夜间的过夜保管记录在次日 06:00 以后才收到。"
    one, two = (db.session.get_one(Pack, pack).number for pack in (P1, P2))
    unsaid = f"{days.word(-1)}夜间没有过夜保管记录（地点、锁具、见证人）。"
    assert stood == [
        sorted([causes.about([one], late), causes.about([two], unsaid)]),
        sorted([causes.about([one], late), causes.about([two], late)]),
    ]
    # A night of its own evening says nothing of the one before.
    days.at(0, 21)
    papers.hand("pass", "super", "super2")
    papers.add(papers.store("super2"))
    assert len(papers.findings()) == 2
    assert rebuilding.check() == []
