"""Portraits of nobody for the demo and the examples: drawn, flat, the same for the same name."""

from __future__ import annotations

import hashlib
import io
from functools import cache

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 295, 413
_SCALE = 2
_BACKDROPS = ((91, 138, 196), (214, 228, 242), (240, 240, 238))
_SKINS = ((244, 209, 178), (236, 194, 158), (226, 180, 142), (214, 164, 126))
_HAIRS = ((32, 27, 25), (48, 38, 32), (66, 52, 44), (120, 118, 116))
_CLOTHES = ((43, 58, 84), (60, 72, 66), (92, 52, 58), (236, 236, 232), (74, 90, 122), (46, 46, 50))
_LIPS = (178, 100, 92)
# Names with these signs get long hair, so that nobody smiles about a badge.
_LONG = set(
    "丽云兰凤冰华娜娟婷媛小岚彩慧敏晓月杏梅燕玉玲珍琴琳瑶秀秋紫红美芳芸英茶莉莲萍蓉蕾薇雅雪霞霜静颖香"
)


@cache
def portrait(name: str) -> bytes:
    """A JPEG of about 8 KB in the size of a one inch photo."""
    image = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE))
    dice = hashlib.sha256(name.encode("utf-8")).digest()
    _draw(ImageDraw.Draw(image), dice, long=bool(_LONG & set(name[1:])))
    out = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.BOX).save(out, "JPEG", quality=82)
    return out.getvalue()


def _draw(pen: ImageDraw.ImageDraw, dice: bytes, *, long: bool) -> None:
    """One of some thousands of faces; measures are of the full-size photo."""
    skin, cloth = _SKINS[dice[0] % len(_SKINS)], _CLOTHES[dice[2] % len(_CLOTHES)]
    hair = _HAIRS[3 if dice[1] % 11 == 0 else dice[1] % 3]
    wide, high, low = 62 + dice[4] % 10, 82 + dice[5] % 12, dice[6] % 10
    middle, face = WIDTH // 2, 172 + low

    def oval(x: float, y: float, rx: float, ry: float, colour: tuple[int, ...]) -> None:
        box = [v * _SCALE for v in (x - rx, y - ry, x + rx, y + ry)]
        pen.ellipse(box, fill=colour)

    def shape(*points: tuple[float, float], colour: tuple[int, ...]) -> None:
        pen.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=colour)

    pen.rectangle((0, 0, WIDTH * _SCALE, HEIGHT * _SCALE), fill=_BACKDROPS[dice[7] % 3])
    if long:
        oval(middle, face - 4, wide + 18, high + 14, hair)
        shape(
            (middle - wide - 16, face),
            (middle + wide + 16, face),
            (middle + wide + 8, face + 128),
            (middle - wide - 8, face + 128),
            colour=hair,
        )
    oval(middle, 420, 132, 122, cloth)
    shade = tuple(c * 9 // 10 for c in skin)
    shape(
        (middle - 27, 232), (middle + 27, 232), (middle + 34, 318), (middle - 34, 318), colour=shade
    )
    white = (246, 246, 244) if cloth != _CLOTHES[3] else (120, 140, 170)
    shape((middle - 34, 300), (middle, 352), (middle - 46, 344), colour=white)
    shape((middle + 34, 300), (middle, 352), (middle + 46, 344), colour=white)
    shape((middle - 30, 300), (middle + 30, 300), (middle, 346), colour=shade)
    for side in (-1, 1):
        oval(middle + side * wide, face + 8, 11, 18, shade)
    oval(middle, face, wide, high, skin)
    # Hair of the head: a cap, cut by the forehead.
    top = face - high
    pen.pieslice(
        [v * _SCALE for v in (middle - wide - 6, top - 14, middle + wide + 6, face + 46)],
        180 - dice[8] % 14,
        360 + dice[8] % 14,
        fill=hair,
    )
    oval(middle + (dice[9] % 3 - 1) * 16, face - 16, wide - 9, 42, skin)
    _features(pen, dice, middle, face, wide, hair)


def _features(
    pen: ImageDraw.ImageDraw,
    dice: bytes,
    middle: int,
    face: int,
    wide: int,
    hair: tuple[int, int, int],
) -> None:
    apart, eyes = wide * 0.45, face - 2
    for side in (-1, 1):
        x = middle + side * apart
        brow = [v * _SCALE for v in (x - 15, eyes - 24, x + 15, eyes - 8)]
        pen.arc(brow, 200, 340, fill=hair, width=4 * _SCALE)
        pen.ellipse(
            [v * _SCALE for v in (x - 11, eyes - 5, x + 11, eyes + 6)], fill=(250, 250, 250)
        )
        pen.ellipse([v * _SCALE for v in (x - 5, eyes - 5, x + 5, eyes + 6)], fill=(38, 30, 28))
        if dice[10] % 3 == 0:
            frame = [v * _SCALE for v in (x - 20, eyes - 15, x + 20, eyes + 17)]
            pen.ellipse(frame, outline=(52, 52, 56), width=2 * _SCALE)
    if dice[10] % 3 == 0:
        bridge = (middle - apart + 20, eyes, middle + apart - 20, eyes)
        pen.line([v * _SCALE for v in bridge], fill=(52, 52, 56), width=2 * _SCALE)
    nose = (middle - 9, face + 8, middle + 9, face + 34)
    pen.arc([v * _SCALE for v in nose], 20, 160, fill=(186, 138, 112), width=3 * _SCALE)
    broad = 17 + dice[11] % 8
    mouth = (middle - broad, face + 34, middle + broad, face + 58)
    pen.arc([v * _SCALE for v in mouth], 20, 160, fill=_LIPS, width=4 * _SCALE)
