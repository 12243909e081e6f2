"""The kind of findings (contracts section 5)."""

from sqlalchemy import update

from backend.core.db import db
from backend.core.erasure import on_erase
from backend.core.journal import kind
from backend.core.payload import Entry
from backend.core.rebuilding import projection
from backend.findings import services
from backend.findings.models import Finding
from backend.findings.schemas import RaiseDataSchema

projection(Finding)

# What a finding may be about; the packages of these kinds stand below.
CAUSES = (
    "findings.raise", "inspections.answer", "badges.scan",
    "custody.prepared", "custody.offer", "custody.answer", "custody.recall", "custody.confirm",
    "custody.store", "custody.open", "custody.count", "custody.collect", "custody.seal",
    "custody.except", "custody.released", "custody.archived", "custody.destroyed",
)  # fmt: skip


@kind(
    "findings.raise",
    1,
    who=("supervisor",),
    parents=CAUSES,
    schema=RaiseDataSchema,
)
class Raise:
    """Somebody noticed something (情况); naming an earlier one replaces it."""

    @staticmethod
    def check(entry: Entry) -> None:
        """The code is one of the catalogue."""
        services.check_code(entry.data["code"])

    @staticmethod
    def project(entry: Entry) -> None:
        """Keep it as a row."""
        services.store(entry)


@on_erase
def erase(journal_id: str) -> None:
    """Facts and place of an event's findings go with an erasure order; codes and counts stay."""
    db.session.execute(
        update(Finding).where(Finding.journal_id == journal_id).values(facts="", place="")
    )
