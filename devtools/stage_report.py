"""A pytest plugin: what dev.py checked before pytest belongs into pytest's summary.

So the last lines of the output are pytest's, and still tell the whole truth.
"""

from __future__ import annotations

import os

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the stages that failed or were skipped before pytest began."""
    failed = os.environ.get("DUKAO_FAILED_STAGES", "").splitlines()
    skipped = os.environ.get("DUKAO_SKIPPED_STAGES", "").splitlines()
    if failed or skipped:
        terminalreporter.section("other checks of dev.py test")
    for stage in failed:
        terminalreporter.line(f"FAILED {stage}", red=True)
    for stage in skipped:
        terminalreporter.line(f"SKIPPED {stage}", yellow=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A failed stage makes the whole run fail, also in the colour of the closing line."""
    if os.environ.get("DUKAO_FAILED_STAGES") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
