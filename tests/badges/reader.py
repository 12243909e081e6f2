"""Reads a QR code out of a PDF's own vectors: modules from the drawn path, text from the modules.

Written for the codes we print (byte order, masks and tables of ISO/IEC 18004 for versions 1 and 6 to 8 at
level M, alphanumeric mode) and independent of the library that made them. Errors are not corrected:
a printed code has none.
"""

from __future__ import annotations

import io
import re

from pypdf import PdfReader

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
# Blocks of level M: (how many, data codewords) …; and error correction codewords of each block.
BLOCKS = {
    1: (((1, 16),), 10),
    6: (((4, 27),), 16),
    7: (((4, 31),), 18),
    8: (((2, 38), (2, 39)), 22),
}
CENTRES = {1: (), 6: (6, 34), 7: (6, 22, 38), 8: (6, 24, 42)}
MASKS = (
    lambda y, x: (y + x) % 2,
    lambda y, x: y % 2,
    lambda y, x: x % 3,
    lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2,
    lambda y, x: y * x % 2 + y * x % 3,
    lambda y, x: (y * x % 2 + y * x % 3) % 2,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2,
)
RUN = re.compile(r"(\d+) (\d+) m (\d+) \d+ l")
FILLED = re.compile(r"\nf\*?\n")


def codes_in(pdf: bytes, least: int = 300) -> list[str]:
    """The text of every QR code of a document, in the order of drawing."""
    return [text_of(modules) for modules in modules_in(pdf, least)]


def modules_in(pdf: bytes, least: int = 300) -> list[list[list[bool]]]:
    """The modules of every QR code as they are drawn; fewer dark runs than `least` are no code."""
    found = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        content = page.get_contents()
        drawn = content.get_data().decode("latin-1") if content is not None else ""
        paths = (RUN.findall(part) for part in FILLED.split(drawn))
        found += [_modules(runs) for runs in paths if len(runs) > least]
    return found


def _modules(runs: list[tuple[str, ...]]) -> list[list[bool]]:
    """One path of dark runs, drawn in units of a module from the upper left corner."""
    size = max(int(end) for *_, end in runs)
    modules = [[False] * size for _ in range(size)]
    for start, row, end in runs:
        for x in range(int(start), int(end)):
            modules[int(row)][x] = True
    return modules


def text_of(modules: list[list[bool]]) -> str:
    """The text of a code in alphanumeric mode."""
    size = len(modules)
    version = (size - 17) // 4
    # Format bits 4 to 2 after the level, beside the upper left eye.
    mask = MASKS[sum((modules[8][2 + n] ^ bit) << (2 - n) for n, bit in enumerate((1, 0, 1)))]
    bits = [
        modules[y][x] ^ (mask(y, x) == 0) for y, x in _way(size) if not _fixed(version, size, y, x)
    ]
    words = [
        sum(bit << (7 - n) for n, bit in enumerate(bits[i : i + 8]))
        for i in range(0, len(bits) - 7, 8)
    ]
    data = "".join(f"{word:08b}" for word in _in_order(version, words))
    assert data[:4] == "0010", "not alphanumeric"
    count, place, text = int(data[4:13], 2), 13, ""
    while len(text) < count:
        if count - len(text) > 1:
            pair, place = int(data[place : place + 11], 2), place + 11
            text += ALPHABET[pair // 45] + ALPHABET[pair % 45]
        else:
            text, place = text + ALPHABET[int(data[place : place + 6], 2)], place + 6
    return text


def _in_order(version: int, words: list[int]) -> list[int]:
    kinds, _ = BLOCKS[version]
    blocks: list[list[int]] = [[] for kind in kinds for _ in range(kind[0])]
    lengths = [kind[1] for kind in kinds for _ in range(kind[0])]
    turn = iter(words)
    for n in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if n < length:
                block.append(next(turn))
    return [word for block in blocks for word in block]


def _way(size: int):
    x, up = size - 1, True
    while x > 0:
        if x == 6:  # the timing line is no column of data
            x -= 1
        for y in range(size - 1, -1, -1) if up else range(size):
            yield y, x
            yield y, x - 1
        x, up = x - 2, not up


def _fixed(version: int, size: int, y: int, x: int) -> bool:
    if 6 in (y, x) or (y < 9 and (x < 9 or x >= size - 8)) or (y >= size - 8 and x < 9):
        return True
    if version >= 7 and (
        (y < 6 and size - 11 <= x < size - 8) or (x < 6 and size - 11 <= y < size - 8)
    ):
        return True
    corners = ((6, 6), (6, size - 7), (size - 7, 6))
    return any(
        abs(y - cy) <= 2 and abs(x - cx) <= 2
        for cy in CENTRES[version]
        for cx in CENTRES[version]
        if (cy, cx) not in corners
    )
