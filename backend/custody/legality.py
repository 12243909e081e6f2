"""Pure: may this happen now (8.5, 8.5b)? Judged once, at the door and before that by the phone.

A function of the path from the beginning to the move an entry names as `after`, so it does not
depend on what else arrived first. Answers a code of contracts section 5, or null.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .rules import (
    CENTRE,
    Data,
    Fact,
    Now,
    Tree,
    counted,
    fold,
    folded,
    part,
    recovered,
    same_strip,
)

People = Mapping[str, Collection[str]]

REASON_MINIMUM = 2
KEEPER = "paper_keeper"
CARRIERS = ("supervisor", "chief", "invigilator")
# Bags whose strip is closed: their label says how many copies are inside.
CLOSED = (
    "prepared", "with_supervisor", "stored_overnight", "on_site", "with_invigilators", "resealed",
    "returned",
)  # fmt: skip
_CARRIED = (
    "with_supervisor", "stored_overnight", "on_site", "with_invigilators", "opened", "issued",
    "collected", "resealed",
)  # fmt: skip
_BACK = ("with_supervisor", "stored_overnight", "on_site", "with_invigilators", "resealed")
# Purpose → states, roles of the giver, roles of the receiver by the giver's role.
_HIGHER = {"invigilator": ("chief", "supervisor"), "chief": ("supervisor",)}
HANDOVERS: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = {
    "collect": (("prepared",), {KEEPER: ("supervisor",)}),
    "pass": (_CARRIED, {role: (role,) for role in CARRIERS}),
    "site": (("with_supervisor", "stored_overnight"), {"supervisor": ("chief",)}),
    "room": (
        ("with_supervisor", "stored_overnight", "on_site", "opened"),
        {"supervisor": ("invigilator",), "chief": ("invigilator",)},
    ),
    "back": (("on_site", "with_invigilators", "resealed"), _HIGHER),
    "return": (_BACK, dict.fromkeys(CARRIERS, (KEEPER, "chief"))),
}
STILL_CARRIED = ("pass", "back", "return")
OPENABLE = {
    "theory": ("with_invigilators",),
    "computer": ("with_invigilators",),
    "practical": ("on_site", "with_invigilators", "with_supervisor"),
}
STATES_OF = {
    "custody.store": ("with_supervisor", "on_site", "resealed"),
    "custody.count": ("opened", "issued", "collected"),
    "custody.collect": ("issued", "collected"),
    "custody.archived": ("returned",),
    "custody.destroyed": ("archived",),
}
# No photo of what is inside (S-17).
NO_PHOTOS = ("custody.open", "custody.count", "custody.collect")


@dataclass(frozen=True)
class World:
    """What an entry is judged by: everything accepted of its packs, who serves in the event in which
    roles, whoever of them left, which pack the centre gave a strip to, and which two ids are the same
    person (people and gone have the second)."""

    facts: Iterable[Fact]
    people: People
    gone: Collection[str] = ()
    strips: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)


def judge(entry: Fact, world: World, photos: bool = False) -> str | None:
    """The code of the first thing wrong with an entry; `photos`: it brings files with that role."""
    if world.same:
        facts = [_as_one(one, world.same) for one in world.facts]
        entry, world = _as_one(entry, world.same), replace(world, facts=facts, same={})
    if photos and entry.kind in NO_PHOTOS:
        return "custody.photo_forbidden"
    whole = _WHOLE.get(entry.kind)
    return _signatures(entry, world) or (whole(entry, world) if whole else _each(entry, world))


def _as_one(fact: Fact, same: Mapping[str, str]) -> Fact:
    """The entry as if everybody in it had one id."""
    actor = same.get(fact.actor, fact.actor) if fact.actor else None
    return replace(fact, data=_renamed(fact.data, same), actor=actor)


def _renamed(value: Any, same: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _renamed(one, same) for key, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, same) for one in value]
    return same.get(value, value) if isinstance(value, str) else value


def _each(entry: Fact, world: World) -> str | None:
    check = _CHECKS[entry.kind]
    for said in entry.data["packs"]:
        if said["after"] not in entry.parents:
            return "entry.parents"
        tree = Tree(said["pack"], world.facts)
        now = tree.now(said["after"])
        label = part(tree.prepared[-1], said["pack"]) if tree.prepared else None
        if now is None or label is None:
            return "custody.state"
        code = check(entry, said, now, world, label)
        if code:
            return code
    return None


def _first(*faults: tuple[bool, str]) -> str | None:
    return next((f"custody.{code}" for wrong, code in faults if wrong), None)


def _blank(text: str | None) -> bool:
    return len((text or "").strip()) < REASON_MINIMUM


def _roles(party: str, world: World) -> set[str]:
    return set(world.people.get(party, ()))


def _has(party: str, now: Now, world: World) -> bool:
    """Whether the pack is this person's to give; in the house of the centre it is any keeper's."""
    at_home = now.state in ("prepared", "returned") or now.with_party == CENTRE
    return party == now.with_party or (at_home and KEEPER in _roles(party, world))


# --- signatures --------------------------------------------------------------------------------


def _signed_by(entry: Fact) -> list[Data]:
    if "signature" in entry.data:
        return [entry.data["signature"]]
    return list(entry.data.get("signatures", ()))


def _signatures(entry: Fact, world: World) -> str | None:
    """Who signs with a key is the author; strokes are there, or the sheet is (A3-4c)."""
    for one in _signed_by(entry):
        how = one["assurance"]
        own = one["by"] == entry.actor
        fits = {
            "key": own and entry.kid is not None,
            "signin": own and entry.kid is None,
            "strokes": one["strokes"] is not None,
            "paper": one["strokes"] is None and entry.data.get("paper") is not None,
        }
        if not fits[how]:
            return "custody.signature"
        if not _roles(one["by"], world):
            return "custody.receiver"
    return None


def _two(entry: Fact, world: World) -> str | None:
    """Two different people of the event (A7-3)."""
    signers = {one["by"] for one in _signed_by(entry)}
    if len(signers) != 2:
        return "custody.two_people"
    if not all(_roles(one, world) & set(CARRIERS) for one in signers):
        return "custody.receiver"
    return None


# --- handovers ---------------------------------------------------------------------------------


def _offer(entry: Fact, said: Data, now: Now, world: World, label: Data) -> str | None:
    data = entry.data
    purpose, by, to = data["purpose"], data["signature"]["by"], data["to"]
    states, pairs = HANDOVERS[purpose]
    troubled = now.state == "exception"
    mine = _roles(by, world) & set(pairs)
    theirs = {role for own in mine for role in pairs[own]}
    return _first(
        (by == to, "same_person"),
        # What was sealed before somebody left is taken as it was, and looked at (R8).
        (to not in world.people or (entry.kid is None and to in world.gone), "receiver"),
        (now.state not in states and not (troubled and purpose in STILL_CARRIED), "state"),
        (label["withdrawn"] and now.state == "prepared", "withdrawn"),
        (not _has(by, now, world), "not_holder"),
        (not mine, "purpose"),
        (not _roles(to, world) & theirs, "receiver"),
        (purpose == "room" and data["room"] is None, "room"),
        (not troubled and not same_strip(said["strip"], now.strip), "strip"),
        (now.state in CLOSED and said["copies"] != now.copies, "copies"),
        (not troubled and not all(said["checks"].values()), "checks"),
    )


def _answer(entry: Fact, world: World) -> str | None:
    data = entry.data
    offer = _offered(entry, world)
    if offer is None:
        return "custody.not_offered"
    if data["signature"]["by"] != offer.data["to"]:
        return "custody.not_receiver"
    for said in data["packs"]:
        offered = part(offer, said["pack"])
        if offered is None:
            return "custody.not_offered"
        taken = said["accept"]
        code = _first(
            (not taken and _blank(said["reason"]), "reason_missing"),
            (taken and not same_strip(said["strip"], offered["strip"]), "strip"),
            (taken and said["copies"] != offered["copies"], "copies"),
            (taken and not (said["fault"] is None and all(said["checks"].values())), "checks"),
        )
        if code:
            return code
    return None


def _offered(entry: Fact, world: World) -> Fact | None:
    """The offer an entry is about, which is all it names."""
    named = entry.data["offer"]
    offer = next((one for one in world.facts if one.hash == named), None)
    fits = offer is not None and offer.kind == "custody.offer" and entry.parents == (named,)
    return offer if fits else None


def _recall(entry: Fact, world: World) -> str | None:
    """By whoever gave, or another keeper of the same house."""
    offer = _offered(entry, world)
    if offer is None or any(part(offer, pack) is None for pack in entry.data["packs"]):
        return "custody.not_offered"
    by = offer.data["signature"]["by"]
    same_house = KEEPER in _roles(by, world) & _roles(entry.actor or "", world)
    mine = entry.actor in (by, offer.actor) or same_house
    return _first((not mine, "not_holder"), (_blank(entry.data["reason"]), "reason_missing"))


def _confirm(entry: Fact, world: World) -> str | None:
    """Stand behind what was signed on another's device, or vouch for a sheet as the centre. Whom a
    server act names was recognised by the server (a pass)."""
    data = entry.data
    named = next((one for one in world.facts if one.hash == data["entry"]), None)
    if named is None or entry.parents != (named.hash,):
        return "custody.signature"
    author = data["by"] == entry.actor
    signers = [one["by"] for one in _signed_by(named)]
    if data["how"] == "own":
        fits = data["by"] in signers and (author or entry.kid is None)
        return None if fits else "custody.signature"
    if entry.kid is not None or not author or data["by"] in concerned(named, world.facts):
        return "custody.signature"
    return "custody.reason_missing" if _blank(data["reason"]) else None


def concerned(named: Fact, facts: Iterable[Fact]) -> set[str]:
    """Whoever signed or wrote an entry or, of a handover, its other side, and to whom it goes: none of
    them vouches for it as the centre."""
    about = named.data.get("offer", named.hash)
    both = (one for one in facts if about in (one.hash, one.data.get("offer")))
    found: set[str | None] = set()
    for one in (named, *both):
        found |= {one.actor, one.data.get("to"), *(sig["by"] for sig in _signed_by(one))}
    return {one for one in found if one is not None}


# --- what happens to a pack --------------------------------------------------------------------


def _store(entry: Fact, _said: Data, now: Now, world: World, _label: Data) -> str | None:
    if now.state not in STATES_OF[entry.kind]:
        return "custody.state"
    return None if _has(entry.data["signature"]["by"], now, world) else "custody.not_holder"


def _open(entry: Fact, said: Data, now: Now, world: World, label: Data) -> str | None:
    data = entry.data
    signers = {one["by"] for one in data["signatures"]}
    elsewhere = data["room"] is not None and now.room is not None and data["room"] != now.room
    odd = data["way"] != "normal" and _blank(data["reason"])
    differs = said["copies"] != now.copies and _blank(said["reason"])
    return (
        _first(
            (now.state not in OPENABLE[data["mode"]], "state"),
            (data["mode"] != ("computer" if label["computer"] else label["kind"]), "purpose"),
        )
        or _two(entry, world)
        or _first(
            (now.with_party not in signers, "not_holder"),
            (not same_strip(said["strip"], now.strip), "strip"),
            (elsewhere and data["way"] != "wrong", "room"),
            (odd or differs, "reason_missing"),
        )
    )


def _count(entry: Fact, said: Data, now: Now, _world: World, _label: Data) -> str | None:
    if now.state not in STATES_OF[entry.kind]:
        return "custody.state"
    fits = counted(now.counts["opened"], said["issued"], said["spare"], said["void"])
    return None if fits else "custody.counts"


def _collect(entry: Fact, said: Data, now: Now, world: World, _label: Data) -> str | None:
    """Difference forces a reason; pieces and scrap are counted where it was said how many."""
    if now.state not in STATES_OF[entry.kind]:
        return "custody.state"
    if not recovered(now.counts["issued"], said["collected"], said["missing"]):
        return "custody.counts"
    less = said["missing"] > 0
    for name, wanted in Tree(said["pack"], world.facts).due(said["after"]).items():
        if wanted is not None and said[name] is None:
            return "custody.counts"
        less = less or (wanted is not None and said[name] < wanted)
    return "custody.reason_missing" if less and _blank(said["reason"]) else None


def _seal(entry: Fact, said: Data, now: Now, world: World, _label: Data) -> str | None:
    again = entry.data["why"] == "reseal"
    if now.state not in (("exception", "opened") if again else ("collected",)):
        return "custody.state"
    code = _two(entry, world)
    if code:
        return code
    if not again and now.with_party not in {one["by"] for one in _signed_by(entry)}:
        return "custody.not_holder"
    strips = [folded(one["strip"]) for one in entry.data["packs"]]
    if strips.count(folded(said["strip"])) > 1 or _used(said, now, world):
        return "custody.strip_used"
    inside = sum(now.counts[name] or 0 for name in ("collected", "spare", "void"))
    return "custody.counts" if not again and said["copies"] != inside else None


def _used(said: Data, now: Now, world: World) -> bool:
    """Whether this pack had the strip before, or the centre gave it to another."""
    strip, pack = said["strip"], said["pack"]
    before = any(same_strip(strip, one) for one in now.strips)
    return before or any(same_strip(strip, one) and of != pack for one, of in world.strips.items())


def _except(_entry: Fact, _said: Data, now: Now, _world: World, _label: Data) -> str | None:
    return "custody.state" if now.state == "destroyed" else None


def _archived(entry: Fact, _said: Data, now: Now, _world: World, _label: Data) -> str | None:
    return None if now.state in STATES_OF[entry.kind] else "custody.state"


def _destroyed(entry: Fact, said: Data, now: Now, world: World, label: Data) -> str | None:
    """After two years, by two people (N2-1)."""
    if len(set(entry.data["by"])) != 2:
        return "custody.two_people"
    return _archived(entry, said, now, world, label)


def _released(entry: Fact, said: Data, _now: Now, world: World, _label: Data) -> str | None:
    """The centre alone ends an exception (8.5); it says what all of it came to."""
    found = fold(said["pack"], world.facts)
    if found is None or found.exception is None or found.tip != said["after"]:
        return "custody.state"
    new = not same_strip(said["strip"], found.now.strip)
    return _first(
        (said["with"] is not None and not _roles(said["with"], world), "receiver"),
        (new and _used(said, found.now, world), "strip_used"),
        (not set(said["settled"]) <= set(found.conflicts), "state"),
        (_blank(entry.data["reason"]), "reason_missing"),
    )


def _prepared(entry: Fact, world: World) -> str | None:
    """Until a pack's first move only, and under nobody's hands; a strip belongs to one pack."""
    strips = {folded(strip): pack for strip, pack in world.strips.items()}
    for said in entry.data["packs"]:
        if Tree(said["pack"], world.facts).moves:
            return "custody.state"
        known = fold(said["pack"], world.facts)
        if known is not None and known.offers:
            return "custody.offered"
        if strips.setdefault(folded(said["strip"]), said["pack"]) != said["pack"]:
            return "custody.strip_used"
    return None


_WHOLE: dict[str, Callable[[Fact, World], str | None]] = {
    "custody.prepared": _prepared,
    "custody.confirm": _confirm,
    "custody.answer": _answer,
    "custody.recall": _recall,
}
_CHECKS: dict[str, Callable[[Fact, Data, Now, World, Data], str | None]] = {
    "custody.offer": _offer,
    "custody.store": _store,
    "custody.open": _open,
    "custody.count": _count,
    "custody.collect": _collect,
    "custody.seal": _seal,
    "custody.except": _except,
    "custody.released": _released,
    "custody.archived": _archived,
    "custody.destroyed": _destroyed,
}

__all__ = ["World", "judge"]
