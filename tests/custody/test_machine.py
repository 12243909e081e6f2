"""Two phones, a desk, any event in any state, any interleaving and any order of merging (8.5, 8.5b)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from backend.core import rebuilding
from backend.core.errors import Problem
from backend.custody import projection
from backend.custody.rules import CENTRE, Fact, Tree, fold
from tests.factories.custody import Story, until

from .anything import PACKS, PHONES, desk_event, phone_event

BEGINNINGS = (
    "", "with_supervisor", "on_site", "with_invigilators", "opened", "issued", "collected",
    "resealed", "back", "returned",
)  # fmt: skip

AFTER = ("resealed", "returned", "archived", "destroyed", "exception")


class Server:
    """The door as the rule sees it: an entry waits for what it names, then is judged once."""

    def __init__(self) -> None:
        self.story = Story()
        self.outcomes: dict[str, str | None] = {}
        self.waiting: list[Fact] = []

    def take(self, entry: Fact) -> None:
        """One entry arrives, perhaps again, perhaps before what it names. An act was judged when it
        was written."""
        if entry.hash in self.outcomes or entry in self.waiting:
            return
        self.waiting.append(entry)
        while ready := [
            one for one in self.waiting if all(name in self.outcomes for name in one.parents)
        ]:  # fmt: skip
            for one in ready:
                self.waiting.remove(one)
                self.outcomes[one.hash] = self.story.judge(one) if one.kid else None
                if self.outcomes[one.hash] is None:
                    self.story.facts.append(one)

    def act(self, draft: Fact) -> None:
        """An act of the centre, at the next line."""
        if self.story.judge(draft) is None:
            done = replace(draft, seq=len(self.outcomes) + 1)
            self.outcomes[done.hash] = None
            self.story.facts.append(done)


def well(story: Story, pack: str) -> None:
    """What holds of a pack whatever happened."""
    found = fold(pack, story.facts)
    if found is None:
        return
    parties = {*story.party.values(), CENTRE}
    assert found.holder in parties
    assert found.now.with_party in parties
    # Nobody holds a pack who never did anything: one phone alone makes no whole handover.
    acted = {fact.actor for fact in story.facts}
    vouched = any(
        fact.kind == "custody.confirm" and fact.data["how"] == "centre" for fact in story.facts
    )
    said = {
        one["with"] or CENTRE
        for fact in story.facts
        if fact.kind == "custody.released"
        for one in fact.data["packs"]
    }
    assert found.holder in acted | said | {CENTRE} or vouched
    counts = found.now.counts
    if counts["issued"] is not None:
        assert counts["issued"] + counts["spare"] + counts["void"] == counts["opened"]
    if counts["collected"] is not None:
        assert counts["collected"] + counts["missing"] == counts["issued"]
    assert (found.exception is None) == (not found.conflicts and found.now.exception is None)
    assert not set(found.conflicts) & set(found.steps)
    assert closed_for_good(Tree(pack, story.facts), found.steps)


def closed_for_good(tree: Tree, steps: Iterable[str]) -> bool:
    """Whether no recovered pack came to a room again, over whatever nights, unless the centre says so."""
    recovered = False
    for step in steps:
        kind = tree.moves[step].fact.kind
        now = tree.now(step)
        assert now is not None
        recovered = kind != "custody.released" and (recovered or now.state == "resealed")
        if recovered and now.state not in AFTER:
            return False
    return True


class Papers(RuleBasedStateMachine):
    """Each phone writes by what it knows; networks come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.server = Server()
        self.desk = Story()
        self.phones = {who: Story() for who in PHONES}
        self.written: list[Fact] = []
        self.sent: dict[str, int] = dict.fromkeys(PHONES, 0)
        self.own: dict[str, list[Fact]] = {who: [] for who in PHONES}
        self.before: list[Fact] = []

    @initialize(state=st.sampled_from(BEGINNINGS))
    def begin(self, state: str) -> None:
        """Somewhere on the usual way; both phones were online then."""
        before = until(state) if state else Story()
        for story in (self.server.story, *self.phones.values()):
            story.facts, story.counts = list(before.facts), dict(before.counts)
        self.desk.counts = self.server.story.counts
        self.server.outcomes = {one.hash: None for one in before.facts}
        self.before = list(before.facts)

    @rule(seed=st.integers(0, 2**32))
    def desk_acts(self, seed: int) -> None:
        self.desk.facts = list(self.server.story.facts)
        draft = desk_event(self.desk, Random(seed))
        if draft is not None:
            self.server.act(draft)

    @rule(who=st.sampled_from(PHONES), seed=st.integers(0, 2**32))
    def phone_writes(self, who: str, seed: int) -> None:
        story = self.phones[who]
        entry = phone_event(story, who, Random(seed))
        # The phone judges first, by what it knows; now and then somebody has changed the phone.
        if entry is not None and (story.judge(entry) is None or seed % 7 == 0):
            story.facts.append(entry)
            self.own[who].append(entry)
            self.written.append(entry)

    @rule(who=st.sampled_from(PHONES))
    def phone_pulls(self, who: str) -> None:
        waiting = [one for one in self.own[who] if one.hash not in self.server.outcomes]
        self.phones[who].facts = [*self.server.story.facts, *waiting]

    @rule(who=st.sampled_from(PHONES), carrier=st.sampled_from(PHONES), seed=st.integers(0, 2**32))
    def phones_meet(self, who: str, carrier: str, seed: int) -> None:
        """A code is read from the other's screen: the entry and its offer are known here too."""
        if self.own[who]:
            entry = Random(seed).choice(self.own[who][-3:])
            if entry not in self.phones[carrier].facts:
                self.phones[carrier].facts.append(entry)

    @rule(who=st.sampled_from(PHONES), seed=st.integers(0, 2**32))
    def phone_sends(self, who: str, seed: int) -> None:
        queue = self.own[who][self.sent[who] :]
        if seed % 3 == 0:
            Random(seed).shuffle(queue)
        for entry in queue:
            self.server.take(entry)
        self.sent[who] = len(self.own[who])

    @invariant()
    def no_pack_has_two_holders_or_none(self) -> None:
        for pack in PACKS:
            well(self.server.story, pack)

    def teardown(self) -> None:
        """Everything arrives at last; every order of arriving ends alike."""
        for entry in self.written:
            self.server.take(entry)
        ends = [fold(pack, self.server.story.facts) for pack in PACKS]
        acts = [fact for fact in self.server.story.facts[len(self.before) :] if fact.kid is None]
        for seed in range(6):
            mixed = [*self.written, *acts]
            Random(seed).shuffle(mixed)
            other = Server()
            other.story.facts = list(self.before)
            other.outcomes = {one.hash: None for one in self.before}
            for entry in mixed:
                other.take(entry)
            assert {k: v for k, v in other.outcomes.items() if v is None}.keys() == {
                k for k, v in self.server.outcomes.items() if v is None
            }
            assert [fold(pack, other.story.facts) for pack in PACKS] == ends
            Random(seed).shuffle(other.story.facts)
            assert [fold(pack, other.story.facts) for pack in PACKS] == ends


TestPapers = pytest.mark.req("8.5", "8.5b", "A3-4c")(Papers.TestCase)


@pytest.mark.req("Q-4", "8.5")
def test_a_recovered_pack_goes_to_no_room_over_whatever_nights():
    nights = 0
    for seed in range(10):
        rnd = Random(seed)
        machine = Papers()
        machine.begin("back")
        for _ in range(20):
            who = rnd.choice(PHONES)
            machine.phone_writes(who, rnd.randrange(2**32))
            machine.phone_sends(who, rnd.randrange(2**32))
            machine.no_pack_has_two_holders_or_none()
            machine.phone_pulls(who)
        nights += sum(one.kind == "custody.store" for one in machine.server.story.facts) - 1
    assert nights > 0


@pytest.mark.parametrize("seed", [11, 12])
def test_what_the_tables_say_is_what_the_rule_says(papers, seed):
    """The same nonsense through the door: rows as the fold, on both databases, and a rebuild agrees."""
    rnd = Random(seed)
    queue: list[Fact] = []
    for _ in range(40):
        papers.facts = [*_accepted(papers), *queue]
        if rnd.random() < 0.3:
            draft = desk_event(papers, rnd)
            if draft is not None:
                try:
                    papers.write(draft)
                except Problem as refused:
                    assert refused.code  # noqa: PT017
            continue
        author = rnd.choice(PHONES)
        entry = phone_event(papers, author, rnd)
        if entry is not None and papers.judge(entry) is None:
            queue.append(entry)
        if rnd.random() < 0.4:
            rnd.shuffle(queue)
            for one in queue:
                papers.send(one)
            queue.clear()
    for one in queue:
        papers.send(one)
    seen = set()
    for pack in PACKS:
        found = papers.custody(pack)
        if found is None:
            continue
        row = papers.state(pack)
        assert (row.state, row.with_party, row.holder) == (
            found.now.state, found.now.with_party, found.holder,
        )  # fmt: skip
        assert (row.tip, row.conflicts, row.exception) == (
            found.tip, len(found.conflicts), found.exception,
        )  # fmt: skip
        seen.add(row.state)
    assert seen
    assert rebuilding.check() == []


def _accepted(papers) -> list[Fact]:
    return projection.facts(papers.event, PACKS)
