"""Files and journals seen by people they are not for: no oracle by hash, id or cache (R5, S-6)."""

from __future__ import annotations

import hashlib
import io
import sys
from dataclasses import replace

import pytest
from PIL import Image

from backend.accounts import passwords, queries
from backend.accounts.models import RosterLine, Service
from backend.assessments.models import ExamEvent
from backend.core.db import db, new_id
from backend.core.journal_models import JournalEntry
from backend.organisations.models import Centre
from tests.factories.accounts import PASSWORD, csrf, make_account, sign_in
from tests.factories.organisations import make_centre
from tests.sync.test_door import NONCE, house, jpeg, receipt_of, upload  # noqa: F401 - a fixture


@pytest.fixture
def stranger(house):  # noqa: F811 - the fixture of that name
    """Somebody enrolled in another centre, signed in."""
    browser = house.app.test_client()
    with house.app.app_context():
        name = make_account("supervisor", make_centre()).username
        db.session.commit()
    assert sign_in(browser, name).status_code == 200
    return browser


def ask(browser, event, files):
    """A probe that names files."""
    return browser.post(
        f"/api/v1/journals/{event}/entries",
        json={"entries": [], "nonce": NONCE, "files": files},
        headers=csrf(browser),
    )


@pytest.mark.req("S-6")
def test_a_carrier_who_does_not_serve_learns_nothing_of_files(house, stranger):  # noqa: F811
    data = jpeg()
    sha = hashlib.sha256(data).hexdigest()
    upload(house, data)
    assert receipt_of(ask(house.client, house.event, [sha]))["files"] == [[sha, len(data)]]
    assert receipt_of(ask(stranger, house.event, [sha]))["files"] == []


@pytest.mark.req("S-6")
def test_a_file_is_not_read_through_an_entry_of_ones_own_that_was_refused(house):  # noqa: F811
    """Naming a hash in an entry nobody accepted must not make the bytes readable."""
    data = jpeg()
    sha = hashlib.sha256(data).hexdigest()
    upload(house, data)
    manifest = ({"sha256": sha, "size": len(data), "type": "image/jpeg", "role": "photo"},)
    with house.app.app_context():
        person = db.session.scalar(
            db.select(Service.person_id).where(
                Service.journal == house.event, Service.lead.is_(False)
            )
        )
        for row in db.session.scalars(
            db.select(Service).where(Service.person_id == person, Service.journal == house.event)
        ):
            row.role = "examiner"
        db.session.commit()
        db.session.execute(
            db.update(RosterLine).where(RosterLine.kid == house.mate.kid).values(role="examiner")
        )
        account = queries.account_of(person)
        account.password_hash = passwords.hash_password(PASSWORD)
        name = account.username
        db.session.commit()
    mate = house.app.test_client()
    assert sign_in(mate, name).status_code == 200
    entry = house.answer(phone=house.mate, files=manifest)
    assert house.outcomes(house.push(entry)) == ["refused:scope.role"]
    own = house.mate.tips[house.event][1]
    path = f"/api/v1/journals/{house.event}/entries/{own}/files/{sha}"
    assert mate.get(f"/api/v1/journals/{house.event}/changes").status_code == 200
    assert mate.get(path).status_code == 404


@pytest.mark.req("S-6")
def test_an_entry_of_another_journal_opens_no_file_here(house):  # noqa: F811
    data = jpeg()
    sha = hashlib.sha256(data).hexdigest()
    upload(house, data)
    manifest = ({"sha256": sha, "size": len(data), "type": "image/jpeg", "role": "photo"},)
    house.push(house.answer(photos=[sha], files=manifest))
    entry = house.lead.tips[house.event][1]
    for journal in (new_id(), "audit"):
        for path in (f"/entries/{entry}/files/{sha}", f"/files/{sha}"):
            answer = house.client.open(
                f"/api/v1/journals/{journal}{path}",
                method="GET" if "entries" in path else "HEAD",
            )
            assert answer.status_code == 404
    other = house.client.get(f"/api/v1/journals/{house.event}/entries/{entry}/files/{'0' * 64}")
    unknown = house.client.get(f"/api/v1/journals/{house.event}/entries/{'1' * 64}/files/{sha}")
    assert (other.status_code, other.data) == (unknown.status_code, unknown.data)


@pytest.mark.req("S-18")
def test_what_names_people_is_left_in_no_browser_cache(house):  # noqa: F811
    """The kit is encrypted on the phone; a clear copy in the browser's cache would undo that."""
    data = jpeg()
    sha = hashlib.sha256(data).hexdigest()
    upload(house, data)
    manifest = ({"sha256": sha, "size": len(data), "type": "image/jpeg", "role": "photo"},)
    house.push(house.answer(photos=[sha], files=manifest))
    entry = house.lead.tips[house.event][1]
    base = f"/api/v1/journals/{house.event}"
    kit = house.client.get(f"{base}/changes")
    brief = kit.json["sections"]["brief"]["sha256"]
    for path in ("/changes", f"/sections/{brief}", f"/entries/{entry}/files/{sha}"):
        answer = house.client.get(base + path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store", path


def test_odd_numbers_in_headers_are_refused(house):  # noqa: F811
    data = jpeg()
    for bad in ("²", "\xef\xbc\x99", "9" * 5000, "-1", "+1", "1e3", ""):
        for header in ("Upload-Length", "Upload-Offset"):
            answer = upload(house, data, method="PATCH", **{header: bad})
            assert 400 <= answer.status_code < 500, (header, bad[:9], answer.status_code)
    answer = upload(house, data, **{"Upload-Nonce": "é" * 20})
    assert receipt_of(answer)["nonce"].isascii()


@pytest.mark.req("S-21")
def test_a_photo_that_says_where_it_was_taken_is_refused(house):  # noqa: F811
    out = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (26.0, 4.0, 30.0)
    Image.new("RGB", (40, 30), (90, 60, 30)).save(out, "JPEG", exif=exif)
    answer = upload(house, out.getvalue())
    assert (answer.status_code, answer.json["code"]) == (415, "file.type")


def test_an_upload_that_never_ends_counts_against_the_space(house):  # noqa: F811
    """Parts nobody finishes must not fill the disk beyond their carrier's share of the event."""
    settings = house.app.config["SETTINGS"]
    house.app.config["SETTINGS"] = replace(settings, file_quota=4_000_000)
    part = b"\xff\xd8\xff" + bytes(400_000)
    shas = [hashlib.sha256(bytes([n])).hexdigest() for n in range(4)]
    begun = [upload(house, part[:9], sha=sha, **{"Upload-Length": "10"}) for sha in shas]
    assert {answer.status_code for answer in begun} == {204}
    grown = [
        upload(
            house,
            part,
            sha=sha,
            method="PATCH",
            **{"Upload-Length": "500000", "Upload-Offset": "9"},
        )
        for sha in shas
    ]
    assert [answer.status_code for answer in grown] == [204, 204, 507, 507]
    assert grown[-1].json["code"] == "file.share"


def test_only_ones_own_event_is_followed_live(house, stranger):  # noqa: F811
    mine = house.client.get(f"/api/v1/live/state?journals={house.event}").json
    theirs = stranger.get(f"/api/v1/live/state?journals={house.event}").json
    assert list(mine["heads"]) == [house.event]
    assert theirs["heads"] == {}
    with house.app.app_context():
        assert db.session.query(JournalEntry).count() > 0


@pytest.mark.req("S-21")
def test_the_virus_scanner_is_asked_about_everything_taken_in(house, tmp_path):  # noqa: F811
    """A real command on the bytes themselves; what it does not call clean is not stored."""
    seen = tmp_path / "seen"
    script = (
        "import sys, pathlib; data = sys.stdin.buffer.read();"
        f"pathlib.Path({str(seen)!r}).write_bytes(data);"
        "sys.exit(1 if b'X5O!P%@AP' in data else int(sys.argv[1]))"
    )

    def scanner(code: str) -> None:
        command = (sys.executable, "-c", script, code)
        settings = house.app.config["SETTINGS"]
        house.app.config["SETTINGS"] = replace(settings, scan_command=command)

    scanner("0")
    clean = jpeg()
    assert upload(house, clean).status_code == 200
    assert seen.read_bytes() == clean
    # A comment segment carries the mark of the test virus through a valid JPEG.
    bad = clean[:2] + b"\xff\xfe\x00\x0bX5O!P%@AP" + clean[2:]
    refused = upload(house, bad)
    assert (refused.status_code, refused.json["code"]) == (422, "file.infected")
    sha = hashlib.sha256(bad).hexdigest()
    folder = house.app.config["SETTINGS"].files / house.event
    assert not list(folder.glob(f"{sha}*"))
    scanner("2")
    other = jpeg(61)
    assert upload(house, other).json["code"] == "file.scan_failed"
    scanner("0")
    assert upload(house, other).status_code == 200
    desk = house.app.test_client()
    with house.app.app_context():
        centre = db.session.scalar(db.select(ExamEvent.centre_id))
        name = make_account("dispatcher", db.session.get_one(Centre, centre)).username
        db.session.commit()
    assert sign_in(desk, name).status_code == 200
    for content, code in ((b"{}", 422), (b"X5O!P%@AP", 422)):
        answer = desk.post(
            "/api/v1/dispatches/import",
            data={"file": (io.BytesIO(content), "d.json")},
            headers=csrf(desk),
        )
        assert seen.read_bytes() == content
        assert answer.status_code in (200, code)
    assert answer.json["code"] == "file.infected"
