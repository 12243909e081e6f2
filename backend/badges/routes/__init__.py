"""Routes of badges and gates."""

from . import badges, gates

BLUEPRINTS = (badges.bp, gates.bp)
