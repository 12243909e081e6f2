"""Verbs that change accounts; none commits."""

from . import alarms
from .accounts import ensure_field_account, first_codes
from .devices import confirm, revoke
from .grants import end_dispatch
from .roster import announce, put_on_roster, take_off_roster

__all__ = [
    "alarms",
    "announce",
    "confirm",
    "end_dispatch",
    "ensure_field_account",
    "first_codes",
    "put_on_roster",
    "revoke",
    "take_off_roster",
]
