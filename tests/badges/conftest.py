"""The cordon of an exam day."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.badges import Cordon, make_cordon
from tests.factories.inspections import ON_THE_DAY


@pytest.fixture
def cordon(session: Any, clock_at: Any) -> Cordon:
    """An event with badges and two gates, at nine on the day."""
    clock_at(ON_THE_DAY)
    return make_cordon()
