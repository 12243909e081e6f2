"""QR codes as SVG, without a border: the place they stand on is the border."""

from __future__ import annotations

import qrcode
from qrcode.constants import ERROR_CORRECT_M


def matrix(text: str, mask: int | None = None) -> list[list[bool]]:
    """Dark and light modules. A reader takes any ``mask``; looking for the best of the eight is
    what takes the time, and is for codes with large even areas.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=mask)
    code.add_data(text)
    code.make(fit=True)
    return code.get_matrix()


def qr_svg(text: str, mask: int | None = None) -> str:
    """The QR code of a text, one path of dark runs."""
    rows = matrix(text, mask)
    runs = []
    for y, row in enumerate(rows):
        start = None
        for x, dark in enumerate([*row, False]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                # A little too high: rows that only touch leave hairlines on a screen.
                runs.append(f"M{start} {y}h{x - start}v1.02h-{x - start}z")
                start = None
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path d="{"".join(runs)}"/></svg>'
    )
