"""The demo: three events around today and one for practice, with people to sign in as.

Passwords are random per database and stand only in an owner-only file of the instance folder.
Everything is marked demo; a production server refuses to load it, and to start with it.
"""

import json
import secrets
import string
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from backend.accounts.models import Account
from backend.accounts.passwords import hash_password
from backend.accounts.queries import account_named, account_of
from backend.accounts.services import accounts, grants
from backend.assessments.models import ExamEvent, ExamSession
from backend.badges import gates
from backend.badges.services import issue
from backend.core import clock, workdays
from backend.core.db import db
from backend.custody.preparing import prepare, proposal
from backend.organisations.models import Centre, Station
from backend.organisations.rules import normal_name
from backend.organisations.services import upsert_centre, upsert_person, upsert_station
from backend.portraits import portrait
from backend.staffing.columns import CANDIDATES, HEAD
from backend.staffing.columns import PEOPLE as LISTED
from backend.staffing.importing import Handout, import_plan
from backend.staffing.photos import Album, album_of
from backend.staffing.plan import Plan, make_plan
from backend.staffing.sheets import as_json, read_book

EXAMPLES = Path(__file__).parent.parent / "examples"
MINUTE = 60_000
DAY = 24 * 60 * MINUTE
CENTRE = "福建省宁川市职业技能鉴定指导中心"
PROVINCE = "福建省职业技能鉴定指导中心（演示）"
STATION = "宁川市闽菜职业培训学校职业技能鉴定站"

Record = dict[str, Any]


@dataclass(frozen=True)
class Example:
    """An example file and how it is laid around now."""

    file: str
    # The session that is made to run now, and for how many minutes it has; None: tomorrow.
    running: int | None
    since: int = 0


SET = (
    Example("cooking.json", 0, 20),
    Example("four-projects.json", 3, 15),
    Example("tea.json", None),
    Example("practice.json", 0, 5),
)

# username, role, name, centre ("" = none), at the station?, note
PEOPLE = (
    (
        "quality",
        "quality",
        "周敏",
        CENTRE,
        False,
        "质量督导科：收督导情况表（复印件），退回、跟进 B/C",
    ),
    ("dispatch", "dispatcher", "王素琴", CENTRE, False, "派遣科室：导入派遣，收督导情况表（原件）"),
    ("duty", "handler", "赵立新", CENTRE, False, "中心值班经办：发绑定码、换手机"),
    ("leader", "centre_leader", "李国栋", CENTRE, False, "中心领导"),
    (
        "keeper",
        "paper_keeper",
        "陈佩瑜",
        CENTRE,
        False,
        "中心试卷交接人员：备袋、打印标签、与督导员交接、收回归档",
    ),
    ("station", "station_clerk", "苏梅", CENTRE, True, "鉴定站经办：提交后可见 B/C 并回复"),
    ("province", "province_leader", "高文华", PROVINCE, False, "省中心领导：查看全省"),
    ("sysadmin", "system_admin", "系统管理员", "", False, "系统管理员：账号"),
    ("secadmin", "security_admin", "安全管理员", "", False, "安全管理员：授权"),
    ("auditadmin", "audit_admin", "审计管理员", "", False, "审计管理员：审计日志"),
)


class DemoRefused(click.ClickException):
    """The demo has no place on this server."""


def load() -> list[str]:
    """Load what is missing; says in lines what it did. The caller commits."""
    if current_app.config["SETTINGS"].is_production:
        raise DemoRefused("演示数据不能装入正式环境（DUKAO_ENV=production）")
    said = _calendar()
    kept = _read()
    _people(kept)
    for number, example in enumerate(SET, start=1):
        line, codes = _dispatch(example, number)
        said.append(line)
        _note_codes(kept, codes)
    _write(kept)
    return said


# --- calendar ----------------------------------------------------------------------------------


def _calendar() -> list[str]:
    today = clock.day_of(clock.now())
    said = []
    for year in sorted({(today + timedelta(days=d)).year for d in (-7, 0, 12)}):
        record = workdays.year_of_record(year)
        if record is None or not record.confirmed:
            note = "演示：未导入放假安排，仅按周末计算"
            workdays.set_year(year, [], confirmed=True, source="demo", note=note)
            said.append(f"工作日历 {year}：{note}")
    return said


# --- people ------------------------------------------------------------------------------------


def _people(kept: dict[str, Record]) -> None:
    centres = {
        PROVINCE: upsert_centre(PROVINCE, short="省中心（演示）", level="province", demo=True),
        CENTRE: upsert_centre(
            CENTRE,
            short="宁川中心",
            level="city",
            duty_phone="0590-5550120",
            demo=True,
            inboxes={"quality": "质量督导科", "dispatch": "派遣科室"},
        ),
    }
    station = upsert_station(centres[CENTRE], STATION)
    for username, role, name, centre, at_station, note in PEOPLE:
        account = account_named(username)
        if account is None:
            account = _account(
                username, role, name, centres.get(centre), station if at_station else None
            )
        if username not in kept:
            password = _password()
            accounts.set_password(account, hash_password(password))
            kept[username] = {
                "role": role,
                "username": username,
                "password": password,
                "name": name,
                "note": note,
            }


def _account(
    username: str, role: str, name: str, centre: Centre | None, station: Station | None
) -> Account:
    person = upsert_person(centre, name, station=station) if centre else None
    account = accounts.create_account(
        username, "office" if person else "admin", person, by=None, demo=True
    )
    grants.install(
        account,
        role,
        centre_id=centre.id if centre and role != "province_leader" else None,
        station_id=station.id if station else None,
    )
    accounts.activate(account)
    return account


def _password() -> str:
    """Three groups one can type from a screen, with every kind of sign the policy asks for."""
    letters = [c for c in string.ascii_lowercase if c not in "ilo"]
    head = "".join(secrets.choice(letters) for _ in range(5)).capitalize()
    return f"{head}-{secrets.randbelow(9000) + 1000}-{''.join(secrets.choice(letters) for _ in range(4))}"


# --- dispatches --------------------------------------------------------------------------------


def _dispatch(example: Example, number: int) -> tuple[str, list[Handout]]:
    now = clock.now()
    today = clock.day_of(now)
    book = json.loads((EXAMPLES / example.file).read_text(encoding="utf-8"))
    if _is_current(book[HEAD]["鉴定站"], example, now):
        return f"{example.file}：仍在当前，未改动", []
    stamp = clock.local(now).strftime("%m%d%H%M")
    book[HEAD]["派遣号"] = f"演示〔{today.year}〕{stamp}-{number}"
    base = today if example.running is not None else today + timedelta(days=1)
    album = _photos(book)
    plan, faults = make_plan(read_book(as_json(book), HEAD), base, album)
    if plan is None:
        raise DemoRefused(f"{example.file}: {faults}")
    if example.running is not None:
        _lay_around(plan, example, now)
    result = import_plan(plan, None, demo=True)
    if result.errors:
        raise DemoRefused(f"{example.file}: {result.errors}")
    event = db.session.get_one(ExamEvent, result.event)
    _cordon(event)
    _papers(event, stamp)
    return f"{example.file}：{plan.head['派遣号']}", result.codes


def _cordon(event: ExamEvent) -> None:
    """Badges for everybody, and a gate that waits for a phone."""
    issue(event, None)
    gates.create(event, "一号门", "both", None, None)


def _papers(event: ExamEvent, stamp: str) -> None:
    """A pack for every session and room, sealed by the keeper and waiting to be collected."""
    keeper = account_named("keeper")
    if keeper is None or keeper.person_id is None:
        return
    rows = proposal(event)
    for number, row in enumerate(rows, start=1):
        row["strip"] = f"F{stamp}{event.id[:3].upper()}{number:02}"
    if rows:
        prepare(event, rows, keeper.person_id)


def _photos(book: dict[str, Any]) -> Album:
    """Everybody of the lists gets a drawn photo."""
    names = set()
    for row in [*book.get(LISTED, []), *book.get(CANDIDATES, [])]:
        row["照片"] = f"{row['姓名']}.jpg"
        names.add(row["姓名"])
    return _album(frozenset(names))


@cache
def _album(names: frozenset[str]) -> Album:
    """Kept, because tests load the demo many times."""
    return album_of({f"{name}.jpg": portrait(name) for name in names})


def _lay_around(plan: Plan, example: Example, now: int) -> None:
    """Move the whole event so that the chosen session began some minutes ago."""
    start = (now - example.since * MINUTE) // (5 * MINUTE) * (5 * MINUTE)
    shift = start - plan.sessions[example.running or 0]["t0"]
    for session in plan.sessions:
        session["t0"] += shift
        session["end"] += shift


def _is_current(station: str, example: Example, now: int) -> bool:
    query = (
        select(ExamEvent.id)
        .join(Station, Station.id == ExamEvent.station_id)
        .join(ExamSession, ExamSession.event_id == ExamEvent.id)
        .where(ExamEvent.demo, Station.name_key == normal_name(station), ~ExamSession.gone)
    )
    if example.running is None:
        query = query.where(ExamEvent.first_day > clock.day_of(now).isoformat())
    elif example.file == "practice.json":
        query = query.where(ExamSession.end >= now - DAY)
    else:
        query = query.where(ExamSession.t0 <= now, ExamSession.end >= now)
    return db.session.scalar(query.limit(1)) is not None


# --- the owner-only file -----------------------------------------------------------------------


def _file() -> Path:
    instance: Path = current_app.config["SETTINGS"].instance
    return instance / "demo-accounts.json"


def _read() -> dict[str, Record]:
    """What was handed out for this database; another database's file is worth nothing."""
    if not _file().exists():
        return {}
    rows: list[Record] = json.loads(_file().read_text(encoding="utf-8"))
    return {row["username"]: row for row in rows if account_named(row["username"])}


def _write(kept: dict[str, Record]) -> None:
    target = _file()
    target.touch(mode=0o600, exist_ok=True)
    target.chmod(0o600)
    text = json.dumps(list(kept.values()), ensure_ascii=False, indent=1)
    target.write_text(text + "\n", encoding="utf-8")


def _note_codes(kept: dict[str, Record], codes: list[Handout]) -> None:
    for code in codes:
        account = account_of(code.person)
        if account is not None:
            kept[account.username] = {
                "role": "supervisor",
                "username": account.username,
                "password": None,
                "name": code.name,
                "note": "督导员：在手机上输入激活码，再输入绑定码",
                "activation": code.activation,
                "enrol": code.enrol,
                "expires": code.expires,
            }


def listing() -> list[Record]:
    """The demo's accounts; codes only while they can still be used."""
    rows = []
    for username, row in _read().items():
        account = account_named(username)
        fresh = account is None or account.state == "new"
        rows.append(row if fresh else _without_codes(row))
    return rows


def _without_codes(row: Record) -> Record:
    shown = {k: v for k, v in row.items() if k not in {"activation", "enrol", "expires"}}
    if shown["password"] is None:
        shown["note"] = "督导员：已激活，在自己的手机上用 PIN 打开"
    return shown


def _commands(group: AppGroup) -> None:
    @group.command("load")
    def _load() -> None:
        """Load the demo around now; run it again whenever you like."""
        for line in load():
            click.echo(line)
        db.session.commit()

    @group.command("accounts")
    def _accounts() -> None:
        """Print the demo's accounts as JSON."""
        click.echo(json.dumps(listing(), ensure_ascii=False, indent=1))


demo = AppGroup("demo", help="Fictional events and people to try the product with.")
_commands(demo)
