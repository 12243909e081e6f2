"""Every way into the house with its permission and first words, read from the app."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask

from backend.core.http import PREFIX

from .text import one_line

# Served by flask-smorest, open by design: it describes the API and holds no data.
LIBRARY = {"api-docs.openapi_json": "The OpenAPI 3.1 description of this API."}


@dataclass(frozen=True)
class Way:
    """One method of one address."""

    endpoint: str
    method: str
    address: str
    permission: str | None
    public: str | None
    words: str

    @property
    def domain(self) -> str:
        """The blueprint it hangs on."""
        return self.endpoint.split(".")[0]

    @property
    def in_api(self) -> bool:
        """Whether it belongs to the API, not to the pages around it."""
        return self.address.startswith(PREFIX)

    @property
    def who(self) -> str:
        """The permission asked for, or why none is."""
        return self.permission or f"open: {self.public}"


def address_of(rule: Any) -> str:
    """``/forms/{event}``: the rule in the spelling of OpenAPI."""
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", str(rule))


def ways(app: Flask) -> list[Way]:
    """All of them, sorted by blueprint in the order of registration, then by address."""
    found = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        methods = set(rule.methods or ()) - {"OPTIONS"}
        if methods != {"HEAD"}:
            methods.discard("HEAD")
        for method in methods:
            handler = getattr(getattr(view, "view_class", None), method.lower(), view)
            words = LIBRARY.get(rule.endpoint) or one_line(handler.__doc__)
            found.append(
                Way(
                    rule.endpoint,
                    method,
                    address_of(rule),
                    getattr(handler, "permission", None),
                    getattr(
                        handler, "public", "describes the API" if rule.endpoint in LIBRARY else None
                    ),
                    words,
                )
            )
    order = {name: number for number, name in enumerate(app.blueprints)}
    return sorted(found, key=lambda way: (order.get(way.domain, 99), way.address, way.method))
