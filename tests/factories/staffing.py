"""Builders of dispatches: a small, complete file that tests change where they look."""

from __future__ import annotations

import copy
from typing import Any

from backend.core.auth import Actor
from backend.core.db import db
from backend.staffing.importing import ImportResult, import_dispatch
from backend.staffing.sheets import as_json

CENTRE = "宁川市职业技能鉴定指导中心"

BOOK: dict[str, Any] = {
    "派遣": {
        "派遣号": "督派〔2026〕1号", "中心": CENTRE, "中心值班电话": "0590-5550120",
        "鉴定站": "宁川市茶业技术学校职业技能鉴定站", "考核地点": "茶场路18号",
        "鉴定站电话": "0590-5550186", "主考": "黄志平", "主考电话": "10000000011",
        "批次名称": "宁川市茶业技术学校鉴定站2026年第7批次专项职业能力考核",
        "签发人": "王素琴", "签发日期": "2026-11-20", "备注": "请携带雨具",
    },
    "项目": [
        {"名称": "茶叶加工", "应考数": 28, "理论应考": 28, "技能应考": 26, "试卷编号": "CY-1", "份数": 30}
    ],
    "考场": [
        {"名称": "第1考场", "类型": "理论", "机考": "是"},
        {"名称": "第2考场", "类型": "操作技能"},
    ],
    "场次": [
        {"日期": "2026-12-05", "开考": "09:00", "结束": "10:30", "类型": "理论", "项目": "茶叶加工",
         "考场": "第1考场", "应考数": 28},
        {"日期": "2026-12-05", "开考": "14:00", "结束": "16:30", "类型": "操作技能",
         "项目": "茶叶加工", "考场": ["第2考场"]},
    ],
    "考评员": [
        {"姓名": "郑国荣", "组长": "是", "证卡号": "KP-1"},
        {"姓名": "吴春燕", "证卡号": "KP-2"},
    ],
    "督导员": [
        {"姓名": "林晓岚", "手机": "10000000021", "主督导": "是", "证卡号": "DD-1"},
        {"姓名": "陈志远", "手机": "10000000022", "证卡号": "DD-2"},
    ],
    "联系人": [{"称谓": "医疗保障", "姓名": "校医室", "电话": "120"}],
}  # fmt: skip


def book(**head: Any) -> dict[str, Any]:
    """A fresh copy of the file; keywords change the 派遣 sheet, None leaves a key out."""
    fresh = copy.deepcopy(BOOK)
    fresh["派遣"].update(head)
    fresh["派遣"] = {key: value for key, value in fresh["派遣"].items() if value is not None}
    return fresh


def load(
    changed: dict[str, Any] | None = None, actor: Actor | None = None, **more: Any
) -> ImportResult:
    """Import a book as the command line or a desk would."""
    result = import_dispatch(as_json(changed or book()), actor, **more)
    db.session.flush()
    return result


def make_dispatch(**head: Any) -> str:
    """An imported dispatch; returns its exam event."""
    result = load(book(**head))
    assert not result.errors, result.errors
    assert result.event is not None
    return result.event
