"""Signature strokes and QR codes as vector pictures (A11-s1, A11-p1).

Both become SVG text made of numbers only, so nothing a person wrote can reach the picture format.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from backend.core import qr

BOX_HEIGHT = 1000.0
"""Height of the signature picture in its own units; the pen is a share of it."""

PEN = 42.0
MOST_POINTS = 20_000
"""A hand makes some hundred points; a file with more is not a signature."""


INK_POINTS = 8
INK_PATH = 0.15
INK_MS = 600


class Ink(NamedTuple):
    """A drawn picture and its width for a height of one."""

    svg: str
    ratio: float


def signature_ink(strokes_file: dict[str, Any], colour: str) -> Ink | None:
    """Draw the strokes smoothly, cropped to the ink; None when there is no ink."""
    strokes = [_points(stroke) for stroke in strokes_file.get("strokes", [])]
    strokes = [stroke for stroke in strokes if stroke]
    if not strokes or sum(map(len, strokes)) > MOST_POINTS:
        return None
    left = min(x for stroke in strokes for x, _ in stroke)
    right = max(x for stroke in strokes for x, _ in stroke)
    top = min(y for stroke in strokes for _, y in stroke)
    bottom = max(y for stroke in strokes for _, y in stroke)
    # A flat scribble would otherwise be blown up to full height.
    height = max(bottom - top, (right - left) / 6, 1e-6)
    scale = (BOX_HEIGHT - PEN) / height
    lift = (BOX_HEIGHT - (bottom - top) * scale) / 2
    width = (right - left) * scale + PEN

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] - left) * scale + PEN / 2, (point[1] - top) * scale + lift

    path = "".join(_smooth([place(point) for point in stroke]) for stroke in strokes)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {BOX_HEIGHT:.0f}">'
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{PEN:.0f}" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
    return Ink(svg, round(width / BOX_HEIGHT, 4))


def lacks(strokes: Mapping[str, Any]) -> list[str]:
    """Name what a drawn signature lacks (U-6): points, path or duration."""
    lines = strokes["strokes"]
    points = [point for line in lines for point in line]
    path = sum(math.dist(a[:2], b[:2]) for line in lines for a, b in pairwise(line))
    times = [point[2] for point in points]
    found = []
    if len(points) < INK_POINTS:
        found.append("points")
    if path < INK_PATH * strokes["width"]:
        found.append("path")
    if max(times, default=0) - min(times, default=0) < INK_MS:
        found.append("duration")
    return found


def _points(stroke: Any) -> list[tuple[float, float]]:
    points = []
    for point in stroke:
        x, y = float(point[0]), float(point[1])
        if math.isfinite(x) and math.isfinite(y):
            points.append((x, y))
    return points


def _smooth(points: list[tuple[float, float]]) -> str:
    """A curve through the middles between points, the points themselves pulling it."""
    x, y = points[0]
    path = [f"M{x:.0f} {y:.0f}"]
    if len(points) == 1:
        return path[0] + "h.1"
    kept = [points[0]]
    for point in points[1:-1]:
        if math.dist(point, kept[-1]) >= PEN / 4:
            kept.append(point)
    kept.append(points[-1])
    for control, after in pairwise(kept[1:]):
        middle = ((control[0] + after[0]) / 2, (control[1] + after[1]) / 2)
        path.append(f"Q{control[0]:.0f} {control[1]:.0f} {middle[0]:.0f} {middle[1]:.0f}")
    path.append(f"L{kept[-1][0]:.0f} {kept[-1][1]:.0f}")
    return "".join(path)


@lru_cache(maxsize=64)
def qr_svg(text: str) -> str:
    """The QR code of a public text; the same code stands on every page of a paper."""
    return qr.qr_svg(text)
