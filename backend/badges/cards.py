"""What stands on a printed badge: the interface to the printer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """One badge or admission code, ready to be printed. Instants are milliseconds."""

    badge: str
    subject: str  # person | candidate
    holder: str
    role: str  # chief … supervisor, or candidate
    name: str
    post: str
    room: str
    station: str
    batch: str
    not_before: int
    not_after: int
    serial: str
    code: str  # four characters; `shown_code` has the hyphen
    token: str  # what the QR holds
    state: str
    photo: bytes | None
    card_number: str
    card_until: str
    ticket: str = ""  # candidates only
    project: str = ""
    session: str = ""
    seat: str = ""

    @property
    def shown_code(self) -> str:
        """The code as it prints: K7-3M."""
        return f"{self.code[:2]}-{self.code[2:]}"
