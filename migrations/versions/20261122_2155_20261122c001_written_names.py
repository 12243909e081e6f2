"""written names: a name prints as written, its one width is for look-up

Revision: 20261122c001
Follows: 20261122a001
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122c001"
down_revision = "20261122a001"
branch_labels = None
depends_on = None

TABLES = (("centre", 100), ("station", 100), ("person", 60))


def _named(table: str) -> sa.TableClause:
    return sa.table(table, sa.column("name"), sa.column("name_key"))


def upgrade() -> None:
    """Forward. Names stored so far were folded already, so each is its own key."""
    for table, length in TABLES:
        op.add_column(
            table, sa.Column("name_key", sa.String(length), nullable=False, server_default="")
        )
        op.execute(_named(table).update().values(name_key=sa.column("name")))
    op.drop_index("uq_station_centre_name", table_name="station")
    op.drop_index("ix_person_centre_name", table_name="person")
    op.create_index("uq_centre_name_key", "centre", ["name_key"], unique=True)
    op.create_index("uq_station_centre_name_key", "station", ["centre_id", "name_key"], unique=True)
    op.create_index("ix_person_centre_name_key", "person", ["centre_id", "name_key"])


def downgrade() -> None:
    """Back: the key becomes the name again, as the older code looks it up."""
    op.drop_index("ix_person_centre_name_key", table_name="person")
    op.drop_index("uq_station_centre_name_key", table_name="station")
    op.drop_index("uq_centre_name_key", table_name="centre")
    for table, _length in TABLES:
        op.execute(_named(table).update().values(name=sa.column("name_key")))
        op.drop_column(table, "name_key")
    op.create_index("ix_person_centre_name", "person", ["centre_id", "name"])
    op.create_index("uq_station_centre_name", "station", ["centre_id", "name"], unique=True)
