"""Dispatches as a centre sends them, laid around the present; every person is fictional."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from zlib import crc32

SHANGHAI = timezone(timedelta(hours=8))
LAST_MINUTE = 23 * 60 + 59
CENTRE = "福建省宁川市职业技能鉴定指导中心"
THEORY, PRACTICAL = "理论", "操作技能"

Book = dict[str, Any]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _times(kinds: tuple[str, ...], *, over: bool) -> list[tuple[str, str, str, str]]:
    """(day, start, end, kind): the last session runs now, or is over; never across midnight."""
    now = datetime.now(SHANGHAI)
    minute = now.hour * 60 + now.minute
    day = now.date()
    if over:
        # Whatever the hour, a morning of the day before is over and every window has opened.
        day -= timedelta(days=1)
        minute = 11 * 60
    spans = [(max(0, minute - 20), min(LAST_MINUTE, max(minute, 1) + 60))]
    for _ in kinds[1:]:
        end = max(1, spans[0][0] - 15)
        spans.insert(0, (max(0, end - 60), end))
    return [
        (day.isoformat(), _clock(t0), _clock(end), kind)
        for (t0, end), kind in zip(spans, kinds, strict=True)
    ]


def book(
    number: str,
    station: str,
    *,
    team: list[str],
    kinds: tuple[str, ...] = (THEORY, PRACTICAL),
    projects: list[tuple[str, int]] | None = None,
    over: bool = False,
) -> Book:
    """A one-day event; the first of the team is the lead, the last of the kinds runs now."""
    projects = projects or [("闽菜制作（佛跳墙）", 36)]
    rooms = {THEORY: "第1考场", PRACTICAL: "第2考场（实训室）"}
    return {
        "派遣": {
            "派遣号": number,
            "中心": CENTRE,
            "中心值班电话": "0590-5550120",
            "鉴定站": station,
            "考核地点": "宁川市南浦区学院路66号 综合楼",
            "鉴定站电话": "0590-5550233",
            "主考": "陈建国",
            "主考电话": "10000000013",
            "批次名称": f"{station}2026年第12批次专项职业能力考核",
            "签发人": "王素琴",
            "备注": "演练数据。",
        },
        "项目": [
            {
                "名称": name,
                "应考数": due,
                "技能应考": due,
                "试卷编号": f"ZX-{i:02}",
                "份数": due + 2,
                **({"理论应考": due} if THEORY in kinds else {}),
            }
            for i, (name, due) in enumerate(projects, start=1)
        ],
        "考场": [{"名称": rooms[kind], "类型": kind} for kind in kinds],
        "场次": [
            {
                "日期": day,
                "开考": t0,
                "结束": end,
                "类型": kind,
                "项目": projects[0][0],
                "考场": [rooms[kind]],
                "应考数": projects[0][1],
            }
            for day, t0, end, kind in _times(kinds, over=over)
        ],
        "考评员": [
            {"姓名": "蔡明辉", "组长": "是", "证卡号": "KP35-00205"},
            {"姓名": "杨秀英", "证卡号": "KP35-00211"},
        ],
        "督导员": [
            {
                "姓名": name,
                "手机": f"1000000{crc32(name.encode()) % 10000:04}",
                "主督导": "是" if i == 0 else "否",
                "证卡号": f"DD35-{crc32(name.encode()) % 10000:04}",
            }
            for i, name in enumerate(team)
        ],
        "联系人": [{"称谓": "考务", "姓名": "苏梅", "电话": "10000000014"}],
    }
