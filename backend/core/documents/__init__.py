"""Documents: a typesetter, our fonts, and the rule that a character prints right or not at all.

Knows no domain. Whoever prints brings templates (a folder of ``*.typ``) and values as JSON.
"""

from .engine import Templates
from .glyphs import MissingGlyph, bold_coverage, clean, coverage, families, printable

__all__ = [
    "MissingGlyph",
    "Templates",
    "bold_coverage",
    "clean",
    "coverage",
    "families",
    "printable",
]
