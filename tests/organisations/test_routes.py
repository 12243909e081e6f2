"""Lists of centres and stations to choose from."""

from __future__ import annotations

import pytest

from backend.organisations import services
from tests.factories.accounts import make_account, sign_in
from tests.factories.organisations import make_centre


@pytest.fixture
def places(session):
    """Two centres with stations."""
    near = make_centre("云澜市职业技能鉴定指导中心")
    far = make_centre("远江市职业技能鉴定指导中心")
    for n in range(3):
        services.upsert_station(near, f"青岭（{n}）鉴定站")
    services.upsert_station(far, "东浦鉴定站")
    session.commit()
    return near, far


def names(answer):
    assert answer.status_code == 200, answer.json
    return [one["name"] for one in answer.json["items"]]


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "province_leader"])
def test_who_gives_roles_finds_every_place_by_name_and_page(session, client, places, role):
    near, far = places
    account = make_account(role, near)
    session.commit()
    sign_in(client, account)
    assert set(names(client.get("/api/v1/centres"))) == {near.name, far.name}
    assert names(client.get("/api/v1/centres?q=远江")) == [far.name]
    assert names(client.get(f"/api/v1/stations?centre={far.id}")) == ["东浦鉴定站"]
    assert names(client.get("/api/v1/stations?q=(1)")) == ["青岭（1）鉴定站"]
    second = client.get(f"/api/v1/stations?centre={near.id}&per_page=2&page=2")
    assert (len(names(second)), second.json["total"]) == (1, 3)
    assert names(client.get("/api/v1/stations?q=%25")) == []


@pytest.mark.req("S-6")
def test_a_centre_sees_its_own_places_only(session, client, places):
    near, far = places
    account = make_account("dispatcher", near)
    session.commit()
    sign_in(client, account)
    assert names(client.get("/api/v1/centres")) == [near.name]
    assert len(names(client.get("/api/v1/stations"))) == 3
    assert names(client.get(f"/api/v1/stations?centre={far.id}")) == []
