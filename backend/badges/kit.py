"""The gate's part of a kit: who wears which badge, with faces, and no more than a role needs.

Made again only when a line of the journal changed what is in it; between two scans of a busy gate
nothing is decrypted twice. What is kept lies in this process's memory and is bounded.
"""

from __future__ import annotations

import base64
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from backend.assessments.models import ExamEvent
from backend.badges import holders, rules
from backend.badges.models import Badge, Gate
from backend.candidates.models import Candidate
from backend.core.canonical import canonical, sha256
from backend.core.db import db
from backend.core.erasure import on_erase
from backend.core.journal_models import Journal, JournalEntry
from backend.staffing.queries import brief, photo_of

# Lines of these kinds change what the sections say; a scan does not.
KINDS = (
    "badges.issued", "badges.changed", "badges.gate",
    "staffing.dispatch", "staffing.people", "candidates.listed",
)  # fmt: skip
# They know each other by face: who hands papers on looks whom the badge is of (A3-4c).
TEAM = {"supervisor", "chief", "invigilator"}
CHUNK = 40
MOST_KEPT = 64 * 1024 * 1024
# What a gate needs of the dispatch: when, where, whom to call. Teams, contacts and the last forms'
# faults are none of its business.
GATE_BRIEF = (
    "event", "practice", "demo", "template", "dispatch", "centre", "station", "chief", "batches",
    "projects", "rooms", "sessions", "flags", "last_day",
)  # fmt: skip


@dataclass(frozen=True)
class Section:
    """A section's bytes, canonical JSON, and their hash."""

    body: bytes
    sha256: str


_kept: OrderedDict[tuple[str, int, str], dict[str, Section]] = OrderedDict()
_marks: dict[tuple[str, tuple[str, ...]], tuple[int, int]] = {}
_lock = threading.Lock()


def sections(event_id: str, roles: set[str], person: str | None) -> dict[str, Section]:
    """What readers in these roles get besides brief and roster; `mine` is the reader's own badge."""
    view = "gate" if "gate" in roles else "team" if roles & TEAM else None
    event = db.session.get(ExamEvent, event_id)
    if event is None:
        return {}
    newest = mark(event_id, KINDS)
    found: dict[str, Section] = {}
    if view is not None:
        found |= keep((event_id, newest, view), lambda: _shared(event, gate=view == "gate"))
    if view != "gate" and person is not None:
        found |= keep((event_id, newest, person), lambda: _mine(event, person))
    return found


def gate_brief(event_id: str) -> dict[str, Any]:
    """The brief as a gate sees it: every member is there, most of them empty."""
    facts = brief(event_id)
    event = db.session.get_one(ExamEvent, event_id)
    empty: dict[str, Any] = {
        key: "" if isinstance(value, str) else [] if isinstance(value, list) else value
        for key, value in facts.items()
        if key not in GATE_BRIEF
    }
    kept = {key: facts[key] for key in GATE_BRIEF if key in facts}
    kept["dispatch"] = {**facts["dispatch"], "remark": "", "issuer": ""}
    # The phone wipes the kit then (S-18): a gate ends with its event.
    end = rules.window(event.first_day, event.last_day)[1]
    return {**empty, **kept, "deadline": end, "texts": dict.fromkeys(facts["texts"], "")}


def mark(event_id: str, kinds: tuple[str, ...]) -> int:
    """The newest line of these kinds; looks only at what came since it last looked."""
    seq = db.session.scalar(select(Journal.seq).where(Journal.id == event_id)) or 0
    looked, newest = _marks.get((event_id, kinds), (0, 0))
    if seq < looked:  # another database, or a restored one
        looked = newest = 0
    if seq > looked:
        newer = db.session.scalar(
            select(func.max(JournalEntry.seq)).where(
                JournalEntry.journal == event_id,
                JournalEntry.seq > looked,
                JournalEntry.kind.in_(kinds),
            )
        )
        newest = newer or newest
        _marks[event_id, kinds] = (seq, newest)
    return newest


def keep(key: tuple[str, int, str], make: Callable[[], dict[str, Any]]) -> dict[str, Section]:
    """Sections made once for (event, newest line, view)."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = {name: _section(value) for name, value in make().items()}
    with _lock:
        for old in [one for one in _kept if (one[0], one[2]) == (key[0], key[2])]:
            del _kept[old]
        _kept[key] = made
        weight = sum(len(one.body) for found in _kept.values() for one in found.values())
        while len(_kept) > 1 and weight > MOST_KEPT:
            _, dropped = _kept.popitem(last=False)
            weight -= sum(len(one.body) for one in dropped.values())
    return made


def _section(value: Any) -> Section:
    body = canonical(value)
    return Section(body, sha256(body))


@on_erase
def forget(journal_id: str) -> None:
    """Nothing of an erased event stays in memory."""
    with _lock:
        for seen in [one for one in _marks if one[0] == journal_id]:
            del _marks[seen]
        for key in [one for one in _kept if one[0] == journal_id]:
            del _kept[key]


def _shared(event: ExamEvent, *, gate: bool) -> dict[str, Any]:
    facts = brief(event.id)
    known = holders.of_event(event, only=None if gate else "person")
    badges = db.session.scalars(
        select(Badge).where(Badge.event_id == event.id).order_by(Badge.serial)
    ).all()
    gates = db.session.scalars(select(Gate).where(Gate.event_id == event.id).order_by(Gate.name))
    shown = [row for row in badges if row.holder_id in known]
    made: dict[str, Any] = {
        "badges": {
            "settings": rules.SETTINGS,
            "gates": [
                {"id": one.id, "name": one.name, "direction": one.direction, "roles": one.roles,
                 "ended": one.ended_at is not None}
                for one in gates
            ],
            "chief": facts["chief"],
            "centre": event.centre_id,
            "event": {
                "id": event.id, "station": facts["station"]["name"],
                "batches": [one["name"] for one in facts["batches"]],
                "first_day": event.first_day, "last_day": event.last_day,
                "sessions": [
                    {key: one[key] for key in ("id", "kind", "t0", "end")}
                    for one in facts["sessions"]
                ],
            },
            "badges": [_row(one, known[one.holder_id], phones=gate) for one in shown],
        },
        **_faces("photos", event.id, known.values(), "person"),
    }  # fmt: skip
    if gate:
        newest = {
            one.holder_id: one.id for one in sorted(badges, key=lambda b: (b.issued_at, b.serial))
        }
        made["candidates"] = [
            {
                "id": one.id, "badge": newest.get(one.id), "ticket": one.ticket, "name": one.name,
                "id_number": one.id_number, "project": one.project, "session": one.session,
                "room": one.room, "seat": one.seat, "photo": one.photo,
            }
            for one in known.values()
            if one.subject == "candidate" and not one.gone
        ]  # fmt: skip
        made |= _faces("faces", event.id, known.values(), "candidate")
    else:
        made["badges"]["admissions"] = _admissions(event.id)
    return made


def _admissions(event_id: str) -> list[dict[str, str]]:
    """Whose admission code is whose, as ids: enough to count 实考 by project, not to know anybody."""
    rows = db.session.execute(
        select(Badge.id, Badge.holder_id, Candidate.project_id)
        .join(Candidate, Candidate.id == Badge.holder_id)
        .where(Badge.event_id == event_id, Badge.subject == "candidate", ~Candidate.gone)
        .order_by(Badge.serial)
    )
    return [
        {"badge": badge, "holder": holder, "project": project} for badge, holder, project in rows
    ]


def _row(badge: Badge, holder: holders.HolderFacts, *, phones: bool) -> dict[str, Any]:
    row = {
        "badge": badge.id, "code": badge.code, "serial": badge.serial, "subject": badge.subject,
        "holder": badge.holder_id, "role": badge.role, "name": holder.name, "post": holder.post,
        "room": holder.room, "from": badge.not_before, "until": badge.not_after,
        "state": badge.state, "reason": badge.reason, "changed_at": badge.changed_at,
        "replaced_by": badge.replaced_by, "photo": holder.photo,
        "card_number": holder.card_number, "card_until": holder.card_until,
    }  # fmt: skip
    return row | {"phone": holder.phone} if phones else row


def _faces(name: str, event_id: str, known: Any, subject: str) -> dict[str, Any]:
    """`{photos/0: {sha256: base64}, …}`, forty to a section, so that one change sends one again."""
    wanted = sorted(
        {one.photo for one in known if one.subject == subject and one.photo and not one.gone}
    )
    found = {}
    for place in range(0, len(wanted), CHUNK):
        chunk = {}
        for digest in wanted[place : place + CHUNK]:
            data = photo_of(event_id, digest)
            if data is not None:
                chunk[digest] = base64.b64encode(data).decode("ascii")
        found[f"{name}/{place // CHUNK}"] = chunk
    return found


def _mine(event: ExamEvent, person: str) -> dict[str, Any]:
    """The reader's own badges with their tokens: for the screen of the own phone (N1.7-3)."""
    known = holders.of_event(event, only="person")
    own = {one.id: one for one in known.values() if one.person == person and not one.gone}
    if not own:
        return {}
    facts = brief(event.id)
    rows = db.session.scalars(
        select(Badge)
        .where(Badge.event_id == event.id, Badge.holder_id.in_(own), Badge.state != "replaced")
        .order_by(Badge.issued_at, Badge.serial)
    )
    shown = []
    for badge in rows:
        holder = own[badge.holder_id]
        photo = photo_of(event.id, holder.photo)
        shown.append(
            _row(badge, holder, phones=False)
            | {
                "token": badge.token,
                "station": facts["station"]["name"],
                "batches": [one["name"] for one in facts["batches"]],
                "centre": facts["centre"]["name"],
                "jpeg": base64.b64encode(photo).decode("ascii") if photo else None,
            }
        )
    return {"mine": {"badges": shown}} if shown else {}


__all__ = ["Section", "forget", "gate_brief", "keep", "mark", "sections"]
