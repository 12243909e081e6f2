"""Verbs that change accounts; none commits."""

from . import alarms
from .accounts import ensure_field_account, first_codes, withdraw_first_codes
from .codes import new_challenge
from .devices import confirm, revoke
from .grants import end_dispatch
from .roster import announce, put_on_roster, take_off_roster
from .sessions import end_of_account as end_sessions

__all__ = [
    "alarms",
    "announce",
    "confirm",
    "end_dispatch",
    "end_sessions",
    "ensure_field_account",
    "first_codes",
    "new_challenge",
    "put_on_roster",
    "revoke",
    "take_off_roster",
    "withdraw_first_codes",
]
