"""A strokes file: a hand's drawing bound to the content it signs (contracts section 6, U-6)."""

from __future__ import annotations

import json
from typing import Any

import marshmallow as ma
from marshmallow import validate

from .canonical import sha256
from .documents.ink import lacks
from .fields import HashField, Schema


class _Point(ma.fields.Field[list[float]]):
    """[x, y, t] of finite numbers."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> list[float]:
        if not isinstance(value, list) or len(value) != 3:
            raise ma.ValidationError("point")
        for number in value:
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise ma.ValidationError("point")
            if not abs(number) < 1e9:  # also refuses NaN
                raise ma.ValidationError("point")
        return value


class Strokes(Schema):
    """A strokes file (contracts section 6)."""

    v = ma.fields.Integer(required=True, strict=True, validate=validate.Equal(1))
    width = ma.fields.Float(required=True, validate=validate.Range(min=1, max=20_000))
    height = ma.fields.Float(required=True, validate=validate.Range(min=1, max=20_000))
    content = HashField(required=True)
    strokes = ma.fields.List(
        ma.fields.List(_Point(), validate=validate.Length(max=20_000)),
        required=True,
        validate=validate.Length(max=500),
    )


def read(data: bytes, content: str) -> tuple[str | None, str]:
    """The code of what is wrong with a drawing, `entry.strokes_reused` when it signs another
    content, `strokes.ink` when it is no signature; and the hash of its points alone, so that
    re-wrapping them does not help."""
    try:
        drawn = json.loads(data)
        Strokes().load(drawn)
    except (ValueError, RecursionError, ma.ValidationError):
        return "strokes.ink", ""
    points = sha256(json.dumps(drawn["strokes"], separators=(",", ":")).encode())
    if drawn["content"] != content:
        return "entry.strokes_reused", points
    return ("strokes.ink" if lacks(drawn) else None), points
