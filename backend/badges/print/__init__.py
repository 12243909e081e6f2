"""Badges on paper: cards in, a PDF out; no database, no request, no clock.

Layouts: ``sheet`` A4 with eight cards of 90 × 64 mm, ``single`` CR80, ``lanyard`` A6, ``guards``
the list of those who may pass, with photographs and codes, for a gate without a phone.
"""

from .faces import unprintable
from .printer import FOLDER, LAYOUTS, Head, Printing, booklet, render

__all__ = ["FOLDER", "LAYOUTS", "Head", "Printing", "booklet", "render", "unprintable"]
