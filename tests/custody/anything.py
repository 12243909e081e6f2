"""Any event in any state: what two phones and a desk may write, sense or nonsense."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from backend.custody.rules import Fact, Tree, fold
from tests.factories.custody import P1, P2, Story

PACKS = (P1, P2)
PEOPLE = ("super", "super2", "chief", "guard", "guard2", "keeper")
PHONES = ("super", "chief")
PURPOSES = ("collect", "pass", "site", "room", "back", "return")


def phone_event(story: Story, author: str, rnd: Random) -> Fact | None:
    """One entry of a phone that knows what its story holds; None when it has nothing to name."""
    known = [one for one in PACKS if Tree(one, story.facts).prepared]
    if not known:
        return None
    pack = rnd.choice(known)
    found = fold(pack, story.facts)
    likely = _LIKELY.get(found.now.state if found else "", ())
    if found and found.offers and rnd.random() < 0.5:
        return _answer(story, author, pack, rnd)
    events = likely if likely and rnd.random() < 0.6 else _EVENTS
    return rnd.choice(events)(story, author, pack, rnd)


def _after(story: Story, pack: str, rnd: Random) -> str:
    """Mostly the newest move; sometimes one long gone."""
    tree = Tree(pack, story.facts)
    if rnd.random() < 0.75:
        found = fold(pack, story.facts)
        return found.tip if found else tree.start
    return rnd.choice([tree.start, *sorted(tree.moves)])


def _others(story: Story, author: str, rnd: Random) -> str:
    return rnd.choice([one for one in PEOPLE if one != "keeper"])


def _fitting(story: Story, pack: str, rnd: Random) -> tuple[str, str, str]:
    """A handover that makes sense now, most of the time."""
    if rnd.random() < 0.25:
        return rnd.choice(PURPOSES), rnd.choice(PEOPLE), rnd.choice(PEOPLE)
    found = fold(pack, story.facts)
    assert found is not None
    who = {party: name for name, party in story.party.items()}
    has = who.get(found.now.with_party, "keeper")
    role = story.people.get(found.now.with_party, ["paper_keeper"])[0]
    if found.now.state == "prepared":
        return "collect", "keeper", rnd.choice(("super", "super2"))
    ways = {
        "supervisor": (("site", "chief"), ("pass", "super2"), ("room", "guard"), ("return", "keeper")),
        "chief": (("room", "guard"), ("back", "super"), ("return", "keeper")),
        "invigilator": (("back", "chief"), ("pass", "guard2"), ("back", "super")),
        "paper_keeper": (("pass", "keeper"),),
    }  # fmt: skip
    purpose, to = rnd.choice(ways[role])
    return purpose, has, to


def _offer(story: Story, author: str, pack: str, rnd: Random) -> Fact:
    after = _after(story, pack, rnd)
    purpose, by, to = _fitting(story, pack, rnd)
    now = Tree(pack, story.facts).now(after)
    opened = [one for one in story.facts if one.kind == "custody.offer"]
    recalls = [rnd.choice(opened).hash] if opened and rnd.random() < 0.2 else []
    wrong = rnd.random() < 0.05
    return story.offer(
        purpose, by, to, author=author, packs=[pack], after=after,
        room=story.place("room") if purpose == "room" else None, recalls=recalls,
        strip="X-1" if wrong or now is None else now.strip,
        copies=rnd.randint(1, 40) if wrong or now is None else now.copies,
    )  # fmt: skip


def _answer(story: Story, author: str, pack: str, rnd: Random) -> Fact | None:
    offers = [one for one in story.facts if one.kind == "custody.offer"]
    if not offers:
        return None
    offer = offers[-1] if rnd.random() < 0.7 else rnd.choice(offers)
    who = {party: name for name, party in story.party.items()}
    by = who[offer.data["to"]] if rnd.random() < 0.9 else rnd.choice(PEOPLE)
    refuse = [pack] if rnd.random() < 0.15 else []
    fault = rnd.choice((None, "bag_damaged", "wrong_strip"))
    return story.answer(offer, by, author=author, refuse=refuse, fault=fault)


def _recall(story: Story, author: str, _pack: str, rnd: Random) -> Fact | None:
    offers = [one for one in story.facts if one.kind == "custody.offer"]
    return story.recall(rnd.choice(offers), author) if offers else None


def _confirm(story: Story, author: str, _pack: str, rnd: Random) -> Fact | None:
    signed = [one for one in story.facts if one.kind in ("custody.offer", "custody.answer")]
    return story.confirm(rnd.choice(signed), author) if signed else None


def _moved(
    make: Callable[[Story, str, Random, Any], Fact],
) -> Callable[[Story, str, str, Random], Fact]:
    def event(story: Story, author: str, pack: str, rnd: Random) -> Fact:
        after = _after(story, pack, rnd)
        story.aim = (pack, after)
        try:
            return make(story, author, rnd, Tree(pack, story.facts).now(after))
        finally:
            story.aim = None

    return event


def _signers(story: Story, author: str, rnd: Random, now: Any) -> list[str]:
    who = {party: name for name, party in story.party.items()}
    has = who.get(now.with_party, author) if now else author
    if rnd.random() < 0.15:
        return [author]
    return [has, next(one for one in ("guard2", "guard", "chief") if one != has)]


def _open(story: Story, author: str, rnd: Random, now: Any) -> Fact:
    way = rnd.choice(("normal", "normal", "normal", "early", "wrong", "late"))
    return story.open(
        *_signers(story, author, rnd, now), author=author, way=way,
        excuse="看错" if way != "normal" else "", copies=rnd.choice((30, 30, 29)), reason="已复核",
    )  # fmt: skip


def _count(story: Story, author: str, rnd: Random, now: Any) -> Fact:
    opened = (now.counts["opened"] if now else None) or 30
    spare, void = rnd.randint(0, 3), rnd.randint(0, 2)
    return story.count(author, opened - spare - void + rnd.choice((0, 0, 0, 1)), spare, void)


def _collect(story: Story, author: str, rnd: Random, now: Any) -> Fact:
    issued = (now.counts["issued"] if now else None) or 28
    missing = rnd.choice((0, 0, 1))
    return story.collect(author, max(0, issued - missing), missing, reason="未交回")


def _seal(story: Story, author: str, rnd: Random, now: Any) -> Fact:
    story.strips += 1
    again = bool(now and now.state in ("exception", "opened"))
    inside = sum((now.counts[one] or 0) for one in ("collected", "spare", "void")) if now else 30
    return story.seal(
        *_signers(story, author, rnd, now), author=author, copies=inside,
        strip=f"G-{author}-{story.strips}", why="reseal" if again else "recovered",
    )  # fmt: skip


def _store(story: Story, author: str, _rnd: Random, _now: Any) -> Fact:
    return story.store(author)


def _trouble(story: Story, author: str, rnd: Random, _now: Any) -> Fact:
    return story.trouble(author, rnd.choice(("strip_broken", "lost", "other")))


_EVENTS: tuple[Callable[[Story, str, str, Random], Fact | None], ...] = (
    _offer, _offer, _offer, _answer, _answer, _answer, _answer, _recall, _confirm,
    _moved(_open), _moved(_open), _moved(_count), _moved(_count), _moved(_collect), _moved(_collect),
    _moved(_seal), _moved(_seal), _moved(_store), _moved(_trouble),
)  # fmt: skip


_LIKELY = {
    "with_supervisor": (_offer, _offer, _moved(_store)),
    "stored_overnight": (_offer,),
    "on_site": (_offer,),
    "with_invigilators": (_moved(_open), _moved(_open), _offer),
    "opened": (_moved(_count),),
    "issued": (_moved(_collect), _moved(_collect), _moved(_count)),
    "collected": (_moved(_seal),),
    "resealed": (_offer, _moved(_store)),
    "exception": (_moved(_seal), _offer),
}


def desk_event(story: Story, rnd: Random) -> Fact | None:
    """One act of the centre, which knows what its story holds."""
    known = [one for one in PACKS if Tree(one, story.facts).prepared]
    fresh = [one for one in PACKS if one not in known]
    if fresh and (not known or rnd.random() < 0.1):
        return story.prepared(story.pack(rnd.choice(fresh)))
    pack = rnd.choice(known)
    found = fold(pack, story.facts)
    assert found is not None
    story.aim = (pack, found.tip)
    try:
        if found.exception and rnd.random() < 0.7:
            state = rnd.choice(("with_supervisor", "with_invigilators", "on_site", "prepared"))
            who = {"with_supervisor": "super", "with_invigilators": "guard", "on_site": "chief"}
            return story.released(
                state, who.get(state), found.now.strip,
                found.conflicts if rnd.random() < 0.9 else (),
            )  # fmt: skip
        if found.now.state == "returned" and rnd.random() < 0.6:
            return story.archived()
        if found.now.state == "archived":
            return story.destroyed("keeper", "keeper2")
    finally:
        story.aim = None
    choice = rnd.random()
    if choice < 0.3:
        return _offer_of_keeper(story, pack, found, rnd)
    offers = [one for one in story.facts if one.kind == "custody.offer"]
    mine = [one for one in offers if one.data["to"] == story.party["keeper"]]
    if mine and choice < 0.8:
        return story.answer(rnd.choice(mine), "keeper")
    signed = [one for one in story.facts if one.kind in ("custody.offer", "custody.answer")]
    return story.confirm(rnd.choice(signed), "keeper2", "centre") if signed else None


def _offer_of_keeper(story: Story, pack: str, found: Any, rnd: Random) -> Fact:
    return story.offer(
        "collect", rnd.choice(("keeper", "keeper2")), rnd.choice(("super", "super2")), packs=[pack],
        after=found.tip, strip=found.now.strip, copies=found.now.copies,
    )  # fmt: skip
