"""The server behind the gates: all of them at T-45, pushes of one scan beside a bare route, a revocation."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import sqlite3
import statistics
import threading
import time
from pathlib import Path
from typing import Any

from backend.core import jws

from .cordon import Cordon, GatePhone, cordon
from .limits import COME_AGAIN, at_once, bare_route, patiently
from .report import Part, percentile
from .server import Server
from .signer import Link

GATES = int(os.environ.get("DUKAO_BENCH_GATES", "200"))
SECONDS = int(os.environ.get("DUKAO_BENCH_GATE_SECONDS", "60"))
EVENTS, A_SECOND = 10, 2.0
CLIENTS, EACH = 8, int(os.environ.get("DUKAO_BENCH_SCANS", "150"))
REVOKED = 20
MOST_IN_A_PUSH = 64


def measure(folder: Path) -> Part:
    """Everything on one server, the quiet things first."""
    part = Part(
        "gate", "The server behind the gates",
        f"{EVENTS} events of 114 badges, {GATES} gates with a phone each, on SQLite; the load generator runs on "
        f"the same machine. Pushes of one: {CLIENTS} phones send sealed `badges.scan`, one after the other; the bare "
        "route under the same server program verifies the same signatures and keeps entry and decision durably in "
        f"one commit, and signs a receipt. T-45: every gate scans {A_SECOND:g} times a second for {SECONDS} s, each at its own "
        "beat, and pushes what waits as soon as its last push is answered; from the scan to its receipt. Revocation: "
        "from the office's tap to the new list at a gate that listens.",
    )  # fmt: skip
    # Gates of the same event must not be fewer than the clients are spread over.
    server = Server(folder / "gate", supervisors=1, count=min(EVENTS, max(1, GATES)))
    COME_AGAIN.clear()
    server.prepare()
    server.start()
    try:
        all_gates = cordon(server, max(GATES, CLIENTS))
        _beside_bare(part, server, all_gates)
        _revocation(part, all_gates)
        _before_the_exam(part, server, all_gates)
        part.add("told to come again (503)", len(COME_AGAIN), "times")
        part.add("errors 500 in the server's log", server.failures(), "", most=0)
        part.add("server memory, most so far", server.memory(), "MB")
    finally:
        server.stop()
    return part


def _beside_bare(part: Part, server: Server, found: Cordon) -> None:
    """The same entries through a bare route and through the door."""
    # Neighbours in the list are of one event: the clients are spread over the events.
    phones = found.phones[:: max(1, len(found.phones) // CLIENTS)][:CLIENTS]
    work = [
        [{"entries": [one], "nonce": secrets.token_hex(16)} for one in phone.sealed(EACH)]
        for phone in phones
    ]
    jwks = {jws.thumbprint(phone.signer.jwk): phone.signer.jwk for phone in phones}
    with bare_route(
        server.folder, str(server.folder / "bare.sqlite"), jwks, decisions=True
    ) as port:
        links = [Link("127.0.0.1", port) for _ in phones]
        spent, times = at_once(links, ["/push"] * len(links), work)
    bare_rate, bare_p99 = len(times) / spent, percentile(times, 99)
    spent, times = at_once([one.link for one in phones], [one.path for one in phones], work)
    rate, p99 = len(times) / spent, percentile(times, 99)
    part.add(
        "scans through the door, pushes of one",
        rate,
        "/s",
        note=f"n = {len(times)}, {CLIENTS} clients",
    )
    part.add("push of one scan, median", statistics.median(times), "ms")
    part.add("push of one scan, p99", p99, "ms")
    part.add("bare route, pushes of one", bare_rate, "/s")
    part.add("bare route, p99", bare_p99, "ms")
    part.add("door ÷ bare route", rate / bare_rate, "", least=0.7)
    part.add("p99 ÷ p99 of the bare route", p99 / bare_p99, "", most=1.5)


# --- T-45 ----------------------------------------------------------------------------------------


def _before_the_exam(part: Part, server: Server, found: Cordon) -> None:
    phones = found.phones[:GATES]
    each = round(A_SECOND * SECONDS)
    before = _kept(server)
    work = [phone.sealed(each, EACH) for phone in phones]
    load = Load(phones, work)
    spent, waits, pushes = load.run()
    part.add(
        "T-45: scan → receipt, p50",
        statistics.median(waits),
        "ms",
        note=f"n = {len(waits)} of {len(phones)} gates",
    )
    part.add("T-45: scan → receipt, p99", percentile(waits, 99), "ms")
    part.add("T-45: scan → receipt, worst", max(waits), "ms")
    part.add("T-45: offered", len(waits) / SECONDS, "/s")
    part.add("T-45: taken in", len(waits) / spent, "/s", note=f"all in after {spent:.1f} s")
    part.add("T-45: scans a push", len(waits) / pushes, "")
    part.add("T-45: lost", len(phones) * each - (_kept(server) - before), "", most=0,
             note="counted in the server's tables")  # fmt: skip


class Load:
    """Gates that scan by the clock and push as the phone's outbox does: what waits, one push at a time."""

    def __init__(self, phones: list[GatePhone], work: list[list[str]]):
        self.phones, self.work = phones, work
        self.waits: list[float] = []
        self.pushes = 0
        self.errors: list[BaseException] = []
        self.lock = threading.Lock()
        self.begin = 0.0

    def run(self) -> tuple[float, list[float], int]:
        """Seconds until everything is in, ms of each scan until its receipt, and how many pushes."""
        self.begin = time.perf_counter() + 1.0
        threads = [
            threading.Thread(target=self._one, args=(number,)) for number in range(len(self.phones))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.errors:
            raise self.errors[0]
        return time.perf_counter() - self.begin, self.waits, self.pushes

    def _one(self, number: int) -> None:
        phone, entries = self.phones[number], self.work[number]
        # Each at its own beat: gates do not scan in step.
        due = [self.begin + (n + number / len(self.phones)) / A_SECOND for n in range(len(entries))]
        sent, waits, pushes = 0, [], 0
        try:
            while sent < len(entries):
                time.sleep(max(0.0, due[sent] - time.perf_counter()))
                now = time.perf_counter()
                ready = sum(at <= now for at in due[sent : sent + MOST_IN_A_PUSH])
                body = {"entries": entries[sent : sent + ready], "nonce": secrets.token_hex(16)}
                told = patiently(phone.link, phone.path, body)
                if told["rejected"]:
                    raise RuntimeError(f"rejected: {told['rejected'][:2]}")
                done = time.perf_counter()
                waits += [(done - at) * 1000 for at in due[sent : sent + ready]]
                sent += ready
                pushes += 1
        except Exception as error:  # noqa: BLE001 - told by the caller, from its own thread
            self.errors.append(error)
        with self.lock:
            self.waits += waits
            self.pushes += pushes


def _kept(server: Server) -> int:
    """Scans with a line and a row, as an administrator of the machine would count them."""
    with sqlite3.connect(server.folder / "dukao.sqlite") as base:
        rows = base.execute(
            "SELECT count(*) FROM gate_scan JOIN journal_entry ON journal_entry.hash = gate_scan.entry"
            " WHERE journal_entry.outcome = 'accepted'"
        ).fetchone()
    return int(rows[0])


# --- revocation ----------------------------------------------------------------------------------


def _revocation(part: Part, found: Cordon) -> None:
    """A gate that listens: the act, the notice, the changes, the list that says it."""
    phone = found.phones[0]
    noticed, listed = [], []
    seq, _ = _changes(phone, 0)
    ear = Ear(phone)
    for badge in found.badges[phone.event][-REVOKED // 2 :]:
        # Back and forth, so that one badge gives two figures.
        for state in ("suspended", "revoked"):
            ear.heard.clear()
            begun = time.perf_counter()
            said = threading.Thread(target=_say, args=(found.office, phone.event, badge, state))
            said.start()
            if not ear.heard.wait(10):
                raise RuntimeError("no notice came")
            noticed.append((time.perf_counter() - begun) * 1000)
            seq, sections = _changes(phone, seq)
            while _state(phone, badge, sections) != state:
                if time.perf_counter() - begun > 10:
                    raise RuntimeError("the list does not say it")
                seq, sections = _changes(phone, seq)
            listed.append((time.perf_counter() - begun) * 1000)
            said.join()
            time.sleep(0.3)
    ear.close()
    part.add(
        "revocation: at the gate, p95",
        percentile(listed, 95),
        "ms",
        most=1000,
        note=f"n = {len(listed)}",
    )
    part.add("revocation: at the gate, worst", max(listed), "ms", most=1000)
    part.add("revocation: at the gate, median", statistics.median(listed), "ms")
    part.add("revocation: of it until the notice, median", statistics.median(noticed), "ms")


def _say(office: Link, event: str, badge: str, state: str) -> None:
    office.call(
        "POST", f"/events/{event}/badges/{badge}/state", {"state": state, "reason": "测速用"}
    )


def _changes(phone: GatePhone, after: int) -> tuple[int, dict[str, Any]]:
    more, page = True, {}
    while more:
        nonce = secrets.token_hex(16)
        page, _ = phone.link.call(
            "GET", f"/journals/{phone.event}/changes?after={after}&nonce={nonce}"
        )
        after, more = page["seq"], page["more"]
    return after, page["sections"]


def _state(phone: GatePhone, badge: str, sections: dict[str, Any]) -> str:
    """What the list says now; the phone fetches it because its hash is new."""
    digest = sections["badges"]["sha256"]
    body, _ = phone.link.call("GET", f"/journals/{phone.event}/sections/{digest}")
    return str(next(one["state"] for one in body["badges"] if one["badge"] == badge))


class Ear:
    """The gate's live stream, heard in a thread of its own."""

    def __init__(self, phone: GatePhone):
        self.heard, self.ready = threading.Event(), threading.Event()
        self.connection = http.client.HTTPConnection(phone.link.host, phone.link.port, timeout=60)
        cookies = "; ".join(f"{key}={value}" for key, value in phone.link.cookies.items())
        self.connection.request(
            "GET", f"/api/v1/live?journals={phone.event}",
            headers={"Cookie": cookies, "Accept": "text/event-stream"},
        )  # fmt: skip
        self.answer = self.connection.getresponse()
        if self.answer.status != 200:
            raise RuntimeError(f"no live stream: {self.answer.status} {self.answer.read(200)!r}")
        self.thread = threading.Thread(target=self._listen, args=(phone.event,), daemon=True)
        self.thread.start()
        self.ready.wait(5)
        time.sleep(0.5)
        self.heard.clear()

    def _listen(self, event: str) -> None:
        try:
            while line := self.answer.readline():
                self.ready.set()
                if line.startswith(b"data:") and json.loads(line[5:]).get("journal") == event:
                    self.heard.set()
        except (OSError, ValueError, http.client.HTTPException, AttributeError):
            return

    def close(self) -> None:
        """Stop listening."""
        self.connection.close()
