"""The signed records as pages: both names beside both signatures, times in pairs, and the anchors."""

from __future__ import annotations

from typing import Any

from backend.core.documents import Templates, clean
from backend.core.documents.ink import qr_svg, signature_ink
from backend.core.documents.moments import clock_words

from .facts import Head, Proof, Record, Signed
from .labels import FOLDER, thin

TEMPLATES = Templates(FOLDER, "record.typ")
INK = "#10284A"
SIGNATURE_HEIGHT = 40.0
SIGNATURE_WIDTH = 140.0
SHAPES = {"ok": "●", "look": "▲", "stop": "■"}
HOW = {
    "key": "本人设备签名",
    "signin": "本人登录签名",
    "strokes": "在对方设备上手写",
    "paper": "纸质签名（据纸质）",
    "witness": "在场手写见证",
    "none": "待签",
}


def render_record(record: Record, head: Head) -> bytes:
    """PDF/A-2b; the same values give the same bytes. Raises `MissingGlyph`."""
    pictures = {
        f"{n}.jpg": one.data for n, one in enumerate(record.pictures, 1) if one.data is not None
    }
    data = clean(
        {
            "title": record.title,
            "number": record.number,
            "mark": "演示" if head.demo else "练习" if head.practice else "",
            "facts": [list(row) for row in record.facts],
            "banners": [f"{SHAPES[shape]} {text}" for shape, text in record.banners],
            "columns": [title for title, _ in record.columns],
            "widths": [width for _, width in record.columns],
            "lines": [one.cells for one in record.lines],
            "notes": [list(row) for row in record.notes if row[1]],
            "signed": [_signed(one) for one in record.signed],
            "proof": _proof(record.proof),
            "pictures": [
                {
                    "file": f"{n}.jpg" if one.data is not None else None,
                    "caption": one.caption,
                    "sha256": one.sha256,
                }
                for n, one in enumerate(record.pictures, 1)
            ],
            "footer": _footer(record, head),
            "watermark": f"{head.by} {head.printed[:10]}",
        }
    )
    # Pictures made of numbers only: their letters are no text to be cleaned.
    data["thin"] = thin([data["title"], *data["banners"], *(one["side"] for one in data["signed"])])
    data["qr"] = qr_svg(record.proof.url)
    for one, signed in zip(data["signed"], record.signed, strict=True):
        one["ink"] = _ink(signed)
    return TEMPLATES.pdf(data, pictures, head.made_at)


def _footer(record: Record, head: Head) -> str:
    return (
        f"{record.number}　版本：截至日志第 {record.proof.seq} 行　{head.printed} 打印　{head.by}"
    )


def _signed(one: Signed) -> dict[str, Any]:
    how = HOW[one.how]
    if one.badge:
        how += f"，证卡 {one.badge}"
    elif one.how == "strokes":
        how += "，未扫证卡"
    return {
        "side": one.side,
        "name": one.name,
        "role": one.role,
        "how": how,
        "stated": clock_words(one.at),
        "proved": _proved(one),
        "open": one.how == "none",
        "unconfirmed": not one.confirmed and one.how != "none",
    }


def _proved(one: Signed) -> str:
    parts = []
    if one.earliest is not None:
        parts.append(f"不早于 {clock_words(one.earliest)}")
    if one.latest is not None:
        parts.append(f"不晚于 {clock_words(one.latest)}")
    return "\n".join(parts) or ("" if one.how == "none" else "未证明")


def _ink(one: Signed) -> dict[str, Any] | None:
    ink = signature_ink(one.strokes, INK) if one.strokes else None
    if ink is None:
        return None
    height = min(SIGNATURE_HEIGHT, SIGNATURE_WIDTH / ink.ratio)
    return {"svg": ink.svg, "height": round(height, 2), "width": round(height * ink.ratio, 2)}


def _proof(proof: Proof) -> dict[str, Any]:
    rows = [
        ["日志", proof.journal],
        ["日志链头", f"第 {proof.seq} 行　{proof.head}"],
        ["检查点", _checkpoint(proof)],
        ["根密钥指纹", proof.root],
        ["核验地址", proof.url],
    ]
    return {
        "rows": rows,
        "entries": [
            [one.what, f"第 {one.seq} 行", f"记录 {one.entry}\n链头 {one.head}"]
            for one in proof.entries
        ],
    }


def _checkpoint(proof: Proof) -> str:
    if proof.checkpoint is None:
        return "尚无检查点"
    return f"第 {proof.checkpoint[0]} 号　{proof.checkpoint[1]}"
