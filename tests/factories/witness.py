"""The witness of another office: its one file, loaded as the office runs it."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend.core import keys
from backend.core.db import db
from backend.core.journal_models import Checkpoint

TOOL = Path(__file__).parents[2] / "tools" / "dukao_witness.py"
_spec = importlib.util.spec_from_file_location("dukao_witness", TOOL)
assert _spec
assert _spec.loader
witness: Any = importlib.util.module_from_spec(_spec)
sys.modules["dukao_witness"] = witness  # dataclasses look there
_spec.loader.exec_module(witness)


def take_all(folder: Any) -> str:
    """Hand the witness every checkpoint of this database; returns its fingerprint."""
    texts = db.session.scalars(select(Checkpoint.compact).order_by(Checkpoint.number)).all()
    db.session.rollback()  # the house has one writer, and it is not us
    folder.take(texts, folder.server_keys(keys.root_jwk(), keys.key_list()))
    return str(witness.thumbprint(folder.jwk()))


def put_under_witness(app: Flask, monkeypatch: pytest.MonkeyPatch, place: Path, name: str) -> Any:
    """A witness that has seen all there is, known to the house by its file and fingerprint."""
    folder = witness.Folder(place)
    folder.init(name, keys.root_kid())
    more = {"witness": str(folder.file), "witness_key": take_all(folder)}
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], **more))
    return folder
