"""``docs/api.md``: routes with permission and first words, the permission table, the problems."""

from __future__ import annotations

from itertools import groupby

from flask import Flask

from backend.accounts.permissions import ADMINS, CENTRE, FIELD, GATE, PERMISSIONS, PROVINCE, STATION
from backend.core.errors import CATALOGUE

from .routes import ways
from .text import page, table

INTRO = [
    "For people in the running product: `/api/v1/docs`; for programs: `/api/v1/openapi.json`",
    "(OpenAPI 3.1), also printed by `flask --app wsgi openapi`. The client's types are made from it:",
    "`pwa/src/core/api-types.d.ts`. What phone and server sign is in [contracts](contracts.md).",
    "",
    "## Conventions",
    "",
    "- JSON in and out; instants are integers of milliseconds (UTC), days are `YYYY-MM-DD`, ids 32 hex",
    "  characters. Unknown members are refused.",
    "- The session is two HttpOnly cookies; every change needs the header `X-CSRF-TOKEN` with the value",
    "  of the cookie `csrf_access_token` (for the refresh: `csrf_refresh_token`).",
    "- Lists take `page` and `per_page` (at most 100) and answer `{items, page, per_page, total}`.",
    "- One request is one transaction. A GET runs on a connection that cannot write.",
    "- Every refusal is `application/problem+json`: `{type, code, status, title}` and, where there is",
    "  one, `clause`, `todo`, `errors`. The code is stable, the words follow `Accept-Language` or the",
    "  cookie `lang`. Values that came in are never repeated.",
    "- An object of someone else answers exactly like one that does not exist: `404 object.not_found`.",
    "  A missing session is 401, a role that may not is 403 (S-6).",
    "",
]
GROUPS = (
    ("administrators", ADMINS),
    ("province", PROVINCE),
    ("centre", CENTRE),
    ("station", STATION),
    ("field", FIELD),
    ("gate", GATE),
)


def _reach(permission: str) -> list[str]:
    row = PERMISSIONS[permission]
    return [
        ", ".join(f"{role}: {row[role]}" for role in roles if role in row) for _, roles in GROUPS
    ]


def build(app: Flask) -> str:
    """The page."""
    lines = [*INTRO, "## Routes", ""]
    for name, found in groupby(ways(app), key=lambda way: way.domain):
        rows = [
            (
                f"`{way.method} {way.address}`",
                f"`{way.permission}`" if way.permission else way.who,
                way.words,
            )
            for way in found
        ]
        lines += [f"### {name}", "", *table(("request", "permission", "what it does"), rows)]
    lines += [
        "## Permissions",
        "",
        "The one table (`backend/accounts/permissions.py`): which role may, and how far it reaches: `all`,",
        "the `centre` or `station` of the grant, an `event` the person is assigned to, or what is their",
        "`own`. A test runs every route × role × foreign object against it.",
        "",
        *table(
            ("permission", *(name for name, _ in GROUPS)),
            [(f"`{name}`", *_reach(name)) for name in sorted(PERMISSIONS)],
        ),
        "## Problems",
        "",
        *table(
            ("code", "HTTP", "what is wrong", "in English", "clause"),
            [
                (f"`{entry.code}`", str(entry.status), entry.zh, entry.en, entry.clause or "")
                for entry in sorted(CATALOGUE.values(), key=lambda entry: entry.code)
            ],
        ),
    ]
    return page("API", lines)
