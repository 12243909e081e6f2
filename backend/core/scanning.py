"""The hook for a virus scanner (S-21): a command of the operator that reads the bytes on stdin.

`DUKAO_SCAN_COMMAND`, for example ``clamdscan --no-summary -``. Exit code 0 means clean, 1 infected;
anything else, or no answer in time, is a failure of the scanner: nothing unscanned is let in.
"""

from __future__ import annotations

import logging
import subprocess
from typing import IO

from flask import current_app

from .db import db
from .errors import problem

log = logging.getLogger("backend.scanning")
SECONDS = 60
INFECTED = 1

infected = problem(
    "file.infected",
    422,
    "杀毒程序拒收了这个文件，没有存",
    "The virus scanner refused the file; it was not stored",
    "S-21",
    todo_zh="请勿再传此文件，并告知中心的系统管理员",
    todo_en="Do not send it again; tell the centre's system administrator",
)
failed = problem(
    "file.scan_failed",
    503,
    "杀毒程序暂时不可用，文件未存",
    "The virus scanner does not answer; the file was not stored",
    "S-21",
    todo_zh="文件仍在您这里，稍后会自动重传",
    todo_en="The file is still with you and will be sent again",
)


def scan(data: bytes) -> None:
    """Ask the scanner, if there is one; raises ``file.infected`` or ``file.scan_failed``.

    It may take seconds, so the caller's transaction is given back first.
    """
    command = current_app.config["SETTINGS"].scan_command
    if not command:
        return
    db.session.rollback()
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own setting, never a caller's
            command, input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.exception("scanner", extra={"event": "scan.failed"})
        raise failed() from error
    if done.returncode == INFECTED:
        log.warning("scanner", extra={"event": "scan.infected"})
        raise infected()
    if done.returncode != 0:
        log.error("scanner", extra={"event": "scan.failed", "code": str(done.returncode)})
        raise failed()


def scan_stream(stream: IO[bytes]) -> None:
    """The same for an upload that may be large: in memory only where a scanner wants it."""
    if current_app.config["SETTINGS"].scan_command:
        scan(stream.read())
        stream.seek(0)
