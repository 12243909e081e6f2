"""Reading an entry's payload: every limit of contracts section 3, each with its code."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from .jws import BadToken

MAX_BYTES = 65_536
MAX_DEPTH = 8
MAX_INT = 2**53
MEMBERS = {"kind", "v", "journal", "n", "prev", "parents", "happened", "data", "files", "salt"}
ROLES = {"photo", "snapshot", "strokes"}
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_SALT = re.compile(r"[0-9a-f]{32}\Z")
_NAME = re.compile(r"[a-z]+\.[a-z_]+\Z")
# A bracket, or a whole string, in which brackets do not count.
_BRACKET = re.compile(r'[\[\]{}]|"(?:[^"\\]|\\.)*"?', re.DOTALL)
_NEVER = re.compile("[\0\ud800-\udfff]")
_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+\Z")


@dataclass(frozen=True)
class Entry:
    """One thing that happened: a sealed entry or a server act, with what the journal knows of it.

    ``happened`` is ``{wall, at, after}`` for sealed entries and ``{at}`` for acts; ``actor``
    the person id (None for the system); ``received`` and ``seq`` are None until it has a line.
    """

    hash: str
    kind: str
    v: int
    journal: str
    data: dict[str, Any]
    happened: dict[str, Any]
    n: int | None = None
    prev: str | None = None
    parents: tuple[str, ...] = ()
    files: tuple[dict[str, Any], ...] = ()
    actor: str | None = None
    kid: str | None = None
    received: int | None = None
    seq: int | None = None
    outcome: str | None = None
    author: Any = field(default=None, compare=False)

    @property
    def at(self) -> int:
        """The stated instant in ms."""
        return self.happened["at"]


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise BadToken("entry.duplicate_key")
        result[key] = value
    return result


def _refuse_number(_: str) -> Any:
    raise BadToken("entry.json")


def _integer(text: str) -> int:
    # A long run of digits is refused before Python converts it.
    if len(text) > 17 or abs(int(text)) > MAX_INT:
        raise BadToken("entry.json")
    return int(text)


def _depth_of(text: str) -> int:
    """Depth by brackets outside strings; cheap and safe before parsing."""
    depth = deepest = 0
    for token in _BRACKET.finditer(text):
        if token[0] in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in "}]":
            depth -= 1
    return deepest


def _check_text(value: Any) -> None:
    if isinstance(value, str):
        if _NEVER.search(value):
            raise BadToken("entry.text")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key)
            _check_text(item)
    elif isinstance(value, list):
        for item in value:
            _check_text(item)


def strict_json(raw: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Any:
    """Parse UTF-8 JSON under the limits of contracts section 3; raises ``BadToken``."""
    if len(raw) > max_bytes:
        raise BadToken("entry.too_large")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadToken("entry.text") from error
    if _depth_of(text) > max_depth:
        raise BadToken("entry.too_deep")
    try:
        value = json.loads(
            text,
            object_pairs_hook=_no_duplicates,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            parse_int=_integer,
        )
    except BadToken:
        raise
    except (ValueError, RecursionError) as error:
        raise BadToken("entry.json") from error
    _check_text(value)
    return value


def is_int(value: Any, low: int = 0) -> bool:
    """A whole number at least ``low``; True and False are none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= low


def is_hash(value: Any) -> bool:
    """64 lower-case hex characters."""
    return isinstance(value, str) and bool(_HASH.match(value))


def _happened_ok(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != {"wall", "at", "after"}:
        return False
    after = value["after"]
    named = after is None or (
        isinstance(after, list) and len(after) == 2 and is_int(after[0], 1) and is_hash(after[1])
    )
    return is_int(value["wall"], -MAX_INT) and is_int(value["at"]) and named


def _files_ok(value: Any) -> bool:
    if not isinstance(value, list) or len(value) > 64:
        return False
    return all(
        isinstance(f, dict)
        and set(f) == {"sha256", "size", "type", "role"}
        and is_hash(f["sha256"])
        and is_int(f["size"], 1)
        and isinstance(f["type"], str)
        and bool(_TYPE.match(f["type"]))
        and f["role"] in ROLES
        for f in value
    )


def read_payload(raw: bytes, entry_hash: str, kid: str) -> Entry:
    """The entry in these payload bytes; raises ``BadToken`` with the code of what is wrong."""
    value = strict_json(raw)
    if not isinstance(value, dict) or set(value) != MEMBERS:
        raise BadToken("entry.members")
    parents = value["parents"]
    ok = (
        isinstance(value["kind"], str)
        and bool(_NAME.match(value["kind"]))
        and is_int(value["v"], 1)
        and isinstance(value["journal"], str)
        and bool(_SALT.match(value["journal"]))
        and is_int(value["n"], 1)
        and (value["prev"] is None) == (value["n"] == 1)
        and (value["prev"] is None or is_hash(value["prev"]))
        and isinstance(parents, list)
        and len(parents) <= 64
        and all(is_hash(p) for p in parents)
        and len(set(parents)) == len(parents)
        and _happened_ok(value["happened"])
        and isinstance(value["data"], dict)
        and _files_ok(value["files"])
        and isinstance(value["salt"], str)
        and bool(_SALT.match(value["salt"]))
    )
    if not ok:
        raise BadToken("entry.members")
    return Entry(
        hash=entry_hash,
        kind=value["kind"],
        v=value["v"],
        journal=value["journal"],
        data=value["data"],
        happened=value["happened"],
        n=value["n"],
        prev=value["prev"],
        parents=tuple(parents),
        files=tuple(value["files"]),
        kid=kid,
    )
