"""``docs/notice-coverage.md``: every numbered requirement with the tests that prove it.

Read from ``@pytest.mark.req("…")`` and from vitest titles ``req('…', '…')``; nothing is run.
"""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .text import ROOT, page, table

REQUIREMENTS = ROOT / "tests" / "vectors" / "requirements.json"
TITLE = re.compile(r"""\breq\(\s*(['"])([^'"]+)\1\s*,\s*(['"`])(.*?)(?<!\\)\3""", re.DOTALL)
PRIORITIES = {
    1: "1: first release, the exam day",
    2: "2: records the exam day links to",
    3: "3: later",
    None: "no priority: questions, codes, states, security, usability",
}
INTRO = [
    "Made from the tests: `@pytest.mark.req(\"…\")` in Python and `req('…', '…')` in vitest titles. An ID",
    "stands here because a test says it proves it; an ID without a test may still be built in part, and",
    "one test rarely proves the whole of a clause. IDs and words: `tests/vectors/requirements.json`,",
    "extracted from our reading of 闽劳鉴〔2018〕25号.",
    "",
]


@dataclass(frozen=True)
class Proof:
    """One test that names a requirement."""

    ident: str
    file: str
    sentence: str


def _req_ids(node: ast.AST) -> Iterator[str]:
    """IDs of every ``….req("…")`` in this piece of code."""
    for call in ast.walk(node):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "req"
        ):
            yield from (
                a.value
                for a in call.args
                if isinstance(a, ast.Constant) and isinstance(a.value, str)
            )


def python_proofs(path: Path) -> Iterator[Proof]:
    """Marks of a test file: on tests, on classes and on the module."""
    name = str(path.relative_to(ROOT))
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            getattr(t, "id", "") == "pytestmark" for t in node.targets
        ):
            yield from (Proof(ident, name, "the whole file") for ident in _req_ids(node))
    for found in ast.walk(tree):
        if isinstance(found, ast.FunctionDef | ast.ClassDef):
            words = found.name.removeprefix("test_").replace("_", " ")
            for decorator in found.decorator_list:
                yield from (Proof(ident, name, words) for ident in _req_ids(decorator))


def client_proofs(path: Path) -> Iterator[Proof]:
    """Titles of a vitest file."""
    for found in TITLE.finditer(path.read_text("utf-8")):
        yield Proof(
            found[2], str(path.relative_to(ROOT)), " ".join(found[4].replace("\\", "").split())
        )


def proofs() -> list[Proof]:
    """Every claim of every test, in the order of files."""
    found: list[Proof] = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        found += python_proofs(path)
    for path in sorted((ROOT / "pwa" / "src").rglob("*.test.ts")):
        found += client_proofs(path)
    return found


def unknown_ids() -> list[str]:
    """Claims about IDs nobody knows: a slip of the pen would prove nothing."""
    known = {row["id"] for row in _requirements()["requirements"]}
    return sorted(
        {f"{proof.ident} in {proof.file}" for proof in proofs() if proof.ident not in known}
    )


def _requirements() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(REQUIREMENTS.read_text("utf-8"))
    return content


def _cell_of(found: list[Proof]) -> str:
    by_file: dict[str, list[str]] = defaultdict(list)
    for proof in found:
        if proof.sentence not in by_file[proof.file]:
            by_file[proof.file].append(proof.sentence)
    return "<br>".join(f"`{file}`: {'; '.join(words)}" for file, words in by_file.items()) or "—"


def build() -> str:
    """The page."""
    content = _requirements()
    by_id: dict[str, list[Proof]] = defaultdict(list)
    for proof in proofs():
        by_id[proof.ident].append(proof)
    rows = content["requirements"]
    lines = [*INTRO, "## In figures", ""]
    counts = []
    for priority, words in PRIORITIES.items():
        group = [row for row in rows if row["priority"] == priority]
        counts.append((words, str(sum(row["id"] in by_id for row in group)), str(len(group))))
    lines += table(("priority", "with a test", "of"), counts)
    missing = [row["id"] for row in rows if row["priority"] == 1 and row["id"] not in by_id]
    lines += ["## Priority 1 without a test yet", "", ", ".join(missing) or "None.", ""]
    for section, title in content["sections"].items():
        group = [row for row in rows if row["section"] == section]
        lines += [f"## {section} {title}", ""]
        lines += table(
            ("ID", "P", "what", "proven by"),
            [
                (row["id"], str(row["priority"] or ""), row["text"], _cell_of(by_id[row["id"]]))
                for row in group
            ],
        )
    return page("What the notice asks and which test proves it", lines)
