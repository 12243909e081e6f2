"""The notice of data protection and who confirmed which version when (S-13)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from backend.core import clock
from backend.core.db import db, new_id

from .. import errors
from ..models import Account, NoticeConfirmation
from .record import record


@cache
def _texts() -> dict[str, Any]:
    path = Path(__file__).parent.parent / "notice.json"
    texts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return texts


def version() -> int:
    """The version in force."""
    number: int = _texts()["version"]
    return number


def in_words(language: str) -> dict[str, Any]:
    """The notice in force in a language: `version`, `title`, `parts`, and what is to be ticked."""
    texts = _texts()
    return {"version": version(), **texts[language]}


def confirmed(account_id: str) -> NoticeConfirmation | None:
    """The account's confirmation of the version in force."""
    return db.session.scalar(
        select(NoticeConfirmation).where(
            NoticeConfirmation.account_id == account_id,
            NoticeConfirmation.version == version(),
        )
    )


def confirm(account: Account, read: int, *, sensitive: bool) -> None:
    """Keep that the person read this version, and what they said about sensitive data.

    Once; the same again changes nothing. Raises `accounts.notice_old` for a version that is not
    in force: what was read must be what holds.
    """
    if read != version():
        raise errors.notice_old()
    row = confirmed(account.id)
    if row is None:
        row = NoticeConfirmation(
            id=new_id(), account_id=account.id, version=read, sensitive=False, at=clock.now()
        )
        db.session.add(row)
    elif row.sensitive or not sensitive:
        return
    row.sensitive, row.at = sensitive, clock.now()
    db.session.flush()  # the answer shows it
    record("notice.confirm", account.id, version=read, sensitive=sensitive)
