"""One phone floods the door: it is told to wait, the others get through, and nothing honest is lost."""

from __future__ import annotations

import hashlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.accounts.models import Account
from backend.accounts.queries import account_of
from backend.core import files, proof, turns
from backend.core.db import db
from backend.core.journal_models import JournalEntry
from backend.sync import door
from tests.factories.accounts import Phone, csrf, device_of
from tests.sync.test_door import NONCE, House, house, jpeg, receipt_of, upload  # noqa: F401

BATCH = 64


@pytest.fixture
def bounds(monkeypatch):
    """Bounds a test reaches soon; the mechanism is the same."""
    monkeypatch.setattr(door, "MOST_WAITING", 20)
    monkeypatch.setattr(door, "MOST_REFUSED", 20)
    # How long whoever floods must rest depends on the machine, and has tests of its own.
    monkeypatch.setattr(turns, "RESTS", 0)


def flood(house: House, **more: Any) -> list[str]:  # noqa: F811
    """Sealed entries of the mate's phone, as the worst of clients makes them."""
    return [house.answer(phone=house.mate, remark=f"第{n}条", **more) for n in range(30)]


def outcomes(house: House, phone: Phone) -> dict[str, int]:  # noqa: F811
    with house.app.app_context():
        query = select(JournalEntry.outcome, func.count()).where(JournalEntry.kid == phone.kid)
        return dict(db.session.execute(query.group_by(JournalEntry.outcome)).all())


def one_by_one(house: House, entries: list[str]) -> list[tuple[int, str | None]]:  # noqa: F811
    """What a phone does after a refusal: every entry alone."""
    answers = [house.push(entry) for entry in entries]
    return [(a.status_code, a.json.get("code")) for a in answers]


@pytest.mark.req("U-9")
@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({"parents": ("ab" * 32,)}, "waiting:parent"),
        ({"field": "item/99"}, "refused:inspections.unknown_item"),
    ],
)
def test_a_flood_ends_at_its_bound_and_others_get_through(house, bounds, more, outcome):  # noqa: F811
    entries = flood(house, **more)
    told = one_by_one(house, entries)
    assert told == [(200, None)] * 20 + [(429, "request.too_many")] * 10
    own = house.push(*(house.answer(f"item/{n}", "A") for n in range(1, 8)))
    assert house.outcomes(own) == ["accepted"] * 7
    # What was taken keeps its line, and is answered again; the rest stays on the phone.
    assert one_by_one(house, entries[:2]) == [(200, None)] * 2
    assert outcomes(house, house.mate)[outcome] == 20
    with house.app.app_context():
        assert proof.verify(house.event).state == "consistent"


def test_refusals_of_an_earlier_hour_do_not_count(house, bounds, clock_at):  # noqa: F811
    entries = flood(house, field="item/99")
    one_by_one(house, entries)
    clock_at(house.now + door.HOUR + 60_000)
    renewed = house.client.post("/api/v1/session/refresh", headers=csrf(house.client, "refresh"))
    assert renewed.status_code == 200
    assert one_by_one(house, entries[20:]) == [(200, None)] * 10


def test_a_phone_pushes_one_batch_at_a_time_and_is_told_when_to_come_again(house):  # noqa: F811
    with house.app.app_context():
        account = account_of(device_of(house.lead).person_id)
        assert isinstance(account, Account)
        mine = account.id
    with turns.alone(mine):
        busy = house.push(house.answer())
        assert (busy.status_code, busy.json["code"]) == (429, "request.too_many")
        assert int(busy.headers["Retry-After"]) >= 1
        # Asking costs nobody anything, and so does another phone.
        assert house.push().status_code == 200
    # Whoever waits for a turn gets it as soon as it is free.
    with ThreadPoolExecutor(1) as other, turns.alone(mine):
        came = other.submit(house.push, house.answer("item/3"))
        time.sleep(0.2)
        assert not came.done()
    assert came.result().status_code == 200
    with turns.alone("somebody else"):
        assert house.push(house.answer("item/2")).status_code == 200


def test_a_long_push_lets_the_others_go_first_after_every_slice(house, monkeypatch):  # noqa: F811
    """One phone's whole day costs the others a slice of it, and its lines stay in order."""
    took: list[str] = []
    take, queue = door._take_slice, house.app.extensions["doorway"]._queue
    day = [house.answer(f"item/{1 + n}") for n in range(3 * door.SLICE)]
    other = house.answer("item/20", phone=house.mate)
    begun = threading.Event()

    def slowly(journal, items, carrier):
        took.append(items[0].entry.kid)
        begun.set()
        # The first slice ends when the other phone stands at the door.
        for _ in range(1000):
            if len(took) > 1 or queue:
                break
            time.sleep(0.01)
        return take(journal, items, carrier)

    monkeypatch.setattr(door, "_take_slice", slowly)
    # Both are carried by one account here, which would wait for its own turn.
    monkeypatch.setattr(turns, "alone", lambda *_: nullcontext())
    with ThreadPoolExecutor(1) as long:
        came = long.submit(house.push, *day)
        assert begun.wait(10)
        answered = house.push(other)
    assert house.outcomes(answered) == ["accepted"]
    assert house.outcomes(came.result()) == ["accepted"] * len(day)
    if house.app.extensions["doorway"]._free == 1:  # SQLite; beside PostgreSQL several are inside
        mine, other_kid = house.lead.kid, house.mate.kid
        assert took == [mine, other_kid, mine, mine]


def test_a_push_of_rubbish_rests_before_the_next_one(house, monkeypatch):  # noqa: F811
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    monkeypatch.setattr(turns, "RESTS", 10**6)
    assert house.push(*["no.entry.here"] * 9).status_code == 200
    assert house.push(house.answer()).status_code == 200, "a few are an accident"
    assert house.push(*["no.entry.here"] * 64).status_code == 200
    later = house.push(house.answer("item/2"))
    assert (later.status_code, later.json["code"]) == (429, "request.too_many")
    assert int(later.headers["Retry-After"]) > turns.WAIT_SECONDS
    turns._free_at.clear()
    assert house.push(house.answer("item/2")).status_code == 200


def test_rubbish_again_and_again_rests_longer_and_good_work_ends_it(monkeypatch):
    moment = [0.0]
    monkeypatch.setattr(turns.time, "monotonic", lambda: moment[0])

    def rest(*, fruitless: bool) -> float:
        moment[0] = max(moment[0], turns._free_at.get("somebody", 0.0))
        with turns.alone("somebody") as turn:
            moment[0] += 1
            turn.fruitless = fruitless
        return turns._free_at.get("somebody", moment[0]) - moment[0]

    assert [rest(fruitless=True) for _ in range(6)] == [3, 6, 12, 24, 48, 48]
    assert rest(fruitless=False) == 0
    assert rest(fruitless=True) == 3


def test_a_full_store_stops_files_and_never_entries(house):  # noqa: F811
    settings = house.app.config["SETTINGS"]
    data = jpeg(300, 200)
    house.app.config["SETTINGS"] = replace(settings, file_quota=len(data) - 1)
    full = upload(house, data)
    assert (full.status_code, full.json["code"]) == (507, "file.quota")
    assert house.outcomes(house.push(house.answer())) == ["accepted"]
    house.app.config["SETTINGS"] = settings
    assert len(receipt_of(upload(house, data))["files"]) == 1


def test_one_carrier_fills_its_share_and_not_the_others_space(house):  # noqa: F811
    """A phone that sends pictures without end; the colleague's photo still finds room."""
    settings = house.app.config["SETTINGS"]
    data = [jpeg(300, 200 + n) for n in range(4)]
    house.app.config["SETTINGS"] = replace(settings, file_quota=4 * (len(data[0]) + len(data[1])))
    answers = [upload(house, one) for one in data[:3]]
    assert [answer.status_code for answer in answers] == [200, 200, 507]
    assert answers[-1].json["code"] == "file.share"
    with house.app.app_context():
        size = len(data[3])
        sha = hashlib.sha256(data[3]).hexdigest()
        assert files.receive(house.event, sha, 0, data[3], size, "image/jpeg", "a colleague")
    house.app.config["SETTINGS"] = settings


def test_garbage_is_counted_under_its_carrier_and_takes_nobodys_line(house):  # noqa: F811
    answer = house.client.post(
        f"/api/v1/journals/{house.event}/entries",
        json={"entries": ["no.entry.here"] * BATCH, "nonce": NONCE},
        headers=csrf(house.client),
    )
    assert len(answer.json["rejected"]) == BATCH
    good = house.push(house.answer(), *["no.entry.here"] * (BATCH - 1))
    assert house.outcomes(good) == ["accepted"]
