"""Labels, records and bundles; each is logged (S-11)."""

from __future__ import annotations

from typing import Any

from flask import Response

from backend.core.auth import current, requires
from backend.core.http import audit_later, blueprint
from backend.core.workbook import attachment
from backend.custody import papers, settling_schemas
from backend.custody.handing import event_for

bp = blueprint("custody papers")
EVENT = "/events/<event>/custody"
PDF = "application/pdf"


@bp.get(f"{EVENT}/labels.pdf")
@requires("pack.prepare")
@bp.arguments(settling_schemas.LabelArgs, location="query")
@bp.response(200, content_type=PDF)
def labels(args: dict[str, str], event: str) -> Response:
    """Labels for the bags: these packs, or all that still lie here."""
    row = event_for(current(), event, "pack.prepare")
    wanted = [one for one in args["packs"].split(",") if one] or None
    pdf = papers.labels_pdf(row, wanted, current())
    audit_later("pack.labels", event, "ok")
    return attachment(pdf, PDF, "试卷袋标签.pdf")


@bp.get(f"{EVENT}/records/<entry>.pdf")
@requires("pack.read")
@bp.response(200, content_type=PDF)
def record(event: str, entry: str) -> Response:
    """The record of a handover, a storage, an opening or a seal (section 12)."""
    row = event_for(current(), event, "pack.read")
    pdf, name = papers.record_pdf(row, entry, current())
    audit_later("pack.record", event, "ok", detail={"entry": entry})
    return attachment(pdf, PDF, name)


@bp.get(f"{EVENT}/bundle")
@requires("pack.bundle")
@bp.arguments(settling_schemas.BundleArgs, location="query")
@bp.response(200, content_type="application/zip")
def bundle(args: dict[str, Any], event: str) -> Response:
    """A batch's custody as a bundle the stand-alone verifier takes; it says that it is a part."""
    row = event_for(current(), event, "pack.bundle")
    data, name = papers.bundle(row, args["batch"])
    audit_later("pack.bundle", event, "ok", detail={"batch": args["batch"]})
    return attachment(data, "application/zip", f"试卷交接-{name}.zip")
