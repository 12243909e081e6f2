"""Somebody else proves who they are at a screen that is not theirs."""

from __future__ import annotations

from backend.core import auth, http
from backend.core.db import db
from backend.core.errors import Problem

from .. import passwords, tokens
from ..errors import wrong_sign_in
from ..models import Account
from . import accounts


def signed_in(username: str, password: str, digits: str | None) -> Account:
    """The account of whoever typed this, counted and locked like any sign-in; no session begins.

    Ends the transaction: read again what was read before.
    """
    known = accounts.gate(username, auth.address(), tokens.browser())
    db.session.rollback()  # no writer is held while the slow hash is computed
    good = passwords.matches(known.stored, password)
    try:
        if not good:
            raise wrong_sign_in()
        account = accounts.sign_in_account(known, digits)
    except Problem as refused:
        if refused.code == "accounts.wrong_sign_in":
            accounts.sign_in_failed(known, refused.code)
            http.commit()  # the failure counts although the request is refused
        raise
    accounts.check_demo(account)
    return account
