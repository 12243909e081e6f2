"""A slow phone: stop every renderer of a browser most of the time, its Workers and WebCrypto too.

The developer tools slow a page's main thread only. A decoder in a Worker would keep its full speed, and the
figures would say too much. Here the processes run two milliseconds and stand still for `rate` − 1 times as
long, as `cpulimit` does it; the browser's own process, the camera's and the database's are not slowed.

Run apart (`python -m bench.brake RATE SECONDS PID…`), so that the measuring process disturbs it as little as may be.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Long enough that waking up is a small part of it; what is measured must be long beside the pause.
RUN_S = 0.002
FINE_S = 0.0005
"""For work that takes less than a pause."""
ROOT = Path(__file__).resolve().parent.parent


def renderers(mark: str) -> list[int]:
    """Renderer processes of the browser that was started with this word among its arguments."""
    parents: dict[int, int] = {}
    words: dict[int, bytes] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # Renderers write their own line anew, with spaces between the words.
            words[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
            status = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            parents[int(folder.name)] = int(status.rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
    roots = {pid for pid, said in words.items() if mark.encode() in said and b"--type=" not in said}

    def ours(pid: int) -> bool:
        while pid in parents:
            if pid in roots:
                return True
            pid = parents[pid]
        return False

    return [pid for pid, said in words.items() if b"--type=renderer" in said and ours(pid)]


@contextmanager
def slowed(mark: str, rate: float, run_s: float = RUN_S) -> Iterator[None]:
    """Everything those renderers do takes about `rate` times as long."""
    found = renderers(mark)
    if rate <= 1 or not found:
        if rate > 1:
            raise RuntimeError("no renderer found to slow down")
        yield
        return
    command = [sys.executable, "-m", "bench.brake", str(rate), str(run_s), *map(str, found)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield
    finally:
        process.terminate()
        process.wait()
        for pid in found:
            _tell(pid, signal.SIGCONT)


def _tell(pid: int, what: signal.Signals) -> None:
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return


def main() -> None:
    """Brake until told to end; whatever happens, nobody is left standing."""
    rate, run_s = float(sys.argv[1]), float(sys.argv[2])
    pids = [int(word) for word in sys.argv[3:]]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    parent = os.getppid()
    with contextlib.suppress(OSError, AttributeError):
        # On time even where other work keeps the cores busy; not everybody may ask for this.
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    print("ready", flush=True)
    try:
        while os.getppid() == parent:
            for pid in pids:
                _tell(pid, signal.SIGSTOP)
            time.sleep(run_s * (rate - 1))
            for pid in pids:
                _tell(pid, signal.SIGCONT)
            time.sleep(run_s)
    finally:
        for pid in pids:
            _tell(pid, signal.SIGCONT)


if __name__ == "__main__":
    main()
