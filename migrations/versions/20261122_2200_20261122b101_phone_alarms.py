"""phone alarms

Revision: 20261122b101
Follows: 20261122c001
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122b101"
down_revision = "20261122c001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "phone_alarm",
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("centre_id", sa.String(length=32), nullable=False),
        sa.Column("why", sa.String(length=10), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_by", sa.String(length=32), nullable=True),
        sa.Column("settled_how", sa.String(length=200), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "why IN ('emptied', 'gap', 'replaced', 'photos')", name=op.f("ck_phone_alarm_why_known")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_phone_alarm_centre_id_centre")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_phone_alarm_device_id_device")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_alarm")),
    )
    with op.batch_alter_table("phone_alarm", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phone_alarm_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_phone_alarm_device_id"), ["device_id"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("phone_alarm", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phone_alarm_device_id"))
        batch_op.drop_index(batch_op.f("ix_phone_alarm_centre_id"))
    op.drop_table("phone_alarm")
