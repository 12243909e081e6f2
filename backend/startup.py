"""What must be so before the server takes a request; said in words when it is not."""

from __future__ import annotations

import os

from flask import Flask
from sqlalchemy import inspect, select, text

from .accounts.models import Account
from .core import keys, vault
from .core.db import db
from .core.journal_models import trigger_names
from .organisations.models import Centre


class NotReady(RuntimeError):
    """The server does not start; the message says why and what to do."""


def check(app: Flask) -> None:
    """Refuse to serve without keys, tables or triggers, or in production with demo rows.

    The command line is let through: it is what mends these things.
    """
    settings = app.config["SETTINGS"]
    if settings.environment == "test" or os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        return
    if not vault.is_open() or not keys.ready():
        raise NotReady("No keys and secrets yet: run `flask --app wsgi keys init`.")
    with app.app_context():
        try:
            _check_database(production=settings.is_production)
        finally:
            db.session.remove()


def _check_database(*, production: bool) -> None:
    if not inspect(db.engine).has_table("journal_line"):
        raise NotReady("The database is empty: run `flask --app wsgi db upgrade`.")
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if db.engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    missing = trigger_names(db.engine.dialect.name) - set(db.session.scalars(text(query)))
    if missing:
        raise NotReady(
            f"Journal triggers are missing ({', '.join(sorted(missing))}): someone altered the "
            "database. Run `flask --app wsgi journal verify` before anything else."
        )
    demo = db.session.scalar(select(Centre.id).where(Centre.demo).limit(1)) or db.session.scalar(
        select(Account.id).where(Account.demo).limit(1)
    )
    if production and demo:
        raise NotReady(
            "This database holds demo rows and DUKAO_ENV is production: use a fresh database, "
            "or start the demo with `python3 dev.py run`."
        )
