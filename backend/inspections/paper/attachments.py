"""Photographs for the attached pages, four on each, with caption and item number (A11-f3b)."""

import io
from typing import Any

from PIL import Image

from .overflow import beginning, breakable, lines_of

MOST_PIXELS = 24_000_000
_SUFFIX = {"JPEG": "jpg", "PNG": "png"}


def photo_order(snapshot: dict[str, Any]) -> list[tuple[str, int | None]]:
    """Hash and item number of every photograph: by item, then those of no item."""
    order: list[tuple[str, int | None]] = []
    seen: set[str] = set()

    def take(digest: str, item: int | None) -> None:
        if digest not in seen:
            seen.add(digest)
            order.append((digest, item))

    seen.update(snapshot.get("paper", {}).get("pages", []))  # they have pages of their own
    for item in snapshot["items"]:
        for digest in item.get("photos", []):
            take(digest, item["no"])
    for file in snapshot.get("files", []):
        if str(file.get("type", "")).startswith("image/") and file.get("role") == "photo":
            take(file["sha256"], file.get("item"))
    return order


def photo_pages(
    snapshot: dict[str, Any], photos: dict[str, bytes]
) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """What the template shows, and the picture files it needs by name.

    A photograph that is not there or cannot be read keeps its place with a word about it: the form
    must print even when one picture is lost.
    """
    captions = {file["sha256"]: file.get("caption") or "" for file in snapshot.get("files", [])}
    needed: dict[str, bytes] = {}
    shots = []
    for number, (digest, item) in enumerate(photo_order(snapshot), 1):
        where = f"第{item}项" if item else "本表"
        shot = {
            "title": f"照片{number}（{where}）　{digest[:16]}",
            "caption": short(captions.get(digest, "")),
        }
        shots.append(shot | _picture(f"photo-{number}", photos.get(digest), needed))
    return shots, needed


def scan_pages(
    snapshot: dict[str, Any], photos: dict[str, bytes]
) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """The sheets a form was typed from, a page each, and their picture files by name."""
    needed: dict[str, bytes] = {}
    pages = snapshot.get("paper", {}).get("pages", [])
    scans = [
        {"title": f"纸质件第{number}页，共{len(pages)}页　{digest[:16]}"}
        | _picture(f"scan-{number}", photos.get(digest), needed)
        for number, digest in enumerate(pages, 1)
    ]
    return scans, needed


def _picture(stem: str, data: bytes | None, needed: dict[str, bytes]) -> dict[str, Any]:
    """The name of a picture, put among the needed ones, or a word about why there is none."""
    if data is None:
        return {"file": None, "fault": "（照片未随本表提供）"}
    picture = readable(data)
    if picture is None:
        return {"file": None, "fault": "（照片无法读取）"}
    name = f"{stem}.{picture[0]}"
    needed[name] = picture[1]
    return {"file": f"/{name}", "fault": ""}


def short(caption: str) -> str:
    """Two lines under the picture; the file list of the proof page has the whole caption."""
    text = " ".join(caption.split())
    return breakable(text if lines_of(text, 28) <= 2 else beginning(text, 28, 2), 28)


def readable(data: bytes) -> tuple[str, bytes] | None:
    """File suffix and bytes of a picture the typesetter can take, None for anything else.

    The stored bytes are printed as they are; only odd colour models are rewritten.
    """
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            width, height = picture.size
            kind = picture.format or ""
            if width * height > MOST_PIXELS:
                return None
            plain = picture.mode in {"RGB", "L"}
            if plain:
                picture.draft(None, (width // 8, height // 8))  # reading is the proof, not looking
            picture.load()
            if plain:
                return _SUFFIX[kind], data
            buffer = io.BytesIO()
            picture.convert("RGB").save(buffer, "JPEG", quality=88)
            return "jpg", buffer.getvalue()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
