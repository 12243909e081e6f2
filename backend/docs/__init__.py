"""What the house says about itself: the generated pages of docs/, the OpenAPI description, its page.

``described_api`` is called by ``create_app``; ``docs`` is the command. Reads models, routes, permissions,
problems and tests; decides nothing and stores nothing.
"""

from .commands import docs
from .openapi import described_api

__all__ = ["described_api", "docs"]
