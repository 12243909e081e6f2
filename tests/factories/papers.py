"""Papers of a real event: the stories of `custody` told through the door, with real phones and ink."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from backend.accounts.models import Account
from backend.assessments.models import ExamEvent, ExamSession
from backend.assessments.rules import MINUTE
from backend.core.canonical import sha256
from backend.core.db import db
from backend.core.journal_models import JournalEntry
from backend.core.reading import read
from backend.custody import acts, phones, projection
from backend.custody.models import Pack
from backend.custody.parties import party_of
from backend.custody.rules import Fact
from backend.custody.signing import statement
from backend.staffing.models import EventPerson
from backend.sync import door

from .accounts import Phone, make_device
from .badges import list_candidates, list_people, person
from .custody import P1, Story, Value, prepared_pack
from .inspections import BEFORE, Case, flourish, hash_of, jpeg, make_case, office

NAMES = {"chief": "黄志平", "guard": "何雪梅", "guard2": "曾建辉", "guard3": "罗文彬"}


@dataclass
class Papers(Story):
    """A story whose entries are real: sealed by a phone, or written by the server for a keeper."""

    case: Case = field(default=None)  # type: ignore[assignment]
    phones: dict[str, Phone] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    sealed: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, tuple[str, Value, tuple[str, ...]]] = field(default_factory=dict)
    ink: dict[str, bytes] = field(default_factory=dict)
    extra: list[Value] = field(default_factory=list)
    at: int = BEFORE
    drawn: int = 0
    on_time: bool = True

    @property
    def event(self) -> str:
        """The journal."""
        return self.case.event

    @property
    def row(self) -> ExamEvent:
        """The event."""
        return db.session.get_one(ExamEvent, self.event)

    def place(self, word: str) -> str:
        """The first theory session, its room, project and batch."""
        session = next(one for one in self.row.sessions if one.kind == "theory")
        found = {
            "session": session.id, "room": session.rooms[0].id, "project": session.project_id,
            "batch": session.batch_id,
        }  # fmt: skip
        return found[word]

    def opening(self) -> int:
        """T-5 of the theory session (Q-3)."""
        session = db.session.get_one(ExamSession, self.place("session"))
        return session.t0 - 5 * MINUTE

    def pack(self, pack: str = P1, **more: Any) -> Value:
        """A pack of that session."""
        ids = {word: self.place(word) for word in ("session", "project", "batch")}
        return prepared_pack(pack, **{**ids, **more})

    def make(
        self, kind: str, data: Value, *, author: str = "super", desk: bool = False,
        parents: Iterable[str] | None = None,
    ) -> Fact:  # fmt: skip
        """Sealed by the author's phone, or a draft of an act."""
        draft = super().make(kind, data, author=author, desk=desk, parents=parents)
        said = self._draw(draft.kind, copy.deepcopy(dict(data)))
        if desk:
            self.drafts[draft.hash] = (author, said, draft.parents)
            return Fact(
                draft.hash, draft.kind, said, draft.parents, draft.actor, None, None, draft.seq
            )
        self.at += 1000
        opened = kind == "open" and self.on_time
        phone = self.phones[author]
        compact = phone.seal(
            self.event, draft.kind, said, at=self.opening() if opened else self.at,
            parents=draft.parents,
            files=(*self._files(said), *self.extra),
        )  # fmt: skip
        self.sealed[hash_of(compact)] = compact
        return Fact(
            hash_of(compact), draft.kind, said, draft.parents, draft.actor, phone.kid,
            phone.tips[self.event][0], draft.seq,
        )  # fmt: skip

    def _draw(self, kind: str, data: Value) -> Value:
        """Real strokes, bound to what they sign."""
        content = statement(kind, self.event, data)
        signatures = [data["signature"]] if "signature" in data else data.get("signatures", [])
        for one in [*signatures, *data.get("witnesses", [])]:
            if one["strokes"] is not None and one["strokes"] not in self.ink:
                self.drawn += 1
                one["strokes"] = self.draw(content, flourish(self.drawn))
        return data

    def draw(self, content: str, strokes: Any) -> str:
        """A file of strokes, not yet here."""
        body = json.dumps(
            {"v": 1, "width": 600, "height": 200, "content": content, "strokes": strokes}
        ).encode()
        self.ink[sha256(body)] = body
        return sha256(body)

    def _files(self, data: Value) -> list[Value]:
        signatures = [data["signature"]] if "signature" in data else data.get("signatures", [])
        names = [one["strokes"] for one in [*signatures, *data.get("witnesses", [])]]
        found = [
            {"sha256": one, "size": len(self.ink[one]), "type": "application/json", "role": "strokes"}
            for one in names if one is not None and one in self.ink
        ]  # fmt: skip
        page = data.get("paper")
        if page:
            found.append(
                {"sha256": page["page"], "size": 900, "type": "image/jpeg", "role": "photo"}
            )
        return found

    def send(self, *facts: Fact) -> list[str]:
        """Carry sealed entries through the door in this order; returns their outcomes."""
        taken = door.push(self.event, [self.sealed[one.hash] for one in facts], None)
        db.session.commit()
        return [db.session.get_one(JournalEntry, digest).outcome for digest in taken.hashes]

    def write(self, draft: Fact) -> Fact:
        """Write an act; raises the problem that refuses it."""
        author, data, parents = self.drafts[draft.hash]
        done = acts.write(
            self.event, draft.kind, data, actor=self.party[author], parents=parents,
            named=self._files(data),
        )  # fmt: skip
        db.session.commit()
        return projection.fact_of(done)

    def add(self, entry: Fact) -> Fact:
        """Through the door or at the desk; must be accepted."""
        if entry.hash in self.drafts:
            entry = self.write(entry)
        else:
            outcomes = self.send(entry)
            assert outcomes == ["accepted"], outcomes
        return super().add(entry)

    def arrive(self) -> None:
        """All strokes drawn so far are uploaded."""
        for body in list(self.ink.values()):
            self.case.store(body)

    def custody(self, pack: str = P1) -> Any:
        """What the pack's entries say."""
        return projection.custody(self.event, pack)

    def state(self, pack: str = P1) -> Pack:
        """The pack's row."""
        db.session.expire_all()
        row = db.session.get_one(Pack, pack)
        db.session.commit()  # a request of the test writes next
        return row

    def findings(self) -> list[Any]:
        """Findings about papers, oldest first, those replaced left out."""
        query = select(JournalEntry.hash).where(
            JournalEntry.journal == self.event, JournalEntry.kind == "findings.raise"
        )
        hashes = db.session.scalars(query.order_by(JournalEntry.seq)).all()
        found = [read(one) for one in hashes]
        replaced = {name for one in found if one for name in one.parents}
        return [one for one in found if one and one.hash not in replaced]

    def codes(self) -> list[str]:
        """Their codes."""
        return [one.data["code"] for one in self.findings()]


def paper(at: int) -> Value:
    """A sheet written at an instant."""
    return {"at": at, "page": sha256(jpeg(33))}


def make_papers(**head: Any) -> Papers:
    """An event with keepers, supervisors, a chief and three invigilators, each with a phone."""
    case = make_case(**head)
    list_people(case.event, person(NAMES["guard3"], "invigilator"))
    list_candidates(case.event)
    keepers = [office(case, "paper_keeper") for _ in range(2)]
    told = Papers(case=case)
    told.accounts = dict(zip(("keeper", "keeper2"), keepers, strict=True))
    told.party = {
        "super": case.lead.person.id, "super2": case.second.person.id,
        "keeper": str(keepers[0].person_id), "keeper2": str(keepers[1].person_id),
    }  # fmt: skip
    told.phones = {"super": case.lead.phone, "super2": case.second.phone}
    handler = office(case, "handler")
    for who, name in NAMES.items():
        row = next(one for one in _people(case.event) if one.name == name)
        given = phones.give(told.row, row.id, handler.person_id)
        account = db.session.query(Account).filter_by(person_id=given.person).one()
        told.phones[who] = make_device(account)
        told.accounts[who] = account
        told.party[who] = party_of(db.session.get_one(EventPerson, row.id))
    db.session.commit()
    return told


def _people(event: str) -> list[EventPerson]:
    return list(db.session.query(EventPerson).filter_by(event_id=event, gone=False))
