"""Any order, loss, repetition, death and delay: nothing sealed is lost, doubled or wrongly called received."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import FAST, _admin, _named

from .weather import Size, arguments, house, schedule, weather

DEVICE_DAYS = 10_000


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("database", ["sqlite"] if FAST else ["sqlite", "postgres"])
def test_nothing_is_lost_in_bad_weather(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    size = Size(seed=30) if database == "sqlite" else Size(seed=5, days=1)
    with house(tmp_path, _database(database, request)) as there:
        facts = weather(there, schedule(size), arguments(size))
    assert facts["accepted"] > size.device_days
    assert facts["kills"], "a storm in which no process dies proves too little"


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.timeout(0)
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_nothing_is_lost_in_ten_thousand_days_of_bad_weather(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    days = int(os.environ.get("DUKAO_TEST_DEVICE_DAYS", DEVICE_DAYS)) // 2
    # A run of an hour that was cut off goes on with the storms it had not reached.
    done = int(os.environ.get("DUKAO_TEST_STORMS_DONE", "0"))
    first = (1 if database == "sqlite" else 500_000) + done
    size = Size(first, devices=8, days=5, steps=16, kills=0.1)
    if database == "postgres":
        request.getfixturevalue("postgres_server")  # made here, not by the first of the threads

    def storm(seed: int) -> int:
        one = replace(size, seed=seed)
        with house(tmp_path / str(seed), _database(database, request)) as there:
            print(json.dumps(weather(there, schedule(one), arguments(one))), flush=True)
        shutil.rmtree(tmp_path / str(seed))
        return one.device_days

    seeds = range(first, first + -(-days // size.device_days))
    # Phones mostly wait for their network: several storms at once keep the cores busy.
    with ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:
        storms = {seed: pool.submit(storm, seed) for seed in seeds}
    # All are lived through before one is judged: it matters whether it is one or many.
    wrong = [f"{seed}: {error}" for seed, one in storms.items() if (error := one.exception())]
    assert not wrong, "\n\n".join(wrong)
    assert sum(one.result() for one in storms.values()) >= days


def _database(kind: str, request: pytest.FixtureRequest) -> str | None:
    if kind == "sqlite":
        return None
    server = request.getfixturevalue("postgres_server")
    name = f"weather_{uuid.uuid4().hex[:12]}"
    _admin(server, f"CREATE DATABASE {name}")
    request.addfinalizer(lambda: _admin(server, f"DROP DATABASE {name} WITH (FORCE)"))
    return _named(server, name)
