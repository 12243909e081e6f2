"""Snapshots for tests of the paper: fictional people, the shapes of the fixed contract."""

import copy
import hashlib
import io
import math
from typing import Any

from PIL import Image, ImageDraw

from backend.inspections.paper.template import annex, template_hash

MADE_AT = 1_795_252_931_000  # 2026-11-21 17:22:11 in Beijing


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fact(value: str, original: str | None = None, reason: str | None = None) -> dict[str, Any]:
    return {"value": value, "original": value if original is None else original, "reason": reason}


def graded(number: int, grade: str = "A", remark: str = "", **more: Any) -> dict[str, Any]:
    answer = {
        "no": number,
        "kind": "graded",
        "grade": grade,
        "na_reason": None,
        "remark": remark,
        "basis": {"how": "seen", "rooms": None},
        "corrected": False,
        "entries": [digest(f"entry {number}")],
        "photos": [],
    }
    return {**answer, **more}


def project(name: str, due: int, present: int) -> dict[str, Any]:
    return {
        "project": digest(name)[:16],
        "occupation": name,
        "level": "—",
        "due": due,
        "present": present,
        "absent": due - present,
        "entries": [digest(name)],
    }


def rating(name: str, words: str) -> dict[str, Any]:
    return {"examiner": digest(name)[:16], "name": name, "rating": words}


def snapshot(**more: Any) -> dict[str, Any]:
    """The form of picture 40: two projects, B and C with remarks, item 24 not applicable."""
    items = []
    for item in annex()["items"]:
        number = item["no"]
        ends = {"entries": [digest(f"entry {number}")], "photos": []}
        if item["kind"] == "free_text":
            items.append({"no": number, "kind": "free_text", "text": "", **ends})
        elif item["kind"] == "evaluation":
            ratings = [rating("吴立言", "优秀"), rating("邱亦文", "优秀"), rating("蔡明霞", "良好")]
            items.append({"no": number, "kind": "evaluation", "ratings": ratings, **ends})
        else:
            items.append(graded(number))
    form = {
        "v": 1,
        "template": template_hash(),
        "dispatch": {"id": "d-1", "number": "MA-2026-031"},
        "event": "e-1",
        "version": 1,
        "previous": None,
        "amend_reason": None,
        "practice": False,
        "demo": False,
        "label": "",
        "header": {
            "exam_time": fact("2026年11月21日"),
            "station": fact("闽安市茶业职业技能鉴定站"),
            "exam_lead": fact("林国栋"),
            "exam_place": fact("闽安市茶业职业学校实训楼（云溪路18号）"),
            "phone": fact("0590-5550126"),
        },
        "figures": [project("乌龙茶初制", 32, 30), project("茶艺冲泡", 28, 28)],
        "explanation": "",
        "items": items,
        "exceptions": "YC-061 09:31 第2考场1名考生身体不适，经主考同意离场，已联系医疗（附件5第10条）。\n"
        "YC-062 09:47 第2考场未作结束前提醒，已告知主考，责令纠正。无重大事件。",
        "extra": [],
        "files": [],
        "supervisors": [
            {"person": "p-1", "name": "郑书岚", "lead": True},
            {"person": "p-2", "name": "许木生", "lead": False},
        ],
        "made_at": MADE_AT,
    }
    answer(form, 5, grade="B", remark="2名工作人员未参加考务会，会后由主考补训。")
    answer(form, 8, basis={"how": "sampled", "rooms": 2})
    answer(
        form, 12, grade="B", remark="04号、17号考生手机未存放，当场提醒后已存放。", corrected=True
    )
    answer(form, 14, basis={"how": "sampled", "rooms": 2})
    answer(form, 15, grade="C", remark="第2考场未提醒，监考员杨立群确认。")
    answer(form, 21, grade="B", remark="1名工作人员证卡未佩戴，已补戴。")
    answer(form, 24, grade="/", na_reason="no_technical_defence", basis=None)
    answer(form, 29, text="茶艺冲泡技能卷建议统一水温单位写法。")
    answer(form, 35, remark="抽查6人，均符合。")
    answer(form, 38, text="建议增设1名巡视人员；候考室内也张贴考试时间表。")
    return {**form, **copy.deepcopy(more)}


def answer(form: dict[str, Any], number: int, **fields: Any) -> None:
    """Change one answer of a sample in place."""
    form["items"][number - 1].update(fields)


def strokes(phase: float = 0.0) -> dict[str, Any]:
    """A flourish that looks like writing: three waves and a dot."""
    lines = []
    for n in range(3):
        left = 40 + n * 110
        lines.append(
            [
                [
                    left + t,
                    90 + 45 * math.sin(t / 9 + phase + n) * math.cos(t / 31),
                    t * 7 + n * 900,
                ]
                for t in range(0, 90, 3)
            ]
        )
    lines.append([[390.0, 60.0, 3000]])
    return {"v": 1, "width": 480, "height": 200, "strokes": lines}


def signatures(form: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"name": one["name"], "strokes": strokes(n), "signed_at": MADE_AT + n * 61_000}
        for n, one in enumerate(form["supervisors"])
    ]


def verification(form: dict[str, Any], **more: Any) -> dict[str, Any]:
    signed = [
        {
            "name": one["name"],
            "at": MADE_AT,
            "earliest": MADE_AT - 52_000,
            "latest": MADE_AT + 95_000,
        }
        for one in form["supervisors"]
    ]
    block = {
        "form_number": f"MA-2026-031-{form['version']}",
        "version": form["version"],
        "snapshot_sha256": digest("snapshot"),
        "journal": "jn-7f3a",
        "seq": 431,
        "head": digest("head"),
        "root": "SHA256:9b1e-44c0-7d2f-a05e",
        "checkpoint": [1207, digest("checkpoint")],
        "url": "https://dukao.example.cn/v/Zk3v9Q2mT7pXw1BcDfGhJk",
        "late_arrivals": [],
        "signed": signed,
        "statement": "本表与中心日志一致，锚定于第1207号检查点。",
        "shape": "ok",
    }
    return {**block, **more}


def photo(text: str, size: tuple[int, int] = (800, 600)) -> bytes:
    """A small JPEG with a watermark already burned in, as phones send it."""
    picture = Image.new("RGB", size, "#8FA7A0")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 60, size[0] - 60, size[1] - 60), outline="#33443F", width=6)
    draw.text((20, size[1] - 30), text, fill="white")
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=70)
    return buffer.getvalue()


def with_photos(form: dict[str, Any], items: list[int]) -> dict[str, bytes]:
    """Give a sample one photograph per listed item; returns the bytes by hash."""
    found = {}
    for position, number in enumerate(items, 1):
        data = photo(f"station / item {number} / shot {position}")
        sha = hashlib.sha256(data).hexdigest()
        found[sha] = data
        form["items"][number - 1]["photos"].append(sha)
        form["files"].append(
            {
                "sha256": sha,
                "size": len(data),
                "type": "image/jpeg",
                "role": "photo",
                "item": number,
                "caption": f"现场照片{position}",
            }
        )
    return found
