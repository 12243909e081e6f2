"""`flask admins …`: the three administrators (S-1). Acts on the command line are journalled."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import select

from backend.core.db import db

from . import queries, rules
from .models import Account
from .permissions import ADMINS
from .services import accounts, codes, grants

admins = AppGroup("admins", help="The three administrators: system, security, audit (S-1).")

NAMES = {"system_admin": "sysadmin", "security_admin": "secadmin", "audit_admin": "auditadmin"}


def init_admins() -> dict[str, str]:
    """Make the administrators that are missing; returns user name → activation code, once."""
    made = {}
    for role in ADMINS:
        name = NAMES[role]
        if queries.account_named(name) is None:
            account = accounts.create_account(name, "admin", None, by=None)
            grants.install(account, role)
            made[name] = codes.issue(account, "activation", None)[0]
    return made


@admins.command("init")
def init() -> None:
    """Create the three administrators and print their one-time activation codes once."""
    made = init_admins()
    db.session.commit()
    if not made:
        click.echo("The three administrators exist already. Use `flask admins reset USERNAME`.")
        return
    click.echo("Give each code to a different person; it is shown this once and lasts 14 days:")
    for name, code in made.items():
        click.echo(f"  {name:<12} {code}")


@admins.command("reset")
@click.argument("username")
def reset(username: str) -> None:
    """Issue a reset code for any account with a password, administrators included."""
    account = db.session.scalar(
        select(Account).where(Account.username == rules.normal_username(username))
    )
    if account is None or account.kind == "field":
        raise click.ClickException("no such account with a password")
    accounts.begin_reset(account, "console")
    account.totp_secret = account.totp_confirmed_at = account.totp_last_step = None
    code, _ = codes.issue(account, "reset", None)
    db.session.commit()
    click.echo(f"{account.username}: {code}  (24 hours, shown this once)")
