"""Prometheus figures and structured logs: never a body, token, QR content or personal value."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry()
_requests = Counter("dukao_requests_total", "Requests", ["endpoint", "status"], registry=REGISTRY)
_seconds = Histogram(
    "dukao_request_seconds", "Seconds a request took", ["endpoint"], registry=REGISTRY
)
entries = Counter("dukao_entries_total", "Entries by outcome", ["outcome"], registry=REGISTRY)
streams = Gauge("dukao_live_streams", "Open live streams", registry=REGISTRY)
_ALLOWED = ("event", "method", "endpoint", "status", "code", "ms", "job", "count", "journal")


def observe(endpoint: str, status: int, seconds: float) -> None:
    """Count one request."""
    _requests.labels(endpoint, str(status)).inc()
    _seconds.labels(endpoint).observe(seconds)


def exposition() -> bytes:
    """The text Prometheus scrapes."""
    return generate_latest(REGISTRY)


class JsonLines(logging.Formatter):
    """One JSON object a line, with only the members allowed here."""

    def format(self, record: logging.LogRecord) -> str:
        """Format without args that could carry values; exceptions keep type and place only."""
        row = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        row.update(
            {k: getattr(record, k) for k in _ALLOWED if getattr(record, k, None) is not None}
        )
        if record.exc_info and record.exc_info[0]:
            trace, places = record.exc_info[2], []
            while trace:
                places.append(f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}")
                trace = trace.tb_next
            row["exception"] = record.exc_info[0].__name__
            row["at"] = " > ".join(places[-6:])
        return json.dumps(row, ensure_ascii=False)


def init_logs(*, verbose: bool) -> None:
    """Structured lines on stderr for everything of ours."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in ("backend", "huey"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO if verbose else logging.WARNING)
        logger.propagate = False
