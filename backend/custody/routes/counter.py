"""The keeper's counter: packs made, given out, taken back, settled."""

from __future__ import annotations

from typing import Any

from backend.accounts import queries as accounts
from backend.accounts.permissions import PERMISSIONS
from backend.accounts.services.second import signed_in
from backend.assessments.models import ExamEvent
from backend.core import clock
from backend.core.auth import current, requires
from backend.core.errors import forbidden
from backend.core.http import audit_later, blueprint
from backend.custody import (
    counter_schemas,
    desk_errors,
    handing,
    lives,
    preparing,
    settling,
    settling_schemas,
)
from backend.custody.handing import event_for

bp = blueprint("papers counter")
EVENT = "/events/<event>/custody"


def keeper() -> str:
    """The person at the desk: a signature needs somebody."""
    person = current().person_id
    if person is None:
        raise forbidden()
    return person


@bp.post("/custody/find")
@requires("pack.hand")
@bp.arguments(counter_schemas.FindArgs)
@bp.response(200, counter_schemas.FoundListSchema)
def find(data: dict[str, str]) -> dict[str, Any]:
    """The dispatch that a scanned or typed number, or a label's code, means (A3-4a)."""
    return {"items": handing.find(current(), data["text"])}


@bp.get(EVENT)
@requires("pack.read")
@bp.response(200, counter_schemas.CounterSchema)
def counter(event: str) -> dict[str, Any]:
    """Packs of an exam, who may have them, whether today is the day, and what is under way."""
    return handing.counter(event_for(current(), event, "pack.read"))


@bp.get(f"{EVENT}/table")
@requires("pack.read")
@bp.response(200, counter_schemas.TableSchema)
def table(event: str) -> dict[str, Any]:
    """Packs as prepared, and a proposal for sessions and rooms that have none."""
    row = event_for(current(), event, "pack.read")
    held = preparing.packs_of(row.id)
    return {
        "packs": [preparing.row_of(one) for one in held],
        "proposal": preparing.proposal(row),
        "moved": [one.id for one in held if one.tip != one.prepared],
    }


@bp.post(f"{EVENT}/packs")
@requires("pack.prepare")
@bp.arguments(counter_schemas.PrepareArgs)
@bp.response(200, counter_schemas.PreparedSchema)
def prepare(data: dict[str, Any], event: str) -> dict[str, Any]:
    """Write new and changed packs; one that has left cannot be changed."""
    row = event_for(current(), event, "pack.prepare")
    return {"packs": preparing.prepare(row, data["packs"], keeper())}


@bp.post(f"{EVENT}/offers")
@requires("pack.hand")
@bp.arguments(counter_schemas.GiveArgs)
@bp.response(201, counter_schemas.DoneSchema)
def give(data: dict[str, Any], event: str) -> dict[str, str]:
    """Hand packs to a supervisor, signed here; they are gone when the supervisor has signed."""
    row = event_for(current(), event, "pack.hand")
    return {"entry": handing.give(row, data, keeper()).hash}


@bp.post(f"{EVENT}/answers")
@requires("pack.hand")
@bp.arguments(counter_schemas.TakeArgs)
@bp.response(201, counter_schemas.DoneSchema)
def take(data: dict[str, Any], event: str) -> dict[str, str]:
    """Take packs back, or refuse some of them, signed here."""
    row = event_for(current(), event, "pack.hand")
    return {"entry": handing.take(row, data, keeper()).hash}


@bp.post(f"{EVENT}/recalls")
@requires("pack.hand")
@bp.arguments(counter_schemas.RecallArgs)
@bp.response(201, counter_schemas.DoneSchema)
def recall(data: dict[str, str], event: str) -> dict[str, str]:
    """Take an unanswered offer back."""
    row = event_for(current(), event, "pack.hand")
    return {"entry": handing.recall(row, data["offer"], data["reason"], keeper()).hash}


@bp.post(f"{EVENT}/troubles")
@requires("pack.hand")
@bp.arguments(counter_schemas.TroubleArgs)
@bp.response(201, counter_schemas.DoneSchema)
def trouble(data: dict[str, Any], event: str) -> dict[str, str]:
    """Something does not fit: the packs stay in exception until the centre releases them."""
    row = event_for(current(), event, "pack.hand")
    done = handing.trouble(row, data["packs"], data["what"], data["facts"], keeper())
    return {"entry": done.hash}


@bp.post("/custody/packs/<pack>/release")
@requires("pack.release")
@bp.arguments(settling_schemas.ReleaseArgs)
@bp.response(201, counter_schemas.DoneSchema)
def release(data: dict[str, Any], pack: str) -> dict[str, str]:
    """End a pack's exception: who has it now, its state and strip (8.5)."""
    row = lives.pack_for(current(), pack, "pack.release")
    event = event_for(current(), row.event_id, "pack.release")
    audit_later("pack.release", row.id, "ok")
    return {"entry": settling.release(event, row, data, keeper()).hash}


@bp.post(f"{EVENT}/archive")
@requires("pack.archive")
@bp.arguments(settling_schemas.ArchiveArgs)
@bp.response(201, counter_schemas.DoneSchema)
def archive(data: dict[str, Any], event: str) -> dict[str, str]:
    """Put returned packs into their archive (N2-1)."""
    row = event_for(current(), event, "pack.archive")
    return {"entry": settling.archive(row, data, keeper()).hash}


@bp.post(f"{EVENT}/destroy")
@requires("pack.archive")
@bp.arguments(settling_schemas.DestroyArgs)
@bp.response(201, counter_schemas.DoneSchema)
def destroy(data: dict[str, Any], event: str) -> dict[str, str]:
    """Destroy archived packs after two years; a second person signs in for it (N2-1)."""
    event_for(current(), event, "pack.archive")
    other = signed_in(data["username"], data["password"], data["digits"])
    row = event_for(current(), event, "pack.archive")
    # The second person may do it too, and answers for the same papers.
    if other.person_id is None or not may(other.id, row):
        raise desk_errors.same_hand()
    audit_later("pack.destroy", row.id, "ok", detail={"second": other.person_id})
    return {"entry": settling.destroy(row, data, keeper(), other.person_id).hash}


def may(account_id: str, event: ExamEvent) -> bool:
    """Whether an account holds a role that may archive this event's papers."""
    held = accounts.grants_of(account_id, clock.now())
    wide = PERMISSIONS["pack.archive"]
    return any(
        (wide.get(one.role) == "centre" and one.centre_id == event.centre_id)
        or (wide.get(one.role) == "station" and one.station_id == event.station_id)
        for one in held
    )
