"""The form of annex 11 in force on a day: wording, windows and anchors are data (N2-5, Q-40).

The first version is the notice's own. A later version is another file beside it and another row;
an event keeps the version it was dispatched with.
"""

import hashlib
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from backend.assessments.errors import template_unknown
from backend.assessments.models import FormTemplate
from backend.core.db import db

_HERE = Path(__file__).parent
# The file lies with the form; it is read as data, its folder's code is not imported.
_FILES = {1: (_HERE.parent / "inspections" / "annex11.json", "2018-08-28")}


@cache
def content(version: int = 1) -> dict[str, Any]:
    """The parsed form, wording unchanged."""
    form: dict[str, Any] = json.loads(_FILES[version][0].read_bytes())
    return form


@cache
def digest(version: int = 1) -> str:
    """SHA-256 of the form's file: the name an event, a snapshot and the brief give it."""
    return hashlib.sha256(_FILES[version][0].read_bytes()).hexdigest()


@cache
def timeline() -> dict[str, Any]:
    """What must happen at which anchor."""
    marks: dict[str, Any] = json.loads((_HERE / "timeline.json").read_text(encoding="utf-8"))
    return marks


def content_of(sha256: str) -> dict[str, Any]:
    """The form an event was dispatched with."""
    for version in _FILES:
        if digest(version) == sha256:
            return content(version)
    raise template_unknown()


def ensure_templates() -> None:
    """Store a row for every version that comes with the program."""
    for version, (_, valid_from) in _FILES.items():
        if db.session.get(FormTemplate, digest(version)) is None:
            form = content(version)
            db.session.add(
                FormTemplate(
                    sha256=digest(version),
                    version=version,
                    title=form["title_zh"],
                    source=form["source"]["document"],
                    valid_from=valid_from,
                )
            )
    db.session.flush()  # events point at the row


def in_force(day: date) -> str:
    """Digest of the version valid on a day; the newest where two overlap."""
    row = db.session.scalar(
        select(FormTemplate)
        .where(
            FormTemplate.valid_from <= day.isoformat(),
            (FormTemplate.valid_until.is_(None)) | (FormTemplate.valid_until >= day.isoformat()),
        )
        .order_by(FormTemplate.version.desc())
        .limit(1)
    )
    if row is None:
        raise template_unknown()
    return row.sha256
