"""The catalogue and the list of findings."""

from typing import Any

from backend.core.auth import current, requires
from backend.core.http import blueprint, page
from backend.findings import queries
from backend.findings.models import Finding
from backend.findings.rules import catalogue
from backend.findings.schemas import CatalogueSchema, FindingListArgs, FindingPage

bp = blueprint("findings")
BLUEPRINTS = (bp,)


@bp.route("/violations")
@requires("template.read")
@bp.response(200, CatalogueSchema)
def get_violations() -> dict[str, Any]:
    """The violation catalogue with its official wording."""
    return catalogue()


@bp.route("/findings")
@requires("finding.read")
@bp.arguments(FindingListArgs, location="query")
@bp.response(200, FindingPage)
def list_findings(args: dict[str, Any]) -> dict[str, Any]:
    """Findings in reach, newest first."""
    return page(queries.listed(current(), args), args, lambda row: _shown(row[0]))


def _shown(row: Finding) -> dict[str, Any]:
    return {
        "id": row.id,
        "event": row.event_id,
        "code": row.code,
        "severity": row.severity,
        "item": row.item,
        "place": row.place,
        "facts": row.facts,
        "raised_by": row.raised_by,
        "happened_at": row.happened_at,
        "received_at": row.received_at,
        "superseded": row.superseded,
    }
