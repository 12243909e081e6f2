"""Migrations go both ways on both databases and agree with the models; lines stay guarded."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.types import LargeBinary, TypeDecorator

from backend.core import journal
from backend.core.db import db
from backend.core.journal_models import trigger_names
from backend.organisations.services import upsert_centre, upsert_person

FOLDER = str(Path(__file__).parent.parent.parent / "migrations")


def _same_type(_context, _inspected, _column, on_disk, in_model) -> bool | None:
    if isinstance(in_model, TypeDecorator) and isinstance(in_model.impl, LargeBinary):
        return False
    return None


def test_models_and_migrations_agree(session):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": _same_type})
        assert compare_metadata(context, db.metadata) == []


def test_down_and_up_again(app):
    with app.app_context():
        downgrade(directory=FOLDER, revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade(directory=FOLDER)
        assert inspect(db.engine).has_table("journal_line")


def test_triggers_are_there_after_the_migration(session):
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if db.engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    assert trigger_names(db.engine.dialect.name) <= set(session.scalars(text(query)))


def test_dates_and_messages_stand_in_the_file_names():
    for path in (Path(FOLDER) / "versions").glob("*.py"):
        day, clock, rest = path.name.split("_", 2)
        assert (len(day), len(clock)) == (8, 4)
        assert day.isdigit()
        assert clock.isdigit()
        assert rest


@pytest.mark.req("S-9")
def test_personal_columns_are_ciphertext_in_the_database(session):
    centre = upsert_centre("某市职业技能鉴定指导中心", duty_phone="0590-5550199")
    upsert_person(centre, "林晓岚", phone="10000000077")
    session.commit()
    for table, column, plain in (
        ("person", "phone", "10000000077"),
        ("centre", "duty_phone", "0590-5550199"),
    ):
        stored = session.scalars(text(f"SELECT {column} FROM {table}")).all()
        assert stored
        assert all(plain.encode() not in bytes(value) for value in stored if value)


def test_the_application_role_may_not_touch_lines_on_postgres(app):
    if not app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        pytest.skip("SQLite has no roles; triggers and anchors stand alone there")
    with app.app_context():
        journal.audit("test", None, "ok")
        db.session.commit()
        result = app.test_cli_runner().invoke(args=["journal", "protect", "dukao_app"])
        assert result.exit_code == 0, result.output
        with db.engine.connect() as connection:
            connection.execute(text("SET ROLE dukao_app"))
            assert connection.scalar(text("SELECT count(*) FROM journal_line")) == 1
            for statement in (
                "UPDATE journal_line SET line = ''",
                "DELETE FROM journal_line",
                "TRUNCATE journal_line",
                "ALTER TABLE journal_line DISABLE TRIGGER USER",
            ):
                with pytest.raises(Exception, match=r"permission denied|must be owner"):
                    connection.execute(text(statement))
                connection.rollback()
                connection.execute(text("SET ROLE dukao_app"))
