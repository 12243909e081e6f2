"""Routes of centres and stations: lists to choose from, as far as the caller reaches."""

from __future__ import annotations

from typing import Any

from backend.core.auth import current, requires
from backend.core.http import blueprint, page

from . import queries, schemas

bp = blueprint("organisations")
BLUEPRINTS = (bp,)


@bp.get("/centres")
@requires("place.read")
@bp.arguments(schemas.PlaceArgs, location="query")
@bp.response(200, schemas.CentrePage)
def list_centres(args: dict[str, Any]) -> dict[str, Any]:
    """Centres in reach by name, the province's first."""
    scope = current().scope("place.read")
    return page(queries.visible_centres(scope, args["q"]), args, lambda row: row[0])


@bp.get("/stations")
@requires("place.read")
@bp.arguments(schemas.StationArgs, location="query")
@bp.response(200, schemas.StationPage)
def list_stations(args: dict[str, Any]) -> dict[str, Any]:
    """Stations in reach by name."""
    scope = current().scope("place.read")
    query = queries.visible_stations(scope, args["q"], args["centre"])
    return page(query, args, lambda row: row[0])
