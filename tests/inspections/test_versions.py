"""A signature becomes a version: refused at the door, waiting, submitted or flawed, never altered."""

from __future__ import annotations

import copy
import random

import pytest

from backend.core import journal
from backend.core.canonical import canonical, sha256
from backend.core.db import db
from backend.inspections.models import CoSign, Form, FormMark, FormVersion
from tests.factories.inspections import (
    Answered,
    flourish,
    graded,
    hash_of,
    jpeg,
    json_file,
    strokes_file,
)

ID = "0123456789abcdef" * 2


def version_of(sign):
    db.session.expire_all()
    return db.session.get_one(FormVersion, sign)


def form_of(case):
    db.session.expire_all()
    return db.session.get_one(Form, case.event)


@pytest.mark.req("A11-s1")
def test_a_whole_form_is_submitted(case):
    case.fill()
    sign, outcome = case.sign()
    assert outcome == "accepted"
    form = form_of(case)
    assert (form.state, form.version, form.official, form.latest) == ("submitted", 1, sign, sign)


def test_it_waits_for_each_file_and_each_answer(case):
    case.fill(item_5=graded("B", "缺座号"))
    late = case.seal(
        "inspections.answer", {"field": "item/38", "value": {"text": "无", "photos": []}}
    )
    snapshot = case.snapshot()
    snapshot["items"][37] |= {"text": "无", "entries": [sha256(late.rpartition(".")[0].encode())]}
    content = canonical(snapshot)
    drawn = strokes_file(sha256(content), flourish())
    sign, outcome = case.sign(snapshot, strokes=flourish(), store=False)
    assert outcome == "accepted"
    assert form_of(case).state == "signed"
    case.store(drawn)
    assert version_of(sign).state == "waiting"
    case.store(content)
    assert version_of(sign).state == "waiting"
    case.push(late)
    assert version_of(sign).state == "submitted"
    form = form_of(case)
    assert (form.state, form.a, form.b, form.c, form.away) == ("submitted", 31, 1, 0, 3)
    mark = db.session.get_one(FormMark, (sign, 5))
    assert (mark.grade, mark.remark) == ("B", "缺座号")


def test_files_may_come_before_the_entry(case):
    case.fill()
    snapshot = case.snapshot()
    content = canonical(snapshot)
    case.store(content)
    case.store(strokes_file(sha256(content), flourish()))
    sign, _ = case.sign(snapshot, strokes=flourish(), store=False)
    assert version_of(sign).state == "submitted"


def test_the_door_refuses_what_the_entry_alone_tells(case):
    case.fill()
    assert case.sign(who=case.second, store=False)[1] == "refused:inspections.not_lead"
    assert case.sign(signer=ID, store=False)[1] == "refused:inspections.not_lead"
    assert case.sign(assurance="strokes", store=False)[1] == "refused:scope.object"
    assert case.sign(version=2, store=False)[1] == "refused:inspections.version"
    assert case.sign(version=0, store=False)[1] == "refused:entry.data"
    signed = {"version": 1, "previous": None, "snapshot": "a" * 64, "strokes": "b" * 64,
              "signer": case.lead.person.id, "assurance": "key"}  # fmt: skip
    content, drawn = b"{}", b"{}  "
    listed = json_file(content, "snapshot"), json_file(drawn, "strokes")
    good = signed | {"snapshot": sha256(content), "strokes": sha256(drawn)}
    for data, files, code in (
        (good, listed[1:], "inspections.snapshot"),
        (good, listed[:1], "inspections.ink"),
        (good | {"snapshot": "a" * 64}, listed, "inspections.snapshot"),
    ):
        [outcome] = case.push(case.seal("inspections.sign", data, listed=files))
        assert outcome == f"refused:{code}"
    assert db.session.get(Form, case.event).version == 0


def test_a_second_first_version_is_refused(case):
    sign = case.submitted()
    assert case.sign(store=False)[1] == "refused:inspections.version"
    assert case.sign(case.snapshot(3, sign), store=False)[1] == "refused:inspections.version"
    assert form_of(case).official == sign


@pytest.mark.req("A11-s1")
def test_an_amended_version_takes_over_and_the_first_stays(case):
    first = case.submitted()
    case.answer("item/7", graded("C", "没有预案"))
    second, outcome = case.sign(case.snapshot(2, first))
    assert outcome == "accepted"
    form = form_of(case)
    assert (form.official, form.version, form.c, form.first_sign) == (second, 2, 1, first)
    assert version_of(first).state == "submitted"


def test_what_arrives_later_alters_nothing(case):
    sign = case.submitted()
    case.answer("item/7", graded("C", "没有预案"), who=case.second, parents=())
    form = form_of(case)
    assert (form.official, form.c, form.state) == (sign, 0, "submitted")
    assert db.session.get_one(FormMark, (sign, 7)).grade == "A"


TAMPERED = [
    ("another grade", lambda s: s["items"][0].update(grade="C", remark="另有情况"), "inspections.snapshot", "item/1"),
    ("another remark", lambda s: s["items"][4].update(remark="没有问题"), "inspections.snapshot", "item/5"),
    ("an entry of another item", lambda s: s["items"][0].update(entries=s["items"][1]["entries"]), "inspections.snapshot", "item/1"),
    ("no entry", lambda s: s["items"][0].update(entries=[]), "inspections.snapshot", "item/1"),
    ("another template", lambda s: s.update(template="c" * 64), "inspections.snapshot", "template"),
    ("another dispatch", lambda s: s["dispatch"].update(number="督派〔2026〕9号"), "inspections.snapshot", "dispatch"),
    ("another event", lambda s: s.update(event=ID), "inspections.snapshot", "event"),
    ("practice hidden", lambda s: s.update(practice=True), "inspections.snapshot", "template"),
    ("a supervisor left out", lambda s: s["supervisors"].pop(), "inspections.snapshot", "supervisors"),
    ("another version inside", lambda s: s.update(version=2), "inspections.snapshot", "version"),
    ("does not apply without ground", lambda s: s["items"][0].update(grade="/", na_reason="no_theory_room", remark=""), "inspections.not_applicable_ground", "item/1"),
    ("applies although it does not", lambda s: s["items"][23].update(grade="A", na_reason=None), "inspections.not_applicable_ground", "item/24"),
    ("a slash without reason", lambda s: s["items"][0].update(grade="/"), "inspections.not_applicable_ground", "item/1"),
    ("38 items, one twice", lambda s: s["items"].__setitem__(37, copy.deepcopy(s["items"][28]) | {"no": 29}), "inspections.unknown_item", "items"),
    ("a 39th item", lambda s: s["items"].append(copy.deepcopy(s["items"][0])), "inspections.unknown_item", "items"),
    ("an examiner rated twice", lambda s: s["items"][33]["ratings"].append(dict(s["items"][33]["ratings"][0])), "inspections.rated_twice", "item/34"),
    ("an examiner left out", lambda s: s["items"][33]["ratings"].pop(), "inspections.incomplete", "item/34"),
    ("an examiner not dispatched", lambda s: s["items"][33]["ratings"][0].update(examiner=ID), "inspections.unknown_examiner", "item/34"),
    ("another rating", lambda s: s["items"][33]["ratings"][0].update(rating="一般"), "inspections.snapshot", None),
    ("figures left out", lambda s: s["figures"].clear(), "inspections.incomplete", "figures"),
    ("other figures", lambda s: s["figures"][0].update(present=20, absent=8), "inspections.snapshot", None),
    ("wrong arithmetic", lambda s: s["figures"][0].update(absent=0), "inspections.figures", None),
    ("an empty header field", lambda s: s["header"]["phone"].update(value=" "), "inspections.incomplete", "header/phone"),
    ("a header changed without reason", lambda s: s["header"]["phone"].update(value="110"), "inspections.reason_missing", "header/phone"),
    ("a photo out of nowhere", lambda s: s["items"][0].update(photos=["d" * 64]), "inspections.snapshot", "item/1"),
    ("a photo dropped from the list", lambda s: s["files"].clear(), "inspections.photo_missing", "item/12"),
    ("a photo of another size", lambda s: s["files"][0].update(size=1), "inspections.photo_missing", "item/12"),
    ("an unknown member", lambda s: s.update(mood="好"), "inspections.snapshot", None),
    ("an item of another kind", lambda s: s["items"][28].update(kind="graded"), "inspections.snapshot", None),
]  # fmt: skip


@pytest.mark.req("A11-s2")
def test_a_snapshot_that_does_not_match_the_answers_is_flawed(case):
    """Every case signs the next version: a flawed one counts for nothing."""
    case.fill(item_5=graded("B", "缺座号"))
    case.answer("item/12", graded("B", "手机未存放"), photos=(jpeg(),))
    previous, found = None, {}
    for number, (name, tamper, _, _) in enumerate(TAMPERED, 1):
        snapshot = case.snapshot(number, previous)
        tamper(snapshot)
        claimed = {"version": number, "previous": previous}
        previous, outcome = case.sign(snapshot, strokes=flourish(number), **claimed)
        assert outcome == "accepted", name
        version = version_of(previous)
        found[name] = [(flaw["code"], flaw["field"]) for flaw in version.flaws]
        assert version.state == "flawed", name
    for name, _, code, field in TAMPERED:
        codes = [one for one in found[name] if field in (None, one[1])]
        assert code in [one[0] for one in codes], (name, found[name])
    form = form_of(case)
    assert (form.state, form.official) == ("flawed", None)
    last, _ = case.sign(case.snapshot(len(TAMPERED) + 1, previous))
    assert version_of(last).state == "submitted"


@pytest.mark.req("A11-s2")
@pytest.mark.req("A11-f1")
def test_gaps_make_the_signature_count_for_nothing(case):
    case.fill(item_5=graded("B", "缺"), item_6=graded("C"), item_7=graded(None))
    snapshot = case.snapshot()
    snapshot["items"][6]["grade"] = "A"
    sign, _ = case.sign(snapshot)
    flaws = {(flaw["field"], flaw["code"]) for flaw in version_of(sign).flaws}
    assert flaws == {
        ("item/5", "inspections.incomplete"),
        ("item/6", "inspections.incomplete"),
        ("item/7", "inspections.snapshot"),
    }


def test_an_answer_the_signer_had_already_replaced_is_flawed(case):
    case.fill()
    old = case.snapshot()
    case.answer("item/3", graded("C", "无候考室"))
    sign, _ = case.sign(old)
    assert version_of(sign).flaws == [{"code": "inspections.snapshot", "field": "item/3"}]


def test_a_refused_answer_carries_no_signature(case):
    case.fill()
    snapshot = case.snapshot()
    bad = case.seal("inspections.answer", {"field": "item/1", "value": graded("D")})
    case.push(bad)
    snapshot["items"][0]["entries"] = [sha256(bad.rpartition(".")[0].encode())]
    sign, _ = case.sign(snapshot)
    assert version_of(sign).flaws == [{"code": "inspections.snapshot", "field": "item/1"}]


def test_bytes_that_are_no_snapshot_are_flawed(case):
    case.fill()
    for number, content in enumerate((b'{"v": 1}', b"{}", b'{"v":1,"v":1}', b"[]"), 1):
        drawn = strokes_file(sha256(content), flourish(number))
        before = form_of(case).latest
        data = {"version": number, "previous": before, "snapshot": sha256(content),
                "strokes": sha256(drawn), "signer": case.lead.person.id, "assurance": "key"}  # fmt: skip
        listed = json_file(content, "snapshot"), json_file(drawn, "strokes")
        parents = (before,) if before else ()
        [outcome] = case.push(case.seal("inspections.sign", data, parents=parents, listed=listed))
        assert outcome == "accepted"
        case.store(drawn)
        case.store(content)
        assert version_of(form_of(case).latest).flaws[0]["code"] == "inspections.snapshot"


@pytest.mark.req("U-6")
def test_a_signature_without_ink_is_flawed(case):
    case.fill()
    dot = [[[100.0, 100.0, 0], [101.0, 100.0, 50]]]
    sign, outcome = case.sign(strokes=dot)
    assert outcome == "accepted"
    assert version_of(sign).flaws == [{"code": "inspections.ink", "field": "strokes"}]
    for wrong in ([[[1, 2]]], [[["a", 1, 2]]], [[[1, 2, 1e400]]]):
        sign, _ = case.sign(case.snapshot(form_of(case).version + 1, sign), strokes=wrong)
        assert version_of(sign).flaws == [{"code": "inspections.ink", "field": "strokes"}]


@pytest.mark.req("U-6")
def test_strokes_sign_one_content_only(case):
    first = case.submitted()
    used = db.session.get_one(FormVersion, first).strokes
    case.answer("item/7", graded("C", "没有预案"))
    amended = case.snapshot(2, first)
    content = canonical(amended)
    # The same file under another content is refused at the door.
    data = {"version": 2, "previous": first, "snapshot": sha256(content), "strokes": used,
            "signer": case.lead.person.id, "assurance": "key"}  # fmt: skip
    listed = json_file(content, "snapshot"), {**json_file(b"x", "strokes"), "sha256": used}
    [outcome] = case.push(case.seal("inspections.sign", data, parents=(first,), listed=listed))
    assert outcome == "refused:entry.strokes_reused"
    # The same points wrapped anew are found when the file is here.
    second, _ = case.sign(amended, strokes=flourish(1))
    assert version_of(second).state == "submitted"
    case.answer("item/8", graded("C", "缺灯"))
    third, _ = case.sign(case.snapshot(3, second), strokes=flourish(1))
    assert version_of(third).flaws == [{"code": "entry.strokes_reused", "field": "strokes"}]


@pytest.mark.req("Q-38")
def test_the_other_supervisor_cosigns_the_same_content(case):
    sign = case.submitted()
    cosign, outcome = case.cosign(sign, store=False)
    assert outcome == "accepted"
    assert db.session.get_one(CoSign, cosign).state == "waiting"
    version = db.session.get_one(FormVersion, sign)
    case.store(strokes_file(version.snapshot, flourish(31)))
    db.session.expire_all()
    assert db.session.get_one(CoSign, cosign).state == "submitted"


def test_a_cosignature_is_refused_when_it_does_not_fit(case):
    sign = case.submitted()
    assert case.cosign(sign, snapshot="a" * 64, store=False)[1] == "refused:inspections.snapshot"
    assert case.cosign(sign, signer=ID, store=False)[1] == "refused:scope.object"
    assert case.cosign(sign, who=case.lead, store=False)[1] == "refused:scope.object"
    # By strokes on the lead's phone, the second supervisor named as signer.
    data = {"signer": case.second.person.id, "assurance": "strokes"}
    assert case.cosign(sign, who=case.lead, **data)[1] == "accepted"


def test_no_phone_seals_what_the_desk_does(case):
    sign = case.submitted()
    data = {"sign": sign, "inbox": "quality", "medium": "electronic", "day": "2026-12-05"}
    [outcome] = case.push(case.seal("inspections.received", data, parents=(sign,)))
    assert outcome == "refused:entry.kind"
    assert journal.KINDS["inspections.received", 1].who == journal.SERVER


@pytest.mark.parametrize("seed", range(3))
def test_the_outcome_does_not_depend_on_the_order_of_arrival(case, seed):
    """Answers, signature, co-signature and files in any order give the same form."""
    told = case.brief
    values = {f"item/{no}": graded() for no in (*range(1, 14), 15, *range(17, 24), *range(25, 29))}
    values |= {f"item/{no}": graded() for no in (*range(30, 34), *range(35, 38))}
    values |= {f"rating/{one['id']}": {"rating": "良好"} for one in told["examiners"]}
    project = told["projects"][0]
    values[f"figures/{project['id']}"] = {"due": project["due"], "present": 20, "theory": None,
                                          "practical": None, "reason": ""}  # fmt: skip
    compacts = []
    for name, value in values.items():
        compact = case.seal("inspections.answer", {"field": name, "value": value})
        case.heads[name] = Answered(hash_of(compact), value)
        compacts.append(compact)
    content = canonical(case.snapshot())
    drawn, drawn_too = (strokes_file(sha256(content), flourish(n)) for n in (1, 2))
    data = {"version": 1, "previous": None, "snapshot": sha256(content), "strokes": sha256(drawn),
            "signer": case.lead.person.id, "assurance": "key"}  # fmt: skip
    listed = json_file(content, "snapshot"), json_file(drawn, "strokes")
    sign = case.seal("inspections.sign", data, listed=listed)
    data = {"sign": hash_of(sign), "snapshot": sha256(content), "strokes": sha256(drawn_too),
            "signer": case.second.person.id, "assurance": "key"}  # fmt: skip
    cosign = case.seal("inspections.cosign", data, who=case.second, parents=(hash_of(sign),),
                       listed=(json_file(drawn_too, "strokes"),))  # fmt: skip
    steps = [*((case.push, one) for one in (*compacts, sign, cosign)),
             *((case.store, one) for one in (content, drawn, drawn_too))]  # fmt: skip
    random.Random(seed).shuffle(steps)
    for step, what in steps:
        step(what)
    form = form_of(case)
    assert (form.state, form.official, form.graded) == ("submitted", hash_of(sign), 33)
    assert (form.a, form.b, form.c, form.away) == (32, 0, 0, 3)
    assert db.session.get_one(CoSign, hash_of(cosign)).state == "submitted"
