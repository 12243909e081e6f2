"""What `python3 dev.py bench` measures, and under which conditions (figures: docs/performance.md)."""
