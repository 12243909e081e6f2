"""Routes of accounts: URL, permission, shape, one call."""

from .accounts import bp as accounts_bp
from .alarms import bp as alarms_bp
from .audit import bp as audit_bp
from .devices import bp as devices_bp
from .messages import bp as messages_bp
from .notices import bp as notices_bp
from .roles import bp as roles_bp
from .session import bp as session_bp

BLUEPRINTS = (
    session_bp,
    devices_bp,
    alarms_bp,
    accounts_bp,
    roles_bp,
    audit_bp,
    messages_bp,
    notices_bp,
)
