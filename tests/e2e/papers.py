"""A day with papers for browser tests: packs, a keeper, phones that see each other's screens."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.books import SHANGHAI, book
from tests.e2e.cordon import CAMERA, Cordon, staffed
from tests.e2e.desk import Desk
from tests.e2e.house import _CODES, Codes, House
from tests.e2e.phone import PIN, Phone

# A phone held close to the other one: the code fills most of the picture.
CLOSE = CAMERA.replace("400, 120, 480, 480", "290, 10, 700, 700")
CHECKS = {"project": True, "copies": True, "bag": True, "strip": True}
KEEPER = """
from backend import create_app, demo
from backend.core.db import db
app = create_app()
with app.app_context():
    demo.PEOPLE += (("keeper", "paper_keeper", "陈佩瑜", demo.CENTRE, False, "中心试卷交接人员"),)
    demo.load()
    db.session.commit()
"""


def flourish(shift: float = 0) -> dict[str, Any]:
    """A signature as the desk sends it."""
    strokes = [
        [[60.0 + 30 * i, 120.0 + row + (30 if i % 2 else -30) + shift, 500.0 * row / 60 + 45 * i]
         for i in range(12)]
        for row in (0, 60)
    ]  # fmt: skip
    return {"width": 800.0, "height": 300.0, "strokes": strokes}


@dataclass
class PaperDay:
    """An event with packs at the centre, and the acts of its office."""

    house: House
    office: Cordon
    keeper: Cordon
    codes: dict[str, Codes]
    hands: int = 0

    @property
    def event(self) -> str:
        """The event's journal."""
        return self.office.event

    def counter(self) -> Any:
        """What the keeper sees."""
        return self.keeper.call("GET", "/custody")

    def prepare(self, prefix: str = "FJ") -> list[dict[str, Any]]:
        """A pack for every session and room, with strips."""
        rows = self.keeper.call("GET", "/custody/table")["proposal"]
        for n, row in enumerate(rows):
            row["strip"] = f"{prefix}-{2207 + n}"
        self.keeper.call("POST", "/custody/packs", {"packs": rows})
        return list(self.counter()["packs"])

    def give(self, name: str, *numbers: str) -> str:
        """The keeper signs at the desk that the supervisor gets these packs."""
        now = self.counter()
        to = next(one["id"] for one in now["supervisors"] if one["name"] == name)
        packs = [one["pack"] for one in now["packs"] if not numbers or one["number"] in numbers]
        self.hands += 1
        data = {
            "to": to, "packs": [{"pack": one, "checks": CHECKS} for one in packs],
            "place": "中心保密室", "reason": "演练当天领取", "signature": flourish(self.hands),
        }  # fmt: skip
        return str(self.keeper.call("POST", "/custody/offers", data)["entry"])

    def states(self) -> dict[str, tuple[str, str, int]]:
        """Number → state, who has it, sides nobody stands behind."""
        return {
            one["number"]: (one["state"], one["with"]["name"], one["unproved"])
            for one in self.counter()["packs"]
        }

    def take_back(self) -> None:
        """The keeper receives what stands open, all right."""
        for _ in range(100):
            offers = [
                one for one in self.counter()["handovers"]
                if one["purpose"] == "return" and one["packs"][0]["state"] == "waiting"
            ]  # fmt: skip
            if offers:
                break
            time.sleep(0.2)
        rows = [{"pack": one["pack"], "checks": CHECKS} for one in offers[0]["packs"]]
        self.hands += 1
        data = {"offer": offers[0]["offer"], "packs": rows, "signature": flourish(self.hands)}
        self.keeper.call("POST", "/custody/answers", data)

    def wait(self, number: str, state: str, name: str, seconds: float = 20) -> None:
        """Until the centre says so."""
        end = time.monotonic() + seconds
        while self.states()[number][:2] != (state, name):
            assert time.monotonic() < end, self.states()
            time.sleep(0.2)

    def phone_for(self, name: str) -> Codes:
        """Codes for the own phone of a chief or invigilator of the list."""
        with sqlite3.connect(self.house.database) as base:
            rows = base.execute(
                "SELECT id, position FROM event_person WHERE event_id = ? AND role IN "
                "('chief', 'invigilator') ORDER BY position",
                (self.event,),
            ).fetchall()
        for listed, _ in rows:
            found = self.office.call("POST", f"/parties/{listed}/phone")
            if found["name"] == name:
                return Codes(name, found["activation"], found["enrol"])
        raise LookupError(name)


def make_paper_day(
    house: House,
    dispatcher: Desk,
    make_desk: Any,
    number: str,
    station: str,
    team: list[str],
    *,
    computer: bool = False,
) -> PaperDay:
    """Import, badges, packs: theory opens in a minute, in a room with `computer`s; practice runs."""
    found = book(number, station, team=team)
    found["考场"][0]["机考"] = "是" if computer else "否"
    # Always in one day of Shanghai, with the opening of theory just ahead.
    now = datetime.now(SHANGHAI)
    start = now + timedelta(minutes=7)
    for row, offset in zip(found["场次"], (0, 95), strict=True):
        t0 = start + timedelta(minutes=offset)
        row["日期"], row["开考"] = t0.date().isoformat(), t0.strftime("%H:%M")
        row["结束"] = (t0 + timedelta(minutes=60)).strftime("%H:%M")
    found, faces = staffed(found)
    found["人员"][0]["照片"] = found["人员"][1]["照片"]
    house.books.append(found)
    file, zipped = house.instance / f"{number}.json", house.instance / f"{number}.zip"
    file.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    zipped.write_bytes(faces)
    done = house.flask("import", "dispatch", file, "--photos", zipped)
    codes = {name: Codes(name, *rest) for name, *rest in _CODES.findall(done.stdout)}
    with sqlite3.connect(house.database) as base:
        query = "SELECT event_id FROM dispatch WHERE number = ?"
        (event,) = base.execute(query, (number,)).fetchone()
    keepers = [row for row in house.accounts().values() if row["role"] == "paper_keeper"]
    if not keepers:
        house.run(sys.executable, "-c", KEEPER)
        keepers = [row for row in house.accounts().values() if row["role"] == "paper_keeper"]
    office = Cordon(house, dispatcher, event)
    office.call("POST", "/badges/issue")
    keeper = Cordon(house, make_desk(keepers[0]["username"]), event)
    return PaperDay(house, office, keeper, codes)


@dataclass
class Carrier:
    """Somebody's phone on the day, driven by the words on it."""

    phone: Phone
    name: str
    seen: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        """The one page."""
        return self.phone.page

    def start(self, codes: Codes, *, papers_only: bool = False) -> None:
        """First use; ends with the kit on the phone, at the papers."""
        self.phone.open("/start")
        assert self.phone.context is not None
        self.phone.context.add_init_script(CLOSE)
        self.page.reload()
        page, phone = self.page, self.phone
        if not papers_only:
            phone.enrol(codes)
            phone.go("/")
            phone.accept()
            phone.fetch_kit()
            phone.wait_for_worker()
            phone.go("/papers")
        else:
            page.get_by_label("激活码").fill(codes.activation)
            page.get_by_label("绑定码").fill(codes.enrol)
            phone.button("下一步").tap()
            phone.confirm_notice()
            phone.button("是本人").tap()
            phone.type_pin(PIN)
            expect(page.get_by_role("heading", name="再输一遍")).to_be_visible()
            phone.type_pin(PIN)
            phone.button("试相机").tap()
            phone.button("下一步").tap()
            phone.button("去出发前体检").tap()
            page.wait_for_url("**/papers")
            phone.wait_for_worker()
        expect(page.locator("[data-pack]").first).to_be_visible()

    def row(self, number: str) -> Locator:
        """A pack in the list of 试卷."""
        return self.page.locator(".pack-row").filter(has_text=re.compile(rf"^{number}"))

    def choose(self, label: str, words: str) -> None:
        """From a list, where there is more than one to choose from."""
        expect(self.page.get_by_test_id("handover")).to_be_visible()
        field_ = self.page.get_by_label(label)
        if field_.count():
            option = field_.locator("option", has_text=words).first
            field_.select_option(value=option.get_attribute("value"))

    def tick_all(self) -> None:
        """全部核对相符."""
        self.page.get_by_test_id("tick-all").tap()

    def sign(self) -> None:
        """On the pad, as slowly as a hand writes."""
        expect(self.page.locator(".pad-ink")).to_be_visible()
        self.phone.draw_name()
        self.phone.button("确认签名").tap()
        expect(self.page.locator(".pad-ink")).to_have_count(0)

    def turn_codes(self) -> list[str]:
        """Pictures of the codes this phone shows, turned by hand."""
        page = self.page
        card = page.locator(".qr-card svg.code")
        expect(card).to_be_visible()
        shots = []
        while True:
            png = card.screenshot()
            shots.append("data:image/png;base64," + base64.b64encode(png).decode("ascii"))
            following = page.get_by_role("button", name="下一张")
            if not following.count() or following.is_disabled():
                return shots
            following.tap()

    def look_at(self, shots: list[str]) -> None:
        """Hold the camera before the other phone, code after code, until this one has them all."""
        for shot in shots:
            self.page.evaluate("url => window.holdUp(url)", shot)
            self.page.wait_for_timeout(350)
