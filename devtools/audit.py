"""`dev.py test`: do the locked packages have known vulnerabilities, as far as advisories are in reach?

Missing network is never a failure: what could not be asked is named as skipped. An advisory that
was judged and does not concern us stands in `requirements/advisories.txt` with its reason.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devtools.environment import BIN, PWA, child_environment, node_environment, npm
from devtools.steps import LOGS, ROOT, say

LOCK = ROOT / "requirements" / "runtime.lock"
JUDGED = ROOT / "requirements" / "advisories.txt"
SOCKET_SECONDS = "8"
PATIENCE = 45

Run = Callable[[Sequence[str | Path], Mapping[str, str], Path], str]


@dataclass
class Outcome:
    """What the audits came to, in lines for people."""

    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def audit() -> Outcome:
    """Ask for advisories on what runs in production; both languages."""
    outcome = Outcome()
    _python(outcome, run)
    _node(outcome, run)
    for line in outcome.failed:
        say(f"✗ {line}")
    for line in outcome.skipped:
        say(f"! Skipped: {line}")
    if not outcome.failed and not outcome.skipped:
        say("✓ Dependency audit: nothing known against the locked packages")
    return outcome


def run(command: Sequence[str | Path], env: Mapping[str, str], folder: Path) -> str:
    """Standard output of a command, whatever its exit code; empty when it took too long."""
    LOGS.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(
            [str(part) for part in command],
            env=dict(env),
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        return str(error)
    with (LOGS / "audit.log").open("a", encoding="utf-8") as log:
        log.write(f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}\n")
    return done.stdout


def judged() -> set[str]:
    """Ids of advisories somebody looked at; a line is `ID  reason`."""
    lines = JUDGED.read_text(encoding="utf-8").splitlines() if JUDGED.exists() else []
    return {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _python(outcome: Outcome, run_: Run) -> None:
    asked = unanswered = 0
    for service in ("pypi", "osv"):
        found = _json(run_(_pip_audit(service), child_environment(), ROOT))
        packages = found.get("dependencies", [])
        asked = len(packages)
        unanswered = sum("skip_reason" in one for one in packages)
        for one in packages:
            for flaw in one.get("vulns", []):
                if not judged() & {flaw["id"], *flaw.get("aliases", [])}:
                    outcome.failed.append(
                        f"dependency audit (Python): {one['name']} {one['version']} has {flaw['id']}"
                        f", mended in {', '.join(flaw.get('fix_versions', [])) or 'no version yet'}"
                    )
        if asked and unanswered < asked:
            break
    if not asked or unanswered == asked:
        outcome.skipped.append("dependency audit (Python): no advisory data in reach")
    elif unanswered:
        outcome.skipped.append(
            f"dependency audit (Python): no advisory data for {unanswered} of {asked} packages"
        )


def _pip_audit(service: str) -> list[str | Path]:
    return [
        BIN / "pip-audit", "--requirement", LOCK, "--require-hashes", "--disable-pip",
        "--vulnerability-service", service, "--timeout", SOCKET_SECONDS,
        "--progress-spinner", "off", "--format", "json",
    ]  # fmt: skip


def _node(outcome: Outcome, run_: Run) -> None:
    """Only what is built into the client: a development server's flaw reaches nobody's phone."""
    command = npm("audit", "--json", "--omit=dev", "--fetch-retries=0", "--fetch-timeout=8000")
    found = _json(run_(command, node_environment(), PWA))
    if "vulnerabilities" not in found:
        outcome.skipped.append("dependency audit (npm): no advisory data in reach")
        return
    for name, flaw in found["vulnerabilities"].items():
        ids = {
            str(one.get("url", "")).rpartition("/")[2]
            for one in flaw.get("via", [])
            if isinstance(one, dict)
        }
        if not ids or ids - judged():
            told = ", ".join(sorted(ids)) or "a flaw of what it uses"
            outcome.failed.append(f"dependency audit (npm): {name} ({flaw['severity']}): {told}")
