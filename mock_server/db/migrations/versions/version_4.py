"""Version 4: a clock that can be set, mails that are handed over, how far learners have come."""

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"


def upgrade() -> None:
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("real_at", sa.BigInteger(), nullable=False),
        sa.Column("portal_at", sa.BigInteger(), nullable=False),
        sa.Column("speed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "progress",
        sa.Column("voter_id", sa.Integer(), sa.ForeignKey("voter.id"), nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("step_at", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.String(40), nullable=False),
        sa.Column("error_at", sa.BigInteger()),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("voter_id"),
    )
    not_sent = sa.text("sent_at IS NULL")
    with op.batch_alter_table("mail") as mail:
        mail.add_column(sa.Column("due_at", sa.BigInteger(), nullable=False, server_default="0"))
        mail.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        mail.add_column(sa.Column("failure", sa.String(300), nullable=False, server_default=""))
    op.execute("UPDATE mail SET due_at = queued_at")
    with op.batch_alter_table("mail") as mail:
        for name in ("due_at", "tries", "failure"):
            mail.alter_column(name, server_default=None)
    op.create_index(
        "ix_mail_due", "mail", ["due_at"], sqlite_where=not_sent, postgresql_where=not_sent
    )
