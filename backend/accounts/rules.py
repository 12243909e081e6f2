"""Pure decisions: passwords, codes, locks, one-time numbers, masks."""

from __future__ import annotations

import hmac
import struct
import unicodedata
from collections.abc import Iterable

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

PASSWORD_MIN, PASSWORD_MAX = 8, 32
PASSWORD_DAYS = 90
PASSWORDS_KEPT = 5

MAX_FAILURES = 5
LOCK_MS = 30 * MINUTE
# One office sits behind one address: spraying is stopped later than guessing.
MAX_ADDRESS_FAILURES = 20

ACCESS_MS = 15 * MINUTE
ABSOLUTE_MS = 12 * HOUR
FIELD_REFRESH_MS = 90 * DAY
GRACE_MS = 30_000

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: 24 signs, eight of them are 36 bits behind a counter.
CODE_ALPHABET = "34679ACDEFGHJKMNPQRTVWXY"
CODE_LENGTH = 8
CODE_TERM = {"activation": 14 * DAY, "enrol": 14 * DAY, "reset": DAY}
CODE_ATTEMPTS = 5
CHALLENGE_MS = 10 * MINUTE
MAX_DEVICES = 2
# So long an account and who reset its sign-in do not count as two people: in a week its holder
# has noticed that the password is gone.
RESET_TIES_MS = 7 * DAY


def normal_username(text: str) -> str:
    """User names are compared in one width and case."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def password_faults(password: str, username: str) -> list[str]:
    """What the policy misses, as codes (S-2)."""
    kinds = [
        any(c.isupper() for c in password),
        any(c.islower() for c in password),
        any(c.isdigit() for c in password),
        any(not c.isalnum() for c in password),
    ]
    faults = []
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        faults.append("length")
    if sum(kinds) < 3:
        faults.append("kinds")
    if normal_username(password) == normal_username(username):
        faults.append("username")
    return faults


def password_is_old(set_at: int | None, kind: str, now: int) -> bool:
    """Whether it must be changed now: every 90 days, never for field accounts (S-2, S-4)."""
    return kind != "field" and set_at is not None and now - set_at > PASSWORD_DAYS * DAY


def normal_code(text: str) -> str:
    """A code as typed: any width, case and grouping."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in folded if c.isalnum())


def grouped(code: str) -> str:
    """A code as shown: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def code_is_good(
    *, expires_at: int, used_at: int | None, withdrawn_at: int | None, attempts: int, now: int
) -> bool:
    """Whether a code may still be used."""
    return (
        used_at is None and withdrawn_at is None and attempts < CODE_ATTEMPTS and now < expires_at
    )


def totp(secret: bytes, step: int) -> str:
    """RFC 6238 number of a 30-second step: HMAC-SHA-1, six digits."""
    digest = hmac.new(secret, struct.pack(">Q", step), "sha1").digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def totp_step(secret: bytes, digits: str, now: int, last: int | None) -> int | None:
    """The step these digits belong to, one step of skew allowed, none twice."""
    middle = now // 30_000
    for step in (middle, middle - 1, middle + 1):
        if (last is None or step > last) and hmac.compare_digest(totp(secret, step), digits):
            return step
    return None


def mask_phone(phone: str | None) -> str | None:
    """``138****1234`` (S-8)."""
    if phone is None or len(phone) < 8:
        return phone and "*" * len(phone)
    return f"{phone[:3]}****{phone[-4:]}"


def mixes_roles(held: Iterable[str], wanted: str, admins: Iterable[str]) -> bool:
    """Whether the wanted role may not stand beside the held ones (S-1)."""
    admins = set(admins)
    others = set(held) - {wanted}
    return bool(others) and (wanted in admins or bool(others & admins))
