"""Simulated phones in bad weather against a real server: run a schedule, judge what is left.

Again with the same schedule: ``python -m tests.resilience.weather --seed 7`` (the sizes are printed
with a failure), or ``--schedule FILE`` for one that was written down or made smaller by hand.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from devtools.environment import node_environment
from tests.e2e.books import book
from tests.e2e.house import ROOT, House, free_port, settings

SCRIPTS = ROOT / "pwa" / "tests" / "network"
KEPT = ROOT / ".dev" / "weather"
SURNAMES, GIVEN = "林陈黄张吴李郑王", "晓岚国栋明辉秀英志平素琴"


@dataclass(frozen=True)
class Size:
    """How large a storm is; with the seed it determines the schedule."""

    seed: int
    devices: int = 4
    days: int = 3
    steps: int = 12
    kills: float = 0.25

    @property
    def device_days(self) -> int:
        """One phone through one day."""
        return self.devices * self.days


def schedule(size: Size) -> dict[str, Any]:
    """The plan of a seed, as the phones will live through it."""
    done = subprocess.run(
        ["node", str(SCRIPTS / "print.ts"), json.dumps(asdict(size))],
        env=node_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


@contextmanager
def house(instance: Path, database: str | None = None) -> Iterator[House]:
    """Server and worker as processes; their clock follows a file."""
    port = free_port()
    env = settings(instance, port)
    if database:
        env["DATABASE_URL"] = database
    made = House(
        instance, port, env, app="tests.resilience.shifted:app", worker="tests.resilience.shifted"
    )
    try:
        made.prepare()
        made.start_web()
        made.start_worker()
        made.ready()
        yield made
    finally:
        made.stop()


class Storm:
    """One schedule on one house."""

    def __init__(self, there: House, plan: dict[str, Any]):
        self.house, self.plan = there, plan
        team = [f"{SURNAMES[i % 8]}{GIVEN[i % 12]}{GIVEN[(i * 5 + 1) % 12]}" for i in range(plan["devices"])]  # fmt: skip
        self.dispatch = there.load(book(f"风雨〔2026〕{plan['seed']}号", "风雨用鉴定站", team=team))
        assert len(self.dispatch.codes) == len(team), self.dispatch.codes
        self.kills: dict[str, int] = {}

    def run(self) -> dict[str, Any]:
        """Live through it; the phones' report."""
        codes = self.dispatch.codes.values()
        job = {
            "url": self.house.url,
            "event": self.dispatch.event,
            "offsetFile": str(self.house.instance / "offset"),
            "codes": [{"activation": c.activation, "enrol": c.enrol} for c in codes],
            "plan": self.plan,
        }
        log = (self.house.instance / "phones.log").open("ab")
        with (
            log,
            subprocess.Popen(
                ["node", str(SCRIPTS / "run.ts")],
                cwd=ROOT / "pwa",
                env=node_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            ) as phones,
        ):
            try:
                return self._talk(phones, job)
            finally:
                phones.kill()

    def _talk(self, phones: subprocess.Popen[str], job: dict[str, Any]) -> dict[str, Any]:
        assert phones.stdin
        assert phones.stdout
        lock = threading.Lock()

        def tell(message: dict[str, Any]) -> None:
            with lock:
                phones.stdin.write(json.dumps(message, ensure_ascii=False) + "\n")
                phones.stdin.flush()

        tell(job)
        for line in phones.stdout:
            message = json.loads(line)
            if "report" in message:
                return dict(message["report"])
            self._kill(message["kill"], tell)
        raise AssertionError((self.house.instance / "phones.log").read_text("utf-8")[-4000:])

    def _kill(self, what: str, tell: Any) -> None:
        self.kills[what] = self.kills.get(what, 0) + 1
        self.house.kill(what)
        if what == "worker":
            self.house.start_worker()
            return

        def rise() -> None:
            self.house.start_web()
            self.house.ready()
            tell({"up": "web"})

        threading.Thread(target=rise, daemon=True).start()

    def judge(self, report: dict[str, Any]) -> dict[str, Any]:
        """The oracle's answer: ``wrong`` in words and ``counts`` by outcome."""
        file = self.house.instance / "report.json"
        given = {"event": self.dispatch.event, "report": report}
        file.write_text(json.dumps(given, ensure_ascii=False), encoding="utf-8")
        done = self.house.run(sys.executable, "-m", "tests.resilience.oracle", file, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return dict(json.loads(done.stdout.splitlines()[-1]))


def weather(there: House, plan: dict[str, Any], again: str) -> dict[str, Any]:
    """Run and judge; raises with everything needed to see it again."""
    storm = Storm(there, plan)
    began = time.monotonic()
    report = storm.run()
    found = storm.judge(report)
    facts = {
        "seed": plan["seed"],
        "sealed": sum(len(one) for one in report["sealed"]),
        **found["counts"],
        "deaths": report["deaths"],
        "kills": storm.kills,
        "met": report["met"],
        "seconds": round(time.monotonic() - began, 1),
    }
    if found["wrong"]:
        KEPT.mkdir(parents=True, exist_ok=True)
        kept = KEPT / f"schedule-{plan['seed']}.json"
        kept.write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
        (KEPT / f"report-{plan['seed']}.json").write_text(json.dumps(report), encoding="utf-8")
        wrong = "\n".join(f"  {text}" for text in found["wrong"][:30])
        raise AssertionError(
            f"promises broken:\n{wrong}\n{facts}\nagain: python -m tests.resilience.weather {again}\n"
            f"or --schedule {kept.relative_to(ROOT)}:\n{json.dumps(plan, ensure_ascii=False)}"
        )
    return facts


def arguments(size: Size) -> str:
    """The command line that makes the same schedule."""
    return " ".join(f"--{name} {value}" for name, value in asdict(size).items())


def main() -> None:
    """One storm, on a fresh house."""
    reader = argparse.ArgumentParser(description=__doc__)
    for name, value in asdict(Size(1)).items():
        reader.add_argument(f"--{name}", type=type(value), default=value)
    reader.add_argument("--runs", type=int, default=1, help="so many seeds from this one on")
    reader.add_argument("--schedule", type=Path, help="a schedule instead of a seed")
    reader.add_argument("--database", help="a fresh PostgreSQL database instead of SQLite")
    options = reader.parse_args()
    for seed in range(options.seed, options.seed + options.runs):
        size = Size(seed, options.devices, options.days, options.steps, options.kills)
        given = options.schedule
        plan = json.loads(given.read_text("utf-8")) if given else schedule(size)
        with (
            tempfile.TemporaryDirectory(prefix="dukao-weather-") as folder,
            house(Path(folder), options.database) as there,
        ):
            print(json.dumps(weather(there, plan, arguments(size)), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
