"""Schema fields shared by all domains."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

LARGEST = 2**53 - 1


def storable(text: str) -> bool:
    """Whether both databases and UTF-8 can hold the text: no NUL, no lone surrogate."""
    return "\0" not in text and (
        text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)
    )


class Schema(ma.Schema):
    """Strict shape: an unknown member is an error, and so is text nobody can store."""

    class Meta:
        """Unknown members are refused."""

        unknown = ma.RAISE

    @ma.pre_load
    def _storable(self, data: Any, **_more: Any) -> Any:
        # Lists are left to their fields: one bad entry of a push must not refuse the others (R7).
        given = data.items() if hasattr(data, "items") else ()
        bad = {
            name: ["text"]
            for name, value in given
            if isinstance(value, str) and not storable(value)
        }
        if bad:
            raise ma.ValidationError(bad)
        return data


class Instant(ma.fields.Integer):
    """Milliseconds since 1970-01-01 UTC."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("strict", True)
        kwargs.setdefault("validate", validate.Range(min=-LARGEST, max=LARGEST, error="range"))
        super().__init__(**kwargs)


class IdField(ma.fields.String):
    """32 lower-case hex characters."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("validate", validate.Regexp(r"\A[0-9a-f]{32}\Z", error="id"))
        super().__init__(**kwargs)


class HashField(ma.fields.String):
    """SHA-256 as 64 lower-case hex characters."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("validate", validate.Regexp(r"\A[0-9a-f]{64}\Z", error="hash"))
        super().__init__(**kwargs)


class Text(ma.fields.String):
    """Text of at most ``most`` characters that can be stored."""

    def __init__(self, most: int, *, least: int = 0, **kwargs: Any):
        def plain(value: str) -> None:
            if not storable(value):
                raise ma.ValidationError("text")

        super().__init__(
            validate=[validate.Length(min=least, max=most, error="length"), plain], **kwargs
        )


class Word(ma.fields.String):
    """One of some words; an answer that names them lets its readers rely on them."""

    def __init__(self, *words: str, **kwargs: Any):
        super().__init__(validate=validate.OneOf(words), **{"required": True, **kwargs})


class PageArgs(Schema):
    """Query of a paged list."""

    page = ma.fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))
    per_page = ma.fields.Integer(load_default=20, validate=validate.Range(min=1, max=100))


def page_of(item: type[ma.Schema], name: str | None = None) -> type[ma.Schema]:
    """Schema of a page of items: ``{items, page, per_page, total}``."""
    return Schema.from_dict(
        {
            "items": ma.fields.List(ma.fields.Nested(item), required=True),
            "page": ma.fields.Integer(required=True),
            "per_page": ma.fields.Integer(required=True),
            "total": ma.fields.Integer(required=True),
        },
        name=name or f"{item.__name__.removesuffix('Schema')}Page",
    )
