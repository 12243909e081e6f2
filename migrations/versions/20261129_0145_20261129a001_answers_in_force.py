"""answers in force: sums over a form stay cheap however often its answers were changed

Revision: 20261129a001
Follows: 20261122e001
"""

from alembic import op

revision = "20261129a001"
down_revision = "20261122e001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_index("ix_form_answer_in_force", "form_answer", ["event_id", "superseded"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_form_answer_in_force", "form_answer")
