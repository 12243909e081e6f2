"""How fast the official form becomes a PDF."""

from __future__ import annotations

from backend.inspections.paper.bench import bench_paper
from tests.inspections import paper_samples

from .report import Part


def measure() -> Part:
    """Warm renders of forms never seen before, without photos."""
    part = Part(
        "paper", "The form as PDF",
        "In this process, the typesetter loaded; every round is a form not printed before, with "
        "remarks and two signatures, PDF/A, check page included, no photos.",
    )  # fmt: skip
    form = paper_samples.snapshot()
    found = bench_paper(form, paper_samples.signatures(form), paper_samples.verification(form))
    part.add("form PDF, warm, median", found["warm_median_ms"], "ms", most=30)
    part.add("form PDF, warm, p95", found["warm_p95_ms"], "ms")
    part.add("first form after the start", found["first_ms"], "ms")
    part.add("size", found["bytes"] / 1000, "kB")
    return part
