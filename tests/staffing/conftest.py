"""A desk of the dispatching centre and one of another centre."""

from __future__ import annotations

import contextvars

import pytest
from flask.testing import FlaskClient

from tests.factories.accounts import make_account, sign_in
from tests.factories.organisations import make_centre
from tests.factories.staffing import CENTRE


class ApartClient(FlaskClient):
    """Runs every request in an empty context: own `g`, own database session."""

    def open(self, *args, **kwargs):
        return contextvars.Context().run(super().open, *args, **kwargs)


class Desks(dict):
    """Clients by name, each signed in when first used: the slow hash costs half a second."""

    def __init__(self, app, names):
        super().__init__()
        self.app, self.names = app, names

    def __missing__(self, name):
        client = self[name] = self.app.test_client()
        assert sign_in(client, self.names[name]).status_code == 200
        return client


@pytest.fixture
def desks(app, session):
    """Signed-in desks by name."""
    app.test_client_class = ApartClient
    here, there = make_centre(CENTRE), make_centre("海澄市职业技能鉴定指导中心")
    accounts = {
        "dispatcher": make_account("dispatcher", here),
        "quality": make_account("quality", here),
        "leader": make_account("centre_leader", here),
        "foreign": make_account("dispatcher", there),
        "province": make_account("province_leader", here),
        "admin": make_account("system_admin", here),
    }
    names = {name: account.username for name, account in accounts.items()}
    session.commit()
    return Desks(app, names)
