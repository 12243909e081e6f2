"""Issue and print of a thousand badges, as the office and the worker do it.

`python -m bench.cards COUNT`, in the environment of a prepared house, does the work and says its seconds.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

from .cordon import said_by
from .report import Part
from .server import EXAMINERS, Server

COUNT = int(os.environ.get("DUKAO_BENCH_BADGES", "1000"))
LEAST = 150
WORDS = {
    "sheet": "A4 sheets of eight",
    "single": "single cards",
    "lanyard": "lanyards",
    "guards": "the guard's list",
}
OTHERS = EXAMINERS + 2
"""Examiners, the supervisor and the chief wear badges too."""


def measure(folder: Path) -> Part:
    """A house with one large event; issue it, print it four ways."""
    part = Part(
        "cards", f"Issue and print of {COUNT:,} badges",
        f"One event of {COUNT:,}: {OTHERS} people and {COUNT - OTHERS} candidates, each with a drawn portrait of its own "
        "(240 × 320, JPEG). Issue: numbers, codes, signed tokens, acts in the journal, rows, commit. Print: the "
        "worker's whole job from the tables to the stored, encrypted PDF/A: names and photos decrypted, codes made, "
        "typeset, progress kept. The worker's first print finds no font loaded and is the one reported first.",
    )  # fmt: skip
    album = folder / "portraits.zip"
    server = Server(folder / "cards", supervisors=1, sheets={"考生": _candidates()}, photos=album)
    folder.mkdir(parents=True, exist_ok=True)
    _portraits(album)
    server.prepare()
    found = said_by(server, "bench.cards")
    count = found["issued"]
    part.add(
        "badges issued", count / found["issue"], "/s", note=f"{count} in {found['issue']:.1f} s"
    )
    for layout, seconds in found["prints"].items():
        number, size = found["numbers"][layout], found["sizes"][layout]
        part.add(f"badges printed: {WORDS[layout]}", number / seconds, "/s",
                 least=LEAST if layout == "sheet" else None,
                 note=f"{number} in {seconds:.1f} s, {size / 1e6:.1f} MB")  # fmt: skip
    part.add("of the sheets: typesetting alone", found["numbers"]["sheet"] / found["typeset"], "/s",
             note="cards in memory, values, codes and PDF")  # fmt: skip
    part.add("memory of the worker, most", found["memory"], "MB")
    return part


def _candidates() -> list[dict[str, Any]]:
    from tests.factories.lists import id_number  # noqa: PLC0415 - brings the tests' packages

    return [
        {
            "姓名": f"考生{_numeral(n)}", "证件号码": id_number(n), "准考证号": f"99012026{n:06}",
            "项目": "茶叶加工", "场次": 1 + n % 2, "座位": f"{n % 40:02}", "照片": f"{n}.jpg",
        }
        for n in range(1, COUNT - OTHERS + 1)
    ]  # fmt: skip


def _numeral(number: int) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in f"{number:04}")


def _portraits(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as target:
        for number in range(1, COUNT - OTHERS + 1):
            target.writestr(f"{number}.jpg", portrait(number))


def portrait(seed: int) -> bytes:
    """A drawn face that no other equals, about 10 kB."""
    draw = random.Random(f"portrait {seed}")
    image = Image.new("RGB", (240, 320), tuple(draw.randint(190, 235) for _ in range(3)))
    pen = ImageDraw.Draw(image)
    skin = (draw.randint(180, 235), draw.randint(140, 185), draw.randint(110, 150))
    hair = (draw.randint(15, 60),) * 3
    wide = draw.randint(54, 68)
    pen.ellipse((120 - wide - 6, 50, 120 + wide + 6, 190), fill=hair)
    pen.ellipse((120 - wide, 76, 120 + wide, 230), fill=skin)
    pen.pieslice((14, 220, 226, 460), 180, 360, fill=tuple(draw.randint(30, 140) for _ in range(3)))
    for x in (95, 145):
        pen.ellipse((x - 7, 135, x + 7, 147), fill=(30, 25, 20))
    pen.arc((95, 170, 145, 200), 20, 160, fill=(150, 60, 60), width=4)
    grain = Image.frombytes("RGB", image.size, draw.randbytes(240 * 320 * 3))
    image = Image.blend(image.filter(ImageFilter.GaussianBlur(1)), grain, 0.05)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=72)
    return out.getvalue()


def main() -> None:
    """In the house: issue, then print as the worker does."""
    from sqlalchemy import select  # noqa: PLC0415 - only beside the server

    from backend.assessments.models import ExamEvent  # noqa: PLC0415
    from backend.badges import printing, queries, services  # noqa: PLC0415
    from backend.badges.print import Head, render  # noqa: PLC0415
    from backend.core.db import db  # noqa: PLC0415
    from wsgi import app  # noqa: PLC0415

    said: dict[str, Any] = {"prints": {}, "sizes": {}, "numbers": {}}
    with app.app_context():
        event = db.session.scalars(select(ExamEvent)).one()
        begun = time.perf_counter()
        said["issued"] = services.issue(event, None).issued
        db.session.commit()
        said["issue"] = time.perf_counter() - begun
        name = event.id
        for layout in WORDS:
            event = db.session.get_one(ExamEvent, name)
            by = {"name": "测速", "account": "bench"}
            row = printing.ask(event, layout, None, "测速用", by, None)
            db.session.commit()
            job = row.id
            begun = time.perf_counter()
            printing.work({"print": job})
            db.session.commit()
            said["prints"][layout] = time.perf_counter() - begun
            row = db.session.get_one(printing.BadgePrint, job)
            if row.state != "done":
                raise SystemExit(f"{layout}: {row.state} {row.faults}")
            said["sizes"][layout], said["numbers"][layout] = row.size, row.total
        cards = queries.cards(name, None)
        head = Head("测速用职业技能鉴定站", "第1批次", "2026-11-29 10:00", "测速（bench）", 0)
        begun = time.perf_counter()
        render("sheet", cards, head)
        said["typeset"] = time.perf_counter() - begun
    said["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("\n" + json.dumps(said))


if __name__ == "__main__":
    sys.exit(main())
