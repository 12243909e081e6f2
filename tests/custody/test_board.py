"""The board of packs: every signature nobody stands behind, at a cost that does not grow by packs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from backend.core import rebuilding
from backend.core.db import db
from backend.custody import jobs as due
from backend.custody import papers as records
from tests.custody.test_phones import enter
from tests.factories.custody import sig, tell
from tests.factories.papers import paper

HOUR = 3_600_000


def board(papers, client, query: str = "span=all") -> dict:
    enter(client, papers.accounts["keeper"])
    return client.get(f"/api/v1/custody/packs?{query}").json


def found(papers, entry) -> bool:
    """Whether the job of twelve hours later finds somebody missing."""
    before = len(papers.findings())
    due.find_unconfirmed({"event": papers.event, "entry": entry.hash})
    db.session.commit()
    return len(papers.findings()) > before


def opening(papers):
    tell(papers, "with_invigilators")
    return papers.add(papers.open("guard", "guard2"))


def night(papers):
    tell(papers, "with_supervisor")
    signature = sig(papers.party["super"], "paper")
    return papers.add(papers.store("super2", signature=signature, paper=paper(papers.at)))


def sealing(papers):
    opened = opening(papers)
    papers.add(papers.confirm(opened, "guard2"))
    papers.add(papers.count("guard", 28, 2, 0))
    papers.add(papers.collect("guard", 28))
    return papers.add(papers.seal("guard", "guard2", strip="G-1", copies=30))


@pytest.mark.req("A3-4c")
@pytest.mark.parametrize(
    ("act", "by"), [(opening, "guard2"), (night, "super"), (sealing, "guard2")]
)
def test_the_board_counts_openings_seals_and_nights_nobody_stands_behind(
    papers, client, clock_at, act, by
):
    entry = act(papers)
    row = papers.state()
    assert row.unproved == 1
    shown = board(papers, client)
    assert [one["unproved"] for one in shown["items"]] == [1]
    assert (shown["counts"]["waiting"], shown["counts"]["all"]) == (1, 1)
    page = client.get(f"/api/v1/custody/packs/{row.id}").json
    assert page["unproved"] == [entry.hash]
    verified = records.verification(entry.hash)
    assert verified is not None
    assert verified["unproved"] is True
    # What the job of that evening would find, and after the signer's own word no longer.
    assert found(papers, entry)
    papers.add(papers.confirm(entry, by))
    assert papers.state().unproved == 0
    assert board(papers, client)["counts"]["waiting"] == 0
    assert client.get(f"/api/v1/custody/packs/{row.id}").json["unproved"] == []
    assert not found(papers, entry)
    assert rebuilding.check() == []


@pytest.mark.req("A3-4c")
def test_two_signatures_of_one_opening_count_as_two(papers):
    tell(papers, "with_invigilators")
    both = [sig(papers.party[one], "paper") for one in ("guard", "guard2")]
    entry = papers.open("guard", "guard2", signatures=both, author="super", paper=paper(papers.at))
    entry = papers.add(entry)
    assert papers.state().unproved == 2
    papers.add(papers.count("guard", 28, 2, 0))
    assert papers.state().unproved == 1
    papers.add(papers.confirm(entry, "keeper2", "centre"))
    assert papers.state().unproved == 0


@contextmanager
def statements() -> Iterator[list[str]]:
    said: list[str] = []

    def note(_c, _k, statement, *_more) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_a_page_of_the_board_asks_as_much_of_one_pack_as_of_many(papers, client):
    tell(papers, "prepared")

    def asked() -> int:
        enter(client, papers.accounts["keeper"])
        with statements() as said:
            client.get("/api/v1/custody/packs?span=all")
        return len(said)

    few = asked()
    more = [
        papers.pack(f"{n:012x}", number=f"M{n}", strip=f"M-{n}", withdrawn=False)
        for n in range(1, 31)
    ]
    papers.add(papers.prepared(*more))
    assert asked() == few
    assert board(papers, client)["total"] == 31
