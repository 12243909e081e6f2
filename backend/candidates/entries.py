"""The kind of candidates (contracts section 5)."""

from sqlalchemy import update

from backend.candidates import services
from backend.candidates.models import Candidate
from backend.candidates.schemas import ListedDataSchema
from backend.core.db import db
from backend.core.erasure import on_erase
from backend.core.errors import Problem
from backend.core.journal import SERVER, kind
from backend.core.payload import Entry
from backend.core.rebuilding import projection

projection(Candidate)


@kind(
    "candidates.listed",
    1,
    who=SERVER,
    parents=("candidates.listed",),
    schema=ListedDataSchema,
    private=True,
)
class Listed:
    """The candidates of an event, all of them; the newest list replaces the one before."""

    @staticmethod
    def check(_entry: Entry) -> None:
        """Never sealed by a device."""
        raise Problem("entry.kind")

    @staticmethod
    def project(entry: Entry) -> None:
        """Write the rows."""
        services.store(entry)


@on_erase
def erase(journal_id: str) -> None:
    """Who they were goes with an erasure order; how many, where and when stays."""
    db.session.execute(
        update(Candidate)
        .where(Candidate.event_id == journal_id)
        # A ticket number leads to a person too; the id in its place leads nowhere.
        .values(name="", id_number=None, id_lookup=None, ticket=Candidate.id, photo=None)
    )
