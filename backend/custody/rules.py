"""Pure: custody of a pack is a function of the set of accepted entries that name it (8.5, 8.5b).

A *move* changes a pack: an answer that accepts (or refuses with a fault), store, open, count,
collect, seal, except, archived, destroyed. Moves form a tree by `after`; its root is the newest
`custody.released`, else the newest `custody.prepared`. From the root the walk takes, of several
moves after the same one, a handover complete in itself, else the first in the order of whoever began
it; every move that is neither on this path nor history of the root is a conflict. Nothing here reads
a clock.

Vectors shared with the phone: ``tests/vectors/custody.json``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Data = Mapping[str, Any]

STATES = (
    "prepared", "with_supervisor", "stored_overnight", "on_site", "with_invigilators", "opened",
    "issued", "collected", "resealed", "returned", "archived", "destroyed", "exception",
)  # fmt: skip
PURPOSES = ("collect", "pass", "site", "room", "back", "return")
FAULTS = (
    "strip_broken", "bag_damaged", "wrong_strip", "wrong_copies", "wrong_project", "missing",
)  # fmt: skip
TROUBLES = (
    "strip_broken", "bag_damaged", "wrong_strip", "wrong_copies", "missing", "lost", "wrong_pack",
    "other",
)  # fmt: skip
# What becomes of a pack that was opened at the wrong time or by mistake.
OPENED_WRONGLY = {"early": "early", "wrong": "wrong_pack"}
COUNTS = ("opened", "issued", "spare", "void", "collected", "missing", "pieces", "scrap")
# Who has a pack when no person does: it lies in the house that prepared or released it.
CENTRE = "centre"
STARTS = ("custody.prepared", "custody.released")
PROVEN = ("key", "signin")
# Where a completed handover leads; a pack that was opened or resealed stays so on its way, and over a
# night too: nothing leads from there to a room again.
_LEADS = {
    "collect": "with_supervisor", "site": "on_site", "room": "with_invigilators",
    "back": "on_site", "return": "returned",
}  # fmt: skip
_KEEPS = {"room": ("opened",), "back": ("resealed",)}


@dataclass(frozen=True)
class Fact:
    """An accepted entry as the rule reads it; `actor` is the author, `kid` null for a server act."""

    hash: str
    kind: str
    data: Data
    parents: tuple[str, ...] = ()
    actor: str | None = None
    kid: str | None = None
    n: int | None = None
    seq: int | None = None


@dataclass(frozen=True)
class Move:
    """One change of one pack: `said` is what the entry says of it, `begun` the entry that began it."""

    id: str
    after: str
    fact: Fact
    said: Data
    begun: Fact

    @property
    def order(self) -> tuple[Any, ...]:
        """The first of several moves after the same one goes on: the giver's order decides."""
        return (*_key(self.begun), *_key(self.fact))

    @property
    def handover(self) -> bool:
        """Whether somebody else has the pack now."""
        return self.fact.kind == "custody.answer" and bool(self.said["accept"])


@dataclass(frozen=True)
class Now:
    """What is known of a pack after some moves."""

    state: str
    with_party: str
    strip: str
    copies: int
    room: str | None = None
    exception: str | None = None
    counts: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(COUNTS))
    strips: tuple[str, ...] = ()


@dataclass(frozen=True)
class Custody:
    """The pack as all its entries say it is."""

    now: Now
    holder: str
    tip: str
    exception: str | None
    conflicts: tuple[str, ...]
    offers: tuple[str, ...]
    unproved: tuple[str, ...]
    steps: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """As the vectors write it."""
        now = self.now
        return {
            "state": now.state, "with": now.with_party, "holder": self.holder, "strip": now.strip,
            "room": now.room, "copies": now.copies, "counts": now.counts, "tip": self.tip,
            "exception": self.exception, "conflicts": list(self.conflicts),
            "offers": list(self.offers), "unproved": list(self.unproved),
            "steps": list(self.steps),
        }  # fmt: skip


def _key(fact: Fact) -> tuple[str, int, str]:
    return (fact.kid or "", (fact.n if fact.kid else fact.seq) or 0, fact.hash)


def part(fact: Fact, pack: str) -> Data | None:
    """What an entry says of one pack."""
    if fact.kind == "custody.recall":
        return None
    return next((one for one in fact.data.get("packs", ()) if one["pack"] == pack), None)


def moved(fact: Fact, said: Data | None) -> bool:
    """Whether an entry that is no answer is a move of this pack."""
    return said is not None and "after" in said and fact.kind != "custody.offer"


class Tree:
    """Everything accepted about one pack, by what follows what."""

    def __init__(self, pack: str, facts: Iterable[Fact]):
        self.pack = pack
        self.facts = {fact.hash: fact for fact in facts}
        named = [(fact, said) for fact in self.facts.values() if (said := part(fact, pack))]
        self.prepared = sorted(
            (fact for fact, _ in named if fact.kind == "custody.prepared"),
            key=lambda fact: fact.seq or 0,
        )
        found = (self._move(fact, said) for fact, said in named)
        self.moves = {move.id: move for move in found if move is not None}

    def _move(self, fact: Fact, said: Data) -> Move | None:
        if fact.kind == "custody.answer":
            offer = self.facts.get(fact.data["offer"])
            offered = part(offer, self.pack) if offer else None
            if offer is None or offered is None or not (said["accept"] or said["fault"]):
                return None
            return Move(fact.hash, self._plain(offered["after"]), fact, said, offer)
        if not moved(fact, said):
            return None
        return Move(fact.hash, self._plain(said["after"]), fact, said, fact)

    def _plain(self, after: str) -> str:
        """Any `custody.prepared` of the pack is the same beginning."""
        return self.start if any(one.hash == after for one in self.prepared) else after

    @property
    def start(self) -> str:
        """The newest `custody.prepared`."""
        return self.prepared[-1].hash if self.prepared else ""

    @property
    def root(self) -> str:
        """The newest word of the centre: `custody.released`, else `custody.prepared`."""
        said = [move.fact for move in self.moves.values() if move.fact.kind == "custody.released"]
        return max(said, key=lambda fact: fact.seq or 0).hash if said else self.start

    def place(self, move: Move) -> tuple[Any, ...]:
        """Its place among moves after the same one: what two people both stand behind is undone by
        nobody alone (A3-4c)."""
        complete = move.handover and all(
            _proved(self, side, party, []) for side, party in sides(move)
        )
        return (not complete, *move.order)

    def fits(self, move: Move) -> bool:
        """Whether a pack was taken under the label in force: an offer may be recalled, the pack
        prepared anew, and the offer answered all the same."""
        label, given = part(self.prepared[-1], self.pack), part(move.begun, self.pack)
        if not move.handover or move.after != self.start or label is None or given is None:
            return True
        same = same_strip(given["strip"], label["strip"]) and given["copies"] == label["copies"]
        return same and not label["withdrawn"]

    def trail(self, after: str) -> list[Move] | None:
        """The moves from the beginning to this one; None when it is no move of this pack."""
        found: list[Move] = []
        at = self._plain(after)
        while at != self.start:
            move = self.moves.get(at)
            if move is None or move in found:
                return None
            found.insert(0, move)
            at = move.after
        return found if self.prepared else None

    def due(self, after: str) -> dict[str, int | None]:
        """How many pieces and sheets of scrap there are to be: by the newest count before a move,
        else by the label. What was collected meanwhile changes nothing of it."""
        label = part(self.prepared[-1], self.pack) if self.prepared else None
        found = {name: (label or {}).get(name) for name in ("pieces", "scrap")}
        for move in self.trail(after) or ():
            if move.fact.kind == "custody.count":
                found |= {name: move.said[name] for name in found if move.said[name] is not None}
        return found

    def now(self, after: str) -> Now | None:
        """What is known of the pack right after this move."""
        moves = self.trail(after)
        if moves is None:
            return None
        label = part(self.prepared[-1], self.pack) or {}
        now = Now(
            "prepared", self.prepared[-1].actor or CENTRE, label["strip"], label["copies"],
            label["room"], strips=(label["strip"],),
        )  # fmt: skip
        for move in moves:
            now = advance(now, move)
        return now


def fold(pack: str, facts: Iterable[Fact]) -> Custody | None:
    """The pack by all that was accepted of it; None when the centre never prepared it."""
    tree = Tree(pack, facts)
    history = tree.trail(tree.root) if tree.prepared else None
    if history is None:
        return None
    path: list[Move] = []
    tip = tree.root
    while following := [
        move for move in tree.moves.values()
        if move.after == tip and move.fact.kind != "custody.released" and tree.fits(move)
    ]:  # fmt: skip
        path.append(min(following, key=tree.place))
        tip = path[-1].id
    now = _after(tree, tip)
    known = {move.id for move in (*history, *path)}
    for move in tree.moves.values():
        if move.fact.kind == "custody.released":
            known |= {move.id, *move.said["settled"]}
    conflicts = tuple(sorted((tree.moves.keys() | _reversed(tree)) - known))
    holder, unproved = _proof(tree, _after(tree, tree.root).with_party, path)
    return Custody(
        now,
        holder,
        tip,
        now.exception or ("conflict" if conflicts else None),
        conflicts,
        tuple(sorted(_open_offers(tree, tip))),
        unproved,
        tuple(move.id for move in (*history, *path)),
    )


def _reversed(tree: Tree) -> set[str]:
    """Refusals of what the receiver took all the same: somebody has to look at it."""
    refused: dict[str, str] = {}
    taken: set[str] = set()
    for fact in tree.facts.values():
        said = part(fact, tree.pack) if fact.kind == "custody.answer" else None
        if said is not None and said["accept"]:
            taken.add(fact.data["offer"])
        elif said is not None and said["fault"] is None:
            refused[fact.hash] = fact.data["offer"]
    return {name for name, offer in refused.items() if offer in taken}


def _after(tree: Tree, move: str) -> Now:
    now = tree.now(move)
    if now is None:
        raise LookupError(move)
    return now


def advance(now: Now, move: Move) -> Now:
    """The pack after one more move (8.5)."""
    kind, said, data = move.fact.kind, move.said, move.fact.data
    if kind == "custody.answer":
        return _handed(now, move) if said["accept"] else _trouble(now, said["fault"])
    if kind == "custody.except":
        return _trouble(now, data["what"])
    if kind == "custody.open":
        return _opened(now, said, data)
    if kind == "custody.seal":
        now = replace(
            now, strip=said["strip"], copies=said["copies"], strips=(*now.strips, said["strip"])
        )
        if data["why"] == "recovered":
            return replace(now, state="resealed")
        return now if now.state == "exception" else _trouble(now, "reseal")
    if kind == "custody.released":
        return replace(
            now, state=said["state"], with_party=said["with"] or CENTRE, strip=said["strip"],
            exception="other" if said["state"] == "exception" else None,
            strips=(*now.strips, said["strip"]),
        )  # fmt: skip
    if kind in ("custody.count", "custody.collect"):
        fresh = {name: said[name] for name in COUNTS if name in said}
        if kind == "custody.count":
            fresh |= {"collected": None, "missing": None}
        state = "issued" if kind == "custody.count" else "collected"
        return replace(now, state=state, counts={**now.counts, **fresh})
    stored = now.state if now.state == "resealed" else "stored_overnight"
    return replace(now, state=stored if kind == "custody.store" else kind[8:])


def _handed(now: Now, move: Move) -> Now:
    offer = move.begun.data
    purpose = offer["purpose"]
    state = _LEADS.get(purpose, "with_supervisor" if now.state == "stored_overnight" else now.state)
    if now.state == "exception" or now.state in _KEEPS.get(purpose, ()):
        state = now.state
    return replace(now, state=state, with_party=taker(move), room=offer["room"] or now.room)


def _opened(now: Now, said: Data, data: Data) -> Now:
    counts = {**dict.fromkeys(COUNTS), "opened": said["copies"]}
    now = replace(now, counts=counts, room=data["room"] or now.room)
    wrongly = OPENED_WRONGLY.get(data["way"])
    return _trouble(now, wrongly) if wrongly else replace(now, state="opened")


def _trouble(now: Now, what: str) -> Now:
    return replace(now, state="exception", exception=what)


# --- who really has it (8.5b) ------------------------------------------------------------------


def _proof(tree: Tree, holder: str, path: list[Move]) -> tuple[str, tuple[str, ...]]:
    """Custody changes only when complete: the holder after the longest run of handovers whose both
    sides are proved, and the offers and answers that nobody stands behind yet (A3-4c)."""
    unproved: list[str] = []
    broken = False
    for place, move in enumerate(path):
        if not move.handover:
            continue
        later = path[place + 1 :]
        missing = [
            side.hash for side, party in sides(move) if not _proved(tree, side, party, later)
        ]
        unproved += missing
        broken = broken or bool(missing)
        if not broken:
            holder = taker(move)
    return holder, tuple(unproved)


def giver(move: Move) -> str:
    """Who gave: whoever signed the offer."""
    return str(move.begun.data["signature"]["by"])


def taker(move: Move) -> str:
    """Who received: whoever signed the answer, which is whom the offer names, by one id or another."""
    return str(move.fact.data["signature"]["by"])


def sides(move: Move) -> tuple[tuple[Fact, str], ...]:
    """Both sides of a handover, each with whose word it is."""
    return (move.begun, giver(move)), (move.fact, taker(move))


def _proved(tree: Tree, side: Fact, party: str, later: list[Move]) -> bool:
    signed = side.data["signature"]
    if signed["by"] == party and signed["assurance"] in PROVEN:
        return True
    vouched = any(
        fact.data["how"] == "centre" or fact.data["by"] == party
        for fact in tree.facts.values()
        if fact.kind == "custody.confirm" and fact.data["entry"] == side.hash
    )
    return vouched or any(party in (move.fact.actor, move.begun.actor) for move in later)


def _open_offers(tree: Tree, tip: str) -> set[str]:
    """Offers of the pack as it is now that nobody answered or recalled."""
    found: set[str] = set()
    closed: set[str] = set()
    for fact in tree.facts.values():
        said = part(fact, tree.pack)
        if fact.kind == "custody.offer" and said is not None:
            closed.update(fact.parents)
            if tree._plain(said["after"]) == tip:
                found.add(fact.hash)
        elif (fact.kind == "custody.answer" and said is not None) or (
            fact.kind == "custody.recall" and tree.pack in fact.data["packs"]
        ):
            closed.add(fact.data["offer"])
    return found - closed


# --- strips ------------------------------------------------------------------------------------


def folded(strip: str) -> str:
    """A strip's number as it is compared, never as it is kept: full width, small letters and spaces
    are the hand of whoever typed it."""
    return unicodedata.normalize("NFKC", strip).replace(" ", "").upper()


def same_strip(one: str, other: str) -> bool:
    """Whether two numbers name one strip."""
    return folded(one) == folded(other)


# --- arithmetic (8.5b) -------------------------------------------------------------------------


def counted(opened: int | None, issued: int, spare: int, void: int) -> bool:
    """`issued + spare + void = opened`."""
    return opened is not None and issued + spare + void == opened


def recovered(issued: int | None, collected: int, missing: int) -> bool:
    """`collected + missing = issued`."""
    return issued is not None and collected + missing == issued
