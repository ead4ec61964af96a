"""Version 2: each replaced voting code stands in a public log, and codes are bound to credentials.

An election that was sealed before has no such log, which is sealed with it: its codes are replaced
no more, and those in reserve, which the portal's key opens, are erased. It has no bindings either:
its ballots are taken without.
"""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    op.execute("DELETE FROM reserve")
    op.execute("DELETE FROM replacement")
    op.create_table(
        "replacement_log",
        sa.Column("ballot_id", sa.String(50), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ends_at", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ballot_id", "number"),
        sa.UniqueConstraint("ballot_id", "ends_at"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "binding",
        sa.Column("ballot_id", sa.String(50), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("ballot_id", "voter_id"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"]),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ending") as ending:
        ending.drop_column("reserve")
        ending.add_column(sa.Column("replaced", sa.Integer()))
        ending.add_column(sa.Column("cast_from_reserve", sa.Integer()))
