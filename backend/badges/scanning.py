"""What the door asks of a scan, and what a scan sets off."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, bindparam, cast, literal_column, select
from sqlalchemy.orm import aliased

from backend.accounts.queries import office_people
from backend.assessments.models import ExamEvent
from backend.badges import errors, projection, rules
from backend.badges.models import Badge, Gate, GateScan
from backend.candidates.models import Candidate
from backend.core import clock, closing, jobs, messages
from backend.core.db import ask, ask_beside, db
from backend.core.errors import Problem
from backend.core.journal_models import JournalEntry
from backend.core.payload import Entry
from backend.findings.services import raise_finding
from backend.staffing.models import Dispatch
from backend.staffing.queries import dispatchers

# The same badge in two places at once: 「使用假证件参加考试的」 for a candidate; of the staff it is the
# station's way of working that has to be looked at.
DOUBLE = {"candidate": "V6.2.2", "person": "V2.4"}
# Queued scans of the other gate may come in several pushes; they are judged together.
PATIENCE = 5_000
# A phone's clock is an estimate: a paper's time may seem to lie so far ahead.
AHEAD = 5 * 60_000

# Nothing a push writes changes gates or badges: these are asked beside the scans that wait.
_GATE = select(Gate.event_id, Gate.person_id).where(Gate.id == bindparam("gate"))
_BADGES = select(
    Badge.id, Badge.event_id, Badge.subject, Badge.role, Badge.holder_id, Badge.state, Badge.seq
).where(Badge.id.in_(bindparam("ids", expanding=True)))


# --- check -------------------------------------------------------------------------------------


def check(entry: Entry) -> None:
    """Raises `scope.object`, `badges.outcome`, `badges.override`, `badges.paper_time`."""
    data = entry.data
    roles = entry.author.roles if entry.author else frozenset[str]()
    at_gate = data["gate"] is not None
    # A supervisor types in a paper list for a gate; whatever else names a gate is its phone's own.
    if at_gate:
        check_gate(entry, data["gate"], own="supervisor" not in roles or data["via"] != "paper")
    elif data["direction"] != "spot":
        raise Problem("scope.object")
    if data["direction"] == "spot" and data["admitted"]:
        raise errors.outcome()
    if data["direction"] == "spot" and "supervisor" not in roles:
        raise Problem("scope.role")
    override = data["override"]
    named = _named(data["badge"], data["guard"], override and override["by"])
    _check_scanned(entry, named)
    if data["guard"] is not None:
        _of_event(entry, named, data["guard"], "person")
    if data["admitted"] and data["outcome"] != "admitted" and override is None:
        raise errors.outcome()
    if override is not None:
        _check_override(entry, override, named)
    written = data["paper_at"]
    if (written is not None) != (data["via"] == "paper"):
        raise errors.paper_time()
    if written is not None and written > clock.now() + AHEAD:
        raise errors.paper_time()


def check_gate(entry: Entry, gate_id: str, *, own: bool = True) -> None:
    """A gate of this event, and the phone that seals is one of its phones."""
    row = ask_beside(_GATE, {"gate": gate_id}).first()
    if row is None or row.event_id != entry.journal:
        raise Problem("scope.object")
    if own and row.person_id != entry.actor:
        raise Problem("scope.object")


def check_badges(entry: Entry, *, persons: set[str]) -> None:
    """Badges of people of this event."""
    named = _named(*persons)
    for badge in persons:
        _of_event(entry, named, badge, "person")


def check_candidate(entry: Entry) -> None:
    """A candidate of this event."""
    row = db.session.get(Candidate, entry.data["candidate"])
    if row is None or row.event_id != entry.journal:
        raise Problem("scope.object")


def _named(*ids: str | None) -> dict[str, Any]:
    wanted = [one for one in ids if one]
    if not wanted:
        return {}
    return {row.id: row for row in ask_beside(_BADGES, {"ids": wanted})}


def _of_event(entry: Entry, named: dict[str, Any], badge: str, subject: str) -> Any:
    row = named.get(badge)
    if row is None or row.event_id != entry.journal or row.subject != subject:
        raise Problem("scope.object")
    return row


def _check_scanned(entry: Entry, named: dict[str, Any]) -> None:
    data = entry.data
    if data["badge"] is None:
        if data["admitted"]:
            raise Problem("scope.object")
        return
    row = named.get(data["badge"])
    if row is None or row.event_id != entry.journal:
        # A badge issued after the backup a restored server came from, or another event's.
        if data["admitted"] or data["outcome"] not in rules.MAY_BE_FOREIGN:
            raise Problem("scope.object")
    elif row.subject != data["subject"]:
        raise Problem("scope.object")


def _check_override(entry: Entry, override: dict[str, Any], named: dict[str, Any]) -> None:
    """By badge: of somebody who may, and neither of the guard nor of the one let in, by whichever of
    their badges; nor one that the phone's own list says had ended."""
    if len(override["reason"].strip()) < rules.REASON_MINIMUM:
        raise errors.override()
    if (override["way"] == "badge") != (override["by"] is not None):
        raise errors.override()
    if override["by"] is None:
        return
    row = _of_event(entry, named, override["by"], "person")
    parties = [named[one].holder_id for one in (entry.data["guard"], entry.data["badge"])
               if one in named]  # fmt: skip
    known = entry.data["list"]
    ended = row.state != "issued" and known is not None and known["seq"] >= row.seq
    if row.role not in rules.AUTHORISED or row.holder_id in parties or ended:
        raise errors.override()


# --- follow ------------------------------------------------------------------------------------

_mine, _other = aliased(GateScan), aliased(GateScan)
# Of these scans, those whose holder another phone let in too.
_ELSEWHERE = select(_mine.entry).where(
    _mine.entry.in_(bindparam("entries", expanding=True)),
    select(literal_column("1"))
    .where(
        _other.event_id == _mine.event_id,
        _other.holder_id == _mine.holder_id,
        _other.direction == "in",
        _other.admitted,
        _other.kid != _mine.kid,
    )
    .exists(),
)


def follow(entry: Entry) -> None:
    """Note what has to be looked at; the looking itself is due work, off the door's way."""
    data = entry.data
    if data["direction"] == "spot":
        return
    if data["admitted"]:
        if data["direction"] == "in":
            closing.once(_note_doubles, (entry.hash, entry.journal, data["badge"]))
        return
    badge = db.session.get(Badge, data["badge"]) if data["badge"] else None
    if badge is not None and badge.event_id == entry.journal:
        _count_refusals(entry, "refused", badge.holder_id, GateScan.holder_id == badge.holder_id)
    elif data["outcome"] == "unknown_code":
        _count_refusals(
            entry, "guessed", data["gate"],
            (GateScan.gate == data["gate"]) & (GateScan.outcome == "unknown_code"),
        )  # fmt: skip


def _note_doubles(admitted: list[tuple[str, str, str]]) -> None:
    """For each (entry, event, badge) of a transaction."""
    names = [entry for entry, _, _ in admitted]
    twice = set(ask(_ELSEWHERE, {"entries": names}).scalars())
    for entry, event, badge in admitted:
        if entry in twice:
            due = clock.now() + PATIENCE
            jobs.enqueue("badges.doubles", entry, due, event=event, badge=badge)


def _count_refusals(entry: Entry, what: str, about: str, condition: Any) -> None:
    at = entry.at if entry.data["paper_at"] is None else entry.data["paper_at"]
    span = rules.WITHIN
    near = list(
        db.session.scalars(
            select(GateScan.at).where(
                GateScan.event_id == entry.journal,
                condition,
                ~GateScan.admitted,
                GateScan.direction != "spot",
                GateScan.at > at - span,
                GateScan.at < at + span,
            )
        )
    )
    if not rules.burst(near, at, rules.SETTINGS["refusals"], span):
        return
    mark = f"{entry.journal}:{about}:"
    told = db.session.scalars(
        select(jobs.DueJob.key).where(
            jobs.DueJob.kind == f"badges.{what}",
            jobs.DueJob.key.startswith(f"badges.{what}:{mark}", autoescape=True),
        )
    )
    if any(abs(int(key.rpartition(":")[2]) - at) < span for key in told):
        return  # this burst is known
    jobs.enqueue(
        f"badges.{what}", f"{mark}{at}",
        event=entry.journal, badge=entry.data["badge"], gate=entry.data["gate"], count=len(near),
    )  # fmt: skip


def chiefs(event: ExamEvent) -> list[str]:
    """Who is told at once: the station's chiefs with a sign-in, else the dispatch section."""
    found = office_people("chief", station=event.station_id)
    return found or dispatchers(event.centre_id)


@jobs.handler("badges.refused")
def tell_refused(payload: dict[str, Any]) -> None:
    """Three refusals of one badge in ten minutes."""
    badge = db.session.get(Badge, payload["badge"])
    event = db.session.get(ExamEvent, payload["event"])
    if badge is None or event is None:
        return
    for person in chiefs(event):
        messages.send(
            person, "badges.refused", _page(event), number=_number(event), serial=badge.serial,
            gate=_gate_name(payload["gate"]), count=payload["count"],
        )  # fmt: skip


@jobs.handler("badges.guessed")
def tell_guessed(payload: dict[str, Any]) -> None:
    """Codes nobody has, typed again and again at one gate."""
    event = db.session.get(ExamEvent, payload["event"])
    if event is None:
        return
    for person in chiefs(event):
        messages.send(
            person, "badges.guessed", _page(event), number=_number(event),
            gate=_gate_name(payload["gate"]), count=payload["count"],
        )  # fmt: skip


def _page(event: ExamEvent) -> str:
    return f"/desk/badges/{event.id}"


def _number(event: ExamEvent) -> str:
    query = select(Dispatch.number).where(Dispatch.event_id == event.id)
    return db.session.scalar(query) or ""


def _gate_name(gate_id: str | None) -> str:
    row = db.session.get(Gate, gate_id) if gate_id else None
    return row.name if row else ""


@jobs.handler("badges.doubles")
def find_doubles(payload: dict[str, Any]) -> None:
    """One finding for every run of double admissions, naming all its scans. A run that grew is a
    finding that replaces the one before."""
    badge = db.session.get(Badge, payload["badge"])
    if badge is None:
        return
    for run in rules.doubles(passages(payload["event"], badge.holder_id)):
        scans = [one.entry for one in run]
        known = _findings_naming(payload["event"], scans)
        if any(set(scans) <= set(parents) for parents in known.values()):
            continue
        names = {row.id: row.name for row in db.session.scalars(
            select(Gate).where(Gate.event_id == payload["event"]))}  # fmt: skip
        places = "、".join(f"{_written(one.at)} {names.get(one.gate or '', '门岗')}" for one in run)
        raise_finding(
            payload["event"],
            DOUBLE[badge.subject],
            f"证卡 {badge.serial} 被不同的门岗手机先后放行，中间没有离场记录：{places}。"
            "请核查是否有人出示了他人的证卡或截图。",
            actor=None,
            severity="serious",
            item=None,
            place="、".join(dict.fromkeys(names.get(one.gate or "", "门岗") for one in run)),
            parents=[*known, *scans][:64],
        )


def _written(at: int) -> str:
    """A phone may say any time, also one that no calendar has."""
    try:
        return f"{clock.local(at):%m-%d %H:%M:%S}"
    except (OverflowError, ValueError, OSError):
        return "时间有误"


def _findings_naming(event: str, scans: list[str]) -> dict[str, list[str]]:
    """Findings that name one of these scans and were not replaced, with what they name."""
    rows = db.session.execute(
        select(JournalEntry.hash, JournalEntry.parents)
        .where(JournalEntry.journal == event, JournalEntry.kind == "findings.raise")
        .where(
            cast(JournalEntry.parents, String).contains(scans[0])
            | cast(JournalEntry.parents, String).contains(scans[-1])
        )
    ).all()
    replaced = {name for _, parents in rows for name in parents}
    return {row.hash: list(row.parents) for row in rows if row.hash not in replaced}


def passages(event: str, holder: str | None = None) -> list[rules.Passage]:
    """What the gates of an event saw, of one holder or of all; spot checks left out."""
    query = select(GateScan).where(GateScan.event_id == event, GateScan.badge.is_not(None))
    if holder is not None:
        query = query.where(GateScan.holder_id == holder)
    return [projection.passage(row) for row in db.session.scalars(query) if row.direction != "spot"]
