"""Database lane: our Base, ids, instants, encrypted columns, one writer and separate readers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    BigInteger,
    Connection,
    CursorResult,
    LargeBinary,
    MetaData,
    String,
    UpdateBase,
    event,
)
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.orm.util import identity_key
from sqlalchemy.types import TypeDecorator

from . import vault

try:  # Python 3.11's own SQLite has a WAL bug that can corrupt; see docs/decisions.
    import pysqlite3 as sqlite_module
except ImportError:  # pragma: no cover - platforms without a wheel; start-up says so
    import sqlite3 as sqlite_module

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of every table."""

    metadata = MetaData(naming_convention=NAMING)


class RoutedSession(FlaskSession):
    """Reads go to the reading engine while the request is read-only; SQLite has one writer.

    What was ``put`` is written before this session asks, flushes or commits anything.
    """

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Any = None, **kwargs: Any
    ) -> Any:
        """The reading engine during a GET, else the writing one."""
        if bind is None and self.info.get("read_only") and "ro" in db.engines:
            return db.engines["ro"]
        return super().get_bind(mapper=mapper, clause=clause, bind=bind, **kwargs)

    def write_put(self) -> None:
        """Write what was put, in the order of first putting, one statement for all its rows."""
        waiting = self.info.pop("put", None)
        if waiting:
            connection = lane(self)
            for statement, rows in waiting.items():
                connection.execute(statement, list(rows.values()))

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        """After what was put."""
        self.write_put()
        return super().execute(*args, **kwargs)

    def scalar(self, *args: Any, **kwargs: Any) -> Any:
        """After what was put."""
        self.write_put()
        return super().scalar(*args, **kwargs)

    def scalars(self, *args: Any, **kwargs: Any) -> Any:
        """After what was put."""
        self.write_put()
        return super().scalars(*args, **kwargs)

    def flush(self, objects: Any = None) -> None:
        """After what was put: whatever refers to it comes later."""
        self.write_put()
        super().flush(objects)


@event.listens_for(Session, "before_commit")
def _write_put(session: Session) -> None:
    if session.info.get("put"):
        session.flush()


@event.listens_for(Session, "after_soft_rollback")
def _drop_put(session: Session, _transaction: Any) -> None:
    # A savepoint begins with a flush: what was put before it is written by then.
    session.info.pop("put", None)


@event.listens_for(Session, "after_transaction_end")
def _end(session: Session, transaction: Any) -> None:
    session.info.pop("lane", None)
    if transaction.parent is None:
        session.info.pop("put", None)


db = SQLAlchemy(
    model_class=Base,
    session_options={"class_": RoutedSession, "expire_on_commit": False},
)

Instant = BigInteger


# --- the hot lane ------------------------------------------------------------------------------
# What the door does for every entry goes past the ORM: statements made once, rows by the dozen.


def put(statement: UpdateBase, row: dict[str, Any], key: Any = None) -> None:
    """Have this row written with all others of the same statement, before anything else is asked.
    With a key only the newest row of the key is written. For rows no ORM object stands for."""
    session = db.session()
    lane(session)  # what no transaction holds, no rollback would forget
    rows = session.info.setdefault("put", {}).setdefault(statement, {})
    rows[len(rows) if key is None else key] = row


def ask(statement: Any, row: Mapping[str, Any] | None = None) -> CursorResult[Any]:
    """Execute without the ORM, after what was put, added or changed in this transaction."""
    session = db.session()
    session.flush()
    return lane(session).execute(statement, row)


def ask_beside(statement: Any, row: Mapping[str, Any] | None = None) -> CursorResult[Any]:
    """The same where what was put or changed cannot matter: it goes on waiting."""
    return lane(db.session()).execute(statement, row)


def lane(session: Session) -> Connection:
    """The connection of the session's transaction, found once."""
    reads = session.info.get("read_only", False)
    known: dict[bool, Connection] = session.info.setdefault("lane", {})
    if reads not in known:
        known[reads] = session.connection()
    return known[reads]


def changed(model: type[Base], key: Any, *names: str) -> None:
    """These columns were written past the ORM: an object that holds them reads them again."""
    found = db.session().identity_map.get(identity_key(model, key))
    if found is not None:
        db.session.expire(found, names)


def new_id() -> str:
    """A random id of 32 hex characters; says nothing about order or content."""
    return uuid.uuid4().hex


def id_column(**kwargs: Any) -> Mapped[str]:
    """Primary key column with a random default."""
    return mapped_column(String(32), primary_key=True, default=new_id, **kwargs)


class EncryptedText(TypeDecorator[str]):
    """Text that is ciphertext in the database (S-9); bound to its table and column."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str):
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, _dialect: Any) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else vault.seal_field(value.encode("utf-8"), self.place)

    def process_result_value(self, value: bytes | None, _dialect: Any) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else vault.open_field(bytes(value), self.place).decode("utf-8")


def lookup_hash(purpose: str, value: str) -> str:
    """Keyed hash for exact look-up of an encrypted value (S-9)."""
    return vault.lookup(purpose, value)


def engine_settings(url: str) -> dict[str, Any]:
    """Flask-SQLAlchemy settings for this address: one writer on SQLite, a pool on PostgreSQL.

    Parameters are kept out of error texts: what people wrote does not belong in a log."""
    if url.startswith("sqlite"):
        return {
            "SQLALCHEMY_DATABASE_URI": url,
            "SQLALCHEMY_ENGINE_OPTIONS": {
                "module": sqlite_module,
                "hide_parameters": True,
                "pool_size": 1,
                "max_overflow": 0,
                "pool_timeout": 15,
            },
            "SQLALCHEMY_BINDS": {
                "ro": {
                    "url": url,
                    "module": sqlite_module,
                    "pool_size": 8,
                    "hide_parameters": True,
                }
            },
        }
    return {
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "hide_parameters": True,
            "pool_size": 16,
            "max_overflow": 16,
            "pool_pre_ping": True,
        },
    }


def prepare_sqlite(engine: Engine, *, read_only: bool) -> None:
    """Durable WAL, foreign keys, triggers that also see REPLACE, and BEGIN IMMEDIATE for writers."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=10000",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            # Pages that are rearranged keep no copies in their gaps, which an erasure would miss.
            "secure_delete=FAST",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def init_db(app: Any) -> None:
    """Bind the database to the app and prepare SQLite's engines."""
    db.init_app(app)
    with app.app_context():
        for name, engine in db.engines.items():
            if engine.dialect.name == "sqlite":
                prepare_sqlite(engine, read_only=name == "ro")
