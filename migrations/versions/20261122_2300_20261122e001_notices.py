"""notice confirmations: who read which version of the data protection notice, and when

Revision: 20261122e001
Follows: 20261122d002
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122e001"
down_revision = "20261122d002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "notice_confirmation",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_confirmation_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_confirmation")),
    )
    op.create_index(
        "uq_notice_confirmation_account_version",
        "notice_confirmation",
        ["account_id", "version"],
        unique=True,
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("notice_confirmation")
