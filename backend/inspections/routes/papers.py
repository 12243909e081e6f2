"""Papers and exports; each is logged (S-11)."""

from __future__ import annotations

from typing import Any

from flask import Response

from backend.core import proof
from backend.core.auth import current, requires
from backend.core.db import db
from backend.core.http import audit_later, blueprint
from backend.core.workbook import XLSX, attachment

from .. import papers, schemas
from ..models import Form
from ..queries import detail

bp = blueprint("form papers")
EVENT = "/forms/<string:event>"
PDF = "application/pdf"
SANDBOX = "default-src 'none'; sandbox"


def _exported(event: str, what: str, version: int | None = None) -> None:
    audit_later("form.export", event, "ok", detail={"what": what, "version": version})


@bp.get(f"{EVENT}/paper.pdf")
@requires("form.export")
@bp.arguments(schemas.VersionArgs, location="query")
@bp.response(200, content_type=PDF)
def get_pdf(args: dict[str, Any], event: str) -> Response:
    """The official form as PDF/A (A11-p1)."""
    found = detail.event_for(current(), event, "form.export")
    version = papers.version_for(found.id, args["version"])
    number = version.version
    _exported(event, "pdf", number)
    return attachment(papers.form_pdf(found, version), PDF, f"现场质量督导情况表-第{number}版.pdf")


@bp.get(f"{EVENT}/paper.xlsx")
@requires("form.export")
@bp.arguments(schemas.VersionArgs, location="query")
@bp.response(200, content_type=XLSX)
def get_xlsx(args: dict[str, Any], event: str) -> Response:
    """The answers as a workbook."""
    found = detail.event_for(current(), event, "form.export")
    version = papers.version_for(found.id, args["version"])
    number = version.version
    _exported(event, "xlsx", number)
    return attachment(
        papers.form_xlsx(version, current()), XLSX, f"现场质量督导情况表-第{number}版.xlsx"
    )


@bp.get(f"{EVENT}/blank.pdf")
@requires("form.read")
@bp.response(200, content_type=PDF)
def get_blank(event: str) -> Response:
    """The empty form for paper use."""
    detail.event_for(current(), event, "form.read")
    return attachment(papers.blank_pdf(), PDF, "现场质量督导情况表-空白.pdf")


@bp.get(f"{EVENT}/prefilled.pdf")
@requires("form.export")
@bp.response(200, content_type=PDF)
def get_prefilled(event: str) -> Response:
    """The form with the facts of the dispatch, for paper use."""
    found = detail.event_for(current(), event, "form.export")
    _exported(event, "prefilled")
    return attachment(papers.prefilled_pdf(found), PDF, "现场质量督导情况表-预填.pdf")


@bp.get(f"{EVENT}/emergency.pdf")
@requires("form.export")
@bp.response(200, content_type=PDF)
def get_emergency(event: str) -> Response:
    """应急包: everything on paper for a day on which phones fail, printed on D-1."""
    found = detail.event_for(current(), event, "form.export")
    _exported(event, "emergency")
    return attachment(papers.emergency_pdf(found, current()), PDF, "应急包.pdf")


@bp.get(f"{EVENT}/province")
@requires("form.export")
@bp.arguments(schemas.VersionArgs, location="query")
@bp.response(200, schemas.ProvinceOut)
def get_province(args: dict[str, Any], event: str) -> dict[str, Any]:
    """The form in the field order of the province's system, to copy field by field (Q-24)."""
    found = detail.event_for(current(), event, "form.export")
    version = papers.version_for(found.id, args["version"])
    form = db.session.get_one(Form, found.id)
    _exported(event, "province", version.version)
    return {
        "items": papers.province(version),
        "version": version.version,
        "recorded": form.recorded and form.official == version.sign,
    }


@bp.get(f"{EVENT}/photos/<string:sha256>")
@requires("form.read")
@bp.arguments(schemas.VersionArgs, location="query")
@bp.response(200, content_type="image/jpeg")
def get_photo(args: dict[str, Any], event: str, sha256: str) -> Response:
    """A photo the signed form shows, as an attachment no browser will run (S-21)."""
    found = detail.event_for(current(), event, "form.read")
    version = papers.version_for(found.id, args["version"])
    data = papers.photo(found.id, version, sha256)
    response = attachment(data, "image/jpeg", f"{sha256}.jpg")
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@bp.get("/journals/<string:journal>/bundle")
@requires("journal.bundle")
@bp.response(200, content_type="application/zip")
def get_bundle(journal: str) -> Response:
    """The verifiable bundle of an event (contracts section 11)."""
    found = detail.event_for(current(), journal, "journal.bundle", erased=True)
    audit_later("journal.export", journal, "ok")
    return attachment(proof.export(found.id), "application/zip", f"{found.id}.zip")
