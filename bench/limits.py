"""How near the door comes to its limits, from many phones at once, on either database."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import secrets
import signal
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from backend.core import jws

from . import bare
from .report import Part, percentile
from .server import Server, free_port, serve
from .signer import Link, Refused, activate, answer

EVENTS, PHONES, BATCH, PUSHES, ROUNDS = 6, 48, 8, 6, 3
CLIENTS, ANSWERS, PHOTOS, PHOTO_BYTES, SUBMISSIONS = 8, 38, 3, 150_000, 3
BURST = int(os.environ.get("DUKAO_BENCH_BURST", "2400"))
ENTRIES = int(os.environ.get("DUKAO_BENCH_ENTRIES", "4000"))
GRADED = 28
Body = dict[str, Any]


class Team:
    """Enrolled phones, each with a connection of its own, in their events."""

    def __init__(self, server: Server):
        self.events = [event for event, codes in server.teams for _ in codes]
        self.links = [Link("127.0.0.1", server.port) for _ in self.events]
        codes = [one for _, team in server.teams for one in team]
        self.signers = [
            activate(link, *one[1:]) for link, one in zip(self.links, codes, strict=True)
        ]

    def path(self, number: int) -> str:
        """Where this phone pushes."""
        return f"/journals/{self.events[number]}/entries"

    def sealed(self, number: int, count: int, word: str) -> list[str]:
        """Answers of one phone, each field following its own last value."""
        heads: dict[int, tuple[str, ...]] = {}
        result = []
        for n in range(count):
            item = 1 + n % GRADED
            data = answer(item, "ABC"[n % 3], f"{word}{n}")
            compact, heads[item] = self.signers[number].seal(
                self.events[number], "inspections.answer", data, heads.get(item, ())
            )
            result.append(compact)
        return result

    def bodies(self, pushes: int, batch: int, word: str, phones: int = PHONES) -> list[list[Body]]:
        """Prepared pushes by phone: sealing is the phones' work and is not measured."""
        work = []
        for number in range(phones):
            entries = self.sealed(number, pushes * batch, word)
            work.append([
                {"entries": entries[n : n + batch], "nonce": secrets.token_hex(16)}
                for n in range(0, len(entries), batch)
            ])  # fmt: skip
        return work

    def push(self, work: list[list[Body]]) -> tuple[float, list[float]]:
        """Seconds of all, and ms of each push."""
        return at_once(self.links, [self.path(n) for n in range(len(work))], work)


COME_AGAIN: list[str] = []
"""Every time the server was too busy (503) and the phone came again."""


def patiently(link: Link, path: str, body: Body) -> Body:
    """Push as a phone does: who is told that the server is busy comes again."""
    while True:
        try:
            return link.call("POST", path, body)[0]
        except Refused as refused:
            if ": 503 " not in str(refused):
                raise
            COME_AGAIN.append(path)
            time.sleep(2)


def at_once(
    links: Sequence[Link], paths: Sequence[str], work: list[list[Body]]
) -> tuple[float, list[float]]:
    """Every phone sends its pushes one after the other, all phones at once: seconds, and ms of each."""
    times: list[float] = []
    errors: list[BaseException] = []

    def one(link: Link, path: str, bodies: list[Body]) -> None:
        try:
            for body in bodies:
                begun = time.perf_counter()
                found = patiently(link, path, body)
                times.append((time.perf_counter() - begun) * 1000)
                if found["rejected"]:
                    raise RuntimeError(f"rejected: {found['rejected'][:2]}")
        except Exception as error:  # noqa: BLE001 - told by the caller, from its own thread
            errors.append(error)

    threads = [
        threading.Thread(target=one, args=pair) for pair in zip(links, paths, work, strict=False)
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - begun
    if errors:
        raise errors[0]
    return spent, times


def measure(folder: Path, database: str | None = None) -> Part:
    """All limits on one database."""
    name = "PostgreSQL" if database else "SQLite"
    part = Part(
        f"limits-{'postgres' if database else 'sqlite'}", f"The door and its limits: {name}",
        f"{PHONES} phones of {EVENTS} events push {BATCH} sealed answers at a time over kept connections. (a) one "
        "thread that checks, hashes and durably stores the same entries in the same groups; (b) a "
        "bare route under the same server program that does the same and signs one receipt; (c) the "
        "same work behind Flask, the session token and the shape of a push. All of them in turn, in "
        f"{ROUNDS} rounds. The "
        f"load generator runs on the same machine. The burst is {BURST} pushes of one answer by "
        f"{PHONES} phones as fast as they go, for {BURST} phones the machine has no room.",
    )  # fmt: skip
    server = Server(
        folder / part.key, supervisors=PHONES // EVENTS, count=EVENTS, database=database
    )
    COME_AGAIN.clear()
    server.prepare()
    server.start()
    try:
        team = Team(server)
        _beside_limits(part, server, team, database)
        _clients(part, server, team, database)
        _submissions(part, team)
        _burst(part, team)
        part.add("server memory, most so far", server.memory(), "MB")
        part.add("told to come again (503)", len(COME_AGAIN), "times", most=0)
        part.add("errors 500 in the server's log", server.failures(), "", most=0)
    finally:
        server.stop()
    _offline(part, server)
    return part


def _beside_limits(part: Part, server: Server, team: Team, database: str | None) -> None:
    """Door and limits in turn, a third of the work at a time: a machine that is faster for a
    moment is so for all of them."""
    work = team.bodies(PUSHES, BATCH, "甲")
    jwks, address = _keys(team), database or str(server.folder / "bare.sqlite")
    store, secret, each = bare.Store(address, "raw"), secrets.token_hex(32), PUSHES // ROUNDS
    spent: dict[str, float] = dict.fromkeys(("raw", "bare", "stack", "door"), 0)
    times: dict[str, list[float]] = {name: [] for name in spent}
    with (
        bare_route(server.folder, address, jwks) as plain,
        bare_route(server.folder, address, jwks, secret=secret) as behind,
    ):
        known = bare.cookies(secret)
        routes = {
            "bare": [Link("127.0.0.1", plain) for _ in team.links],
            "stack": [Link("127.0.0.1", behind, dict(known)) for _ in team.links],
        }
        for start in range(0, PUSHES, each):
            some = [bodies[start : start + each] for bodies in work]
            flat = [one for bodies in some for body in bodies for one in body["entries"]]
            spent["raw"] += len(flat) / bare.loop(flat, jwks, store)
            for name, links in routes.items():
                took, ms = at_once(links, ["/push"] * len(links), some)
                spent[name], times[name] = spent[name] + took, times[name] + ms
            took, ms = team.push(some)
            spent["door"], times["door"] = spent["door"] + took, times["door"] + ms
    total = PUSHES * BATCH * len(work)
    rate = {name: total / seconds for name, seconds in spent.items()}
    p99 = {name: percentile(ms, 99) for name, ms in times.items() if ms}
    part.add("entries through the door", rate["door"], "/s", note=f"n = {total}")
    part.add("push of 8, p99", p99["door"], "ms")
    part.add("(a) raw loop", rate["raw"], "/s")
    part.add("(b) bare route", rate["bare"], "/s")
    part.add("(b) push of 8, p99", p99["bare"], "ms")
    part.add("(c) bare route behind the web stack", rate["stack"], "/s")
    part.add("(c) ÷ (b)", rate["stack"] / rate["bare"], "", note="before any rule or look-up")
    part.add("door ÷ (a)", rate["door"] / rate["raw"], "", least=0.5)
    part.add("door ÷ (b)", rate["door"] / rate["bare"], "", least=0.7)
    part.add("door ÷ (c)", rate["door"] / rate["stack"], "")
    part.add("p99 ÷ p99 of (b)", p99["door"] / p99["bare"], "", most=1.5)
    nothing = [[{"entries": [], "nonce": secrets.token_hex(16)}] * PUSHES for _ in team.links]
    took, _ = team.push(nothing)
    note = "what a push costs before its first entry"
    part.add("pushes without an entry", PUSHES * len(nothing) / took, "/s", note=note)


def _keys(team: Team) -> dict[str, Any]:
    return {jws.thumbprint(signer.jwk): signer.jwk for signer in team.signers}


def _clients(part: Part, server: Server, team: Team, database: str | None) -> None:
    """Eight clients, one answer a push: lock errors would be refusals, and are none."""
    each = ENTRIES // CLIENTS
    work = team.bodies(each, 1, "乙", CLIENTS)
    spent, times = team.push(work)
    name = f"{each * CLIENTS} answers one by one, {CLIENTS} clients"
    part.add(name, each * CLIENTS / spent, "/s")
    part.add("push of one, p99", percentile(times, 99), "ms", most=20)
    first, last = times[: len(times) // 4], times[-len(times) // 4 :]
    part.add("last quarter ÷ first quarter, median", statistics.median(last) / statistics.median(first), "")  # fmt: skip
    address = database or str(server.folder / "bare.sqlite")
    with bare_route(server.folder, address, _keys(team)) as port:
        links = [Link("127.0.0.1", port) for _ in work]
        spent, times = at_once(links, ["/push"] * len(links), work)
    part.add("(b) the same answers", each * CLIENTS / spent, "/s")
    part.add("(b) push of one, p99", percentile(times, 99), "ms")


def _submissions(part: Part, team: Team) -> None:
    """38 answers and three photos, from eight phones at once."""
    times: list[float] = []

    def one(number: int) -> None:
        link, event = team.links[number], team.events[number]
        for turn in range(SUBMISSIONS):
            photos = [photo(PHOTO_BYTES, secrets.randbits(32)) for _ in range(PHOTOS)]
            entries = team.sealed(number, ANSWERS, f"丙{turn}")
            begun = time.perf_counter()
            link.call("POST", team.path(number),
                      {"entries": entries, "nonce": secrets.token_hex(16)})  # fmt: skip
            for data in photos:
                link.put_file(f"/journals/{event}/files/{hashlib.sha256(data).hexdigest()}", data)
            times.append((time.perf_counter() - begun) * 1000)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(CLIENTS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - begun
    part.add("whole submissions (38 answers, 3 photos)", 60 * len(times) / spent, "/min")
    part.add("one submission, p99", percentile(times, 99), "ms", note=f"n = {len(times)}")


def _burst(part: Part, team: Team) -> None:
    work = team.bodies(BURST // PHONES, 1, "丁")
    spent, times = team.push(work)
    part.add("burst at T-45, p99", percentile(times, 99), "ms", most=2000, note=f"{len(times)} pushes")  # fmt: skip
    part.add("burst at T-45", len(times) / spent, "/s")


def _offline(part: Part, server: Server) -> None:
    """Verify and rebuild as an auditor runs them, with the start of the program taken off."""
    idle, _ = _timed(lambda: server.flask("keys list"))
    verify, said = _timed(lambda: server.flask("journal verify"))
    rebuild, _ = _timed(lambda: server.flask("journal rebuild --check"))
    lines = sum(int(n) for n in re.findall(r"(\d+) lines", said))
    part.add("journal verify", lines / max(0.01, verify - idle), "lines/s", note=f"{lines} lines")
    part.add("journal rebuild --check", lines / max(0.01, rebuild - idle), "lines/s")


def _timed(work: Callable[[], str]) -> tuple[float, str]:
    begun = time.perf_counter()
    said = work()
    return time.perf_counter() - begun, said


def photo(size: int, seed: int) -> bytes:
    """A JPEG of about this size that no other photo equals."""
    side = int((size / 1.1) ** 0.5)
    noise = hashlib.shake_256(seed.to_bytes(8, "big")).digest(side * side)
    out = io.BytesIO()
    Image.frombytes("L", (side, side), noise).save(out, "JPEG", quality=75)
    return out.getvalue()


@contextmanager
def bare_route(
    folder: Path, address: str, jwks: dict[str, Any], *, decisions: bool = False, secret: str = ""
) -> Iterator[int]:
    """The bare route as a server of its own; its port. With a secret the web stack is before it."""
    port = free_port()
    given = folder / f"bare-{port}.json"
    told = {"address": address, "jwks": jwks, "decisions": decisions, "secret": secret}
    given.write_text(json.dumps(told), encoding="utf-8")
    env = {**os.environ, "DUKAO_BENCH_BARE": str(given)}
    process = serve("bench.bare:app", port, folder / "bare.log", env)
    try:
        for _ in range(240):
            time.sleep(0.25)
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 2):
                break
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
