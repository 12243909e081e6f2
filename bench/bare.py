"""The same safety work without rules and ORM: what the door is measured against.

`loop` is one thread that checks, hashes and durably stores; `app` is the same behind HTTP with one
signed receipt a push (WSGI; served by the same server program with the same settings). With
`decisions` it also keeps what a gate decided, in the same commit: one row beside the entry's.
`make_stack_app` puts the web stack in front of it, and still no rule and no ORM.
"""

from __future__ import annotations

import json
import os
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask, request
from flask_jwt_extended import JWTManager, create_access_token, get_csrf_token, jwt_required

from backend.core import jws
from backend.core.canonical import canonical
from backend.core.db import sqlite_module
from backend.core.payload import Entry, read_payload
from backend.sync.schemas import PushSchema

Body = dict[str, Any]
Row = tuple[str, bytes]
Decision = tuple[str, str, str, str, str, int, int]
DECIDED = "(hash TEXT PRIMARY KEY, badge TEXT, gate TEXT, way TEXT, outcome TEXT, admitted INTEGER, at BIGINT)"
GROUP = 8
"""Entries a commit, as the door."""
POOL = 16


class Store:
    """Durable rows on either database; one writer on SQLite."""

    def __init__(self, address: str, table: str = "bare"):
        self.table = table
        decided = f"{table}_decided"
        self.decide = f"INTO {decided} VALUES"
        self.lock = threading.Lock()
        self.is_sqlite = not address.startswith("postgres")
        if self.is_sqlite:
            self.one = sqlite_module.connect(address, isolation_level=None, check_same_thread=False)
            self.one.execute("PRAGMA journal_mode=WAL")
            self.one.execute("PRAGMA synchronous=FULL")
            self.one.execute(
                f"CREATE TABLE IF NOT EXISTS {table} (hash TEXT PRIMARY KEY, body BLOB)"
            )
            self.one.execute(f"CREATE TABLE IF NOT EXISTS {decided} {DECIDED}")
        else:
            self.free = _connections(address)
            with self._connection() as connection:
                connection.execute(
                    f"CREATE TABLE IF NOT EXISTS {table} (hash TEXT PRIMARY KEY, body BYTEA)"
                )
                connection.execute(f"CREATE TABLE IF NOT EXISTS {decided} {DECIDED}")
                connection.commit()

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        connection = self.free.get()
        try:
            yield connection
        finally:
            self.free.put(connection)

    def put(self, rows: list[Row], decided: Sequence[Decision] = ()) -> None:
        """Store some entries, and what they decide, and wait until they are durable."""
        if self.is_sqlite:
            with self.lock:
                self.one.execute("BEGIN IMMEDIATE")
                self.one.executemany(f"INSERT OR IGNORE INTO {self.table} VALUES (?, ?)", rows)
                if decided:
                    self.one.executemany(
                        f"INSERT OR IGNORE {self.decide} (?, ?, ?, ?, ?, ?, ?)", decided
                    )
                self.one.execute("COMMIT")
            return
        with self._connection() as connection:
            with connection.cursor() as cursor:
                cursor.executemany(
                    f"INSERT INTO {self.table} VALUES (%s, %s) ON CONFLICT DO NOTHING", rows
                )
                if decided:
                    cursor.executemany(
                        f"INSERT {self.decide} (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                        decided,
                    )
            connection.commit()


def _connections(address: str) -> queue.SimpleQueue[Any]:
    """As many as the door keeps open."""
    import psycopg  # noqa: PLC0415 - only where it is measured

    free: queue.SimpleQueue[Any] = queue.SimpleQueue()
    for _ in range(POOL):
        free.put(psycopg.connect(address))
    return free


def check(compact: str, jwks: dict[str, dict[str, str]]) -> tuple[Row, Entry]:
    """Signature, strict parsing, hash; the row, and what was read."""
    token = jws.take_apart(compact, jws.ENTRY)
    jws.verify(token, jwks[token.kid])
    entry = read_payload(token.payload, token.hash, token.kid)
    return (token.hash, compact.encode("ascii")), entry


def decision(entry: Entry) -> Decision:
    """What a gate decided, as a row."""
    said = entry.data
    return (
        entry.hash, said["badge"], said["gate"], said["direction"], said["outcome"],
        int(said["admitted"]), entry.at,
    )  # fmt: skip


def loop(compacts: list[str], jwks: dict[str, dict[str, str]], store: Store) -> float:
    """Entries a second of one thread."""
    begun = time.perf_counter()
    for start in range(0, len(compacts), GROUP):
        store.put([check(one, jwks)[0] for one in compacts[start : start + GROUP]])
    return len(compacts) / (time.perf_counter() - begun)


def make_app(
    address: str, jwks: dict[str, dict[str, str]], *, decisions: bool = False
) -> Callable[..., Iterable[bytes]]:
    """The bare route."""
    take = _taker(address, jwks, decisions=decisions)

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        answer = json.dumps(take(body))
        start_response("200 OK", [("Content-Type", "application/json")])
        return [answer.encode()]

    return app


def make_stack_app(address: str, jwks: dict[str, dict[str, str]], secret: str) -> Flask:
    """The bare route's work behind what the stack brings before any rule: Flask, a session token
    in a cookie with its CSRF mark, and the shape of a push."""
    app, take, shape = _flask(secret), _taker(address, jwks, "stack"), PushSchema()

    @app.post("/api/v1/push")
    @jwt_required()
    def push() -> Body:
        return take(shape.load(request.get_json()))

    return app


def cookies(secret: str) -> dict[str, str]:
    """What a browser holds that signed in where this secret signs."""
    with _flask(secret).app_context():
        token = create_access_token("bench")
        return {"access_token_cookie": token, "csrf_access_token": get_csrf_token(token) or ""}


def _flask(secret: str) -> Flask:
    app = Flask("bare")
    app.config.update(JWT_SECRET_KEY=secret, JWT_TOKEN_LOCATION=["cookies"])
    JWTManager(app)
    return app


def _taker(
    address: str, jwks: dict[str, dict[str, str]], table: str = "bare", *, decisions: bool = False
) -> Callable[[Body], Body]:
    """Verify, store durably, sign one receipt."""
    store, key = Store(address, table), ec.generate_private_key(ec.SECP256R1())

    def take(body: Body) -> Body:
        rows = [check(one, jwks) for one in body["entries"]]
        for start in range(0, len(rows), GROUP):
            some = rows[start : start + GROUP]
            decided = [decision(entry) for _, entry in some] if decisions else []
            store.put([row for row, _ in some], decided)
        lines = canonical({"nonce": body["nonce"], "lines": [row[0] for row, _ in rows]})
        return {"receipt": jws.sign(key, jws.RECEIPT, lines), "rejected": []}

    return take


if "DUKAO_BENCH_BARE" in os.environ:
    _given = json.loads(Path(os.environ["DUKAO_BENCH_BARE"]).read_text("utf-8"))
    app = (
        make_stack_app(_given["address"], _given["jwks"], _given["secret"])
        if _given.get("secret")
        else make_app(_given["address"], _given["jwks"], decisions=_given.get("decisions", False))
    )
