"""`dev.py lock`: make the lock files again from what is asked for (requirements/*.in)."""

from __future__ import annotations

import argparse
from pathlib import Path

from devtools.environment import (
    BIN,
    NPM_ADVICE,
    PIP_ADVICE,
    PWA,
    REQUIREMENTS,
    child_environment,
    ensure_python,
    node_environment,
    npm,
)
from devtools.steps import ROOT, run_logged

# The lowest Python we promise; "universal" adds markers for other systems.
LOWEST_PYTHON = "3.11"


def command(options: argparse.Namespace) -> int:
    """Keep every pin that still fits; --upgrade takes the newest that fits."""
    ensure_python("dev", "node")
    for name in ("runtime", "dev", "node"):
        lock_python(name, upgrade=options.upgrade)
    for folder in (PWA, PWA / "bench"):
        if (folder / "package.json").exists():
            lock_client(folder, upgrade=options.upgrade)
    return 0


def lock_client(folder: Path, *, upgrade: bool) -> None:
    """Lock versions and hashes, then see that `npm ci` accepts the result.

    A registry that lacks one platform's binary leaves a hole in the lock without a word, and
    every later `npm ci` fails on it.
    """
    name = folder.relative_to(ROOT)
    action = "update" if upgrade else "install"
    for title, arguments in (
        (f"Lock {name}", (action, "--package-lock-only")),
        (f"Check the lock of {name}", ("ci", "--dry-run")),
    ):
        run_logged(title, npm(*arguments), env=node_environment(), cwd=folder, advice=NPM_ADVICE)


def lock_python(name: str, *, upgrade: bool) -> None:
    """Hashed for plain `pip install --require-hashes`, and free of any download address."""
    # What is tested is what runs: dev.lock repeats the pins of runtime.lock.
    constraint: list[str | Path] = (
        ["--constraint", REQUIREMENTS / "runtime.lock"] if name == "dev" else []
    )
    upgrade_option = ["--upgrade"] if upgrade else []
    run_logged(
        f"Lock requirements ({name})",
        [
            BIN / "uv",
            "pip",
            "compile",
            "--universal",
            "--python-version",
            LOWEST_PYTHON,
            "--generate-hashes",
            "--no-config",
            "--no-header",
            "--no-annotate",
            "--no-emit-index-url",
            *constraint,
            *upgrade_option,
            "--output-file",
            REQUIREMENTS / f"{name}.lock",
            REQUIREMENTS / f"{name}.in",
        ],
        env=child_environment(),
        advice=PIP_ADVICE.replace("PIP_INDEX_URL", "UV_DEFAULT_INDEX"),
    )
