"""A token is read as written, and in no other way: every bit, every spelling, every key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import qrcode
from hypothesis import given
from hypothesis import strategies as st
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_ALPHA_NUM

from backend.badges import token
from tests.vectors import make_badges

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "badges.json").read_text("utf-8"))
KEYS = VECTORS["keys"]
GOOD = VECTORS["good"][0]["token"]
RAW = token.unbase45(GOOD[4:])


def outcome(text: str) -> str:
    """What reading it comes to."""
    try:
        token.read(text, KEYS)
    except token.Unfit as unfit:
        return unfit.outcome
    return "read"


def test_the_vectors_are_what_the_script_writes():
    assert make_badges.vectors() == VECTORS


@pytest.mark.parametrize("case", VECTORS["good"], ids=lambda case: case["case"])
def test_a_good_token_says_what_was_signed(case):
    found = token.read(case["token"], KEYS)
    said = case["claim"]
    assert (found.kid, found.centre) == (case["kid"], case["centre"])
    assert found.claim == token.Claim(
        said["badge"], said["event"], said["role"], said["from"], said["until"]
    )


@pytest.mark.parametrize("case", VECTORS["bad"], ids=lambda case: case["case"])
def test_a_bad_text_has_its_outcome(case):
    assert outcome(case["token"]) == case["outcome"]


@pytest.mark.parametrize("case", VECTORS["base45"], ids=lambda case: case["hex"] or "nothing")
def test_base45_is_that_of_the_rfc(case):
    assert token.base45(bytes.fromhex(case["hex"])) == case["text"]
    assert token.unbase45(case["text"]).hex() == case["hex"]


def test_every_single_bit_changed_is_refused():
    for place in range(len(RAW) * 8):
        changed = bytearray(RAW)
        changed[place // 8] ^= 1 << place % 8
        assert outcome(token.PREFIX + token.base45(bytes(changed))) in ("unknown_key", "forged")


def test_every_single_character_changed_is_refused():
    for place in range(len(GOOD)):
        for sign in ("0", "A", ":", "a", "é"):
            if GOOD[place] != sign:
                assert outcome(GOOD[:place] + sign + GOOD[place + 1 :]) != "read"


def test_every_shortened_and_lengthened_text_is_refused():
    assert all(outcome(GOOD[:place]) != "read" for place in range(len(GOOD)))
    assert all(outcome(GOOD + more) != "read" for more in ("0", "00", "000", " ", "\n", GOOD))


@given(st.text(max_size=400))
def test_no_text_is_a_token_by_chance(text):
    assert outcome(text) in ("unreadable", "version")
    assert outcome(token.PREFIX + text) in ("unreadable", "unknown_key", "forged")


@given(st.binary(min_size=73, max_size=168))
def test_no_bytes_are_a_token_by_chance(data):
    assert outcome(token.PREFIX + token.base45(data)) in ("unknown_key", "forged")


@given(st.binary(min_size=1, max_size=96))
def test_a_signed_payload_of_another_spelling_is_forged(payload):
    signed = make_badges.packed(make_badges.NOW, payload)
    assert outcome(signed) == ("read" if payload == make_badges.claim().payload() else "forged")


@given(st.binary(max_size=200))
def test_base45_goes_both_ways(data):
    assert token.unbase45(token.base45(data)) == data


def test_an_older_key_list_knows_less_and_never_more():
    older = [row for row in KEYS if row["kid"] != make_badges.kid(make_badges.NOW)]
    with pytest.raises(token.Unfit, match="unknown_key"):
        token.read(GOOD, older)


def test_a_token_fits_a_code_that_a_small_card_has_room_for():
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(GOOD)
    code.make(fit=True)
    assert len(GOOD) == 208
    assert code.version <= 8
    assert {part.mode for part in code.data_list} == {MODE_ALPHA_NUM}
