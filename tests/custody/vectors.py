"""The cases of tests/vectors/custody.json: stories told in Python, read by pytest and Vitest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from backend.custody import standing
from backend.custody.rules import Custody, Fact, fold
from tests.factories.custody import P1, P2, PARTY, Story, name, phone, prepared_pack, sig, until

PATH = Path(__file__).parents[1] / "vectors" / "custody.json"
ABOUT = (
    "Custody of a pack is a function of the set of accepted entries that name it (contracts section "
    "14): every permutation gives the same state. open: [entry, by] of signatures nobody stands "
    "behind. legality: judge(entry) by entries, people, gone; "
    "code null = allowed."
)
Value = dict[str, Any]
PAPER = {"at": 1_000, "page": name("page", 64)}


def written(fact: Fact) -> Value:
    """An entry as the file has it."""
    return {
        "hash": fact.hash, "kind": fact.kind, "kid": fact.kid, "n": fact.n, "seq": fact.seq,
        "actor": fact.actor, "parents": list(fact.parents), "data": fact.data,
    }  # fmt: skip


def waiting(facts: list[Fact], custody: Custody) -> list[list[str]]:
    """Signatures nobody stands behind, in one order."""
    return sorted([entry, by] for entry, by in standing.open_signatures(P1, facts, custody))


def read(value: Value) -> Fact:
    """The same back."""
    return Fact(
        value["hash"], value["kind"], value["data"], tuple(value["parents"]), value["actor"],
        value["kid"], value["n"], value["seq"],
    )  # fmt: skip


# --- states ------------------------------------------------------------------------------------

STATES: dict[str, Callable[[], Story]] = {}
LEGALITY: list[Callable[[], Iterator[tuple[str, Story, Fact, str | None]]]] = []


def state(about: str) -> Callable[[Callable[[], Story]], Callable[[], Story]]:
    """A case of the fold."""

    def keep(tell: Callable[[], Story]) -> Callable[[], Story]:
        STATES[about] = tell
        return tell

    return keep


for _state in ("prepared", "with_supervisor", "stored_overnight", "on_site", "with_invigilators",
               "opened", "issued", "collected", "resealed", "back", "returned", "archived",
               "destroyed"):  # fmt: skip
    STATES[f"the usual way up to {_state}"] = lambda name=_state: until(name)


@state("an offer nobody answered leaves custody where it was")
def _open_offer() -> Story:
    story = until("with_supervisor")
    story.add(story.offer("site", "super", "chief"))
    return story


def _prepared_again(**more: Any) -> Story:
    story = until("prepared")
    offer = story.add(story.offer("collect", "keeper", "super"))
    story.add(story.recall(offer, "keeper"))
    story.add(story.prepared(prepared_pack(**more)))
    story.add(story.answer(offer, "super"))
    return story


STATES["prepared again before the first move: an offer of the same strip and copies holds"] = (
    lambda: _prepared_again(number="9", room=name("room"))
)
STATES["taken with fewer copies than the label in force: a conflict"] = lambda: _prepared_again(
    copies=31
)
STATES["taken under another strip than the label's: a conflict"] = lambda: _prepared_again(
    strip="F-8"
)
STATES["taken though it was withdrawn meanwhile: a conflict"] = lambda: _prepared_again(
    withdrawn=True
)


@state("signed by strokes on the giver's phone: the receiver has it, the giver still holds it")
def _one_phone() -> Story:
    story = until("with_supervisor")
    offer = story.add(story.offer("site", "super", "chief"))
    story.add(story.answer(offer, "chief", author="super"))
    return story


@state("confirmed by the receiver: complete")
def _confirmed() -> Story:
    story = _one_phone()
    story.add(story.confirm(story.facts[-1], "chief"))
    return story


@state("confirmed by somebody else's own word: still unproved")
def _confirmed_by_other() -> Story:
    story = _one_phone()
    story.add(story.confirm(story.facts[-1], "guard"))
    return story


@state("the receiver acts with an own key later on the path: proved")
def _acts_later() -> Story:
    story = _one_phone()
    story.hand("room", "chief", "guard", room=name("room"))
    return story


@state("on paper, both sides vouched for by the centre")
def _paper() -> Story:
    story = until("with_supervisor")
    offer = story.add(story.offer("site", "super", "chief", how="paper", paper=PAPER))
    answer = story.add(story.answer(offer, "chief", author="super", how="paper", paper=PAPER))
    story.add(story.confirm(offer, "keeper", "centre"))
    story.add(story.confirm(answer, "keeper", "centre"))
    return story


@state("on paper, only the receiver's side vouched for")
def _half_paper() -> Story:
    story = _paper()
    story.facts.pop(-2)
    return story


@state("an unproved hop in the middle: custody stays before it, though the next one is proved")
def _unproved_middle() -> Story:
    story = _one_phone()
    offer = story.add(story.offer("room", "chief", "guard", room=name("room"), author="super"))
    story.add(story.answer(offer, "guard"))
    return story


@state("recalled: nothing is open")
def _recalled() -> Story:
    story = _open_offer()
    story.add(story.recall(story.facts[-1], "super"))
    return story


@state("a later offer that names the open one recalls it")
def _renamed() -> Story:
    story = _open_offer()
    story.add(story.offer("site", "super", "chief", recalls=[story.facts[-1].hash]))
    return story


@state("an answer beats a recall it had not seen")
def _recall_race() -> Story:
    story = _recalled()
    story.add(story.answer(story.facts[-2], "chief"))
    return story


def _refused_and_taken(first: str) -> Story:
    """The receiver's two words on one offer."""
    story = _open_offer()
    words = [story.answer(story.facts[-1], "chief", refuse=[P1])]
    words.append(story.answer(story.facts[-1], "chief"))
    for word in words if first == "refused" else words[::-1]:
        story.add(word)
    return story


STATES["refused and taken all the same: it moves, and the refusal is a conflict"] = lambda: (
    _refused_and_taken("refused")
)
STATES["the same two words the other way round"] = lambda: _refused_and_taken("taken")


@state("both words on one offer settled by the centre")
def _both_words_settled() -> Story:
    story = _refused_and_taken("refused")
    story.aim = (P1, story.facts[-1].hash)
    settled = [story.facts[-2].hash]
    story.add(story.released("on_site", "chief", story.strip(), settled))
    return story


def _two_receivers(first: str) -> Story:
    """One offer to each of two people, both answered."""
    story = until("with_supervisor")
    one = story.add(story.offer("site", "super", "chief"))
    other = story.add(story.offer("pass", "super", "super2", after=one.data["packs"][0]["after"]))
    answers = [story.answer(one, "chief"), story.answer(other, "super2")]
    for answer in answers if first == "chief" else answers[::-1]:
        story.add(answer)
    return story


STATES["offered to two receivers: the giver's first offer wins"] = lambda: _two_receivers("chief")
STATES["the same, arriving the other way round"] = lambda: _two_receivers("super2")


@state("what follows a losing answer is a conflict too")
def _conflict_tail() -> Story:
    story = _two_receivers("chief")
    losing = story.facts[-1]
    data = story.store("super2").data | {"packs": [{"pack": P1, "after": losing.hash}]}
    story.add(story.make("store", data, author="super2"))
    return story


@state("answered twice: the second answer is a conflict")
def _answered_twice() -> Story:
    story = _open_offer()
    offer = story.facts[-1]
    story.add(story.answer(offer, "chief"))
    story.add(story.answer(offer, "chief", author="super"))
    return story


@state("yesterday's offer, answered after the pack went on: a conflict")
def _yesterday() -> Story:
    story = until("with_supervisor")
    old = story.add(story.offer("pass", "super", "super2"))
    story.add(story.store())
    story.add(story.answer(old, "super2"))
    return story


@state("two keepers give the same pack")
def _two_keepers() -> Story:
    story = until("prepared")
    one = story.add(story.offer("collect", "keeper", "super"))
    other = story.add(story.offer("collect", "keeper2", "super2"))
    story.add(story.answer(other, "super2"))
    story.add(story.answer(one, "super"))
    return story


@state("one of two packs is refused without a fault: it stays where it was")
def _partial() -> Story:
    story = until("with_supervisor", prepared_pack(P2), prepared_pack(P1))
    offer = story.add(story.offer("site", "super", "chief"))
    story.add(story.answer(offer, "chief", refuse=[P1]))
    return story


@state("refused with a fault: exception, with the giver")
def _fault() -> Story:
    story = _open_offer()
    story.add(story.answer(story.facts[-1], "chief", refuse=[P1], fault="wrong_strip"))
    return story


@state("in exception the bag is still carried")
def _carried() -> Story:
    story = _fault()
    story.hand("return", "super", "keeper")
    return story


@state("opened early, resealed at once")
def _early() -> Story:
    story = until("with_invigilators")
    story.add(story.open("guard", "guard2", way="early", excuse="看错时间", shown=False))
    story.add(story.seal("guard", "guard2", strip="G-2", copies=30, why="reseal"))
    return story


@state("released after that: on its way again under the new strip")
def _released() -> Story:
    story = _early()
    story.add(story.released("with_invigilators", "guard", "G-2", []))
    story.add(story.open("guard", "guard2"))
    return story


@state("a conflict settled by the centre; a move it had not seen is a conflict again")
def _settled() -> Story:
    story = _two_receivers("chief")
    losing = story.facts[-1]
    story.facts.pop()
    story.add(losing)
    tip = fold(P1, story.facts)
    assert tip is not None
    said = {
        "pack": P1, "after": tip.tip, "state": "on_site", "with": PARTY["chief"],
        "strip": f"F-{P1[:4]}", "settled": list(tip.conflicts),
    }  # fmt: skip
    story.add(
        story.make("released", {"packs": [said], "reason": "已核实"}, author="keeper", desk=True)
    )
    return story


@state("settled, then a late move on what was settled")
def _late_after_release() -> Story:
    story = _settled()
    losing = next(
        f for f in story.facts if f.kind == "custody.answer" and f.actor == PARTY["super2"]
    )
    data = story.store("super2").data | {"packs": [{"pack": P1, "after": losing.hash}]}
    story.add(story.make("store", data, author="super2"))
    return story


@state("released to nobody: the centre has it")
def _released_home() -> Story:
    story = _fault()
    story.add(story.released("prepared", None, "F-9", []))
    return story


def _recovered_night() -> Story:
    story = until("back")
    story.hand("back", "chief", "super")
    story.add(story.store())
    return story


STATES["a recovered pack is stored overnight, and stays recovered"] = _recovered_night


@state("a second night after it changed hands, then given back")
def _second_night() -> Story:
    story = _recovered_night()
    story.hand("pass", "super", "super2")
    story.add(story.store("super2"))
    story.hand("return", "super2", "keeper")
    return story


@state("a copy was replaced: the whole count again")
def _recount() -> Story:
    story = until("issued")
    story.add(story.count("guard", 28, 1, 1))
    return story


@state("two phones count at once")
def _two_counts() -> Story:
    story = until("opened")
    one, two = story.count("guard", 28, 2, 0), story.count("guard2", 27, 3, 0)
    story.add(one)
    story.add(two)
    return story


@state("a lone move of an earlier key does not undo a handover that is complete in itself")
def _undone_by_one() -> Story:
    story = until("with_supervisor")
    story.aim = (P1, story.tip())
    story.hand("site", "super", "chief")
    story.add(story.trouble("keeper", "other"))
    return story


@state("nor does a pair made on one phone, with both sides in strokes")
def _undone_by_forgery() -> Story:
    story = until("with_supervisor")
    forged = story.offer("room", "super", "guard", room=name("room"), author="chief")
    answer = story.answer(forged, "guard", author="chief")
    later = story.offer("site", "super", "chief")
    story.facts += [forged, later, answer, story.answer(later, "chief")]
    assert phone("chief") < phone("super")
    return story


@state("vouched for by confirmations it is complete, and goes first")
def _vouched_goes_first() -> Story:
    story = _undone_by_one()
    losing = story.make(
        "answer",
        {
            **story.facts[-2].data,
            "signature": sig(PARTY["chief"], "strokes"),
        },
        author="super",
    )
    story.facts[-2] = losing
    story.add(story.confirm(losing, "chief"))
    return story


@state("what a signer did later proves a side, and puts no pair before others")
def _later_is_not_itself() -> Story:
    story = _undone_by_one()
    losing = story.make(
        "answer",
        {
            **story.facts[-2].data,
            "signature": sig(PARTY["chief"], "strokes"),
        },
        author="super",
    )
    story.facts[-2] = losing
    story.aim = None
    story.hand("room", "chief", "guard", room=name("room"), after=losing.hash)
    return story


@state("a second signer of an opening confirms: only the seal's waits")
def _opening_confirmed() -> Story:
    story = until("resealed")
    opening = next(one for one in story.facts if one.kind == "custody.open")
    story.add(story.confirm(opening, "guard2"))
    return story


@state("somebody else confirms an opening: it still waits")
def _opening_confirmed_by_other() -> Story:
    story = until("opened")
    story.add(story.confirm(story.facts[-1], "chief"))
    return story


@state("an opening on paper: the centre vouches for all its signatures")
def _opening_vouched() -> Story:
    story = until("with_invigilators")
    signed = [sig(PARTY[one], "paper") for one in ("guard", "guard2")]
    story.add(story.open("guard", "guard2", author="super", paper=PAPER, signatures=signed))
    story.add(story.confirm(story.facts[-1], "keeper", "centre"))
    return story


@state("whoever signed an opening gives the pack on: that stands for the earlier signature")
def _opener_gives() -> Story:
    story = until("resealed")
    story.hand("back", "guard2", "chief")
    return story


@state("a night signed by strokes on another's phone waits")
def _night_drawn() -> Story:
    story = until("with_supervisor")
    story.add(story.store("chief", signature=sig(PARTY["super"], "strokes")))
    return story


# --- legality ----------------------------------------------------------------------------------


def legality(
    tell: Callable[[], Iterator[tuple[str, Story, Fact, str | None]]],
) -> Callable[[], Iterator[tuple[str, Story, Fact, str | None]]]:
    """Cases of what may happen."""
    LEGALITY.append(tell)
    return tell


Cases = Iterator[tuple[str, Story, Fact, str | None]]


@legality
def _collecting() -> Cases:
    story = until("prepared")
    yield (
        "the keeper gives to the supervisor",
        story,
        story.offer("collect", "keeper", "super"),
        None,
    )
    yield "any keeper of the house may", story, story.offer("collect", "keeper2", "super"), None
    yield "to a chief", story, story.offer("collect", "keeper", "chief"), "receiver"
    yield "by a supervisor", story, story.offer("collect", "super", "super2"), "not_holder"
    yield "receiver = giver", story, story.offer("collect", "keeper", "keeper"), "same_person"
    story.people = {k: v for k, v in story.people.items() if k != PARTY["super2"]}
    yield "receiver without duty", story, story.offer("collect", "keeper", "super2"), "receiver"
    story = until("prepared")
    story.gone = [PARTY["super"]]
    yield "receiver taken off", story, story.offer("collect", "keeper", "super"), "receiver"
    story = until("with_supervisor")
    story.gone = [PARTY["chief"]]
    yield "sealed before the receiver left", story, story.offer("site", "super", "chief"), None
    story = until("prepared", prepared_pack(withdrawn=True))
    yield "withdrawn", story, story.offer("collect", "keeper", "super"), "withdrawn"
    story = until("prepared")
    yield "strip typed wrong", story, story.offer("collect", "keeper", "super", strip="X"), "strip"
    yield "copies off by one", story, story.offer("collect", "keeper", "super", copies=29), "copies"
    story = until("with_supervisor")
    again = story.offer("collect", "keeper", "super2")
    yield "already given", story, again, "state"


@legality
def _carrying() -> Cases:
    story = until("with_supervisor")
    yield "to the chief", story, story.offer("site", "super", "chief"), None
    yield "by who has it not", story, story.offer("site", "super2", "chief"), "not_holder"
    yield "to an invigilator", story, story.offer("site", "super", "guard"), "receiver"
    yield "room without a room", story, story.offer("room", "super", "guard"), "room"
    yield "to the room", story, story.offer("room", "super", "guard", room=name("room")), None
    yield "to another supervisor", story, story.offer("pass", "super", "super2"), None
    yield "pass to another role", story, story.offer("pass", "super", "chief"), "receiver"
    yield "straight back to the keeper", story, story.offer("return", "super", "keeper"), None
    yield "nothing to bring back", story, story.offer("back", "super", "chief"), "state"
    one_phone = story.offer("site", "super", "chief", author="chief")
    yield "the giver signs on the receiver's phone", story, one_phone, None
    torn = story.offer("site", "super", "chief")
    torn.data["packs"][0]["checks"] = {"project": True, "copies": True, "bag": False, "strip": True}
    yield "given with a tick missing", story, torn, "checks"
    forged = story.offer("site", "super", "chief", author="chief", how="key")
    yield "a key of somebody else", story, forged, "signature"
    yield (
        "by sign-in from a phone",
        story,
        story.offer("site", "super", "chief", how="signin"),
        "signature",
    )
    yield (
        "on paper without a sheet",
        story,
        story.offer("site", "super", "chief", how="paper"),
        "signature",
    )
    sheet = story.offer("site", "super", "chief", how="paper", paper=PAPER)
    yield "on paper", story, sheet, None
    unnamed = story.offer("site", "super", "chief")
    yield "what it goes on from is no parent", story, _without_parents(unnamed), "entry.parents"
    story = until("with_supervisor")
    gone = story.offer("site", "super", "chief", after=name("nothing", 64))
    yield "goes on from nothing", story, gone, "state"
    story = until("on_site")
    yield "back to the supervisor", story, story.offer("back", "chief", "super"), None
    story = until("issued")
    yield "pass in the room", story, story.offer("pass", "guard", "guard3", copies=28), None
    yield "out of the room with papers out", story, story.offer("back", "guard", "chief"), "state"
    story = until("destroyed")
    yield "after its end", story, story.offer("return", "keeper", "chief"), "state"


def _without_parents(fact: Fact) -> Fact:
    return read({**written(fact), "parents": []})


def _listed(who: str) -> Story:
    """A supervisor has the pack; the list has somebody under an id of its own, who is `who`."""
    story = until("with_supervisor")
    story.party = {**story.party, "listed": name("listed")}
    story.same = {name("listed"): PARTY[who]}
    return story


@legality
def _one_person_by_two_ids() -> Cases:
    story = _listed("super")
    story.people = {**story.people, PARTY["super"]: ["supervisor", "invigilator"]}
    room = name("room")
    yield "to oneself under the id of the list", story, story.offer(
        "room", "super", "listed", room=room), "same_person"  # fmt: skip
    story = _listed("guard")
    offer = story.add(story.offer("room", "super", "listed", room=room))
    yield "answered with the key given meanwhile", story, story.answer(offer, "guard"), None
    by_list = story.answer(offer, "listed", author="guard", how="key")
    yield "or under the id the offer has", story, by_list, None
    yield "by somebody else", story, story.answer(offer, "guard2"), "not_receiver"
    answer = story.add(story.answer(offer, "listed", author="super"))
    yield "confirmed by the person", story, story.make(
        "confirm", {**story.confirm(answer, "listed").data}, author="guard"), None  # fmt: skip
    story.aim = (P1, answer.hash)
    yield "and opened with another", story, story.open("guard", "guard2"), None
    yield "but not with oneself", story, story.open("guard", "listed"), "two_people"


@legality
def _answering() -> Cases:
    story = _open_offer()
    offer = story.facts[-1]
    yield "the receiver takes it", story, story.answer(offer, "chief"), None
    yield "on the giver's phone", story, story.answer(offer, "chief", author="super"), None
    yield "somebody else takes it", story, story.answer(offer, "guard"), "not_receiver"
    yield "the giver takes it back", story, story.answer(offer, "super"), "not_receiver"
    yield "forged with the giver's key", story, story.answer(
        offer, "chief", author="super", how="key"), "signature"  # fmt: skip
    yield "another strip", story, story.answer(offer, "chief", strip="X"), "strip"
    yield "another count", story, story.answer(offer, "chief", copies=29), "copies"
    wrong = {"project": True, "copies": True, "bag": False, "strip": True}
    yield "taken with a torn bag", story, story.answer(offer, "chief", checks=wrong), "checks"
    faulty = story.answer(offer, "chief")
    faulty.data["packs"][0]["fault"] = "missing"
    yield "taken with a fault", story, faulty, "checks"
    refused = story.answer(offer, "chief", refuse=[P1], fault="strip_broken")
    yield "refused with a fault", story, refused, None
    silent = story.answer(offer, "chief", refuse=[P1], reason="")
    yield "refused without a reason", story, silent, "reason_missing"
    empty = story.answer(offer, "chief", author="super")
    empty.data["signature"]["strokes"] = None
    yield "the signature left empty", story, empty, "signature"
    other = story.answer(offer, "chief")
    stray = read({**written(other), "parents": [story.facts[0].hash]})
    yield "an answer for another offer", story, stray, "not_offered"
    foreign = read({**written(other), "data": {**other.data, "packs": [
        {**other.data["packs"][0], "pack": P2}]}})  # fmt: skip
    yield "a pack the offer has not", story, foreign, "not_offered"
    story.add(story.recall(offer, "super"))
    yield "after a recall: the answer still counts", story, story.answer(offer, "chief"), None
    story.add(story.answer(offer, "chief"))
    yield "a second answer: not refused", story, story.answer(offer, "chief"), None
    yield "a recall by a stranger", story, story.recall(offer, "guard"), "not_holder"
    yield (
        "a recall after the answer: allowed, changes nothing",
        story,
        story.recall(offer, "super"),
        None,
    )


@legality
def _confirming() -> Cases:
    story = _one_phone()
    answer = story.facts[-1]
    yield "the signer confirms", story, story.confirm(answer, "chief"), None
    yield "somebody else confirms", story, story.confirm(answer, "guard"), "signature"
    yield "the centre vouches", story, story.confirm(answer, "keeper", "centre"), None
    yield (
        "a party vouches as the centre",
        story,
        story.confirm(answer, "chief", "centre"),
        "signature",
    )
    yield "the giver vouches for the answer", story, story.confirm(
        answer, "super", "centre"), "signature"  # fmt: skip
    yield "the receiver vouches for the offer", story, story.confirm(
        story.facts[-2], "chief", "centre"), "signature"  # fmt: skip
    helped = until("with_supervisor")
    offer = helped.add(helped.offer("site", "super", "chief"))
    answer = helped.add(helped.answer(offer, "chief", author="guard"))
    for entry in (offer, answer):
        yield "whoever wrote the answer vouches", helped, helped.confirm(
            entry, "guard", "centre"), "signature"  # fmt: skip
    answer = story.facts[-1]
    lent = story.make("confirm", {**story.confirm(answer, "chief").data}, author="super")
    yield "for somebody else", story, lent, "signature"


@legality
def _storing_and_opening() -> Cases:
    story = until("with_supervisor")
    yield "stored by who has it", story, story.store(), None
    yield "stored by another", story, story.store("super2"), "not_holder"
    story = until("back")
    yield "a recovered pack stored by who has it", story, story.store("chief"), None
    yield "a recovered pack stored by another", story, story.store("super"), "not_holder"
    story.add(story.store("chief"))
    yield "the night after, once more", story, story.store("chief"), None
    for purpose, to, code in (
        ("back", "super", None), ("return", "keeper", None), ("room", "guard", "state"),
        ("site", "super", "state"),
    ):  # fmt: skip
        after = story.offer(purpose, "chief", to, room=name("room") if purpose == "room" else None)
        yield f"after its night: {purpose}", story, after, code
    yield "after its night: opened", story, story.open("chief", "guard"), "state"
    story = until("returned")
    yield "stored when it is back", story, story.store(), "state"
    story = until("with_invigilators")
    room = name("room")
    yield "two people open", story, story.open("guard", "guard2"), None
    yield "one person opens alone", story, story.open("guard"), "two_people"
    yield "one person signs twice", story, story.open("guard", "guard"), "two_people"
    yield "neither has it", story, story.open("guard2", "guard3"), "not_holder"
    yield "another room", story, story.open("guard", "guard2", room=name("other")), "room"
    yield "its room", story, story.open("guard", "guard2", room=room), None
    yield "another strip", story, story.open("guard", "guard2", strip="X"), "strip"
    small = f"ｆ- {P1[:4]} "
    yield "the strip typed small", story, story.open("guard", "guard2", strip=small), None
    yield (
        "counted off by one, unexplained",
        story,
        story.open("guard", "guard2", copies=29),
        "reason_missing",
    )
    yield "counted off by one, explained", story, story.open(
        "guard", "guard2", copies=29, reason="少一份"), None  # fmt: skip
    yield (
        "early without a reason",
        story,
        story.open("guard", "guard2", way="early"),
        "reason_missing",
    )
    early = story.open("guard", "guard2", way="early", excuse="看错时间")
    yield "early with a reason", story, early, None
    yield "as a practical paper", story, story.open("guard", "guard2", mode="practical"), "purpose"
    story = until("on_site")
    yield "a theory paper at the meeting", story, story.open("chief", "guard"), "state"
    story = until("on_site", prepared_pack(kind="practical"))
    yield (
        "a practical paper at the meeting",
        story,
        story.open("chief", "guard", mode="practical"),
        None,
    )
    with_keeper = story.open("chief", "keeper", mode="practical", author="chief")
    yield "with a keeper", story, with_keeper, "receiver"


@legality
def _counting() -> Cases:
    story = until("opened")
    yield "it adds up", story, story.count("guard", 28, 1, 1), None
    yield "off by one", story, story.count("guard", 28, 1, 0), "counts"
    yield "not issued yet", story, story.collect("guard", 28), "state"
    story = until("issued")
    yield "all back", story, story.collect("guard", 28), None
    yield "one too many", story, story.collect("guard", 29), "counts"
    yield "one missing, unexplained", story, story.collect("guard", 27, 1), "reason_missing"
    yield "one missing", story, story.collect("guard", 27, 1, reason="一份未收回"), None
    yield "sealed before it is counted", story, story.seal(
        "guard", "guard2", strip="G-1", copies=30), "state"  # fmt: skip
    story = until("issued", prepared_pack(pieces=28))
    yield "pieces not counted", story, story.collect("guard", 28), "counts"
    yield (
        "pieces short, unexplained",
        story,
        story.collect("guard", 28, pieces=27),
        "reason_missing",
    )
    yield "pieces all there", story, story.collect("guard", 28, pieces=28), None
    story = until("issued", prepared_pack(pieces=28))
    story.add(story.collect("guard", 28, pieces=27, reason="一件未交"))
    yield (
        "what was found once is not what is due",
        story,
        story.collect("guard", 28, pieces=27),
        ("reason_missing"),
    )
    story = until("collected")
    yield "sealed", story, story.seal("guard", "guard2", strip="G-1", copies=30), None
    yield "sealed by two who never had it", story, story.seal(
        "super2", "guard3", strip="G-1", copies=30), "not_holder"  # fmt: skip
    yield "sealed alone", story, story.seal("guard", strip="G-1", copies=30), "two_people"
    yield "the old strip again", story, story.seal(
        "guard", "guard2", strip=f"F-{P1[:4]}", copies=30), "strip_used"  # fmt: skip
    yield "the old strip typed small", story, story.seal(
        "guard", "guard2", strip=f"ｆ- {P1[:4]} ", copies=30), "strip_used"  # fmt: skip
    yield "sealed with a copy less", story, story.seal(
        "guard", "guard2", strip="G-1", copies=29), "counts"  # fmt: skip
    story = until("collected", prepared_pack(P1), prepared_pack(P2))
    yield "another pack's strip", story, story.seal(
        "guard", "guard2", strip=f"F-{P2[:4]}", copies=30), "strip_used"  # fmt: skip


@legality
def _trouble() -> Cases:
    story = _fault()
    yield "no opening in exception", story, story.open("super", "chief"), "state"
    yield "no handover to the site", story, story.offer("site", "super", "chief"), "state"
    yield "but home", story, story.offer("return", "super", "keeper"), None
    torn = story.offer("return", "super", "keeper")
    torn.data["packs"][0]["checks"] = dict.fromkeys(("project", "copies", "bag", "strip"), False)
    yield "home with what is wrong", story, torn, None
    yield (
        "a new strip",
        story,
        story.seal("super", "chief", strip="G-3", copies=30, why="reseal"),
        None,
    )
    story = until("prepared", prepared_pack(P1), prepared_pack(P2))
    both = [{"pack": pack, "after": story.tip(pack)} for pack in (P1, P2)]
    story.add(story.make("except", {"packs": both, "what": "bag_damaged", "facts": "受潮"}))
    after = [{**one, "after": story.facts[-1].hash, "strip": "G-3", "copies": 30} for one in both]
    again = story.seal("super", "chief", strip="G-3", copies=30, why="reseal").data
    yield (
        "one new strip for two packs",
        story,
        (story.make("seal", {**again, "packs": after})),
        "strip_used",
    )
    story = _fault()
    yield "the centre releases", story, story.released("with_supervisor", "super", "F-1", []), None
    used = story.released("with_supervisor", "super", f"F-{P2[:4]}", [])
    story.add(story.prepared(prepared_pack(P2)))
    yield "released under another pack's strip", story, used, "strip_used"
    nobody = story.released("with_supervisor", "super", "F-1", [])
    nobody.data["packs"][0]["with"] = name("nobody")
    yield "released to nobody of the event", story, nobody, "receiver"
    made_up = story.released("with_supervisor", "super", "F-1", [name("any", 64)])
    yield "settled what is no conflict", story, made_up, "state"
    yield "released as it is", story, story.released(
        "with_supervisor", "super", f"F-{P1[:4]}", []), None  # fmt: skip
    yield "trouble in trouble", story, story.trouble("super", "bag_damaged"), None
    story = until("on_site")
    yield "nothing to release", story, story.released("on_site", "chief", "F-1", []), "state"
    yield "found broken", story, story.trouble("chief"), None
    yield "no reseal without cause", story, story.seal(
        "chief", "guard", strip="G-3", copies=30, why="reseal"), "state"  # fmt: skip
    story = until("returned")
    yield "archived", story, story.archived(), None
    yield "destroyed too soon in its life", story, story.destroyed("keeper", "keeper2"), "state"
    story = until("archived")
    yield "destroyed by two", story, story.destroyed("keeper", "keeper2"), None
    yield "destroyed by one", story, story.destroyed("keeper", "keeper"), "two_people"
    story = until("prepared")
    yield "prepared again", story, story.prepared(prepared_pack(copies=31)), None
    story.add(story.offer("collect", "keeper", "super"))
    again = story.prepared(prepared_pack(copies=31))
    yield "prepared again under an open offer", story, again, "offered"
    story = until("prepared")
    offer = story.add(story.offer("collect", "keeper", "super"))
    story.add(story.recall(offer, "keeper"))
    yield "and after its recall", story, story.prepared(prepared_pack(copies=31)), None
    yield "a strip for two packs", story, story.prepared(
        prepared_pack(P2, strip=f"F-{P1[:4]}")), "strip_used"  # fmt: skip
    yield "a strip for two packs, typed small", story, story.prepared(
        prepared_pack(P2, strip=f"f－{P1[:4].upper()}")), "strip_used"  # fmt: skip
    story = until("with_supervisor")
    yield "prepared again after it left", story, story.prepared(), "state"


def made() -> Value:
    """The whole file."""
    cases = []
    for about, tell in STATES.items():
        facts = tell().facts
        found = fold(P1, facts)
        assert found is not None, about
        cases.append(
            {"name": about, "pack": P1, "entries": [written(one) for one in facts],
             "state": found.told(), "open": waiting(facts, found)}
        )  # fmt: skip
    judged = []
    for tell_all in LEGALITY:
        for about, story, entry, code in tell_all():
            full = code if code is None or "." in code else f"custody.{code}"
            judged.append(
                {
                    "name": about, "entries": [written(one) for one in story.facts],
                    "people": dict(story.people), "gone": list(story.gone),
                    "same": dict(story.same), "photos": False,
                    "entry": written(entry), "code": full,
                }
            )  # fmt: skip
    photographed = until("with_invigilators")
    judged.append(
        {
            "name": "a photo of what is inside",
            "entries": [written(one) for one in photographed.facts],
            "people": dict(photographed.people), "gone": [], "same": {}, "photos": True,
            "entry": written(photographed.open("guard", "guard2")),
            "code": "custody.photo_forbidden",
        }
    )  # fmt: skip
    return {"about": ABOUT, "cases": cases, "legality": judged}


def text() -> str:
    """The file: a case on a line."""
    whole = made()
    lists = (
        f' "{key}": [\n' + ",\n".join(json.dumps(one, ensure_ascii=False) for one in whole[key])
        + "\n ]"
        for key in ("cases", "legality")
    )  # fmt: skip
    about = json.dumps(whole["about"], ensure_ascii=False)
    return f'{{\n "about": {about},\n' + ",\n".join(lists) + "\n}\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
