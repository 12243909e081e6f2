"""The server does not start when something that protects people is missing."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import text

from backend import startup
from backend.core import vault
from backend.core.db import db
from backend.organisations.services import upsert_centre


@pytest.fixture
def served(app):
    """The app as a server would check it in production."""
    settings = dataclasses.replace(app.config["SETTINGS"], environment="production")
    app.config["SETTINGS"] = settings
    return app


def test_a_clean_house_starts(served):
    startup.check(served)


def test_production_refuses_demo_rows(served, session):
    upsert_centre("演示中心", demo=True)
    session.commit()
    with pytest.raises(startup.NotReady, match="demo rows"):
        startup.check(served)


def test_missing_secrets_are_named(served, monkeypatch):
    monkeypatch.setattr(vault, "_keys", {})
    with pytest.raises(startup.NotReady, match="keys init"):
        startup.check(served)


def test_a_dropped_trigger_is_noticed(served, session):
    on = db.engine.dialect.name
    name = "journal_line_no_update" if on == "sqlite" else "journal_line_rows ON journal_line"
    session.execute(text(f"DROP TRIGGER {name}"))
    session.commit()
    with pytest.raises(startup.NotReady, match="triggers are missing"):
        startup.check(served)


def test_the_command_line_is_let_through(served, monkeypatch):
    monkeypatch.setattr(vault, "_keys", {})
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    startup.check(served)
