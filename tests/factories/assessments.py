"""Builders of exam events; they come with a dispatch, as every event does."""

from __future__ import annotations

from typing import Any

from backend.assessments.models import ExamEvent
from backend.core.db import db

from .staffing import make_dispatch


def make_event(**head: Any) -> ExamEvent:
    """An exam event with rooms, sessions and people."""
    return db.session.get_one(ExamEvent, make_dispatch(**head))
