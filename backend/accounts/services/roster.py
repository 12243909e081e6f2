"""Who serves in which event, and the roster lines that follow from it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, Row, String, bindparam, case, insert, select, update

from backend.core import clock
from backend.core.db import ask, changed, db, new_id
from backend.core.journal import act
from backend.organisations.models import Person

from .. import queries
from ..models import AnnouncedTip, Device, KitFetch, RosterLine, Service


def put_on_roster(
    event_journal: str,
    person: Person,
    role: str,
    lead: bool,
    from_: int,
    until: int | None,
    *,
    actor: str | None = None,
) -> None:
    """The person serves in the event: a line for every active device, now and later. A change of
    lead or term writes new lines; the same facts again write nothing."""
    row = _service(event_journal, person.id, role)
    if row is None:
        row = Service(
            id=new_id(),
            journal=event_journal,
            person_id=person.id,
            role=role,
            lead=lead,
            starts_at=from_,
            ends_at=until,
        )
        db.session.add(row)
    row.lead, row.starts_at, row.ends_at = lead, from_, until
    db.session.flush()  # the devices' lines are compared with it
    for device in queries.active_devices(person.id):
        write_line(row, device, actor=actor)


def take_off_roster(
    event_journal: str, person: Person, role: str, *, actor: str | None = None
) -> None:
    """The person no longer serves in the event: every line ends now."""
    row = _service(event_journal, person.id, role)
    now = clock.now()
    if row is None or (row.ends_at is not None and row.ends_at <= now):
        return
    row.ends_at = max(now, row.starts_at)
    for device in queries.active_devices(person.id):
        write_line(row, device, actor=actor)


def add_device(device: Device, *, actor: str | None) -> None:
    """A new key gets its line in every event that is not over."""
    for row in queries.services_of(device.person_id, clock.now()):
        write_line(row, device, actor=actor)


def end_device(device: Device, *, actor: str | None) -> None:
    """A revoked key's lines get their `until` in every event that is not over."""
    for row in queries.services_of(device.person_id, clock.now()):
        write_line(row, device, actor=actor)


def write_line(row: Service, device: Device, *, actor: str | None) -> None:
    """A roster act, unless the line in force says the same."""
    start = max(row.starts_at, device.enrolled_at)
    ends = [end for end in (row.ends_at, device.revoked_at) if end is not None]
    until = max(start, min(ends)) if ends else None
    newest = _newest(row.journal, device.kid, row.role)
    same = newest and (newest.lead, newest.starts_at, newest.ends_at) == (row.lead, start, until)
    if same:
        return
    act(
        row.journal,
        "accounts.roster",
        {
            "person": row.person_id,
            "role": row.role,
            "lead": row.lead,
            "kid": device.kid,
            "jwk": device.jwk,
            "from": start,
            "until": until,
            "enrolment": device.enrolment,
        },
        actor=actor,
    )


_SEEN = (
    update(Device)
    .where(Device.id == bindparam("device"))
    .values(last_seen=bindparam("now"), unsent=bindparam("left"), announced_at=bindparam("now"))
    .returning(Device.kid, Device.revoked_at)
)
_COUNT, _NAME = bindparam("count", type_=Integer), bindparam("name", type_=String)
_AHEAD = AnnouncedTip.n <= _COUNT
_TIP = (
    update(AnnouncedTip)
    .where(AnnouncedTip.kid == bindparam("key"), AnnouncedTip.journal == bindparam("event"))
    .values(
        # A tip never goes back: what was known of once stays known of.
        n=case((_AHEAD, _COUNT), else_=AnnouncedTip.n),
        hash=case((_AHEAD, _NAME), else_=AnnouncedTip.hash),
        unsent=bindparam("left"),
        announced_at=bindparam("now"),
    )
)
_FIRST_TIP = insert(AnnouncedTip)


def announce(
    device_id: str, journal: str, unsent: int, tip: tuple[int, str] | None
) -> Row[Any] | None:
    """What a phone says with a push: how much is unsent and its newest entry here (R11). Returns
    the phone's kid and revocation."""
    now = clock.now()
    said = {"device": device_id, "left": unsent, "now": now}
    device = ask(_SEEN, said).first()
    changed(Device, device_id, "last_seen", "unsent", "announced_at")
    # After a revocation a tip proves nothing any more: the announcement may be the finder's.
    if device is None or tip is None or device.revoked_at is not None:
        return device
    about = {"key": device.kid, "event": journal, "count": tip[0], "name": tip[1]}
    if not ask(_TIP, {**about, "left": unsent, "now": now}).rowcount:
        first = {"kid": device.kid, "journal": journal, "n": tip[0], "hash": tip[1]}
        ask(_FIRST_TIP, {**first, "unsent": unsent, "announced_at": now})
    changed(AnnouncedTip, (device.kid, journal), "n", "hash", "unsent", "announced_at")
    return device


def note_kit(kid: str, journal: str, seq: int) -> None:
    """A phone was given the kit up to a seq."""
    now = clock.now()
    row = db.session.get(KitFetch, (kid, journal))
    if row is None:
        row = KitFetch(kid=kid, journal=journal, first_at=now)
        db.session.add(row)
    row.seq, row.fetched_at = seq, now


def _service(journal: str, person_id: str, role: str) -> Service | None:
    return db.session.scalar(
        select(Service).where(
            Service.journal == journal, Service.person_id == person_id, Service.role == role
        )
    )


def _newest(journal: str, kid: str, role: str) -> RosterLine | None:
    return db.session.scalars(
        select(RosterLine)
        .where(RosterLine.journal == journal, RosterLine.kid == kid, RosterLine.role == role)
        .order_by(RosterLine.seq.desc())
    ).first()
