"""The kinds of custody (contracts sections 5 and 14)."""

from __future__ import annotations

from typing import Any

from backend.core import journal
from backend.core.journal import SERVER
from backend.core.payload import Entry
from backend.core.rebuilding import projection as projected
from backend.custody import checking, following, projection, schemas
from backend.custody.models import Ink, Pack, Step

projected(Pack, Step, Ink)

CARRIERS = ("server", "supervisor", "chief", "invigilator")
FIELD = ("supervisor", "chief", "invigilator")
CUSTODY = (
    "custody.prepared", "custody.offer", "custody.answer", "custody.recall", "custody.confirm",
    "custody.store", "custody.open", "custody.count", "custody.collect", "custody.seal",
    "custody.except", "custody.released", "custody.archived", "custody.destroyed",
)  # fmt: skip
CONFIRMABLE = ("custody.offer", "custody.answer", "custody.open", "custody.seal", "custody.store")


class _Kind:
    """All kinds of custody are judged by one rule and kept in one way."""

    @staticmethod
    def check(entry: Entry) -> None:
        """Refuse what the path to the move it names does not allow."""
        checking.check(entry)

    @staticmethod
    def project(entry: Entry) -> None:
        """Keep it beside its packs and fold them."""
        projection.project(entry)

    @staticmethod
    def follow(entry: Entry) -> None:
        """Findings, reminders, and what else somebody has to look at."""
        following.follow(entry)


def _kind(name: str, who: tuple[str, ...], parents: tuple[str, ...]) -> Any:
    shape = getattr(schemas, f"{name.capitalize()}DataSchema")
    return journal.kind(f"custody.{name}", 1, who=who, parents=parents, schema=shape)


@_kind("prepared", SERVER, ("custody.prepared",))
class Prepared(_Kind):
    """The centre's keeper made packs (A3-4); the newest act counts until the first move."""


@_kind("offer", CARRIERS, CUSTODY)
class Offer(_Kind):
    """Somebody offers packs to a named receiver (8.5b)."""


@_kind("answer", CARRIERS, ("custody.offer",))
class Answer(_Kind):
    """The receiver takes or refuses each pack."""


@_kind("recall", CARRIERS, ("custody.offer",))
class Recall(_Kind):
    """The giver takes an offer back."""


@_kind("confirm", CARRIERS, CONFIRMABLE)
class Confirm(_Kind):
    """A signer stands behind what was signed on another's device (A3-4c)."""


@_kind("store", ("supervisor", "chief"), CUSTODY)
class Store(_Kind):
    """Where packs lie overnight, and who saw it (Q-4)."""


@_kind("open", FIELD, CUSTODY)
class Open(_Kind):
    """Two people cut a strip (Q-3)."""


@_kind("count", FIELD, CUSTODY)
class Count(_Kind):
    """Papers were handed out, or one was replaced."""


@_kind("collect", FIELD, CUSTODY)
class Collect(_Kind):
    """Papers came back and were counted (A11-i26)."""


@_kind("seal", FIELD, CUSTODY)
class Seal(_Kind):
    """A bag got a new strip."""


@_kind("except", CARRIERS, CUSTODY)
class Except(_Kind):
    """Something is wrong with a pack (8.5)."""


@_kind("released", SERVER, CUSTODY)
class Released(_Kind):
    """The centre says what a pack in exception is now."""


@_kind("archived", SERVER, CUSTODY)
class Archived(_Kind):
    """A returned pack lies in its archive (N2-1)."""


@_kind("destroyed", SERVER, CUSTODY)
class Destroyed(_Kind):
    """An archived pack was destroyed after its time."""
