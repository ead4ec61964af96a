"""Version 3: whether the portal serves a training, and the trouble that its trainer makes."""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    with op.batch_alter_table("portal") as portal:
        portal.add_column(
            sa.Column("training", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("portal") as portal:
        portal.alter_column("training", server_default=None)
    op.create_table(
        "trouble",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger()),
        sa.Column("scenario", sa.String(30), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
