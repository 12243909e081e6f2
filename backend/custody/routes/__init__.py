"""Routes of custody."""

from . import board, counter, papers, verifying

BLUEPRINTS = (board.bp, counter.bp, papers.bp, verifying.bp)
