"""One hostile phone hammers the door on several connections while others work."""

from __future__ import annotations

import secrets
import threading
from pathlib import Path

from .limits import Team
from .report import Part, percentile
from .server import Server
from .signer import Link, Refused, Signer, answer

OTHERS, PUSHES, CONNECTIONS, BATCH = 8, 40, 4, 64


def measure(folder: Path) -> Part:
    """p99 of the others with and without the flood, and what the flood was told."""
    part = Part(
        "flood", "One hostile phone while others push",
        f"{OTHERS} phones push answers one by one; beside them one enrolled phone sends batches of "
        f"{BATCH} over {CONNECTIONS} connections without a pause: entries that wait for a parent "
        "nobody has, entries no form can hold, and garbage. On SQLite, everything on one machine.",
    )  # fmt: skip
    server = Server(folder / "flood", supervisors=OTHERS + 1)
    server.prepare()
    server.start()
    try:
        team = Team(server)
        _, calm = team.push(team.bodies(PUSHES, 1, "静", OTHERS))
        work = team.bodies(PUSHES, 1, "闹", OTHERS)
        hostile = Hostile(team, server.port)
        hostile.start()
        try:
            _, loud = team.push(work)
        finally:
            told = hostile.stop()
        part.add("others' p99 alone", percentile(calm, 99), "ms", note=f"n = {len(calm)}")
        part.add("others' p99 in the flood", percentile(loud, 99), "ms", note=f"n = {len(loud)}")
        part.add("ratio", percentile(loud, 99) / percentile(calm, 99), "")
        part.add("others refused", 0, "", most=0, note="any refusal would have ended the part")
        for status, count in sorted(told.items()):
            part.add(f"the flood was told {status}", count, "times")
        part.add("errors 500 in the server's log", server.failures(), "", most=0)
    finally:
        server.stop()
    return part


class Hostile:
    """An enrolled phone with the worst of intentions."""

    def __init__(self, team: Team, port: int):
        self.event, self.stopping, self.told = team.events[0], threading.Event(), dict[str, int]()
        self.lock = threading.Lock()
        signer = team.signers[OTHERS]
        self.batches = [self._waiting(signer), self._refused(signer), ["no.entry.here"] * BATCH]
        links = [Link("127.0.0.1", port, dict(team.links[OTHERS].cookies)) for _ in range(CONNECTIONS)]  # fmt: skip
        self.threads = [threading.Thread(target=self._run, args=(link,)) for link in links]

    def _waiting(self, signer: Signer) -> list[str]:
        nobody = ("ab" * 32,)
        return [signer.seal(self.event, "inspections.answer", answer(1, "A"), nobody)[0] for _ in range(BATCH)]  # fmt: skip

    def _refused(self, signer: Signer) -> list[str]:
        return [signer.seal(self.event, "inspections.answer", answer(99, "A"))[0] for _ in range(BATCH)]  # fmt: skip

    def _run(self, link: Link) -> None:
        turn = 0
        while not self.stopping.is_set():
            body = {"entries": self.batches[turn % 3], "nonce": secrets.token_hex(16)}
            turn += 1
            try:
                link.call("POST", f"/journals/{self.event}/entries", body)
                said = "200"
            except Refused as refused:
                said = str(refused).split(": ", 1)[1][:3]
            with self.lock:
                self.told[said] = self.told.get(said, 0) + 1

    def start(self) -> None:
        """Begin."""
        for thread in self.threads:
            thread.start()

    def stop(self) -> dict[str, int]:
        """End; how often each status was the answer."""
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        return self.told
