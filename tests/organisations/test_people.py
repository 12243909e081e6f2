"""Centres, stations and people."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from backend.organisations import queries, rules, services
from tests.factories.organisations import make_centre, make_person


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单晓明", "shan"),
        ("单晓明", "sxm"),
        ("曾国平", "zeng guo"),
        ("仇英", "qiuying"),
        ("尉迟青", "yuchi"),
        ("吕行", "lv"),
        ("林秀英", "秀英"),
    ],
)
def test_a_person_is_found_by_any_reading_of_the_name(session, name, typed):
    centre = make_centre()
    person = make_person(centre, name)
    session.commit()
    assert session.scalars(queries.matching(typed)).all() == [person]
    assert session.scalars(queries.matching("%")).all() == []


def test_a_second_import_finds_the_same_person(session):
    centre = make_centre()
    first = services.upsert_person(centre, "王丽", phone="19900001111", card_number="K-1")
    assert services.upsert_person(centre, " 王丽 ", phone="19900001111") is first
    assert services.upsert_person(centre, "王丽", card_number="K-1") is first
    other = services.upsert_person(centre, "王丽", phone="19900002222")
    assert other is not first
    assert services.upsert_person(make_centre(), "王丽", phone="19900001111") is not first


@pytest.mark.req("S-9")
def test_phone_and_id_number_are_ciphertext_at_rest_and_found_by_keyed_hash(session):
    centre = make_centre()
    person = services.upsert_person(centre, "陈一", phone="19900003333", id_number="TEST-ID-0001x")
    session.commit()
    row = session.execute(text("SELECT * FROM person WHERE id = :i"), {"i": person.id}).one()
    assert not any("19900003333" in str(v) or "TEST-ID" in str(v) for v in row)
    session.expire_all()
    found = queries.person_by_id_number(centre.id, "TEST-ID-0001X")
    assert found is person
    assert found.phone == "19900003333"


def test_the_user_name_proposed_is_ascii():
    assert rules.login_name("单晓明") == "shanxiaoming"
    assert rules.login_name("𠮷") == "user"


@pytest.mark.parametrize("written", ["青岭（二）鉴定站", "青岭(二)鉴定站"])
def test_a_name_prints_as_written_and_is_found_in_any_width(session, written):
    centre = services.upsert_centre("云澜（北）指导中心", short="云澜")
    station = services.upsert_station(centre, f" {written} ")
    person = services.upsert_person(centre, "林（阿依古丽·买买提）")
    session.commit()
    assert (centre.name, station.name) == ("云澜（北）指导中心", written)
    assert person.name == "林（阿依古丽·买买提）"
    for typed in ("青岭（二）鉴定站", "青岭(二)鉴定站", "青岭（二)鉴定站"):
        assert queries.station_named(centre.id, typed) is station
        assert services.upsert_station(centre, typed) is station
    assert queries.centre_named("云澜(北)指导中心") is centre
    assert session.scalars(queries.matching("林(阿依")).all() == [person]
    assert services.upsert_person(centre, "林(阿依古丽·买买提)") is person
