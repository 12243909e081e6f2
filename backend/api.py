"""Table of blueprints, one line per domain; kinds, jobs and hooks register when imported."""

from __future__ import annotations

from flask_smorest import Api

from .accounts import entries as accounts_entries
from .accounts.routes import BLUEPRINTS as ACCOUNTS
from .badges import entries as badges_entries
from .badges.routes import BLUEPRINTS as BADGES
from .candidates import entries as candidates_entries
from .custody import entries as custody_entries
from .custody import jobs as custody_jobs
from .custody import nights as custody_nights
from .custody.routes import BLUEPRINTS as CUSTODY
from .findings import entries as findings_entries
from .findings.routes import BLUEPRINTS as FINDINGS
from .inspections import entries as inspections_entries
from .inspections.routes import BLUEPRINTS as INSPECTIONS
from .organisations.routes import BLUEPRINTS as ORGANISATIONS
from .staffing import entries as staffing_entries
from .staffing import jobs as staffing_jobs
from .staffing.routes import BLUEPRINTS as STAFFING
from .sync import jobs as sync_jobs
from .sync.retention import BLUEPRINTS as RETENTION
from .sync.routes import BLUEPRINTS as SYNC

DOMAINS = (
    "organisations",
    "accounts",
    "assessments",
    "candidates",
    "staffing",
    "findings",
    "badges",
    "custody",
    "inspections",
    "sync",
)
BLUEPRINTS = (
    *ORGANISATIONS,
    *ACCOUNTS,
    *STAFFING,
    *FINDINGS,
    *BADGES,
    *CUSTODY,
    *INSPECTIONS,
    *SYNC,
    *RETENTION,
)
REGISTERED = (
    accounts_entries,
    candidates_entries,
    staffing_entries,
    staffing_jobs,
    findings_entries,
    badges_entries,
    custody_entries,
    custody_jobs,
    custody_nights,
    inspections_entries,
    sync_jobs,
)


def register(api: Api) -> None:
    """Hang every domain's routes on the API."""
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
