"""People and candidates of an event: imported with photos, kept by id, private, erased."""

import hashlib
import io
import logging

import pytest
from sqlalchemy import select, text

from backend.candidates import queries as candidate_queries
from backend.candidates.models import Candidate
from backend.candidates.schemas import ListedDataSchema
from backend.core import db as database
from backend.core import erasure, files, rebuilding, vault
from backend.core.db import db
from backend.core.errors import Problem
from backend.core.journal import KINDS, private_kinds
from backend.core.journal_models import FileMention, JournalEntry, JournalFile
from backend.core.reading import entries
from backend.staffing import queries
from backend.staffing.columns import CANDIDATES, PEOPLE
from backend.staffing.models import EventPerson
from backend.staffing.photos import album_of, portrait
from backend.staffing.schemas import PeopleDataSchema
from backend.staffing.sheets import as_json
from tests.factories.accounts import csrf
from tests.factories.lists import full_book, id_number, jpeg, zipped
from tests.factories.staffing import book, load
from tests.sync.test_door import house  # noqa: F401 - a fixture

PICTURES = {"石小满.jpg": jpeg(30), "考生/1.jpg": jpeg(60), "考生/2.jpg": jpeg(90)}


def pictured():
    """The full book with photos of an invigilator and two candidates."""
    found = full_book()
    found[PEOPLE][2]["照片"] = "石小满.jpg"
    found[CANDIDATES][0]["照片"] = "1.jpg"
    found[CANDIDATES][1]["照片"] = "2.jpg"
    return found


def load_pictured(changed=None, **more):
    result = load(changed or pictured(), album=album_of(PICTURES), **more)
    assert result.errors == []
    return result


def acts(event, kind):
    return list(entries(event, kinds=(kind,)))


def by_name(rows):
    return {row.name: row for row in rows}


@pytest.mark.req("N1.6-0")
def test_people_and_candidates_come_with_the_dispatch(session):
    event = load_pictured().event
    people = by_name(queries.people(event))
    assert [p.role for p in queries.people(event)] == [
        "chief", "team_leader", "examiner", "invigilator", "staff", "supervisor", "supervisor",
    ]  # fmt: skip
    brief = queries.brief(event)
    assert people["林晓岚"].person_id == brief["team"][0]["person"]
    assert people["吴春燕"].person_id == brief["examiners"][1]["id"]
    assert people["黄志平"].person_id is None
    assert people["黄志平"].phone == "10000000011"
    assert people["石小满"].room_id == brief["rooms"][0]["id"]
    assert people["纪平安"].post == "警戒线值守"
    assert (people["郑国荣"].card_number, people["郑国荣"].card_until) == ("KP-1", "2028-12-31")
    listed = candidate_queries.candidates(event)
    assert [c.ticket for c in listed] == [f"35012026{n:04}" for n in range(1, 5)]
    first = listed[0]
    assert first.project_id == brief["projects"][0]["id"]
    assert first.session_id == brief["sessions"][0]["id"]
    assert first.room_id == brief["rooms"][0]["id"]
    assert first.id_lookup == vault.lookup("id_number", id_number(101))
    assert queries.photo_of(event, people["石小满"].photo) == portrait(PICTURES["石小满.jpg"])
    assert queries.photo_of(event, first.photo) == portrait(PICTURES["考生/1.jpg"])
    assert queries.photo_of(event, None) is None
    assert queries.photo_of(event, "0" * 64) is None


def test_the_acts_have_the_shape_of_the_contract_and_name_their_photos(session):
    event = load_pictured().event
    [people], [listed] = acts(event, "staffing.people"), acts(event, "candidates.listed")
    assert PeopleDataSchema().validate(people.data) == {}
    assert ListedDataSchema().validate(listed.data) == {}
    assert [f["sha256"] for f in people.files] == [
        hashlib.sha256(portrait(PICTURES["石小满.jpg"])).hexdigest()
    ]
    assert {f["role"] for f in listed.files} == {"photo"}
    assert len(listed.files) == 2
    for row in session.scalars(select(JournalFile).where(JournalFile.journal == event)):
        assert row.stored is not None
        assert len(files.read(event, row.sha256)) == row.size
    assert len(session.scalars(select(FileMention)).all()) == 3


def test_the_same_book_again_changes_nothing_and_keeps_ids(session):
    first = load_pictured()
    before = [row.id for row in queries.people(first.event)]
    ids = [row.id for row in candidate_queries.candidates(first.event)]
    lines = session.scalar(select(text("count(*)")).select_from(JournalEntry))
    again = load_pictured()
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    assert [row.id for row in queries.people(first.event)] == before
    assert [row.id for row in candidate_queries.candidates(first.event)] == ids
    assert session.scalar(select(text("count(*)")).select_from(JournalEntry)) == lines


def test_a_changed_list_is_an_update_and_everybody_keeps_the_id(session):
    event = load_pictured().event
    people, listed = by_name(queries.people(event)), by_name(candidate_queries.candidates(event))
    ids = {name: row.id for name, row in (people | listed).items()}
    changed = pictured()
    changed[PEOPLE][2]["姓名"] = "石晓满"  # a name corrected, the number stays
    changed[PEOPLE][3]["手机"] = "10000000039"  # no number: by name and role
    changed[PEOPLE].append({"姓名": "石小满", "角色": "监考员", "证件号码": id_number(9)})
    changed[CANDIDATES].reverse()
    changed[CANDIDATES][0]["证件号码"] = id_number(555)  # a number corrected, name and ticket stay
    # Two swapped their tickets.
    one, two = changed[CANDIDATES][1], changed[CANDIDATES][2]
    one["准考证号"], two["准考证号"] = two["准考证号"], one["准考证号"]
    again = load_pictured(changed)
    assert (again.updated, again.event) == (1, event)
    people, listed = by_name(queries.people(event)), by_name(candidate_queries.candidates(event))
    assert people["石晓满"].id == ids["石小满"]
    assert people["石小满"].id not in ids.values()
    assert people["纪平安"].id == ids["纪平安"]
    assert {name: row.id for name, row in listed.items()} == {
        name: ids[name] for name in ("考生1", "考生2", "考生3", "考生4")
    }
    assert listed["考生3"].ticket == "350120260002"
    session.commit()
    assert rebuilding.check() == []
    [first, second] = acts(event, "candidates.listed")
    assert second.parents == (first.hash,)


def test_who_is_dropped_is_gone_and_comes_back_as_the_same(session):
    event = load(full_book()).event
    ids = {row.name: row.id for row in candidate_queries.candidates(event)}
    fewer = full_book()
    dropped = fewer[CANDIDATES].pop(0)
    # The ticket of somebody who is gone may be given again.
    fewer[CANDIDATES].append({**dropped, "姓名": "补考", "证件号码": id_number(700)})
    fewer[PEOPLE].pop(2)
    assert load(fewer).updated == 1
    assert "考生1" not in by_name(candidate_queries.candidates(event))
    assert "石小满" not in by_name(queries.people(event))
    assert session.get(Candidate, ids["考生1"]).gone
    assert load(full_book()).updated == 1
    assert {row.name: row.id for row in candidate_queries.candidates(event)} == ids
    session.commit()
    assert rebuilding.check() == []


def test_a_book_without_the_sheets_leaves_the_lists_and_follows_the_team(session):
    event = load_pictured().event
    ids = {row.name: row.id for row in queries.people(event)}
    plain = book()
    plain["督导员"][1] = {"姓名": "方静", "手机": "10000000023", "证卡号": "DD-3"}
    again = load(plain)
    assert again.updated == 1
    people = queries.people(event)
    assert [p.name for p in people] == [
        "黄志平", "郑国荣", "吴春燕", "石小满", "纪平安", "林晓岚", "方静",
    ]  # fmt: skip
    assert all(p.id == ids[p.name] for p in people if p.name in ids)
    assert by_name(people)["石小满"].photo
    assert by_name(people)["郑国荣"].card_until == "2028-12-31"
    assert len(candidate_queries.candidates(event)) == 4
    assert len(acts(event, "candidates.listed")) == 1
    assert load(plain).unchanged == 1


def test_a_dispatch_without_lists_still_knows_who_may_wear_a_badge(session):
    event = load(book()).event
    assert [p.role for p in queries.people(event)] == [
        "chief", "team_leader", "examiner", "supervisor", "supervisor",
    ]  # fmt: skip
    assert acts(event, "candidates.listed") == []


def test_a_bad_photo_imports_nothing(session):
    changed = pictured()
    changed[CANDIDATES][1]["照片"] = "9.jpg"
    result = load(changed, album=album_of(PICTURES))
    assert [(e["sheet"], e["row"], e["column"], e["code"]) for e in result.errors] == [
        (CANDIDATES, 2, "照片", "staffing.photo_missing")
    ]
    assert session.scalars(select(JournalEntry)).all() == []


def test_photos_fill_the_space_of_the_event_and_no_more(app, session, monkeypatch):
    settings = app.config["SETTINGS"]
    monkeypatch.setitem(
        app.config, "SETTINGS", settings.__class__(**{**vars(settings), "file_quota": 100})
    )
    with pytest.raises(Problem) as refused:
        load(pictured(), album=album_of(PICTURES))
    assert refused.value.code == "file.quota"


# --- private -----------------------------------------------------------------------------------


def test_the_two_kinds_are_private(app):
    assert private_kinds() >= {"staffing.people", "candidates.listed"}
    assert KINDS["staffing.people", 1].who == ("server",)


@pytest.mark.req("S-9")
def test_numbers_names_and_photos_are_ciphertext_in_database_and_files(app, session):
    event = load_pictured().event
    session.commit()
    plain = [
        id_number(3).encode(), id_number(101).encode(), "石小满".encode(), "考生1".encode(),
        b"10000000031", portrait(PICTURES["石小满.jpg"])[:40],
    ]  # fmt: skip
    kept = []
    for table in ("event_person", "candidate", "journal_body"):
        for row in session.execute(text(f"SELECT * FROM {table}")).all():
            kept += [
                bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row
            ]
    kept += [p.read_bytes() for p in (app.config["SETTINGS"].files / event).iterdir()]
    assert kept
    assert [mark for mark in plain if any(mark in value for value in kept)] == []
    assert database.lookup_hash("id_number", id_number(3)).encode() in kept


def test_no_number_stands_in_an_answer_or_a_log(desks, session, caplog):
    caplog.set_level(logging.DEBUG)
    bad = pictured()
    wrong = id_number(101)[:-1] + ("0" if id_number(101)[-1] != "0" else "1")
    bad[CANDIDATES][0]["证件号码"] = wrong
    for changed in (bad, pictured()):
        answer = desks["dispatcher"].post(
            "/api/v1/dispatches/import",
            data={
                "file": (io.BytesIO(as_json(changed)), "d.json"),
                "photos": (io.BytesIO(zipped(PICTURES)), "p.zip"),
            },
            content_type="multipart/form-data",
            headers=csrf(desks["dispatcher"]),
        )
        said = answer.get_data(as_text=True) + caplog.text
        for number in (wrong, *(id_number(n) for n in (1, 2, 3, 4, 101, 102))):
            assert number not in said
    assert answer.json["created"] == 1
    event = answer.json["event"]
    # Nor in what the desk may read of the record.
    session.rollback()
    for path in (f"/api/v1/dispatches/{event}", f"/api/v1/forms/{event}/history"):
        assert id_number(3) not in desks["dispatcher"].get(path).get_data(as_text=True)


@pytest.mark.req("S-9")
def test_no_phone_gets_the_lists_or_their_photos(house):  # noqa: F811
    with house.app.app_context():
        load_pictured(pictured() | {"派遣": book()["派遣"]})
        db.session.commit()
        hidden = {
            row.hash: row
            for row in db.session.scalars(
                select(JournalEntry).where(JournalEntry.kind.in_(private_kinds()))
            )
        }
        mentions = db.session.execute(select(FileMention.entry, FileMention.sha256)).all()
        newest = max(row.seq for row in hidden.values())
    found = house.client.get(
        f"/api/v1/journals/{house.event}/changes?after=0&nonce=0123456789abcdef"
    )
    assert found.status_code == 200
    assert found.json["seq"] >= newest
    said = found.get_data(as_text=True)
    assert found.json["entries"]
    assert [name for name in (*hidden, id_number(3), id_number(101)) if name in said] == []
    assert len(mentions) == 3
    for entry, sha in mentions:
        answer = house.client.get(f"/api/v1/journals/{house.event}/entries/{entry}/files/{sha}")
        assert answer.json["code"] == "object.not_found"


@pytest.mark.req("S-20")
def test_an_erasure_order_leaves_nobody(app, session):
    event = load_pictured().event
    session.commit()
    for listener in erasure._listeners:
        listener(event)
    session.commit()
    session.expire_all()
    for row in session.scalars(select(EventPerson)):
        assert (row.name, row.id_number, row.id_lookup, row.phone) == ("", None, None, "")
        assert (row.card_number, row.card_until, row.photo) == ("", "", None)
        assert row.role
    rows = session.scalars(select(Candidate)).all()
    assert len(rows) == 4
    for row in rows:
        assert (row.name, row.id_number, row.id_lookup, row.photo) == ("", None, None, None)
        assert row.ticket == row.id


# --- at the desk -------------------------------------------------------------------------------


def send(desk, **parts):
    return desk.post(
        "/api/v1/dispatches/import",
        data={name: (io.BytesIO(data), name) for name, data in parts.items()},
        content_type="multipart/form-data",
        headers=csrf(desk),
    )


def test_the_desk_sends_book_and_photos_side_by_side_or_in_one_zip(desks, session):
    desk, data = desks["dispatcher"], as_json(pictured())
    alone = send(desk, file=data)
    assert {e["code"] for e in alone.json["errors"]} == {"staffing.photos_needed"}
    assert send(desk, file=data, photos=zipped(PICTURES)).json["created"] == 1
    bundle = zipped({"派遣.json": data, **PICTURES})
    assert send(desk, file=bundle).json["unchanged"] == 1
    odd = send(desk, file=data, photos=b"GIF89a")
    assert (odd.status_code, odd.json["code"]) == (422, "staffing.photos_unreadable")


def test_an_upload_over_the_limit_is_refused_by_its_length(desks, monkeypatch):
    monkeypatch.setattr("backend.staffing.routes.MOST_UPLOAD", 1000)
    answer = send(desks["dispatcher"], file=as_json(pictured()))
    assert (answer.status_code, answer.json["code"]) == (413, "request.too_large")
