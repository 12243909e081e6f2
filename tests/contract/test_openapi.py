"""The description knows every route, says OpenAPI 3.1, and has a page for people."""

from __future__ import annotations

import re

import pytest

from backend.accounts.permissions import PERMISSIONS
from backend.core.errors import CATALOGUE
from backend.docs import openapi
from backend.docs.routes import ways

PROBLEM = {"$ref": "#/components/schemas/Problem"}


@pytest.fixture
def spec(client):
    """The description as the server answers it."""
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.get_json()


def operations(spec):
    for address, methods in spec["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                yield f"{method.upper()} {address}", operation


def test_it_is_openapi_3_1(spec):
    assert spec["openapi"] == "3.1.0"
    assert spec["info"]["title"] == "Dukao 督考"


def test_every_route_is_described_with_its_success(app):
    assert openapi.undocumented(app) == []


def test_the_description_names_no_route_that_is_not_there(app, spec):
    real = {f"{way.method} {way.address}" for way in ways(app)}
    assert {name for name, _ in operations(spec)} - real == set()


def test_every_operation_says_what_it_does_and_who_may(spec):
    for name, operation in operations(spec):
        assert operation.get("summary"), f"{name} has no docstring"
        permission = operation.get("x-permission")
        assert permission in PERMISSIONS or operation.get("x-public"), name


def test_operation_ids_are_unique(spec):
    ids = [operation["operationId"] for _, operation in operations(spec)]
    assert len(ids) == len(set(ids))


def test_every_refusal_is_described_as_a_problem(spec):
    for answer in spec["components"]["responses"].values():
        assert answer["content"] == {"application/problem+json": {"schema": PROBLEM}}
    for name, operation in operations(spec):
        assert operation["responses"]["default"] == {
            "$ref": "#/components/responses/DEFAULT_ERROR"
        }, name
    assert set(spec["components"]["schemas"]["Problem"]["required"]) == {
        "type",
        "code",
        "status",
        "title",
    }


def test_every_reference_leads_somewhere(spec):
    def references(node):
        if isinstance(node, dict):
            yield from ([node["$ref"]] if isinstance(node.get("$ref"), str) else [])
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    for reference in set(references(spec)):
        place = spec
        for part in reference.removeprefix("#/").split("/"):
            assert part in place, reference
            place = place[part]


def test_every_variable_of_an_address_is_a_parameter(spec):
    for address, methods in spec["paths"].items():
        shared = [p["name"] for p in methods.get("parameters", []) if p["in"] == "path"]
        for method, operation in methods.items():
            if method != "parameters":
                own = [p["name"] for p in operation.get("parameters", []) if p.get("in") == "path"]
                assert set(re.findall(r"{(\w+)}", address)) == {*shared, *own}, (
                    f"{method} {address}"
                )


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.req("S-10")
def test_the_page_for_people_lists_every_route_and_every_problem(app, client, language):
    answer = client.get("/api/v1/docs", headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    text = answer.get_data(as_text=True)
    assert f'<html lang="{language}">' in text
    for way in ways(app):
        if way.in_api:
            assert f"{way.method} {way.address}" in text
    for code in CATALOGUE:
        assert f"<code>{code}</code>" in text
    # Our own policy forbids inline script and style, and no other host is asked.
    assert "<script" not in text
    assert "style=" not in text
    assert "<style" not in text
    assert "://" not in text
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    style = client.get("/api/v1/docs.css")
    assert style.mimetype == "text/css"
