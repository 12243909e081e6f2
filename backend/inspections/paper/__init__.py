"""Paper of the supervision form: values in, bytes out; no database, no request, no clock.

Others use the functions named here; everything behind them may change.
"""

from .form import render_blank, render_form, render_prefilled
from .glyphs import MissingGlyph
from .province import province_fields
from .sheet import render_xlsx

__all__ = [
    "MissingGlyph",
    "province_fields",
    "render_blank",
    "render_form",
    "render_prefilled",
    "render_xlsx",
]
