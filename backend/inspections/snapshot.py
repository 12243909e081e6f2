"""Does a signed snapshot say what the answers said? Pure: values in, flaws out.

Only what the signature's author could know counts: the versions of the dispatch before the
signature, the entries the snapshot names, and the author's own earlier entries. What other phones
add later never makes a good signature bad, so the answer is the same whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from . import facts, rules

Flaw = dict[str, Any]
Value = dict[str, Any]


class Named(NamedTuple):
    """An accepted answer, as far as the check needs it."""

    field: str
    value: Value
    kid: str | None
    n: int | None
    seq: int
    parents: tuple[str, ...]
    sizes: Mapping[str, int]


@dataclass
class Known:
    """What the check may look at."""

    event: str
    version: int
    previous: str | None
    seq: int
    kid: str | None
    n: int | None
    briefs: list[facts.Brief]
    answers: dict[str, Named]
    flaws: list[Flaw] = field(default_factory=list)

    def flaw(self, code: str, where: str) -> None:
        """Note what does not fit; never a value."""
        self.flaws.append({"code": f"inspections.{code}", "field": where})


def named_by(snapshot: Value) -> set[str]:
    """Every answer the snapshot rests on."""
    rows = [*snapshot["items"], *snapshot["figures"]]
    if "paper" in snapshot:
        rows.append(snapshot["paper"])
    return {digest for row in rows for digest in row["entries"]}


def flaws(snapshot: Value, known: Known) -> list[Flaw]:
    """Everything in a well-formed snapshot that does not fit the answers and the dispatch."""
    _frame(snapshot, known)
    if [item["no"] for item in snapshot["items"]] != list(rules.ITEMS):
        known.flaw("unknown_item", "items")
        return known.flaws
    for key, cell in snapshot["header"].items():
        _header(key, cell, known)
    _figures(snapshot["figures"], known)
    _scope(snapshot["items"], known)
    for item in snapshot["items"]:
        _item(item, known)
    _paper(snapshot, known)
    _files(snapshot, known)
    return known.flaws


def _frame(snapshot: Value, known: Known) -> None:
    """Template, dispatch, version, team: as in some version of the dispatch the phone had."""
    told = {key: snapshot[key] for key in ("template", "practice", "demo")}
    said = [{key: brief[key] for key in told} for brief in known.briefs]
    if told not in said:
        known.flaw("snapshot", "template")
    refs = [{"id": b["dispatch"]["id"], "number": b["dispatch"]["number"]} for b in known.briefs]
    if snapshot["dispatch"] not in refs:
        known.flaw("snapshot", "dispatch")
    team = {(member["person"], member["lead"]) for member in snapshot["supervisors"]}
    teams = [{(member["person"], member["lead"]) for member in b["team"]} for b in known.briefs]
    if team not in teams or len(team) != len(snapshot["supervisors"]):
        known.flaw("snapshot", "supervisors")
    if snapshot["event"] != known.event:
        known.flaw("snapshot", "event")
    if (snapshot["version"], snapshot["previous"]) != (known.version, known.previous):
        known.flaw("snapshot", "version")
    if known.version > 1 and not rules.length(snapshot["amend_reason"]):
        known.flaw("reason_missing", "amend_reason")


def _header(key: str, cell: Value, known: Known) -> None:
    if not rules.length(cell["value"]):
        known.flaw("incomplete", f"header/{key}")
    changed = cell["value"] != (cell["original"] or "")
    if changed and rules.length(cell["original"]) and not rules.length(cell["reason"]):
        known.flaw("reason_missing", f"header/{key}")


def _answer(digests: list[str], where: str, known: Known) -> Named | None:
    """The one answer a row rests on; a flaw unless it is one, of this field, and the newest."""
    found = known.answers.get(digests[0]) if len(digests) == 1 else None
    if found is None or found.field != where or _outdated(digests[0], known):
        known.flaw("snapshot", where)
        return None
    return found


def _outdated(digest: str, known: Known) -> bool:
    """The signer's own phone had replaced this answer before it signed."""
    where = known.answers[digest].field
    return any(
        digest in other.parents and other.field == where
        for other in known.answers.values()
        if _own_earlier(other, known) and other.seq < known.seq
    )


def _own_earlier(answer: Named, known: Known) -> bool:
    return answer.kid == known.kid and (answer.n or 0) < (known.n or 0)


def _figures(rows: list[Value], known: Known) -> None:
    listed = [(row["project"], row["occupation"]) for row in rows]
    if listed not in [[(p["id"], p["name"]) for p in b["projects"]] for b in known.briefs]:
        known.flaw("incomplete", "figures")
    for row in rows:
        where = f"figures/{row['project']}"
        answer = _answer(row["entries"], where, known)
        if answer and (row["due"], row["present"]) != (
            answer.value["due"],
            answer.value["present"],
        ):
            known.flaw("snapshot", where)
        if row["present"] > row["due"] or row["absent"] != row["due"] - row["present"]:
            known.flaw("figures", where)


def _scopes(known: Known) -> Iterator[dict[int, str]]:
    """What may not apply: by each dispatch the phone had, or as corrected on site."""
    for brief in known.briefs:
        yield rules.not_applicable(*facts.scope_in(brief))
    for answer in known.answers.values():
        if answer.field == "scope" and (_own_earlier(answer, known) or answer.seq < known.seq):
            yield rules.not_applicable(answer.value["rooms"], answer.value["technical_defence"])


def _scope(items: list[Value], known: Known) -> None:
    graded = [item for item in items if item["kind"] == "graded"]
    marked = {item["no"]: item["na_reason"] for item in graded if item["na_reason"] is not None}
    scopes = list(_scopes(known))
    if marked not in scopes:
        grounded = scopes[-1] if scopes else {}
        for no in sorted(set(marked) | set(grounded)):
            if marked.get(no) != grounded.get(no):
                known.flaw("not_applicable_ground", f"item/{no}")
    for item in graded:
        if (item["grade"] == "/") != (item["na_reason"] is not None):
            known.flaw("not_applicable_ground", f"item/{item['no']}")


def _item(item: Value, known: Known) -> None:
    where = f"item/{item['no']}"
    if item["kind"] == "evaluation":
        _ratings(item, known)
    elif item["kind"] == "free_text":
        if item["entries"] or item["text"] or item["photos"]:
            answer = _answer(item["entries"], where, known)
            if answer and any(item[key] != answer.value[key] for key in ("text", "photos")):
                known.flaw("snapshot", where)
    elif item["na_reason"] is None:
        answer = _answer(item["entries"], where, known)
        told = ("grade", "remark", "basis", "corrected", "photos")
        if answer and any(item[key] != answer.value[key] for key in told):
            known.flaw("snapshot", where)
        if rules.item_gap(item):
            known.flaw("incomplete", where)


def _paper(snapshot: Value, known: Known) -> None:
    """A form typed from paper says so, with the sheet and every item typed from it."""
    sheets = {digest for digest, answer in known.answers.items() if answer.field == "paper"}
    typed = [
        item["no"]
        for item in snapshot["items"]
        if any(sheets.intersection(known.answers[one].parents) for one in _here(item, known))
    ]
    told = snapshot.get("paper")
    if told is None:
        if typed:
            known.flaw("snapshot", "paper")
        return
    answer = _answer(told["entries"], "paper", known)
    value = {key: told[key] for key in ("signed_at", "signers", "reason", "pages")}
    if told["items"] != typed or (answer and value != answer.value):
        known.flaw("snapshot", "paper")
    if not set(told["pages"]) <= {file["sha256"] for file in snapshot["files"]}:
        known.flaw("photo_missing", "paper")


def _here(item: Value, known: Known) -> list[str]:
    return [digest for digest in item["entries"] if digest in known.answers]


def _ratings(item: Value, known: Known) -> None:
    rated = [row["examiner"] for row in item["ratings"]]
    sent = [{examiner["id"] for examiner in brief["examiners"]} for brief in known.briefs]
    if len(set(rated)) != len(rated):
        known.flaw("rated_twice", "item/34")
    elif set(rated) not in sent:
        strangers = sent and set(rated) - set().union(*sent)
        known.flaw("unknown_examiner" if strangers else "incomplete", "item/34")
    if len(item["entries"]) != len(item["ratings"]):
        known.flaw("snapshot", "item/34")
        return
    for row, digest in zip(item["ratings"], item["entries"], strict=True):
        answer = _answer([digest], f"rating/{row['examiner']}", known)
        if answer and answer.value["rating"] != row["rating"]:
            known.flaw("snapshot", f"rating/{row['examiner']}")


def _files(snapshot: Value, known: Known) -> None:
    listed = {file["sha256"]: file["size"] for file in snapshot["files"]}
    for item in snapshot["items"]:
        sizes: dict[str, int] = {}
        for digest in item["entries"]:
            sizes |= known.answers[digest].sizes if digest in known.answers else {}
        for photo in item["photos"]:
            if photo not in listed or sizes.get(photo, listed[photo]) != listed[photo]:
                known.flaw("photo_missing", f"item/{item['no']}")
