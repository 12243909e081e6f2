"""The network between a phone and the centre, with the faults of the field on command.

Requests are relayed one by one, each over a connection of its own to the server, so that a fault
meets exactly the request it is meant for: cut, delayed, the reply lost after the server has
committed, the reply broken off in the middle, or a captive portal that answers 200 with a page.
"""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading
import time
from collections import deque
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_HOP = re.compile(rb"\r\n(?:connection|keep-alive|proxy-connection):[^\r]*", re.IGNORECASE)
PORTAL = (
    b"<!doctype html><html><head><title>WiFi</title></head><body><h1>"
    b"Please sign in to the network</h1><form><input name=phone></form></body></html>"
)


@dataclass(frozen=True)
class Fault:
    """What happens to one request: ``delay`` | ``lose_reply`` | ``truncate`` | ``portal``."""

    kind: str
    matching: str = r"^POST .*/entries "
    seconds: float = 3.0


@dataclass
class Link:
    """One phone's way to the server."""

    target: int
    up: bool = True
    faults: deque[Fault] = field(default_factory=deque)
    happened: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    # A version of the application one byte newer than the server's.
    newer: bool = False
    _open: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Listen at once: the address belongs to the phone from its first page on."""
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """What the phone's address bar shows."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """No network: open connections break, new ones are refused."""
        self.up = False
        with self._lock:
            for one in self._open:
                _reset(one)

    def restore(self, *faults: Fault) -> None:
        """Network again, at first with these faults in this order."""
        self.faults.extend(faults)
        self.up = True

    def close(self) -> None:
        """The end of the test."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if not self.up:
                _reset(client)
                continue
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with self._lock:
            self._open.add(client)
        try:
            request = _read_request(client)
            if request:
                self._answer(client, request)
        except OSError:
            pass  # either side went away: that is what this link is for
        finally:
            with self._lock:
                self._open.discard(client)
            with contextlib.suppress(OSError):
                client.close()

    def _take_fault(self, line: str) -> Fault | None:
        with self._lock:
            self.requests.append(line)
            if self.faults and re.search(self.faults[0].matching, line):
                fault = self.faults.popleft()
                self.happened.append(fault.kind)
                return fault
        return None

    def _answer(self, client: socket.socket, request: bytes) -> None:
        line = request.split(b"\r\n", 1)[0].decode("latin-1")
        fault = self._take_fault(line)
        kind = fault.kind if fault else ""
        if kind == "portal":
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(PORTAL)}"
            client.sendall(f"{head}\r\nConnection: close\r\n\r\n".encode() + PORTAL)
            return
        with socket.create_connection(("127.0.0.1", self.target)) as server:
            if self.newer and line.startswith("GET /sw.js "):
                _send_newer(client, server, request)
                return
            server.sendall(request)
            if kind in ("lose_reply", "truncate"):
                # Only a whole answer proves that the server has committed.
                reply = b"".join(iter(lambda: server.recv(65536), b""))
                self.happened[-1] += f" after {reply.split(b' ', 2)[1].decode('latin-1')}"
                if kind == "truncate":
                    client.sendall(reply[: len(reply) - max(20, len(reply) // 3)])
                    time.sleep(0.05)
                _reset(client)
                return
            if fault and kind == "delay":
                time.sleep(fault.seconds)
            while part := server.recv(65536):
                client.sendall(part)


def _read_request(client: socket.socket) -> bytes:
    """Head and body, with ``Connection: close`` in place of what the browser wished."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = client.recv(65536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    found = _LENGTH.search(head)
    missing = (int(found[1]) if found else 0) - len(body)
    while missing > 0:
        part = client.recv(min(65536, missing))
        if not part:
            return b""
        body += part
        missing -= len(part)
    return _HOP.sub(b"", head) + b"\r\nConnection: close\r\n\r\n" + body


def _send_newer(client: socket.socket, server: socket.socket, request: bytes) -> None:
    """The worker of the application with one line more: to a browser, another version."""
    server.sendall(re.sub(rb"\r\n[Aa]ccept-[Ee]ncoding:[^\r]*", b"", request))
    reply = b"".join(iter(lambda: server.recv(65536), b""))
    head, _, body = reply.partition(b"\r\n\r\n")
    body += b"\n// newer\n"
    head = _LENGTH.sub(b"\r\nContent-Length: %d" % len(body), head)
    client.sendall(head + b"\r\n\r\n" + body)


def _reset(one: socket.socket) -> None:
    """Break the connection: the other side sees an error, not an end."""
    with contextlib.suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        one.close()
