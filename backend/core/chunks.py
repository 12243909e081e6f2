"""A long stream as encrypted chunks: order, end and every byte are authenticated.

4-byte big-endian length ‖ AES-256-GCM ciphertext; nonce = 8 zero bytes ‖ 4-byte counter; extra
data 0x01 for the last chunk, else 0x00; 1 MiB of plaintext per chunk (contracts sections 10, 12).
"""

from __future__ import annotations

from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 1024 * 1024


class Writer:
    """Encrypts what is written; ``close`` writes the last chunk, without which nothing is whole."""

    def __init__(self, target: IO[bytes], cipher: AESGCM):
        self._target, self._cipher = target, cipher
        self._buffer, self._counter = bytearray(), 0

    def write(self, data: bytes) -> int:
        """Take bytes of any length."""
        self._buffer += data
        while len(self._buffer) > CHUNK:
            self._seal(bytes(self._buffer[:CHUNK]), b"\x00")
            del self._buffer[:CHUNK]
        return len(data)

    def close(self) -> None:
        """The last chunk."""
        self._seal(bytes(self._buffer), b"\x01")

    def _seal(self, plain: bytes, mark: bytes) -> None:
        nonce = bytes(8) + self._counter.to_bytes(4, "big")
        sealed = self._cipher.encrypt(nonce, plain, mark)
        self._target.write(len(sealed).to_bytes(4, "big") + sealed)
        self._counter += 1


class Reader:
    """Decrypts; raises ``ValueError`` for a changed, cut or prolonged stream."""

    def __init__(self, source: IO[bytes], cipher: AESGCM):
        self._source, self._cipher = source, cipher
        self._buffer, self._counter, self._last = b"", 0, False

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, all of them when negative; empty at the end."""
        while not self._last and (size < 0 or len(self._buffer) < size):
            self._buffer += self._next()
        cut = len(self._buffer) if size < 0 else size
        found, self._buffer = self._buffer[:cut], self._buffer[cut:]
        return found

    def _next(self) -> bytes:
        size = int.from_bytes(self._source.read(4), "big")
        if not 16 <= size <= CHUNK + 16:
            raise ValueError("cut short")
        sealed = self._source.read(size)
        nonce = bytes(8) + self._counter.to_bytes(4, "big")
        self._counter += 1
        try:
            return self._cipher.decrypt(nonce, sealed, b"\x00")
        except InvalidTag:
            self._last = True
        try:
            plain = self._cipher.decrypt(nonce, sealed, b"\x01")
        except InvalidTag as error:
            raise ValueError("changed or cut short") from error
        if self._source.read(1):
            raise ValueError("something was added behind the end")
        return plain
