"""The kinds of staffing (contracts section 5)."""

from backend.assessments.models import (
    Batch,
    Contact,
    ExamEvent,
    ExamSession,
    Project,
    Room,
    SessionRoom,
)
from backend.core import jobs
from backend.core.errors import Problem
from backend.core.journal import SERVER, kind
from backend.core.payload import Entry
from backend.core.rebuilding import projection as projected
from backend.staffing import projection
from backend.staffing.errors import reason_missing
from backend.staffing.models import Assignment, Dispatch, EventPerson
from backend.staffing.schemas import (
    CheckDataSchema,
    DispatchDataSchema,
    PeopleDataSchema,
    ReplyDataSchema,
)

REASON_MINIMUM = 2

projected(ExamEvent, Batch, Project, Room, ExamSession, SessionRoom, Contact, Dispatch, Assignment)
projected(EventPerson)


@kind("staffing.dispatch", 1, who=SERVER, parents=("staffing.dispatch",), schema=DispatchDataSchema)
class DispatchAct:
    """A dispatch, first or changed: the source of the event's tables and of the brief."""

    @staticmethod
    def check(_entry: Entry) -> None:
        """Never sealed by a device."""
        raise Problem("entry.kind")

    @staticmethod
    def project(entry: Entry) -> None:
        """Write event, dispatch and assignments."""
        projection.apply(entry)


@kind(
    "staffing.people",
    1,
    who=SERVER,
    parents=("staffing.people",),
    schema=PeopleDataSchema,
    private=True,
)
class People:
    """Everybody with a part in the event, all of them; the newest list replaces the one before."""

    @staticmethod
    def check(_entry: Entry) -> None:
        """Never sealed by a device."""
        raise Problem("entry.kind")

    @staticmethod
    def project(entry: Entry) -> None:
        """Write the rows."""
        projection.apply_people(entry)


@kind("staffing.reply", 1, who=("supervisor",), parents=("staffing.reply",), schema=ReplyDataSchema)
class Reply:
    """Accept or decline, with a reason (N1.8-1)."""

    @staticmethod
    def check(entry: Entry) -> None:
        """Declining needs a reason."""
        reason = (entry.data["reason"] or "").strip()
        if entry.data["decision"] == "decline" and len(reason) < REASON_MINIMUM:
            raise reason_missing()

    @staticmethod
    def project(entry: Entry) -> None:
        """Keep it at the assignment; a refusal is work for the dispatcher."""
        projection.apply_reply(entry)
        if entry.data["decision"] == "decline":
            jobs.enqueue(
                "staffing.declined",
                entry.hash,
                entry.received,
                event=entry.journal,
                person=entry.actor,
            )


@kind("staffing.check", 1, who=("supervisor",), parents=("staffing.check",), schema=CheckDataSchema)
class Check:
    """出发前体检: what the phone tested and whether it ended in 「可以出发」."""

    @staticmethod
    def check(_entry: Entry) -> None:
        """Nothing to judge: a failed check is as welcome as a passed one."""

    @staticmethod
    def project(entry: Entry) -> None:
        """Keep it at the assignment."""
        projection.apply_check(entry)
