"""backups: verified backups, declared restores, forks that phones found

Revision: 20261122d001
Follows: 20261122c002
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122d001"
down_revision = "20261122c002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "backup",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("checkpoint", sa.Integer(), nullable=False),
        sa.Column("snapshot_at", sa.BigInteger(), nullable=False),
        sa.Column("verified_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup")),
    )
    op.create_index(op.f("ix_backup_snapshot_at"), "backup", ["snapshot_at"])
    op.create_table(
        "journal_restore",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("backup", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["checkpoint.number"], name=op.f("fk_journal_restore_number_checkpoint")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_journal_restore")),
    )
    op.create_table(
        "journal_fork",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("journal", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("carrier", sa.String(length=32), nullable=True),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_fork")),
        sa.UniqueConstraint(
            "journal", "seq", "head", name=op.f("uq_journal_fork_journal_seq_head")
        ),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("journal_fork")
    op.drop_table("journal_restore")
    op.drop_table("backup")
