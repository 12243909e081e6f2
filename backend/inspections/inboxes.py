"""Which section empties which inbox (A11-f3c, Q-17)."""

from __future__ import annotations

from backend.core.auth import Actor
from backend.organisations.models import Centre

SECTION = {"quality": "quality", "dispatch": "dispatcher"}
NAMES = {"quality": "质量督导科", "dispatch": "派遣科室"}


def names_of(centre: Centre) -> dict[str, str]:
    """What the two inboxes are called in this centre."""
    return {inbox: (centre.inboxes or {}).get(inbox, name) for inbox, name in NAMES.items()}


def inboxes_of(actor: Actor, centre: Centre) -> set[str]:
    """The inboxes this person may confirm; a centre may map both to one section."""
    held = {grant.role for grant in actor.grants if grant.centre_id == centre.id}
    own = {inbox for inbox, role in SECTION.items() if role in held}
    names = names_of(centre)
    return set(SECTION) if own and names["quality"] == names["dispatch"] else own
