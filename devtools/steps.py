"""One step of work: its progress on the terminal, its log, and what to say when it fails."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".dev"
LOGS = STATE / "logs"

TAIL_LINES = 25
HEARTBEAT_SECONDS = 20

# A line of a log that begins so names what the command is doing now.
PHASE_MARK = "» "

# pip warns once per package when a configured local index lacks it: noise that hides the cause.
_NOISE = re.compile(r"^WARNING: Location '.*' is ignored|^npm warn Unknown user config")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class StepFailed(Exception):
    """A step that did not succeed; its text says what failed, the log's end and what to do."""

    def __init__(self, title: str, reason: str, log: Path | None = None, advice: str = "") -> None:
        self.title = title
        self.reason = reason
        self.log = log
        self.advice = advice
        super().__init__(title)

    def __str__(self) -> str:
        lines = [f"✗ {self.title}: {self.reason}"]
        if self.log is not None and (tail := last_lines(self.log)):
            lines.append(f"  The last lines of {shown(self.log)}:")
            lines += [f"    {line}" for line in tail]
        if self.advice:
            lines.append(f"  What to do: {self.advice}")
        return "\n".join(lines)


def shown(path: Path) -> str:
    """The path as a person would type it: relative to the repository where possible."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def last_lines(log: Path, count: int = TAIL_LINES) -> list[str]:
    """The last lines of a log that carry information."""
    if not log.exists():
        return []
    with log.open(encoding="utf-8", errors="replace") as lines:
        telling = (_COLOURS.sub("", line).rstrip() for line in lines)
        return list(deque((line for line in telling if line and not _NOISE.match(line)), count))


def phase_of(log: Path) -> str:
    """What a running command last said it is doing."""
    with log.open("rb") as file:
        head = file.read(100_000).decode(errors="replace").splitlines()
    phases = [line for line in head if line.startswith(PHASE_MARK)]
    return phases[-1].removeprefix(PHASE_MARK) if phases else ""


def say(text: str = "") -> None:
    """Print at once, whatever the terminal's encoding."""
    print(text, flush=True)


def use_utf8_output() -> None:
    """Chinese text and ✓ must not stop a start on a terminal set to another encoding."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


@contextmanager
def progress(title: str) -> Iterator[Progress]:
    """Show that a step runs and how long it took; a failure is marked and passed on."""
    step = Progress(title)
    try:
        yield step
    except BaseException:
        step.end("✗")
        raise
    step.end("✓")


class Progress:
    """A line that counts seconds on a terminal, and speaks up now and then in a log."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.note = ""
        self.started = time.monotonic()
        self._alive = sys.stdout.isatty()
        self._spoke = self.started
        if self._alive:
            self._draw("…")
        else:
            say(f"… {title}")

    @property
    def seconds(self) -> float:
        """How long the step has been running."""
        return time.monotonic() - self.started

    def tick(self) -> None:
        """Tell that the step is still at work."""
        if self._alive:
            self._draw("…")
        elif time.monotonic() - self._spoke >= HEARTBEAT_SECONDS:
            self._spoke = time.monotonic()
            say(f"  {self.title}: still at work, {self.seconds:.0f} s")

    def end(self, mark: str) -> None:
        """Replace the running line by the result."""
        note = f" · {self.note}" if self.note else ""
        if self._alive:
            self._draw(mark, note)
            say()
        else:
            say(f"{mark} {self.title}{note} ({self.seconds:.1f} s)")

    def _draw(self, mark: str, note: str = "") -> None:
        sys.stdout.write(f"\r\033[2K{mark} {self.title}{note} ({self.seconds:.1f} s)")
        sys.stdout.flush()


def run_logged(
    title: str,
    command: Sequence[str | Path],
    *,
    advice: str = "",
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    note: str = "",
) -> Path:
    """Run a command as one step; its output goes to a log that is shown when it fails."""
    log = log_of(title)
    with progress(title) as step:
        step.note = note
        code = _execute(command, log, step, env, cwd)
        if code != 0:
            step.note = phase_of(log) or note
            spelled = " ".join(str(part) for part in command)
            reason = f"`{spelled}` ended with code {code}"
            raise StepFailed(title, reason, log, advice)
        step.note = note
    return log


def log_of(title: str) -> Path:
    """Where the output of a step is kept."""
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "step"
    return LOGS / f"{name}.log"


def _execute(
    command: Sequence[str | Path],
    log: Path,
    step: Progress,
    env: Mapping[str, str] | None,
    cwd: Path,
) -> int:
    log.parent.mkdir(parents=True, exist_ok=True)
    arguments = [str(part) for part in command]
    with log.open("wb") as output:
        try:
            process = subprocess.Popen(
                arguments,
                cwd=cwd,
                env=None if env is None else dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            output.write(f"{error}\n".encode())
            return 127
        try:
            while True:
                try:
                    return process.wait(timeout=0.2)
                except subprocess.TimeoutExpired:
                    step.note = phase_of(log) or step.note
                    step.tick()
        except BaseException:
            process.terminate()
            process.wait()
            raise
