"""The typesetter, warm: one compiler with our fonts and templates for the whole process.

Data goes in as a JSON file beside the source, never into it, so no text can become a command. A
file rather than `sys_inputs`: a changed input makes the compiler forget all it has laid out before
(45 ms), a changed file only what depends on it (20 ms).
"""

import json
import tempfile
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from .glyphs import FONT_FOLDER, families

TEMPLATES = Path(__file__).parent / "templates"

_one_at_a_time = threading.Lock()


@lru_cache(maxsize=1)
def _compiler() -> tuple[typst.Compiler, dict[str, bytes]]:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FONT_FOLDER)],
    )
    sources = {path.name: path.read_bytes() for path in TEMPLATES.glob("*.typ")}
    # The compiler looks for the first file under this name.
    sources["main.typ"] = sources.pop("form.typ")
    return typst.Compiler(font_paths=fonts), sources


def typeset(data: dict[str, Any], pictures: dict[str, bytes], made_at: int | None) -> bytes:
    """PDF/A-2b of the form; the same values give the same bytes."""
    compiler, sources = _compiler()
    text = json.dumps({**data, "fonts": families()}, ensure_ascii=False)
    # One call holds one core, and the compiler keeps its inputs between calls.
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="paper-") as folder:
        for name, content in pictures.items():
            (Path(folder) / name).write_bytes(content)
        # The package's type hints do not know several files in memory yet.
        files: Any = {**sources, "data.json": text.encode()}
        pdf = compiler.compile(
            input=files,
            format="pdf",
            pdf_standards=["a-2b"],
            timestamp=(made_at or 0) // 1000,
            root=folder,
        )
    if not isinstance(pdf, bytes):
        raise TypeError("the typesetter gave no single PDF")
    return pdf
