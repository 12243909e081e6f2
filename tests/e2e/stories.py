"""Longer acts that several tests begin or end with."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e.house import Dispatch
from tests.e2e.phone import Phone


def ready_phone(phone: Phone, dispatch: Dispatch, name: str) -> None:
    """From the codes to the kit; ends at 今日, the application stored: the network may go."""
    phone.open("/start")
    phone.enrol(dispatch.codes[name])
    phone.go("/")
    phone.accept()
    phone.fetch_kit()
    phone.wait_for_worker()


def rest_is_a(phone: Phone) -> list[list[int]]:
    """「其余评A」 in every part that offers it; what each sheet listed before it was confirmed."""
    page = phone.page
    phone.overview()
    listed = []
    offers = page.get_by_role("button", name=re.compile(r"^其余 \d+ 项评 A$"))
    while offers.count():
        offers.first.tap()
        sheet = page.get_by_role("dialog")
        expect(sheet.get_by_text("请确认都已查看")).to_be_visible()
        listed.append([int(no) for no in sheet.locator(".rest-list .no").all_inner_texts()])
        sheet.get_by_role("button", name=re.compile(r"^其余 \d+ 项评 A$")).tap()
        expect(sheet).to_have_count(0)
    return listed


def complete(phone: Phone, ratings: dict[str, str]) -> None:
    """What is left after the grades: parts that do not apply, free texts, ratings, figures."""
    page = phone.page
    phone.overview()
    away = page.get_by_role("button", name="确认不适用")
    while away.count():
        away.first.tap()
        expect(page.get_by_text("已确认").first).to_be_visible()
    for no in (29, 38):
        phone.write(no, "")
    phone.rate(ratings)
    phone.open_head()
    for button in page.get_by_role("button", name="全部到考，存人数").all():
        button.tap()
    expect(page.get_by_text("人数已填").first).to_be_visible()
    phone.button("存表头与鉴定情况").tap()
    page.wait_for_url("**/form/all")
    expect(page.locator(".gap1")).to_have_count(0)


def sign(phone: Phone) -> None:
    """Preview, pad, PIN."""
    phone.preview()
    phone.open_pad()
    phone.draw_name()
    phone.confirm_signature()


def signature_arrived(phone: Phone) -> None:
    """The page of the signature says the centre has it, with its strokes and its content."""
    expect(phone.page.get_by_text("中心已收到。")).to_be_visible()
    phone.all_sent()


def squeezed(text: str) -> str:
    """Without the spaces and breaks a typesetter puts in."""
    return re.sub(r"\s+", "", text)


def words_of(pdf: Path) -> str:
    """Every word of a paper in one line."""
    return "".join(squeezed(page.extract_text()) for page in PdfReader(pdf).pages)
