"""The house of the session, phones and desks; what is left of a failure goes to test-results/e2e."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright
from playwright.sync_api import Error as BrowserError

from tests.e2e import house as houses
from tests.e2e.desk import Desk
from tests.e2e.house import House
from tests.e2e.phone import Phone
from tests.e2e.proxy import Link
from tests.e2e.watch import PATIENCE_MS

MOST_WORDS = 600
ARTEFACTS = houses.ROOT / "test-results" / "e2e"


@pytest.hookimpl(tryfirst=True)  # before the processes read the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser, and takes as long as a person is patient."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.e2e)
            # One process drives the browser, the other runs the rest.
            item.add_marker(pytest.mark.xdist_group("browser"))
            if not item.get_closest_marker("timeout"):
                item.add_marker(pytest.mark.timeout(240))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Fixtures see whether their test failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


# Playwright keeps an event loop running while it lives. It ends with this package, so that no other
# test finds itself inside that loop, in whatever order the processes share the tests.
@pytest.fixture(scope="package")
def drive() -> Iterator[Playwright]:
    """Playwright on the browser that dev.py found."""
    found = os.environ.get("DUKAO_CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.skip("no Chromium; `python3 dev.py test` says how to get one")
    if not (houses.ROOT / "pwa" / "dist" / "index.html").exists():
        pytest.skip("the client is not built; `python3 dev.py test` builds it")
    os.environ["DUKAO_CHROMIUM"] = found
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def office(drive: Playwright) -> Iterator[Browser]:
    """One browser for all desks; each has a context of its own."""
    browser = drive.chromium.launch(executable_path=os.environ["DUKAO_CHROMIUM"])
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def house(
    drive: Playwright, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[House]:
    """Server, worker, demo: one for the browser tests of a process."""
    with houses.running(tmp_path_factory.mktemp("house")) as made:
        yield made
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        for log in ("web", "worker"):
            shutil.copy(made.instance / f"{log}.log", ARTEFACTS / f"{log}-{worker_id}.log")


def _keep(page_name: str, person: Phone | Desk) -> None:
    if person.context is None or not person.context.pages:
        return
    try:
        person.page.screenshot(path=ARTEFACTS / f"{page_name}.png", timeout=5_000)
        words = f"{person.page.url}\n\n{person.page.inner_text('body', timeout=5_000)}"
    except BrowserError as error:
        words = str(error)
    said = "\n".join(person.watch.said)
    (ARTEFACTS / f"{page_name}.txt").write_text(f"{words}\n\n{said}\n", encoding="utf-8")
    # Where only the output of a run is left, it has to say what stood on the screen.
    print(f"{page_name} showed {words[:MOST_WORDS]!r}")


def _name(request: pytest.FixtureRequest) -> str:
    return re.sub(r"\W+", "-", request.node.name).strip("-")


@pytest.fixture
def make_link(house: House) -> Iterator[Callable[[], Link]]:
    """Ways to the server that can be cut."""
    made: list[Link] = []

    def make() -> Link:
        made.append(Link(house.port))
        return made[-1]

    yield make
    for link in made:
        link.close()


@pytest.fixture
def make_phone(
    drive: Playwright, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Phone]]:
    """Phones of one test; none may have made a noise at its end."""
    made: list[Phone] = []

    def make(url: str, **options: Any) -> Phone:
        made.append(Phone(drive, url, tmp_path / f"phone-{len(made)}", **options))
        return made[-1]

    yield make
    _finish(request, made)


@pytest.fixture
def make_desk(
    office: Browser, house: House, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Desk]]:
    """Officials at their desks."""
    made: list[Desk] = []

    def make(username: str, **options: Any) -> Desk:
        account = house.accounts()[username]
        desk = Desk(office, house.url, username, account["password"], **options)
        made.append(desk)
        desk.sign_in()
        return desk

    yield make
    _finish(request, made)


def _finish(request: pytest.FixtureRequest, people: list[Any]) -> None:
    if request.node.stash.get(FAILED, True):
        for i, person in enumerate(people):
            _keep(f"{_name(request)}-{type(person).__name__.lower()}{i}", person)
    noise = [line for person in people for line in person.watch.said]
    for person in people:
        person.close()
    assert not noise, "the browser said:\n" + "\n".join(dict.fromkeys(noise))
