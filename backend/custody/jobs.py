"""Due work about signatures of custody: those nobody confirmed, and bad ink."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.core.db import db
from backend.core.jobs import handler
from backend.core.reading import read
from backend.custody import causes, projection, rules, standing
from backend.custody.models import Ink, Pack, Step
from backend.findings.services import raise_finding


@handler("custody.unconfirmed")
def find_unconfirmed(payload: dict[str, Any]) -> None:
    """Twelve hours after: a signature on another's phone, or on paper, nobody stands behind (A3-4c)."""
    signed = read(payload["entry"])
    steps = db.session.scalars(select(Step).where(Step.entry == payload["entry"])).all()
    numbers, named, papers = [], {payload["entry"]}, "theory"
    for step in steps:
        look = _open_sides if step.kind == "custody.answer" else _unsigned
        waiting = look(step) if signed is not None else set()
        row = db.session.get(Pack, step.pack)
        if waiting and row is not None:
            numbers.append(row.number)
            named |= waiting
            papers = row.kind
    if numbers and signed is not None:
        code, words = _NOBODY[signed.kind]
        raise_finding(
            payload["event"],
            code,
            causes.about(numbers, f"{words}已签名，12 小时内有人未用本人手机或账号确认。"),
            actor=None,
            item=causes.ITEMS.get(signed.kind[8:], {}).get(papers, 36),
            parents=sorted(named),
        )


_NOBODY = {
    "custody.answer": (causes.CARRIED, "交接"),
    "custody.store": (causes.CARRIED, "过夜保管"),
    "custody.open": (causes.OPENED_WRONGLY, "拆封"),
    "custody.seal": (causes.OPENED_WRONGLY, "封装"),
}


def _open_sides(step: Step) -> set[str]:
    """Sides of a handover that are not proved."""
    found = projection.custody(step.event_id, step.pack)
    return {step.entry, step.begun} & set(found.unproved if found else ())


def _unsigned(step: Step) -> set[str]:
    """The entry, while one of its signers neither confirmed it nor did anything to the pack later."""
    tree = rules.Tree(step.pack, projection.facts(step.event_id, [step.pack]))
    found = projection.custody(step.event_id, step.pack)
    waits = standing.unsigned(tree, found.steps if found else (), step.entry)
    return {step.entry} if waits else set()


@handler("custody.ink")
def find_ink(payload: dict[str, Any]) -> None:
    """A signature that is none, or one that signed something else (U-6)."""
    row = db.session.get(Ink, (payload["entry"], payload["place"]))
    entry = read(payload["entry"])
    if row is None or row.flaw is None or entry is None:
        return
    words = "笔迹太少或不是签名" if row.flaw == "strokes.ink" else "笔迹曾用于签署别的内容"
    numbers = db.session.scalars(select(Pack.number).where(Pack.id.in_(projection.packs_of(entry))))
    raise_finding(
        row.event_id,
        causes.CARRIED,
        causes.about(numbers, f"{words}。"),
        actor=None,
        severity="serious",
        item=36,
        parents=[row.entry],
    )
