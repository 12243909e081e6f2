"""Paper of the supervision form: values in, bytes out; no database, no request, no clock.

Others use the functions named here; everything behind them may change.
"""

from backend.core.documents import MissingGlyph

from .emergency import front as emergency_front
from .form import render_blank, render_form, render_prefilled
from .listing import render_list
from .province import province_fields
from .sheet import render_xlsx

__all__ = [
    "MissingGlyph",
    "emergency_front",
    "province_fields",
    "render_blank",
    "render_form",
    "render_list",
    "render_prefilled",
    "render_xlsx",
]
