"""Verify a bundle without the server: Python, `cryptography` and the root's fingerprint.

This file travels inside every bundle as ``verify.py`` and imports nothing of ours:

    python verify.py bundle.zip --root FINGERPRINT [--checkpoints FILE]

It says *consistent with itself*, *anchored to checkpoint n* (of witness w, when FILE comes from
one), or where it is broken.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import zipfile
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature


class Broken(Exception):
    """Something does not fit; ``seq`` says at which line when one is known."""

    def __init__(self, reason: str, seq: int | None = None):
        super().__init__(reason)
        self.reason, self.seq = reason, seq


@dataclass
class Report:
    """What was found: ``state`` is anchored, consistent or broken."""

    state: str = "consistent"
    seq: int | None = None
    reason: str = ""
    lines: int = 0
    entries: int = 0
    files: int = 0
    erased: int = 0
    erased_by: int | None = None
    missing_files: list[str] = field(default_factory=list)
    missing_at: int | None = None
    forks: list[int] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    strangers: list[int] = field(default_factory=list)
    after_revocation: dict[str, list[int]] = field(default_factory=dict)
    anchors: list[int] = field(default_factory=list)
    anchored_to: int | None = None
    unanchored_from: int | None = None
    witness: str | None = None
    kept_elsewhere: bool = False
    restores: list[str] = field(default_factory=list)
    part: str | None = None
    outside: int = 0
    explained: list[int] = field(default_factory=list)

    def words(self) -> str:
        """One sentence, and one more for everything a reader must know besides."""
        if self.state == "broken":
            where = f" at line {self.seq}" if self.seq else ""
            return f"BROKEN{where}: {self.reason}"
        return "; ".join([self._standing(), *self._besides(), *self.restores])

    def passed(self) -> bool:
        """Whether it may be called 通过: a copy kept elsewhere anchors it, and no file is missing."""
        return self.state == "anchored" and self.kept_elsewhere and not self.missing_files

    def _besides(self) -> list[str]:
        said = [
            f"after a revocation (撤销后到达), {how}: {_listed(seqs)}"
            for how, seqs in sorted(self.after_revocation.items())
        ]
        if self.forks:
            said.append(f"two entries in one place of a key's chain: {_listed(self.forks)}")
        said += self.gaps
        if self.strangers:
            said.append(f"refused, signed by keys of no roster: {_listed(self.strangers)}")
        if self.missing_files:
            count = len(self.missing_files)
            said.append(f"{count} files are MISSING, the first named at line {self.missing_at}")
        return said

    def _standing(self) -> str:
        tail = f", {self.lines} lines, {self.entries} bodies, {self.files} files"
        if self.part is not None:
            tail += (
                f"; this is a PART of the journal ({self.part}): the bodies of {self.outside} lines "
                "are not in this bundle and NOT VERIFIED"
            )
        if self.erased_by is not None:
            tail += f"; {self.erased} bodies erased by order {self.erased_by} (已按期销毁)"
        if self.state == "anchored":
            note = (
                ""
                if self.unanchored_from is None
                else f"; lines from {self.unanchored_from} on are NOT ANCHORED yet"
            )
            if not self.kept_elsewhere:
                return (
                    f"CONSISTENT WITH ITSELF up to its own checkpoint {self.anchored_to}, "
                    f"NOT ANCHORED in a copy kept elsewhere{note}{tail}"
                )
            of = f"witness {self.witness}" if self.witness else "a copy kept elsewhere"
            return f"ANCHORED to checkpoint {self.anchored_to} of {of}{note}{tail}"
        return f"CONSISTENT WITH ITSELF, NOT ANCHORED{tail}"


def _listed(seqs: list[int]) -> str:
    return f"line{'s' if len(seqs) > 1 else ''} {', '.join(map(str, seqs))}"


def unb64u(text: str) -> bytes:
    """Decode base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _b64u(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def thumbprint(jwk: dict[str, str]) -> str:
    """RFC 7638 thumbprint."""
    text = json.dumps(
        {k: jwk[k] for k in ("crv", "kty", "x", "y")}, sort_keys=True, separators=(",", ":")
    )
    return _b64u(hashlib.sha256(text.encode()).digest())


def open_jws(compact: str, typ: str, jwk_of: Any) -> tuple[dict[str, Any], str, str]:
    """(payload, hash, kid) of a verified token; ``jwk_of(kid)`` gives the key. Raises Broken."""
    try:
        head, body, tail = compact.strip().split(".")
        header = json.loads(unb64u(head))
        kid = header["kid"]
        if unb64u(head) != f'{{"alg":"ES256","kid":"{kid}","typ":"{typ}"}}'.encode():
            raise Broken(f"not a {typ}")
        jwk = jwk_of(kid)
        raw = unb64u(tail)
        key = ec.EllipticCurvePublicNumbers(
            int.from_bytes(unb64u(jwk["x"]), "big"),
            int.from_bytes(unb64u(jwk["y"]), "big"),
            ec.SECP256R1(),
        ).public_key()
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        signed = f"{head}.{body}".encode()
        key.verify(der, signed, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, KeyError, ValueError, TypeError) as error:
        raise Broken(f"signature of a {typ} does not verify") from error
    return json.loads(unb64u(body)), hashlib.sha256(signed).hexdigest(), kid


WITNESS = "dukao-witness+jws"


def is_witness(text: str) -> bool:
    """Whether this line of a checkpoint file is a witness's co-signature."""
    try:
        return json.loads(unb64u(text.split(".", maxsplit=1)[0])).get("typ") == WITNESS
    except (ValueError, AttributeError):
        return False


def read_witnesses(texts: list[str], trusted: str | None = None) -> dict[tuple[int, str], str]:
    """Who co-signed which checkpoint: ``{(number, hash): "name (fingerprint)"}``.

    A witness's key stands in its own token; only its fingerprint, compared by a person or given
    as ``trusted``, says whose it is.
    """
    found: dict[tuple[int, str], str] = {}
    for text in filter(is_witness, texts):
        try:
            jwk = json.loads(unb64u(text.split(".")[1]))["jwk"]
        except (ValueError, KeyError, TypeError) as error:
            raise Broken("unreadable co-signature") from error
        payload, _, kid = open_jws(text, WITNESS, lambda _kid, own=jwk: own)
        if thumbprint(jwk) != kid:
            raise Broken("a witness's key does not match its name")
        if trusted is None or kid == trusted:
            number, name = payload["checkpoint"]
            found[number, name] = f"{payload['witness']} ({kid})"
    return found


def explains(payload: dict[str, Any], number: int) -> bool:
    """Whether a declared restore answers for a checkpoint: it lies between backup and restore."""
    backup = payload.get("restored", {}).get("backup")
    return "restored" in payload and (backup[0] if backup else 0) < number < payload["number"]


def read_checkpoints(
    texts: list[str], jwk_of: Any, withdrawn: dict[str, int] | None = None
) -> dict[int, dict[str, Any]]:
    """Verified checkpoints by number; a break in their own chain is reported.

    ``withdrawn`` says from when on a key signs nothing that counts.
    """
    found: dict[int, dict[str, Any]] = {}
    for text in texts:
        if is_witness(text):
            continue
        payload, name, kid = open_jws(text, "dukao-checkpoint+jws", jwk_of)
        if payload["time"] >= (withdrawn or {}).get(kid, payload["time"] + 1):
            raise Broken(f"checkpoint {payload['number']} was signed with a withdrawn key")
        payload["hash"] = name
        other = found.get(payload["number"])
        if other and other["hash"] != name:
            raise Broken(f"two different checkpoints {payload['number']}: the history forked")
        found[payload["number"]] = payload
    for number, payload in found.items():
        before = found.get(number - 1)
        if before and payload["prev"] != before["hash"] and not explains(payload, number - 1):
            raise Broken(f"checkpoint {number} does not follow {number - 1}")
        backup = payload.get("restored", {}).get("backup")
        known = found.get(backup[0]) if backup else None
        if known and known["hash"] != backup[1]:
            raise Broken(
                f"checkpoint {number} restores from a checkpoint {backup[0]} of another history"
            )
    return found


def check_chain(
    journal: str, root: str, lines: list[str], stored_heads: list[str] | None = None
) -> list[str]:
    """Heads after every line; raises Broken at the first line that does not fit."""
    head = hashlib.sha256(b"dukao-journal-1" + journal.encode() + root.encode()).hexdigest()
    heads = [head]
    for seq, line in enumerate(lines, 1):
        try:
            value = json.loads(line)
        except ValueError as error:
            raise Broken("the line is not JSON", seq) from error
        fits = isinstance(value, dict) and {"entry", "actor", "kid", "outcome"} <= value.keys()
        if not fits or value.get("seq") != seq or value.get("journal") != journal:
            raise Broken("the line does not belong here", seq)
        digest = hashlib.sha256(line.encode("utf-8")).digest()
        head = hashlib.sha256(b"\x01" + bytes.fromhex(head) + digest).hexdigest()
        if stored_heads is not None and stored_heads[seq - 1] != head:
            raise Broken("the line was changed", seq)
        heads.append(head)
    return heads


def anchor(
    journal: str,
    heads: list[str],
    checkpoints: dict[int, dict[str, Any]],
    report: Report,
    elsewhere: list[str] | None = None,
    trusted: str | None = None,
) -> None:
    """Compare heads with every checkpoint that names this journal.

    ``elsewhere`` are the texts of a copy kept elsewhere: then only its checkpoints anchor, for
    the server's own may have been signed again with everything else. A checkpoint between a backup
    and its declared restore may name lines the restore says are lost; any other difference is a
    fork.
    """
    restored = [one for _, one in sorted(checkpoints.items()) if "restored" in one]
    witnesses = read_witnesses(elsewhere or [], trusted)
    outside = {_number(text) for text in elsewhere or [] if text and not is_witness(text)}
    report.kept_elsewhere = bool(outside)
    last_good, last_seq = None, 0
    anchored_to, anchored_seq = None, 0
    for number in sorted(checkpoints):
        for name, seq, head in checkpoints[number]["heads"]:
            if name != journal:
                continue
            if seq >= len(heads) or heads[seq] != head:
                if any(explains(r, number) and seq > _seq_in(r, journal) for r in restored):
                    report.explained.append(number)
                    continue
                between = (
                    f"between checkpoints {last_good} and {number}"
                    if last_good
                    else f"before checkpoint {number}"
                )
                raise Broken(
                    f"changed or cut {between} (lines {last_seq + 1} to {seq})", last_seq + 1
                )
            report.anchors.append(number)
            last_good, last_seq = number, seq
            by = witnesses.get((number, checkpoints[number]["hash"]))
            if by or not (outside or trusted) or (number in outside and not trusted):
                anchored_to, anchored_seq, report.witness = number, seq, by
    report.restores = [_declared(one) for one in restored]
    if anchored_to is not None:
        report.state, report.anchored_to = "anchored", anchored_to
        report.unanchored_from = anchored_seq + 1 if anchored_seq < len(heads) - 1 else None


def check_anchors(
    journal: str,
    heads: list[str],
    own: list[str],
    report: Report,
    keys: tuple[Any, dict[str, int]],
    elsewhere: list[str] | None = None,
    trusted: str | None = None,
) -> None:
    """Read the server's checkpoints and those kept elsewhere together, and compare.

    ``keys`` is (key by kid, kids withdrawn since when). Where the two contradict each other, the
    copy kept elsewhere says between which of its anchors the lines were changed.
    """
    outside = [text for text in elsewhere or [] if text]
    try:
        checkpoints = read_checkpoints([text for text in own if text] + outside, *keys)
        anchor(journal, heads, checkpoints, report, outside, trusted)
    except Broken as whole:
        try:
            anchor(journal, heads, read_checkpoints(outside, *keys), Report(), outside, trusted)
        except Broken as place:
            same = place.reason == whole.reason
            reason = whole.reason if same else f"{place.reason}; {whole.reason}"
            raise Broken(reason, place.seq) from whole
        raise


def _number(text: str) -> int:
    return int(json.loads(unb64u(text.split(".")[1]))["number"])


def _seq_in(checkpoint: dict[str, Any], journal: str) -> int:
    return next((seq for name, seq, _ in checkpoint["heads"] if name == journal), 0)


def _declared(checkpoint: dict[str, Any]) -> str:
    said = checkpoint["restored"]
    backup = f"checkpoint {said['backup'][0]}" if said["backup"] else "an empty history"
    return (
        f"RESTORED at checkpoint {checkpoint['number']} from {backup} by "
        f"{' and '.join(said['by'])}: {said['reason']}"
    )


def erased_by_order(lines: list[str], body_of: Any, report: Report) -> set[str]:
    """Entries whose bodies an order of two people destroyed: all before the order, the last line.

    The order's own body stays readable; its hash is in its line, so nobody adds one afterwards
    without a new head.
    """
    if not lines or json.loads(lines[-1])["kid"] is not None:
        return set()
    name = json.loads(lines[-1])["entry"]
    try:
        body = body_of(name)
    except ValueError as error:
        raise Broken("the stored body was changed", len(lines)) from error
    if not body or hashlib.sha256(body).hexdigest() != name:
        return set()
    act = json.loads(body)
    if act["kind"] != "journal.erased":
        return set()
    if len(set(act["data"]["by"])) != 2:
        raise Broken("an erasure order of one person", len(lines))
    report.erased_by = act["data"]["number"]
    return {json.loads(line)["entry"] for line in lines[:-1]}


@dataclass(frozen=True)
class Signer:
    """A device key of the roster and the person who holds it."""

    jwk: dict[str, str]
    person: str


def check_bodies(
    lines: list[str],
    body_of: Any,
    signers: dict[str, Signer],
    erased: set[str],
    report: Report,
    scope: set[str] | None = None,
) -> None:
    """Every line's body hashes to the line's entry; sealed ones verify with the roster's key.

    With ``scope`` only the bodies of these entries need be here; the others are counted apart.
    """
    walk = _Walk(signers, report)
    seen: set[str] = set()
    for seq, line in enumerate(lines, 1):
        value = json.loads(line)
        if value["entry"] in seen:
            raise Broken("the entry has a line already", seq)
        seen.add(value["entry"])
        try:
            body = body_of(value["entry"])
        except ValueError as error:
            raise Broken("the stored body was changed", seq) from error
        if body is None:
            if value["entry"] not in erased and scope is not None and value["entry"] not in scope:
                report.outside += 1
                walk.skip(value)
                continue
            if value["entry"] not in erased:
                raise Broken("the body is missing without an erasure order", seq)
            report.erased += 1
            continue
        try:
            walk.step(seq, value, body)
        except Broken as broken:
            raise Broken(broken.reason, seq) from broken
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Broken("the body cannot be read", seq) from error
        report.entries += 1
    walk.end()


class _Walk:
    """From line to line: what the bodies say of authors, chains of keys, and what was settled."""

    def __init__(self, signers: dict[str, Signer], report: Report):
        self.signers, self.report = signers, report
        self.places: dict[str, set[int]] = {}
        self.strangers: set[str] = set()
        self.held: dict[str, int] = {}
        self.opinions: dict[str, dict[str, str]] = {}
        self.settled: dict[str, str] = {}
        self.unseen: dict[str, int] = {}

    def skip(self, value: dict[str, Any]) -> None:
        """A line whose body lies outside the bundle: it has some place in its key's chain."""
        if value["kid"] is not None:
            self.unseen[value["kid"]] = self.unseen.get(value["kid"], 0) + 1

    def step(self, seq: int, value: dict[str, Any], body: bytes) -> None:
        """One line with its body; raises Broken."""
        if value["kid"] is None:
            self._act(value, body)
        else:
            self._entry(seq, value, body.decode())
        if value["outcome"] == "waiting:after_revocation":
            self.held[value["entry"]] = seq

    def _act(self, value: dict[str, Any], body: bytes) -> None:
        if hashlib.sha256(body).hexdigest() != value["entry"]:
            raise Broken("the act was changed")
        act = json.loads(body)
        if (act["journal"], act["actor"]) != (value["journal"], value["actor"]):
            raise Broken("the act is of another journal or person")
        data = act["data"]
        if act["kind"] == "journal.opinion":
            self.opinions.setdefault(data["entry"], {})[act["actor"]] = data["decision"]
        elif act["kind"] == "journal.settled":
            self.settled[data["entry"]] = data["outcome"]
            if data["entry"] in self.strangers and data["outcome"] == "accepted":
                raise Broken("an entry signed by a key of no roster was accepted")

    def _entry(self, seq: int, value: dict[str, Any], compact: str) -> None:
        signer = self.signers.get(value["kid"])
        if signer is None:
            # Anybody enrolled may send what is not theirs to write: it has a refusal, no roster.
            signed = compact.rpartition(".")[0].encode()
            if value["outcome"] == "accepted":
                raise Broken("signed by a key of no roster")
            if hashlib.sha256(signed).hexdigest() != value["entry"]:
                raise Broken("the entry was changed or exchanged")
            self.strangers.add(value["entry"])
            self.report.strangers.append(seq)
            return
        entry, found, kid = open_jws(compact, "dukao-entry+jws", lambda _kid: signer.jwk)
        if found != value["entry"] or kid != value["kid"]:
            raise Broken("the entry was changed or exchanged")
        if entry["journal"] != value["journal"]:
            raise Broken("the entry was sealed for another journal")
        if value["actor"] != signer.person:
            raise Broken("the line names another author than the roster")
        places = self.places.setdefault(kid, set())
        if entry["n"] in places:
            self.report.forks.append(seq)
        places.add(entry["n"])

    def end(self) -> None:
        """What only the whole journal tells."""
        for kid, places in sorted(self.places.items()):
            missing = sorted(set(range(1, max(places))) - places)
            # Each line outside a part of the journal fills one of them; nobody can tell which.
            unseen = self.unseen.get(kid, 0)
            if len(missing) > unseen:
                numbers = ", ".join(map(str, missing[:5])) + (" …" if len(missing) > 5 else "")
                self.report.gaps.append(
                    f"key {kid[:8]} sealed {len(missing) - unseen} entries that are not here "
                    f"(n {'among' if unseen else '='} {numbers})"
                )
        for name, seq in self.held.items():
            said = list(self.opinions.get(name, {}).values())
            two = len(said) - len(set(said)) >= 1
            how = self.settled.get(name, "still waiting").partition(":")[0]
            how += " by two people" if two and how != "still waiting" else ""
            self.report.after_revocation.setdefault(how, []).append(seq)


def roster_keys(lines: list[str], body_of: Any) -> dict[str, Signer]:
    """Device keys by kid from the journal's roster lines; each proves its own possession."""
    found: dict[str, Signer] = {}
    for seq, line in enumerate(lines, 1):
        value = json.loads(line)
        if value["kid"] is not None:
            continue
        try:
            body = body_of(value["entry"])
            act = json.loads(body) if body else {}
            if act.get("kind") != "accounts.roster":
                continue
            data = act["data"]
            jwk = data["jwk"]
            if thumbprint(jwk) != data["kid"]:
                raise Broken("a roster key does not match its name")
            enrolled, _, _ = open_jws(
                data["enrolment"], "dukao-entry+jws", lambda _kid, own=jwk: own
            )
            person = enrolled["data"]["person"]
            before = found.get(data["kid"])
            if person != data["person"] or (before and before.person != person):
                raise Broken("a roster key was enrolled by somebody else")
        except Broken as broken:
            raise Broken(broken.reason, seq) from broken
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Broken("the stored body was changed", seq) from error
        found[data["kid"]] = Signer(jwk, person)
    return found


def every(*steps: Any) -> None:
    """Take every step; raise the first fault with the reasons of the others, for the line a fault
    shows at need not be the line that was changed."""
    faults: list[Broken] = []
    for step in steps:
        try:
            step()
        except Broken as fault:
            faults.append(fault)
    if faults:
        reasons = dict.fromkeys(
            one.reason if one is faults[0] or one.seq is None else f"line {one.seq}: {one.reason}"
            for one in faults
        )
        raise Broken("; ".join(reasons), faults[0].seq)


def part_of(
    head: dict[str, Any],
    signed: bytes | None,
    lines: list[str],
    last: str,
    keys: tuple[Any, dict[str, int]],
    report: Report,
) -> set[str] | None:
    """The entries a bundle of a part says it holds; None for a bundle of the whole journal.

    What a part is was signed by the server that made it (``part.jws``): whoever took entries out
    afterwards cannot call the rest a smaller part.
    """
    said = head.get("scope")
    if said is None and signed is None:
        return None
    payload, _, kid = open_jws((signed or b"").decode(), "dukao-part+jws", keys[0])
    if said is None or payload != {**head, "head": last}:
        raise Broken("the bundle is not the part that was signed")
    if payload["made_at"] >= keys[1].get(kid, payload["made_at"] + 1):
        raise Broken("the part was signed with a withdrawn key")
    report.part = str(said["what"])
    named = set(said["entries"])
    if len(named) != len(said["entries"]) or not named <= {json.loads(x)["entry"] for x in lines}:
        raise Broken("the bundle names entries the journal does not have")
    return named


def verify_bundle(
    path: str,
    root: str,
    extra_checkpoints: list[str] | None = None,
    witness: str | None = None,
) -> Report:
    """Read a bundle and say what it proves."""
    report = Report()
    try:
        with zipfile.ZipFile(path) as bundle:
            names = set(bundle.namelist())

            def read(name: str) -> bytes | None:
                return bundle.read(name) if name in names else None

            head = json.loads(bundle.read("bundle.json"))
            if head["root"] != root or thumbprint(head["root_jwk"]) != root:
                raise Broken("the bundle belongs to another root")
            keys, _, _ = open_jws(
                bundle.read("keys.jws").decode(), "dukao-keys+jws", lambda _k: head["root_jwk"]
            )
            server = {k["kid"]: k["jwk"] for k in keys["keys"] if k["purpose"] == "journal"}
            withdrawn = {
                k["kid"]: k["withdrawn"] for k in keys["keys"] if k["withdrawn"] is not None
            }
            lines = bundle.read("lines.txt").decode("utf-8").splitlines()
            report.lines = len(lines)
            heads = check_chain(head["journal"], root, lines)
            known = (server.__getitem__, withdrawn)
            scope = part_of(head, read("part.jws"), lines, heads[-1], known, report)
            own = bundle.read("checkpoints.txt").decode().splitlines()

            def body_of(name: str) -> bytes | None:
                return read(f"entries/{name}.jws") or read(f"acts/{name}.json")

            def bodies() -> None:
                erased = erased_by_order(lines, body_of, report)
                check_bodies(lines, body_of, roster_keys(lines, body_of), erased, report, scope)
                check_files(lines, body_of, read, report)

            def anchors() -> None:
                name = head["journal"]
                check_anchors(name, heads, own, report, known, extra_checkpoints, witness)

            every(bodies, anchors)
    except Broken as broken:
        report.state, report.reason, report.seq = "broken", broken.reason, broken.seq
    except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        report.state, report.reason = "broken", f"unreadable bundle ({type(error).__name__})"
    return report


def check_files(lines: list[str], body_of: Any, read: Any, report: Report) -> None:
    """Files that are there match their hash; files that are not are listed."""
    for seq, line in enumerate(lines, 1):
        value = json.loads(line)
        body = body_of(value["entry"])
        if body is None:
            continue
        payload = json.loads(body if value["kid"] is None else unb64u(body.decode().split(".")[1]))
        for file in payload["files"]:
            data = read(f"files/{file['sha256']}")
            if data is None:
                report.missing_files.append(file["sha256"])
                report.missing_at = report.missing_at or seq
            elif hashlib.sha256(data).hexdigest() != file["sha256"]:
                raise Broken("a file was changed", seq)
            else:
                report.files += 1


def joined(arguments: list[str], *names: str) -> list[str]:
    """`--root -Ab…` as `--root=-Ab…`: a fingerprint may begin with a dash."""
    found = list(arguments)
    for name in names:
        if name in found[:-1]:
            at = found.index(name)
            found[at : at + 2] = [f"{name}={found[at + 1]}"]
    return found


def main() -> int:
    """Command line; 0 only when anchored in a copy kept elsewhere."""
    parser = argparse.ArgumentParser(description="Verify a Dukao bundle")
    parser.add_argument("bundle")
    parser.add_argument(
        "--root", required=True, help="the root's fingerprint, as printed on official papers"
    )
    parser.add_argument("--checkpoints", help="file with checkpoints kept elsewhere, one a line")
    parser.add_argument("--witness", help="fingerprint of the one witness to believe")
    arguments = parser.parse_args(joined(sys.argv[1:], "--root", "--witness"))
    extra: list[str] = []
    if arguments.checkpoints:
        with open(arguments.checkpoints, encoding="ascii") as file:  # noqa: PTH123 - stand-alone
            extra = file.read().splitlines()
    report = verify_bundle(arguments.bundle, arguments.root, extra, arguments.witness)
    sys.stdout.write(report.words() + "\n")
    if report.state == "broken":
        return 1
    return 0 if report.passed() else 3


if __name__ == "__main__":
    sys.exit(main())
