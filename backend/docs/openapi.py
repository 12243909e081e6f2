"""The OpenAPI description: what flask-smorest reads from the routes, completed with what it cannot see.

The permission of every operation, the shapes phones seal, the one shape of every problem, and the routes that take or
answer bytes instead of JSON.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import marshmallow as ma
from apispec import BasePlugin
from flask import Flask
from flask_smorest import Api

from backend.inspections import shapes
from backend.staffing.schemas import BriefSchema

from . import human
from .routes import address_of, ways

PROBLEM_TYPE = "application/problem+json"
FILE_TYPES = {
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    "bundle": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Routes that write their answer themselves: (status, type, words).
BYTES: dict[str, tuple[str, str, str]] = {
    "sync.checkpoint_list": ("200", "text/plain", "Compact JWS, one a line"),
    "sync.entry_file": ("200", "image/jpeg, application/json", "The file, as an attachment"),
    "sync.section": ("200", "application/json", "Canonical JSON of the section"),
    "sync.live_stream": ("200", "text/event-stream", "Events `moved`"),
    "sync.head_file": ("204", "", "`Upload-Offset` says how many bytes are here"),
    "sync.put_file": ("204", "", "`Upload-Offset` says how many bytes are here"),
    "form papers.get_photo": ("200", "image/jpeg", "The photo, as an attachment"),
    "packs.photo": ("200", "image/jpeg", "The photo, as an attachment"),
    "verify.verify": ("200", "text/html", "A page without script"),
    "verify papers.verify_paper": ("200", "text/html", "A page without script"),
}
PAGES = ("verify.verify", "verify papers.verify_paper")
WORKBOOK = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["file"],
            "properties": {"file": {"type": "string", "format": "binary"}},
        }
    }
}
DISPATCH = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["file"],
            "properties": {
                "file": {
                    "type": "string",
                    "format": "binary",
                    "description": "XLSX, JSON, or a ZIP of one of them with photos",
                },
                "photos": {
                    "type": "string",
                    "format": "binary",
                    "description": "ZIP of the photos the sheets name",
                },
            },
        }
    }
}
BINARY = {"schema": {"type": "string", "format": "binary"}}
RAW = {"image/jpeg": BINARY, "application/json": BINARY}
BODIES = {
    "dispatches.post_import": DISPATCH,
    "accounts.post_import": WORKBOOK,
    "sync.put_file": RAW,
}


class ProblemSchema(ma.Schema):
    """The one shape of every refusal (RFC 9457): codes are for programs, words for people (U-13)."""

    type = ma.fields.String(required=True, metadata={"description": "urn:dukao:<code>"})
    code = ma.fields.String(required=True, metadata={"description": "Stable dotted code"})
    status = ma.fields.Integer(required=True)
    title = ma.fields.String(required=True, metadata={"description": "What is wrong"})
    clause = ma.fields.String(metadata={"description": "The clause of the notice"})
    todo = ma.fields.String(metadata={"description": "What to do"})
    errors = ma.fields.Dict(keys=ma.fields.String(), metadata={"description": "Field → messages"})


class Completion(BasePlugin):
    """Adds what the views know and the schemas do not."""

    def __init__(self, app: Flask):
        self.app = app

    def response_helper(self, response: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Problems travel under a type of their own."""
        content = response.get("content", {})
        if content.get("application/json", {}).get("schema") == {
            "$ref": "#/components/schemas/Problem"
        }:
            response["content"] = {PROBLEM_TYPE: content["application/json"]}
        return {}

    def operation_helper(
        self, path: str | None = None, operations: dict[str, Any] | None = None, **more: Any
    ) -> None:
        """Permission, raw bodies and raw answers of one address."""
        del path  # the rule says the same and leads to the view
        rule = more.get("rule")
        if rule is None:
            return
        view = self.app.view_functions[rule.endpoint]
        for method, operation in (operations or {}).items():
            handler = getattr(getattr(view, "view_class", None), method, view)
            operation["operationId"] = f"{rule.endpoint}.{method}".replace(" ", "_")
            permission = getattr(handler, "permission", None)
            if permission:
                operation["x-permission"] = permission
                operation["security"] = [{"session": []}]
            else:
                operation["x-public"] = getattr(handler, "public", "")
            if rule.endpoint in BODIES:
                operation.setdefault(
                    "requestBody", {"required": True, "content": BODIES[rule.endpoint]}
                )
            _answer(operation["responses"], rule)


def _bytes(mime: str) -> dict[str, Any]:
    if mime == "application/json":
        return {}
    return {"type": "string"} | ({} if mime.startswith("text/") else {"format": "binary"})


def _answer(responses: dict[str, Any], rule: Any) -> None:
    """The success of a route that writes bytes."""
    address = address_of(rule)
    suffix = next((end for end in FILE_TYPES if address.endswith(end)), None)
    status, mime, words = BYTES.get(rule.endpoint) or (
        "200",
        FILE_TYPES.get(suffix or "", ""),
        "The file",
    )
    if rule.endpoint in BYTES or suffix:
        answer: dict[str, Any] = {"description": words}
        if mime:
            answer["content"] = {one: {"schema": _bytes(one)} for one in mime.split(", ")}
        if suffix or not any(str(code).startswith("2") for code in responses) or status == "204":
            responses[status] = answer
    if rule.endpoint in PAGES:
        page = {"text/html": {"schema": {"type": "string"}}}
        responses["404"] = {"description": "The page, saying so", "content": page}


class DescribedApi(Api):
    """flask-smorest's Api with our shape of a refusal."""

    ERROR_SCHEMA = ProblemSchema


def described_api(app: Flask) -> Api:
    """The API whose description is whole, and its page for people."""
    rest = DescribedApi(app, spec_kwargs={"extra_plugins": [Completion(app)]})
    rest.register_field(shapes.Flag, "boolean", None)
    rest.register_field(shapes.Whole, "integer", None)
    # What no route names but phones read and seal: the kit's brief, and the values of the form's fields.
    sealed: set[type[ma.Schema]] = {BriefSchema, *(type(shape) for _, shape in shapes.FIELDS)}
    for schema in sorted(sealed, key=lambda one: one.__name__):
        rest.spec.components.schema(schema.__name__.removesuffix("Schema"), schema=schema)
    rest.spec.components.security_scheme(
        "session", {"type": "apiKey", "in": "cookie", "name": app.config["JWT_ACCESS_COOKIE_NAME"]}
    )
    app.register_blueprint(human.bp)
    return rest


def text_of(app: Flask) -> str:
    """The description as it is written to a file: sorted, the same on every run."""
    spec = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    return json.dumps(spec, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def fingerprint(app: Flask) -> str:
    """SHA-256 of the description; the committed client types carry it."""
    return hashlib.sha256(text_of(app).encode()).hexdigest()


def undocumented(app: Flask) -> list[str]:
    """Routes of the API that its description does not know, or whose success it does not show."""
    spec = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    missing = []
    for way in ways(app):
        if way.in_api and way.domain not in ("api-docs", "docs"):
            operation = spec["paths"].get(way.address, {}).get(way.method.lower())
            if not operation or not any(code.startswith("2") for code in operation["responses"]):
                missing.append(f"{way.method} {way.address}")
    return missing
