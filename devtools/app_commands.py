"""Run several commands of the application in one process.

python -m devtools.app_commands "keys init" "db upgrade" …, inside .venv. Importing the
application takes longer than most of its commands; once for all of them keeps a start quick.
"""

from __future__ import annotations

import os
import shlex
import sys

from flask.cli import FlaskGroup, ScriptInfo

from devtools.steps import PHASE_MARK


def main(commands: list[str]) -> None:
    """Say each command before it begins, so that a failure names the right one."""
    print(f"{PHASE_MARK}start of the application", flush=True)
    # We are the command line too: it mends what a server would refuse to start with.
    os.environ["FLASK_RUN_FROM_CLI"] = "true"
    from wsgi import app  # noqa: PLC0415 - the line above must come out if this fails

    group = FlaskGroup(create_app=lambda: app)
    for command in commands:
        print(f"{PHASE_MARK}{command}", flush=True)
        group.main(
            shlex.split(command),
            prog_name="flask",
            obj=ScriptInfo(create_app=lambda: app),
            standalone_mode=False,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
