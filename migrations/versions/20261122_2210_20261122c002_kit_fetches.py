"""kit fetches: which phone took which event's kit, and when

Revision: 20261122c002
Follows: 20261122b101
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122c002"
down_revision = "20261122b101"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "kit_fetch",
        sa.Column("kid", sa.String(43), nullable=False),
        sa.Column("journal", sa.String(32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("fetched_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kid", "journal", name=op.f("pk_kit_fetch")),
    )
    op.create_index(op.f("ix_kit_fetch_journal"), "kit_fetch", ["journal"])


def downgrade() -> None:
    """Back."""
    op.drop_table("kit_fetch")
