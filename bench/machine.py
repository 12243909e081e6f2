"""The conditions a figure was taken under: machine, load, versions."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from backend.core.db import sqlite_module

from .report import ROOT


def load() -> str:
    """Load average over one and five minutes."""
    one, five, _ = os.getloadavg()
    return f"{one:.1f} / {five:.1f}"


def conditions(chromium: str) -> dict[str, str]:
    """Everything a reader needs to compare the figures with their own."""
    return {
        "machine": f"{_cpu()}, {os.cpu_count()} cores, {_memory()} GB; {_system()}",
        "load before (1 / 5 min)": load(),
        "browser": _said_by(chromium, "--version"),
        "server": f"granian {version('granian')}, Flask {version('flask')}, "
        f"Python {platform.python_version()}, SQLite {sqlite_module.sqlite_version} "
        "(WAL, synchronous=FULL)",
        "code": _said_by("git", "-C", str(ROOT), "log", "-1", "--format=%h %cs") or "no git",
    }


def _cpu() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    found = re.search(r"model name\s*:\s*(.+)", text)
    return found[1].strip() if found else platform.machine()


def _memory() -> int:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return round(pages * size / 1024**3)


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        name = platform.system()
    return f"{name}, kernel {platform.release().split('-')[0]}"


def _said_by(*command: str) -> str:
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip()
