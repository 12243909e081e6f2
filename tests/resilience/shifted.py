"""The real server and the real worker for whom days pass: the house's clock follows a file."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from backend import worker
from backend.core import clock
from wsgi import app

FILE = Path(app.instance_path) / "offset"


def follow() -> None:
    """Take over how far the house's clock is moved."""
    text = FILE.read_text("ascii") if FILE.exists() else ""
    clock.set_offset(int(text or "0"))


app.before_request(follow)


def _always() -> None:
    while True:
        follow()
        time.sleep(0.2)


if __name__ == "__main__":
    threading.Thread(target=_always, daemon=True).start()
    worker.main()
