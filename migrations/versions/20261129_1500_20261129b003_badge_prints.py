"""print jobs of badges

Revision: 20261129b003
Follows: 20261129b002
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129b003"
down_revision = "20261129b002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "badge_print",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("layout", sa.String(10), nullable=False),
        sa.Column("badges", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("by_words", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("stage", sa.String(10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'gone')",
            name=op.f("ck_badge_print_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_print")),
    )
    op.create_index(op.f("ix_badge_print_event_id"), "badge_print", ["event_id"])


def downgrade() -> None:
    """Back."""
    op.drop_index(op.f("ix_badge_print_event_id"), "badge_print")
    op.drop_table("badge_print")
