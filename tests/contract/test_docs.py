"""The pages that are generated say what the code says, and hand-written ones point somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from backend.config import Settings
from backend.docs import commands, coverage_page, openapi

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
# Pictures are taken by the browser tests and committed with a release.
TAKEN_LATER = "docs/screenshots/"


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory, keys_folder: Path) -> Flask:
    """An app without a database: describing it needs none."""
    from backend import create_app

    return create_app(
        Settings(
            environment="test", instance=tmp_path_factory.mktemp("docs"), keys_folder=keys_folder
        )
    )


def test_generated_pages_and_client_types_are_fresh(described):
    with described.app_context():
        assert commands.stale(described) == [], "run `python3 dev.py docs` and commit what it wrote"


def test_every_claim_names_a_requirement_that_exists():
    assert coverage_page.unknown_ids() == []


def test_claims_are_read_from_python_and_from_the_client():
    files = {proof.file.split("/")[0] for proof in coverage_page.proofs()}
    assert files == {"tests", "pwa"}


def test_requirement_ids_are_unique_and_every_section_has_a_title():
    content = json.loads(coverage_page.REQUIREMENTS.read_text("utf-8"))
    ids = [row["id"] for row in content["requirements"]]
    assert len(ids) == len(set(ids)) > 300
    assert {row["section"] for row in content["requirements"]} == set(content["sections"])


def test_columns_that_are_ciphertext_are_marked(described):
    with described.app_context():
        text = (ROOT / "docs" / "data-model.md").read_text("utf-8")
    assert re.search(r"`phone[^|]*` \| text, \*\*enc\*\*", text)
    assert "journal_body" in text


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(path):
    for target in LINK.findall(path.read_text("utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        found = (path.parent / target).resolve()
        relative = found.relative_to(ROOT).as_posix()
        assert found.exists() or relative.startswith(TAKEN_LATER), f"{path.name} points to {target}"


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_named_in_the_pages_exist(path):
    """`backend/…/x.py` in a page is a promise; a file that moved would make it a lie."""
    named = re.findall(
        r"`((?:backend|pwa|tests|devtools|docs|examples)/[\w./-]+\.(?:py|ts|vue|md|json|css))`",
        path.read_text("utf-8"),
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_description_is_the_same_on_every_run(described):
    assert openapi.text_of(described) == openapi.text_of(described)


def test_the_page_about_security_names_tests_that_exist():
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    named = set(re.findall(r"`((?:tests|backend|pwa)/[\w./-]+)`", page))
    assert len(named) > 20
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_promise_names_a_test_that_exists():
    """docs/promises.md: `tests/….py::name` and whole test files."""
    text = (ROOT / "docs" / "promises.md").read_text("utf-8")
    named = re.findall(r"`((?:tests|pwa)/[\w/.-]+?\.(?:py|ts))(?:::(\w+))?`", text)
    assert len(named) > 40
    lost = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).is_file()
        or (name and f"def {name}(" not in (ROOT / file).read_text("utf-8"))
    ]
    assert lost == []
