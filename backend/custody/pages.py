"""What stands on each record: facts, columns, a line for every bag, and who signs (section 12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from backend.core.documents.moments import clock_words
from backend.custody.causes import WORDS
from backend.custody.documents import Line
from backend.custody.sources import Source
from backend.custody.telling import Said

Row = dict[str, Any]
Side = tuple[str, Said | None, Row | None, str]
TITLES = {
    "custody.offer": ("试卷交接单", "交"),
    "custody.store": ("试卷保管记录", "存"),
    "custody.open": ("拆封记录", "拆"),
    "custody.seal": ("回收封装记录", "封"),
}
PURPOSES = {
    "collect": "领取",
    "pass": "转交同岗",
    "site": "交给主考",
    "room": "交给监考员",
    "back": "交回主考或督导员",
    "return": "交回归档",
}
WAYS = {"normal": "按时", "early": "提前", "late": "推迟", "wrong": "误拆"}
MODES = {"theory": "理论（考生面前）", "practical": "操作技能（考务会）", "computer": "机考安装"}
MINUTE = 60_000
PAPER = "据纸质：内容写在纸上，后来录入；所述时间是纸上的时间。"


@dataclass
class Page:
    """A record before it is anchored and set."""

    facts: list[tuple[str, str]]
    columns: list[tuple[str, str]]
    lines: list[Line]
    sides: list[Side]
    banners: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def _facts(found: Source, *more: tuple[str, str]) -> list[tuple[str, str]]:
    said = found.said
    rows = [
        ("派遣号", said["dispatch"]["number"]),
        ("鉴定站", said["station"]["name"]),
        ("批次", "；".join(one["name"] for one in said["batches"])),
        *more,
    ]
    return [row for row in rows if row[1]]


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def _number(found: Source, row: Row) -> str:
    return found.packs[row["pack"]].number


def _moment(one: Said) -> str:
    paper = one.data.get("paper")
    return clock_words(paper["at"]) if paper else clock_words(one.at)


def _warnings(found: Source, *said: Said) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    if any(one.data.get("paper") for one in said):
        rows.append(("look", PAPER))
    waiting = [
        found.name(signature["by"])
        for one in said
        for signature in one.signatures
        if not found.stands(one, signature)
    ]
    if waiting:
        rows.append(
            ("look", f"未确认：{'、'.join(waiting)} 的签名还没有由本人设备、本人登录或中心确认。")
        )
    return rows


# --- 试卷交接单 ----------------------------------------------------------------------------------


def handover(found: Source, one: Said) -> Page:
    """An offer with its answer: checks of both sides, two signatures (A3-4c)."""
    answer = one.answers[0] if one.answers else None
    recalled = {pack for recall in one.recalls for pack in recall.data["packs"]}
    lines, notes = [], []
    for row in one.data["packs"]:
        told = next((a.part(row["pack"]) for a in one.answers if a.part(row["pack"])), {})
        pack, mine, theirs = found.packs[row["pack"]], row["checks"], told.get("checks")
        taken = "待签收"
        if told:
            taken = "签收" if told["accept"] else "拒收"
        elif row["pack"] in recalled:
            taken = "已收回"
        lines.append(
            Line(
                [
                    pack.number, found.project(pack), pack.paper_code, str(row["copies"]),
                    row["strip"], _both(mine, theirs, "strip", "完好", "有异"),
                    _both(mine, theirs, "bag", "完好", "有异"),
                    _both(_two(mine), _two(theirs), "two", "相符", "不符"), taken,
                ]
            )
        )  # fmt: skip
        if told and not told["accept"]:
            why = "，".join(filter(None, (WORDS.get(told["fault"] or ""), told["reason"])))
            notes.append((f"{pack.number} 号袋", f"拒收：{why}"))
    banners = _warnings(found, one, *one.answers)
    if answer is None:
        words = (
            "已收回，试卷仍由交出人保管。"
            if recalled
            else "待接收人签字；双方都签字，试卷才算交出。"
        )
        banners.insert(0, ("look", words))
    elif len(one.answers) > 1:
        banners.insert(0, ("stop", "这次交接被回答了不止一次，以先成的一次为准。"))
    to = one.data["to"]
    return Page(
        facts=_facts(
            found,
            ("用途", PURPOSES[one.data["purpose"]]),
            ("地点", one.data["place"]),
            ("考场", found.rooms.get(one.data["room"] or "", "")),
            ("交出时间", _moment(one)),
            ("签收时间", _moment(answer) if answer else ""),
            ("说明", one.data["reason"]),
        ),
        columns=[
            ("袋号", "11mm"), ("项目、类别", "1fr"), ("试卷编号", "29mm"), ("份数", "11mm"),
            ("封条号", "33mm"), ("封条状态", "15mm"), ("袋身状态", "15mm"),
            ("项目份数", "15mm"), ("签收", "13mm"),
        ],
        lines=lines,
        sides=[
            ("交出人", one, one.data["signature"], one.data["signature"]["by"]),
            ("接收人", answer, answer.data["signature"] if answer else None, to),
        ],
        banners=banners,
        notes=notes,
    )  # fmt: skip


def _two(checks: Row | None) -> Row | None:
    return None if checks is None else {"two": checks["project"] and checks["copies"]}


def _both(mine: Row | None, theirs: Row | None, key: str, good: str, bad: str) -> str:
    sides = [None if side is None else good if side[key] else bad for side in (mine, theirs)]
    if sides[1] is None or sides[0] == sides[1]:
        return sides[0] or ""
    return f"交 {sides[0]}\n收 {sides[1]}"


# --- 试卷保管记录 --------------------------------------------------------------------------------


def storage(found: Source, one: Said) -> Page:
    """Where the bags lay overnight (Q-4)."""
    witness = one.data["witness"]
    signature = one.data["signature"]
    return Page(
        facts=_facts(
            found,
            ("存放地点", one.data["place"]),
            ("锁具", one.data["lock"]),
            ("见证人", "　".join(filter(None, (witness["name"], witness["phone"])))),
            ("存放时间", _moment(one)),
        ),
        columns=[
            ("袋号", "14mm"), ("项目、类别", "1fr"), ("试卷编号", "28mm"), ("份数", "18mm"),
            ("封条号", "36mm"),
        ],
        lines=[
            Line(
                [
                    found.packs[row["pack"]].number, found.project(found.packs[row["pack"]]),
                    found.packs[row["pack"]].paper_code, str(found.packs[row["pack"]].copies),
                    found.packs[row["pack"]].first_strip,
                ]
            )
            for row in one.data["packs"]
        ],
        sides=[("保管人", one, signature, signature["by"])],
        banners=_warnings(found, one),
    )  # fmt: skip


# --- 拆封记录 ------------------------------------------------------------------------------------


def opening(found: Source, one: Said) -> Page:
    """Two people cut the strips: when against T0, shown or not, counted (A7-3, Q-3)."""
    data = one.data
    session = found.session(data["session"])
    lines, notes = [], []
    for row in data["packs"]:
        pack = found.packs[row["pack"]]
        lines.append(
            Line(
                [
                    pack.number, found.project(pack), row["strip"], str(pack.copies),
                    str(row["copies"]), f"{row['copies'] - pack.copies:+d}"
                    if row["copies"] != pack.copies else "0", _count(pack.void),
                ]
            )
        )  # fmt: skip
        if row["reason"]:
            notes.append((f"{pack.number} 号袋", row["reason"]))
    notes += _errata(found, one)
    setup = data["installation"]
    if setup:
        clean = "无残留文件" if setup["clean"] else "有残留文件"
        notes += [
            ("安装机器", f"{setup['machines']} 台，{clean}"),
            ("软件版本", setup["version"]),
            ("安装人", setup["installer"]),
            ("安装包校验值", setup["checksum"]),
        ]
    banners = _warnings(found, one)
    if data["way"] in ("early", "wrong"):
        banners.insert(0, ("stop", f"{WAYS[data['way']]}：已作为异常，须立即重新封装。"))
    elif data["way"] == "late":
        banners.insert(0, ("look", "推迟拆封。"))
    return Page(
        facts=_facts(
            found,
            ("方式", f"{MODES[data['mode']]}　{WAYS[data['way']]}"),
            ("考场", found.rooms.get(data["room"] or "", "")),
            ("拆封时间", _moment(one)),
            ("距开考", offset_words(_stated(one), session.get("t0"))),
            ("向考生展示", "已展示" if data["shown"] else "未展示"),
            ("考生见证", f"{len(data['witnesses'])} 人" if data["witnesses"] else "无"),
            ("说明", data["reason"]),
        ),
        columns=[
            ("袋号", "14mm"), ("项目、类别", "1fr"), ("封条号", "32mm"), ("标签份数", "20mm"),
            ("清点份数", "20mm"), ("差数", "16mm"), ("更换份数", "20mm"),
        ],
        lines=lines,
        sides=_two_sides(one, "拆封人") + _witnesses(one),
        banners=banners,
        notes=notes,
    )  # fmt: skip


def _stated(one: Said) -> int:
    paper = one.data.get("paper")
    return int(paper["at"]) if paper else one.at


def offset_words(at: int, t0: int | None) -> str:
    """「开考前 5 分钟」: T−5."""
    if t0 is None:
        return ""
    minutes = (abs(t0 - at) + MINUTE // 2) // MINUTE
    if minutes == 0:
        return "T0（开考时）"
    return (
        f"T−{minutes}（开考前 {minutes} 分钟）"
        if at < t0
        else f"T+{minutes}（开考后 {minutes} 分钟）"
    )


def _two_sides(one: Said, side: str) -> list[Side]:
    marks = ("一", "二")
    return [
        (f"{side}{mark}", one, signature, signature["by"])
        for mark, signature in zip(marks, one.signatures, strict=False)
    ]


def _witnesses(one: Said) -> list[Side]:
    rows: list[Side] = []
    for mark, seen in zip(("一", "二"), one.data["witnesses"], strict=False):
        drawn = {
            "by": seen["candidate"], "strokes": seen["strokes"], "assurance": "witness",
            "badge": None,
        }  # fmt: skip
        rows.append((f"见证考生{mark}", one, drawn, seen["candidate"]))
    return rows


def page_words(page: str) -> str:
    """「第2页」 for a number, else as it was written."""
    return f"第{page.strip()}页" if page.strip().isdigit() else page.strip()


def _errata(found: Source, one: Said) -> list[tuple[str, str]]:
    """Printing faults noted while these packs were used."""
    packs = {row["pack"] for row in one.data["packs"]}
    return [
        (
            f"{found.packs[erratum['pack']].number} 号袋勘误",
            f"{page_words(erratum['page'])}：{erratum['text']}",
        )
        for said in found.told
        if said.kind == "custody.count"
        for erratum in said.data["errata"]
        if erratum["pack"] in packs
    ]


# --- 回收封装记录 --------------------------------------------------------------------------------


def recovery(found: Source, one: Said) -> Page:
    """Papers came back, were counted and sealed anew (A11-i16)."""
    data = one.data
    lines, notes = [], []
    for row in data["packs"]:
        pack = found.packs[row["pack"]]
        counts = found.before(one, row["pack"])
        lines.append(
            Line(
                [
                    pack.number, found.project(pack), *(_count(counts.get(name)) for name in (
                        "issued", "collected", "void", "spare", "missing", "pieces", "scrap")),
                    str(row["copies"]), row["strip"],
                ]
            )
        )  # fmt: skip
        if counts.get("missing"):
            notes.append((f"{pack.number} 号袋", f"缺少 {counts['missing']} 份，已作为情况上报。"))
    again = data["why"] == "reseal"
    backup = data["backup"]
    if backup:
        notes.append(
            (
                "结果备份",
                f"{backup['medium']}，{backup['files']} 个文件，备份校验值 {backup['checksum']}",
            )
        )
    banners = _warnings(found, one)
    if again:
        banners.insert(0, ("look", "重新封装：因异常换了新封条，袋内试卷未经考试使用。"))
    return Page(
        facts=_facts(
            found, ("事由", "重新封装" if again else "考试结束回收封装"), ("封装时间", _moment(one))
        ),
        columns=[
            ("袋号", "11mm"), ("项目、类别", "1fr"), ("发出", "12mm"), ("收回", "12mm"),
            ("作废", "12mm"), ("备用", "12mm"), ("缺少", "12mm"), ("试件", "12mm"),
            ("草稿纸", "14mm"), ("封入", "12mm"), ("新封条号", "33mm"),
        ],
        lines=lines,
        sides=_two_sides(one, "封装人"),
        banners=banners,
        notes=notes,
    )  # fmt: skip


PAGES: dict[str, Callable[[Source, Said], Page]] = {
    "custody.offer": handover,
    "custody.store": storage,
    "custody.open": opening,
    "custody.seal": recovery,
}
