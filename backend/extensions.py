"""Extensions, created unbound; ``create_app`` binds them."""

from __future__ import annotations

from flask_jwt_extended import JWTManager
from flask_limiter import Limiter
from flask_migrate import Migrate

from .core.auth import address

jwt = JWTManager()
limiter = Limiter(key_func=address, storage_uri="memory://", default_limits=[])
migrate = Migrate()
