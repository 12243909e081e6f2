"""Verbs that read accounts, devices and the roster."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, literal_column, or_, select

from backend.core import clock
from backend.core.auth import Actor, Scope
from backend.core.db import ask, db
from backend.core.journal_models import JournalEntry
from backend.core.payload import Entry
from backend.organisations.models import Person

from . import rules
from .models import (
    Account,
    AnnouncedTip,
    Device,
    KitFetch,
    PhoneAlarm,
    RoleGrant,
    RosterLine,
    Service,
)
from .permissions import GATE


@dataclass(frozen=True)
class Span:
    """One role in the event and its term; `until` None while it lasts."""

    role: str
    lead: bool
    start: int
    until: int | None


@dataclass(frozen=True)
class Author:
    """Who holds a key: in an event by its roster, elsewhere by its enrolment (no spans)."""

    person: str
    kid: str
    jwk: dict[str, str]
    spans: tuple[Span, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        """Roles ever held in this event."""
        return frozenset(span.role for span in self.spans)

    @property
    def lead(self) -> bool:
        """Whether the dispatch names this supervisor as the one who signs."""
        return any(span.lead and span.role == "supervisor" for span in self.spans)


def roster_of(journal: str) -> list[RosterLine]:
    """The lines in force: the newest of every key and role, in order of people and keys."""
    lines = db.session.scalars(
        select(RosterLine).where(RosterLine.journal == journal).order_by(RosterLine.seq)
    )
    newest = {(line.kid, line.role): line for line in lines}
    return sorted(newest.values(), key=lambda line: (line.person, line.kid, line.role))


def roster_section(journal: str) -> list[dict[str, Any]]:
    """Section `roster` of the kit (contracts section 7)."""
    lines = roster_of(journal)
    query = select(Person.id, Person.name).where(Person.id.in_({line.person for line in lines}))
    names = {row[0]: row[1] for row in db.session.execute(query)}
    return [
        {
            "person": line.person,
            "name": names.get(line.person, ""),
            "role": line.role,
            "lead": line.lead,
            "kid": line.kid,
            "jwk": line.jwk,
            "from": line.starts_at,
            "until": line.ends_at,
        }
        for line in lines
    ]


_ROSTER_OF_KEYS = (
    select(
        RosterLine.kid,
        RosterLine.role,
        RosterLine.lead,
        RosterLine.starts_at,
        RosterLine.ends_at,
        RosterLine.person,
        RosterLine.jwk,
    )
    .where(
        RosterLine.journal == bindparam("journal"),
        RosterLine.kid.in_(bindparam("kids", expanding=True)),
    )
    .order_by(RosterLine.seq)
)


def authors_of(kids: Iterable[str], journal: str) -> dict[str, Author]:
    """Who holds these keys in this event; keys the roster does not name are left out."""
    found: dict[str, dict[str, Any]] = {}
    for line in ask(_ROSTER_OF_KEYS, {"journal": journal, "kids": list(kids)}):
        lines = found.setdefault(line.kid, {})
        lines.pop(line.role, None)
        lines[line.role] = line  # the newest of each role, the newest of all last
    authors = {}
    for kid, lines in found.items():
        *_, last = lines.values()
        spans = tuple(Span(n.role, n.lead, n.starts_at, n.ends_at) for n in lines.values())
        authors[kid] = Author(last.person, kid, last.jwk, spans)
    return authors


def author_of(kid: str, journal: str) -> Author | None:
    """Who holds this key in this event; None when the roster does not name it."""
    return authors_of([kid], journal).get(kid)


def key_known_anywhere(kid: str | None) -> Author | None:
    """The holder of an enrolled key, revoked ones too, as author without a role."""
    device = device_by_kid(kid) if kid else None
    return Author(device.person_id, device.kid, device.jwk) if device else None


def why_waiting(entry: Entry, device: Device | Row[Any] | None) -> str | None:
    """Why what this device signed does not count yet: it waits for confirmation after a reset, or
    was revoked before the server provably knew of the entry (architecture 5)."""
    if device is None:
        return None
    if not device_counts(device):
        return "unconfirmed"
    if device.revoked_at is not None and not _known_before(entry, device.revoked_at):
        return "after_revocation"
    return None


def _known_before(entry: Entry, revoked_at: int) -> bool:
    """Named, through any number of steps, by a tip announced in time or an entry received in time.

    A hash cannot be named before its entry exists, so whatever the key signs afterwards stays out,
    also where it fills a place in ``n`` whose true entry was withheld.
    """
    tip = announced_tip(entry.kid or "", entry.journal)
    rows = db.session.execute(
        select(
            JournalEntry.hash, JournalEntry.prev, JournalEntry.parents, JournalEntry.received
        ).where(JournalEntry.journal == entry.journal)
    ).all()
    names = {row.hash: [name for name in (row.prev, *row.parents) if name] for row in rows}
    todo = [name for row in rows if row.received <= revoked_at for name in names[row.hash]]
    if tip and tip.announced_at <= revoked_at:
        todo.append(tip.hash)
    known: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in known:
            known.add(name)
            todo += names.get(name, ())
    return entry.hash in known


def device_by_kid(kid: str) -> Device | None:
    """The device of a key, revoked ones too."""
    return db.session.scalar(select(Device).where(Device.kid == kid))


def device_counts(device: Device | Row[Any]) -> bool:
    """Whether what it signs counts: not while a reset waits for another's confirmation (S-5)."""
    return device.waits_for_other is None or device.confirmed_at is not None


def active_devices(person_id: str) -> list[Device]:
    """Devices in use, oldest first."""
    return list(
        db.session.scalars(
            select(Device)
            .where(Device.person_id == person_id, Device.revoked_at.is_(None))
            .order_by(Device.enrolled_at, Device.id)
        )
    )


def newest_enrolment(person_id: str) -> int:
    """When the person last enrolled a phone, one revoked since among them; 0 for never."""
    query = select(func.max(Device.enrolled_at)).where(Device.person_id == person_id)
    return db.session.scalar(query) or 0


def devices_of_browser(browser: str) -> list[Device]:
    """Devices whose key this browser once held: a phone that comes back empty (R11)."""
    return list(
        db.session.scalars(
            select(Device).where(Device.browser == browser, Device.revoked_at.is_(None))
        )
    )


# Of the first n entries of a key, n of its tip, so many have a line; a fork counts once.
_KNOWN_OF_TIP = (
    select(func.count(JournalEntry.n.distinct()))
    .where(
        JournalEntry.journal == AnnouncedTip.journal,
        JournalEntry.kid == AnnouncedTip.kid,
        JournalEntry.n <= AnnouncedTip.n,
    )
    .correlate(AnnouncedTip)
    .scalar_subquery()
)
_UNKNOWN = select(func.coalesce(func.sum(AnnouncedTip.n - _KNOWN_OF_TIP), 0)).where(
    AnnouncedTip.kid == bindparam("kid")
)


def unknown_entries(kid: str) -> int:
    """How many entries of this key were announced by a tip and never came."""
    return int(ask(_UNKNOWN, {"kid": kid}).scalar_one())


def still_missing(alarm: PhoneAlarm) -> int:
    """What has not come by another way since: a gap by the key's own count, an emptied phone by
    what is stated before the alarm and came after it. A lost photo is settled by people only."""
    if alarm.why == "photos":
        return alarm.missing
    kid = alarm.device.kid
    if alarm.why == "gap":
        return max(0, unknown_entries(kid) - (alarm.device.unsent or 0))
    query = select(func.count()).where(
        JournalEntry.kid == kid,
        JournalEntry.received > alarm.raised_at,
        JournalEntry.at < alarm.raised_at,
    )
    return max(0, alarm.missing - (db.session.scalar(query) or 0))


def open_alarms(device_id: str) -> list[PhoneAlarm]:
    """Alarms of a phone that nobody settled and no late arrival has answered (R11)."""
    rows = db.session.scalars(
        select(PhoneAlarm)
        .where(PhoneAlarm.device_id == device_id, PhoneAlarm.settled_at.is_(None))
        .order_by(PhoneAlarm.raised_at, PhoneAlarm.id)
    )
    return [row for row in rows if still_missing(row)]


_LOST = (
    select(PhoneAlarm.id)
    .join(Device, Device.id == PhoneAlarm.device_id)
    .where(Device.person_id == bindparam("person"), PhoneAlarm.settled_at.is_(None))
)


def lost_of(person_id: str) -> int:
    """How much of a person's announced work is missing just now, over all their phones."""
    rows = ask(_LOST, {"person": person_id}).scalars().all()
    return sum(still_missing(db.session.get_one(PhoneAlarm, one)) for one in rows)


def visible_alarms(scope: Scope, person_id: str | None) -> Select[PhoneAlarm]:
    """Unsettled alarms of the centres in reach, and one's own."""
    query = (
        select(PhoneAlarm)
        .join(Device, Device.id == PhoneAlarm.device_id)
        .where(PhoneAlarm.settled_at.is_(None))
        .order_by(PhoneAlarm.raised_at.desc(), PhoneAlarm.id)
    )
    if scope.all:
        return query
    mine = Device.person_id == (person_id or "")
    return query.where(PhoneAlarm.centre_id.in_(scope.centres) | mine)


def announced_tip(kid: str, journal: str) -> AnnouncedTip | None:
    """The newest entry of a key that its phone announced in this journal."""
    return db.session.get(AnnouncedTip, (kid, journal))


def phones_of(journals: Iterable[str]) -> list[dict[str, Any]]:
    """Last contact, unsent count, tip and kit of every phone that serves in these events."""
    rows = db.session.execute(
        select(Service.journal, Device, Service.role, AnnouncedTip, KitFetch)
        .join(Service, Service.person_id == Device.person_id)
        .outerjoin(
            AnnouncedTip,
            (AnnouncedTip.kid == Device.kid) & (AnnouncedTip.journal == Service.journal),
        )
        .outerjoin(KitFetch, (KitFetch.kid == Device.kid) & (KitFetch.journal == Service.journal))
        .where(Service.journal.in_(list(journals)), Device.revoked_at.is_(None))
        .order_by(Service.journal, Device.person_id, Device.enrolled_at)
    )
    return [
        {
            "journal": journal,
            "person": device.person_id,
            "name": device.person.name,
            "role": role,
            "device": device.id,
            "kid": device.kid,
            "label": device.label,
            "last_contact": device.last_seen,
            "unsent": tip.unsent if tip else None,
            "tip": [tip.n, tip.hash] if tip else None,
            "kit_seq": kit.seq if kit else None,
            "kit_at": kit.fetched_at if kit else None,
        }
        for journal, device, role, tip, kit in rows
    ]


def kit_fetches(journal: str) -> list[dict[str, Any]]:
    """Who took the event's kit with which phone, and when first; revoked phones too."""
    rows = db.session.execute(
        select(KitFetch, Device)
        .join(Device, Device.kid == KitFetch.kid)
        .where(KitFetch.journal == journal)
        .order_by(KitFetch.first_at.desc(), Device.id)
    )
    return [
        {
            "person": device.person_id,
            "name": device.person.name,
            "label": device.label,
            "at": kit.first_at,
            "newest": kit.fetched_at,
            "seq": kit.seq,
        }
        for kit, device in rows
    ]


def kit_is_noted(kid: str, journal: str, seq: int) -> bool:
    """Whether the phone is known to have been given the kit up to this seq."""
    row = db.session.get(KitFetch, (kid, journal))
    return row is not None and row.seq >= seq


def services_of(person_id: str, now: int) -> list[Service]:
    """Events the person serves in that are not over."""
    rows = db.session.scalars(select(Service).where(Service.person_id == person_id))
    return [row for row in rows if row.ends_at is None or row.ends_at > now]


_SPANS = select(Service).where(
    Service.person_id == bindparam("person"), Service.journal == bindparam("journal")
)
SERVES = (
    select(literal_column("1"))
    .where(Service.person_id == bindparam("person"), Service.journal == bindparam("journal"))
    .exists()
)
"""Whether a person serves or served in an event, as part of another statement."""


def journals_served(person_id: str, now: int) -> set[str]:
    """Events a person serves in now."""
    return {row.journal for row in services_of(person_id, now) if row.starts_at <= now}


def office_people(role: str, *, station: str) -> list[str]:
    """People who hold a role at a station and can be sent messages."""
    now = clock.now()
    query = (
        select(Account.person_id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role == role,
            RoleGrant.station_id == station,
            RoleGrant.state == "active",
            Account.person_id.is_not(None),
            or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > now),
        )
        .distinct()
    )
    return sorted(person for person in db.session.scalars(query) if person)


def service_spans(person_id: str, journal: str) -> list[Service]:
    """In which roles and terms a person serves in one event."""
    return list(db.session.scalars(_SPANS, {"person": person_id, "journal": journal}))


def account_of(person_id: str) -> Account | None:
    """The person's account."""
    return db.session.scalar(select(Account).where(Account.person_id == person_id))


def account_named(username: str) -> Account | None:
    """The account of a normalised user name."""
    return db.session.scalar(select(Account).where(Account.username == username))


def one_hand(first: str | None, second: str | None) -> bool:
    """Whether one person may be behind both: who resets a sign-in can use it, and so can who
    reset the resetter's. Ids of persons or accounts; a reset ties for a week (S-1, S-5)."""
    return bool(_hands(first) & _hands(second))


def _hands(who: str | None) -> set[str]:
    found, since = set[str](), clock.now() - rules.RESET_TIES_MS
    while who and who not in found:
        account = db.session.scalar(
            select(Account).where((Account.id == who) | (Account.person_id == who))
        )
        found.add(who)
        if account is None:
            break
        found |= {account.id, account.person_id or account.id}
        who = account.reset_by if account.reset_at and account.reset_at > since else None
    return found


_GRANTS = (
    select(RoleGrant)
    .where(RoleGrant.account_id == bindparam("account"), RoleGrant.state == "active")
    .order_by(RoleGrant.starts_at, RoleGrant.id)
)


def in_force(grant: RoleGrant | Row[Any], now: int) -> bool:
    """Whether an active grant holds now."""
    return grant.starts_at <= now and (grant.ends_at is None or now < grant.ends_at)


def grants_of(account_id: str, now: int) -> list[RoleGrant]:
    """Grants in force."""
    rows = db.session.scalars(_GRANTS, {"account": account_id})
    return [grant for grant in rows if in_force(grant, now)]


def serves_station(person_id: str, station_id: str) -> bool:
    """Whether the person holds a role at this station now (requirements section 3: ✗)."""
    account = account_of(person_id)
    held = grants_of(account.id, clock.now()) if account else []
    return any(grant.station_id == station_id for grant in held)


def people_with(roles: tuple[str, ...], centre_id: str) -> list[str]:
    """People who hold one of these roles in a centre now."""
    now = clock.now()
    rows = db.session.execute(
        select(Account.person_id, RoleGrant.ends_at)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.centre_id == centre_id,
            RoleGrant.role.in_(roles),
            RoleGrant.state == "active",
            RoleGrant.starts_at <= now,
            Account.person_id.is_not(None),
        )
    )
    return sorted({str(person) for person, ends in rows if ends is None or now < ends})


def visible_accounts(scope: Scope) -> Select[Account]:
    """Accounts of people within a permission's reach; administrators belong to no centre. A gate's
    sign-in is nobody's: it is opened and ended by its gate alone."""
    of_gate = select(RoleGrant.account_id).where(RoleGrant.role.in_(GATE))
    query = (
        select(Account)
        .outerjoin(Person, Account.person_id == Person.id)
        .where(Account.id.not_in(of_gate))
    )
    if scope.all:
        return query
    return query.where(Person.centre_id.in_(scope.centres))


def visible_devices(scope: Scope, person_id: str | None) -> Select[Device]:
    """Devices of the centres in reach, and one's own."""
    query = select(Device)
    if scope.all:
        return query
    mine = Device.person_id == (person_id or "")
    return query.where(Device.centre_id.in_(scope.centres) | mine)


def visible_grants(scope: Scope) -> Select[RoleGrant]:
    """Grants given by hand within a permission's reach."""
    query = select(RoleGrant).where(RoleGrant.source == "hand")
    return query if scope.all else query.where(RoleGrant.centre_id.in_(scope.centres))


def watermark(actor: Actor) -> dict[str, str]:
    """Who exports, by name and account, and when (S-11)."""
    account = db.session.get(Account, actor.account_id)
    now = clock.local(clock.now()).strftime("%Y-%m-%d %H:%M")
    return {"name": actor.name, "account": account.username if account else "", "time": now}
