"""What others may ask of custody."""

from backend.custody.kit import carriers_brief, sections
from backend.custody.projection import custody, facts

__all__ = ["carriers_brief", "custody", "facts", "sections"]
