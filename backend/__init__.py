"""督考 Dukao: on-site quality supervision of special-ability exams. ``create_app`` assembles."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from . import api, cli, docs, pages, startup
from .accounts.permissions import PERMISSIONS
from .accounts.tokens import init_tokens, load_actor
from .config import Settings
from .core import auth, db, doorway, errors, http, keys, live, metrics, vault
from .extensions import jwt, migrate


def create_app(settings: Settings | None = None) -> Flask:
    """The assembled application; settings from the environment unless given."""
    settings = settings or Settings.from_environment()
    settings.instance.mkdir(parents=True, exist_ok=True)
    app = Flask("backend", static_folder=None, instance_path=str(settings.instance.resolve()))
    vault.load(settings.keys)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=vault.session_secret(),
        MAX_CONTENT_LENGTH=16 * 1024 * 1024,
        API_TITLE="Dukao 督考",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        PAGINATION_HEADER_NAME=None,
        JSON_SORT_KEYS=False,
        **db.engine_settings(settings.url),
    )
    app.config.update(settings.flask)
    # Flask's default provider; Chinese stays readable in answers.
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies
        )
    metrics.init_logs(verbose=settings.environment != "test")
    db.init_db(app)
    migrate.init_app(app, db.db, directory="migrations", render_as_batch=True, compare_type=True)
    keys.load(settings.keys)
    jwt.init_app(app)
    init_tokens(app)
    http.init_http(app)
    live.init_live(app)
    doorway.init_doorway(app)
    auth.init_auth(app, load_actor, PERMISSIONS)
    rest = docs.described_api(app)
    # After flask-smorest, whose own handler would answer in another shape.
    errors.init_errors(app)
    api.register(rest)
    app.register_blueprint(pages.bp)
    cli.register(app)
    startup.check(app)
    return app
