"""Gates: set up, opened by a day pass, watched and ended."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import current_app

from backend.accounts.errors import locked
from backend.accounts.services import counters
from backend.badges import errors, gates, queries, schemas
from backend.badges.models import Gate
from backend.badges.routes.badges import who
from backend.core import auth, http, journal, keys, qr
from backend.core.auth import current, public, requires
from backend.core.errors import Problem
from backend.core.http import blueprint, page

bp = blueprint("gates")


@bp.get("/events/<event>/gates")
@requires("gate.read")
@bp.response(200, schemas.GateListSchema)
def list_gates(event: str) -> dict[str, Any]:
    """The gates of an event with their phones, guards and counts."""
    return {"items": queries.gates(queries.event_for(current(), event, "gate.read"))}


@bp.post("/events/<event>/gates")
@requires("gate.write")
@bp.arguments(schemas.GateArgs)
@bp.response(201, schemas.GateSchema)
def create(data: dict[str, Any], event: str) -> dict[str, Any]:
    """Set up a gate; its phone comes with a day pass."""
    actor = current()
    row = queries.event_for(actor, event, "gate.write")
    return queries.gate(
        gates.create(row, data["name"], data["direction"], data["roles"], who(actor))
    )


@bp.post("/events/<event>/gates/<gate>/pass")
@requires("gate.write")
@bp.response(200, schemas.PassSchema)
def day_pass(event: str, gate: str) -> dict[str, Any]:
    """A day pass for one phone, for half an hour; the pass before it is void."""
    token, until = gates.day_pass(_gate(event, gate), who(current()))
    base = current_app.config["SETTINGS"].public_url.rstrip("/")
    # After `#` no server sees it, ours included.
    url = f"{base}/gate#{quote(token, safe='')}"
    return {"token": token, "url": url, "qr": qr.qr_svg(url), "until": until}


@bp.post("/events/<event>/gates/<gate>/end")
@requires("gate.write")
@bp.response(200, schemas.GateSchema)
def end(event: str, gate: str) -> dict[str, Any]:
    """End a gate: its phones lose the list, and what they seal from now on counts no more."""
    return queries.gate(gates.end(_gate(event, gate), who(current())))


@bp.post("/gates/open")
@public("the day pass is the chief's approval, shown to the phone in front of it")
@bp.arguments(schemas.OpenArgs)
@bp.response(200, schemas.OpenedSchema)
def open_gate(data: dict[str, str]) -> dict[str, Any]:
    """Spend a day pass: who this phone becomes, and the codes and challenge for `POST /devices`."""
    watched = counters.code_counters(auth.address())
    if counters.is_locked(watched):
        raise locked()
    try:
        found = gates.opened(data["pass_"], data["nonce"])
    except Problem as refused:
        if refused.code == errors.bad_pass().code:
            counters.failed(watched)
            journal.audit("gate.refused", None, "refused", actor=None, code=refused.code)
            http.commit()  # the failure counts although the request is refused
        raise
    journal.audit("gate.open", found.gate.id, "ok", actor=None)
    centre = found.person.centre
    return {
        "person": {"id": found.person.id, "name": found.person.name},
        "centre": {"id": centre.id, "name": centre.name, "duty_phone": centre.duty_phone},
        "challenge": found.challenge,
        "root": keys.root_kid(),
        "activation": found.codes["activation"],
        "enrol_code": found.codes["enrol"],
        "event": found.gate.event_id,
        "gate": gates.shown(found.gate),
        "until": gates.over_at(found.event),
    }


@bp.get("/events/<event>/gate-log")
@requires("gate.read")
@bp.arguments(schemas.LogArgs, location="query")
@bp.response(200, schemas.LogPage)
def gate_log(args: dict[str, Any], event: str) -> dict[str, Any]:
    """What the gates and spot checks saw, newest first."""
    row = queries.event_for(current(), event, "gate.read")
    return page(queries.gate_log(row, args), args, queries.log_rows(row))


@bp.post("/events/<event>/gate-log/<entry>/confirm")
@requires("gate.write")
@bp.response(200, schemas.LogRowSchema)
def confirm(event: str, entry: str) -> dict[str, Any]:
    """Vouch, as the second person, for an override that one guard gave alone."""
    actor = current()
    row = queries.event_for(actor, event, "gate.write")
    scan = queries.scan_for(row, entry)
    gates.confirm(scan, who(actor))
    return queries.log_rows(row)([scan])


@bp.get("/events/<event>/presence")
@requires("gate.read")
@bp.arguments(schemas.DayArgs, location="query")
@bp.response(200, schemas.PresenceSchema)
def presence(args: dict[str, Any], event: str) -> dict[str, Any]:
    """Who is inside, who is missing or late, and the candidates' counts of one day."""
    return queries.presence(queries.event_for(current(), event, "gate.read"), args["day"])


def _gate(event: str, gate: str) -> Gate:
    return queries.gate_for(queries.event_for(current(), event, "gate.write"), gate)
