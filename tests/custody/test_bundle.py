"""A batch's custody as a bundle: it says that it is a part, and one changed byte is not taken."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.core import checkpoints, keys, proof, verifier
from backend.core.canonical import canonical
from backend.core.db import db
from backend.custody import papers as custody_papers
from tests.factories.accounts import sign_in
from tests.factories.counter import EVE, T0, make_papers
from tests.factories.inspections import graded, office


@pytest.fixture
def papers(session, clock_at):
    clock_at(EVE)
    made = make_papers()
    made.prepare()
    made.answer(made.give(), refuse=(made.packs[1].id,))
    made.case.answer("item/9", graded("B", "一袋封条破损"))
    clock_at(T0)
    checkpoints.write(force=True)
    db.session.commit()
    return made


@pytest.fixture
def bundle(papers) -> bytes:
    data, _ = custody_papers.bundle(papers.event, papers.event.batches[0].id)
    return data


def judged(tmp_path: Path, data: bytes) -> verifier.Report:
    file = tmp_path / "bundle.zip"
    file.write_bytes(data)
    kept = zipfile.ZipFile(io.BytesIO(data)).read("checkpoints.txt").decode().splitlines()
    return verifier.verify_bundle(str(file), keys.root_kid(), kept)


def changed(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same ZIP with other members."""
    source = zipfile.ZipFile(io.BytesIO(data))
    members = {name: source.read(name) for name in source.namelist()}
    change(members)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, body in members.items():
            target.writestr(name, body)
    return out.getvalue()


def flipped(body: bytes) -> bytes:
    """One bit, in the middle."""
    place = len(body) // 2
    return body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]


@pytest.mark.req("A3-4c")
def test_a_batchs_custody_verifies_and_says_that_it_is_a_part(papers, bundle, tmp_path):
    report = judged(tmp_path, bundle)
    assert (report.state, report.passed()) == ("anchored", True), report.words()
    assert report.part.startswith("试卷交接 ")
    assert report.outside > 0
    assert report.entries + report.outside == report.lines
    assert "PART of the journal" in report.words()
    assert f"{report.outside} lines are not in this bundle and NOT VERIFIED" in report.words()
    members = zipfile.ZipFile(io.BytesIO(bundle)).namelist()
    assert (
        sum(name.startswith("acts/") for name in members) >= 4
    )  # roster, prepared, offer, finding
    assert sum(name.startswith("entries/") for name in members) == 1
    assert sum(name.startswith("files/") for name in members) == 3  # two signatures, one photo


def test_it_holds_the_custody_and_its_findings_and_nothing_private(papers, bundle):
    source = zipfile.ZipFile(io.BytesIO(bundle))
    kinds = {
        json.loads(source.read(name))["kind"]
        for name in source.namelist()
        if name.startswith("acts/")
    }
    assert kinds == {"accounts.roster", "custody.prepared", "custody.offer", "findings.raise"}


def test_one_byte_changed_in_any_body_line_or_file_is_rejected(bundle, tmp_path):
    names = [
        name
        for name in zipfile.ZipFile(io.BytesIO(bundle)).namelist()
        if name.split("/")[0] in ("acts", "entries", "files")
        or name in ("lines.txt", "keys.jws", "part.jws")
    ]
    assert len(names) > 6
    for name in names:
        broken = changed(bundle, lambda all_, name=name: all_.update({name: flipped(all_[name])}))
        report = judged(tmp_path, broken)
        assert report.state == "broken", name


def test_a_body_taken_out_is_a_break_even_in_a_part(bundle, tmp_path):
    for name in zipfile.ZipFile(io.BytesIO(bundle)).namelist():
        if name.split("/")[0] in ("acts", "entries"):
            broken = changed(bundle, lambda all_, name=name: all_.pop(name))
            assert judged(tmp_path, broken).state == "broken", name


def test_a_file_taken_out_is_said_and_a_line_taken_out_is_a_break(bundle, tmp_path):
    name = next(
        name for name in zipfile.ZipFile(io.BytesIO(bundle)).namelist() if name.startswith("files/")
    )
    report = judged(tmp_path, changed(bundle, lambda all_: all_.pop(name)))
    assert not report.passed()
    assert "1 files are MISSING" in report.words()

    def cut(members: dict[str, bytes]) -> None:
        members["lines.txt"] = b"".join(members["lines.txt"].splitlines(keepends=True)[:-1])

    assert judged(tmp_path, changed(bundle, cut)).state == "broken"


def test_every_byte_of_what_the_part_is_counts(bundle, tmp_path):
    head = zipfile.ZipFile(io.BytesIO(bundle)).read("bundle.json")
    for place in range(len(head)):
        other = head[:place] + bytes([head[place] ^ 1]) + head[place + 1 :]
        broken = changed(bundle, lambda all_, other=other: all_.update({"bundle.json": other}))
        assert judged(tmp_path, broken).state == "broken", place


@pytest.mark.parametrize("how", ["more", "less", "whole", "words", "unsigned"])
def test_who_changes_what_the_part_is_has_no_part(bundle, tmp_path, how):
    """An exception and its finding taken out, and the rest called all there was."""

    def change(members: dict[str, bytes]) -> None:
        head = json.loads(members["bundle.json"])
        if how == "more":
            head["scope"]["entries"].append("0" * 64)
        elif how == "less":
            name = next(n for n in members if n.startswith("entries/"))
            del members[name]
            head["scope"]["entries"].remove(name[8:-4])
        elif how == "whole":
            del head["scope"]
        elif how == "words":
            head["scope"]["what"] = "全部试卷交接，无异常"
        else:
            del members["part.jws"]
        members["bundle.json"] = canonical(head)

    report = judged(tmp_path, changed(bundle, change))
    assert (report.state, report.passed()) == ("broken", False)
    if how == "whole":
        # Without the signature too it is a whole journal with holes.
        bare = changed(bundle, lambda all_: (change(all_), all_.pop("part.jws")))
        assert judged(tmp_path, bare).reason == "the body is missing without an erasure order"


def test_the_bundle_of_the_whole_journal_is_as_before(papers, tmp_path):
    data = proof.export(papers.case.event)
    head = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("bundle.json"))
    assert (head["v"], "scope" in head) == (1, False)
    report = judged(tmp_path, data)
    assert (report.state, report.part, report.outside) == ("anchored", None, 0)


def test_an_entry_kept_back_by_a_phone_still_shows(papers, tmp_path):
    """A gap in a key's chain is told, less what lines outside the part may fill."""

    def trouble() -> None:
        pack = papers.packs[0]
        data = {"packs": [{"pack": pack.id, "after": pack.tip}], "what": "other", "facts": "受潮"}
        papers.phone("custody.except", data, [pack.tip])

    def gaps() -> list[str]:
        data, _ = custody_papers.bundle(papers.event, papers.event.batches[0].id)
        return judged(tmp_path, data).gaps

    trouble()
    assert gaps() == []
    phone = papers.case.lead.phone
    n, prev = phone.tips[papers.case.event]
    phone.tips[papers.case.event] = (n + 2, prev)  # two entries nobody ever sends
    trouble()
    [said] = gaps()
    assert "sealed 2 entries that are not here (n among 2, 4, 5)" in said


def test_the_bundle_is_for_whoever_may_and_is_made_on_the_command_line_too(
    app, papers, client, tmp_path
):
    batch, event = papers.event.batches[0].id, papers.case.event
    name, clerk = papers.keeper.username, office(papers.case, "handler").username
    db.session.commit()
    path = f"/api/v1/events/{event}/custody/bundle?batch={batch}"
    sign_in(client, clerk)
    assert client.get(path).status_code == 403
    sign_in(client, name)
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert client.get(f"{path[:-32]}{'0' * 32}").status_code == 404
    done = app.test_cli_runner().invoke(
        args=["custody", "bundle", batch, str(tmp_path / "out.zip")]
    )
    assert done.exit_code == 0, done.output
    assert judged(tmp_path, (tmp_path / "out.zip").read_bytes()).part is not None
