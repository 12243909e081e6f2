"""The offline door: entries a second through HTTP, beside what disk and signatures alone allow."""

from __future__ import annotations

import secrets
import statistics
import time
from pathlib import Path
from typing import Any

from backend.core import jws
from backend.core.db import sqlite_module
from backend.core.payload import read_payload

from .report import Part
from .signer import Link, Signer, answer

BATCH, PUSHES, RAW, ITEMS = 60, 12, 600, 28


def measure(link: Link, signer: Signer, event: str, folder: Path) -> Part:
    """Pushes of 60 over one kept connection, as one phone with a whole day in its outbox."""
    part = Part(
        "door", "The door: taking entries in",
        f"{PUSHES} pushes of {BATCH} sealed answers over HTTP (verify, judge, journal line, answer "
        "table, durable commit, signed receipt); the load generator runs on the same machine. Raw "
        "limits in the same run: one tiny durable SQLite commit each, and one ES256 check with "
        "strict parsing of the same entries, each alone.",
    )  # fmt: skip
    signer_only = _verify_rate(signer, event)
    raw = _commit_rate(folder / "raw.sqlite")
    rates: list[float] = []
    heads: dict[int, tuple[str, ...]] = {}
    for round_ in range(PUSHES):
        compacts = []
        for number in range(BATCH):
            item = 1 + number % ITEMS
            data = answer(item, "ABC"[(round_ + number) % 3], f"第{round_}次改，第{number}条")
            compact, heads[item] = signer.seal(
                event, "inspections.answer", data, heads.get(item, ())
            )
            compacts.append(compact)
        rates.append(_push(link, event, compacts))
    best = statistics.median(rates)
    part.add("entries through the door", best, "/s", note=f"median of {PUSHES} pushes")
    part.add("slowest push", min(rates), "/s")
    part.add("raw SQLite commits", raw, "/s", note="WAL, synchronous=FULL, this disk")
    part.add("raw ES256 check and parse", signer_only, "/s", note="one core")
    part.add("door ÷ raw commits", best / raw, "", note="one commit carries up to 8 entries")
    part.add("door ÷ raw checks", best / signer_only, "")
    return part


def _push(link: Link, event: str, compacts: list[str]) -> float:
    begun = time.perf_counter()
    body: dict[str, Any] = {"entries": compacts, "nonce": secrets.token_hex(16)}
    answered, _ = link.call("POST", f"/journals/{event}/entries", body)
    spent = time.perf_counter() - begun
    if answered["rejected"]:
        raise SystemExit(f"the door rejected entries of the bench: {answered['rejected'][:3]}")
    return len(compacts) / spent


def _verify_rate(signer: Signer, event: str) -> float:
    apart = Signer(signer.key)
    compacts = [
        apart.seal(event, "inspections.answer", answer(1 + n % 7, "A"))[0] for n in range(RAW)
    ]
    jwk = signer.jwk
    begun = time.perf_counter()
    for compact in compacts:
        token = jws.take_apart(compact, jws.ENTRY)
        jws.verify(token, jwk)
        read_payload(token.payload, token.hash, token.kid)
    return RAW / (time.perf_counter() - begun)


def _commit_rate(file: Path) -> float:
    connection = sqlite_module.connect(str(file), isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE raw (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
        begun = time.perf_counter()
        for number in range(RAW):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO raw VALUES (?, ?)", (number, f"row {number}"))
            connection.execute("COMMIT")
        return RAW / (time.perf_counter() - begun)
    finally:
        connection.close()
