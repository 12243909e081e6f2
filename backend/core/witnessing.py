"""What another office holds of our checkpoints: only that anchors anything (architecture 8).

`DUKAO_WITNESS` names the file of a witness (`tools/dukao_witness.py`), here or at an address, and
`DUKAO_WITNESS_KEY` its fingerprint. The server can still lie about it to whoever only looks at its
pages: who must be sure asks the witness (docs/evidence.md).
"""

from __future__ import annotations

import logging
import threading
import urllib.error
import urllib.request
from pathlib import Path

from flask import Flask, current_app

MOST_BYTES = 64 * 1024 * 1024
EVERY = 60.0
log = logging.getLogger("backend.witness")


def _is_address(place: str) -> bool:
    return place.startswith(("https://", "http://"))


def _copy(instance: Path) -> Path:
    return instance / "witness.txt"


def held() -> tuple[list[str], str | None]:
    """The witness's lines as last seen, and its fingerprint; ([], None) in a house without one."""
    settings = current_app.config["SETTINGS"]
    if not settings.witness:
        return [], None
    file = _copy(settings.instance) if _is_address(settings.witness) else Path(settings.witness)
    try:
        text = file.read_text("ascii")
        # A line without its end is still being written.
        return text.rpartition("\n")[0].splitlines(), settings.witness_key
    except (OSError, UnicodeDecodeError):
        return [], settings.witness_key


def office(witness: str | None) -> str | None:
    """The name alone of a witness that a report names with its fingerprint."""
    return witness.rpartition(" (")[0] or witness if witness else None


def fetch(app: Flask) -> None:
    """Keep a copy of what the witness shows at its address."""
    settings = app.config["SETTINGS"]
    with urllib.request.urlopen(settings.witness, timeout=30) as answer:  # noqa: S310 - the operator's setting, http(s) only
        text = answer.read(MOST_BYTES)
    fresh = _copy(settings.instance).with_suffix(".new")
    fresh.write_bytes(text)
    fresh.replace(_copy(settings.instance))


def follow(app: Flask, stopping: threading.Event) -> None:
    """Fetch every minute until told to stop; a witness that does not answer is only noted."""
    if not _is_address(app.config["SETTINGS"].witness or ""):
        return
    while True:
        try:
            fetch(app)
        except (OSError, ValueError, urllib.error.URLError):
            log.warning("witness", extra={"event": "witness.unreachable"})
        if stopping.wait(EVERY):
            return
