"""The form in the field order of the province's 督导员管理系统, to be copied field by field (Q-24).

There is no live link to that system; a person copies each value and ticks 「已录入」.
"""

from typing import Any

from backend.core.documents.moments import beijing

from .template import annex
from .view import RATINGS, figure_cells, remark_words


def province_fields(snapshot: dict[str, Any]) -> list[dict[str, str]]:
    """Header, figures, items 1 to 38, exceptions, supervisors, date; values as plain text."""
    fields: list[dict[str, str]] = []

    def add(field: str, value: str) -> None:
        fields.append({"field": field, "value": value})

    for field in annex()["header_fields"]:
        add(field["zh"], (snapshot["header"].get(field["key"]) or {}).get("value", ""))
    columns = [column["zh"] for column in annex()["session_table"]["columns"]]
    for n, row in enumerate(snapshot["figures"], 1):
        for column, value in zip(columns, figure_cells(row), strict=True):
            add(f"鉴定情况{n} {column}", value)
    add("鉴定情况说明", snapshot.get("explanation") or "")
    answers = {item["no"]: item for item in snapshot["items"]}
    for item in annex()["items"]:
        for field, value in _item_fields(item, answers.get(item["no"], {})):
            add(field, value)
    add("异常情况 处理记录", snapshot.get("exceptions") or "")
    add("质量督导员", "、".join(one["name"] for one in snapshot["supervisors"]))
    add("日期", beijing(snapshot["made_at"]).strftime("%Y-%m-%d"))
    return fields


def _item_fields(item: dict[str, Any], answer: dict[str, Any]) -> list[tuple[str, str]]:
    number = item["no"]
    if item["kind"] == "free_text":
        return [(f"第{number}项 {item['text_zh'].rstrip('：')}", answer.get("text") or "")]
    if item["kind"] == "evaluation":
        rated = answer.get("ratings", [])
        return [
            (
                f"第{number}项 {grade}",
                "、".join(one["name"] for one in rated if one["rating"] == grade),
            )
            for grade in RATINGS
        ]
    return [
        (f"第{number}项 评价", answer.get("grade") or ""),
        (f"第{number}项 备注", remark_words(answer)),
    ]
