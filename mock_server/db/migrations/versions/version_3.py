"""Version 3: whether the portal serves a training, what trouble its trainer makes and what they say
to all; when each step was first taken, every refusal, and the learners in reserve."""

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
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "reached",
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("voter_id", "step"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"]),
    )
    op.create_table(
        "refusal",
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("error", sa.String(40), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("voter_id", "step", "error"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"]),
    )
    op.create_table(
        "spare",
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("voter_id"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"]),
    )
