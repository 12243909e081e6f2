"""Pure: whose signature on an opening, a seal or a night nobody stands behind yet (A3-4c)."""

from __future__ import annotations

from collections.abc import Iterable

from backend.custody import rules, signing


def unsigned(tree: rules.Tree, steps: Iterable[str], entry: str) -> set[str]:
    """Signers of a move that is no handover who signed on another's phone or on paper, and neither
    confirmed it, nor were vouched for by the centre, nor did anything to the pack later."""
    signed = signing.signatures(dict(tree.facts[entry].data))
    waits = {one["by"] for one in signed if one["assurance"] not in rules.PROVEN}
    path = list(steps)
    later = path[path.index(entry) + 1 :] if entry in path else []
    moves = [tree.moves[one] for one in later]
    stands = {author for one in moves for author in (one.fact.actor, one.begun.actor)}
    for fact in tree.facts.values():
        if fact.kind == "custody.confirm" and fact.data["entry"] == entry:
            if fact.data["how"] == "centre":
                return set()
            stands.add(fact.data["by"])
    return waits - stands


def open_signatures(
    pack: str, facts: Iterable[rules.Fact], custody: rules.Custody
) -> list[tuple[str, str]]:
    """Every signature about a pack that nobody stands behind: the entry it is on, and whose it is."""
    tree = rules.Tree(pack, facts)
    moves = (one.id for one in tree.moves.values() if one.fact.kind != "custody.answer")
    return [
        *((name, str(tree.facts[name].data["signature"]["by"])) for name in custody.unproved),
        *((name, by) for name in moves for by in sorted(unsigned(tree, custody.steps, name))),
    ]
