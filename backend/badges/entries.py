"""The kinds of badges (contracts section 5)."""

from sqlalchemy import update

from backend.badges import projection, scanning
from backend.badges.models import Badge, GateScan
from backend.badges.schemas import (
    ChangedDataSchema,
    ConfirmedDataSchema,
    GateDataSchema,
    GuardDataSchema,
    IssuedDataSchema,
    ScanDataSchema,
    ShownDataSchema,
)
from backend.core.db import db
from backend.core.erasure import on_erase
from backend.core.errors import Problem
from backend.core.journal import SERVER, kind
from backend.core.payload import Entry
from backend.core.rebuilding import projection as projected

# Gates are written by the service, as their day passes are nobody's act.
projected(Badge, GateScan)


# A token of somebody else would open every gate: it goes to its holder's own kit and to paper only.
@kind("badges.issued", 1, who=SERVER, schema=IssuedDataSchema, private=True)
class Issued:
    """Badges and admission codes come into being, many in one act."""

    @staticmethod
    def check(_entry: Entry) -> None:
        """Never sealed by a device."""
        raise Problem("entry.kind")

    @staticmethod
    def project(entry: Entry) -> None:
        """One row each."""
        projection.issued(entry)


@kind("badges.changed", 1, who=SERVER, schema=ChangedDataSchema)
class Changed:
    """A badge's state changes (8.12), or another takes its place."""

    @staticmethod
    def check(_entry: Entry) -> None:
        """Never sealed by a device."""
        raise Problem("entry.kind")

    @staticmethod
    def project(entry: Entry) -> None:
        """Follow it."""
        projection.changed(entry)


@kind("badges.gate", 1, who=SERVER, parents=("badges.gate",), schema=GateDataSchema)
class GateAct:
    """A gate is set up, changed or ended."""

    @staticmethod
    def check(_entry: Entry) -> None:
        """Never sealed by a device."""
        raise Problem("entry.kind")

    @staticmethod
    def project(entry: Entry) -> None:
        """Follow it."""
        projection.gate(entry)


@kind("badges.confirmed", 1, who=SERVER, parents=("badges.scan",), schema=ConfirmedDataSchema)
class Confirmed:
    """A second person vouches online for an override that one guard gave alone."""

    @staticmethod
    def check(_entry: Entry) -> None:
        """Never sealed by a device."""
        raise Problem("entry.kind")

    @staticmethod
    def project(entry: Entry) -> None:
        """Note it at the scan."""
        projection.confirmed(entry)


@kind("badges.scan", 1, who=("gate", "supervisor"), schema=ScanDataSchema)
class Scan:
    """A verdict of a gate's phone, or a supervisor's spot check."""

    @staticmethod
    def check(entry: Entry) -> None:
        """Everything named is of this event, and nobody is let in without a ground."""
        scanning.check(entry)

    @staticmethod
    def project(entry: Entry) -> None:
        """Keep it as a row."""
        projection.scan(entry)

    @staticmethod
    def follow(entry: Entry) -> None:
        """What one gate alone could not see: double admissions, refusals that come again."""
        scanning.follow(entry)


@kind("badges.guard", 1, who=("gate",), schema=GuardDataSchema)
class Guard:
    """A guard takes over the gate's phone; entries from now on name this badge."""

    @staticmethod
    def check(entry: Entry) -> None:
        """The phone's own gate, and a person's badge of this event."""
        scanning.check_gate(entry, entry.data["gate"])
        scanning.check_badges(entry, persons={entry.data["badge"]})

    @staticmethod
    def project(entry: Entry) -> None:
        """The line itself is the record; every scan names its guard."""


@kind("badges.shown", 1, who=("gate",), schema=ShownDataSchema)
class Shown:
    """Somebody held to see a candidate's whole ID number (S-8)."""

    @staticmethod
    def check(entry: Entry) -> None:
        """A candidate of this event."""
        scanning.check_candidate(entry)

    @staticmethod
    def project(entry: Entry) -> None:
        """The line itself is the record."""


@on_erase
def erase(journal_id: str) -> None:
    """Reasons and words of an erased event; counts, states and times stay."""
    db.session.execute(
        update(Badge).where(Badge.event_id == journal_id).values(reason="", token="")
    )
    db.session.execute(update(GateScan).where(GateScan.event_id == journal_id).values(words=""))
