"""The list of forms as an XLSX workbook: the columns of the desk's page, in its words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from backend.core.workbook import TableBook

STATES = {
    "dispatched": "已派遣",
    "in_progress": "督导中",
    "signed": "待同行签名",
    "flawed": "签名有误",
    "submitted": "已上交",
    "returned": "已退回提问",
    "received": "已收件",
}
VERDICTS = {
    "proven_in_time": "按时，已证明",
    "proven_late": "逾期，已证明",
    "stated_in_time": "自述按时，未能证明",
    "stated_late": "自述逾期，未能证明",
    "overdue": "逾期未上交",
    "open": "未到时限",
}
PHONES = {
    "never": "尚未联系",
    "online": "在线",
    "planned": "按计划离线",
    "silent": "静默",
    "seen": "",
}
COLUMNS = (
    ("鉴定站", 30),
    ("批次", 30),
    ("项目", 24),
    ("派遣号", 20),
    ("考核日期", 24),
    ("督导员", 16),
    ("状态", 12),
    ("已评", 8),
    ("应评", 8),
    ("A", 6),
    ("B", 6),
    ("C", 6),
    ("上交", 20),
    ("时限", 18),
    ("自述签名", 18),
    ("收到", 18),
    ("质量督导科", 12),
    ("派遣科室", 12),
    ("手机", 40),
)
Local = Callable[[int], datetime]


def render_list(rows: list[dict[str, Any]], watermark: dict[str, str], local: Local) -> bytes:
    """The workbook; `local` turns an instant into the zone of the exam."""
    book = TableBook(watermark, "督导情况表")
    heads = [head for head, _ in COLUMNS]
    widths = [width for _, width in COLUMNS]
    book.table("督导情况表", heads, widths, [_cells(row, local) for row in rows])
    return book.data()


def _cells(row: dict[str, Any], local: Local) -> list[Any]:
    def when(at: int | None) -> str:
        return local(at).strftime("%Y-%m-%d %H:%M") if at is not None else ""

    def inbox(name: str) -> str:
        return "已收" if row["received"][name] else "待收" if row["submitted_at"] else ""

    days = dict.fromkeys((row["first_day"], row["last_day"]))
    due = row["deadline"]
    return [
        row["station"]["name"],
        "；".join(row["batches"]),
        "；".join(row["projects"]),
        row["number"],
        " 至 ".join(days),
        "、".join(one["name"] for one in row["supervisors"]),
        STATES[row["state"]],
        row["graded"],
        row["due"],
        *(row[grade] for grade in ("a", "b", "c")),
        VERDICTS[due["verdict"]],
        when(due["at"]),
        when(due["stated"]),
        when(due["received"]),
        inbox("quality"),
        inbox("dispatch"),
        "；".join(_phone(phone, when) for phone in row["phones"]),
    ]


def _phone(phone: dict[str, Any], when: Callable[[int | None], str]) -> str:
    said = [phone["name"], PHONES[phone["state"]], when(phone["last_contact"])]
    if phone["unsent"] is not None:
        said.append(f"未传 {phone['unsent']}")
    return " ".join(part for part in said if part)
