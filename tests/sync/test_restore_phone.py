"""The whole way: real server, real client core in Node, backup, fire, restore, work comes back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.e2e import house as houses

PWA = houses.ROOT / "pwa"
WHY = "机房进水"


def hook(acts: dict[str, Callable[[], None]]) -> ThreadingHTTPServer:
    """A door through which the phone's side of the test asks for what the operator does."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            try:
                acts[self.path.strip("/")]()
                status, body = 200, b""
            except Exception:  # noqa: BLE001 - told to the other side
                status, body = 500, traceback.format_exc().encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.req("S-19")
def test_receipted_and_queued_work_comes_back_after_a_restore(tmp_path: Path) -> None:
    vitest = PWA / "node_modules" / ".bin" / "vitest"
    if not vitest.exists():
        pytest.skip("the client's packages are not installed")
    with houses.running(tmp_path / "house") as house:

        def command(*arguments: str | Path, stdin: str | None = None) -> str:
            done = subprocess.run(
                [sys.executable, "-m", "flask", "--app", "wsgi", *map(str, arguments)],
                cwd=houses.ROOT,
                env=house.env,
                input=stdin,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout

        def back_up() -> None:
            command("backup", tmp_path / "backups")

        def burn_down() -> None:
            passwords = [house.accounts()[name]["password"] for name in ("leader", "quality")]
            house.stop()
            for path in house.instance.glob("dukao.sqlite*"):
                path.unlink()
            shutil.rmtree(house.instance / "files")
            [path] = (tmp_path / "backups").glob("*.backup")
            people = ("--by", "leader", "quality")
            where = ("--highest", "100", "--reason", WHY)
            command("restore", path, *where, *people, stdin="\n".join(passwords) + "\n")
            house.start_web()
            house.start_worker()
            house.ready()

        door = hook({"back-up": back_up, "burn-down-and-restore": burn_down})
        try:
            done = subprocess.run(
                [vitest, "run", "src/core/restore-real.test.ts"],
                cwd=PWA,
                env={
                    **os.environ,
                    # Node lies beside Python, as dev.py installs it.
                    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                    "DUKAO_TEST_SERVER": house.url,
                    "DUKAO_TEST_HOOK": f"http://127.0.0.1:{door.server_address[1]}",
                    "DUKAO_INSTANCE": str(house.instance),
                },
                capture_output=True,
                text=True,
                check=False,
            )
        finally:
            door.shutdown()
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
        assert "1 passed" in done.stdout
        checks = ("journal verify", "journal rebuild --check")
        verified = house.run(sys.executable, "-m", "devtools.app_commands", *checks, check=False)
        assert "RESTORED at checkpoint 101" in verified.stdout
        assert WHY in verified.stdout
        assert "FORK" not in verified.stdout
        assert "the tables say what the journals say" in verified.stdout
