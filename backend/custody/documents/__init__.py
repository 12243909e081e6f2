"""Papers of custody: values in, PDF out; no database, no request, no clock.

Labels for the bags, 试卷交接单, 试卷保管记录, 拆封记录 and 回收封装记录 (requirements section 12).
"""

from .facts import Anchor, Head, Label, Line, Picture, Proof, Record, Signed
from .labels import render_labels
from .records import render_record

__all__ = [
    "Anchor",
    "Head",
    "Label",
    "Line",
    "Picture",
    "Proof",
    "Record",
    "Signed",
    "render_labels",
    "render_record",
]
