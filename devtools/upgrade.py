"""`dev.py upgrade`: bring a stopped server's environment, client and database to this version."""

from __future__ import annotations

import argparse

from devtools.environment import PYTHON, child_environment, ensure_client_build, ensure_python
from devtools.steps import run_logged, say

# Tables first; then every journal must prove what it proved before.
COMMANDS = ("db upgrade", "journal verify")


def command(_: argparse.Namespace) -> int:
    """Run on the stopped server, after a backup, with the server's own DUKAO_* settings."""
    ensure_python("runtime")
    ensure_client_build()
    run_logged(
        "Tables and journals",
        [PYTHON, "-m", "devtools.app_commands", *COMMANDS],
        env=child_environment(),
        advice="nothing was started. Go back to the version before and, where tables were changed, "
        "to the backup: docs/operations.md, section 4.",
    )
    say("Upgraded. Start web and worker again; waiting phones deliver to the new version.")
    return 0
