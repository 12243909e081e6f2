"""Dispatches at the desk and on the phone, and the working-day calendar."""

from typing import Any

from flask import Response, request
from flask.views import MethodView

from backend.core import http, turns
from backend.core.auth import current, requires
from backend.core.db import db
from backend.core.errors import not_found, request_invalid
from backend.core.http import blueprint, page
from backend.core.scanning import scan_stream
from backend.core.workdays import FIRST_YEAR, SpecialDay, Year, year_of_record
from backend.staffing import queries, services
from backend.staffing.importing import ImportResult, explain, import_plan, read_upload
from backend.staffing.photos import MOST_ZIP
from backend.staffing.schemas import (
    CalendarChangeSchema,
    CalendarSchema,
    DispatchListArgs,
    DispatchPage,
    DispatchSchema,
    ImportResultSchema,
)
from backend.staffing.template import template_xlsx

bp = blueprint("dispatches")
calendar = blueprint("calendar")
BLUEPRINTS = (bp, calendar)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LAST_YEAR = 2100
# The photos, the book and what a form adds around them.
MOST_UPLOAD = MOST_ZIP + 8 * 1024**2


@bp.route("/dispatches")
@requires("dispatch.read")
@bp.arguments(DispatchListArgs, location="query")
@bp.response(200, DispatchPage)
def list_dispatches(args: dict[str, Any]) -> dict[str, Any]:
    """Dispatches in reach, newest first; `mine=1`: those I am sent on."""
    found = page(queries.listed(current(), args), args, lambda row: row[0])
    return {**found, "items": queries.view(found["items"], current())}


@bp.route("/dispatches/<event>")
@requires("dispatch.read")
@bp.response(200, DispatchSchema)
def get_dispatch(event: str) -> dict[str, Any]:
    """One dispatch by its exam event."""
    return queries.view([queries.dispatch_for(current(), event)], current())[0]


@bp.route("/dispatches/import", methods=["POST"])
@requires("dispatch.import")
@bp.response(200, ImportResultSchema)
@http.reads_first
def post_import() -> Any:
    """Load a dispatch file (multipart field `file`) and the ZIP of the photos its sheets name (field
    `photos`, or both in one ZIP); all of it or nothing."""
    actor = current()
    # Reading a thousand photos takes seconds: no transaction is open, and one at a time for each.
    db.session.rollback()
    with turns.alone(actor.account_id):
        request.max_content_length = MOST_UPLOAD
        upload, photos = request.files.get("file"), request.files.get("photos")
        if upload is None:
            raise request_invalid(errors={"file": ["required"]})
        given = photos.stream if photos is not None and photos.filename else None
        for stream in (upload.stream, given):
            if stream is not None:
                scan_stream(stream)
        plan, faults = read_upload(upload.stream, given)
        http.writing()
        result = import_plan(plan, actor) if plan else ImportResult(errors=explain(faults))
    if result.errors:
        db.session.rollback()
    return result


@bp.route("/dispatches/template.xlsx")
@requires("dispatch.import")
def get_template() -> Response:
    """The empty dispatch template."""
    response = Response(template_xlsx(), mimetype=XLSX)
    response.headers["Content-Disposition"] = "attachment; filename=dispatch-template.xlsx"
    return response


def _shown(year: Year) -> dict[str, Any]:
    return {
        "year": year.year,
        "confirmed": year.confirmed,
        "source": year.source,
        "note": year.note,
        "days": year.days,
    }


def _known_range(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise not_found()


@calendar.route("/calendar/<int:year>")
class CalendarView(MethodView):
    """A year of the working-day calendar."""

    @requires("calendar.read")
    @calendar.response(200, CalendarSchema)
    def get(self, year: int) -> dict[str, Any]:
        """Holidays and shifted workdays; a year nobody confirmed is empty and says so."""
        _known_range(year)
        return _shown(year_of_record(year) or Year(year, False, "unknown", "", ()))

    @requires("calendar.write")
    @calendar.arguments(CalendarChangeSchema)
    @calendar.response(200, CalendarSchema)
    def put(self, change: dict[str, Any], year: int) -> dict[str, Any]:
        """Replace the year; deadlines of open events follow."""
        _known_range(year)
        days = [SpecialDay(d["day"], d["working"], d["name"]) for d in change["days"]]
        if len({d.day for d in days}) != len(days) or any(d.day.year != year for d in days):
            raise request_invalid(errors={"days": ["day"]})
        actor = current()
        return _shown(
            services.change_calendar(
                year,
                days,
                confirmed=change["confirmed"],
                note=change["note"],
                actor=actor.person_id or actor.account_id,
            )
        )
