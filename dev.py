#!/usr/bin/env python3
"""Run and check Dukao with one command on a bare machine.

    python3 dev.py run      prepare everything, start the demo on this machine
    python3 dev.py test     every check and test
    python3 dev.py --help   the rest

Only the standard library is used here and in devtools/: this program makes the environment
in which everything else is installed.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - said in words, before anything newer is read
    sys.exit(
        "Dukao needs Python 3.11 or newer; this is {}.{}. Start it with a newer one, for "
        "instance: python3.12 dev.py run".format(*sys.version_info[:2])
    )
if sys.platform == "win32":
    sys.exit("dev.py needs Linux, macOS, or the Windows Subsystem for Linux (wsl --install).")

import argparse
import subprocess

from devtools import check, lock, run, upgrade
from devtools.environment import PYTHON, child_environment, ensure_client_build, ensure_python
from devtools.steps import ROOT, StepFailed, use_utf8_output


def parser() -> argparse.ArgumentParser:
    """The command line; every option explains itself in --help."""
    top = argparse.ArgumentParser(
        prog="dev.py", description="Run, check and maintain Dukao (督考)."
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    runs = commands.add_parser("run", help="prepare everything and start the demo")
    runs.add_argument("--fresh", action="store_true", help="delete the demo's data first")
    runs.add_argument("--yes", action="store_true", help="do not ask before deleting")
    runs.add_argument("--port", type=port_number, default=8000, help="default 8000")
    runs.add_argument("--host", help="default 127.0.0.1; with --https every address")
    runs.add_argument(
        "--https", action="store_true", help="serve the LAN with a certificate phones can trust"
    )
    runs.add_argument(
        "--demo-lan", action="store_true", help="let demo accounts sign in from other machines"
    )
    runs.set_defaults(command=run.command)

    tests = commands.add_parser("test", help="every check and test; ends with pytest's summary")
    tests.add_argument("--fast", action="store_true", help="the inner loop: no browser, SQLite")
    tests.add_argument("--thorough", action="store_true", help="large property-test profiles")
    tests.add_argument("-k", dest="expression", metavar="EXPR", help="only matching tests")
    tests.add_argument("-n", dest="workers", type=int, metavar="N", help="pytest processes")
    tests.add_argument("paths", nargs="*", help="only these tests")
    tests.set_defaults(command=check.command)

    bench = commands.add_parser("bench", help="measure what docs/performance.md reports")
    bench.add_argument("parts", nargs="*", help="only these; all without")
    bench.add_argument("--runs", metavar="N", default="5", help="Lighthouse runs (default 5)")
    bench.add_argument(
        "--write", action="store_true", help="put the figures of a whole run into the page"
    )
    bench.set_defaults(command=run_bench)

    upgrades = commands.add_parser(
        "upgrade", help="bring a stopped server's database to this version (docs/operations.md)"
    )
    upgrades.set_defaults(command=upgrade.command)

    docs = commands.add_parser("docs", help="make the generated pages of docs/ again")
    docs.set_defaults(command=build_docs)

    locks = commands.add_parser("lock", help="make the lock files again")
    locks.add_argument("--upgrade", action="store_true", help="take newer versions that fit")
    locks.set_defaults(command=lock.command)
    return top


def port_number(text: str) -> int:
    """A port an ordinary program may use; the one above it is needed by --https."""
    if not text.isdigit() or not 1 <= int(text) <= 65534:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65534")
    return int(text)


def run_bench(options: argparse.Namespace) -> int:
    """Hand over to the bench package inside the environment."""
    ensure_python("dev")
    ensure_client_build()
    env = child_environment()
    chromium = check.ensure_browser().path
    if chromium:
        env["DUKAO_CHROMIUM"] = chromium
    command = [str(PYTHON), "-m", "bench", *options.parts, "--runs", options.runs]
    if options.write:
        command.append("--write")
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def build_docs(_: argparse.Namespace) -> int:
    """Hand over to the application, which knows its models, routes and errors."""
    ensure_python("runtime")
    command = [str(part) for part in run.flask("docs", "build")]
    env = child_environment(DUKAO_ENV="test")
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def main(arguments: list[str] | None = None) -> int:
    """Parse, do, and turn a failed step into its message and a code."""
    use_utf8_output()
    options = parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except StepFailed as failure:
        print(f"\n{failure}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
