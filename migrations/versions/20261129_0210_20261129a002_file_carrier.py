"""file carrier: who delivered a file, so that nobody can fill an event's space for all

Revision: 20261129a002
Follows: 20261129a001
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129a002"
down_revision = "20261129a001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("journal_file", sa.Column("carrier", sa.String(32), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("journal_file", "carrier")
