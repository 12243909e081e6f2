"""dev.py and devtools: what decides whether a start is quick, honest and safe."""

import argparse
import datetime as dt
import ipaddress
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

import dev
from devtools import audit, check, debian, environment, https, make_ca, network, run, steps

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def logs(tmp_path, monkeypatch):
    """Step logs go to a folder of the test."""
    monkeypatch.setattr(steps, "LOGS", tmp_path / "logs")
    return tmp_path / "logs"


class TestStamps:
    """A stamp changes when, and only when, what it was made from changes."""

    def test_same_content_gives_the_same_stamp(self, tmp_path):
        (tmp_path / "a.txt").write_text("1")
        assert environment.digest([tmp_path]) == environment.digest([tmp_path])

    def test_a_changed_byte_a_new_file_and_a_new_name_are_noticed(self, tmp_path):
        first = tmp_path / "a.txt"
        first.write_text("1")
        seen = {environment.digest([tmp_path])}
        first.write_text("2")
        seen.add(environment.digest([tmp_path]))
        (tmp_path / "b.txt").write_text("")
        seen.add(environment.digest([tmp_path]))
        first.rename(tmp_path / "c.txt")
        seen.add(environment.digest([tmp_path]))
        assert len(seen) == 4

    def test_what_the_build_makes_is_no_source(self, tmp_path):
        (tmp_path / "a.txt").write_text("1")
        before = environment.digest([tmp_path])
        for made in ("node_modules", "dist", "bench"):
            (tmp_path / made).mkdir()
            (tmp_path / made / "made.js").write_text("x")
        assert environment.digest([tmp_path]) == before

    def test_an_unreadable_stamp_file_means_nothing_is_installed(self, tmp_path, monkeypatch):
        broken = tmp_path / "stamps.json"
        broken.write_text("{")
        monkeypatch.setattr(environment, "_VENV_STAMPS", broken)
        assert environment.read_stamps() == {}

    @pytest.mark.parametrize(
        ("printed", "version"),
        [("v24.19.0\n", (24, 19)), ("v22.9.1", (22, 9)), ("", None), ("command not found", None)],
    )
    def test_node_versions_are_compared_as_numbers(self, printed, version):
        assert environment.node_version(printed) == version


class TestLocks:
    """What is installed is exactly what was locked, from wherever it comes."""

    def pins(self, name):
        text = (environment.REQUIREMENTS / f"{name}.lock").read_text(encoding="utf-8")
        return set(re.findall(r"^([a-z0-9_.-]+==[^\s;\\]+)", text, re.MULTILINE))

    def test_the_tested_versions_are_the_running_ones(self):
        assert self.pins("runtime") <= self.pins("dev")

    @pytest.mark.parametrize("name", ["runtime", "dev", "node"])
    def test_every_pin_has_hashes_and_no_address(self, name):
        text = (environment.REQUIREMENTS / f"{name}.lock").read_text(encoding="utf-8")
        blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
        assert all("--hash=sha256:" in block for block in blocks)
        assert "://" not in text

    def test_the_client_lock_names_no_download_address(self):
        lock = json.loads((environment.PWA / "package-lock.json").read_text(encoding="utf-8"))
        packages = {name: about for name, about in lock["packages"].items() if name}
        assert not [name for name, about in packages.items() if "resolved" in about]
        assert not [name for name, about in packages.items() if "integrity" not in about]

    def test_the_client_lock_has_every_platform_of_its_binaries(self):
        """npm leaves holes silently; `npm ci` then fails on every machine."""
        packages = json.loads((environment.PWA / "package-lock.json").read_text())["packages"]
        known = {name.rpartition("node_modules/")[2] for name in packages}
        wanted = {
            dep for about in packages.values() for dep in about.get("optionalDependencies", ())
        }
        assert not wanted - known


class TestFailingStep:
    """A failure says what failed, how its log ends, and what to do."""

    def test_the_message_has_command_log_and_advice(self, logs):
        script = "print('first'); print('the disk is full'); raise SystemExit(3)"
        with pytest.raises(steps.StepFailed) as failure:
            steps.run_logged(
                "Copy the demo", [sys.executable, "-c", script], advice="free some space."
            )
        message = str(failure.value)
        assert message.startswith("✗ Copy the demo:")
        assert "ended with code 3" in message
        assert "    the disk is full" in message
        assert "What to do: free some space." in message
        assert (logs / "copy-the-demo.log").exists()

    def test_the_phase_it_failed_in_is_named(self, logs, capsys):
        script = "print('» keys init'); print('» db upgrade'); raise SystemExit(1)"
        with pytest.raises(steps.StepFailed):
            steps.run_logged("Prepare", [sys.executable, "-X", "utf8", "-c", script])
        assert "✗ Prepare · db upgrade" in capsys.readouterr().out

    def test_a_missing_program_is_a_failed_step_too(self, logs):
        with pytest.raises(steps.StepFailed, match="Build"):
            steps.run_logged("Build", [logs / "no-such-program"])

    def test_only_the_end_of_a_long_log_is_shown_and_no_noise(self, logs):
        log = logs / "long.log"
        log.parent.mkdir()
        noise = "WARNING: Location 'file:///x/' is ignored: it is neither a file nor a directory."
        lines = [f"\x1b[31mline {n}\x1b[0m" for n in range(500)]
        log.write_text("\n".join([*lines, noise, ""]))
        tail = steps.last_lines(log)
        assert tail[-1] == "line 499"
        assert len(tail) == steps.TAIL_LINES

    def test_the_command_line_ends_with_code_1_and_the_message(self, monkeypatch, capsys):
        def fail(_):
            raise steps.StepFailed("Port", "8000 is in use", None, "choose another.")

        monkeypatch.setattr(run, "command", fail)
        assert dev.main(["run"]) == 1
        assert "What to do: choose another." in capsys.readouterr().err


class TestCommandLine:
    """Options mean what --help says."""

    def place(self, *arguments):
        return run.choose_place(dev.parser().parse_args(["run", *arguments]))

    def test_by_default_only_this_machine_is_served(self):
        place = self.place()
        assert (place.host, place.port, place.secure, place.lan) == (
            "127.0.0.1",
            8000,
            False,
            False,
        )
        assert place.url == "http://127.0.0.1:8000"

    def test_https_serves_the_lan_and_names_an_address_phones_can_open(self, monkeypatch):
        monkeypatch.setattr(run, "lan_addresses", lambda: ["192.168.7.20", "10.0.0.3"])
        place = self.place("--https", "--port", "9000")
        assert place.lan
        assert place.url == "https://192.168.7.20:9000"

    def test_a_given_host_wins(self):
        assert self.place("--https", "--host", "127.0.0.1").host == "127.0.0.1"

    @pytest.mark.parametrize("port", ["0", "65535", "http", "-1"])
    def test_impossible_ports_are_refused(self, port, capsys):
        with pytest.raises(SystemExit):
            dev.parser().parse_args(["run", f"--port={port}"])
        assert "a port is a number" in capsys.readouterr().err

    def test_web_gets_many_threads_and_a_limit_to_its_goodbye(self):
        command = run.web_command(self.place(), [])
        assert command[command.index("--blocking-threads") + 1] == "96"
        assert command[command.index("--workers-kill-timeout") + 1] == "3"
        assert command[-1] == "wsgi:app"

    def test_demo_sign_in_from_the_lan_needs_its_option(self, monkeypatch):
        monkeypatch.setenv("DUKAO_DEMO_LAN", "1")
        closed = run.server_environment(self.place(), demo_lan=False)
        opened = run.server_environment(self.place(), demo_lan=True)
        assert "DUKAO_DEMO_LAN" not in closed
        assert opened["DUKAO_DEMO_LAN"] == "1"
        assert closed["DUKAO_ENV"] == "demo"

    def test_a_busy_port_is_told_before_anything_starts(self, monkeypatch):
        monkeypatch.setattr(run, "port_is_free", lambda *_: False)
        with pytest.raises(steps.StepFailed, match="Port") as failure:
            run.refuse_busy_ports(self.place())
        assert "--port 8010" in str(failure.value)


class TestFresh:
    """--fresh deletes a demo of ours and nothing else."""

    def test_a_demo_made_by_dev_py_is_deleted(self, tmp_path, monkeypatch):
        monkeypatch.delenv("DATABASE_URL", raising=False)
        instance = tmp_path / "instance"
        run.prepare_instance(instance)
        assert instance.stat().st_mode & 0o077 == 0
        run.remove_instance(instance, assume_yes=True)
        assert not instance.exists()

    def test_a_folder_of_somebody_else_stays(self, tmp_path, monkeypatch):
        monkeypatch.delenv("DATABASE_URL", raising=False)
        (tmp_path / "precious.txt").write_text("x")
        with pytest.raises(steps.StepFailed) as failure:
            run.remove_instance(tmp_path, assume_yes=True)
        assert "was not made by dev.py" in str(failure.value)
        assert (tmp_path / "precious.txt").exists()

    def test_it_asks_first(self, tmp_path, monkeypatch):
        monkeypatch.delenv("DATABASE_URL", raising=False)
        monkeypatch.setattr("builtins.input", lambda _: "n")
        run.prepare_instance(tmp_path / "instance")
        with pytest.raises(steps.StepFailed, match="--fresh"):
            run.remove_instance(tmp_path / "instance", assume_yes=False)
        assert (tmp_path / "instance").exists()

    def test_a_database_elsewhere_is_not_its_business(self, tmp_path, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgresql://db/dukao")
        with pytest.raises(steps.StepFailed, match="--fresh"):
            run.remove_instance(tmp_path, assume_yes=True)


class TestAddresses:
    """Only what a phone could type is listed."""

    def test_loopback_link_local_doubles_and_rubbish_are_dropped(self):
        found = ["127.0.0.1", "192.168.1.5", "169.254.3.3", "192.168.1.5", "::1", "x", "10.1.1.1"]
        assert network.usable(found) == ["192.168.1.5", "10.1.1.1"]

    def test_listing_never_fails(self):
        for address in network.lan_addresses():
            assert not ipaddress.IPv4Address(address).is_loopback

    def test_a_taken_port_is_seen(self):
        with network.socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            assert not network.port_is_free("127.0.0.1", taken.getsockname()[1])


class TestCertificate:
    """Phones accept it, and nothing signed by its authority can follow."""

    NAMES = ("192.168.7.20", "localhost", "127.0.0.1")

    @pytest.fixture
    def folder(self, tmp_path):
        make_ca.make(tmp_path, list(self.NAMES), NOW)
        return tmp_path

    def test_the_key_of_the_authority_is_nowhere_on_disk(self, folder):
        ca = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
        leaf_key = load_pem_private_key((folder / "server.key").read_bytes(), None)
        assert leaf_key.public_key() != ca.public_key()
        with_keys = [file.name for file in folder.iterdir() if b"PRIVATE KEY" in file.read_bytes()]
        assert with_keys == ["server.key"]
        assert (folder / "server.key").stat().st_mode & 0o777 == 0o600
        assert (folder / "server.key").read_text().startswith("-----BEGIN PRIVATE KEY")

    def test_the_leaf_names_every_address_and_lives_no_longer_than_apple_allows(self, folder):
        leaf = x509.load_pem_x509_certificates((folder / "server.pem").read_bytes())[0]
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert [str(ip) for ip in names.get_values_for_type(x509.IPAddress)] == [
            "192.168.7.20",
            "127.0.0.1",
        ]
        assert names.get_values_for_type(x509.DNSName) == ["localhost"]
        assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= dt.timedelta(days=397)
        assert leaf.not_valid_before_utc < NOW < leaf.not_valid_after_utc

    def test_the_chain_holds_and_the_phone_gets_the_authority_as_der(self, folder):
        leaf, ca = x509.load_pem_x509_certificates((folder / "server.pem").read_bytes())
        leaf.verify_directly_issued_by(ca)
        assert x509.load_der_x509_certificate((folder / "ca.crt").read_bytes()) == ca

    def test_it_is_kept_while_it_fits_and_renewed_for_a_new_address_or_in_time(self, folder):
        assert https.still_good(folder, self.NAMES, NOW)
        assert https.still_good(folder, ("localhost",), NOW)
        assert not https.still_good(folder, (*self.NAMES, "10.9.9.9"), NOW)
        assert not https.still_good(folder, self.NAMES, NOW + dt.timedelta(days=380))
        (folder / "server.key").unlink()
        assert not https.still_good(folder, self.NAMES, NOW)

    def test_the_trust_page_gives_the_certificate_and_how_to_remove_it(self, folder):
        certificate = https.Certificate(folder, "Dukao <test>", "aa:bb")
        page = https.trust_page(certificate, "https://192.168.7.20:8000", "<svg></svg>")
        assert https.CERTIFICATE_PATH in page
        assert "Dukao &lt;test&gt;" in page
        for word in ("Android", "iPhone", "HarmonyOS", "Remove it afterwards", "aa:bb"):
            assert word in page


class TestAccountTable:
    """The accounts are readable on a terminal, Chinese names included."""

    def test_columns_stay_straight_with_chinese_text(self):
        accounts = [
            {"username": "a", "password": "p1", "role": "督导", "name": "林晓", "note": ""},
            {"username": "bbb", "password": "p2", "role": "admin", "name": "Li", "note": "组长"},
        ]
        lines = run.account_table(accounts).splitlines()
        starts = {
            run.display_width(line[: line.index(name)])
            for line, name in zip(lines[1:], ("林晓", "Li"), strict=True)
        }
        assert len(starts) == 1

    def test_a_phone_user_gets_codes_instead_of_a_password(self):
        account = {"username": "lin", "activation": "RXRC-FCFK", "enrol": "CTD4-H7T3"}
        assert run.way_in(account) == "RXRC-FCFK + CTD4-H7T3"
        assert "RXRC-FCFK" not in run.way_in({"username": "lin"})


class TestSelection:
    """pytest gets what was asked for, the browser's tests last."""

    def arguments(self, *given, with_browser=True):
        options = dev.parser().parse_args(["test", *given])
        return check.pytest_arguments(options, with_browser=with_browser)

    def test_browser_tests_come_last(self, tmp_path, monkeypatch):
        for name in ("e2e", "sync", "accounts"):
            (tmp_path / "tests" / name).mkdir(parents=True)
            (tmp_path / "tests" / name / "test_x.py").touch()
        (tmp_path / "tests" / "vectors").mkdir()
        monkeypatch.setattr(check, "ROOT", tmp_path)
        monkeypatch.setattr(check, "TESTS", tmp_path / "tests")
        monkeypatch.setattr(check, "BROWSER_TESTS", tmp_path / "tests" / "e2e")
        folders = check.test_folders(with_browser=True)
        assert folders == ["tests/accounts", "tests/sync", "tests/e2e"]
        assert "tests/e2e" not in check.test_folders(with_browser=False)

    def test_fast_leaves_out_browser_and_slow_tests(self):
        arguments = self.arguments("--fast")
        assert arguments[arguments.index("-m") + 1] == check.NOT_FAST
        assert "--ignore=tests/e2e" in arguments

    def test_only_a_whole_run_is_split_between_processes(self, monkeypatch):
        monkeypatch.setattr(check.os, "cpu_count", lambda: 2)
        assert "-n" in self.arguments("--fast")
        assert "-n" in self.arguments()
        assert "-n" not in self.arguments("--fast", "tests/test_dev.py")

    def test_named_tests_and_expressions_are_passed_on(self):
        arguments = self.arguments("-k", "badge and not slow", "tests/badges")
        assert arguments[arguments.index("-k") + 1] == "badge and not slow"
        assert arguments[-1] == "tests/badges"

    def test_settings_of_a_real_installation_do_not_reach_tests(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgresql://production/dukao")
        monkeypatch.setenv("DUKAO_INSTANCE", "/srv/dukao")
        monkeypatch.setenv("DUKAO_TEST_POSTGRES", "postgresql://test/dukao")
        env = check.clean_environment({"DUKAO_TEST_FAST": "1"})
        assert "DATABASE_URL" not in env
        assert "DUKAO_INSTANCE" not in env
        assert env["DUKAO_TEST_POSTGRES"] == "postgresql://test/dukao"
        assert env["DUKAO_TEST_FAST"] == "1"

    def test_without_a_browser_the_reason_is_named(self, monkeypatch):
        monkeypatch.setattr(check, "find_browser", lambda: "")
        monkeypatch.setattr(check, "may_install", lambda: False)
        browser = check.ensure_browser()
        assert not browser.path
        assert "no Chromium was found" in browser.missing_because

    def test_only_debian_itself_with_root_may_install(self, monkeypatch):
        monkeypatch.setattr(debian.os, "geteuid", lambda: 1000)
        assert not debian.may_install()


def test_dev_py_imports_only_the_standard_library():
    """Otherwise the very first start on a bare machine would fail."""
    isolated = [sys.executable, "-I", "-S", "-c"]
    script = f"import sys; sys.path.insert(0, {str(steps.ROOT)!r}); import dev; dev.parser()"
    subprocess.run([*isolated, script], check=True, cwd=Path("/"))


def test_options_are_explained():
    """--help has a line for every option."""
    commands = next(
        action for action in dev.parser()._actions if isinstance(action, argparse._SubParsersAction)
    )
    for name, command in commands.choices.items():
        for action in command._actions:
            if action.option_strings:
                assert action.help, f"{name} {action.option_strings}"


class TestAudit:
    """The dependency audit fails on what is known, and on nothing else."""

    FLAW = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["2.0"]}

    @staticmethod
    def asked(*answers: object) -> audit.Outcome:
        """What the Python side makes of these answers of the two services."""
        left = [json.dumps(one) if not isinstance(one, str) else one for one in answers]
        outcome = audit.Outcome()
        audit._python(outcome, lambda *_: left.pop(0))
        return outcome

    @staticmethod
    def package(**more: object) -> dict[str, object]:
        """One package as pip-audit reports it."""
        return {"dependencies": [{"name": "flask", "version": "1.0", "vulns": [], **more}]}

    def test_without_network_it_is_skipped_by_name_and_never_red(self):
        silent = {"dependencies": [{"name": "flask", "skip_reason": "not found"}]}
        for answers in (("", ""), ("Traceback", "timed out"), (silent, silent)):
            outcome = self.asked(*answers)
            assert outcome.failed == []
            assert outcome.skipped == ["dependency audit (Python): no advisory data in reach"]

    def test_the_second_service_is_asked_when_the_first_knows_nothing(self):
        silent = {"dependencies": [{"name": "flask", "skip_reason": "not found"}]}
        assert self.asked(silent, self.package()) == audit.Outcome()

    def test_a_known_flaw_is_named_and_a_judged_one_is_not(self, tmp_path, monkeypatch):
        flawed = self.package(vulns=[self.FLAW])
        (line,) = self.asked(flawed).failed
        assert "flask 1.0" in line
        assert "PYSEC-2026-1" in line
        monkeypatch.setattr(audit, "JUDGED", tmp_path / "judged.txt")
        audit.JUDGED.write_text("# why\nCVE-2026-1  the route is not used  2026-11-22\n")
        assert self.asked(flawed) == audit.Outcome()

    def test_the_client_is_asked_about_in_the_same_way(self, monkeypatch):
        monkeypatch.setattr(audit, "npm", lambda *words: list(words))
        monkeypatch.setattr(audit, "node_environment", dict)
        for answer, failed, skipped in (
            ('{"error": {}}', 0, 1),
            ("", 0, 1),
            ('{"vulnerabilities": {}}', 0, 0),
            (('{"vulnerabilities": {"vue": {"severity": "high", "via": '
             '[{"url": "https://github.com/advisories/GHSA-x"}]}}}'), 1, 0),
        ):  # fmt: skip
            outcome = audit.Outcome()
            audit._node(outcome, lambda *_, said=answer: said)
            assert (len(outcome.failed), len(outcome.skipped)) == (failed, skipped), answer
