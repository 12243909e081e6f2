"""A case to work with: one event, two supervisors, on both databases."""

from __future__ import annotations

import contextvars

import pytest
from flask.testing import FlaskClient

from tests.factories.inspections import BEFORE, ON_THE_DAY, make_case


class ApartClient(FlaskClient):
    """Runs every request in an empty context: own `g`, own database session."""

    def open(self, *args, **kwargs):
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture
def case(app, session, clock_at):
    """The event on its day; phones were enrolled four days before."""
    app.test_client_class = ApartClient
    clock_at(BEFORE)
    made = make_case()
    clock_at(ON_THE_DAY)
    return made
