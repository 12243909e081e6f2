"""Routes of badges and gates."""

from . import badges, gates, prints

BLUEPRINTS = (badges.bp, gates.bp, prints.bp)
