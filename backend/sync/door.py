"""Taking in sealed entries: verify outside the transaction, then line by line (R3–R8).

A slice of a push is one transaction; what the journal already knows of its entries is looked up
once, and their rows are written together. When something unexpected happens the slice is rolled
back and taken again entry by entry, each in a savepoint of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import marshmallow as ma
from sqlalchemy import BindParameter, Row, String, bindparam, cast, func, literal_column, select

from backend.accounts import queries as accounts
from backend.accounts.models import Device
from backend.accounts.queries import Author
from backend.core import clock, closing, doorway, http, jobs, journal, jws, metrics, opinions
from backend.core.db import ask, db
from backend.core.errors import Problem
from backend.core.journal_models import Checkpoint, DoorRejection, JournalBody, JournalEntry
from backend.core.payload import Entry, read_payload
from backend.core.reading import entry_from

log = logging.getLogger("backend.sync")
MOST_WAITING = 200
# A lost phone may hold days of honest work, so this bound is wider; a thief's flood ends at it too.
MOST_HELD = 2000
MOST_REFUSED = 200
HOUR = 3_600_000
SLICE = 8
RETRY = 60_000


@dataclass(frozen=True)
class Verified:
    """An entry whose signature fits, with the bytes that were signed."""

    entry: Entry
    compact: str


@dataclass
class Taken:
    """What one push came to: hashes that have lines, and bytes that were no entry."""

    hashes: list[str] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    fruitless: int = 0
    """How many were no entry, were refused or wait."""


class Seen(NamedTuple):
    """What the journal knows of an entry."""

    journal: str
    kind: str
    outcome: str


@dataclass
class Known:
    """What is looked up once for the entries of a slice, in the transaction that writes them."""

    entries: dict[str, Seen]
    devices: dict[str, Row[Any]]
    checkpoints: dict[int, Row[Any]]
    waiting: bool
    """Whether anything of the journal waits."""

    def not_before(self, entry: Entry) -> int:
        """Proven lower bound of the entry by the checkpoint it names; 0 without one."""
        row = _named(entry, self.checkpoints)
        return row.time if row else 0


def _among(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


WAITING = ("waiting:parent", "waiting:after_revocation")
# What waits so is neither an answer to its children nor a witness of what it names.
NAMES_NOTHING = ("waiting:after_revocation", "waiting:unconfirmed", "waiting:server_error")
# Statements of every push: made once, as making them costs more than most of them take.
_ENTRIES = select(
    JournalEntry.hash, JournalEntry.journal, JournalEntry.kind, JournalEntry.outcome
).where(JournalEntry.hash.in_(_among("names")))
_DEVICES = select(Device.kid, Device.waits_for_other, Device.confirmed_at, Device.revoked_at).where(
    Device.kid.in_(_among("kids"))
)
_STAMPS = select(Checkpoint.number, Checkpoint.hash, Checkpoint.time).where(
    Checkpoint.number.in_(_among("numbers"))
)
_MOMENT = select(
    clock.Reading().label("now"),
    select(literal_column("1"))
    .where(JournalEntry.journal == bindparam("journal"), JournalEntry.outcome.in_(WAITING))
    .exists()
    .label("waiting"),
)


def look_up(entries: list[Entry]) -> Known:
    """What is known of these entries of one journal, their parents, keys and checkpoints."""
    names = {name for entry in entries for name in (entry.hash, *entry.parents)}
    kids = {entry.kid for entry in entries}
    moment = ask(_MOMENT, {"journal": entries[0].journal}).one()
    clock.told(moment.now)
    return Known(
        entries={
            row.hash: Seen(row.journal, row.kind, row.outcome)
            for row in ask(_ENTRIES, {"names": list(names)})
        },
        devices={row.kid: row for row in ask(_DEVICES, {"kids": list(kids)})},
        checkpoints=_stamps(entries),
        waiting=bool(moment.waiting),
    )


def _stamps(entries: list[Entry]) -> dict[int, Row[Any]]:
    numbers = {after[0] for entry in entries if (after := entry.happened.get("after"))}
    rows = ask(_STAMPS, {"numbers": list(numbers)}) if numbers else ()
    return {row.number: row for row in rows}


def _named(entry: Entry, checkpoints: dict[int, Row[Any]]) -> Row[Any] | None:
    """The checkpoint the entry names, if it exists now under that hash: a number alone could be a
    guess about the future and would prove a time nobody knew."""
    number, digest = entry.happened.get("after") or (0, "")
    row = checkpoints.get(number)
    return row if row and row.hash == digest else None


def open_envelope(
    compact: Any, journal_id: str, holder_of: Callable[[str], Author | None]
) -> Verified:
    """Verify one compact entry for this journal; raises ``BadToken`` with the code."""
    return _open(jws.take_apart(compact, jws.ENTRY), journal_id, holder_of)


def _open(token: jws.Token, journal_id: str, holder_of: Callable[[str], Author | None]) -> Verified:
    author = holder_of(token.kid)
    if author is None:
        raise jws.BadToken("entry.unknown_key")
    jws.verify(token, author.jwk)
    entry = read_payload(token.payload, token.hash, token.kid)
    if entry.journal != journal_id:
        raise jws.BadToken("entry.journal")
    return Verified(replace(entry, actor=author.person, author=author), token.compact)


def authors_of(kids: set[str], journal_id: str) -> dict[str, Author]:
    """Who holds these keys by the roster of the journal, or, for someone not on it, by enrolment
    alone: so a wrong event is a visible refusal and not a forgery."""
    found = accounts.authors_of(kids, journal_id)
    for kid in kids - set(found):
        author = accounts.key_known_anywhere(kid)
        if author is not None:
            found[kid] = author
    return found


def push(journal_id: str, compacts: list[Any], carrier: str | None) -> Taken:
    """Give every verified entry its line. Unverifiable bytes are counted.

    The caller holds a place in the doorway. Commits every few entries and lets others go first,
    so that nobody waits long for a phone that brings a whole day; what is committed stays when a
    later entry fails, as rule R7 wants it.
    """
    taken, authors = Taken(), dict[str, Author]()
    for start in range(0, max(1, len(compacts)), SLICE):
        if start:
            http.keep()
            doorway.here().step_back()
        verified = _verify(journal_id, compacts[start : start + SLICE], start, authors, taken)
        http.writing()  # the look-ups above were reads
        if verified:
            done = _take_slice(journal_id, verified, carrier)
            taken.fruitless += sum(outcome not in (None, "accepted") for outcome in done)
            taken.hashes += [item.entry.hash for item in verified]
    taken.fruitless += len(taken.rejected)
    _count_rejections(journal_id, taken, carrier)
    return taken


def _verify(
    journal_id: str, compacts: list[Any], start: int, authors: dict[str, Author], taken: Taken
) -> list[Verified]:
    """Those whose signature fits; the others are told by their place in the push."""
    tokens: dict[int, jws.Token] = {}
    verified: list[Verified] = []
    rejected: list[tuple[int, str]] = []
    for index, compact in enumerate(compacts, start):
        try:
            tokens[index] = jws.take_apart(compact, jws.ENTRY)
        except jws.BadToken as bad:
            rejected.append((index, bad.code))
    unknown = {token.kid for token in tokens.values()} - set(authors)
    if unknown:
        authors |= authors_of(unknown, journal_id)
    for index, token in tokens.items():
        try:
            verified.append(_open(token, journal_id, authors.get))
        except jws.BadToken as bad:
            rejected.append((index, bad.code))
    taken.rejected += [{"index": index, "code": code} for index, code in sorted(rejected)]
    return verified


def _take_slice(journal_id: str, items: list[Verified], carrier: str | None) -> list[str | None]:
    """Outcomes of these entries; None for one that had its line. The transaction is the slice's."""
    journal.lock(journal_id)
    try:
        return _take(items, carrier)
    except Problem:
        raise
    except Exception:
        log.exception("slice", extra={"event": "sync.slice_failed", "journal": journal_id})
        db.session.rollback()
        journal.lock(journal_id)
        return [_take_alone(item, carrier) for item in items]


def _take(items: list[Verified], carrier: str | None) -> list[str | None]:
    """Lines for these entries and what follows from them; the caller rolls back a failure."""
    known = look_up([item.entry for item in items])
    outcomes = [_take_one(item, known, carrier) for item in items]
    closing.run()
    db.session.flush()  # what the database refuses is refused here
    for outcome in outcomes:
        if outcome:
            metrics.entries.labels(outcome).inc()
    return outcomes


def _take_alone(item: Verified, carrier: str | None) -> str | None:
    """One entry's unexpected failure must not cost the others their line."""
    entry, outcome = item.entry, "waiting:server_error"
    try:
        with db.session.begin_nested():
            return _take([item], carrier)[0]
    except Problem:
        closing.forget()
        raise
    except Exception:
        closing.forget()
        log.exception("entry", extra={"event": "sync.entry_failed", "journal": entry.journal})
        with db.session.begin_nested():
            _append(item, _stamps([entry]), outcome, carrier)
            jobs.enqueue("sync.judge_again", entry.hash, clock.now() + RETRY, entry=entry.hash)
        metrics.entries.labels(outcome).inc()
        return outcome


def _take_one(item: Verified, known: Known, carrier: str | None) -> str | None:
    """The entry's outcome; None when it has its line already."""
    entry = item.entry
    if entry.hash in known.entries:
        return None
    outcome = judge(entry, known)
    if outcome.startswith("refused:"):
        _bound_refused(entry)
    written = _append(item, known.checkpoints, outcome, carrier)
    known.entries[entry.hash] = Seen(entry.journal, entry.kind, outcome)
    if outcome == "accepted":
        journal.KINDS[entry.kind, entry.v].behaviour.project(written)
        journal.follow(written)
    # A refused parent is an answer too: what waited for it must not wait for ever.
    if known.waiting and outcome not in NAMES_NOTHING:
        known.entries.update(release(written))
    known.waiting = known.waiting or outcome in WAITING
    return outcome


def _append(
    item: Verified, checkpoints: dict[int, Row[Any]], outcome: str, carrier: str | None
) -> Entry:
    row = _named(item.entry, checkpoints)
    number = row.number if row else None
    return journal.append(item.entry, item.compact.encode("ascii"), outcome, carrier, number)


def judge(entry: Entry, known: Known) -> str:
    """Outcome of a verified entry that has no line yet."""
    kind = journal.KINDS.get((entry.kind, entry.v))
    if kind is None or kind.who == journal.SERVER:
        return "refused:entry.kind"
    holding = accounts.why_waiting(entry, known.devices.get(entry.kid or ""))
    if holding == "after_revocation":
        decided = opinions.verdict(entry.journal, entry.hash)
        if decided == "refuse":
            return "refused:entry.after_revocation"
        holding = None if decided == "accept" else holding
    if holding:
        _bound_waiting(entry, f"waiting:{holding}", MOST_HELD)
        return f"waiting:{holding}"
    if any(not _settled(known.entries.get(parent)) for parent in entry.parents):
        _bound_waiting(entry, "waiting:parent", MOST_WAITING)
        return "waiting:parent"
    try:
        roles = _roles_then(entry, known.not_before(entry))
        if not roles:
            raise Problem("scope.event")
        if not roles & set(kind.who):
            raise Problem("scope.role")
        _check_parents(entry, kind, known)
        if kind.shape is not None:
            kind.shape.load(entry.data)
        kind.behaviour.check(entry)
    except ma.ValidationError as error:
        codes = _codes(error.normalized_messages())
        return f"refused:{next((c for c in codes if '.' in c and ' ' not in c), 'entry.data')}"
    except Problem as refused:
        return f"refused:{refused.code}"
    return "accepted"


def _codes(messages: Any) -> list[str]:
    if isinstance(messages, dict):
        return [code for value in messages.values() for code in _codes(value)]
    if isinstance(messages, list):
        return [code for value in messages for code in _codes(value)]
    return [str(messages)]


def _settled(seen: Seen | None) -> bool:
    return seen is not None and not seen.outcome.startswith("waiting:")


def _roles_then(entry: Entry, earliest: int) -> set[str]:
    """R8: roles the author held at some instant of the entry's interval."""
    latest = clock.now()
    return {
        span.role
        for span in entry.author.spans
        if span.start <= latest and (span.until is None or earliest <= span.until)
    }


def _check_parents(entry: Entry, kind: journal.Kind, known: Known) -> None:
    for parent in entry.parents:
        row = known.entries[parent]
        if row.journal != entry.journal or row.kind not in kind.parents:
            raise Problem("entry.parents")


def _bound_waiting(entry: Entry, outcome: str, most: int) -> None:
    """R6: bounded per device; beyond it the rest stays in the phone's outbox."""
    if journal.has(entry.hash):
        return  # it waits already and is judged again
    count = db.session.scalar(
        select(func.count()).where(
            JournalEntry.journal == entry.journal,
            JournalEntry.outcome == outcome,
            JournalEntry.kid == entry.kid,
        )
    )
    if (count or 0) >= most:
        raise Problem("request.too_many")


def _bound_refused(entry: Entry) -> None:
    """A refused entry has its line for good: so many in an hour are a fault or a flood."""
    count = db.session.scalar(
        select(func.count()).where(
            JournalEntry.journal == entry.journal,
            JournalEntry.outcome.between("refused:", "refused;"),
            JournalEntry.kid == entry.kid,
            JournalEntry.received > clock.now() - HOUR,
        )
    )
    if (count or 0) >= MOST_REFUSED:
        raise Problem("request.too_many")


def release(arrived: Entry) -> dict[str, Seen]:
    """Judge again what waited for this entry, and what its coming proves to be older than a
    revocation; what waited for those follows in turn. Returns what was judged."""
    todo, judged = [arrived], {}
    while todo:
        for digest in _concerned(todo.pop(0)):
            row = db.session.get_one(JournalEntry, digest)
            entry, outcome = _judge_again(row, None)
            judged[digest] = Seen(row.journal, row.kind, outcome)
            if entry is not None and not outcome.startswith("waiting:"):
                todo.append(entry)
    return judged


def _concerned(entry: Entry) -> list[str]:
    """Waiting entries that name this one as parent, and held ones it names through any number of
    held ones; oldest line first."""
    found: set[str] = set()
    names = {name for name in (entry.prev, *entry.parents) if name}
    while names:
        held = db.session.execute(
            select(JournalEntry.hash, JournalEntry.prev, JournalEntry.parents).where(
                JournalEntry.hash.in_(names),
                JournalEntry.journal == entry.journal,
                JournalEntry.outcome == WAITING[1],
            )
        ).all()
        found |= {row.hash for row in held}
        names = {name for row in held for name in (row.prev, *row.parents) if name} - found
    # The text of the list is searched by the database: a flood of waiting entries costs others little.
    named = cast(JournalEntry.parents, String).contains(entry.hash)
    return list(
        db.session.scalars(
            select(JournalEntry.hash)
            .where(JournalEntry.journal == entry.journal, JournalEntry.outcome.in_(WAITING))
            .where(named | JournalEntry.hash.in_(found))
            .order_by(JournalEntry.seq)
        )
    )


def judge_again(row: JournalEntry, by: str | None = None) -> str:
    """Settle a waiting entry if it need not wait any more; returns its outcome."""
    entry, outcome = _judge_again(row, by)
    if entry is not None and not outcome.startswith("waiting:"):
        release(entry)
    return outcome


def _judge_again(row: JournalEntry, by: str | None) -> tuple[Entry | None, str]:
    """The entry and its outcome; None when it was settled meanwhile or its body is gone."""
    body = journal.body_of(row.hash)
    if body is None or not row.outcome.startswith("waiting:"):
        return None, row.outcome
    author = authors_of({row.kid or ""}, row.journal).get(row.kid or "")
    entry = replace(entry_from(row, body), author=author)
    outcome = judge(entry, look_up([entry]))
    if not outcome.startswith("waiting:"):
        journal.settle(entry, outcome, by)
        if outcome == "accepted":
            journal.follow(replace(entry, outcome=outcome))
        db.session.flush()  # what waits for it looks at its outcome
    return entry, outcome


def _count_rejections(journal_id: str, taken: Taken, carrier: str | None) -> None:
    counts: dict[str, int] = {}
    for item in taken.rejected:
        counts[item["code"]] = counts.get(item["code"], 0) + 1
    for code, count in counts.items():
        metrics.entries.labels(f"rejected:{code}").inc(count)
        db.session.add(
            DoorRejection(
                carrier=carrier, journal=journal_id, code=code, count=count, received=clock.now()
            )
        )


def bodies(journal_id: str, hashes: list[str]) -> dict[str, bytes]:
    """Stored bytes of these entries."""
    rows = db.session.scalars(select(JournalBody).where(JournalBody.hash.in_(hashes)))
    found = {row.hash: journal.body_of(row.hash) for row in rows if row.journal == journal_id}
    return {h: b for h, b in found.items() if b is not None}
