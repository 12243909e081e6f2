"""Parts of a page that have code of their own, before the worker has stored the application."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.books import book
from tests.e2e.house import House
from tests.e2e.phone import Phone

NAME = "阮见山"
DETAILS = "**/assets/ItemDetails-*.js"


def test_a_part_the_network_kept_back_comes_by_itself(
    house: House, make_phone: Callable[..., Phone]
) -> None:
    station = "宁川市迟到职业技能鉴定站"
    dispatch = house.load(book("闽鉴督派〔2026〕0931号", station, team=[NAME], over=True))
    phone = make_phone(house.url, options={"service_workers": "block"})
    phone.open("/start")
    phone.enrol(dispatch.codes[NAME])
    phone.go("/")
    phone.accept()
    phone.fetch_kit()
    page = phone.page
    page.route(DETAILS, lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: "ItemDetails" in request.url):
        phone.go(f"/e/{dispatch.event}/form?item=1")
    phone.grade(1, "B")
    remark = page.get_by_label("第1项 备注")
    expect(remark).to_have_count(0)
    page.unroute(DETAILS)
    remark.fill("公告牌未摆放")
    expect(remark).to_have_value("公告牌未摆放")
