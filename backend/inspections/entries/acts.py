"""What the desk and the station did with a version: server acts."""

from __future__ import annotations

from backend.core.db import db
from backend.core.errors import Problem
from backend.core.journal import SERVER, kind
from backend.core.payload import Entry

from .. import shapes, versions
from ..models import InboxReceipt, Recorded, Remark

SIGN = ("inspections.sign",)


class _Act:
    """Something the server asserts; no device seals it."""

    @staticmethod
    def check(_entry: Entry) -> None:
        """Never sealed by a device."""
        raise Problem("entry.kind")


@kind("inspections.received", 1, who=SERVER, parents=SIGN, schema=shapes.ReceivedData)
class ReceivedKind(_Act):
    """An inbox has the form (A11-f3c)."""

    @staticmethod
    def project(entry: Entry) -> None:
        """Keep the receipt."""
        db.session.add(
            InboxReceipt(
                act=entry.hash,
                event_id=entry.journal,
                sign=entry.data["sign"],
                inbox=entry.data["inbox"],
                medium=entry.data["medium"],
                day=entry.data["day"],
                by=entry.actor,
                at=entry.at,
            )
        )
        _after(entry)


@kind("inspections.returned", 1, who=SERVER, parents=SIGN, schema=shapes.ReturnedData)
class ReturnedKind(_Act):
    """A version went back with a question (8.6)."""

    @staticmethod
    def project(entry: Entry) -> None:
        """Keep the question."""
        _remark(entry, "returned", entry.data["question"])


@kind("inspections.replied", 1, who=SERVER, parents=SIGN, schema=shapes.RepliedData)
class RepliedKind(_Act):
    """The station replied."""

    @staticmethod
    def project(entry: Entry) -> None:
        """Keep the reply."""
        _remark(entry, "replied", entry.data["text"])


@kind("inspections.recorded", 1, who=SERVER, parents=SIGN, schema=shapes.RecordedData)
class RecordedKind(_Act):
    """已录入 in the province's system (Q-24)."""

    @staticmethod
    def project(entry: Entry) -> None:
        """Keep the tick."""
        db.session.add(
            Recorded(
                act=entry.hash,
                event_id=entry.journal,
                sign=entry.data["sign"],
                by=entry.actor,
                at=entry.at,
            )
        )
        _after(entry)


def _remark(entry: Entry, kind_of: str, text: str) -> None:
    db.session.add(
        Remark(
            act=entry.hash,
            event_id=entry.journal,
            sign=entry.data["sign"],
            kind=kind_of,
            text=text,
            by=entry.actor,
            at=entry.at,
        )
    )
    _after(entry)


def _after(entry: Entry) -> None:
    db.session.flush()  # the form's state looks for it
    versions.refresh(entry.journal)
