"""Tables of centres, stations and people."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.core.db import Base, EncryptedText, id_column


class Centre(Base):
    """A guidance centre: the province's or a city's. `inboxes` maps quality and dispatch to the
    name of the section that empties them; a city may map both to one (A11-f3c, Q-17).
    `name` prints as it was written, here and below; `name_key` is its one width, for look-up."""

    __tablename__ = "centre"
    __table_args__ = (
        CheckConstraint("level IN ('province', 'city')", name="level_known"),
        Index("uq_centre_name_key", "name_key", unique=True),
    )

    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(100), unique=True)
    name_key: Mapped[str] = mapped_column(String(100))
    short: Mapped[str] = mapped_column(String(20))
    level: Mapped[str] = mapped_column(String(10), default="city")
    duty_phone: Mapped[str | None] = mapped_column(EncryptedText("centre.duty_phone"))
    paper_original: Mapped[bool] = mapped_column(Boolean, default=False)
    inboxes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    demo: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[int] = mapped_column(BigInteger)


class Station(Base):
    """An examination station (鉴定站) of one centre."""

    __tablename__ = "station"
    __table_args__ = (Index("uq_station_centre_name_key", "centre_id", "name_key", unique=True),)

    id: Mapped[str] = id_column()
    centre_id: Mapped[str] = mapped_column(ForeignKey("centre.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(String(100))
    place: Mapped[str] = mapped_column(String(200), default="")
    contact_phone: Mapped[str | None] = mapped_column(EncryptedText("station.contact_phone"))
    licence: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[int] = mapped_column(BigInteger)

    centre: Mapped[Centre] = relationship(lazy="joined")


class Person(Base):
    """Someone known to one centre. `id` is the pseudonym that journal lines carry; `search` holds
    the name and all its pinyin readings; the official card (有效证卡) is Q-41's."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_centre_name_key", "centre_id", "name_key"),
        Index("uq_person_centre_id_lookup", "centre_id", "id_lookup", unique=True),
        Index("uq_person_centre_card_number", "centre_id", "card_number", unique=True),
    )

    id: Mapped[str] = id_column()
    centre_id: Mapped[str] = mapped_column(ForeignKey("centre.id"), index=True)
    station_id: Mapped[str | None] = mapped_column(ForeignKey("station.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(60))
    search: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str | None] = mapped_column(EncryptedText("person.phone"))
    phone_lookup: Mapped[str | None] = mapped_column(String(64), index=True)
    id_number: Mapped[str | None] = mapped_column(EncryptedText("person.id_number"))
    id_lookup: Mapped[str | None] = mapped_column(String(64), index=True)
    card_number: Mapped[str | None] = mapped_column(String(40))
    card_valid_until: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[int] = mapped_column(BigInteger)

    centre: Mapped[Centre] = relationship(lazy="joined")
