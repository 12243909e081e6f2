"""The alarm for a phone that had unsent work and came back without it (R11)."""

from __future__ import annotations

from sqlalchemy import select

from backend.core import clock, messages
from backend.core.db import db, new_id

from .. import queries
from ..models import Account, Device, PhoneAlarm, RoleGrant
from .record import record

# Who at the centre is told: whoever sent the person, and whoever reads the forms.
TOLD = ("dispatcher", "quality")


def after_push(device_id: str, kid: str, unsent: int, photos: int) -> None:
    """Compare what the phone announced, now or ever, with what is here and what it says is left.

    `unsent` is the phone's own count after this push, `photos` how many files it names and no
    longer has. What is neither here nor on the phone is missing.
    """
    gap = queries.unknown_entries(kid) - unsent
    if gap > 0:
        ring(db.session.get_one(Device, device_id), "gap", gap)
    if photos > 0:
        ring(db.session.get_one(Device, device_id), "photos", photos)


def emptied(devices: list[Device], unsent: int) -> None:
    """A browser that once held these devices has an empty storage; `unsent` is what its own note
    outside that storage says. The device heard last is the one."""
    if not devices:
        return
    device = max(devices, key=lambda one: (one.last_seen or 0, one.enrolled_at))
    missing = max(unsent, device.unsent or 0, queries.unknown_entries(device.kid))
    if missing:
        ring(device, "emptied", missing)


def replaced(fresh: Device) -> None:
    """The person enrols another phone while one of theirs last said that work was unsent."""
    for device in queries.active_devices(fresh.person_id):
        missing = max(device.unsent or 0, queries.unknown_entries(device.kid))
        if device.id != fresh.id and missing:
            ring(device, "replaced", missing)


def ring(device: Device, why: str, missing: int) -> None:
    """Raise it, once for each phone and reason while it is open; person and centre are told."""
    row = next((one for one in queries.open_alarms(device.id) if one.why in (why, "emptied")), None)
    if row is not None:
        row.missing = max(row.missing, missing)
        return
    db.session.add(
        PhoneAlarm(
            id=new_id(),
            device_id=device.id,
            centre_id=device.centre_id,
            why=why,
            missing=missing,
            raised_at=clock.now(),
        )
    )
    # Told in the same transaction: an alarm nobody hears is none.
    for person in {device.person_id, *_officials(device.centre_id)}:
        messages.send(person, "phones.emptied", "/desk/held", label=device.label, count=missing)
    record("device.alarm", device.id, actor=device.person_id, why=why, missing=missing)


def settle(alarm: PhoneAlarm, by: str, how: str) -> None:
    """Somebody of the centre has asked the person, and says how it ended."""
    if alarm.settled_at is None:
        alarm.settled_at, alarm.settled_by, alarm.settled_how = clock.now(), by, how
        record("device.alarm_settled", alarm.device_id, actor=by)


def _officials(centre_id: str) -> set[str]:
    now = clock.now()
    rows = db.session.scalars(
        select(Account.person_id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.centre_id == centre_id,
            RoleGrant.role.in_(TOLD),
            RoleGrant.state == "active",
            RoleGrant.starts_at <= now,
            RoleGrant.ends_at.is_(None) | (RoleGrant.ends_at > now),
            Account.state == "active",
            Account.person_id.is_not(None),
        )
    )
    return {person for person in rows if person}
