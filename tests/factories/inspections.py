"""Builders of forms: an event with two supervisors and their phones, answers, files, signatures."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from sqlalchemy import select

from backend.accounts.models import Account
from backend.assessments.models import ExamEvent
from backend.core import clock, files
from backend.core.canonical import canonical, sha256
from backend.core.db import db, new_id
from backend.core.journal_models import JournalEntry
from backend.inspections import facts, rules
from backend.inspections.models import FormVersion
from backend.inspections.snapshot_shape import kind_of
from backend.organisations.models import Centre, Person, Station
from backend.staffing.queries import brief
from backend.sync import door

from .accounts import PASSWORD, Phone, make_account, make_device
from .staffing import make_dispatch

Value = dict[str, Any]
BEFORE = 1_796_086_800_000  # 2026-12-01 09:00 in Shanghai
ON_THE_DAY = 1_796_432_400_000  # 2026-12-05 09:00


def graded(grade: str | None = "A", remark: str = "", **more: Any) -> Value:
    """The value of a graded item."""
    basis = {"how": "seen", "rooms": None}
    return {"grade": grade, "remark": remark, "basis": basis, "corrected": False, "via": None,
            "photos": [], **more}  # fmt: skip


def jpeg(colour: int = 90) -> bytes:
    """A small photo; another colour is another photo."""
    target = io.BytesIO()
    Image.new("RGB", (32, 24), (colour, 120, 60)).save(target, "JPEG")
    return target.getvalue()


def flourish(shift: int = 0) -> list[list[list[float]]]:
    """Strokes with ink enough; another shift is another signature."""
    return [
        [[60.0 + i * 12 + shift, 90.0 + (i % 5) * 17.5, i * 40] for i in range(24)],
        [[380.0 + i * 6, 60.0 + i * 3 + shift, 1200 + i * 30] for i in range(12)],
    ]


@dataclass
class Answered:
    """An accepted answer as the phone remembers it."""

    hash: str
    value: Value
    files: tuple[Value, ...] = ()


@dataclass
class Supervisor:
    """A supervisor with account and phone."""

    person: Person
    account: Account
    phone: Phone


@dataclass
class Case:
    """One event under supervision, and everything a phone needs to answer and sign it."""

    event: str
    brief: Value
    centre: Centre
    station: Station
    lead: Supervisor
    second: Supervisor
    heads: dict[str, Answered] = field(default_factory=dict)
    at: int = ON_THE_DAY
    sheet: str | None = None

    def push(self, *compacts: str, carrier: str | None = None) -> list[str]:
        """Carry entries through the door; returns their outcomes."""
        taken = door.push(self.event, list(compacts), carrier)
        db.session.commit()
        return [db.session.get_one(JournalEntry, digest).outcome for digest in taken.hashes]

    def seal(
        self,
        kind: str,
        data: Value,
        *,
        who: Supervisor | None = None,
        parents: tuple[str, ...] = (),
        listed: tuple[Value, ...] = (),
    ) -> str:
        """The next entry of a phone, not yet sent."""
        self.at += 1000
        phone = (who or self.lead).phone
        return phone.seal(self.event, kind, data, at=self.at, parents=parents, files=listed)

    def answer(
        self,
        name: str,
        value: Value,
        *,
        who: Supervisor | None = None,
        parents: tuple[str, ...] | None = None,
        photos: tuple[bytes, ...] = (),
    ) -> str:
        """Answer a field; returns the outcome. Photos are listed, named in the value and stored."""
        listed = tuple(photo_file(photo) for photo in photos)
        if photos:
            value = {**value, "photos": [one["sha256"] for one in listed]}
        before = self.heads.get(name)
        named = parents if parents is not None else ((before.hash,) if before else ())
        data = {"field": name, "value": value}
        compact = self.seal("inspections.answer", data, who=who, parents=named, listed=listed)
        [outcome] = self.push(compact)
        if outcome == "accepted":
            self.heads[name] = Answered(hash_of(compact), value, listed)
        for photo in photos:
            self.store(photo, "image/jpeg")
        return outcome

    def order(self, item: int, before: bytes) -> str:
        """A correction order with the photo of what was wrong; returns the photo's hash."""
        listed = (photo_file(before),)
        value = {
            "item": item, "to": "主考", "what": "补戴证卡", "due": None,
            "before": listed[0]["sha256"], "after": None, "state": "done",
        }  # fmt: skip
        data = {"field": f"order/{new_id()}", "value": value}
        compact = self.seal("inspections.answer", data, listed=listed)
        assert self.push(compact) == ["accepted"]
        self.heads[data["field"]] = Answered(hash_of(compact), value, listed)
        return self.store(before, "image/jpeg")

    def from_paper(self, signed_at: int, *pages: bytes) -> str:
        """Photograph the sheet and type the whole form from it; returns the sheet's entry."""
        listed = tuple(photo_file(page) for page in pages)
        value = {
            "signed_at": signed_at, "signers": [self.lead.person.name], "reason": "手机当天摔坏",
            "pages": [one["sha256"] for one in listed],
        }  # fmt: skip
        compact = self.seal("inspections.answer", {"field": "paper", "value": value}, listed=listed)
        assert self.push(compact) == ["accepted"]
        self.heads["paper"] = Answered(hash_of(compact), value, listed)
        for page in pages:
            self.store(page, "image/jpeg")
        self.sheet = hash_of(compact)
        self.fill()
        return self.sheet

    def store(self, data: bytes, mime: str = "application/json") -> str:
        """A file arrives whole."""
        digest = sha256(data)
        files.put(self.event, digest, data)
        files.stored(self.event, digest, len(data), mime)
        db.session.commit()
        return digest

    def fill(self, **changes: Value) -> None:
        """Answer everything that applies with A; keywords like `item_5` change single fields."""
        told = facts.facts_in(self.brief)
        away = rules.not_applicable(told["rooms"], told["technical_defence"])
        compacts, names = [], []
        values: dict[str, Value] = {
            f"item/{no}": graded() for no in sorted(rules.GRADED) if no not in away
        }
        values |= {f"rating/{one}": {"rating": "优秀"} for one in told["examiners"]}
        for one in self.brief["projects"]:
            values[f"figures/{one['id']}"] = {
                "due": one["due"], "present": one["due"] - 2, "theory": None, "practical": None,
                "reason": "",
            }  # fmt: skip
        values |= {f"na/{code}": {"confirmed": True} for code in rules.to_confirm(told["rooms"])}
        values |= {key.replace("_", "/", 1): value for key, value in changes.items()}
        for name, value in values.items():
            parents = (self.sheet,) if self.sheet else ()
            data = {"field": name, "value": value}
            compacts.append(self.seal("inspections.answer", data, parents=parents))
            names.append(name)
        assert set(self.push(*compacts)) == {"accepted"}
        for name, compact in zip(names, compacts, strict=True):
            self.heads[name] = Answered(hash_of(compact), values[name])

    def entry_of(self, name: str) -> list[str]:
        """The head of a field."""
        return [self.heads[name].hash] if name in self.heads else []

    def snapshot(self, version: int = 1, previous: str | None = None, **changes: Any) -> Value:
        """The snapshot the phone would make of the answers."""
        return make_snapshot(self, version, previous) | changes

    def sign(
        self,
        snapshot: Value | None = None,
        *,
        strokes: Any = None,
        store: bool = True,
        who: Supervisor | None = None,
        **data: Any,
    ) -> tuple[str, str]:
        """The lead signs; returns (entry hash, outcome). Files arrive unless `store` is off."""
        content = canonical(snapshot or self.snapshot())
        drawn = strokes_file(sha256(content), strokes or flourish(self.at % 97))
        value = {
            "version": (snapshot or {}).get("version", 1),
            "previous": (snapshot or {}).get("previous"), "snapshot": sha256(content),
            "strokes": sha256(drawn), "signer": (who or self.lead).person.id, "assurance": "key",
            **data,
        }  # fmt: skip
        listed = (json_file(content, "snapshot"), json_file(drawn, "strokes"))
        parents = (value["previous"],) if value["previous"] else ()
        compact = self.seal("inspections.sign", value, who=who, parents=parents, listed=listed)
        [outcome] = self.push(compact)
        if store:
            self.store(content)
            self.store(drawn)
        return hash_of(compact), outcome

    def cosign(
        self,
        sign: str,
        *,
        strokes: Any = None,
        store: bool = True,
        who: Supervisor | None = None,
        **data: Any,
    ) -> tuple[str, str]:
        """The second supervisor signs the same snapshot."""
        version = db.session.get_one(FormVersion, sign)
        drawn = strokes_file(version.snapshot, strokes or flourish(31))
        value = {
            "sign": sign, "snapshot": version.snapshot, "strokes": sha256(drawn),
            "signer": (who or self.second).person.id, "assurance": "key", **data,
        }  # fmt: skip
        compact = self.seal("inspections.cosign", value, who=who or self.second, parents=(sign,),
                            listed=(json_file(drawn, "strokes"),))  # fmt: skip
        [outcome] = self.push(compact)
        if store:
            self.store(drawn)
        return hash_of(compact), outcome

    def submitted(self, **changes: Value) -> str:
        """A whole form, answered, signed and with its files; returns the sign entry."""
        self.fill(**changes)
        sign, outcome = self.sign()
        assert outcome == "accepted"
        assert db.session.get_one(FormVersion, sign).state == "submitted"
        return sign


def hash_of(compact: str) -> str:
    """The entry's hash."""
    return sha256(compact.rpartition(".")[0].encode("ascii"))


def photo_file(data: bytes) -> Value:
    """A photo in an entry's manifest."""
    return {"sha256": sha256(data), "size": len(data), "type": "image/jpeg", "role": "photo"}


def json_file(data: bytes, role: str) -> Value:
    """A snapshot or strokes file in a manifest."""
    return {"sha256": sha256(data), "size": len(data), "type": "application/json", "role": role}


def strokes_file(content: str, strokes: Any) -> bytes:
    """The bytes of a strokes file."""
    drawn = {"v": 1, "width": 800, "height": 300, "content": content, "strokes": strokes}
    return json.dumps(drawn, separators=(",", ":"), sort_keys=True).encode()


def make_case(**head: Any) -> Case:
    """An imported dispatch whose two supervisors have enrolled phones; commits."""
    event = make_dispatch(**head)
    told = brief(event)
    row = db.session.get_one(ExamEvent, event)
    centre = db.session.get_one(Centre, row.centre_id)
    people = [db.session.get_one(Person, member["person"]) for member in told["team"]]
    found = []
    for person in people:
        account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
        found.append(Supervisor(person, account, make_device(account)))
    station = db.session.get_one(Station, row.station_id)
    db.session.commit()
    lead, second = found if told["team"][0]["lead"] else found[::-1]
    return Case(event, told, centre, station, lead, second)


def office(case: Case, role: str) -> Account:
    """Somebody of the event's centre or station who can sign in."""
    station = case.station if role in ("chief", "station_clerk") else None
    account = make_account(role, case.centre, station=station)
    db.session.commit()
    return account


def make_snapshot(case: Case, version: int = 1, previous: str | None = None) -> Value:
    """Every member of the snapshot from the case's answers (contracts section 6)."""
    told = facts.facts_in(case.brief)
    heads = {name: [answer.value] for name, answer in case.heads.items()}
    away = rules.not_applicable(*rules.scope_of(told, heads))
    items = [_item(case, no, away.get(no)) for no in rules.ITEMS]
    listed = {one["sha256"]: one for answer in case.heads.values() for one in answer.files}
    made = {
        "v": 1, "template": case.brief["template"],
        "dispatch": {key: case.brief["dispatch"][key] for key in ("id", "number")},
        "event": case.event, "version": version, "previous": previous,
        "amend_reason": "补正" if version > 1 else None,
        "practice": case.brief["practice"], "demo": case.brief["demo"], "label": "",
        "header": {key: _header(case, key, text) for key, text in told["header"].items()},
        "figures": [_figures(case, project) for project in case.brief["projects"]],
        "explanation": "", "items": items, "exceptions": "", "extra": [],
        "files": [
            {**listed[photo], "item": item["no"], "caption": f"第{item['no']}项"}
            for item in items for photo in item["photos"]
        ] + [
            {**file, "item": answer.value["item"], "caption": "纠正前"}
            for name, answer in case.heads.items() if name.startswith("order/")
            for file in answer.files
        ],
        "supervisors": [
            {key: member[key] for key in ("person", "name", "lead")} for member in case.brief["team"]
        ],
        "made_at": case.at,
    }  # fmt: skip
    sheet = case.heads.get("paper")
    if sheet is None:
        return made
    made["files"] += [
        {**file, "item": None, "caption": f"据纸质 第{n}页"}
        for n, file in enumerate(sheet.files, 1)
    ]
    typed = [item["no"] for item in items if item["entries"]]
    return made | {"paper": sheet.value | {"entries": [sheet.hash], "items": typed}}


def _header(case: Case, key: str, original: str | None) -> Value:
    changed = case.heads.get(f"header/{key}")
    if changed is None:
        return {"value": original or "", "original": original, "reason": None}
    return {**changed.value, "original": original}


def _figures(case: Case, project: Value) -> Value:
    answer = case.heads[f"figures/{project['id']}"]
    due, present = answer.value["due"], answer.value["present"]
    return {"project": project["id"], "occupation": project["name"], "level": "—", "due": due,
            "present": present, "absent": due - present, "entries": [answer.hash]}  # fmt: skip


def _item(case: Case, no: int, ground: str | None) -> Value:
    item: Value = {
        "no": no,
        "kind": kind_of(no),
        "entries": case.entry_of(f"item/{no}"),
        "photos": [],
    }
    answer = case.heads.get(f"item/{no}")
    if no in rules.FREE_TEXT:
        value = answer.value if answer else {"text": "", "photos": []}
        return item | {"text": value["text"], "photos": value["photos"]}
    if no == rules.RATINGS_ITEM:
        rated = [one for one in case.brief["examiners"] if f"rating/{one['id']}" in case.heads]
        rows = [
            {"examiner": one["id"], "name": one["name"],
             "rating": case.heads[f"rating/{one['id']}"].value["rating"]}
            for one in rated
        ]  # fmt: skip
        entries = [case.heads[f"rating/{one['id']}"].hash for one in rated]
        return item | {"ratings": rows, "entries": entries}
    if ground:
        entries = case.entry_of("scope")
        return item | {"grade": "/", "na_reason": ground, "remark": "", "basis": None,
                       "corrected": False, "entries": entries}  # fmt: skip
    value = answer.value if answer else graded(None)
    told = {key: value[key] for key in ("grade", "remark", "basis", "corrected", "photos")}
    return item | told | {"na_reason": None, "grade": value["grade"] or ""}


__all__ = ["BEFORE", "ON_THE_DAY", "PASSWORD", "Case", "clock", "flourish", "graded", "jpeg",
           "make_case", "office"]  # fmt: skip
