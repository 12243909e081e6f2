"""The answers as an XLSX workbook, with no cell a spreadsheet could run as a formula (S-11)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from backend.core.workbook import TableBook

from .proof import paper_words
from .template import annex, na_ground
from .view import RATINGS, mark_words

BASES = {"seen": "现场查看", "records": "查阅记录", "sampled": "抽查"}


def render_xlsx(
    snapshot: dict[str, Any], watermark: dict[str, str], late: Sequence[str] = ()
) -> bytes:
    """The answers sheet; `watermark` names who exported it: {"name", "account", "time"}; `late`
    are lines about what came after the signature or after its phone was revoked.
    """
    # The time of the snapshot, not of the export: the same form gives the same bytes.
    made = datetime.fromtimestamp(snapshot["made_at"] / 1000, tz=UTC).replace(tzinfo=None)
    writer = TableBook(watermark, annex()["title_zh"], made)
    _answers(writer, snapshot)
    _figures(writer, snapshot)
    _ratings(writer, snapshot)
    _files(writer, snapshot)
    if late:
        writer.table(
            "后到的记录", ["序号", "说明"], [8, 100], [[n, one] for n, one in enumerate(late, 1)]
        )
    return writer.data()


def _answers(writer: TableBook, snapshot: dict[str, Any]) -> None:
    answers = {item["no"]: item for item in snapshot["items"]}
    rows: list[list[Any]] = [["", "表格", mark_words(snapshot), snapshot["dispatch"]["number"]]]
    for field in annex()["header_fields"]:
        value = (snapshot["header"].get(field["key"]) or {}).get("value", "")
        rows.append(["", field["zh"], "", value])
    if paper_words(snapshot):
        rows.append(["", "据纸质", "", paper_words(snapshot)])
    rows += [
        [item["no"], item["text_zh"], *_answer(item, answers.get(item["no"], {}))]
        for item in annex()["items"]
    ]
    rows += [
        ["", annex()["exception_block"]["zh"], "", snapshot.get("exceptions") or ""],
        ["", "鉴定情况说明", "", snapshot.get("explanation") or ""],
        ["", "质量督导员", "", "、".join(one["name"] for one in snapshot["supervisors"])],
    ]
    heads = ["序号", "督导内容", "评价", "备注", "依据", "现场已纠正", "照片数"]
    writer.table("督导情况表", heads, [6, 60, 8, 50, 12, 10, 8], rows)


def _answer(item: dict[str, Any], answer: dict[str, Any]) -> list[Any]:
    photos = len(answer.get("photos", []))
    if item["kind"] == "free_text":
        return ["", answer.get("text") or "", "", "", photos]
    if item["kind"] == "evaluation":
        rated = answer.get("ratings", [])
        return ["", "；".join(f"{one['name']} {one['rating']}" for one in rated), "", "", photos]
    basis = answer.get("basis") or {}
    how = BASES.get(basis.get("how", ""), "")
    if basis.get("rooms") is not None:
        how += f"{basis['rooms']}间"
    remark = answer.get("remark") or na_ground(answer.get("na_reason"))
    corrected = "是" if answer.get("corrected") else ""
    return [answer.get("grade") or "", remark, how, corrected, photos]


def _figures(writer: TableBook, snapshot: dict[str, Any]) -> None:
    heads = [column["zh"] for column in annex()["session_table"]["columns"]]
    keys = ("occupation", "level", "due", "present", "absent")
    rows = [[row.get(key) for key in keys] for row in snapshot["figures"]]
    writer.table("鉴定情况", heads, [40, 8, 10, 10, 10], rows)


def _ratings(writer: TableBook, snapshot: dict[str, Any]) -> None:
    rated = [one for item in snapshot["items"] for one in item.get("ratings", [])]
    order = {grade: n for n, grade in enumerate(RATINGS)}
    rated.sort(key=lambda one: order.get(one["rating"], len(order)))
    rows = [[n, one["name"], one["rating"]] for n, one in enumerate(rated, 1)]
    writer.table("考评员评价", ["序号", "姓名", "评价"], [8, 24, 10], rows)


def _files(writer: TableBook, snapshot: dict[str, Any]) -> None:
    rows: list[list[Any]] = [
        [n, file.get("role"), file.get("item"), file.get("caption"), file["sha256"]]
        for n, file in enumerate(snapshot.get("files", []), 1)
    ]
    for n, sheet in enumerate(snapshot.get("extra", []), 1):
        rows.append([n, "附纸", None, sheet.get("title"), sheet.get("text")])
    writer.table("附件", ["序号", "类别", "项", "说明", "SHA-256 或正文"], [8, 12, 6, 40, 70], rows)
