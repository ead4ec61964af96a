"""Version 1, the first: ``init`` makes it, and no upgrade leads to it."""

revision = "1"
down_revision = None
