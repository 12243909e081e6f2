"""The official form as PDF/A-2b: filled and signed, blank, or prefilled for paper (A11-p1)."""

from pathlib import Path
from typing import Any

from backend.badges import print as badge_print
from backend.core.documents import Templates, clean
from backend.core.documents.ink import qr_svg, signature_ink
from backend.core.documents.moments import day_words

from .attachments import photo_pages, scan_pages
from .overflow import Overflow, breakable, cell
from .proof import proof_page
from .view import figures, header, mark_words, page, rows

TEMPLATES = Templates(Path(__file__).parent / "templates", "form.typ", badge_print.FOLDER)
INK = "#10284A"
SIGNATURE_HEIGHT = 24.0
SIGNATURE_WIDTH = 96.0
"""Points; a long flourish is made smaller rather than pushed over its neighbour."""


def render_form(
    snapshot: dict[str, Any],
    signatures: list[dict[str, Any]],
    photos: dict[str, bytes],
    verification: dict[str, Any],
    *,
    electronic_original: bool = True,
) -> bytes:
    """The signed form: annex, attached pages, proof page.

    Raises `MissingGlyph` when a character of any printed text is in none of our fonts.
    With `electronic_original=False` (纸质原件必交) the signature line stays empty for ink.
    """
    snapshot = clean(snapshot)
    verification = clean(verification, "verification")
    over = Overflow()
    answers = {item["no"]: item for item in snapshot["items"]}
    head = header(snapshot["header"], over)
    table = figures(snapshot["figures"], snapshot.get("explanation") or "", over)
    body = rows(answers, snapshot.get("exceptions") or "", over)
    for sheet in snapshot.get("extra", []):
        over.add(None, sheet.get("title") or "附纸", sheet.get("text") or "")
    shots, pictures = photo_pages(snapshot, photos)
    scans, sheets = scan_pages(snapshot, photos)
    ink = signed_names(signatures) if electronic_original else []
    data = {
        **page(snapshot.get("label") or "", mark_words(snapshot)),
        "header": head,
        "figures": table,
        "rows": body,
        "sheets": over.sheets,
        "photos": shots,
        "scans": scans,
        "signatures": ink,
        "date": signing_day(signatures, snapshot) if electronic_original else "",
        "qr": qr_svg(verification["url"]) if verification.get("url") else None,
        "number": f"{verification['form_number']}　第{verification['version']}版",
        "front": None,
        "proof": proof_page(snapshot, verification, electronic_original=electronic_original),
        "author": [one["name"] for one in snapshot["supervisors"]],
        "keywords": [verification["form_number"], verification["snapshot_sha256"]],
    }
    return TEMPLATES.pdf(data, pictures | sheets, snapshot["made_at"])


def render_blank() -> bytes:
    """The empty form for paper use."""
    return render_prefilled({})


def render_prefilled(facts: dict[str, Any], pictures: dict[str, bytes] | None = None) -> bytes:
    """The form with the facts of a dispatch and empty grades, to be filled in by hand.

    `facts`: {"header": {key: text}, "figures": [{"occupation", "level"?, "due"?}],
    "examiners": [name], "label"?, "practice"?, "demo"?, "number"?, "url"?, "made_at"?, "front"?}.
    `front` (see `emergency.front`) puts the sheets of the emergency kit before it, with `pictures`
    for its badges.
    """
    facts = clean(facts)
    over = Overflow()
    body = rows(None, "", over)
    examiners = "、".join(facts.get("examiners", []))
    if examiners:
        rating = next(row for row in body if row["no"] == 34)
        rating["lines"] = [
            {"words": "考评员：", "fill": cell(breakable(examiners, 40))},
            *rating["lines"],
        ]
    planned = [{**row, "present": None, "absent": None} for row in facts.get("figures", [])]
    data = {
        **page(facts.get("label") or "", mark_words(facts)),
        "header": header(facts.get("header", {}), over),
        "figures": figures(planned, "", over),
        "rows": body,
        "sheets": over.sheets,
        "photos": [],
        "scans": [],
        "signatures": [],
        "date": "",
        "front": facts.get("front"),
        "qr": qr_svg(facts["url"]) if facts.get("url") else None,
        "number": facts.get("number") or "",
        "proof": None,
        "author": [],
        "keywords": [],
    }
    return TEMPLATES.pdf(data, pictures or {}, facts.get("made_at"))


def signed_names(signatures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The drawn signatures with their printed names, in the order given (lead first)."""
    drawn = []
    for number, one in enumerate(signatures, 1):
        ink = signature_ink(one["strokes"], INK)
        if ink is not None:
            height = min(SIGNATURE_HEIGHT, SIGNATURE_WIDTH / ink.ratio)
            size = {"height": round(height, 2), "width": round(height * ink.ratio, 2)}
            name = clean(one["name"], f"signatures.{number}.name")
            drawn.append({"name": name, "svg": ink.svg, **size})
    return drawn


def signing_day(signatures: list[dict[str, Any]], snapshot: dict[str, Any]) -> str:
    """The date beside the signature: the lead's, else the first one; empty when nobody signed."""
    leads = {one["name"] for one in snapshot["supervisors"] if one.get("lead")}
    signed = sorted(signatures, key=lambda one: one["name"] not in leads)
    return day_words(signed[0]["signed_at"]) if signed else ""
