"""Builders of people and candidates: numbers that are valid in form and belong to nobody, photos
that show nobody."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from PIL import Image
from stdnum.cn import ric

from tests.factories.staffing import book


def id_number(number: int) -> str:
    """Right in length, date and check digit; the region 99 does not exist."""
    head = f"9900001990{1 + number // 28 % 12:02}{1 + number % 28:02}{number % 1000:03}"
    return head + ric.calc_check_digit(head + "0")


def jpeg(shade: int = 120, size: tuple[int, int] = (240, 320), **options: Any) -> bytes:
    """A grey picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (shade, shade, shade)).save(out, "JPEG", **options)
    return out.getvalue()


def zipped(pictures: dict[str, bytes]) -> bytes:
    """A ZIP of pictures by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in pictures.items():
            target.writestr(name, data)
    return out.getvalue()


def full_book(**head: Any) -> dict[str, Any]:
    """The small dispatch with people and candidates, without photos."""
    found = book(**head)
    found["人员"] = [
        {"姓名": "黄志平", "角色": "主考", "证件号码": id_number(1)},
        {
            "姓名": "郑国荣",
            "角色": "考评组长",
            "证件号码": id_number(2),
            "证卡有效期": "2028-12-31",
        },
        {"姓名": "石小满", "角色": "监考员", "考场": "第1考场", "证件号码": id_number(3)},
        {"姓名": "纪平安", "角色": "工作人员", "岗位": "警戒线值守", "手机": "10000000031"},
        {"姓名": "林晓岚", "角色": "质量督导员", "证件号码": id_number(4)},
    ]
    found["考生"] = [
        {
            "姓名": f"考生{n}", "证件号码": id_number(100 + n), "准考证号": f"35012026{n:04}",
            "项目": "茶叶加工", "场次": 1, "考场": "第1考场", "座位": f"{n:02}",
        }
        for n in range(1, 5)
    ]  # fmt: skip
    return found
