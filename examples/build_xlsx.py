"""Write `tea.xlsx` and `tea.zip` from `tea.json` as a centre would send them:
python -m examples.build_xlsx 2026-12-05.

The committed file has real dates, because `D+0` is for the demo and for `--day` only.
"""

import json
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

from backend.portraits import portrait
from backend.staffing.columns import CANDIDATES, HEAD, PEOPLE
from backend.staffing.template import template_xlsx

HERE = Path(__file__).parent


def dated(book: dict, day: date) -> dict:
    """The same dispatch with D+n replaced by days counted from `day`."""
    rows = []
    for row in book["场次"]:
        moved = day + timedelta(days=int(row["日期"].removeprefix("D")))
        rows.append({**row, "日期": moved.isoformat()})
    return {**book, "场次": rows, HEAD: [book[HEAD]]}


def main() -> None:
    """Write the workbook."""
    book = json.loads((HERE / "tea.json").read_text(encoding="utf-8"))
    day = date.fromisoformat(sys.argv[1])
    (HERE / "tea.xlsx").write_bytes(template_xlsx(dated(book, day)))
    with zipfile.ZipFile(HERE / "tea.zip", "w") as bundle:
        for row in [*book[PEOPLE], *book[CANDIDATES]]:
            row["照片"] = f"{row['姓名']}.jpg"
            bundle.writestr(f"照片/{row['照片']}", portrait(row["姓名"]))
        bundle.writestr("派遣.xlsx", template_xlsx(dated(book, day)))
    print(HERE / "tea.xlsx", HERE / "tea.zip")


if __name__ == "__main__":
    main()
