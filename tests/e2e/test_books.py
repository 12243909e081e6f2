"""Stories share a house: what belongs to one may not be met by another, in whatever order they run."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

NUMBER = re.compile(r"闽鉴督派〔\d{4}〕\d{4}号")


def test_every_story_has_a_dispatch_number_of_its_own() -> None:
    users: defaultdict[str, set[str]] = defaultdict(set)
    for source in Path(__file__).parent.glob("*.py"):
        for number in NUMBER.findall(source.read_text(encoding="utf-8")):
            users[number].add(source.name)
    assert users
    assert {number: files for number, files in users.items() if len(files) > 1} == {}
