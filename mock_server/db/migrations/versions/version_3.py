"""The version is Alembic's to keep, and stands beside the election no longer."""

from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    op.drop_column("portal", "version")
