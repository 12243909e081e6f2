"""An official's own account: a password that has to be changed, and a second factor (S-2, S-5)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import sqlite3
import struct
import time

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.desk import Desk
from tests.e2e.house import House

NAME, NEW = "province", "Zhengpin-2026"
STEP_SECONDS = 30


def digits(secret: str, steps_ahead: int = 0) -> str:
    """What an authenticator shows for this secret (RFC 6238)."""
    step = int(time.time()) // STEP_SECONDS + steps_ahead
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    at = mac[-1] & 15
    number: int = struct.unpack(">I", mac[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


@pytest.mark.req("S-2", "S-5")
def test_a_password_is_changed_first_and_a_second_factor_asked(
    house: House, office: Browser
) -> None:
    with sqlite3.connect(house.database, timeout=20) as base:
        base.execute("UPDATE account SET must_change_password = 1 WHERE username = ?", (NAME,))
    old = house.accounts()[NAME]["password"]
    desk = Desk(office, house.url, NAME, old)
    desk.watch.expected |= {403, 422}
    desk.start()
    page = desk.page
    page.goto(f"{desk.url}/desk")
    desk.type_sign_in(old)
    expect(page.get_by_role("heading", name="请先修改密码")).to_be_visible()
    # No way around it.
    page.goto(f"{desk.url}/desk/forms")
    page.get_by_label("现在的密码").fill(old)
    page.get_by_label("新密码", exact=True).fill(NEW)
    page.get_by_label("再输一遍新密码").fill(NEW)
    desk.button("修改密码").click()
    expect(page.get_by_role("heading", name="督导情况表")).to_be_visible()

    page.get_by_role("link", name=house.accounts()[NAME]["name"]).click()
    desk.button("开启动态验证码").click()
    secret = page.locator("form code").inner_text().replace(" ", "")
    page.get_by_label("动态验证码").fill(digits(secret))
    page.locator("form").get_by_role("button").click()
    expect(page.get_by_text("已开启", exact=True)).to_be_visible()
    desk.close()

    desk.start()
    page = desk.page
    page.goto(f"{desk.url}/signin")
    desk.type_sign_in(NEW)
    expect(page.get_by_label("动态验证码")).to_be_visible()
    # The same digits count once: the next ones are due.
    page.get_by_label("动态验证码").fill(digits(secret, steps_ahead=1))
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/desk**")
    assert not desk.watch.said
    desk.close()
