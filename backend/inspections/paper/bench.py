"""How fast the paper is made: figures for `docs/performance.md` (aim: <= 30 ms without photos)."""

import copy
import statistics
import time
from typing import Any

from .form import render_form


def bench_paper(
    snapshot: dict[str, Any],
    signatures: list[dict[str, Any]],
    verification: dict[str, Any],
    rounds: int = 40,
) -> dict[str, float]:
    """Milliseconds of the first and of warm renders; every round prints a form not seen before."""
    times = []
    size = 0
    for n in range(rounds + 1):
        form = copy.deepcopy(snapshot)
        form["header"]["exam_lead"]["value"] = f"负责人{n}"
        for item in form["items"]:
            if item["kind"] == "graded" and item["no"] % 5 == n % 5:
                item["remark"] = f"第{n}号表格，现场已核对"
        begun = time.perf_counter()
        size = len(render_form(form, signatures, {}, verification))
        times.append((time.perf_counter() - begun) * 1000)
    warm = sorted(times[1:])
    return {
        "first_ms": round(times[0], 1),
        "warm_median_ms": round(statistics.median(warm), 1),
        "warm_p95_ms": round(warm[int(len(warm) * 0.95) - 1], 1),
        "bytes": size,
    }
