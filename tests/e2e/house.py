"""A whole house for browser tests: server and worker as processes on a fresh instance with the demo."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
WITNESS = ROOT / "tools" / "dukao_witness.py"
READY_SECONDS = 60
STOP_SECONDS = 8
_CODES = re.compile(r"^(\S+)  激活码 (\S+)  绑定码 (\S+)", re.MULTILINE)
_EVENT = re.compile(r"[0-9a-f]{32}")


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Codes:
    """What the centre hands to a supervisor for a new phone."""

    name: str
    activation: str
    enrol: str


@dataclass(frozen=True)
class Dispatch:
    """An imported dispatch and the codes of its supervisors, by name."""

    event: str
    number: str
    station: str
    codes: dict[str, Codes]


@dataclass
class House:
    """The running product of one test session."""

    instance: Path
    port: int
    env: dict[str, str]
    books: list[dict[str, Any]] = field(default_factory=list)
    children: dict[str, tuple[subprocess.Popen[bytes], signal.Signals]] = field(
        default_factory=dict
    )
    app: str = "wsgi:app"
    worker: str = "backend.worker"

    @property
    def url(self) -> str:
        """Where the server itself answers; phones come through a link of their own."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        """The file an administrator of the machine could open."""
        return self.instance / "dukao.sqlite"

    # --- commands ------------------------------------------------------------------------------

    def run(self, *command: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Any program in the house's environment."""
        return subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=check,
        )

    def flask(self, *arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        """A command of the application."""
        return self.run(sys.executable, "-m", "flask", "--app", "wsgi", *arguments, check=check)

    def accounts(self) -> dict[str, dict[str, Any]]:
        """Demo accounts by user name."""
        text = (self.instance / "demo-accounts.json").read_text(encoding="utf-8")
        return {row["username"]: row for row in json.loads(text)}

    def load(self, book: dict[str, Any]) -> Dispatch:
        """Import a dispatch the way a centre would."""
        head = book["派遣"]
        self.books.append(book)
        file = self.instance / f"{head['派遣号']}.json"
        file.write_text(json.dumps(book, ensure_ascii=False), encoding="utf-8")
        done = self.flask("import", "dispatch", file, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        found = _EVENT.search(done.stdout)
        assert found, done.stdout
        codes = {name: Codes(name, *rest) for name, *rest in _CODES.findall(done.stdout)}
        return Dispatch(found[0], head["派遣号"], head["鉴定站"], codes)

    def anchor(self) -> None:
        """Sign a checkpoint over all there is, and let the witness of another office take it."""
        self.flask("journal", "checkpoint")
        taken = self.run(sys.executable, WITNESS, "fetch", self.instance / "archive", self.url)
        assert "co-signed" in taken.stdout, taken.stdout

    def engage_witness(self) -> None:
        """Another office makes its key and is named in the house's settings, before it opens."""
        root = self.flask("keys", "init").stdout.rsplit("fingerprint ", 1)[1].split()[0]
        folder = self.instance / "archive"
        name = ("--name", "宁川市档案局", "--root", root)
        made = self.run(sys.executable, WITNESS, "init", folder, *name)
        self.env["DUKAO_WITNESS"] = str(folder / "checkpoints.txt")
        self.env["DUKAO_WITNESS_KEY"] = made.stdout.split()[-1]

    # --- looking in from outside ---------------------------------------------------------------

    def lines(self, journal: str) -> list[dict[str, Any]]:
        """Every line of a journal, read from the file without the application."""
        with sqlite3.connect(self.database) as base:
            query = "SELECT line FROM journal_line WHERE journal = ? ORDER BY seq"
            return [json.loads(line) for (line,) in base.execute(query, (journal,))]

    def entries(self, journal: str, kind: str) -> list[str]:
        """Hashes of the entries of a kind, in the order of their lines."""
        with sqlite3.connect(self.database) as base:
            query = "SELECT hash FROM journal_entry WHERE journal = ? AND kind = ? ORDER BY seq"
            return [found for (found,) in base.execute(query, (journal, kind))]

    def usernames(self) -> list[str]:
        """Sign-in names, longest first."""
        with sqlite3.connect(self.database) as base:
            return sorted(
                (name for (name,) in base.execute("SELECT username FROM account")),
                key=len,
                reverse=True,
            )

    def count(self, query: str, *values: object) -> int:
        """One number from the database file."""
        with sqlite3.connect(self.database) as base:
            return int(base.execute(query, values).fetchone()[0])

    @contextmanager
    def one_byte_changed(self, journal: str, seq: int) -> Iterator[None]:
        """What an administrator of the database could do: drop the trigger, change a letter."""
        with sqlite3.connect(self.database, timeout=20) as base:
            triggers = base.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_line'"
            ).fetchall()
            where = "WHERE journal = ? AND seq = ?"
            (before,) = base.execute(
                f"SELECT line FROM journal_line {where}", (journal, seq)
            ).fetchone()
            at = before.index('"entry":"') + len('"entry":"')
            other = "1" if before[at] == "0" else "0"
            for name, _ in triggers:
                base.execute(f'DROP TRIGGER "{name}"')
            base.execute(
                f"UPDATE journal_line SET line = ? {where}",
                (before[:at] + other + before[at + 1 :], journal, seq),
            )
        try:
            yield
        finally:
            with sqlite3.connect(self.database, timeout=20) as base:
                base.execute(f"UPDATE journal_line SET line = ? {where}", (before, journal, seq))
                for _, sql in triggers:
                    base.execute(sql)

    # --- life ----------------------------------------------------------------------------------

    def _start(self, name: str, stop: signal.Signals, *command: str) -> None:
        log = (self.instance / f"{name}.log").open("ab")
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        log.close()
        self.children[name] = (process, stop)

    def start(self) -> None:
        """Keys, database, demo; then server and worker until they answer."""
        self.prepare("demo load")
        self.engage_witness()
        self.start_web()
        self.start_worker()
        self.ready()

    def prepare(self, *commands: str) -> None:
        """Keys and database, and what else a house needs before it opens."""
        prepared = self.run(
            sys.executable,
            "-m",
            "devtools.app_commands",
            "keys init",
            "db upgrade",
            *commands,
            check=False,
        )
        assert prepared.returncode == 0, prepared.stdout + prepared.stderr

    def start_web(self) -> None:
        """The server process."""
        self._start(
            "web",
            signal.SIGTERM,
            "granian",
            "--interface",
            "wsgi",
            "--workers",
            "1",
            "--blocking-threads",
            "48",
            "--workers-kill-timeout",
            "3",
            "--no-ws",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            self.app,
        )

    def start_worker(self) -> None:
        """Huey finishes the running task on SIGINT and drops it on SIGTERM."""
        self._start("worker", signal.SIGINT, self.worker)

    def kill(self, name: str) -> None:
        """SIGKILL, as a power cut or the kernel would: to the process and all of its children."""
        process, _ = self.children[name]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def ready(self) -> None:
        """Wait until the server answers."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        until = time.monotonic() + READY_SECONDS
        while True:
            try:
                with opener.open(f"{self.url}/readyz", timeout=2):
                    return
            except OSError:
                assert time.monotonic() < until, (self.instance / "web.log").read_text("utf-8")[
                    -3000:
                ]
                time.sleep(0.2)

    def stop(self) -> None:
        """Ask both to end; insist with the whole group of each."""
        for process, polite in self.children.values():
            if process.poll() is None:
                process.send_signal(polite)
        until = time.monotonic() + STOP_SECONDS
        for process, _ in self.children.values():
            try:
                process.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def settings(instance: Path, port: int) -> dict[str, str]:
    """The environment of a house of its own, whatever ours says."""
    env = {
        **os.environ,
        "PYTHONUTF8": "1",
        "DUKAO_INSTANCE": str(instance),
        "DUKAO_ENV": "demo",
        "DUKAO_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    env.pop("DATABASE_URL", None)
    return env


@contextmanager
def running(instance: Path) -> Iterator[House]:
    """A house from its first key to its last process."""
    port = free_port()
    house = House(instance, port, settings(instance, port))
    try:
        house.start()
        yield house
    finally:
        house.stop()
