"""A cordon for browser tests: people with faces, their badges, and a camera that shows what we hold up."""

from __future__ import annotations

import base64
import io
import json
import sqlite3
import zipfile
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import qrcode
from PIL import Image, ImageFilter
from playwright.sync_api import Page, expect
from stdnum.cn import ric

from backend.portraits import portrait
from tests.badges.reader import modules_in
from tests.e2e.books import Book, book
from tests.e2e.desk import Desk
from tests.e2e.house import House
from tests.e2e.phone import Phone

# The camera of the recipe in the notes: a canvas, so that what it shows can change.
CAMERA = """
(() => {
  if (!navigator.mediaDevices) return
  const canvas = document.createElement('canvas')
  canvas.width = 1280
  canvas.height = 720
  const context = canvas.getContext('2d')
  let picture = null
  const draw = () => {
    context.fillStyle = '#5b666f'
    context.fillRect(0, 0, 1280, 720)
    if (picture) context.drawImage(picture, 400, 120, 480, 480)
    context.fillRect(0, 0, 1 + (performance.now() % 2), 1)
  }
  setInterval(draw, 40)
  draw()
  window.holdUp = async (url) => {
    picture = null
    if (!url) return
    const next = new Image()
    next.src = url
    await next.decode()
    picture = next
  }
  window.cameraFails = ''
  navigator.mediaDevices.getUserMedia = async () => {
    if (window.cameraFails) throw new DOMException('test', window.cameraFails)
    const stream = canvas.captureStream(25)
    window.lastTrack = stream.getVideoTracks()[0]
    return stream
  }
})()
"""


def _number(number: int) -> str:
    head = f"9900001990{1 + number // 28 % 12:02}{1 + number % 28:02}{number % 1000:03}"
    return head + ric.calc_check_digit(head + "0")


PEOPLE = (
    ("何雪梅", "监考员", "", "第1考场"),
    ("曾建辉", "监考员", "", "第2考场（实训室）"),
    ("周德福", "工作人员", "警戒线值守", ""),
    ("宋晓蕾", "工作人员", "医疗", ""),
)


def staffed(found: Book) -> tuple[Book, bytes]:
    """The book with people and candidates, and the ZIP of their drawn faces."""
    room = found["考场"][0]["名称"]
    found["人员"] = [
        {"姓名": found["派遣"]["主考"], "角色": "主考"},
        *(
            {
                "姓名": name, "角色": role, "岗位": post, "考场": place, "手机": "10000000031",
                "证件号码": _number(n), "照片": f"{name}.jpg",
            }
            for n, (name, role, post, place) in enumerate(PEOPLE, start=1)
        ),
    ]  # fmt: skip
    found["考生"] = [
        {
            "姓名": name, "证件号码": _number(100 + n), "准考证号": f"3509{n:06}",
            "项目": found["项目"][0]["名称"], "考场": room, "座位": f"{n:02}", "照片": f"{name}.jpg",
        }
        for n, name in enumerate(("赵一凡", "钱二妹", "孙三宝"), start=1)
    ]  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for row in [*found["人员"], *found["考生"]]:
            if "照片" in row:
                target.writestr(row["照片"], portrait(row["姓名"]))
    return found, out.getvalue()


def picture(text: str | bytes) -> str:
    """A QR code as an address the page can draw."""
    made = qrcode.QRCode(border=4, box_size=8, error_correction=qrcode.ERROR_CORRECT_M)
    made.add_data(text)
    out = io.BytesIO()
    made.make_image().save(out)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode("ascii")


def photograph(modules: list[list[bool]]) -> str:
    """A printed code as a camera sees it: on paper, held askew, not quite in focus."""
    side = len(modules)
    code = Image.new("L", (side, side), 255)
    code.putdata([0 if dark else 255 for row in modules for dark in row])
    card = Image.new("L", (560, 560), 250)
    card.paste(code.resize((side * 9, side * 9), Image.Resampling.NEAREST), (60, 60))
    seen = card.rotate(6, Image.Resampling.BICUBIC, fillcolor=90).filter(
        ImageFilter.GaussianBlur(1.6)
    )
    out = io.BytesIO()
    seen.save(out, "JPEG", quality=70)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode("ascii")


@dataclass
class Cordon:
    """An event with issued badges, and an official who may change them."""

    house: House
    desk: Desk
    event: str

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """As the desk's own pages would call."""
        assert self.desk.context is not None
        csrf = next(
            one["value"]
            for one in self.desk.context.cookies()
            if one["name"] == "csrf_access_token"
        )
        answer = self.desk.page.request.fetch(
            f"{self.house.url}/api/v1/events/{self.event}{path}",
            method=method,
            headers={"X-CSRF-TOKEN": csrf, "Content-Type": "application/json"},
            data=json.dumps(body) if body is not None else None,
        )
        assert answer.ok, answer.text()
        return answer.json()

    def badge(self, name: str) -> dict[str, Any]:
        """The badge of somebody as the office sees it, with the text of its QR."""
        found = next(one for one in self.call("GET", "/badges")["items"] if one["name"] == name)
        with sqlite3.connect(self.house.database) as base:
            query = "SELECT token FROM badge WHERE id = ?"
            (found["token"],) = base.execute(query, (found["badge"],)).fetchone()
        return dict(found)

    def revoke(self, name: str, reason: str) -> None:
        """The person is replaced: this badge counts no more."""
        path = f"/badges/{self.badge(name)['badge']}/state"
        self.call("POST", path, {"state": "revoked", "reason": reason})

    def printed(self, badge: str) -> list[list[bool]]:
        """The code of a badge as it stands in the printed PDF."""
        row = self.call(
            "POST", "/badges/prints", {"layout": "single", "badges": [badge], "reason": ""}
        )
        for _ in range(100):
            if row["state"] != "done":
                self.desk.page.wait_for_timeout(200)
                items = self.call("GET", "/badges/prints")["items"]
                row = next(one for one in items if one["id"] == row["id"])
        address = f"{self.house.url}/api/v1/events/{self.event}/badges/prints/{row['id']}"
        answer = self.desk.page.request.get(f"{address}/file")
        assert answer.ok, (row, answer.text())
        (modules,) = modules_in(answer.body())
        return modules

    def gate(self, name: str, direction: str = "in") -> tuple[str, str]:
        """A gate and its day pass: (id, token)."""
        row = self.call("POST", "/gates", {"name": name, "direction": direction, "roles": None})
        return row["id"], self.call("POST", f"/gates/{row['id']}/pass")["token"]


def make_cordon(house: House, desk: Desk, number: str, station: str) -> Cordon:
    """Import, then issue to everybody."""
    found, faces = staffed(book(number, station, team=["宋知微"]))
    house.books.append(found)
    file, zipped = house.instance / f"{number}.json", house.instance / f"{number}.zip"
    file.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    zipped.write_bytes(faces)
    house.flask("import", "dispatch", file, "--photos", zipped)
    with sqlite3.connect(house.database) as base:
        query = "SELECT event_id FROM dispatch WHERE number = ?"
        (event,) = base.execute(query, (number,)).fetchone()
    cordon = Cordon(house, desk, event)
    cordon.call("POST", "/badges/issue")
    return cordon


@dataclass
class GatePhone:
    """A guard's phone: what is held up to it, and what it says."""

    phone: Phone

    @property
    def page(self) -> Page:
        """The one page."""
        return self.phone.page

    def open(self, token: str) -> None:
        """The phone's own camera opened the address of the day pass."""
        self.phone.open("/gate")
        assert self.phone.context is not None
        self.phone.context.add_init_script(CAMERA)
        self.page.goto("about:blank")
        self.page.goto(f"{self.phone.url}/gate#{quote(token, safe='')}")

    def hold_up(self, text: str | bytes | None) -> None:
        """Something before the camera; None takes it away."""
        self.page.evaluate("url => window.holdUp(url)", picture(text) if text is not None else None)

    def hold_photo(self, modules: list[list[bool]]) -> None:
        """A printed badge before the camera."""
        self.page.evaluate("url => window.holdUp(url)", photograph(modules))

    def says(self, tone: str, outcome: str) -> None:
        """The big panel."""
        panel = self.page.get_by_test_id("verdict")
        expect(panel).to_have_attribute("data-outcome", outcome)
        expect(panel).to_have_attribute("data-tone", tone)

    def recorded(self) -> None:
        """已记录: sealed on this phone."""
        expect(self.page.get_by_test_id("verdict")).to_have_attribute("data-recorded", "saved")

    def put_away(self) -> None:
        """扫下一位, and nothing before the camera."""
        self.hold_up(None)
        self.phone.button("扫下一位").tap()
        expect(self.page.get_by_test_id("verdict")).to_have_count(0)
