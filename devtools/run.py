"""`dev.py run`: prepare, migrate, load the demo, start web and worker, say where they are."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import ssl
import subprocess
import time
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devtools import https
from devtools.environment import PYTHON, child_environment, ensure_client_build, ensure_python
from devtools.network import lan_addresses, port_is_free
from devtools.steps import ROOT, StepFailed, log_of, progress, run_logged, say, shown

MARKER = ".made-by-dev.py"
WITNESS: list[str | Path] = [PYTHON, ROOT / "tools" / "dukao_witness.py"]
READY_SECONDS = 90
STOP_SECONDS = 10
LOG_KEEP_BYTES = 5_000_000

# One process, many threads: every live stream holds one (stack-backend: streams + 16).
BLOCKING_THREADS = "96"


@dataclass(frozen=True)
class Place:
    """Where this start listens and keeps its data."""

    instance: Path
    host: str
    port: int
    secure: bool
    addresses: tuple[str, ...]

    @property
    def lan(self) -> bool:
        """Whether other machines can reach the server."""
        return self.host not in ("127.0.0.1", "localhost", "::1")

    @property
    def reachable_host(self) -> str:
        """What to write into an address bar."""
        if self.host not in ("0.0.0.0", "::"):
            return self.host
        return self.addresses[0] if self.addresses else "127.0.0.1"

    @property
    def url(self) -> str:
        """The address printed, drawn as QR and given to the server."""
        return f"{'https' if self.secure else 'http'}://{self.reachable_host}:{self.port}"


@dataclass
class Child:
    """A process of ours, its log, and the signal it takes as a polite request to end."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals


@dataclass
class Children:
    """Web and worker: started together, watched together, stopped together."""

    env: Mapping[str, str]
    logs: Path
    running: list[Child] = field(default_factory=list)

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        stop_signal: signal.Signals,
        more: Mapping[str, str] | None = None,
    ) -> Child:
        """Start one, with ``more`` environment; its output goes to a log of its own."""
        log = self.logs / f"{name}.log"
        keep_small(log)
        with log.open("ab") as output:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=ROOT,
                env={**self.env, **(more or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches only us, so that each child gets the signal that suits it.
                start_new_session=True,
            )
        child = Child(name, process, log, stop_signal)
        self.running.append(child)
        return child

    def require_alive(self) -> None:
        """Raise for the first child that ended by itself."""
        for child in self.running:
            code = child.process.poll()
            if code is not None and child.name != "witness":  # the house works without one
                raise StepFailed(
                    f"{child.name} stopped",
                    f"it ended with code {code}",
                    child.log,
                    "read the log above; `python3 dev.py run --fresh` starts with a new demo.",
                )

    def stop(self) -> None:
        """Ask politely, wait, then insist."""
        for child in self.running:
            if child.process.poll() is None:
                child.process.send_signal(child.stop_signal)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.running:
            try:
                child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                # The whole group: granian's worker must not outlive its parent.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()
        self.running.clear()


def command(options: argparse.Namespace) -> int:
    """Run the product on this machine until Ctrl-C."""
    began = time.monotonic()
    place = choose_place(options)
    refuse_busy_ports(place)
    if options.fresh:
        remove_instance(place.instance, assume_yes=options.yes)

    ensure_python("runtime")
    ensure_client_build()
    prepare_instance(place.instance)
    env = server_environment(place, demo_lan=options.demo_lan)
    certificate = None
    if place.secure:
        certificate = https.ensure_certificate(place.instance / "tls", place.addresses)
    prepare_data(env)
    witness = prepare_witness(place.instance, env)

    children = Children(env, place.instance / "logs")
    with stopping_on_signals():
        trust_server = None
        try:
            tls = certificate.granian_options if certificate else []
            children.start("web", web_command(place, tls), signal.SIGTERM)
            # Huey finishes the running task on SIGINT and drops it on SIGTERM.
            children.start("worker", [PYTHON, "-m", "backend.worker"], signal.SIGINT)
            direct = {"NO_PROXY": "*", "SSL_CERT_FILE": str(place.instance / "tls" / "ca.pem")}
            children.start("witness", witness_command(place, witness), signal.SIGTERM, direct)
            asked = ask_for_accounts(env)
            wait_until_ready(place, children)
            if certificate is not None:
                trust_server = https.serve_trust_page(
                    place.host, place.port + 1, certificate, place.url, qr(place.url, svg=True)
                )
            announce(place, certificate, demo_accounts(asked), time.monotonic() - began)
            if not options.demo_lan and place.lan:
                say("Demo accounts sign in from this machine only; --demo-lan opens them to all.")
            while True:
                children.require_alive()
                time.sleep(0.5)
        except KeyboardInterrupt:
            say("\nStopping …")
            return 0
        finally:
            children.stop()
            if trust_server is not None:
                trust_server.shutdown()
            say("Stopped.")


# --- Before the start --------------------------------------------------------------------------


def choose_place(options: argparse.Namespace) -> Place:
    """Turn the options into an address; --https without --host means the LAN."""
    host = options.host or ("0.0.0.0" if options.https else "127.0.0.1")
    instance = Path(os.environ.get("DUKAO_INSTANCE") or ROOT / "instance").resolve()
    addresses = tuple(lan_addresses())
    if host not in ("0.0.0.0", "::", "127.0.0.1", "localhost") and host not in addresses:
        addresses = (host, *addresses)
    return Place(instance, host, options.port, options.https, addresses)


def refuse_busy_ports(place: Place) -> None:
    """Say early that something else listens there, instead of a stack trace later."""
    ports = [place.port, place.port + 1] if place.secure else [place.port]
    for port in ports:
        if not port_is_free(place.host, port):
            raise StepFailed(
                "Port",
                f"{place.host}:{port} is in use (perhaps by an earlier start)",
                None,
                f"stop the other program, or choose another port: --port {place.port + 10}",
            )


def remove_instance(instance: Path, *, assume_yes: bool) -> None:
    """Delete a demo made by dev.py; anything else is left alone."""
    if os.environ.get("DATABASE_URL"):
        advice = "unset DATABASE_URL, or empty that database yourself."
        reason = "it removes the demo's folder only, and DATABASE_URL points elsewhere"
        raise StepFailed("--fresh", reason, None, advice)
    if not instance.exists():
        return
    if not (instance / MARKER).exists():
        reason = f"{shown(instance)} was not made by dev.py and is not touched"
        raise StepFailed("--fresh", reason, None, "delete the folder yourself if you mean it.")
    if not assume_yes:
        answer = input(f"Delete the demo in {shown(instance)} with its database and files? [y/N] ")
        if answer.strip().lower() not in ("y", "yes"):
            raise StepFailed("--fresh", "not confirmed", None, "start without --fresh.")
    with progress(f"Remove {shown(instance)}"):
        shutil.rmtree(instance)


def prepare_instance(instance: Path) -> None:
    """The folder of database, keys, files and logs; readable by its owner only."""
    new = not instance.exists()
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    if new:
        (instance / MARKER).write_text("A demo made by dev.py; --fresh may delete this folder.\n")
    (instance / "logs").mkdir(mode=0o700, exist_ok=True)


def server_environment(place: Place, *, demo_lan: bool) -> dict[str, str]:
    """The settings web, worker and commands share. DATABASE_URL passes if the user set it."""
    settings = {
        "DUKAO_INSTANCE": str(place.instance),
        "DUKAO_ENV": "demo",
        "DUKAO_PUBLIC_URL": place.url,
    }
    if demo_lan:
        settings["DUKAO_DEMO_LAN"] = "1"
    env = child_environment(**settings)
    if not demo_lan:
        env.pop("DUKAO_DEMO_LAN", None)
    return env


def prepare_data(env: Mapping[str, str]) -> None:
    """Keys, migrations and the demo; each is safe to repeat."""
    run_logged(
        "Keys, database and demo",
        [PYTHON, "-m", "devtools.app_commands", "keys init", "db upgrade", "demo load"],
        env=env,
        advice="if you changed tables or demo data, `python3 dev.py run --fresh` begins anew "
        "(what you entered into the demo is lost).",
    )


def prepare_witness(instance: Path, env: dict[str, str]) -> Path:
    """A witness for the demo, which on a real server is another office on another machine."""
    folder = instance / "witness"
    if not (folder / "witness.pem").exists():
        root = output_of(flask("keys", "init"), env).rsplit("fingerprint ", 1)[1].split()[0]
        run_logged("Demo witness", [*WITNESS, "init", folder, "--name", "演示见证方", "--root", root], env=env)  # fmt: skip
    shown_words = output_of([*WITNESS, "show", folder], env).split()
    env["DUKAO_WITNESS"] = str(folder / "checkpoints.txt")
    env["DUKAO_WITNESS_KEY"] = shown_words[-1]
    return folder


def witness_command(place: Place, folder: Path) -> list[str | Path]:
    """Fetches what the server signed, twice a minute."""
    return [*WITNESS, "fetch", folder, place.url, "--every", "30"]


def output_of(command: Sequence[str | Path], env: Mapping[str, str]) -> str:
    """What a short command prints."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=dict(env), capture_output=True, text=True, check=False)  # fmt: skip
    if done.returncode not in (0, 4):
        raise StepFailed("Demo witness", done.stderr.strip()[-300:], None, "start with --fresh.")
    return done.stdout


def flask(*arguments: str) -> list[str | Path]:
    """A command line of the application."""
    return [PYTHON, "-m", "flask", "--app", "wsgi", *arguments]


def web_command(place: Place, tls: Sequence[str]) -> list[str | Path]:
    """granian: one worker, many threads (docs/decisions say why)."""
    return [
        PYTHON,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        "1",
        "--blocking-threads",
        BLOCKING_THREADS,
        # Without it a single open live stream keeps the server from ending.
        "--workers-kill-timeout",
        "3",
        "--no-ws",
        "--host",
        place.host,
        "--port",
        str(place.port),
        *tls,
        "wsgi:app",
    ]


def keep_small(log: Path) -> None:
    """One older generation is enough on a development machine."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_KEEP_BYTES:
        log.replace(log.with_suffix(".log.1"))


# --- While it runs -----------------------------------------------------------------------------


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[None]:
    """A closed terminal or `kill` ends web and worker the way Ctrl-C does."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = {kind: signal.signal(kind, interrupt) for kind in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def wait_until_ready(place: Place, children: Children) -> None:
    """Poll /readyz, watching that nobody died meanwhile."""
    with progress("Start of web and worker") as step:
        last = "no answer"
        while step.seconds < READY_SECONDS:
            children.require_alive()
            last = readiness(place)
            if last == "":
                return
            step.tick()
            time.sleep(0.1)
        log = children.running[0].log
        advice = f"read {shown(log)}; another port may help: --port {place.port + 10}"
        raise StepFailed("Start", f"not ready in {READY_SECONDS} s ({last})", log, advice)


def readiness(place: Place) -> str:
    """An empty text when /readyz answers 200, else what is in the way."""
    host = place.host if place.host not in ("0.0.0.0", "::") else "127.0.0.1"
    scheme = "https" if place.secure else "http"
    trust = None
    if place.secure:
        trust = ssl.create_default_context(cafile=str(place.instance / "tls" / "ca.pem"))
    # A proxy of the user's environment has no business between us and our own server.
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust)
    )
    try:
        with opener.open(f"{scheme}://{host}:{place.port}/readyz", timeout=5):
            return ""
    except urllib.error.HTTPError as answer:
        return f"/readyz answered {answer.code}"
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error))


def ask_for_accounts(env: Mapping[str, str]) -> subprocess.Popen[str]:
    """Begin to list who can sign in to the demo; the server starts meanwhile."""
    return subprocess.Popen(
        [str(part) for part in flask("demo", "accounts")],
        cwd=ROOT,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def demo_accounts(asked: subprocess.Popen[str]) -> list[dict[str, str]]:
    """The answer: a JSON list, perhaps after a warning."""
    answer, complaint = asked.communicate()
    if asked.returncode != 0 or "[" not in answer:
        log = log_of("Demo accounts")
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(complaint, encoding="utf-8")
        raise StepFailed("Demo accounts", f"ended with code {asked.returncode}", log)
    accounts = json.loads(answer[answer.index("[") :])
    return [{key: str(value or "") for key, value in account.items()} for account in accounts]


def announce(
    place: Place,
    certificate: https.Certificate | None,
    accounts: Sequence[Mapping[str, str]],
    seconds: float,
) -> None:
    """Everything a person needs to go on, in one screen."""
    say()
    say(account_table(accounts))
    say()
    if certificate is not None:
        trust_url = f"http://{place.reachable_host}:{place.port + 1}/"
        say(f"First on each phone, trust this machine (and how to remove it): {trust_url}")
        say(f"  certificate: {certificate.ca_name}")
        say(f"  SHA-256: {certificate.ca_sha256}")
        say(qr(trust_url))
    say(qr(place.url))
    say(f"督考 is ready ({seconds:.1f} s):  {place.url}")
    if place.lan and not place.secure:
        say("Phones get no camera and no offline work over plain http; use --https for them.")
    say(f"Logs: {shown(place.instance / 'logs')}   Stop: Ctrl-C")


def qr(text: str, *, svg: bool = False) -> str:
    """A QR drawn by .venv's library; an ornament, so a failure costs only the picture."""
    answer = subprocess.run(
        [PYTHON, "-m", "devtools.terminal_qr", *(["--svg"] if svg else []), text],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return answer.stdout if answer.returncode == 0 else ""


def account_table(accounts: Sequence[Mapping[str, str]]) -> str:
    """Columns that stay straight with Chinese text in them."""
    rows = [["Demo account", "password, or activation code + enrolment code", "role", "name", ""]]
    rows += [
        [account.get("username", ""), way_in(account)]
        + [account.get(column, "") for column in ("role", "name", "note")]
        for account in accounts
    ]
    widths = [max(display_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell + " " * (width - display_width(cell))
            for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )


def way_in(account: Mapping[str, str]) -> str:
    """A password at the desk; on a new phone two codes; neither once the codes are used."""
    codes = [code for key in ("activation", "enrol") if (code := account.get(key, ""))]
    return account.get("password") or " + ".join(codes) or "(phone enrolled; new code: duty)"


def display_width(text: str) -> int:
    """Terminal cells: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
