"""Routes of custody."""

from . import board, counter, papers, phones, verifying

BLUEPRINTS = (board.bp, counter.bp, papers.bp, phones.bp, verifying.bp)
