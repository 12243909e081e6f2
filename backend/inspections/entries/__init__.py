"""Kinds of the form: what is refused, and what an accepted entry changes (contracts section 5).

`check` judges what the entry alone and the dispatch can tell. What needs the bytes of a file is
judged by `versions.weigh` when they are here.
"""

from backend.core.rebuilding import projection

from .. import erasing
from ..models import (
    Answer,
    CoSign,
    Form,
    FormMark,
    FormVersion,
    InboxReceipt,
    Recorded,
    Remark,
    StrokesUse,
)
from . import acts, answers, signatures

projection(Answer, CoSign, Form, FormMark, FormVersion, InboxReceipt, Recorded, Remark, StrokesUse)

__all__ = ["acts", "answers", "erasing", "signatures"]
