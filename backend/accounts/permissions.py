"""The one table: permission → role → how far it reaches (requirements section 3, S-6).

Widths: `all` everywhere, `centre` the centre of the grant, `station` its station, `event` events
the person is assigned to, `own` what concerns the person alone. Whoever is not named may not.
A test runs every route × role × foreign object against this table.
"""

from __future__ import annotations

ADMINS = ("system_admin", "security_admin", "audit_admin")
PROVINCE = ("province_leader",)
CENTRE = ("centre_leader", "handler", "dispatcher", "quality", "paper_keeper")
STATION = ("chief", "station_clerk", "invigilator", "staff")
FIELD = ("examiner", "team_leader", "supervisor")
# A phone at the cordon: it serves one event, has no password and is nobody in person.
GATE = ("gate",)
ROLES = ADMINS + PROVINCE + CENTRE + STATION + FIELD + GATE


Row = dict[str, str]


def row(**widths: str) -> Row:
    """One row, refusing a role nobody knows."""
    unknown = set(widths) - set(ROLES)
    if unknown:
        raise ValueError(f"unknown roles {sorted(unknown)}")
    return dict(widths)


def _office(**more: str) -> Row:
    return row(**dict.fromkeys(CENTRE, "centre"), province_leader="all", **more)


def _everyone(width: str) -> Row:
    return row(**dict.fromkeys(ROLES, width))


PERMISSIONS: dict[str, Row] = {
    "account.activate": row(
        system_admin="all", centre_leader="centre", handler="centre", dispatcher="centre"
    ),
    "account.code": row(
        system_admin="all",
        province_leader="all",
        centre_leader="centre",
        handler="centre",
        dispatcher="centre",
    ),
    "account.create": row(system_admin="all"),
    "account.disable": row(system_admin="all", centre_leader="centre"),
    "account.enrol_code": row(centre_leader="centre", handler="centre", dispatcher="centre"),
    "account.read": row(
        system_admin="all",
        security_admin="all",
        province_leader="all",
        centre_leader="centre",
        handler="centre",
        dispatcher="centre",
    ),
    "account.reset_field": row(centre_leader="centre", handler="centre", dispatcher="centre"),
    "account.reset_office": row(province_leader="all", centre_leader="centre"),
    "alarm.read": _office(supervisor="own"),
    "alarm.settle": row(
        centre_leader="centre", handler="centre", dispatcher="centre", quality="centre"
    ),
    "audit.export": row(audit_admin="all"),
    "audit.read": row(audit_admin="all"),
    "badge.read": _office(chief="station", station_clerk="station"),
    "badge.write": row(
        centre_leader="centre",
        handler="centre",
        dispatcher="centre",
        chief="station",
        station_clerk="station",
    ),
    "calendar.read": _everyone("all"),
    "calendar.write": row(province_leader="all", centre_leader="all", handler="all"),
    "device.confirm": row(centre_leader="centre", handler="centre", dispatcher="centre"),
    "device.enrol": row(**dict.fromkeys(PROVINCE + CENTRE + STATION + FIELD + GATE, "own")),
    "device.read": row(
        **dict.fromkeys(PROVINCE + STATION + FIELD + GATE, "own"),
        quality="own",
        paper_keeper="own",
        centre_leader="centre",
        handler="centre",
        dispatcher="centre",
    ),
    "device.revoke": row(
        **dict.fromkeys(PROVINCE + STATION + FIELD, "own"),
        quality="own",
        paper_keeper="own",
        centre_leader="centre",
        handler="centre",
        dispatcher="centre",
    ),
    "dispatch.import": row(dispatcher="centre", handler="centre"),
    "dispatch.read": _office(
        chief="station",
        station_clerk="station",
        examiner="event",
        team_leader="event",
        supervisor="event",
    ),
    "finding.read": _office(supervisor="event"),
    "form.export": _office(supervisor="event"),
    "form.history": _office(supervisor="event"),
    "form.read": _office(chief="station", station_clerk="station", supervisor="event"),
    "form.receive": row(dispatcher="centre", quality="centre"),
    "form.record": row(dispatcher="centre", quality="centre", supervisor="event"),
    "form.reply": row(chief="station", station_clerk="station"),
    "form.return": row(dispatcher="centre", quality="centre"),
    "gate.read": _office(chief="station", station_clerk="station"),
    "gate.write": row(
        handler="centre", dispatcher="centre", chief="station", station_clerk="station"
    ),
    "held.decide": row(
        centre_leader="centre", handler="centre", dispatcher="centre", quality="centre"
    ),
    "held.read": row(**dict.fromkeys(CENTRE, "centre"), province_leader="all", supervisor="own"),
    "journal.bundle": row(
        province_leader="all", centre_leader="centre", quality="centre", dispatcher="centre"
    ),
    "journal.erase": row(province_leader="all", centre_leader="centre", quality="centre"),
    "journal.hold": row(province_leader="all", centre_leader="centre", quality="centre"),
    "journal.read": _office(
        chief="event",
        invigilator="event",
        staff="event",
        examiner="event",
        team_leader="event",
        supervisor="event",
        gate="event",
    ),
    "journal.write": row(**dict.fromkeys(PROVINCE + CENTRE + STATION + FIELD + GATE, "event")),
    "pack.archive": row(
        centre_leader="centre",
        handler="centre",
        paper_keeper="centre",
        chief="station",
        station_clerk="station",
    ),
    "pack.bundle": row(
        province_leader="all",
        centre_leader="centre",
        quality="centre",
        dispatcher="centre",
        paper_keeper="centre",
    ),
    "pack.hand": row(paper_keeper="centre"),
    # One-time codes of somebody's phone come from the centre, never from the station (S-3).
    "pack.phone": row(handler="centre", dispatcher="centre", paper_keeper="centre"),
    "pack.prepare": row(paper_keeper="centre"),
    "pack.read": _office(chief="station", station_clerk="station", supervisor="event"),
    "pack.release": row(centre_leader="centre", handler="centre", dispatcher="centre"),
    "place.read": _office(
        system_admin="all", security_admin="all", chief="station", station_clerk="station"
    ),
    "role.approve": row(security_admin="all", centre_leader="centre"),
    "role.read": row(security_admin="all", centre_leader="centre"),
    "role.request": row(system_admin="all", security_admin="all", centre_leader="centre"),
    "session.own": _everyone("own"),
    "template.read": _everyone("all"),
}
