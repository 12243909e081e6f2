"""badges, gates and what the gates saw

Revision: 20261129b002
Follows: 20261129b001
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129b002"
down_revision = "20261129b001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "badge",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(10), nullable=False),
        sa.Column("holder_id", sa.String(32), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("serial", sa.String(30), nullable=False),
        sa.Column("code", sa.String(4), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("not_after", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("replaced_by", sa.String(12), nullable=True),
        sa.Column("kid", sa.String(43), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("subject IN ('person', 'candidate')", name=op.f("ck_badge_subject")),
        sa.CheckConstraint(
            "state IN ('issued', 'suspended', 'revoked', 'returned', 'replaced')",
            name=op.f("ck_badge_state"),
        ),
        sa.ForeignKeyConstraint(["event_id"], ["exam_event.id"], name=op.f("fk_badge_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_badge_event_id_code")),
        sa.UniqueConstraint("event_id", "serial", name=op.f("uq_badge_event_id_serial")),
    )
    op.create_index("ix_badge_event_id_holder_id", "badge", ["event_id", "holder_id"])
    op.create_table(
        "gate",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("person_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(30), nullable=False),
        sa.Column("direction", sa.String(4), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(32), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("pass_badge", sa.String(12), nullable=True),
        sa.Column("pass_until", sa.BigInteger(), nullable=True),
        sa.Column("pass_by", sa.String(32), nullable=True),
        sa.Column("pass_nonce", sa.String(64), nullable=True),
        sa.Column("spent_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("direction IN ('in', 'out', 'both')", name=op.f("ck_gate_direction")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_gate_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate")),
        sa.UniqueConstraint("person_id", name=op.f("uq_gate_person_id")),
        sa.UniqueConstraint("pass_badge", name=op.f("uq_gate_pass_badge")),
    )
    op.create_index("ix_gate_event_id", "gate", ["event_id"])
    op.create_table(
        "gate_scan",
        sa.Column("entry", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("badge", sa.String(12), nullable=True),
        sa.Column("subject", sa.String(10), nullable=True),
        sa.Column("holder_id", sa.String(32), nullable=True),
        sa.Column("gate", sa.String(32), nullable=True),
        sa.Column("guard", sa.String(12), nullable=True),
        sa.Column("direction", sa.String(4), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("admitted", sa.Boolean(), nullable=False),
        sa.Column("via", sa.String(10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kid", sa.String(43), nullable=True),
        sa.Column("override", sa.String(10), nullable=True),
        sa.Column("override_by", sa.String(12), nullable=True),
        sa.Column("confirmed_by", sa.String(32), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=True),
        sa.Column("card", sa.Boolean(), nullable=True),
        sa.Column("identity", sa.Boolean(), nullable=True),
        sa.Column("paper_at", sa.BigInteger(), nullable=True),
        sa.Column("list_seq", sa.Integer(), nullable=True),
        sa.Column("list_age", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["exam_event.id"], name=op.f("fk_gate_scan_event_id")
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_gate_scan")),
    )
    op.create_index("ix_gate_scan_event_id_holder_id", "gate_scan", ["event_id", "holder_id"])
    op.create_index("ix_gate_scan_event_id_at", "gate_scan", ["event_id", "at"])


def downgrade() -> None:
    """Back."""
    op.drop_table("gate_scan")
    op.drop_table("gate")
    op.drop_table("badge")
