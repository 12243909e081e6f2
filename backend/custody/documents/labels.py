"""A sheet of labels for the bags: the strip's number big, a code that only identifies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from backend.core.documents import Templates, bold_coverage, clean, families
from backend.core.documents.ink import qr_svg

from .facts import Head, Label

FOLDER = Path(__file__).parent / "templates"
TEMPLATES = Templates(FOLDER, "labels.typ")
PREFIX = "DKP1:"
ON_A_SHEET = 8
_BEFORE = re.compile(r"^.*站(?=20\d\d年)")
_AFTER = re.compile(r"专项职业能力考核$")


def label_text(pack: str) -> str:
    """What the code of a label holds."""
    return PREFIX + pack.upper()


def short_batch(batch: str) -> str:
    """「2026年第7批次」: the station stands on the label already."""
    return _AFTER.sub("", _BEFORE.sub("", batch))


def thin(texts: Iterable[str]) -> str | None:
    """Characters of bold texts that no bold font has, as a pattern; they print in regular weight."""
    rare = sorted(set().union(*texts) - bold_coverage() - {"\n"})
    return f"[{''.join(map(re.escape, rare))}]" if rare else None


def render_labels(labels: Iterable[Label], head: Head) -> bytes:
    """A4, eight labels with marks to cut by; raises `MissingGlyph`."""
    faces = [_face(one, number) for number, one in enumerate(labels, 1)]
    many = f"试卷袋标签 {len(faces)} 张 · {head.station} {short_batch(head.batch)}"
    data = {
        "labels": faces,
        "pages": -(-len(faces) // ON_A_SHEET),
        "serif": families(),
        "thin": thin(
            one[key] for one in faces for key in ("number", "strip", "station", "project")
        ),
        "mark": "演示" if head.demo else "练习" if head.practice else "",
        "words": clean(
            {
                "document": "试卷袋标签",
                "sheet": many,
                "printed": f"{head.printed} 打印 · {head.by}",
                "cut": "沿角线裁切，贴在试卷袋正面；封条号须与封条一致。",
                "secret": "试卷属秘密材料，考前不得拆封",
            },
            "head",
        ),
    }
    return TEMPLATES.pdf(data, {}, head.made_at, families(sans=True))


def _face(one: Label, number: int) -> dict[str, Any]:
    kind = f"{one.kind}（机考）" if one.computer else one.kind
    return clean(
        {
            "number": one.number,
            "strip": one.strip,
            "centre": one.centre,
            "station": one.station,
            "project": one.project,
            "rows": [
                ["批次", short_batch(one.batch)],
                ["类别", kind],
                ["场次", one.session],
                ["考场", one.room],
                ["试卷编号", one.paper_code or "—"],
            ],
            "copies": str(one.copies),
        },
        f"labels.{number}",
    ) | {"qr": qr_svg(label_text(one.pack)), "id": one.pack.upper()}
