"""Verbs that issue and change badges; none commits."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backend.assessments.models import ExamEvent
from backend.badges import errors, rules, token
from backend.badges.models import Badge
from backend.candidates.queries import candidates
from backend.core import clock, files, journal, keys
from backend.core.db import db
from backend.organisations.models import Station
from backend.staffing.models import EventPerson
from backend.staffing.queries import people

# Rows of one act: its body stays small enough to be read in one piece.
BATCH = 500
GONE = "不再参加本次考核"
KEY_WITHDRAWN = "签名密钥已作废，已换发"
CHANGED = "角色或有效期变更，已换发"
# Roles somebody else of the list may take over on the day (A8).
EXCHANGEABLE = ("invigilator", "staff")


@dataclass(frozen=True)
class Holder:
    """Whoever gets a badge or an admission code."""

    id: str
    subject: str
    role: str
    window: tuple[int, int]


@dataclass
class Issued:
    """What an issue came to."""

    issued: int = 0
    replaced: int = 0
    revoked: int = 0


def holders(event: ExamEvent) -> list[Holder]:
    """Everybody of the event's lists who wears a badge or shows an admission code."""
    whole = rules.window(event.first_day, event.last_day)
    times = {one.id: (one.t0, one.end) for one in event.sessions}
    return [
        *(Holder(one.id, "person", one.role, whole) for one in people(event.id)),
        *(
            Holder(
                one.id,
                "candidate",
                "candidate",
                rules.candidate_window(
                    event.first_day, event.last_day, times.get(one.session_id or "")
                ),
            )
            for one in candidates(event.id)
        ),
    ]


def newest_of(event_id: str) -> dict[str, Badge]:
    """The newest badge of every holder; one that was replaced never is."""
    rows = db.session.scalars(
        select(Badge)
        .where(Badge.event_id == event_id, Badge.state != "replaced")
        .order_by(Badge.issued_at, Badge.serial)
    )
    return {row.holder_id: row for row in rows}


def issue(event: ExamEvent, actor: str | None) -> Issued:
    """Make the badges fit the lists: who has none gets one, a changed role or window or a withdrawn
    key is answered by another badge, who left the list loses theirs. Again, it changes nothing.

    Nobody whose badge was revoked, returned or suspended gets another one by this.
    """
    journal.lock(event.id)
    wanted = holders(event)
    held = newest_of(event.id)
    if not wanted and not held:
        raise errors.nobody()
    void = set(keys.withdrawn("badge"))
    done = Issued()
    fresh, exchanged = [], []
    for one in wanted:
        badge = held.pop(one.id, None)
        if badge is None:
            fresh.append(one)
        elif badge.state == "issued" and badge.kid in void:
            exchanged.append((one, badge, KEY_WITHDRAWN))
        elif badge.state == "issued" and not _fits(one, badge):
            exchanged.append((one, badge, CHANGED))
    made = _make(event, [*fresh, *(one for one, _, _ in exchanged)], actor)
    for one, badge, why in exchanged:
        _change(badge, "replaced", why, actor, made[one.id])
    for badge in held.values():
        if rules.may_become(badge.state, "revoked"):
            _change(badge, "revoked", GONE, actor)
            done.revoked += 1
    done.issued, done.replaced = len(fresh), len(exchanged)
    if done.issued + done.replaced + done.revoked:
        journal.audit(
            "badges.issue", event.id, "ok", actor=actor,
            detail={"issued": done.issued, "replaced": done.replaced, "revoked": done.revoked},
        )  # fmt: skip
    return done


def _fits(one: Holder, badge: Badge) -> bool:
    return badge.role == one.role and rules.covers((badge.not_before, badge.not_after), one.window)


def replace_withdrawn(actor: str | None) -> int:
    """After a key was withdrawn: new badges in every event that is not over; returns how many."""
    void = set(keys.withdrawn("badge"))
    now = clock.now()
    found = db.session.scalars(
        select(Badge.event_id)
        .where(Badge.kid.in_(void), Badge.state == "issued", Badge.not_after > now)
        .distinct()
    ).all()
    return sum(issue(db.session.get_one(ExamEvent, name), actor).replaced for name in found)


def set_state(badge: Badge, state: str, reason: str, actor: str | None) -> Badge:
    """Suspend, resume, revoke, return (8.12); raises `badges.state`, `badges.reason_missing`."""
    journal.lock(badge.event_id)
    db.session.refresh(badge)
    if state == "replaced" or not rules.may_become(badge.state, state):
        raise errors.state()
    reason = reason.strip()
    if state in rules.NEEDS_REASON and len(reason) < rules.REASON_MINIMUM:
        raise errors.reason_missing()
    _change(badge, state, reason, actor)
    return badge


def replace(badge: Badge, reason: str, actor: str | None, holder_id: str | None = None) -> Badge:
    """Another badge in its place, in one step: for the same person, or for whoever takes over the
    part (A8). Raises `badges.state`, `badges.holder`, `badges.reason_missing`."""
    journal.lock(badge.event_id)
    db.session.refresh(badge)
    if badge.state == "replaced":
        raise errors.state()
    reason = reason.strip()
    if len(reason) < rules.REASON_MINIMUM:
        raise errors.reason_missing()
    event = db.session.get_one(ExamEvent, badge.event_id)
    if holder_id is None or holder_id == badge.holder_id:
        if holder_id is not None:
            raise errors.holder()
        return _replace_same(event, badge, reason, actor)
    return _replace_other(event, badge, holder_id, reason, actor)


def _replace_same(event: ExamEvent, badge: Badge, reason: str, actor: str | None) -> Badge:
    one = next((one for one in holders(event) if one.id == badge.holder_id), None)
    newest = newest_of(event.id).get(badge.holder_id)
    # Of two badges of one person only the newest leads on; nobody off the list gets another.
    if one is None or newest is None or newest.id != badge.id:
        raise errors.state()
    made = _make(event, [one], actor)
    # A revoked or returned badge stays so; the list says which one came after it.
    state = "replaced" if rules.may_become(badge.state, "replaced") else badge.state
    _change(badge, state, reason, actor, made[one.id])
    return db.session.get_one(Badge, made[one.id])


def _replace_other(
    event: ExamEvent, badge: Badge, holder_id: str, reason: str, actor: str | None
) -> Badge:
    if badge.subject != "person" or not rules.may_become(badge.state, "revoked"):
        raise errors.state()
    rows = {one.id: one for one in people(event.id)}
    old, new = rows.get(badge.holder_id), rows.get(holder_id)
    if old is None or new is None:
        raise errors.holder()
    _take_over(event.id, list(rows.values()), old, new, actor)
    held = newest_of(event.id).get(new.id)
    one = next(one for one in holders(event) if one.id == new.id)
    made = _make(event, [one], actor)
    if held is not None and rules.may_become(held.state, "replaced"):
        _change(held, "replaced", reason, actor, made[one.id])
    _change(badge, "revoked", reason, actor, made[one.id])
    return db.session.get_one(Badge, made[one.id])


def _take_over(
    event_id: str, rows: list[EventPerson], old: EventPerson, new: EventPerson, actor: str | None
) -> None:
    """The list says that the newcomer has the other's part, unless it does already."""
    part = (old.role, old.post, old.room_id)
    if (new.role, new.post, new.room_id) == part:
        return
    if new.role != old.role and not {new.role, old.role} <= set(EXCHANGEABLE):
        raise errors.holder()
    told = [_listed(one, *(part if one.id == new.id else (one.role, one.post, one.room_id)))
            for one in rows]  # fmt: skip
    last = journal.newest(event_id, "staffing.people")
    journal.act(
        event_id,
        "staffing.people",
        {"people": told},
        actor=actor,
        parents=[last] if last else [],
        files=files.manifest(event_id, [one["photo"] for one in told], "photo"),
    )


def _listed(one: EventPerson, role: str, post: str, room: str | None) -> dict[str, Any]:
    return {
        "id": one.id, "person": one.person_id, "name": one.name, "role": role, "post": post,
        "room": room, "id_number": one.id_number, "phone": one.phone,
        "card_number": one.card_number, "card_until": one.card_until, "photo": one.photo,
    }  # fmt: skip


def signing_key(event: ExamEvent) -> str:
    """Kid of the centre's badge key, made on first use; raises `badges.no_key`."""
    try:
        return keys.ensure("badge", event.centre_id, clock.now())
    except LookupError as error:
        raise errors.no_key() from error


def _make(event: ExamEvent, wanted: Iterable[Holder], actor: str | None) -> dict[str, str]:
    """New badges, a few hundred to an act; returns holder → badge."""
    wanted = list(wanted)
    if not wanted:
        return {}
    kid = signing_key(event)
    key = keys.private(kid)
    known = db.session.execute(
        select(Badge.code, Badge.serial).where(Badge.event_id == event.id)
    ).all()
    codes = rules.free_codes({row.code for row in known}, len(wanted), secrets.choice)
    prefix = rules.serial_prefix(_station_name(event), event.first_day)
    serials = rules.next_serials(prefix, [row.serial for row in known], len(wanted))
    rows: list[dict[str, Any]] = []
    for one, code, serial in zip(wanted, codes, serials, strict=True):
        badge = token.new_badge()
        start, end = one.window
        rows.append(
            {
                "badge": badge,
                "subject": one.subject,
                "holder": one.id,
                "role": one.role,
                "serial": serial,
                "code": code,
                "from": start,
                "until": end,
                "kid": kid,
                "token": token.pack(key, token.Claim(badge, event.id, one.role, start, end)),
            }
        )
    for place in range(0, len(rows), BATCH):
        said = {"badges": rows[place : place + BATCH]}
        journal.act(event.id, "badges.issued", said, actor=actor)
    return {row["holder"]: row["badge"] for row in rows}


def _change(
    badge: Badge, state: str, reason: str, actor: str | None, replaced_by: str | None = None
) -> None:
    said = {"badge": badge.id, "state": state, "reason": reason, "replaced_by": replaced_by}
    journal.act(badge.event_id, "badges.changed", said, actor=actor)


def _station_name(event: ExamEvent) -> str:
    return db.session.get_one(Station, event.station_id).name


__all__ = ["Holder", "Issued", "holders", "issue", "newest_of", "replace",
           "replace_withdrawn", "set_state", "signing_key"]  # fmt: skip
