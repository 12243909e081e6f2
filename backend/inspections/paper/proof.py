"""The proof page (校验页): what was signed, by whom, when, and how it is anchored (A11-p1, A11-s1)."""

from itertools import groupby
from typing import Any

from backend.core.documents.moments import clock_words

from .template import annex, na_ground, template_hash

ROLES = {
    "photo": "照片",
    "strokes": "签名笔迹",
    "snapshot": "快照",
    "signature": "签名笔迹",
    "sheet": "附页",
    "attachment": "附件",
}
EARLIEST_MS = 1_500_000_000_000
"""A number beyond this is an instant, not a count."""

SHAPES = {"ok": "●", "look": "▲", "stop": "■"}


def proof_page(
    snapshot: dict[str, Any], verification: dict[str, Any], *, electronic_original: bool
) -> dict[str, Any]:
    """Everything the proof page shows, as text."""
    shape = SHAPES.get(verification.get("shape", ""), "")
    return {
        "verdict": f"{shape} {verification.get('statement') or ''}".strip(),
        "facts": facts(snapshot, verification, electronic_original=electronic_original),
        "signed": [signed_row(one) for one in verification.get("signed", [])],
        "notes": corrections(snapshot) + not_applicable(snapshot),
        "late": [late_words(one) for one in verification.get("late_arrivals", [])],
        "files": [file_row(n, file) for n, file in enumerate(snapshot.get("files", []), 1)],
    }


def facts(
    snapshot: dict[str, Any], verification: dict[str, Any], *, electronic_original: bool
) -> list[list[str]]:
    """Number, version, hashes and anchors, one row each."""
    version = f"第{verification['version']}版"
    if snapshot.get("previous"):
        version += f"（更正本，取代前一版 {snapshot['previous']}）"
    checkpoint = verification.get("checkpoint")
    seq = verification.get("seq")
    rows = [
        ["表格编号", verification["form_number"]],
        ["派遣编号", snapshot["dispatch"]["number"]],
        ["版本", version],
        ["更正理由", snapshot.get("amend_reason") or ""],
        ["据纸质", paper_words(snapshot)],
        ["快照 SHA-256", verification["snapshot_sha256"]],
        ["表样 SHA-256", snapshot.get("template") or template_hash()],
        ["快照生成时间", clock_words(snapshot["made_at"])],
        ["日志", verification["journal"]],
        ["日志序号", "" if seq is None else str(seq)],
        ["日志链头", verification.get("head") or ""],
        ["根密钥指纹", verification["root"]],
        ["检查点", f"第{checkpoint[0]}号　{checkpoint[1]}" if checkpoint else "尚无检查点"],
        ["核验地址", verification.get("url") or ""],
        ["原件", "电子原件" if electronic_original else "纸质原件必交：以手写签名的纸质件为准"],
    ]
    return [row for row in rows if row[1]]


def paper_words(snapshot: dict[str, Any]) -> str:
    """Where the values of a form typed from paper come from; empty for a form of a phone."""
    paper = snapshot.get("paper")
    if paper is None:
        return ""
    typed = spans(paper["items"])
    return (
        f"本表据手写的纸质件补录，扫描件共{len(paper['pages'])}页，见附页。"
        f"纸质件签于 {clock_words(paper['signed_at'])}，签名人：{'、'.join(paper['signers'])}。\n"
        f"原因：{paper['reason']}\n据纸质录入的项：{typed or '无'}"
    )


def spans(numbers: list[int]) -> str:
    """Neighbours together: 1—7、9、12—38."""
    runs = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        runs.append(str(found[0]) if len(found) == 1 else f"{found[0]}—{found[-1]}")
    return "、".join(runs)


def signed_row(one: dict[str, Any]) -> list[str]:
    """A signer with the stated time and what can be proven of it."""
    earliest, latest = one.get("earliest"), one.get("latest")
    parts = []
    if earliest is not None:
        parts.append(f"不早于 {clock_words(earliest)}")
    if latest is not None:
        parts.append(f"不晚于 {clock_words(latest)}")
    return [one["name"], clock_words(one.get("at")), "，".join(parts) or "未证明"]


def corrections(snapshot: dict[str, Any]) -> list[list[str]]:
    """Header values corrected on site, with the original and the reason (A11-h1)."""
    titles = {field["key"]: field["zh"] for field in annex()["header_fields"]}
    rows = []
    for key, title in titles.items():
        field = snapshot["header"].get(key) or {}
        if field.get("reason") or (field.get("original") or "") not in ("", field.get("value")):
            reason = field.get("reason") or "未写"
            rows.append([title, f"原为：{field.get('original') or ''}\n理由：{reason}"])
    return rows


def not_applicable(snapshot: dict[str, Any]) -> list[list[str]]:
    """Items printed "/" and why, neighbours with one reason together (A11-f1c, Q-16)."""
    marked = [
        (item["no"], na_ground(item.get("na_reason")))
        for item in snapshot["items"]
        if item.get("grade") == "/"
    ]
    rows = []
    for (_, reason), run in groupby(
        enumerate(marked), key=lambda pair: (pair[1][0] - pair[0], pair[1][1])
    ):
        numbers = [number for _, (number, _) in run]
        span = f"第{numbers[0]}项" if len(numbers) == 1 else f"第{numbers[0]}—{numbers[-1]}项"
        rows.append([span, f"不适用「/」：{reason}"])
    return rows


def late_words(one: Any) -> str:
    """An entry that came after the signature, in a line."""
    if not isinstance(one, dict):
        return str(one)
    words = []
    for value in one.values():
        instant = isinstance(value, int) and value > EARLIEST_MS
        words.append(clock_words(value) if instant else str(value or ""))
    return "　".join(word for word in words if word)


def file_row(number: int, file: dict[str, Any]) -> list[str]:
    """A file of the snapshot: place, kind, what it is, hash."""
    item = f"第{file['item']}项 " if file.get("item") else ""
    size = f"{file['size']:,} 字节" if isinstance(file.get("size"), int) else ""
    words = "　".join(part for part in (item + (file.get("caption") or ""), size) if part)
    return [
        str(number),
        ROLES.get(file.get("role") or "", file.get("role") or ""),
        words,
        file["sha256"],
    ]
