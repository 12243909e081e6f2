"""Print a QR code on the terminal, or as SVG.

python -m devtools.terminal_qr [--svg] TEXT, inside .venv (needs `qrcode`).
"""

from __future__ import annotations

import io
import sys

import qrcode
from qrcode.image.svg import SvgPathImage


def for_terminal(text: str) -> str:
    """Half-block characters; inverted, because most terminals are dark."""
    code = qrcode.QRCode(border=2)
    code.add_data(text)
    output = io.StringIO()
    code.print_ascii(out=output, invert=True)
    return output.getvalue()


def as_svg(text: str) -> str:
    """A self-contained SVG element."""
    image = qrcode.make(text, image_factory=SvgPathImage, border=2)
    return str(image.to_string(encoding="unicode"))


if __name__ == "__main__":
    draw = as_svg if sys.argv[1] == "--svg" else for_terminal
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.write(draw(sys.argv[-1]))
