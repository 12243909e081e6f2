"""Proven intervals: the true instant lies inside, deadline words are true, guesses prove nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.core import checkpoints, clock, journal
from backend.core.db import db
from backend.core.journal_models import JournalEntry
from backend.core.times import Known, intervals, verdict
from tests.factories.inspections import BEFORE, ON_THE_DAY, graded, hash_of, make_case

MINUTE = 60_000


@st.composite
def days(draw):
    """A day of true instants: checkpoints, entries that name older ones, each received later."""
    stamps = sorted(draw(st.sets(st.integers(1, 10_000), max_size=6)))
    found = dict(enumerate(stamps, 1))
    moments = draw(st.lists(st.integers(1, 10_000), min_size=1, max_size=12).map(sorted))
    entries = []
    for place, when in enumerate(moments):
        seen = [number for number, time in found.items() if time <= when]
        after = draw(st.sampled_from([None, *seen]))
        # A phone may also name numbers nobody has heard of; they are kept as none.
        names = draw(st.sets(st.sampled_from([f"e{n}" for n in range(place)] or ["lost"])))
        received = when + draw(st.integers(0, 20_000))
        entries.append((when, Known(f"e{place}", received, after, tuple(sorted(names)))))
    return found, entries


@given(days(), st.randoms(use_true_random=False))
def test_the_true_instant_is_inside_and_the_words_are_true(day, dice):
    stamps, entries = day
    rows = [known for _, known in entries]
    dice.shuffle(rows)
    found = intervals(rows, stamps)
    for when, known in entries:
        earliest, latest = found[known.hash]
        assert (earliest or 0) <= when <= latest
        for deadline in (when - 1, when, latest - 1, latest, (earliest or 1) - 1):
            said = verdict((earliest, latest), at=dice.randrange(40_000), deadline=deadline)
            assert said != "proven_in_time" or when <= deadline
            assert said != "proven_late" or when > deadline


def test_a_guess_about_a_checkpoint_to_come_proves_nothing(app, session, clock_at):
    """The number exists one day; without its hash it was a guess, and the interval would be upside
    down."""
    clock_at(BEFORE)
    case = make_case()
    clock_at(ON_THE_DAY)
    first = checkpoints.write(force=True)
    db.session.commit()

    def sealed(no, after):
        data = {"field": f"item/{no}", "value": graded()}
        return case.lead.phone.seal(case.event, "inspections.answer", data, at=case.at, after=after)

    cases = {
        "honest": sealed(1, [first.number, first.hash]),
        "wrong hash": sealed(2, [first.number, "a" * 64]),
        "future": sealed(3, [first.number + 1, "b" * 64]),
        "unknown": sealed(4, [9_000, "c" * 64]),
    }
    # Their own chain would lend them the first one's proof: each is looked at alone.
    assert case.push(*cases.values()) == ["accepted"] * 4
    received = clock.now()
    clock_at(ON_THE_DAY + 10 * MINUTE)
    case.answer("item/9", graded())
    later = checkpoints.write(force=True)
    db.session.commit()
    assert later.number == first.number + 1
    kept = {
        name: db.session.get_one(JournalEntry, hash_of(compact)).after_number
        for name, compact in cases.items()
    }
    assert kept == {"honest": first.number, "wrong hash": None, "future": None, "unknown": None}
    for name, compact in cases.items():
        earliest, latest = journal.times(case.event)[hash_of(compact)]
        assert earliest == first.time, name
        assert earliest <= received, name
        assert earliest <= latest, name
