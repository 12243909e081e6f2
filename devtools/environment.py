"""The environment everything runs in: .venv, Node, node_modules and the built client.

Each part carries a stamp, the hash of what it was made from, so that a second start only
reads a few files.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from devtools.debian import install, may_install
from devtools.steps import ROOT, STATE, StepFailed, log_of, run_logged, shown

VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
PWA = ROOT / "pwa"
DIST = PWA / "dist"
REQUIREMENTS = ROOT / "requirements"

# Packages are compiled for a minor version; a patch release in between changes nothing.
THIS_PYTHON = "{}.{}".format(*sys.version_info[:2])
NODE_AT_LEAST = (22, 19)

_VENV_STAMPS = VENV / "dukao-stamps.json"
_BUILD_STAMP = STATE / "stamps" / "build"
_NOT_SOURCES = {"node_modules", "dist", "bench", "coverage"}

PIP_ADVICE = (
    "check the network; behind a firewall set PIP_INDEX_URL to a mirror you can reach "
    "(or HTTPS_PROXY), then start again."
)
VENV_ADVICE = "install Python's venv and pip (Debian: apt install python3-venv), then start again."
NPM_ADVICE = (
    "check the network; behind a firewall set npm_config_registry to a mirror you can reach "
    "(or HTTPS_PROXY), then start again."
)


def digest(paths: Iterable[Path], *extra: str) -> str:
    """Hash names and contents of files (folders are walked) and some extra text."""
    total = hashlib.sha256()
    for text in extra:
        total.update(text.encode() + b"\0")
    for path in sorted(_files(paths)):
        total.update(shown(path).encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            if path.name not in _NOT_SOURCES:
                yield from _files(path.iterdir())
        elif path.is_file():
            yield path


def child_environment(**settings: str) -> dict[str, str]:
    """Our own environment with the tools of .venv first on the PATH, plus settings."""
    environment = dict(os.environ)
    environment["PATH"] = f"{BIN}{os.pathsep}{environment.get('PATH', '')}"
    environment["VIRTUAL_ENV"] = str(VENV)
    environment["PYTHONUTF8"] = "1"
    environment.pop("PYTHONHOME", None)
    environment.update(settings)
    return environment


# --- Python packages ---------------------------------------------------------------------------


def ensure_python(*locks: str) -> None:
    """Make .venv hold exactly what the named lock files say ("runtime", "dev", "node")."""
    _ensure_venv()
    stamps = read_stamps()
    for lock in locks:
        wanted = lock_stamp(lock)
        if stamps.get(lock) == wanted:
            continue
        run_logged(
            f"Python packages ({lock})",
            [
                *_pip(),
                "install",
                "--require-hashes",
                "--no-deps",
                "--no-input",
                "--disable-pip-version-check",
                "--progress-bar=off",
                "-r",
                REQUIREMENTS / f"{lock}.lock",
            ],
            advice=PIP_ADVICE,
        )
        stamps[lock] = wanted
        if lock == "dev":  # dev.lock contains runtime.lock, pin for pin (tests/test_dev.py)
            stamps["runtime"] = lock_stamp("runtime")
        _VENV_STAMPS.write_text(json.dumps(stamps, indent=1), encoding="utf-8")


def lock_stamp(lock: str) -> str:
    """What a fully installed lock file is remembered by."""
    return digest([REQUIREMENTS / f"{lock}.lock"], THIS_PYTHON)


def read_stamps() -> dict[str, str]:
    """The locks that are installed; unreadable means none."""
    try:
        stamps = json.loads(_VENV_STAMPS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def _ensure_venv() -> None:
    if _works(PYTHON):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    title = "Python environment (.venv)"
    try:
        run_logged(title, [sys.executable, "-m", "venv", VENV], advice=VENV_ADVICE)
    except StepFailed:
        shutil.rmtree(VENV, ignore_errors=True)
        if "ensurepip" not in log_of(title).read_text(encoding="utf-8", errors="replace"):
            raise
        _make_venv_without_ensurepip(title)


def _make_venv_without_ensurepip(title: str) -> None:
    """Debian ships Python without ensurepip; its pip, if there is one, fills a bare environment."""
    if _runs([sys.executable, "-m", "pip", "--version"]):
        bare: list[str | Path] = [sys.executable, "-m", "venv", "--without-pip", VENV]
        run_logged(f"{title}, filled by the system's pip", bare)
    elif may_install():
        install("Python's venv", ["python3-venv"])
        run_logged(title, [sys.executable, "-m", "venv", VENV], advice=VENV_ADVICE)
    else:
        raise StepFailed(title, "this Python has neither venv nor pip", None, VENV_ADVICE)


def _works(python: Path) -> bool:
    """Whether the environment is there and made by this Python (an upgrade leaves it broken)."""
    if not python.exists():
        return False
    script = "import sys; print('%d.%d' % sys.version_info[:2])"
    found = subprocess.run([python, "-c", script], capture_output=True, text=True, check=False)
    return found.returncode == 0 and found.stdout.strip() == THIS_PYTHON


def _pip() -> list[str | Path]:
    if _runs([PYTHON, "-m", "pip", "--version"]):
        return [PYTHON, "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", PYTHON]


def _runs(command: list[str | Path]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


# --- Node and the client -----------------------------------------------------------------------


def node_version(text: str) -> tuple[int, int] | None:
    """Parse what `node --version` prints."""
    match = re.match(r"v?(\d+)\.(\d+)\.", text.strip())
    return (int(match[1]), int(match[2])) if match else None


@functools.cache
def ensure_node() -> Path:
    """The folder of a usable Node: the one on the PATH, else one from PyPI put into .venv."""
    for folder in _node_folders():
        if _node_is_usable(folder):
            return folder
    ensure_python("node")
    if not _node_is_usable(BIN):
        advice = f"install Node {NODE_AT_LEAST[0]}.{NODE_AT_LEAST[1]} or newer, then start again."
        raise StepFailed("Node", "the packaged Node does not run on this machine", None, advice)
    return BIN


def _node_folders() -> list[Path]:
    on_path = shutil.which("node")
    return [BIN] + ([Path(on_path).parent] if on_path else [])


def _node_is_usable(folder: Path) -> bool:
    if not (folder / "npm").exists():
        return False
    try:
        answer = subprocess.run(
            [folder / "node", "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    version = node_version(answer.stdout)
    return version is not None and version >= NODE_AT_LEAST


def node_environment(**settings: str) -> dict[str, str]:
    """A child environment in which `node` is the usable one."""
    environment = child_environment(**settings)
    environment["PATH"] = f"{ensure_node()}{os.pathsep}{environment['PATH']}"
    return environment


def npm(*arguments: str) -> list[str | Path]:
    """An npm command line; run it with `node_environment()`."""
    return [ensure_node() / "npm", *arguments]


def ensure_client_packages(folder: Path = PWA) -> None:
    """`npm ci` when the lock changed or node_modules is gone."""
    stamp = folder / "node_modules" / ".dukao-stamp"
    wanted = digest([folder / "package.json", folder / "package-lock.json"])
    if _read(stamp) == wanted:
        return
    run_logged(
        f"Client packages ({folder.relative_to(ROOT)})",
        npm("ci", "--no-audit", "--no-fund"),
        env=node_environment(),
        cwd=folder,
        advice=NPM_ADVICE,
    )
    _write(stamp, wanted)


def ensure_client_build() -> None:
    """Build the PWA when one of its sources changed."""
    wanted = client_stamp()
    if _read(_BUILD_STAMP) == wanted and (DIST / "index.html").exists():
        return
    ensure_client_packages()
    _BUILD_STAMP.unlink(missing_ok=True)
    run_logged(
        "Client build",
        npm("run", "build"),
        env=node_environment(),
        cwd=PWA,
        advice="read the message above; `npm run typecheck` in pwa/ often says more.",
    )
    _write(_BUILD_STAMP, wanted)


def client_stamp() -> str:
    """The hash of everything the build reads."""
    return digest(path for path in PWA.iterdir() if path.name not in {"tests", "openapi.json"})


def _read(stamp: Path) -> str:
    return stamp.read_text(encoding="utf-8") if stamp.exists() else ""


def _write(stamp: Path, text: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(text, encoding="utf-8")
