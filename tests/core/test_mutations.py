"""Whoever owns database, file store and server keys changes history; what does the proof say?

Each mutation is made in one transaction, looked at by `flask journal verify` and by the stand-alone
verifier on an exported bundle, and rolled back. The copy of checkpoints kept elsewhere covers the
first part of the event. The promise: what is older than the anchor is caught with the line, or
between the two anchors around it; what is newer is said to be unanchored; nothing passes without
an anchor. Root key and device keys are not the attacker's.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from backend.core import checkpoints, clock, files, journal, jws, keys, proof, vault, verifier
from backend.core.canonical import canonical, sha256
from backend.core.db import db
from backend.core.journal_models import (
    Checkpoint,
    CheckpointHead,
    FileMention,
    Journal,
    JournalBody,
    JournalEntry,
    JournalFile,
    JournalLine,
    trigger_names,
)
from tests.conftest import THOROUGH
from tests.factories.accounts import Phone
from tests.factories.inspections import BEFORE, ON_THE_DAY, graded, jpeg, make_case

SMALL, LARGE = 60, 1000


@dataclass
class History:
    """A real event with its checkpoints, and what another office kept of them."""

    app: Any
    case: Any
    kept: Path
    anchored: int
    lines: int
    other_journal: str
    folder: Path
    undo: list[Callable[[], None]] = field(default_factory=list)

    @property
    def event(self) -> str:
        """The event's journal."""
        return self.case.event


@pytest.fixture
def history(app, session, clock_at, tmp_path):
    """Form filled, signed and anchored; then more lines that nobody elsewhere knows of."""
    clock_at(BEFORE)
    case = make_case()
    journal.open_journal("e" * 32, "event")
    clock_at(ON_THE_DAY)
    anchor_now()
    case.fill()
    case.answer("item/12", graded("B", "04号考生手机未存放。"), photos=(jpeg(),))
    anchor_now()
    case.answer("item/3", graded("C", "灭火器过期"), who=case.second, parents=())
    sign, outcome = case.sign()
    assert outcome == "accepted"
    case.cosign(sign)
    journal.audit("test", None, "ok")
    anchor_now()
    db.session.commit()
    kept = tmp_path / "kept.txt"
    kept.write_text("".join(f"{one}\n" for one in db.session.scalars(select(Checkpoint.compact))))
    anchored = db.session.get_one(Journal, case.event).seq
    for no in (5, 6, 7):
        case.answer(f"item/{no}", graded("B", "后来改的"))
    anchor_now()
    case.answer("item/8", graded("B", "最后"), photos=(jpeg(10),))
    db.session.commit()
    made = History(app, case, kept, anchored, db.session.get_one(Journal, case.event).seq,
                   "e" * 32, tmp_path)  # fmt: skip
    assert anchored < made.lines - 3
    drop_triggers()
    yield made
    db.session.rollback()


def anchor_now() -> None:
    """Sign a checkpoint."""
    checkpoints.write(force=True)
    db.session.commit()


def drop_triggers() -> None:
    """The first thing an owner of the database does."""
    dialect = db.engine.dialect.name
    for name in sorted(trigger_names(dialect)):
        tail = "" if dialect == "sqlite" else " ON journal_line"
        db.session.execute(text(f"DROP TRIGGER {name}{tail}"))
    db.session.commit()


# --- the attacker's tools -----------------------------------------------------------------------


def lines_of(event: str) -> list[JournalLine]:
    """Lines in order."""
    return list(
        db.session.scalars(
            select(JournalLine).where(JournalLine.journal == event).order_by(JournalLine.seq)
        )
    )


def put_line(row: JournalLine, **changes: Any) -> None:
    """Other members in a line."""
    row.line = canonical({**json.loads(row.line), **changes}).decode()


def rechain(event: str) -> None:
    """All heads again, numbers and index included."""
    head = journal.head_zero(event, keys.root_kid())
    rows = sorted(lines_of(event), key=lambda row: row.seq)
    for row in rows:
        head = journal.next_head(head, row.line)
        row.head = head
    owner = db.session.get_one(Journal, event)
    owner.seq, owner.head = len(rows), head
    db.session.flush()


def resign(event: str) -> None:
    """Every checkpoint of the server again, with its own key, over the heads as they are now."""
    heads = {row.seq: row.head for row in lines_of(event)}
    prev = None
    for row in db.session.scalars(select(Checkpoint).order_by(Checkpoint.number)).all():
        payload = json.loads(jws.take_apart(row.compact, jws.CHECKPOINT).payload)
        told = []
        for name, seq, head in payload["heads"]:
            if name != event:
                told.append([name, seq, head])
            elif heads:
                last = min(seq, max(heads))
                told.append([name, last, heads[last]])
        row.compact = keys.sign("journal", jws.CHECKPOINT, {**payload, "prev": prev, "heads": told})
        row.hash = prev = jws.take_apart(row.compact, jws.CHECKPOINT).hash
        db.session.execute(delete(CheckpointHead).where(CheckpointHead.number == row.number))
        db.session.add_all(
            CheckpointHead(number=row.number, journal=j, seq=s, head=h) for j, s, h in told
        )
    db.session.flush()


def cover_up(history: History, how: int) -> None:
    """0: leave it; 1: chain again; 2: chain and sign again."""
    if how >= 1:
        rechain(history.event)
    if how >= 2:
        resign(history.event)
    db.session.flush()


def index_like_the_line(event: str, seq: int) -> None:
    """The index row follows a changed line."""
    value = json.loads(db.session.get_one(JournalLine, (event, seq)).line)
    db.session.execute(
        update(JournalEntry)
        .where(JournalEntry.journal == event, JournalEntry.seq == seq)
        .values(
            actor=value["actor"],
            received=value["received"],
            outcome=value["outcome"],
            kid=value["kid"],
        )
    )


def seal(event: str, name: str, body: bytes) -> bytes:
    """Encrypt a body as the server does."""
    wrapped = db.session.get_one(Journal, event).wrapped_key
    return vault.seal_body(wrapped, body, f"body.{name}")


@dataclass(frozen=True)
class Done:
    """What was changed: first line touched; whether only tables inside the house show it."""

    what: str
    seq: int | None
    inside_only: bool = False
    journal: str | None = None


# --- mutations ----------------------------------------------------------------------------------


def change_a_line(h: History, dice: random.Random, how: int) -> Done:
    """Author, time, outcome or key of a line."""
    row = lines_of(h.event)[dice.randrange(h.lines)]
    value = json.loads(row.line)
    changes = dice.choice(
        [
            {"received": value["received"] - 3_600_000},  # back-dated
            {"received": value["received"] + 60_000},
            {"actor": "d" * 32},
            {"outcome": "refused:entry.data" if value["outcome"] == "accepted" else "accepted"},
            {"rules": 9},
            {"entry": sha256(b"another")},
        ]
    )
    put_line(row, **changes)
    if how and "entry" not in changes:
        index_like_the_line(h.event, row.seq)
    cover_up(h, how)
    return Done(f"line {sorted(changes)}", row.seq)


def cut_the_tail(h: History, dice: random.Random, how: int) -> Done:
    """The newest lines are gone, with everything that hangs on them."""
    first = dice.randrange(2, h.lines + 1)
    remove(h.event, range(first, h.lines + 1))
    cover_up(h, max(how, 1))
    return Done("cut", first)


def remove(event: str, seqs: Any) -> None:
    """Lines with index, bodies and mentions."""
    names = select(JournalEntry.hash).where(
        JournalEntry.journal == event, JournalEntry.seq.in_(list(seqs))
    )
    hashes = list(db.session.scalars(names))
    for model in (FileMention.entry, JournalBody.hash, JournalEntry.hash):
        db.session.execute(delete(model.class_).where(model.in_(hashes)))
    db.session.execute(
        delete(JournalLine).where(JournalLine.journal == event, JournalLine.seq.in_(list(seqs)))
    )
    db.session.expire_all()


def take_one_out(h: History, dice: random.Random, how: int) -> Done:
    """A line from the middle; the rest moves up."""
    gone = dice.randrange(2, h.lines)
    remove(h.event, [gone])
    for seq in range(gone + 1, h.lines + 1):
        row = db.session.get_one(JournalLine, (h.event, seq))
        row.line = row.line.replace(f'"seq":{seq}', f'"seq":{seq - 1}')
        row.seq = seq - 1
        db.session.execute(
            update(JournalEntry)
            .where(JournalEntry.journal == h.event, JournalEntry.seq == seq)
            .values(seq=seq - 1, settled_seq=seq - 1)
        )
        db.session.flush()
    cover_up(h, max(how, 1))
    return Done("one line out", gone)


def delete_the_journal(h: History, _dice: random.Random, _how: int) -> Done:
    """As if the event had never been."""
    db.session.execute(delete(JournalFile).where(JournalFile.journal == h.event))
    resign_later = lines_of(h.event)
    assert resign_later
    remove(h.event, range(1, h.lines + 1))
    resign(h.event)
    db.session.execute(text("DELETE FROM journal WHERE id = :id"), {"id": h.event})
    db.session.expire_all()
    return Done("journal deleted", 1)


def fork(h: History, dice: random.Random, how: int) -> Done:
    """Another history from some line on, made of the server's own acts."""
    first = dice.randrange(2, h.lines + 1)
    remove(h.event, range(first, h.lines + 1))
    rechain(h.event)
    for number in range(dice.randrange(1, 8)):
        data = {"action": "invented", "object": None, "result": "ok", "code": None,
                "detail": {"n": number}}  # fmt: skip
        journal.act(h.event, "audit.act", data, actor=None)
    db.session.flush()
    cover_up(h, how)
    return Done("fork", first)


def exchange_an_act(h: History, dice: random.Random, how: int) -> Done:
    """A server act says something else, with a new name and everything covered up."""
    acts = [row for row in lines_of(h.event) if json.loads(row.line)["kid"] is None]
    row = dice.choice(acts)
    name = json.loads(row.line)["entry"]
    act = json.loads(journal.body_of(name))
    if act["kind"] == "accounts.roster":
        mine = Phone()
        data = act["data"]
        data["kid"], data["jwk"] = mine.kid, mine.jwk  # a swapped device key
        data["enrolment"] = mine.enrolment(data["person"], h.case.centre.id, "c", "d" * 32, 1)
    else:
        act["happened"]["at"] -= 3_600_000
    body = canonical(act)
    rename(h, row, name, body)
    cover_up(h, max(how, 1))
    return Done(f"act {act['kind']}", row.seq)


def rename(h: History, row: JournalLine, name: str, body: bytes) -> None:
    """Another body, and so another name, in place of an entry."""
    fresh = sha256(body) if body[:1] == b"{" else sha256(body.rpartition(b".")[0])
    old = db.session.get_one(JournalEntry, name)
    values = {c.name: getattr(old, c.name) for c in JournalEntry.__table__.columns}
    if body[:1] == b"{":
        values["at"] = json.loads(body)["happened"]["at"]
    db.session.execute(delete(FileMention).where(FileMention.entry == name))
    db.session.execute(delete(JournalBody).where(JournalBody.hash == name))
    db.session.execute(delete(JournalEntry).where(JournalEntry.hash == name))
    db.session.expire_all()
    db.session.execute(JournalEntry.__table__.insert().values(**{**values, "hash": fresh}))
    sealed = seal(h.event, fresh, body)
    db.session.add(JournalBody(hash=fresh, journal=h.event, sealed=sealed))
    put_line(row, entry=fresh)
    db.session.flush()


def exchange_a_body(h: History, dice: random.Random, _how: int) -> Done:
    """The line stays, its body is another one, properly encrypted."""
    one, two = dice.sample(lines_of(h.event), 2)
    name, other = (json.loads(row.line)["entry"] for row in (one, two))
    body = dice.choice([journal.body_of(other), b"{}", b"a.b.c", b"\xff\xfe", b"[1]"])
    db.session.get_one(JournalBody, name).sealed = seal(h.event, name, body)
    db.session.flush()
    return Done("body exchanged", one.seq)


def drop_a_body(h: History, dice: random.Random, _how: int) -> Done:
    """The body is gone without an order."""
    row = dice.choice(lines_of(h.event))
    name = json.loads(row.line)["entry"]
    db.session.execute(delete(JournalBody).where(JournalBody.hash == name))
    db.session.expire_all()
    return Done("body gone", row.seq)


def damage_a_file(h: History, dice: random.Random, _how: int) -> Done:
    """A stored photo or signature is exchanged, cut or gone."""
    digest, entry = dice.choice(
        db.session.execute(
            select(FileMention.sha256, FileMention.entry)
            .where(FileMention.journal == h.event)
            .order_by(FileMention.entry, FileMention.sha256)
        ).all()
    )
    seq = db.session.get_one(JournalEntry, entry).seq
    path = Path(h.app.config["SETTINGS"].files) / h.event / digest
    before = path.read_bytes()
    h.undo.append(lambda: path.write_bytes(before))
    way = dice.randrange(4)
    if way == 0:
        files.put(h.event, digest, jpeg(200))
    elif way == 1:
        path.write_bytes(before[: len(before) // 2])
    else:
        path.unlink()
    if way == 3:
        db.session.execute(
            update(JournalFile).where(JournalFile.sha256 == digest).values(stored=None)
        )
    return Done("file", seq)


def change_the_index(h: History, dice: random.Random, _how: int) -> Done:
    """Lines stay; what the pages read is another thing."""
    seq = dice.randrange(1, h.lines + 1)
    values = dice.choice(
        [
            {"received": 1},
            {"at": 1},
            {"actor": "d" * 32},
            {"outcome": "refused:entry.data"},
            {"kind": "findings.raise"},
            {"after_number": 1},
            {"parents": ["a" * 64]},
        ]
    )
    db.session.execute(
        update(JournalEntry)
        .where(JournalEntry.journal == h.event, JournalEntry.seq == seq)
        .values(**values)
    )
    db.session.expire_all()
    return Done(f"index {sorted(values)}", seq, inside_only=True)


def change_a_checkpoint(h: History, dice: random.Random, _how: int) -> Done:
    """Earlier time in the table, a missing one, or all signed again with other times."""
    rows = db.session.scalars(select(Checkpoint).order_by(Checkpoint.number)).all()
    row = dice.choice(rows[:-1])
    way = dice.randrange(3)
    if way == 0:
        row.time -= 3_600_000
    elif way == 1:
        db.session.execute(delete(CheckpointHead).where(CheckpointHead.number == row.number))
        db.session.execute(delete(Checkpoint).where(Checkpoint.number == row.number))
        db.session.expire_all()
    else:
        payload = json.loads(jws.take_apart(row.compact, jws.CHECKPOINT).payload)
        payload["time"] -= 3_600_000
        row.compact = keys.sign("journal", jws.CHECKPOINT, payload)
        row.time, row.hash = payload["time"], jws.take_apart(row.compact, jws.CHECKPOINT).hash
        resign(h.event)
    db.session.flush()
    return Done(f"checkpoint {way}", None, inside_only=True)


def add_lines(h: History, dice: random.Random, how: int) -> Done:
    """After the last line: an entry of another event, one twice, an invented key, an act."""
    way = dice.randrange(4)
    phone: Phone = h.case.lead.phone
    tips = dict(phone.tips)
    data = {"field": "item/9", "value": graded()}
    if way == 0:
        compact = phone.seal(h.other_journal, "inspections.answer", data, at=h.case.at)
    elif way == 1:
        compact = journal.body_of(
            next(json.loads(row.line) for row in lines_of(h.event)
                 if json.loads(row.line)["kid"])["entry"]
        ).decode()  # fmt: skip
    else:
        mine = phone if way == 3 else Phone()
        compact = mine.seal(h.event, "inspections.answer", data, at=h.case.at)
    phone.tips = tips
    token = jws.take_apart(compact, jws.ENTRY)
    payload = json.loads(token.payload)
    owner = db.session.get_one(Journal, h.event)
    seq = owner.seq + 1
    line = canonical(
        {"v": 1, "journal": h.event, "seq": seq, "entry": token.hash,
         "actor": h.case.lead.person.id, "kid": token.kid,
         "received": clock.now() - 86_400_000, "outcome": "accepted", "rules": 1}
    ).decode()  # fmt: skip
    db.session.add(JournalLine(journal=h.event, seq=seq, line=line, head="0" * 64))
    if way != 1:
        db.session.add(
            JournalEntry(hash=token.hash, journal=h.event, seq=seq, settled_seq=seq,
                         kind=payload["kind"], actor=h.case.lead.person.id, kid=token.kid,
                         n=payload["n"], prev=payload["prev"], parents=[], after_number=None,
                         at=payload["happened"]["at"], received=json.loads(line)["received"],
                         outcome="accepted")
        )  # fmt: skip
        db.session.flush()
        sealed = seal(h.event, token.hash, compact.encode())
        db.session.add(JournalBody(hash=token.hash, journal=h.event, sealed=sealed))
    db.session.flush()
    rechain(h.event)
    cover_up(h, how)
    return Done(f"added {way}", seq)


MUTATIONS = (
    change_a_line, cut_the_tail, take_one_out, delete_the_journal, fork, exchange_an_act,
    exchange_a_body, drop_a_body, damage_a_file, change_the_index, change_a_checkpoint, add_lines,
)  # fmt: skip


# --- what the proof must say --------------------------------------------------------------------


def verify_here(h: History, *more: str) -> tuple[int, dict[str, str]]:
    """`flask journal verify`: exit code and sentence of every journal."""
    done = h.app.test_cli_runner().invoke(args=["journal", "verify", *more])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, dict(line.split(": ", 1) for line in done.output.splitlines())


def names(words: str, seq: int) -> bool:
    """Whether the sentence names the line, or two anchors with the line between."""
    said = re.search(r"at line (\d+)", words)
    if said and int(said[1]) == seq:
        return True
    span = re.search(r"\(lines (\d+) to (\d+)\)", words)
    if span and int(span[1]) <= seq <= int(span[2]):
        return True
    missing = re.search(r"MISSING, the first named at line (\d+)", words)
    return bool(missing and int(missing[1]) == seq) or "names its lines 1 to" in words


def judge(words: str, done: Done, anchored: int, where: str) -> None:
    """The promise about one sentence, made with the copy kept elsewhere."""
    about = f"{done} {where}: {words}"
    assert done.seq is not None
    if done.seq <= anchored:
        assert words.startswith("BROKEN") or "MISSING" in words, about
        assert names(words, done.seq), about
        return
    if done.what in ("added 0", "added 1", "added 2"):  # no device key signed these for here
        assert words.startswith(f"BROKEN at line {done.seq}"), about
        return
    unanchored = re.search(r"lines from (\d+) on are NOT ANCHORED", words)
    if words.startswith("BROKEN") or "MISSING" in words:
        return
    if done.what in ("cut", "fork"):  # what is gone leaves no line to name
        assert "ANCHORED to checkpoint 3 of" in words, about
        return
    assert unanchored, about
    assert int(unanchored[1]) <= done.seq, about


def look(h: History, done: Done, *, alone: bool) -> None:
    """Everything that is said about one mutation."""
    code, said = verify_here(h, "--checkpoints", str(h.kept))
    if done.seq is None:
        assert code == 1, f"{done}: {said}"
        assert any("checkpoint" in words for words in said.values()), f"{done}: {said}"
    else:
        judge(said[h.event], done, h.anchored, "in place")
    _, bare = verify_here(h)
    for words in bare.values():
        assert not words.startswith("ANCHORED"), f"{done}: {words}"
        assert words.startswith("BROKEN") or "NOT ANCHORED" in words, f"{done}: {words}"
    if db.session.get(Journal, h.event) is None:
        return
    bundle = h.folder / "bundle.zip"
    bundle.write_bytes(proof.export(h.event))
    kept = h.kept.read_text().splitlines()
    report = verifier.verify_bundle(str(bundle), keys.root_kid(), kept)
    if not done.inside_only:
        judge(report.words(), done, h.anchored, "bundle")
        assert not (report.passed() and done.seq is not None and done.seq <= h.anchored), done
    assert not verifier.verify_bundle(str(bundle), keys.root_kid()).passed()
    if alone:
        command = [sys.executable, verifier.__file__, str(bundle), "--root", keys.root_kid()]
        ran = subprocess.run([*command, "--checkpoints", str(h.kept)], capture_output=True,
                             text=True, check=False)  # fmt: skip
        assert ran.stdout.strip() == report.words(), ran.stderr
        assert ran.returncode == (1 if report.state == "broken" else 0 if report.passed() else 3), (
            ran.stdout
        )


def run(h: History, count: int) -> None:
    """Mutations in turn, so that each kind has its share; the dice decide the rest."""
    code, said = verify_here(h, "--checkpoints", str(h.kept))
    assert code == 0, said
    assert said[h.event].startswith("ANCHORED to checkpoint 3 of a copy kept elsewhere")
    assert f"lines from {h.anchored + 1} on are NOT ANCHORED" in said[h.event]
    for number in range(count):
        dice = random.Random(f"mutation {number}")
        kind = MUTATIONS[number % len(MUTATIONS)]
        try:
            done = kind(h, dice, dice.randrange(3))
            look(h, done, alone=number % (count // 4) == 0)
        finally:
            db.session.rollback()
            db.session.expire_all()
            while h.undo:
                h.undo.pop()()
    # Nothing was left behind.
    assert verify_here(h, "--checkpoints", str(h.kept)) == (0, said)


def test_sixty_changes_by_the_owner_of_everything_are_named(history):
    run(history, SMALL)


@pytest.mark.thorough
@pytest.mark.timeout(1800)
def test_a_thousand_changes_by_the_owner_of_everything_are_named(history):
    assert THOROUGH
    run(history, LARGE)


def test_a_fingerprint_may_begin_with_a_dash() -> None:
    assert verifier.joined(
        ["b.zip", "--root", "-Ab", "--witness", "-Cd"], "--root", "--witness"
    ) == [
        "b.zip",
        "--root=-Ab",
        "--witness=-Cd",
    ]
