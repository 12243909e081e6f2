"""A cordon for measuring: badges issued, gates set up, their phones enrolled by day passes.

Making it is the house's work and not measured, so it happens in one process beside the server
(`python -m bench.cordon GATES DIRECTION`, in the server's environment); the phones come over HTTP as real ones.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from .report import ROOT
from .server import Server
from .signer import Body, Link, Signer


@dataclass
class GatePhone:
    """The phone at a gate: its connection, its key, the badges that come to it."""

    event: str
    gate: str
    link: Link
    signer: Signer
    badges: list[str]
    seq: int = 0

    @property
    def path(self) -> str:
        """Where it pushes."""
        return f"/journals/{self.event}/entries"

    def sealed(self, count: int, first: int = 0) -> list[str]:
        """Scans: each of its badges in, then each out, and again; admitted, fresh list, guard known."""
        size = len(self.badges)
        return [
            self.signer.seal(self.event, "badges.scan", self.scan(n % size, n // size % 2 == 0))[0]
            for n in range(first, first + count)
        ]

    def scan(self, number: int, comes: bool) -> Body:
        """What a guard's yes to a green verdict says."""
        return {
            "badge": self.badges[number], "subject": "person", "gate": self.gate, "guard": None,
            "direction": "in" if comes else "out", "outcome": "admitted", "admitted": True,
            "via": "qr", "same": True if comes else None, "card": None, "identity": None,
            "override": None, "list": {"seq": self.seq, "age_ms": 60_000}, "note": "",
            "paper_at": None,
        }  # fmt: skip


@dataclass
class Cordon:
    """All gates of a server's events, and somebody in the office."""

    phones: list[GatePhone]
    office: Link
    badges: dict[str, list[str]]
    """Badges by event; the last ones of each come to no gate."""


def cordon(server: Server, gates: int) -> Cordon:
    """Set up `gates` gates, spread over the server's events, and enrol a phone at each."""
    made = made_beside(server, gates)
    badges: dict[str, list[str]] = made["badges"]
    phones = []
    for event, rows in made["gates"].items():
        # Nobody comes to two gates at once; a tenth is left for those who revoke.
        free = badges[event][: max(len(rows), len(badges[event]) * 9 // 10)]
        for place, row in enumerate(rows):
            link = Link("127.0.0.1", server.port)
            phones.append(
                GatePhone(
                    event, row["gate"], link, opened(link, row["pass"]), free[place :: len(rows)]
                )
            )
    office = Link("127.0.0.1", server.port)
    office.call("POST", "/session", made["office"])
    return Cordon(phones, office, badges)


def opened(link: Link, day_pass: str) -> Signer:
    """A phone becomes a gate."""
    found, _ = link.call("POST", "/gates/open", {"pass": day_pass, "nonce": secrets.token_hex(16)})
    signer = Signer()
    data = {"person": found["person"]["id"], "jwk": signer.jwk, "device": "bench",
            "code": found["enrol_code"], "challenge": found["challenge"]}  # fmt: skip
    enrolment, _ = Signer(signer.key).seal(found["centre"]["id"], "accounts.enrol", data)
    link.call("POST", "/devices", {"activation": found["activation"], "enrol_code": found["enrol_code"],
                                   "enrolment": enrolment, "label": "bench"})  # fmt: skip
    return signer


def made_beside(server: Server, gates: int, direction: str = "both") -> dict[str, Any]:
    """Gates with their day passes, badges, tokens and the office's account, all by event."""
    return said_by(server, "bench.cordon", str(gates), direction)


def said_by(server: Server, module: str, *arguments: str) -> dict[str, Any]:
    """Run a module in the server's house; the JSON of its last line."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=server.env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{module}: {done.stdout[-400:]}{done.stderr[-1500:]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().rpartition("\n")[2])
    return found


def main() -> None:
    """Issue all badges, make the gates and their passes, and an account in the office."""
    from sqlalchemy import select  # noqa: PLC0415 - only beside the server

    from backend.assessments.models import ExamEvent  # noqa: PLC0415
    from backend.badges import gates, services  # noqa: PLC0415
    from backend.badges.models import Badge  # noqa: PLC0415
    from backend.core.db import db  # noqa: PLC0415
    from backend.organisations.models import Centre  # noqa: PLC0415
    from tests.factories.accounts import PASSWORD, make_account  # noqa: PLC0415
    from wsgi import app  # noqa: PLC0415

    wanted = int(sys.argv[1])
    direction = sys.argv[2]
    said: dict[str, Any] = {"gates": {}, "badges": {}, "tokens": {}}
    with app.app_context():
        events = db.session.scalars(select(ExamEvent).order_by(ExamEvent.id)).all()
        for number, event in enumerate(events):
            services.issue(event, None)
            db.session.commit()
            rows = []
            for gate in range(wanted // len(events) + (number < wanted % len(events))):
                made = gates.create(event, f"门岗{gate + 1}", direction, None, None)
                text, _ = gates.day_pass(made, None)
                rows.append({"gate": made.id, "pass": text})
                db.session.commit()
            said["gates"][event.id] = rows
            people = db.session.execute(
                select(Badge.id, Badge.token)
                .where(Badge.event_id == event.id, Badge.subject == "person")
                .order_by(Badge.serial)
            ).all()
            said["badges"][event.id] = [row.id for row in people]
            said["tokens"][event.id] = [row.token for row in people]
        account = make_account("dispatcher", db.session.get_one(Centre, events[0].centre_id))
        said["office"] = {"username": account.username, "password": PASSWORD}
        db.session.commit()
    print("\n" + json.dumps(said))


if __name__ == "__main__":
    main()
