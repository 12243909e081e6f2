"""What the centre asserts of packs: judged like an entry of a phone, written as a server act."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from backend.core import clock, files, journal
from backend.core.canonical import sha256
from backend.core.documents.ink import lacks
from backend.core.errors import request_invalid
from backend.core.payload import Entry
from backend.custody import checking, desk_errors, signing

Data = dict[str, Any]
STROKES = "application/json"
REASON_MINIMUM = 2


def write(
    event_id: str,
    kind: str,
    data: Data,
    *,
    actor: str,
    parents: Iterable[str],
    named: Iterable[Mapping[str, Any]] = (),
) -> Entry:
    """Judge an act and write its line; raises the codes of `legality.judge`. `named`: its files."""
    journal.lock(event_id)
    shape = journal.KINDS[kind, 1].shape
    faults = shape.validate(data) if shape else {}
    if faults:
        raise request_invalid(errors=faults)
    about = tuple(dict.fromkeys(parents))
    draft = Entry(
        hash="", kind=kind, v=1, journal=event_id, data=data, happened={"at": clock.now()},
        parents=about, files=tuple(dict(one) for one in named), actor=actor,
    )  # fmt: skip
    checking.check(draft)
    done = journal.act(
        event_id, kind, data, actor=actor, parents=about, files=[dict(one) for one in named]
    )
    journal.follow(done)
    return done


def signed(
    event_id: str, kind: str, data: Data, drawn: Mapping[str, Any], by: str
) -> tuple[Data, list[Data]]:
    """The data with a signature drawn at the desk in the signer's own session, and its file.

    Raises `custody.ink` for too little ink.
    """
    if lacks(drawn):
        raise desk_errors.ink()
    bare = {"by": by, "strokes": None, "assurance": "signin", "badge": None}
    content = signing.statement(kind, event_id, data | {"signature": bare})
    ink = {"v": 1, "content": content} | {
        name: drawn[name] for name in ("width", "height", "strokes")
    }
    body = json.dumps(ink, sort_keys=True, separators=(",", ":")).encode("ascii")
    name = sha256(body)
    files.keep(event_id, {name: body}, STROKES)
    signature = bare | {"strokes": name}
    return data | {"signature": signature}, files.manifest(event_id, [name], "strokes")
