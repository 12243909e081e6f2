"""people of an event and its candidates, as the dispatch file lists them

Revision: 20261129b001
Follows: 20261129a002
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129b001"
down_revision = "20261129a002"
branch_labels = None
depends_on = None

ROLES = "role IN ('chief', 'team_leader', 'examiner', 'invigilator', 'staff', 'supervisor')"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "event_person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.Column("room_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("id_lookup", sa.String(length=64), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("card_number", sa.String(length=40), nullable=False),
        sa.Column("card_until", sa.String(length=10), nullable=False),
        sa.Column("photo", sa.String(length=64), nullable=True),
        sa.CheckConstraint(ROLES, name=op.f("ck_event_person_role")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["exam_event.id"], name=op.f("fk_event_person_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_event_person_person_id")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_event_person_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_person")),
    )
    op.create_index(op.f("ix_event_person_event_id"), "event_person", ["event_id"])
    op.create_index(op.f("ix_event_person_id_lookup"), "event_person", ["id_lookup"])
    op.create_index(op.f("ix_event_person_person_id"), "event_person", ["person_id"])
    op.create_table(
        "candidate",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("id_lookup", sa.String(length=64), nullable=True),
        sa.Column("ticket", sa.String(length=40), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=True),
        sa.Column("room_id", sa.String(length=32), nullable=True),
        sa.Column("seat", sa.String(length=20), nullable=False),
        sa.Column("photo", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["exam_event.id"], name=op.f("fk_candidate_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_candidate_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["exam_session.id"], name=op.f("fk_candidate_session_id")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_candidate_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
    )
    op.create_index(op.f("ix_candidate_event_id"), "candidate", ["event_id"])
    op.create_index(op.f("ix_candidate_id_lookup"), "candidate", ["id_lookup"])
    op.create_index(
        "uq_candidate_event_id_ticket",
        "candidate",
        ["event_id", "ticket"],
        unique=True,
        sqlite_where=sa.text("NOT gone"),
        postgresql_where=sa.text("NOT gone"),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("candidate")
    op.drop_table("event_person")
