"""`dev.py test`: every check in order, pytest last, so that its summary ends the output."""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devtools.audit import Outcome, audit
from devtools.debian import install, may_install
from devtools.environment import (
    BIN,
    PWA,
    PYTHON,
    child_environment,
    ensure_client_build,
    ensure_client_packages,
    ensure_python,
    node_environment,
    npm,
)
from devtools.steps import (
    LOGS,
    ROOT,
    STATE,
    StepFailed,
    last_lines,
    log_of,
    run_logged,
    say,
    shown,
)

TESTS = ROOT / "tests"
BROWSER_TESTS = TESTS / "e2e"
NOT_FAST = "not slow and not e2e and not thorough"
CHECK_OUTPUT_LINES = 120
BROWSER_STEP = "Browser and document tools"

# Settings of a real installation must not reach tests: they write and delete.
_KEPT_SETTINGS = ("DUKAO_TEST_", "DUKAO_CHROMIUM")


@dataclass(frozen=True)
class Stage:
    """One check besides pytest."""

    title: str
    command: tuple[str | Path, ...]
    needs_node: bool = False


@dataclass(frozen=True)
class Browser:
    """The browser the end-to-end tests drive, or why there is none."""

    path: str
    missing_because: str = ""


def command(options: argparse.Namespace) -> int:
    """Run the checks; 0 only if every one of them passed."""
    began = time.monotonic()
    chosen = bool(options.expression or options.paths)
    wants_browser = not options.fast and (not chosen or names_browser_tests(options.paths))

    ensure_python("dev")
    ensure_client_packages()
    browser = ensure_browser() if wants_browser else Browser("", "not asked for")
    if wants_browser and not browser.path:
        say(f"! Skipped: browser tests (tests/e2e), because {browser.missing_because}")

    # Somebody who names tests is in the inner loop and wants those.
    failed = [] if chosen else run_stages(fast=options.fast)
    advisories = Outcome() if chosen or options.fast else audit()
    failed += advisories.failed
    if wants_browser or not (chosen or options.fast):
        failed += build_client()

    if failed:
        say(f"✗ Failed before pytest: {', '.join(failed)} (logs in .dev/logs)")
    skipped = list(advisories.skipped)
    if wants_browser and not browser.path:
        skipped.append(f"browser tests: {browser.missing_because}")
    code = run_pytest(options, browser, failed, skipped)
    minutes, seconds = divmod(round(time.monotonic() - began), 60)
    if failed:
        print(f"dev.py test: also failed: {', '.join(failed)}", file=sys.stderr)
    (LOGS / "test-duration.txt").write_text(f"{minutes} min {seconds} s\n", encoding="utf-8")
    return code or (1 if failed else 0)


# --- Checks besides pytest ---------------------------------------------------------------------


def stages() -> list[Stage]:
    """Lint, format and types of both languages, and the client's unit tests."""
    return [
        Stage("Lint (ruff)", (BIN / "ruff", "check", "--output-format", "concise", ".")),
        Stage(
            "Format (ruff)", (BIN / "ruff", "format", "--check", "--output-format", "concise", ".")
        ),
        Stage("Types (mypy)", (BIN / "mypy",)),
        Stage("Types (vue-tsc)", ("run", "typecheck"), needs_node=True),
        Stage("Client unit tests (vitest)", ("run", "test"), needs_node=True),
    ]


def run_stages(*, fast: bool) -> list[str]:
    """Run every stage whatever the ones before said; return the titles of those that failed."""
    del fast  # the checks are the same: they are quick, and mypy and vue-tsc remember
    return [stage.title for stage in stages() if not passes(stage)]


def passes(stage: Stage) -> bool:
    """Run one stage; show its output only if it failed."""
    try:
        if stage.needs_node:
            run_logged(stage.title, npm(*map(str, stage.command)), env=node_environment(), cwd=PWA)
        else:
            run_logged(stage.title, stage.command, env=child_environment())
    except StepFailed as failure:
        for line in last_lines(failure.log, CHECK_OUTPUT_LINES) if failure.log else []:
            say(f"    {line}")
        return False
    return True


def build_client() -> list[str]:
    """The browser tests drive the built client; an unchanged one is not built again."""
    try:
        ensure_client_build()
    except StepFailed as failure:
        say(str(failure))
        return ["Client build"]
    return []


# --- pytest ------------------------------------------------------------------------------------


def run_pytest(
    options: argparse.Namespace, browser: Browser, failed: list[str], skipped: list[str]
) -> int:
    """Run pytest once, with its output on our terminal."""
    settings = {"DUKAO_CHROMIUM": browser.path} if browser.path else {}
    if options.fast:
        settings["DUKAO_TEST_FAST"] = "1"
    if options.thorough:
        settings["DUKAO_TEST_THOROUGH"] = "1"
    settings["DUKAO_FAILED_STAGES"] = "\n".join(failed)
    settings["DUKAO_SKIPPED_STAGES"] = "\n".join(skipped)
    arguments = pytest_arguments(options, with_browser=bool(browser.path))
    return run_until_it_ends([str(PYTHON), "-m", "pytest", *arguments], clean_environment(settings))


def run_until_it_ends(command: list[str], env: Mapping[str, str]) -> int:
    """Run with our terminal; whatever stops us, let it put away its database and browser."""
    process = subprocess.Popen(command, cwd=ROOT, env=dict(env))
    # Ctrl-C reaches the child by itself; `kill` and a closed terminal reach only us.
    for kind in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(kind, lambda *_: process.send_signal(signal.SIGINT))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def pytest_arguments(options: argparse.Namespace, *, with_browser: bool) -> list[str]:
    """The selection: what was named, or every folder with the browser's last."""
    arguments = ["-p", "devtools.stage_report"]
    if options.fast:
        arguments += ["-m", NOT_FAST]
    if options.expression:
        arguments += ["-k", options.expression]
    if processes := options.workers or default_processes(options):
        arguments += ["-n", str(processes), "--dist", "loadgroup"]
    if options.fast or not with_browser:
        arguments.append(f"--ignore={BROWSER_TESTS.relative_to(ROOT)}")
    return arguments + (list(options.paths) or test_folders(with_browser=with_browser))


def default_processes(options: argparse.Namespace) -> int:
    """Two for a whole run where there are cores; one where the order matters or little runs."""
    whole = not options.paths and not options.expression
    return 2 if whole and (os.cpu_count() or 1) > 1 else 0


def test_folders(*, with_browser: bool) -> list[str]:
    """Everything below tests/, the browser's tests at the end.

    They are one group: one process of two drives the browser while the other runs the rest.
    """
    found = sorted(
        path
        for path in TESTS.iterdir()
        if (path.is_dir() and any(path.rglob("test_*.py"))) or path.match("test_*.py")
    )
    others = [path for path in found if path != BROWSER_TESTS]
    last = [BROWSER_TESTS] if with_browser and BROWSER_TESTS in found else []
    return [str(path.relative_to(ROOT)) for path in others + last]


def names_browser_tests(paths: list[str]) -> bool:
    """Whether the named tests need the browser and the built client."""
    return any(
        (ROOT / path.split("::")[0]).resolve().is_relative_to(BROWSER_TESTS) for path in paths
    )


def clean_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Our environment without the settings of any real installation."""
    env = child_environment()
    for name in list(env):
        foreign = name == "DATABASE_URL" or name.startswith("DUKAO_")
        if foreign and not name.startswith(_KEPT_SETTINGS):
            del env[name]
    if "XDG_RUNTIME_DIR" not in env:  # the packaged PostgreSQL warns in every run without it
        runtime = STATE / "runtime"
        runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
        env["XDG_RUNTIME_DIR"] = str(runtime)
    env.update(settings)
    return env


# --- The browser -------------------------------------------------------------------------------

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def ensure_browser() -> Browser:
    """Find Chromium and its companions; install Debian's packages where we may."""
    missing = missing_packages()
    if missing and may_install():
        with contextlib.suppress(StepFailed):  # what is still missing is named below
            install(BROWSER_STEP, missing)
    path = find_browser()
    if path:
        return Browser(path)
    if may_install():
        return Browser(
            "", f"Debian's packages could not be installed (see {shown(log_of(BROWSER_STEP))})"
        )
    return Browser(
        "",
        "no Chromium was found and this is not a Debian machine with root; "
        "install Chromium, or set DUKAO_CHROMIUM to its path.",
    )


def find_browser() -> str:
    """The path of a usable Chromium, or an empty text."""
    named = os.environ.get("DUKAO_CHROMIUM", "")
    if named:
        return named if Path(named).exists() else ""
    for name in _BROWSERS:
        if path := shutil.which(name):
            return path
    return next((path for path in _MAC_BROWSERS if Path(path).exists()), "")


def missing_packages() -> list[str]:
    """Debian packages the browser tests use and this machine lacks."""
    has = {
        "chromium": bool(find_browser()),
        "ffmpeg": shutil.which("ffmpeg") is not None,  # makes the fake camera's clip
        "poppler-utils": shutil.which("pdftotext") is not None,
        "zbar-tools": shutil.which("zbarimg") is not None,  # reads the QR on printed pages
        "fonts-noto-cjk": has_chinese_font(),
        "libatomic1": has_library("libatomic.so.1"),  # the Node inside Playwright links to it
    }
    return [package for package, present in has.items() if not present]


def has_library(name: str) -> bool:
    """Whether the system's loader finds it."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_chinese_font() -> bool:
    """Without one, screenshots show boxes."""
    folders = [Path("/usr/share/fonts"), Path("/System/Library/Fonts")]
    names = ("*CJK*", "*PingFang*", "*wqy*", "*SourceHan*")
    return any(next(folder.rglob(name), None) for folder in folders for name in names)
