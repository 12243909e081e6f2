"""Extensions, created unbound; ``create_app`` binds them."""

from __future__ import annotations

from flask_jwt_extended import JWTManager
from flask_migrate import Migrate

jwt = JWTManager()
migrate = Migrate()
