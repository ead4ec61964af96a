"""Version 5: old decoys are found however many younger ones there are."""

from alembic import op

revision = "5"
down_revision = "4"


def upgrade() -> None:
    for table, moment in (
        ("activation_link", "created_at"),
        ("recovery_link", "created_at"),
        ("mail", "queued_at"),
    ):
        op.drop_index(f"ix_{table}_voter_id", table)
        op.create_index(f"ix_{table}_voter_id", table, ["voter_id", moment])
