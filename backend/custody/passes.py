"""The second person of a handover on the first person's phone: an own sign-in, for one use (A3-4c)."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from backend.accounts.models import Account
from backend.accounts.queries import grants_of, one_hand
from backend.assessments.models import ExamEvent
from backend.core import clock
from backend.core.canonical import sha256
from backend.core.db import db
from backend.core.errors import not_found
from backend.core.payload import Entry
from backend.core.reading import read
from backend.custody import acts, errors, legality, parties, projection, signing
from backend.custody.models import CustodyPass
from backend.organisations.models import Person
from backend.organisations.rules import normal_name
from backend.staffing.models import EventPerson

TERM = 10 * 60_000
CONFIRMABLE = ("custody.offer", "custody.answer", "custody.open", "custody.seal", "custody.store")


def signed(entry_hash: str) -> Entry:
    """An accepted entry that somebody may confirm; raises `object.not_found`."""
    entry = read(entry_hash)
    if entry is None or entry.outcome != "accepted" or entry.kind not in CONFIRMABLE:
        raise not_found()
    return entry


def issue(entry: Entry, account: Account) -> tuple[str, int]:
    """A pass for whoever just proved to be this account, if the entry names them as a signer; only
    its hash is kept. Raises `custody.signature`."""
    party = _party(entry, account)
    if party is None or account.person_id is None:
        raise errors.refused("custody.signature")
    token = secrets.token_urlsafe(32)
    until = clock.now() + TERM
    db.session.add(
        CustodyPass(
            id=sha256(token.encode()), event_id=entry.journal, entry=entry.hash, party=party,
            person_id=account.person_id, until=until,
        )
    )  # fmt: skip
    return token, until


def _party(entry: Entry, account: Account) -> str | None:
    """As whom the account signed: as its person, or as somebody of the list who is the same by role
    and name at this station."""
    signers = [one["by"] for one in signing.signatures(entry.data)]
    own = signer(entry, account.person_id or "")
    if own is not None:
        return own
    person = db.session.get(Person, account.person_id)
    event = db.session.get_one(ExamEvent, entry.journal)
    roles = {
        one.role for one in grants_of(account.id, clock.now()) if one.station_id == event.station_id
    }
    listed = db.session.scalars(
        select(EventPerson).where(
            EventPerson.event_id == entry.journal, EventPerson.id.in_(signers),
            EventPerson.person_id.is_(None), EventPerson.role.in_(roles), ~EventPerson.gone,
        )
    )  # fmt: skip
    key = normal_name(person.name) if person else ""
    return next((one.id for one in listed if normal_name(one.name) == key), None)


def signer(entry: Entry, person: str) -> str | None:
    """By which id an entry names a person among its signers."""
    same = parties.aliases(entry.journal)
    signers = (one["by"] for one in signing.signatures(entry.data))
    who = same.get(person, person)
    return next((one for one in signers if same.get(one, one) == who), None)


def spend(entry: Entry, token: str) -> Entry:
    """Use a pass: the signer stands behind the entry. Raises `custody.pass`."""
    query = select(CustodyPass).where(CustodyPass.id == sha256(token.encode())).with_for_update()
    row = db.session.scalar(query)
    now = clock.now()
    if row is None or row.entry != entry.hash or row.spent_at is not None or row.until <= now:
        raise errors.refused("custody.pass")
    row.spent_at = now
    return confirm(entry, "own", row.party, row.person_id, "")


def confirm(entry: Entry, how: str, party: str, actor: str, reason: str) -> Entry:
    """The act; judged like any entry."""
    if how == "centre":
        facts = projection.facts(entry.journal, projection.packs_of(entry))
        # Nor does anybody whose sign-in one of them can use (S-1).
        hands = legality.concerned(projection.fact_of(entry), facts)
        if any(one_hand(actor, one) for one in sorted(hands)):
            raise errors.refused("custody.signature")
    else:
        party = signer(entry, party) or party
    data = {"entry": entry.hash, "by": party, "how": how, "reason": reason}
    return acts.write(entry.journal, "custody.confirm", data, actor=actor, parents=[entry.hash])
