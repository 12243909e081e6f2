"""Alembic's environment: same migrations on SQLite and PostgreSQL, times in file names, triggers checked."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import text

from backend.core.db import EncryptedText, db
from backend.core.journal_models import trigger_names

metadata = db.metadata


def include_object(_obj: Any, name: str | None, kind: str, *_rest: Any) -> bool:
    """Leave Alembic's own table alone."""
    return not (kind == "table" and name == "alembic_version")


def render_item(kind: str, obj: Any, _context: Any) -> str | bool:
    """Encrypted columns are plain binary to the database."""
    return "sa.LargeBinary()" if kind == "type" and isinstance(obj, EncryptedText) else False


def missing_triggers(connection: Any) -> set[str]:
    """Journal triggers that are not there; batch mode drops them silently."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    return trigger_names(connection.dialect.name) - set(connection.execute(text(query)).scalars())


def run() -> None:
    """Migrate on the writing engine, in one transaction."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            include_object=include_object,
            render_item=render_item,
            **{
                **current_app.extensions["migrate"].configure_args,
                "render_as_batch": True,
                "compare_type": True,
            },
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        tables = connection.dialect.has_table(connection, "journal_line")
        if tables and missing_triggers(connection):
            raise RuntimeError("journal triggers are missing after the migration")
        connection.rollback()


run()
