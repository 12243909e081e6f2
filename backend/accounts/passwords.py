"""Argon2 outside any transaction: a hash takes longer than a writer may be held."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Tests sign in thousands of times; what they prove does not hang on the cost of a hash.
_CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
_hasher = PasswordHasher()
# Each hash takes 64 MiB; more at once would let strangers fill the memory.
_slots = threading.BoundedSemaphore(4)
_dummy: list[str] = []


def make_cheap() -> None:
    """Only for the test environment."""
    global _hasher  # noqa: PLW0603 - one hasher, one cost
    _hasher = _CHEAP
    _dummy.clear()


def hash_password(password: str) -> str:
    """Salted slow hash (S-2)."""
    with _slots:
        return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password fits; an unknown account costs the same time (S-3)."""
    if not _dummy:
        _dummy.append(hash_password("nobody's password"))
    with _slots:
        try:
            return _hasher.verify(stored or _dummy[0], password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False
