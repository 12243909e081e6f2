"""Builders of custody: data of every kind, and stories of accepted entries for the pure rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from backend.core.canonical import sha256
from backend.custody.legality import World, judge
from backend.custody.rules import Fact, Tree, part

Value = dict[str, Any]

ALL_RIGHT = {"project": True, "copies": True, "bag": True, "strip": True}
ROLES = {
    "keeper": "paper_keeper", "keeper2": "paper_keeper", "super": "supervisor",
    "super2": "supervisor", "chief": "chief", "guard": "invigilator", "guard2": "invigilator",
    "guard3": "invigilator",
}  # fmt: skip


def name(word: str, length: int = 32) -> str:
    """A steady id for a word."""
    return sha256(word.encode())[:length]


PARTY = {who: name(who) for who in ROLES}
PEOPLE = {PARTY[who]: [role] for who, role in ROLES.items()}
P1, P2 = name("pack 1", 12), name("pack 2", 12)


def phone(who: str) -> str:
    """The kid of somebody's phone."""
    return name(f"phone of {who}", 43)


def sig(by: str, how: str = "key", badge: str | None = None, ink: str | None = None) -> Value:
    """A signature of a party."""
    strokes = ink or (name(f"ink of {by}", 64) if how == "strokes" else None)
    return {"by": by, "strokes": strokes, "assurance": how, "badge": badge}


def prepared_pack(pack: str = P1, **more: Any) -> Value:
    """A pack as the keeper makes it."""
    return {
        "pack": pack, "number": pack[:4], "batch": name("batch"), "session": name("session"),
        "room": None, "kind": "theory", "project": name("project"), "paper_code": "CY-1",
        "copies": 30, "strip": f"F-{pack[:4]}", "computer": False, "pieces": None, "scrap": None,
        "replaces": None, "withdrawn": False, **more,
    }  # fmt: skip


@dataclass
class Story:
    """What was accepted so far, in order. An entry is written by somebody's phone, or by the server
    for whoever is named with `desk`; it goes on from the newest move of its packs."""

    facts: list[Fact] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    people: dict[str, list[str]] = field(default_factory=lambda: dict(PEOPLE))
    gone: list[str] = field(default_factory=list)
    # Two ids of one person.
    same: dict[str, str] = field(default_factory=dict)
    party: dict[str, str] = field(default_factory=lambda: dict(PARTY))
    # Pack and move that the next entry goes on from, in place of the first pack's newest.
    aim: tuple[str, str] | None = None
    strips: int = 0

    def place(self, word: str) -> str:
        """The id of a room, session, batch or project."""
        return name(word)

    def pack(self, pack: str = P1, **more: Any) -> Value:
        """A pack as the keeper makes it."""
        return prepared_pack(pack, **more)

    @property
    def world(self) -> World:
        """What the next entry is judged by."""
        strips = {
            one["strip"]: one["pack"]
            for fact in self.facts if fact.kind == "custody.prepared"
            for one in fact.data["packs"]
        }  # fmt: skip
        return World(list(self.facts), self.people, self.gone, strips, self.same)

    def judge(self, entry: Fact, photos: bool = False) -> str | None:
        """What the rule says of an entry now."""
        return judge(entry, self.world, photos)

    def add(self, entry: Fact) -> Fact:
        """Take it as accepted."""
        self.facts.append(entry)
        return entry

    def make(
        self, kind: str, data: Value, *, author: str = "super", desk: bool = False,
        parents: Iterable[str] | None = None,
    ) -> Fact:  # fmt: skip
        """The next entry of an author; it names what its packs go on from."""
        kid = None if desk else phone(author)
        self.counts[kid or ""] = self.counts.get(kid or "", 0) + 1
        named = [one["after"] for one in data.get("packs", ()) if isinstance(one, dict) and
                 "after" in one]  # fmt: skip
        for single in ("offer", "entry"):
            named += [data[single]] if single in data else []
        return Fact(
            hash=name(f"{kind} {kid} {self.counts[kid or '']}", 64),
            kind=f"custody.{kind}",
            data=data,
            parents=tuple(dict.fromkeys(named if parents is None else parents)),
            actor=self.party[author],
            kid=kid,
            n=None if desk else self.counts[kid or ""],
            seq=len(self.facts) + 1,
        )

    def tip(self, pack: str = P1) -> str:
        """The newest move in this story, by the order of writing."""
        tree = Tree(pack, self.facts)
        return list(tree.moves)[-1] if tree.moves else tree.start

    def strip(self, pack: str = P1) -> str:
        """The strip after the newest move."""
        now = Tree(pack, self.facts).now(self.tip(pack))
        return now.strip if now else ""

    # --- entries by kind, not yet accepted ---------------------------------------------------

    def prepared(self, *packs: Value) -> Fact:
        """Packs come into being."""
        listed = list(packs) or [self.pack()]
        return self.make("prepared", {"packs": listed}, author="keeper", desk=True)

    def offer(
        self, purpose: str, by: str, to: str, *, packs: Iterable[str] = (P1,), room: str | None = None,
        how: str | None = None, author: str | None = None, copies: int | None = None,
        strip: str | None = None, after: str | None = None, recalls: Iterable[str] = (),
        paper: Value | None = None,
    ) -> Fact:  # fmt: skip
        """A handover is offered; from the desk when a keeper gives."""
        author = author or by
        desk = author.startswith("keeper")
        data = {
            "purpose": purpose, "to": self.party[to], "place": "", "reason": "", "room": room,
            "packs": [
                {
                    "pack": pack, "after": after or self.tip(pack), "checks": ALL_RIGHT,
                    "strip": strip or self.strip(pack),
                    "copies": self._copies(pack) if copies is None else copies,
                }
                for pack in packs
            ],
            "signature": sig(self.party[by], how or _way(by, author, desk)), "paper": paper,
        }  # fmt: skip
        named = [one["after"] for one in data["packs"]]
        return self.make("offer", data, author=author, desk=desk, parents=[*named, *recalls])

    def _copies(self, pack: str) -> int:
        now = Tree(pack, self.facts).now(self.tip(pack))
        return now.copies if now else 0

    def answer(
        self, offer: Fact, by: str, *, author: str | None = None, how: str | None = None,
        refuse: Iterable[str] = (), fault: str | None = None, paper: Value | None = None,
        **more: Any,
    ) -> Fact:  # fmt: skip
        """The receiver's word on each pack of an offer."""
        author = author or by
        desk = author.startswith("keeper")
        refused = set(refuse)
        packs = [
            {
                "pack": one["pack"], "accept": one["pack"] not in refused, "checks": ALL_RIGHT,
                "strip": one["strip"], "copies": one["copies"],
                "fault": fault if one["pack"] in refused else None,
                "reason": "不符" if one["pack"] in refused else "", **more,
            }
            for one in offer.data["packs"]
        ]  # fmt: skip
        signature = sig(self.party[by], how or _way(by, author, desk))
        data = {"offer": offer.hash, "packs": packs, "signature": signature, "paper": paper}
        return self.make("answer", data, author=author, desk=desk)

    def recall(self, offer: Fact, by: str, *packs: str) -> Fact:
        """The giver takes it back."""
        listed = list(packs) or [one["pack"] for one in offer.data["packs"]]
        data = {"offer": offer.hash, "packs": listed, "reason": "对方未到"}
        return self.make("recall", data, author=by, desk=by.startswith("keeper"))

    def confirm(self, entry: Fact, by: str, how: str = "own") -> Fact:
        """Somebody stands behind what was signed elsewhere."""
        data = {"entry": entry.hash, "by": self.party[by], "how": how, "reason": "已看纸质"}
        return self.make(
            "confirm", data, author=by, desk=how == "centre" or by.startswith("keeper")
        )

    def store(self, by: str = "super", **more: Any) -> Fact:
        """Overnight."""
        data = {
            "packs": [self._after()], "place": "保密室", "lock": "双锁", "paper": None,
            "witness": {"name": "值班员", "phone": ""}, "signature": sig(self.party[by]), **more,
        }  # fmt: skip
        return self.make("store", data, author=by)

    def open(
        self, *by: str, author: str | None = None, copies: int = 30, reason: str = "",
        excuse: str = "", strip: str | None = None, pack: str = P1, **more: Any,
    ) -> Fact:  # fmt: skip
        """Two people cut a strip."""
        author = author or by[0]
        said = {**self._after(pack), "strip": strip or self.strip(pack), "copies": copies}
        if self.aim is not None:
            now = Tree(self.aim[0], self.facts).now(self.aim[1])
            said["strip"] = now.strip if now else "X"
        data = {
            "packs": [{**said, "reason": reason}], "session": self.place("session"), "room": None,
            "mode": "theory", "way": "normal", "reason": excuse, "shown": True,
            "signatures": [sig(self.party[one], _way(one, author, False)) for one in by],
            "witnesses": [], "installation": None, "paper": None, **more,
        }  # fmt: skip
        return self.make("open", data, author=author)

    def count(self, by: str, issued: int, spare: int, void: int, **more: Any) -> Fact:
        """Papers were handed out."""
        said = {
            **self._after(), "issued": issued, "spare": spare, "void": void, "pieces": None,
            "scrap": None, "reason": "", **more,
        }  # fmt: skip
        return self.make("count", {"packs": [said], "errata": [], "paper": None}, author=by)

    def collect(self, by: str, collected: int, missing: int = 0, **more: Any) -> Fact:
        """Papers came back."""
        said = {
            **self._after(), "collected": collected, "missing": missing, "pieces": None,
            "scrap": None, "reason": "", **more,
        }  # fmt: skip
        return self.make("collect", {"packs": [said], "paper": None}, author=by)

    def seal(
        self, *by: str, strip: str, copies: int, why: str = "recovered", author: str | None = None
    ) -> Fact:
        """A new strip."""
        author = author or by[0]
        data = {
            "packs": [{**self._after(), "strip": strip, "copies": copies}], "why": why,
            "signatures": [sig(self.party[one], _way(one, author, False)) for one in by],
            "backup": None, "paper": None,
        }  # fmt: skip
        return self.make("seal", data, author=author)

    def trouble(self, by: str, what: str = "strip_broken") -> Fact:
        """Something is wrong."""
        data = {"packs": [self._after()], "what": what, "facts": "封条有破损"}
        return self.make("except", data, author=by, desk=by.startswith("keeper"))

    def released(self, state: str, who: str | None, strip: str, settled: Iterable[str]) -> Fact:
        """The centre's word."""
        said = {
            **self._after(), "state": state, "with": self.party[who] if who else None, "strip": strip,
            "settled": sorted(settled),
        }  # fmt: skip
        data = {"packs": [said], "reason": "已核实"}
        return self.make("released", data, author="keeper", desk=True)

    def archived(self) -> Fact:
        """Into the archive."""
        data = {"packs": [self._after()], "place": "档案室", "medium": "纸质", "keeper": "档案员"}
        return self.make("archived", data, author="keeper", desk=True)

    def destroyed(self, *by: str) -> Fact:
        """Out of it."""
        who = [self.party[one] for one in by]
        data = {"packs": [self._after()], "by": who, "reason": "已满两年"}
        return self.make("destroyed", data, author="keeper", desk=True)

    def _after(self, pack: str = P1) -> Value:
        if self.aim is not None:
            return {"pack": self.aim[0], "after": self.aim[1]}
        return {"pack": pack, "after": self.tip(pack)}

    # --- a way a pack usually goes ------------------------------------------------------------

    def hand(self, purpose: str, by: str, to: str, **more: Any) -> Fact:
        """A whole handover; returns the answer."""
        offer = self.add(self.offer(purpose, by, to, **more))
        return self.add(self.answer(offer, to))


def _way(by: str, author: str, desk: bool) -> str:
    if by != author:
        return "strokes"
    return "signin" if desk else "key"


def until(state: str, *packs: Value) -> Story:
    """A story up to a state, all of it proved."""
    return tell(Story(), state, *packs)


def tell(story: Story, state: str, *packs: Value) -> Any:
    """Go on with a story up to a state."""
    steps = [
        ("prepared", lambda: story.add(story.prepared(*packs))),
        ("with_supervisor", lambda: story.hand("collect", "keeper", "super")),
        ("stored_overnight", lambda: story.add(story.store())),
        ("on_site", lambda: story.hand("site", "super", "chief")),
        ("with_invigilators", lambda: story.hand("room", "chief", "guard", room=story.place("room"))),
        ("opened", lambda: story.add(story.open("guard", "guard2"))),
        ("issued", lambda: story.add(story.count("guard", 28, 2, 0))),
        ("collected", lambda: story.add(story.collect("guard", 28))),
        ("resealed", lambda: story.add(story.seal("guard", "guard2", strip="G-1", copies=30))),
        ("back", lambda: story.hand("back", "guard", "chief")),
        ("returned", lambda: story.hand("return", "chief", "keeper")),
        ("archived", lambda: story.add(story.archived())),
        ("destroyed", lambda: story.add(story.destroyed("keeper", "keeper2"))),
    ]  # fmt: skip
    for step, work in steps:
        work()
        if step == state:
            return story
    raise LookupError(state)


__all__ = ["P1", "P2", "PARTY", "PEOPLE", "Story", "name", "part", "phone", "prepared_pack", "sig",
           "tell", "until"]  # fmt: skip
