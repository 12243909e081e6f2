"""Text stays text: no page marks what it shows as safe markup."""

from __future__ import annotations

from pathlib import Path


def test_no_template_or_page_marks_text_as_safe_markup():
    """Server pages escape by default; the one `|safe` is our own style sheet."""
    found = [
        f"{path}:{line.strip()}"
        for path in Path("backend").rglob("*")
        if path.suffix in (".py", ".html", ".jinja")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "|safe" in line.replace(" ", "") or "Markup(" in line
    ]
    assert [one for one in found if "style|safe" not in one.replace(" ", "")] == []


def test_no_component_of_the_client_writes_markup():
    found = [
        str(path)
        for path in Path("pwa/src").rglob("*")
        if path.suffix in (".vue", ".ts")
        and ".test." not in path.name
        and any(
            word in path.read_text(encoding="utf-8")
            for word in ("v-html", "innerHTML", "insertAdjacentHTML")
        )
    ]
    assert found == []
