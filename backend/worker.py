"""The worker: Huey runs due rows; a sweep every second finds them (``python -m backend.worker``)."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable

from flask import Flask
from huey import SqliteHuey
from huey.consumer import Consumer
from sqlalchemy.exc import OperationalError

from . import create_app
from .core import checkpoints, jobs, keys, witnessing
from .core.db import db

log = logging.getLogger("backend.worker")


def sweep(app: Flask, run: Callable[[str], object]) -> None:
    """One look: hand due rows to the queue, and sign a checkpoint when one is due."""
    with app.app_context():
        for job_id in jobs.lease_due():
            run(job_id)
        if keys.ready():
            checkpoints.write()
            db.session.commit()


def main() -> None:
    """Run until SIGINT or SIGTERM."""
    app = create_app()
    settings = app.config["SETTINGS"]
    huey = SqliteHuey("dukao", filename=str(settings.jobs_file), fsync=True)

    @huey.task()
    def run_job(job_id: str) -> None:
        with app.app_context():
            jobs.run(job_id)

    stopping = threading.Event()

    def loop() -> None:
        while not stopping.wait(1.0):
            try:
                sweep(app, run_job)
            except OperationalError:
                log.warning("sweep", extra={"event": "worker.database_busy"})
            except Exception:
                log.exception("sweep", extra={"event": "worker.sweep_failed"})

    thread = threading.Thread(target=loop, name="sweep", daemon=True)
    follow = (app, stopping)
    threading.Thread(target=witnessing.follow, args=follow, name="witness", daemon=True).start()
    consumer = Consumer(huey, workers=2, periodic=False, initial_delay=0.05, max_delay=0.5)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    thread.start()
    log.info("worker", extra={"event": "worker.started"})
    consumer.run()
    stopping.set()


if __name__ == "__main__":
    main()
