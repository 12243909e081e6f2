"""The list of forms, one form, and what the desk and the station do with it."""

from __future__ import annotations

from typing import Any

from flask import Response

from backend.core.auth import current, requires
from backend.core.db import db
from backend.core.http import audit_later, blueprint
from backend.core.workbook import XLSX, attachment

from .. import papers, schemas, services
from ..queries import detail, held, history, listing, verification

bp = blueprint("forms")
EVENT = "/forms/<string:event>"


@bp.get("/forms")
@requires("form.read")
@bp.arguments(schemas.FormListArgs, location="query")
@bp.response(200, schemas.FormPage)
def list_forms(args: dict[str, Any]) -> dict[str, Any]:
    """Forms in reach, with the count of every tab."""
    if args["late"]:
        args["state"] = "late"
    return listing.listed(current(), args)


@bp.get("/forms/export")
@requires("form.export")
@bp.arguments(schemas.FormExportArgs, location="query")
@bp.response(200, content_type=XLSX)
def export_forms(args: dict[str, Any]) -> Response:
    """What the filters show, as a workbook with the columns of the page (S-11)."""
    if args["late"]:
        args["state"] = "late"
    rows = listing.exported(current(), args)
    data = papers.forms_xlsx(rows, current(), args["reason"])
    audit_later(
        "form.export_list", None, "ok", detail={"lines": len(rows), "reason": args["reason"]}
    )
    return attachment(data, XLSX, "督导情况表.xlsx")


@bp.get(EVENT)
@requires("form.read")
@bp.arguments(schemas.ShowArgs, location="query")
@bp.response(200, schemas.FormOut)
def get_form(args: dict[str, Any], event: str) -> dict[str, Any]:
    """One form; `show=phone` unmasks the phone and is kept in the audit (S-8)."""
    found = detail.event_for(current(), event, "form.read")
    show = args["show"] == "phone"
    if show:
        audit_later("form.show_phone", event, "ok")
    return detail.detail(current(), found, show_phone=show)


@bp.get(f"{EVENT}/history")
@requires("form.history")
@bp.arguments(schemas.PageArgs, location="query")
@bp.response(200, schemas.HistoryPage)
def get_history(args: dict[str, Any], event: str) -> dict[str, Any]:
    """Every entry of the event with stated and proven times, newest first."""
    found = detail.event_for(current(), event, "form.history")
    return history.history(current(), found.id, args)


@bp.get(f"{EVENT}/verification")
@requires("form.read")
@bp.response(200, schemas.VerificationOut)
def get_verification(event: str) -> dict[str, Any]:
    """Verification in words."""
    found = detail.event_for(current(), event, "form.read", erased=True)
    return verification.verification(found)


def _after(event: str) -> dict[str, Any]:
    db.session.flush()  # the answer shows the change
    found = detail.event_for(current(), event, "form.read")
    return detail.detail(current(), found, show_phone=False)


@bp.post(f"{EVENT}/receipts")
@requires("form.receive")
@bp.arguments(schemas.ReceiptArgs)
@bp.response(200, schemas.FormOut)
def post_receipt(data: dict[str, Any], event: str) -> dict[str, Any]:
    """确认收到: an inbox has the form (A11-f3c)."""
    found = detail.event_for(current(), event, "form.receive")
    services.receive(found, current(), data["inbox"], data["medium"], data["day"])
    return _after(event)


@bp.post(f"{EVENT}/returns")
@requires("form.return")
@bp.arguments(schemas.QuestionArgs)
@bp.response(200, schemas.FormOut)
def post_return(data: dict[str, Any], event: str) -> dict[str, Any]:
    """退回提问: the answer is an amended version."""
    found = detail.event_for(current(), event, "form.return")
    services.give_back(found, current(), data["question"])
    return _after(event)


@bp.post(f"{EVENT}/replies")
@requires("form.reply")
@bp.arguments(schemas.ReplyArgs)
@bp.response(200, schemas.FormOut)
def post_reply(data: dict[str, Any], event: str) -> dict[str, Any]:
    """The station replies to B and C after submission."""
    found = detail.event_for(current(), event, "form.reply")
    services.reply(found, current(), data["text"])
    return _after(event)


@bp.post(f"{EVENT}/recorded")
@requires("form.record")
@bp.response(200, schemas.FormOut)
def post_recorded(event: str) -> dict[str, Any]:
    """已录入 in the province's system (Q-24)."""
    found = detail.event_for(current(), event, "form.record")
    services.record(found, current())
    return _after(event)


@bp.get("/held")
@requires("held.read")
@bp.arguments(schemas.HeldArgs, location="query")
@bp.response(200, schemas.HeldPage)
def list_held(args: dict[str, Any]) -> dict[str, Any]:
    """Waiting and refused entries with reason and what to do; one's own, or the centre's."""
    return held.held(current(), args)
