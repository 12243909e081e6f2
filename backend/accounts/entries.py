"""The kinds of accounts: enrolment of a key in its centre's journal, roster lines in an event's."""

from __future__ import annotations

from marshmallow import fields, validate
from sqlalchemy import delete

from backend.core.db import db
from backend.core.erasure import on_erase
from backend.core.errors import Problem
from backend.core.fields import IdField, Instant, Schema, Text
from backend.core.journal import SERVER, kind
from backend.core.payload import Entry
from backend.core.rebuilding import projection

from .models import RosterLine


class JwkSchema(Schema):
    """A P-256 public key as exactly four members."""

    crv = fields.String(required=True, validate=validate.Equal("P-256"))
    kty = fields.String(required=True, validate=validate.Equal("EC"))
    x = fields.String(required=True, validate=validate.Length(equal=43))
    y = fields.String(required=True, validate=validate.Length(equal=43))


class EnrolSchema(Schema):
    """Data of `accounts.enrol`."""

    person = IdField(required=True)
    jwk = fields.Nested(JwkSchema, required=True)
    device = Text(60, least=1, required=True)
    code = Text(20, least=1, required=True)
    challenge = IdField(required=True)


class RosterSchema(Schema):
    """Data of `accounts.roster`."""

    person = IdField(required=True)
    role = Text(30, least=1, required=True)
    lead = fields.Boolean(required=True)
    kid = fields.String(required=True, validate=validate.Length(equal=43))
    jwk = fields.Nested(JwkSchema, required=True)
    # `from` is a word of Python, so the two instants get their names by data_key.
    starts_at = Instant(required=True, data_key="from")
    ends_at = Instant(required=True, allow_none=True, data_key="until")
    enrolment = fields.String(required=True)


@kind("accounts.enrol", 1, who=("person",), schema=EnrolSchema)
class Enrol:
    """A new key proves itself. It comes through `POST /devices` only, where code and challenge
    are checked; at the door its key would be unknown."""

    @staticmethod
    def check(_entry: Entry) -> None:
        """Sealed by an enrolled key it is a replay: challenge and code were used."""
        raise Problem("accounts.challenge")

    @staticmethod
    def project(entry: Entry) -> None:
        """The device row also holds what no entry says (label, last contact), so it is written
        by the service and is no projection."""


@kind("accounts.roster", 1, who=SERVER, schema=RosterSchema)
class Roster:
    """Whose key is whose in this event; the verifier's only source of keys."""

    @staticmethod
    def check(_entry: Entry) -> None:
        """Never sealed by a device."""
        raise Problem("entry.kind")

    @staticmethod
    def project(entry: Entry) -> None:
        """One row per line; the newest of a key and role holds."""
        data = entry.data
        db.session.add(
            RosterLine(
                entry=entry.hash,
                journal=entry.journal,
                seq=entry.seq or 0,
                person=data["person"],
                role=data["role"],
                lead=data["lead"],
                kid=data["kid"],
                jwk=data["jwk"],
                starts_at=data["from"],
                ends_at=data["until"],
                enrolment=data["enrolment"],
            )
        )


projection(RosterLine)


@on_erase
def erase(journal_id: str) -> None:
    """Keys and enrolments of an erased event; what they signed is gone too."""
    db.session.execute(delete(RosterLine).where(RosterLine.journal == journal_id))
