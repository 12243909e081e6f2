"""Builders of findings."""

from __future__ import annotations

from typing import Any

from backend.core.db import db
from backend.findings.models import Finding
from backend.findings.services import raise_finding


def make_finding(event: str, code: str = "V6.2.5", **more: Any) -> Finding:
    """A finding raised from a desk."""
    entry = raise_finding(event, code, more.pop("facts", "座位 12 使用手机"), actor=None, **more)
    return db.session.get_one(Finding, entry.hash)
