"""Signatures: the lead's makes a version of the form, the others' stand beside it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from backend.core import closing
from backend.core.db import db
from backend.core.errors import Problem
from backend.core.journal import kind
from backend.core.payload import Entry

from .. import errors, facts, shapes, versions
from ..models import CoSign, FormVersion

SUPERVISOR = ("supervisor",)
SIGN = ("inspections.sign",)


@kind("inspections.sign", 1, who=SUPERVISOR, parents=SIGN, schema=shapes.SignData)
class SignKind:
    """The lead signs a snapshot: a version of the form (A11-s1)."""

    @staticmethod
    def check(entry: Entry) -> None:
        """The lead, the next version, both files listed, strokes of their own."""
        data = entry.data
        teams = _teams(entry.journal)
        if not any((data["signer"], True) in team for team in teams):
            raise errors.not_lead()
        _holder(entry, teams)
        last = _last(entry.journal)
        expected = (last.version + 1, last.sign) if last else (1, None)
        named = (data["previous"],) if data["previous"] else ()
        if (data["version"], data["previous"]) != expected or entry.parents != named:
            raise errors.version()
        _listed(entry, "snapshot", data["snapshot"], errors.snapshot)
        _listed(entry, "strokes", data["strokes"], errors.ink)
        _own_strokes(data["strokes"], data["snapshot"], data["signer"])

    @staticmethod
    def project(entry: Entry) -> None:
        """Keep the version; it waits for its files."""
        versions.form_of(entry.journal)
        data = entry.data
        db.session.add(
            FormVersion(
                sign=entry.hash,
                event_id=entry.journal,
                version=data["version"],
                previous=data["previous"],
                snapshot=data["snapshot"],
                strokes=data["strokes"],
                signer=data["signer"],
                holder=entry.actor,
                assurance=data["assurance"],
                at=entry.at,
                received=entry.received,
                seq=entry.seq,
                kid=entry.kid,
                n=entry.n,
                token=versions.token_of(entry.hash),
            )
        )
        closing.once(versions.weigh_all, entry.journal)


@kind("inspections.cosign", 1, who=SUPERVISOR, parents=SIGN, schema=shapes.CoSignData)
class CoSignKind:
    """Another supervisor of the dispatch signs the same snapshot (Q-38)."""

    @staticmethod
    def check(entry: Entry) -> None:
        """A version of this event, the same snapshot, a member of the team who did not sign it."""
        data = entry.data
        version = db.session.get(FormVersion, data["sign"])
        if version is None or version.event_id != entry.journal:
            raise Problem("scope.object")
        if data["sign"] not in entry.parents:
            raise Problem("entry.parents")
        if data["snapshot"] != version.snapshot:
            raise errors.snapshot()
        teams = _teams(entry.journal)
        members = {person for team in teams for person, _ in team}
        if data["signer"] not in members or data["signer"] == version.signer:
            raise Problem("scope.object")
        _holder(entry, teams)
        _listed(entry, "strokes", data["strokes"], errors.ink)
        _own_strokes(data["strokes"], data["snapshot"], data["signer"])

    @staticmethod
    def project(entry: Entry) -> None:
        """Keep the co-signature."""
        data = entry.data
        db.session.add(
            CoSign(
                hash=entry.hash,
                event_id=entry.journal,
                sign=data["sign"],
                strokes=data["strokes"],
                signer=data["signer"],
                holder=entry.actor,
                assurance=data["assurance"],
                at=entry.at,
                seq=entry.seq,
            )
        )
        closing.once(versions.weigh_all, entry.journal)


def _teams(event_id: str) -> list[set[tuple[str, bool]]]:
    return [
        {(member["person"], member["lead"]) for member in brief["team"]}
        for brief in facts.briefs(event_id)
    ]


def _holder(entry: Entry, teams: list[set[tuple[str, bool]]]) -> None:
    """Whoever signs with an own key is its holder; strokes alone are drawn on another's device."""
    own = entry.data["signer"] == entry.actor
    members = {person for team in teams for person, _ in team}
    if own != (entry.data["assurance"] != "strokes") or entry.actor not in members:
        raise Problem("scope.object")


def _last(event_id: str) -> FormVersion | None:
    return db.session.scalar(
        select(FormVersion)
        .where(FormVersion.event_id == event_id)
        .order_by(FormVersion.version.desc())
        .limit(1)
    )


def _listed(entry: Entry, role: str, digest: str, refusal: Any) -> None:
    for file in entry.files:
        if (file["sha256"], file["role"], file["type"]) == (digest, role, "application/json"):
            return
    raise refusal()


def _own_strokes(strokes: str, snapshot: str, signer: str) -> None:
    """The same ink never signs another content, nor for another person (U-6)."""
    signed = db.session.scalar(
        select(FormVersion.sign)
        .where(
            FormVersion.strokes == strokes,
            or_(FormVersion.snapshot != snapshot, FormVersion.signer != signer),
        )
        .limit(1)
    )
    cosigned = db.session.scalar(
        select(CoSign.hash)
        .join(FormVersion, FormVersion.sign == CoSign.sign)
        .where(
            CoSign.strokes == strokes,
            or_(FormVersion.snapshot != snapshot, CoSign.signer != signer),
        )
        .limit(1)
    )
    if signed or cosigned:
        raise Problem("entry.strokes_reused")
