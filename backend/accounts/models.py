"""Tables of accounts, grants, codes, browser sessions, devices and the roster."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.core.db import Base, EncryptedText, id_column
from backend.organisations.models import Person


class Account(Base):
    """Who may sign in. Field accounts have no password: code, device and PIN instead (S-4).
    After a reset `reset_by` stays until someone else confirms the new device (S-5)."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("kind IN ('office', 'field', 'admin')", name="kind_known"),
        CheckConstraint("state IN ('new', 'active', 'disabled')", name="state_known"),
        CheckConstraint("(kind = 'admin') = (person_id IS NULL)", name="admin_is_nobody"),
    )

    id: Mapped[str] = id_column()
    username: Mapped[str] = mapped_column(String(40), unique=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="new")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_at: Mapped[int | None] = mapped_column(BigInteger)
    must_change_password: Mapped[bool] = mapped_column(Boolean, default=False)
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText("account.totp_secret"))
    totp_confirmed_at: Mapped[int | None] = mapped_column(BigInteger)
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)
    login_at: Mapped[int | None] = mapped_column(BigInteger)
    login_place: Mapped[str | None] = mapped_column(String(60))
    previous_login_at: Mapped[int | None] = mapped_column(BigInteger)
    previous_login_place: Mapped[str | None] = mapped_column(String(60))
    reset_at: Mapped[int | None] = mapped_column(BigInteger)
    reset_by: Mapped[str | None] = mapped_column(String(32))
    demo: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[int] = mapped_column(BigInteger)
    created_by: Mapped[str | None] = mapped_column(String(32))

    person: Mapped[Person | None] = relationship(lazy="joined")


class OldPassword(Base):
    """One of the last passwords of an account: not reusable (S-2)."""

    __tablename__ = "old_password"

    id: Mapped[str] = id_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[int] = mapped_column(BigInteger)


class RoleGrant(Base):
    """A role of an account in a centre, at a station or in an event. `pending` until a second
    person approves; a grant made by importing a dispatch holds for that event only."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'active', 'refused', 'ended')", name="state_known"),
        CheckConstraint("source IN ('hand', 'dispatch', 'install')", name="source_known"),
        Index("ix_role_grant_account_state", "account_id", "state"),
    )

    id: Mapped[str] = id_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(30))
    centre_id: Mapped[str | None] = mapped_column(ForeignKey("centre.id"))
    station_id: Mapped[str | None] = mapped_column(ForeignKey("station.id"))
    event: Mapped[str | None] = mapped_column(String(32), index=True)
    starts_at: Mapped[int] = mapped_column(BigInteger)
    ends_at: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(10), default="pending")
    source: Mapped[str] = mapped_column(String(10), default="hand")
    requested_by: Mapped[str | None] = mapped_column(String(32))
    requested_at: Mapped[int] = mapped_column(BigInteger)
    decided_by: Mapped[str | None] = mapped_column(String(32))
    decided_at: Mapped[int | None] = mapped_column(BigInteger)

    account: Mapped[Account] = relationship(lazy="joined")


class AccessCode(Base):
    """A one-time code on paper or read aloud. Only its keyed hash is stored. `waits` marks that
    what is enrolled with it counts only after someone other than the issuer confirms (S-5)."""

    __tablename__ = "access_code"
    __table_args__ = (
        CheckConstraint("purpose IN ('activation', 'enrol', 'reset')", name="purpose_known"),
    )

    id: Mapped[str] = id_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(12))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[int] = mapped_column(BigInteger)
    issued_by: Mapped[str | None] = mapped_column(String(32))
    expires_at: Mapped[int] = mapped_column(BigInteger)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    used_at: Mapped[int | None] = mapped_column(BigInteger)
    withdrawn_at: Mapped[int | None] = mapped_column(BigInteger)

    account: Mapped[Account] = relationship(lazy="joined")


class Challenge(Base):
    """A fresh random value a new key must sign: once, within ten minutes."""

    __tablename__ = "challenge"

    id: Mapped[str] = id_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    expires_at: Mapped[int] = mapped_column(BigInteger)
    used_at: Mapped[int | None] = mapped_column(BigInteger)


class LoginCounter(Base):
    """Failed sign-ins of one account, one address or one known browser (S-3). `key` is a keyed
    hash, so that the table names nobody and unknown user names count like known ones."""

    __tablename__ = "login_counter"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    first_at: Mapped[int] = mapped_column(BigInteger)
    locked_until: Mapped[int | None] = mapped_column(BigInteger)


class Session(Base):
    """One signed-in browser: a family of refresh tokens that ends as a whole."""

    __tablename__ = "browser_session"

    id: Mapped[str] = id_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    device_id: Mapped[str | None] = mapped_column(ForeignKey("device.id"), index=True)
    browser: Mapped[str] = mapped_column(String(64), index=True)
    started_at: Mapped[int] = mapped_column(BigInteger)
    ends_at: Mapped[int] = mapped_column(BigInteger)
    address: Mapped[str] = mapped_column(String(45))
    ended_at: Mapped[int | None] = mapped_column(BigInteger)
    ended_why: Mapped[str | None] = mapped_column(String(30))


class RefreshToken(Base):
    """One refresh token of a family. `successor` is what it was exchanged for: within 30 s of
    `used_at` it answers that same successor again (a lost reply), later it ends the family."""

    __tablename__ = "refresh_token"

    id: Mapped[str] = id_column()
    session_id: Mapped[str] = mapped_column(ForeignKey("browser_session.id"), index=True)
    issued_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int] = mapped_column(BigInteger)
    used_at: Mapped[int | None] = mapped_column(BigInteger)
    successor: Mapped[str | None] = mapped_column(String(32))


class Device(Base):
    """An enrolled browser profile and its public key. `waits_for_other` names the resetter who may
    not be the one to confirm it; `browser` is the keyed hash of the HttpOnly device cookie (R11).
    `unsent`, `tip_*` are what the phone announced last."""

    __tablename__ = "device"

    id: Mapped[str] = id_column()
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    centre_id: Mapped[str] = mapped_column(ForeignKey("centre.id"), index=True)
    kid: Mapped[str] = mapped_column(String(43), unique=True)
    jwk: Mapped[dict[str, str]] = mapped_column(JSON)
    label: Mapped[str] = mapped_column(String(60))
    browser: Mapped[str | None] = mapped_column(String(64), index=True)
    enrolment: Mapped[str] = mapped_column(Text)
    enrolled_at: Mapped[int] = mapped_column(BigInteger)
    approver: Mapped[str | None] = mapped_column(String(32))
    waits_for_other: Mapped[str | None] = mapped_column(String(32))
    confirmed_at: Mapped[int | None] = mapped_column(BigInteger)
    confirmed_by: Mapped[str | None] = mapped_column(String(32))
    revoked_at: Mapped[int | None] = mapped_column(BigInteger)
    revoked_by: Mapped[str | None] = mapped_column(String(32))
    revoked_why: Mapped[str | None] = mapped_column(String(200))
    last_seen: Mapped[int | None] = mapped_column(BigInteger)
    unsent: Mapped[int | None] = mapped_column(Integer)
    announced_at: Mapped[int | None] = mapped_column(BigInteger)

    person: Mapped[Person] = relationship(lazy="joined")


class AnnouncedTip(Base):
    """The newest entry of a key in a journal that its phone announced: work up to it was known
    of before a revocation and stands (architecture 5)."""

    __tablename__ = "announced_tip"

    kid: Mapped[str] = mapped_column(String(43), primary_key=True)
    journal: Mapped[str] = mapped_column(String(32), primary_key=True)
    n: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))
    unsent: Mapped[int] = mapped_column(Integer, default=0)
    announced_at: Mapped[int] = mapped_column(BigInteger)


class PhoneAlarm(Base):
    """A phone that had unsent work came back without it (R11): `why` is `emptied` (its storage is
    empty), `gap` (entries neither here nor there), `replaced` (the person enrolled another phone)
    or `photos`. Open until what is missing arrives or somebody of the centre has settled it."""

    __tablename__ = "phone_alarm"
    __table_args__ = (
        CheckConstraint("why IN ('emptied', 'gap', 'replaced', 'photos')", name="why_known"),
    )

    id: Mapped[str] = id_column()
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"), index=True)
    centre_id: Mapped[str] = mapped_column(ForeignKey("centre.id"), index=True)
    why: Mapped[str] = mapped_column(String(10))
    missing: Mapped[int] = mapped_column(Integer)
    raised_at: Mapped[int] = mapped_column(BigInteger)
    settled_at: Mapped[int | None] = mapped_column(BigInteger)
    settled_by: Mapped[str | None] = mapped_column(String(32))
    settled_how: Mapped[str | None] = mapped_column(String(200))

    device: Mapped[Device] = relationship(lazy="joined")


class NoticeConfirmation(Base):
    """Somebody confirmed a version of the data protection notice; `sensitive` is the separate
    consent to signature and photos (S-13)."""

    __tablename__ = "notice_confirmation"
    __table_args__ = (
        Index("uq_notice_confirmation_account_version", "account_id", "version", unique=True),
    )

    id: Mapped[str] = id_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(Integer)
    sensitive: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[int] = mapped_column(BigInteger)


class KitFetch(Base):
    """A phone took an event's kit: when first, and up to which seq it was given last."""

    __tablename__ = "kit_fetch"

    kid: Mapped[str] = mapped_column(String(43), primary_key=True)
    journal: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    seq: Mapped[int] = mapped_column(Integer)
    first_at: Mapped[int] = mapped_column(BigInteger)
    fetched_at: Mapped[int] = mapped_column(BigInteger)


class Service(Base):
    """Someone serves in an event. Kept here so that a device enrolled later gets its roster line
    without asking staffing, which stands below."""

    __tablename__ = "service"
    __table_args__ = (
        Index("uq_service_journal_person_role", "journal", "person_id", "role", unique=True),
    )

    id: Mapped[str] = id_column()
    journal: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    lead: Mapped[bool] = mapped_column(Boolean, default=False)
    starts_at: Mapped[int] = mapped_column(BigInteger)
    ends_at: Mapped[int | None] = mapped_column(BigInteger)


class RosterLine(Base):
    """Projection of `accounts.roster`: whose key is whose, in which event, from when until when.
    The newest line of a (journal, kid, role) holds; the only source of keys for the door."""

    __tablename__ = "roster_line"
    __table_args__ = (Index("ix_roster_line_journal_kid", "journal", "kid"),)

    entry: Mapped[str] = mapped_column(String(64), primary_key=True)
    journal: Mapped[str] = mapped_column(String(32))
    seq: Mapped[int] = mapped_column(Integer)
    person: Mapped[str] = mapped_column(String(32), index=True)
    role: Mapped[str] = mapped_column(String(30))
    lead: Mapped[bool] = mapped_column(Boolean)
    kid: Mapped[str] = mapped_column(String(43), index=True)
    jwk: Mapped[dict[str, str]] = mapped_column(JSON)
    starts_at: Mapped[int] = mapped_column(BigInteger)
    ends_at: Mapped[int | None] = mapped_column(BigInteger)
    enrolment: Mapped[str] = mapped_column(Text)
