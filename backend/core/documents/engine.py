"""The typesetter, warm: one compiler with our fonts for the whole process.

Data goes in as a JSON file beside the source, never into it, so no text can become a command. A
file rather than `sys_inputs`: a changed input makes the compiler forget all it has laid out before
(45 ms), a changed file only what depends on it (20 ms).
"""

import json
import tempfile
import threading
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import typst

from .glyphs import FONT_FOLDER, families

_one_at_a_time = threading.Lock()


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FONT_FOLDER)],
    )
    return typst.Compiler(font_paths=fonts)


class Templates:
    """The templates of one subject: a folder of ``*.typ``, the one that is typeset, and folders of
    other subjects whose templates it uses.
    """

    def __init__(self, folder: Path, main: str, *others: Path) -> None:
        self.folders = (*others, folder)
        self.main = main

    @cached_property
    def _sources(self) -> dict[str, bytes]:
        found = (path for folder in self.folders for path in folder.glob("*.typ"))
        sources = {path.name: path.read_bytes() for path in found}
        # The compiler looks for the first file under this name.
        sources["main.typ"] = sources.pop(self.main)
        return sources

    def pdf(
        self,
        data: dict[str, Any],
        pictures: dict[str, bytes],
        made_at: int | None,
        fonts: tuple[str, ...] | None = None,
    ) -> bytes:
        """PDF/A-2b; the same values give the same bytes. ``fonts``: families, ours by default."""
        text = json.dumps({**data, "fonts": fonts or families()}, ensure_ascii=False)
        # One call holds one core, and the compiler keeps its inputs between calls.
        with _one_at_a_time, tempfile.TemporaryDirectory(prefix="paper-") as root:
            for name, content in pictures.items():
                (Path(root) / name).write_bytes(content)
            # The package's type hints do not know several files in memory yet.
            files: Any = {**self._sources, "data.json": text.encode()}
            pdf = _compiler().compile(
                input=files,
                format="pdf",
                pdf_standards=["a-2b"],
                timestamp=(made_at or 0) // 1000,
                root=root,
            )
        if not isinstance(pdf, bytes):
            raise TypeError("the typesetter gave no single PDF")
        return pdf
