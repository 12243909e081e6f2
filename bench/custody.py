"""Papers at the server: whole handovers beside a bare route, and the board of a full house.

Packs are made beside the server (`python -m bench.custody PACKS`, in its environment) and given to
the supervisors; the handovers between them come over HTTP as phones send them.
"""

from __future__ import annotations

import json
import os
import secrets
import statistics
import sys
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

from backend.core import jws
from backend.core.db import sqlite_module

from .cordon import said_by
from .limits import Team, at_once, bare_route
from .report import Part, percentile
from .server import Server
from .signer import Body, Link

EVENTS, IN_A_TEAM = 4, 2
PACKS = int(os.environ.get("DUKAO_BENCH_PACKS", "40"))
"""Of each supervisor."""
WAYS = 4
"""Handovers of each pack, to and fro."""
BOARD = int(os.environ.get("DUKAO_BENCH_BOARD", "20000"))
LOOKS = 40
IN_AN_OFFER = 20
RIGHT = {"project": True, "copies": True, "bag": True, "strip": True}
_STATES = (
    "WHEN 0 THEN 'prepared' WHEN 1 THEN 'on_site' WHEN 2 THEN 'exception' WHEN 3 THEN 'issued'"
)


def measure(folder: Path) -> Part:
    """Handovers first, then the house is filled and the board is looked at."""
    part = Part(
        "custody", "Exam papers at the server",
        f"{EVENTS} events with {IN_A_TEAM} supervisors each, {PACKS} packs a supervisor; every pack goes {WAYS} times "
        "from one to the other. A push carries a whole handover, as after two phones without network: offer and answer, "
        f"by two keys; {EVENTS * IN_A_TEAM} phones one push after the other. The bare route verifies and keeps the same entries durably and "
        f"signs a receipt. Then {BOARD} packs in all, in every state, and the keeper's board over HTTP. SQLite; the load "
        "generator runs on the same machine.",
    )  # fmt: skip
    server = Server(folder / "custody", supervisors=IN_A_TEAM, count=EVENTS)
    server.prepare()
    server.start()
    try:
        team = Team(server)
        people = [_person(link) for link in team.links]
        made = said_by(server, "bench.custody", str(PACKS))
        tips = _taken(team, people, made["packs"])
        _handovers(part, server, team, people, tips)
        server.stop()
        _fill(server.folder / "dukao.sqlite")
        server.start()
        _board(part, server, made["office"])
        part.add("errors 500 in the server's log", server.failures(), "", most=0)
    finally:
        server.stop()
    return part


def _person(link: Link) -> str:
    found: str = link.call("GET", "/session")[0]["person"]["id"]
    return found


def _signature(person: str) -> Body:
    return {"by": person, "strokes": None, "assurance": "key", "badge": None}


def _answer(offer: str, person: str, packs: list[Body]) -> Body:
    said = [{"pack": one["pack"], "accept": True, "checks": RIGHT, "strip": one["strip"],
             "copies": one["copies"], "fault": None, "reason": ""} for one in packs]  # fmt: skip
    return {"offer": offer, "packs": said, "signature": _signature(person), "paper": None}


def _taken(team: Team, people: list[str], offers: list[Body]) -> list[dict[str, Body]]:
    """Every supervisor signs for what the keeper gives; packs by supervisor, with their newest move."""
    tips: list[dict[str, Body]] = [{} for _ in people]
    for offer in offers:
        number = people.index(offer["to"])
        event = team.events[number]
        compact, (name,) = team.signers[number].seal(
            event, "custody.answer", _answer(offer["offer"], offer["to"], offer["packs"]), (offer["offer"],)
        )  # fmt: skip
        told, _ = team.links[number].call(
            "POST", team.path(number), {"entries": [compact], "nonce": secrets.token_hex(16)}
        )
        if told["rejected"]:
            raise RuntimeError(f"rejected: {told['rejected']}")
        tips[number] |= {one["pack"]: one | {"after": name} for one in offer["packs"]}
    return tips


def _handovers(
    part: Part, server: Server, team: Team, people: list[str], tips: list[dict[str, Body]]
) -> None:
    work = [_ways(team, people, number, list(tips[number].values())) for number in range(len(people))]  # fmt: skip
    jwks = {jws.thumbprint(one.jwk): one.jwk for one in team.signers}
    with bare_route(server.folder, str(server.folder / "bare.sqlite"), jwks) as port:
        links = [Link("127.0.0.1", port) for _ in people]
        spent, times = at_once(links, ["/push"] * len(links), work)
    bare_rate, bare_p99 = len(times) / spent, percentile(times, 99)
    before = _moved(server)
    spent, times = team.push(work)
    rate, p99 = len(times) / spent, percentile(times, 99)
    part.add("whole handovers through the door", rate, "/s", note=f"n = {len(times)}, 2 entries each")  # fmt: skip
    part.add("entries through the handover path", 2 * rate, "/s")
    part.add("a handover, median", statistics.median(times), "ms")
    part.add("a handover, p99", p99, "ms")
    part.add("bare route, the same pushes", bare_rate, "/s")
    part.add("door ÷ bare route", rate / bare_rate, "")
    part.add("p99 ÷ p99 of the bare route", p99 / bare_p99, "")
    part.add("handovers that did not count", len(times) - (_moved(server) - before), "", most=0,
             note="accepting answers in the server's tables")  # fmt: skip


def _ways(team: Team, people: list[str], number: int, packs: list[Body]) -> list[Body]:
    """Every pack to the colleague and back; the entries name each other before any is sent."""
    other = number ^ 1
    event, bodies = team.events[number], []
    for pack in packs:
        for giver, taker in pairwise([number, other] * (WAYS // 2) + [number]):
            said = {key: pack[key] for key in ("pack", "after", "strip", "copies")} | {
                "checks": RIGHT
            }
            data = {"purpose": "pass", "to": people[taker], "room": None, "packs": [said], "place": "",
                    "reason": "", "signature": _signature(people[giver]), "paper": None}  # fmt: skip
            offer, (name,) = team.signers[giver].seal(
                event, "custody.offer", data, (pack["after"],)
            )
            answer, (done,) = team.signers[taker].seal(
                event, "custody.answer", _answer(name, people[taker], [pack]), (name,)
            )
            pack["after"] = done
            bodies.append({"entries": [offer, answer], "nonce": secrets.token_hex(16)})
    return bodies


def _moved(server: Server) -> int:
    query = (
        "SELECT count(*) FROM journal_entry WHERE kind = 'custody.answer' AND outcome = 'accepted'"
    )
    with closing(sqlite_module.connect(str(server.folder / "dukao.sqlite"))) as base:
        return int(base.execute(query).fetchone()[0])


def _fill(database: Path) -> None:
    """Copies of one pack of each event, under ids and strips of their own, in every state."""
    with closing(sqlite_module.connect(str(database), isolation_level=None)) as base:
        columns = [row[1] for row in base.execute("PRAGMA table_info(custody_pack)")]
        made = {
            "id": "printf('f%02x%09x', place, i)",
            "number": "printf('%d', 1000 + i)",
            "strip": "printf('B%d-%d', place, i)",
            "first_strip": "printf('B%d-%d', place, i)",
            "state": f"CASE i % 8 {_STATES} ELSE one.state END",
            "exception": "CASE i % 8 WHEN 2 THEN 'lost' END",
        }
        values = ", ".join(made.get(one, f"one.{one}") for one in columns)
        base.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {BOARD // EVENTS}), "
            "first AS (SELECT *, row_number() OVER (PARTITION BY event_id ORDER BY id) AS r, "
            "dense_rank() OVER (ORDER BY event_id) AS place FROM custody_pack) "
            f"INSERT INTO custody_pack ({', '.join(columns)}) SELECT {values} FROM n, first AS one WHERE r = 1"
        )
        base.execute("PRAGMA optimize")


def _board(part: Part, server: Server, office: Body) -> None:
    link = Link("127.0.0.1", server.port)
    link.call("POST", "/session", office | {"digits": None})
    ways = {"board, near": "span=near", "board, exceptions": "span=all&tab=exception",
            "board, a search by strip": "q=B1-4321", "board, page 100": "span=all&page=100"}  # fmt: skip
    for name, asked in ways.items():
        times, total = [], 0
        for _ in range(LOOKS):
            begun = time.perf_counter()
            found, _ = link.call("GET", f"/custody/packs?{asked}")
            times.append((time.perf_counter() - begun) * 1000)
            total = found["total"]
        part.add_times(f"{name} ({total} packs)", times)


def main() -> None:
    """A keeper's account, packs for every supervisor, and the keeper's offer of them."""
    from sqlalchemy import select  # noqa: PLC0415 - only beside the server

    from backend.assessments.models import ExamEvent  # noqa: PLC0415
    from backend.core.db import db  # noqa: PLC0415
    from backend.custody import acts, preparing  # noqa: PLC0415
    from backend.organisations.models import Centre  # noqa: PLC0415
    from backend.staffing.models import Assignment  # noqa: PLC0415
    from tests.factories.accounts import PASSWORD, make_account  # noqa: PLC0415
    from wsgi import app  # noqa: PLC0415

    each = int(sys.argv[1])
    offers: list[dict[str, Any]] = []
    with app.app_context():
        events = db.session.scalars(select(ExamEvent).order_by(ExamEvent.id)).all()
        keeper = make_account("paper_keeper", db.session.get_one(Centre, events[0].centre_id))
        for number, event in enumerate(events):
            like = preparing.proposal(event)[0]
            team = db.session.scalars(
                select(Assignment.person_id).where(
                    Assignment.event_id == event.id, Assignment.role == "supervisor"
                )
            ).all()
            for place, person in enumerate(team):
                rows = [
                    like | {"number": f"{place}{n:03}", "strip": f"S{number}-{place}-{n}", "copies": 30}
                    for n in range(each)
                ]  # fmt: skip
                for start in range(0, each, IN_AN_OFFER):
                    some = rows[start : start + IN_AN_OFFER]
                    names = preparing.prepare(event, some, str(keeper.person_id))
                    held = {one.id: one for one in preparing.packs_of(event.id)}
                    packs = [{"pack": one, "after": held[one].prepared, "strip": held[one].strip,
                              "copies": 30} for one in names]  # fmt: skip
                    by = _signature(str(keeper.person_id)) | {"assurance": "signin"}
                    data = {"purpose": "collect", "to": person, "room": None, "place": "", "reason": "",
                            "packs": [one | {"checks": RIGHT} for one in packs], "signature": by, "paper": None}  # fmt: skip
                    done = acts.write(
                        event.id, "custody.offer", data, actor=str(keeper.person_id),
                        parents=[one["after"] for one in packs],
                    )  # fmt: skip
                    offers.append({"offer": done.hash, "to": person, "packs": packs})
                    db.session.commit()
        office = {"username": keeper.username, "password": PASSWORD}
    print("\n" + json.dumps({"packs": offers, "office": office}))


if __name__ == "__main__":
    main()
