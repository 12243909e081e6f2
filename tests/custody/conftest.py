"""An event on its eve, with everybody's phones."""

from __future__ import annotations

import pytest

from tests.factories.inspections import BEFORE
from tests.factories.papers import Papers, make_papers


@pytest.fixture
def papers(app, session, clock_at) -> Papers:
    """Keepers, supervisors, a chief and three invigilators."""
    clock_at(BEFORE)
    return make_papers()
