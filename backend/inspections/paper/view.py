"""The annex pages as data for the template: words of the annex, values of the snapshot (A11-p1).

Nothing is decided in the template but where a line ends and where a page turns.
"""

from typing import Any

from .overflow import Overflow, cell, columns_of
from .template import FIGURE_ROWS, LEFT_PAGE_ENDS_AFTER, annex, side_lines

RATINGS = ("优秀", "良好", "一般")
MOST_EXAMINERS = 20
"""More examiners than this go on a separate sheet, as the annex allows (也可另附表)."""

# (full-width characters per line, lines) that a cell takes before it overflows.
REMARK_ROOM = (12.0, 5)
WIDE_ROOM = (46.0, 4)
EXCEPTION_ROOM = (46.0, 7)
HEADER_ROOM = {
    "exam_time": (10.5, 3),
    "station": (14.5, 3),
    "exam_lead": (7.0, 2),
    "exam_place": (31.0, 2),
    "phone": (7.4, 3),
}
OCCUPATION_ROOM = (17.0, 2)
RATING_ROOM = (42.0, 2)

# Least height in points of the rows to be written in: printed full, and empty for a pen.
LEAST_FILLED = {"free_text": 28, "evaluation": 28, "exceptions": 38}
LEAST_EMPTY = {"free_text": 38, "evaluation": 28, "exceptions": 78}


def words() -> dict[str, Any]:
    """The fixed words of the annex."""
    form = annex()
    columns = {column["key"]: column["zh"] for column in form["checklist_columns"]}
    return {
        **{field["key"]: field["zh"] for field in form["header_fields"]},
        **columns,
        "title": form["title_zh"],
        "figures": side_lines(form["session_table"]["zh"]),
        "figure_columns": [column["zh"] for column in form["session_table"]["columns"]],
        "notes": [
            {"no": "１２３"[note["no"] - 1] + "、", "text": note["text_zh"]}
            for note in form["footnotes"]
        ],
        "sign": form["signature"]["label_zh"],
        "date": form["signature"]["date_zh"],
    }


def header(values: dict[str, Any], over: Overflow) -> dict[str, Any]:
    """The five header cells (A11-h1); a correction keeps its original on the proof page."""
    titles = {field["key"]: field["zh"] for field in annex()["header_fields"]}
    cells = {}
    for key, room in HEADER_ROOM.items():
        value = values.get(key) or ""
        text = value.get("value", "") if isinstance(value, dict) else str(value)
        cells[key] = over.fit(f"h-{key}", titles[key], text, *room)
    return cells


def figures(rows: list[dict[str, Any]], explanation: str, over: Overflow) -> list[list[Any]]:
    """Four printed rows; the rest, and the explanation, on attached pages (A11-h2, A11-f3a)."""
    printed = [figure_cells(row) for row in rows]
    blank = ["", "", "", "", ""]
    table = [
        [cell(text) for text in row] for row in (printed + [blank] * FIGURE_ROWS)[:FIGURE_ROWS]
    ]
    for n, row in enumerate(printed[:FIGURE_ROWS], 1):
        table[n - 1][0] = over.fit(f"occ{n}", f"职业名称（第{n}行）", row[0], *OCCUPATION_ROOM)
    more = printed[FIGURE_ROWS:]
    spare = min(len(printed), FIGURE_ROWS - 1)
    if more:
        table[-1][0] = {**table[-1][0], "over": "figures", "lead": f"余{len(more)}行见附页"}
        columns = words()["figure_columns"]
        numbered = [[str(n), *row] for n, row in enumerate(more, FIGURE_ROWS + 1)]
        over.table("figures", "figures", "鉴定情况续表", numbered, columns=columns)
    if explanation:
        if not more:
            text = table[spare][0]["text"]
            if table[spare][0]["over"] is None:
                table[spare][0] = cell(text, "explanation", "说明见附页")
        over.add("explanation", "鉴定情况说明", explanation)
    return table


def figure_cells(row: dict[str, Any]) -> list[str]:
    """One project's figures as printed; a level does not exist here (Q-14)."""
    counts = ["" if row.get(key) is None else str(row[key]) for key in ("due", "present", "absent")]
    return [row["occupation"], row.get("level") or "—", *counts]


def remark_words(item: dict[str, Any]) -> str:
    """备注: the basis when sampled, the remark, and 现场已纠正 (A11-o2, Q-42)."""
    parts = []
    basis = item.get("basis")
    if basis and basis.get("how") == "sampled":
        rooms = basis.get("rooms")
        parts.append("抽查" if rooms is None else f"抽查{rooms}间")
    if item.get("remark"):
        parts.append(item["remark"])
    if item.get("corrected") and "现场已纠正" not in (item.get("remark") or ""):
        parts.append("现场已纠正")
    text = parts[0] if parts else ""
    for part in parts[1:]:
        ended = text[-1] in "。；！？.;!?\n"
        text += part + ("" if part[-1] in "。；！？.;!?" else "。") if ended else "；" + part
    return text


def rating_lines(item: dict[str, Any] | None, over: Overflow) -> list[dict[str, Any]]:
    """优秀 / 良好 / 一般 with the names under each (A11-f1b)."""
    if item is None:
        return [{"words": f"{grade}：", "fill": cell("")} for grade in RATINGS]
    rated = item.get("ratings", [])
    names = {grade: [one["name"] for one in rated if one["rating"] == grade] for grade in RATINGS}
    joined = {grade: "、".join(found) or "无" for grade, found in names.items()}
    room = RATING_ROOM[0] * RATING_ROOM[1]
    if len(rated) <= MOST_EXAMINERS and all(columns_of(text) <= room for text in joined.values()):
        return [{"words": f"{grade}：", "fill": cell(text)} for grade, text in joined.items()]
    rows = [[str(n), one["name"], one["rating"]] for n, one in enumerate(rated, 1)]
    over.table("ratings", "i34", "考评员评价附表（第34项）", rows)
    lines = []
    for grade, found in names.items():
        text = f"{len(found)}人" if found else "无"
        fill = cell(text, "i34", "名单见附页") if found else cell(text)
        lines.append({"words": f"{grade}：", "fill": fill})
    return lines


def rows(answers: dict[int, dict[str, Any]] | None, exceptions: str, over: Overflow) -> list[Any]:
    """The 38 items and the exception block, each with its section; None prints them empty."""
    form = annex()
    titles = {section["code"]: section["title_zh"] for section in form["sections"]}
    subtitles = {
        sub["code"]: sub["title_zh"]
        for section in form["sections"]
        for sub in section["subsections"]
    }
    least = LEAST_EMPTY if answers is None else LEAST_FILLED
    table = []
    for item in form["items"]:
        number = item["no"]
        answer = None if answers is None else answers.get(number)
        sub = item["subsection"]
        row = {
            "no": number,
            "section": item["section"],
            "side": side_lines(titles[item["section"]]),
            "sub": sub,
            "subside": side_lines(subtitles[sub]) if sub else [],
            "words": item["printed_zh"],
            "wide": item["kind"] != "graded",
            "least": least.get(item["kind"], 0),
            "lines": [],
            "fill": None,
        }
        table.append({**row, **_answer_cells(item, answer, over)})
    block = form["exception_block"]
    table.append(
        {
            "no": 0,
            "section": "exceptions",
            "side": side_lines(block["zh"]),
            "sub": None,
            "subside": [],
            "words": block["label_zh"],
            "wide": True,
            "least": least["exceptions"],
            "lines": [],
            "fill": over.fit("exceptions", "异常情况 处理记录", exceptions, *EXCEPTION_ROOM),
        }
    )
    return table


def _answer_cells(
    item: dict[str, Any], answer: dict[str, Any] | None, over: Overflow
) -> dict[str, Any]:
    """The filled-in parts of one row."""
    number = item["no"]
    if item["kind"] == "evaluation":
        return {"lines": rating_lines(answer, over)}
    if item["kind"] == "free_text":
        text = (answer or {}).get("text") or ""
        title = f"第{number}项 {item['text_zh'].rstrip('：')}"
        return {"fill": over.fit(f"i{number:02}", title, text, *WIDE_ROOM)}
    if answer is None:
        return {"grade": "", "remark": cell("")}
    title = f"第{number}项 备注"
    remark = over.fit(f"i{number:02}", title, remark_words(answer), *REMARK_ROOM)
    return {"grade": answer.get("grade") or "", "remark": remark}


def mark_words(snapshot: dict[str, Any]) -> str:
    """What keeps a practice or demonstration form from being taken for an official one."""
    if snapshot.get("practice"):
        return "练习"
    return "演示" if snapshot.get("demo") else ""


def page(label: str, mark: str) -> dict[str, Any]:
    """The parts every form has, filled or blank."""
    return {"words": words(), "label": label, "mark": mark, "turn": LEFT_PAGE_ENDS_AFTER}
