"""Shapes of the API of forms."""

from backend.core.fields import PageArgs

from .arguments import (
    FormExportArgs,
    FormListArgs,
    HeldArgs,
    QuestionArgs,
    ReceiptArgs,
    ReplyArgs,
    ShowArgs,
    VersionArgs,
)
from .detail import FormOut
from .records import HeldPage, HistoryPage, ProvinceOut, VerificationOut
from .rows import FormPage

__all__ = [
    "FormExportArgs",
    "FormListArgs",
    "FormOut",
    "FormPage",
    "HeldArgs",
    "HeldPage",
    "HistoryPage",
    "PageArgs",
    "ProvinceOut",
    "QuestionArgs",
    "ReceiptArgs",
    "ReplyArgs",
    "ShowArgs",
    "VerificationOut",
    "VersionArgs",
]
