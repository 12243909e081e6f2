"""Lighthouse (mobile) on the form route: signed in, kit stored, storage kept, HTTP cache emptied."""

from __future__ import annotations

import json
import statistics
import subprocess
from typing import Any

from devtools.environment import PWA, ensure_client_packages, node_environment

from .phone import FORM, PIN, Phone
from .report import Part

HOME = PWA / "bench"


def measure(phone: Phone, event: str, runs: int) -> Part:
    """Twice: the form itself, behind a PIN entered at once, and the PIN pad a person sees first."""
    ensure_client_packages(HOME)
    part = Part("lighthouse", "Lighthouse, mobile, form route", "")
    form = _run(phone, f"/e/{event}/form", runs, PIN, FORM)
    pad = _run(phone, f"/e/{event}/form", runs, "", ".pin")
    part.how = (
        f"Lighthouse {form['version']} on Node {form['node']}, default mobile profile (slow 4G and 4× "
        f"CPU, simulated), median of {runs}; browser started anew each time with the phone's profile: "
        "signed in, kit stored, service worker and storage kept, HTTP cache emptied. A fresh page is "
        "always locked, so the PIN pad is tapped by script the moment it is drawn: paint times of "
        "the form hold the PIN pad, PBKDF2 and unlocking. CPU index of Lighthouse: "
        f"{_middle(form, 'benchmark'):.0f}."
    )
    part.add("form: score", _middle(form, "score"), "", least=98)
    part.add("form: LCP", _middle(form, "lcp") / 1000, "s", most=1.6)
    part.add("form: TBT", _middle(form, "tbt"), "ms", most=100)
    part.add("form: FCP", _middle(form, "fcp") / 1000, "s")
    part.add("form: CLS", _middle(form, "cls"), "")
    part.add("PIN pad alone: score", _middle(pad, "score"), "")
    part.add("PIN pad alone: LCP", _middle(pad, "lcp") / 1000, "s")
    part.add("PIN pad alone: TBT", _middle(pad, "tbt"), "ms")
    return part


def _middle(found: dict[str, Any], name: str) -> float:
    return float(statistics.median(one[name] for one in found["results"]))


def _run(phone: Phone, path: str, runs: int, pin: str, ready: str) -> dict[str, Any]:
    wish = {"url": phone.url + path, "profile": str(phone.profile), "chromium": phone.chromium,
            "runs": runs, "pin": pin, "ready": ready}  # fmt: skip
    done = subprocess.run(["node", "run.mjs", json.dumps(wish)], cwd=HOME, env=node_environment(),
                          capture_output=True, text=True, check=False, timeout=1200)  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"Lighthouse: {done.stderr[-1500:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
