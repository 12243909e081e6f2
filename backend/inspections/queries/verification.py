"""Verification in words (ux section 6): one sentence first, the details after."""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy import select

from backend.assessments.models import ExamEvent
from backend.core import keys, opinions, proof, witnessing
from backend.core.db import db
from backend.core.errors import language
from backend.core.journal_models import Checkpoint, CheckpointHead, Journal, JournalEntry
from backend.core.verifier import Report
from backend.staffing.models import Dispatch

from .. import versions
from ..models import CoSign, Form, FormVersion
from .detail import Names, signatures

Row = dict[str, Any]


def say(zh: str, en: str) -> str:
    """One of two sentences."""
    return zh if language() == "zh" else en


def verification(event: ExamEvent, version: FormVersion | None = None) -> Row:
    """What the centre can prove about the form: statement, shape, and the numbers behind it."""
    form = db.session.get(Form, event.id)
    if version is None and form and form.official:
        version = db.session.get(FormVersion, form.official)
    journal = db.session.get_one(Journal, event.id)
    report = proof.verify(event.id, *witnessing.held())
    flaws = versions.recheck(version) if version and report.state != "broken" else []
    shape, statement = _verdict(journal, report, version, flaws)
    anchored = _checkpoint(event.id, version.seq) if version else None
    return {
        "shape": shape,
        "statement": statement,
        "details": _details(report, version),
        "state": report.state,
        "broken_at": report.seq if report.state == "broken" else None,
        "lines": report.lines,
        "entries": report.entries,
        "files": report.files,
        "erased": report.erased,
        "missing_files": report.missing_files,
        "anchored_to": report.anchored_to,
        "unanchored_from": report.unanchored_from,
        "checkpoint": anchored,
        "journal": event.id,
        "seq": journal.seq,
        "head": journal.head,
        "root": keys.root_kid(),
        "version": version.version if version else None,
        "snapshot_sha256": version.snapshot if version else None,
        "late_arrivals": late_arrivals(version) if version else [],
    }


def _verdict(
    journal: Journal, report: Report, version: FormVersion | None, flaws: list[Row]
) -> tuple[str, str]:
    if journal.erased_by:
        return "slash", say("已按期销毁", "Destroyed on schedule")
    if report.state == "broken":
        if report.seq:
            return "stop", say(
                f"日志在第 {report.seq} 行断开", f"The journal breaks at line {report.seq}"
            )
        return "stop", say("日志或文件被改动", "The journal or a file was changed")
    if version is None:
        return "look", say("还没有完整上交的签名", "No complete signature has been handed in")
    if flaws or version.state != "submitted":
        return "stop", say(
            "签名的内容与评价记录不一致", "What was signed does not match the answers"
        )
    covered = (report.unanchored_from or version.seq + 1) > version.seq
    if report.state != "anchored" or not report.kept_elsewhere or not covered:
        if _checkpoint(version.event_id, version.seq) is None:
            return "look", say(
                "自身一致，未锚定到检查点", "Consistent with itself, not anchored to a checkpoint"
            )
        # Whoever owns the database owns its checkpoints too.
        return "look", say(
            "自身一致，检查点还没有外部见证",
            "Consistent with itself, no witness outside holds its checkpoint yet",
        )
    return "ok", say("签名后没有改动", "Nothing changed after the signature")


def _details(report: Report, version: FormVersion | None) -> list[str]:
    """Sentences below the statement: what was compared, with what."""
    found = []
    if version is not None and report.state != "broken":
        value = versions.read_snapshot(version)
        photos = len({photo for item in value["items"] for photo in item["photos"]})
        signed = 1 + len(_cosigned(version))
        found.append(
            say(
                f"38 项、{photos} 张照片、{signed} 个签名与签名时的内容一致。",
                f"38 items, {photos} photos and {signed} signatures match what was signed.",
            )
        )
    if report.state == "anchored":
        office = witnessing.office(report.witness)
        by, by_en = f"（见证方：{office}）", f" of witness {office}"
        if not office:
            by, by_en = "（本机）", " of this server's own"
        found.append(
            say(
                f"日志第 1–{report.lines} 行连续，已锚定到第 {report.anchored_to} 号检查点{by}。",
                f"Lines 1–{report.lines} are continuous, anchored to checkpoint "
                f"{report.anchored_to}{by_en}.",
            )
        )
        if report.unanchored_from:
            found.append(
                say(
                    f"第 {report.unanchored_from} 行起还没有锚定。",
                    f"Lines from {report.unanchored_from} on are not anchored yet.",
                )
            )
    if report.state == "consistent":
        found.append(
            say(
                f"日志第 1–{report.lines} 行连续；还没有检查点能证明它没有被整体重写。",
                f"Lines 1–{report.lines} are continuous; no checkpoint yet shows that all of it "
                "was not written anew.",
            )
        )
    if report.missing_files:
        count = len(report.missing_files)
        found.append(say(f"还有 {count} 个文件没有到。", f"{count} files have not arrived."))
    return found


def _cosigned(version: FormVersion) -> list[str]:
    rows = db.session.scalars(
        select(CoSign.signer).where(CoSign.sign == version.sign, CoSign.state == "submitted")
    )
    return sorted(set(rows))


def _checkpoint(event_id: str, seq: int) -> Row | None:
    """The first checkpoint that covers a line."""
    row = db.session.scalar(
        select(Checkpoint)
        .join(CheckpointHead, CheckpointHead.number == Checkpoint.number)
        .where(CheckpointHead.journal == event_id, CheckpointHead.seq >= seq)
        .order_by(Checkpoint.number)
        .limit(1)
    )
    return {"number": row.number, "hash": row.hash, "time": row.time} if row else None


LATE_KINDS = ("inspections.answer", "inspections.sign", "inspections.cosign")


def late_arrivals(version: FormVersion) -> list[Row]:
    """Answers after the signature, and whatever two people let in after a revocation."""
    let_in = opinions.let_in(version.event_id)
    rows = db.session.scalars(
        select(JournalEntry)
        .where(
            JournalEntry.journal == version.event_id,
            JournalEntry.kind.in_(LATE_KINDS),
            JournalEntry.outcome == "accepted",
            JournalEntry.hash.in_(let_in)
            | ((JournalEntry.kind == LATE_KINDS[0]) & (JournalEntry.seq > version.seq)),
        )
        .order_by(JournalEntry.seq)
    )
    return [
        {
            "hash": row.hash,
            "seq": row.seq,
            "kind": row.kind,
            "why": "after_revocation" if row.hash in let_in else "after_signature",
            "stated": row.at,
            "received": row.received,
        }
        for row in rows
    ]


WHY = {
    "after_signature": ("签名后到达", "Arrived after the signature"),
    "after_revocation": (
        "撤销后到达，经两人认定采用",
        "Arrived after the phone was revoked; two persons let it in",
    ),
}


WHAT = {"inspections.sign": "签名", "inspections.cosign": "会签"}


def late_words(arrivals: list[Row]) -> list[str]:
    """One line of paper for each late arrival."""
    return [
        f"第 {one['seq']} 行{WHAT.get(one['kind'], '')}　{WHY[one['why']][0]}　{one['hash'][:16]}"
        for one in arrivals
    ]


def for_paper(event: ExamEvent, version: FormVersion) -> Row:
    """What the proof page prints (A11-p1)."""
    found = verification(event, version)
    number = db.session.scalars(select(Dispatch.number).where(Dispatch.event_id == event.id)).one()
    checkpoint = found["checkpoint"]
    signed = [one for one in signatures(version, Names()) if one["state"] == "submitted"]
    return {
        "form_number": number,
        "version": version.version,
        "snapshot_sha256": version.snapshot,
        "journal": event.id,
        "seq": found["seq"],
        "head": found["head"],
        "root": found["root"],
        "checkpoint": [checkpoint["number"], checkpoint["hash"]] if checkpoint else None,
        "url": f"{current_app.config['SETTINGS'].public_url.rstrip('/')}/verify/{version.token}",
        "shape": found["shape"],
        "statement": found["statement"],
        "signed": [
            {key: one[key] for key in ("name", "at", "earliest", "latest")} for one in signed
        ],
        "late_arrivals": late_words(found["late_arrivals"]),
    }
