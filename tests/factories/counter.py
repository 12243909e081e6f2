"""Builders of a day with papers: packs made at the desk, and a supervisor's phone that goes on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from backend.accounts.models import Account
from backend.assessments.models import ExamEvent
from backend.core import files
from backend.core.canonical import sha256
from backend.core.db import db
from backend.custody import handing, preparing, signing
from backend.custody.models import Pack
from backend.custody.parties import party_of
from backend.staffing.queries import people

from .accounts import make_account
from .badges import list_people
from .inspections import Case, flourish, hash_of, jpeg, json_file, make_case, photo_file

Value = dict[str, Any]
MACHINES = {"machines": 30, "version": "3.1", "installer": "某人", "clean": True, "checksum": ""}
ALL_RIGHT = {"project": True, "copies": True, "bag": True, "strip": True}
EVE = 1_796_371_200_000  # 2026-12-04 16:00 in Shanghai
T0 = 1_796_432_400_000  # 2026-12-05 09:00
MINUTE = 60_000


def drawn(shift: int = 0) -> Value:
    """What the desk sends of a signature."""
    return {"width": 800.0, "height": 300.0, "strokes": flourish(shift)}


@dataclass
class Papers:
    """An event with people, a keeper at the desk, and packs once they are prepared."""

    case: Case
    keeper: Account
    other: Account
    hands: int = 0

    @property
    def event(self) -> ExamEvent:
        """The event."""
        return db.session.get_one(ExamEvent, self.case.event)

    @property
    def packs(self) -> list[Pack]:
        """The packs by number."""
        db.session.expire_all()
        return preparing.packs_of(self.case.event)

    @property
    def lead(self) -> str:
        """The lead supervisor as a party."""
        return str(self.case.lead.person.id)

    @property
    def me(self) -> str:
        """The keeper as a party."""
        return str(self.keeper.person_id)

    def party(self, name: str) -> str:
        """Somebody of the list."""
        return next(party_of(one) for one in people(self.case.event) if one.name == name)

    def prepare(self, *strips: str) -> list[Pack]:
        """What is proposed, with strips."""
        rows = preparing.proposal(self.event)
        named = strips or tuple(f"FJ-{2201 + n}" for n in range(len(rows)))
        for row, strip in zip(rows, named, strict=True):
            row["strip"] = strip
        preparing.prepare(self.event, rows, self.me)
        db.session.commit()
        return self.packs

    def give(self, *packs: Pack, keeper: str | None = None, **more: Any) -> str:
        """The keeper hands packs to the lead; returns the offer."""
        rows = [{"pack": one.id, "checks": ALL_RIGHT} for one in packs or self.packs]
        self.hands += 1
        data = {"to": self.lead, "packs": rows, "place": "保密室", "reason": "",
                "signature": drawn(100 + self.hands), **more}  # fmt: skip
        done = handing.give(self.event, data, keeper or self.me)
        db.session.commit()
        return done.hash

    # --- the supervisor's phone -----------------------------------------------------------------

    def sign(self, kind: str, data: Value, by: str, how: str, shift: int) -> tuple[Value, bytes]:
        """A signature over this content, and its file."""
        bare = {"by": by, "strokes": None, "assurance": how, "badge": None}
        content = signing.statement(kind, self.case.event, {**data, "signature": bare})
        ink = {"v": 1, "content": content, **drawn(shift)}
        body = json.dumps(ink, separators=(",", ":"), sort_keys=True).encode()
        return {**bare, "strokes": sha256(body)}, body

    def phone(
        self, kind: str, data: Value, parents: list[str], *signers: tuple[str, str], photos: int = 0,
        key: str = "signature",
    ) -> str:  # fmt: skip
        """An entry of the lead's phone, carried in with its files; returns its hash."""
        bodies, signatures = [], []
        for by, how in signers:
            self.hands += 1  # no two signatures are alike
            signature, body = self.sign(kind, data, by, how, self.hands)
            signatures.append(signature)
            bodies.append(body)
        if signers:
            data = {**data, key: signatures if key == "signatures" else signatures[0]}
        shots = [jpeg(20 + n) for n in range(photos)]
        listed = [json_file(body, "strokes") for body in bodies]
        listed += [photo_file(shot) for shot in shots]
        compact = self.case.seal(
            kind, data, parents=tuple(dict.fromkeys(parents)), listed=tuple(listed)
        )
        [outcome] = self.case.push(compact)
        assert outcome == "accepted", outcome
        for body in bodies:
            self.case.store(body)
        for shot in shots:
            self.case.store(shot, "image/jpeg")
        return hash_of(compact)

    def answer(self, offer: str, *, refuse: tuple[str, ...] = (), how: str = "key") -> str:
        """The lead takes what is offered, but what is refused."""
        named = next(one for one in handing.story(self.case.event) if one.entry == offer)
        packs = [
            {
                "pack": one["pack"], "accept": one["pack"] not in refuse,
                "checks": ALL_RIGHT, "strip": one["strip"], "copies": one["copies"],
                "fault": "strip_broken" if one["pack"] in refuse else None,
                "reason": "封条有裂口" if one["pack"] in refuse else "",
            }
            for one in named.data["packs"]
        ]  # fmt: skip
        data = {"offer": offer, "packs": packs, "paper": None}
        return self.phone("custody.answer", data, [offer], (named.data["to"], how), photos=1)

    def hand(self, purpose: str, by: str, to: str, room: str | None = None, *packs: Pack) -> str:
        """A handover signed by both on the lead's phone; returns the offer."""
        chosen = packs or tuple(self.packs)
        data = {
            "purpose": purpose, "to": to, "room": room, "place": "", "reason": "", "paper": None,
            "packs": [
                {"pack": one.id, "after": one.tip, "strip": one.strip, "copies": one.inside,
                 "checks": ALL_RIGHT}
                for one in chosen
            ],
        }  # fmt: skip
        offer = self.phone(
            "custody.offer", data, [one.tip for one in chosen],
            (by, "key" if by == self.lead else "strokes"),
        )  # fmt: skip
        self.answer(offer, how="key" if to == self.lead else "strokes")
        return offer

    def store(self) -> str:
        """Overnight (Q-4)."""
        data = {
            "packs": [{"pack": one.id, "after": one.tip} for one in self.packs], "place": "站保密室",
            "lock": "铁皮柜双锁", "witness": {"name": "许木生", "phone": "10000000088"},
            "paper": None,
        }  # fmt: skip
        tips = [one.tip for one in self.packs]
        return self.phone("custody.store", data, tips, (self.lead, "key"), photos=1)

    def open(self, pack: Pack, room: str, copies: int | None = None, **more: Any) -> str:
        """The lead and an invigilator cut a strip."""
        data = {
            "packs": [{"pack": pack.id, "after": pack.tip, "strip": pack.strip,
                       "copies": pack.copies if copies is None else copies,
                       "reason": "少装一份" if copies is not None else ""}],
            "session": pack.session_id, "room": room,
            "mode": "computer" if pack.computer else pack.kind, "way": "normal", "reason": "",
            "shown": True, "witnesses": [], "installation": MACHINES if pack.computer else None,
            "paper": None, **more,
        }  # fmt: skip
        signers = ((self.lead, "key"), (self.party("何雪梅"), "strokes"))
        return self.phone("custody.open", data, [pack.tip], *signers, key="signatures")

    def whole_day(self, pack: Pack, missing: int = 0) -> dict[str, str]:
        """Opening, issue, collection and seal of a pack the invigilators have; what each was."""
        done = {"open": self.open(pack, pack.room_id or "")}
        issued = pack.copies - 2
        said = {"pack": pack.id, "after": done["open"], "issued": issued, "spare": 1, "void": 1,
                "pieces": None, "scrap": None, "reason": "一份漏印"}  # fmt: skip
        errata = [{"pack": pack.id, "page": "2", "text": "第8题选项重复"}]
        data = {"packs": [said], "errata": errata, "paper": None}
        done["count"] = self.phone("custody.count", data, [done["open"]])
        said = {"pack": pack.id, "after": done["count"], "collected": issued - missing,
                "missing": missing, "pieces": None, "scrap": None,
                "reason": "考生带走一份" if missing else ""}  # fmt: skip
        data = {"packs": [said], "paper": None}
        done["collect"] = self.phone("custody.collect", data, [done["count"]])
        said = {"pack": pack.id, "after": done["collect"], "strip": f"R-{pack.number}",
                "copies": pack.copies - missing}  # fmt: skip
        data = {"packs": [said], "why": "recovered", "backup": None, "paper": None}
        signers = ((self.lead, "key"), (self.party("何雪梅"), "strokes"))
        done["seal"] = self.phone(
            "custody.seal", data, [done["collect"]], *signers, key="signatures"
        )
        return done


def make_papers(**head: Any) -> Papers:
    """An event with its people and two keepers; commits."""
    case = make_case(**head)
    list_people(case.event)
    keepers = [make_account("paper_keeper", case.centre) for _ in range(2)]
    db.session.commit()
    return Papers(case, *keepers)


__all__ = ["ALL_RIGHT", "EVE", "T0", "Papers", "drawn", "files", "make_papers"]
