"""Make the committed font subsets again from their published sources.

Not part of the application: run by hand when a font is renewed. The sources are named in
the README of the fonts folder; fontTools is the only requirement.

    python build_fonts.py --noto DIR --sans DIR --hanazono DIR --unihan DIR
"""

import argparse
import bz2
import re
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "backend" / "core" / "documents" / "fonts"

# Ideographs that names really use: the police's personal-name and ID sources, place names,
# dictionaries of modern Chinese, Hong Kong and Japanese sets, and whatever has few strokes
# (𠮷 is in none of the official sets and yet in many names).
UNIHAN_FIELDS = {"kTGH", "kHKSCS", "kJIS0213", "kUnihanCore2020", "kXHC1983", "kRSAdobe_Japan1_6"}
FEW_STROKES = 9
NAME_SOURCES = {
    "GIDC",
    "GXM",
    "GDM",
    "GCYY",
    "GGFZ",
    "GXC",
    "GGH",
    "GFZ",
    "GJZ",
    "GPGLG",
    "GCY",
    "GZA",
}


def options() -> subset.Options:
    """Outlines and spacing only: typst needs neither hints nor glyph names."""
    chosen = subset.Options()
    chosen.hinting = False
    chosen.glyph_names = False
    chosen.layout_features = ["kern", "mark", "mkmk", "ccmp"]
    chosen.drop_tables += ["vmtx", "vhea", "BASE", "DSIG", "STAT", "meta"]
    chosen.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    chosen.recalc_timestamp = False
    return chosen


def cut(source: Path, wanted: set[int], target: Path, family: str | None = None) -> None:
    """Write the part of a font that draws the wanted characters."""
    font = TTFont(source)
    subsetter = subset.Subsetter(options())
    subsetter.populate(unicodes=wanted & set(font.getBestCmap()))
    subsetter.subset(font)
    if family:
        rename(font, family)
    font.save(target)
    print(target.name, len(font.getBestCmap()), "characters", target.stat().st_size, "bytes")


def rename(font: TTFont, family: str) -> None:
    """A changed font may not carry the reserved name of its original (OFL, clause 3)."""
    compact = family.replace(" ", "")
    for record in list(font["name"].names):
        if record.langID not in (0, 0x409):
            font["name"].removeNames(
                record.nameID, record.platformID, record.platEncID, record.langID
            )
    for name_id, value in {
        1: family,
        2: "Regular",
        3: f"{compact};1",
        4: family,
        6: compact,
    }.items():
        for record in font["name"].names:
            if record.nameID == name_id:
                record.string = value


def codec_characters(codec: str) -> set[int]:
    """Everything a two-byte Chinese code page can write."""
    found = set(range(0x20, 0x7F))
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                text = bytes((lead, trail)).decode(codec)
            except UnicodeDecodeError:
                continue
            found.update(map(ord, text))
    return found


def rare_ideographs(unihan: Path) -> set[int]:
    """Supplementary-plane ideographs worth a place, by their Unihan properties."""
    found = set()
    for file in sorted(unihan.glob("Unihan_*.txt.bz2")):
        for line in bz2.decompress(file.read_bytes()).decode().splitlines():
            if not re.match(r"U\+2[0-9A-F]{4}\t", line):
                continue
            code, field, value = line.split("\t")
            character = int(code.removeprefix("U+"), base=16)
            named = field == "kIRG_GSource" and value.split("-")[0] in NAME_SOURCES
            simple = field == "kTotalStrokes" and int(value.split()[0]) <= FEW_STROKES
            if named or simple or field in UNIHAN_FIELDS:
                found.add(character)
    return found


def main() -> None:
    """Cut the five fonts."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("noto", "sans", "hanazono", "unihan"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    regular = given.noto / "400Regular" / "NotoSerifSC_400Regular.ttf"
    bold = given.noto / "700Bold" / "NotoSerifSC_700Bold.ttf"
    covered = set(TTFont(regular).getBestCmap())
    kept = {
        code for code in covered if not 0x1100 <= code <= 0x11FF and not 0xAC00 <= code <= 0xD7AF
    }
    cut(regular, kept, FONTS / "NotoSerifSC-Regular.subset.ttf")
    cut(bold, codec_characters("gb2312"), FONTS / "NotoSerifSC-Bold.subset.ttf")
    for folder, weight in (("400Regular", "Regular"), ("700Bold", "Bold")):
        source = given.sans / folder / f"NotoSansSC_{folder}.ttf"
        cut(source, codec_characters("gb2312"), FONTS / f"NotoSansSC-{weight}.subset.ttf")
    cut(
        given.hanazono / "HanaMinB.ttf",
        rare_ideographs(given.unihan) - covered,
        FONTS / "DukaoRareHan-Regular.ttf",
        family="Dukao Rare Han",
    )


if __name__ == "__main__":
    main()
