"""The codes two phones show each other, taken apart in Python: what an office could do by hand."""

from __future__ import annotations

import hashlib
import json
import zlib
from pathlib import Path

import pytest

from backend.badges.token import base45
from backend.core import jws
from backend.core.canonical import b64u
from backend.custody import signing
from tests.vectors import make_handover

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "handover-qr.json").read_text("utf-8")
)
PACKERS = ("codes", "phone")


def compact_of(codes: list[str]) -> str:
    """The entry's own text, rebuilt from kid, signature and the exact payload bytes."""
    raw = make_handover.read(codes)
    if len(codes) > 1:
        tags = {code.removeprefix("DKH1:").split("/", 2)[2][:4] for code in codes}
        assert tags == {base45(hashlib.sha256(raw).digest())[:4]}
    kid, signature, small = raw[:32], raw[32:96], raw[96:]
    head = jws.header(jws.ENTRY, b64u(kid))
    return f"{b64u(head)}.{b64u(zlib.decompress(small, -15))}.{b64u(signature)}"


@pytest.mark.req("A3-4c")
@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize("case", VECTORS["good"], ids=lambda case: case["case"])
def test_the_codes_hold_the_signed_entry_to_the_last_byte(case, packer):
    codes = case["codes"] if packer == "codes" else VECTORS["phone"][case["case"]]
    compact = compact_of(codes)
    assert compact == case["compact"]
    token = jws.take_apart(compact, jws.ENTRY)
    jws.verify(token, VECTORS["keys"][token.kid])
    assert token.hash == case["hash"]


@pytest.mark.parametrize("case", VECTORS["good"], ids=lambda case: case["case"])
def test_no_code_is_longer_than_an_old_camera_reads(case):
    alphabet = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    for code in (*case["codes"], *VECTORS["phone"][case["case"]]):
        assert len(code) <= make_handover.LONGEST
        assert set(code) <= alphabet


@pytest.mark.req("A3-4c")
@pytest.mark.parametrize("case", VECTORS["statements"], ids=lambda case: case["case"])
def test_strokes_are_bound_to_the_content_and_not_to_themselves(case):
    assert signing.statement(case["kind"], case["journal"], case["data"]) == case["hash"]
