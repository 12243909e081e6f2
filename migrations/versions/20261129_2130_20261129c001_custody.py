"""packs of exam papers and what was said of each

Revision: 20261129c001
Follows: 20261129b003
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129c001"
down_revision = "20261129b003"
branch_labels = None
depends_on = None

STATES = (
    "prepared",
    "with_supervisor",
    "stored_overnight",
    "on_site",
    "with_invigilators",
    "opened",
    "issued",
    "collected",
    "resealed",
    "returned",
    "archived",
    "destroyed",
    "exception",
)


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "custody_pack",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("batch_id", sa.String(32), nullable=False),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("room_id", sa.String(32), nullable=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("project_id", sa.String(32), nullable=False),
        sa.Column("paper_code", sa.String(60), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("inside", sa.Integer(), nullable=False),
        sa.Column("strip", sa.String(40), nullable=False),
        sa.Column("first_strip", sa.String(40), nullable=False),
        sa.Column("computer", sa.Boolean(), nullable=False),
        sa.Column("pieces_due", sa.Integer(), nullable=True),
        sa.Column("scrap_due", sa.Integer(), nullable=True),
        sa.Column("replaces", sa.String(12), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("with_party", sa.String(32), nullable=False),
        sa.Column("holder", sa.String(32), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("prepared", sa.String(64), nullable=False),
        sa.Column("prepared_seq", sa.Integer(), nullable=False),
        sa.Column("tip", sa.String(64), nullable=False),
        sa.Column("exception", sa.String(20), nullable=True),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.Column("unproved", sa.Integer(), nullable=False),
        sa.Column("offer", sa.String(64), nullable=True),
        sa.Column("opened", sa.Integer(), nullable=True),
        sa.Column("issued", sa.Integer(), nullable=True),
        sa.Column("spare", sa.Integer(), nullable=True),
        sa.Column("void", sa.Integer(), nullable=True),
        sa.Column("collected", sa.Integer(), nullable=True),
        sa.Column("missing", sa.Integer(), nullable=True),
        sa.Column("pieces", sa.Integer(), nullable=True),
        sa.Column("scrap", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('theory', 'practical')", name=op.f("ck_custody_pack_kind")),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_custody_pack_state")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["exam_event.id"], name=op.f("fk_custody_pack_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_pack")),
    )
    op.create_index("ix_custody_pack_event_id_state", "custody_pack", ["event_id", "state"])
    op.create_index("ix_custody_pack_strip", "custody_pack", ["strip"])
    op.create_table(
        "custody_step",
        sa.Column("entry", sa.String(64), nullable=False),
        sa.Column("pack", sa.String(12), nullable=False),
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("after", sa.String(64), nullable=True),
        sa.Column("begun", sa.String(64), nullable=False),
        sa.Column("kid", sa.String(43), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(32), nullable=True),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["exam_event.id"], name=op.f("fk_custody_step_event_id")
        ),
        sa.PrimaryKeyConstraint("entry", "pack", name=op.f("pk_custody_step")),
    )
    op.create_index("ix_custody_step_event_id_pack", "custody_step", ["event_id", "pack"])
    op.create_index("ix_custody_step_begun", "custody_step", ["begun"])
    op.create_table(
        "custody_ink",
        sa.Column("entry", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(32), nullable=False),
        sa.Column("strokes", sa.String(64), nullable=False),
        sa.Column("statement", sa.String(64), nullable=False),
        sa.Column("points", sa.String(64), nullable=True),
        sa.Column("flaw", sa.String(30), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["exam_event.id"], name=op.f("fk_custody_ink_event_id")
        ),
        sa.PrimaryKeyConstraint("entry", "place", name=op.f("pk_custody_ink")),
    )
    op.create_index("ix_custody_ink_event_id", "custody_ink", ["event_id"])
    op.create_index("ix_custody_ink_strokes", "custody_ink", ["strokes"])
    op.create_index("ix_custody_ink_points", "custody_ink", ["points"])
    op.create_table(
        "custody_pass",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("entry", sa.String(64), nullable=False),
        sa.Column("party", sa.String(32), nullable=False),
        sa.Column("person_id", sa.String(32), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("spent_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_pass")),
    )
    op.create_index("ix_custody_pass_entry", "custody_pass", ["entry"])


def downgrade() -> None:
    """Back."""
    op.drop_table("custody_pass")
    op.drop_table("custody_ink")
    op.drop_table("custody_step")
    op.drop_table("custody_pack")
