"""What the server sends people: one row a message, one row an attempt on a channel.

Messages hold number, severity, site and link, never facts of a case. The in-app
channel is always there; others (SMS, WeCom, DingTalk, Feishu, e-mail) plug in by name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from . import clock, jobs
from .db import Base, Instant, db, id_column

Channel = Callable[["Message"], None]


class Message(Base):
    """A notice to one person; ``template`` and ``params`` are turned into words by the reader's client."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_person_sent_at", "person", "sent_at"),)

    id: Mapped[str] = id_column()
    person: Mapped[str] = mapped_column(String(32))
    template: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    link: Mapped[str | None] = mapped_column(String(200))
    sent_at: Mapped[int] = mapped_column(Instant)
    read_at: Mapped[int | None] = mapped_column(Instant)


class Attempt(Base):
    """One try to deliver on one channel: queued, sending, sent, delivered or failed."""

    __tablename__ = "message_attempt"

    id: Mapped[str] = id_column()
    message: Mapped[str] = mapped_column(ForeignKey("message.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    tried_at: Mapped[int | None] = mapped_column(Instant)
    error: Mapped[str | None] = mapped_column(String(80))


CHANNELS: dict[str, Channel] = {"app": lambda _message: None}


def send(
    person_id: str,
    template: str,
    link: str | None = None,
    channels: tuple[str, ...] = ("app",),
    **params: Any,
) -> Message:
    """Write a message and its attempts in the caller's transaction; the worker delivers."""
    message = Message(
        person=person_id, template=template, params=params, link=link, sent_at=clock.now()
    )
    db.session.add(message)
    db.session.flush()  # attempts point at it
    for channel in channels:
        attempt = Attempt(message=message.id, channel=channel)
        db.session.add(attempt)
        db.session.flush()  # the job names it
        jobs.enqueue("messages.deliver", attempt.id, attempt=attempt.id)
    return message


@jobs.handler("messages.deliver")
def deliver(payload: dict[str, Any]) -> None:
    """Try one attempt; a crash in mid-send is tried again with the same id."""
    attempt = db.session.get_one(Attempt, payload["attempt"])
    if attempt.state in ("sent", "delivered"):
        return
    message = db.session.get_one(Message, attempt.message)
    attempt.tried_at = clock.now()
    CHANNELS[attempt.channel](message)
    attempt.state = "delivered" if attempt.channel == "app" else "sent"


def inbox(person_id: str, limit: int = 50) -> list[Message]:
    """The newest messages of a person."""
    query = select(Message).where(Message.person == person_id)
    return list(db.session.scalars(query.order_by(Message.sent_at.desc()).limit(limit)))


def mark_read(message_id: str, person_id: str) -> Message | None:
    """Note that the person has read it; None when it is not theirs."""
    message = db.session.get(Message, message_id)
    if message is None or message.person != person_id:
        return None
    message.read_at = message.read_at or clock.now()
    return message
