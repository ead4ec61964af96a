"""Version 2: the accounts, the ballots with their rolls, claims and assistance."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = None

# Compared byte by byte, which is SQLite's usual way.
NAME_KEY = sa.String(202).with_variant(sa.String(202, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "ballot",
        sa.Column("id", sa.String(50), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("position"),
    )
    op.create_table(
        "guessing",
        sa.Column("subject_mac", sa.LargeBinary(32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject_mac"),
    )
    op.create_index("ix_guessing_last_at", "guessing", ["last_at"])
    op.create_table(
        "link_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_mac", sa.LargeBinary(32), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_link_request_address", "link_request", ["address_mac", "asked_at"])
    op.create_index("ix_link_request_asked_at", "link_request", ["asked_at"])
    op.create_table(
        "portal",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("election", sa.Text(), nullable=False),
        sa.Column("public_url", sa.String(300), nullable=False),
    )
    op.create_table(
        "voter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("address_key", sa.String(300), nullable=False),
        sa.Column("family_name", sa.String(100), nullable=False),
        sa.Column("first_name", sa.String(100), nullable=False),
        sa.Column("affiliation", sa.String(200), nullable=False),
        sa.Column("body", sa.String(200), nullable=False),
        sa.Column("telephone", sa.String(30), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("activated_at", sa.BigInteger(), nullable=True),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("question_id", sa.String(200), nullable=True),
        sa.Column("answer_hash", sa.String(200), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("address_key"),
    )
    op.create_table(
        "activation_link",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("ticket_hash", sa.LargeBinary(32), nullable=True),
        sa.PrimaryKeyConstraint("token_hash"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"]),
    )
    op.create_index("ix_activation_link_voter_id", "activation_link", ["voter_id"])
    op.create_table(
        "assistance_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("voter_id", "key"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"]),
    )
    op.create_index("ix_assistance_request_answered_at", "assistance_request", ["answered_at"])
    op.create_table(
        "candidate_list",
        sa.Column("ballot_id", sa.String(50), nullable=False),
        sa.Column("id", sa.String(50), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("candidates", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ballot_id", "id"),
        sa.UniqueConstraint("ballot_id", "position"),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"]),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("ballot_id", sa.String(50), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("voter_id", "key"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"]),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"]),
    )
    op.create_index("ix_claim_state", "claim", ["state"])
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("sender", sa.String(254), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"]),
    )
    op.create_index("ix_mail_voter_id", "mail", ["voter_id"])
    op.create_table(
        "recovery_link",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ticket_hash", sa.LargeBinary(32), nullable=True),
        sa.PrimaryKeyConstraint("token_hash"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"]),
    )
    op.create_index("ix_recovery_link_voter_id", "recovery_link", ["voter_id"])
    op.create_table(
        "roll_entry",
        sa.Column("ballot_id", sa.String(50), nullable=False),
        sa.Column("name_key", NAME_KEY, nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ballot_id", "name_key", "voter_id"),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"]),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"]),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_roll_entry_voter_id", "roll_entry", ["voter_id"])
    op.create_table(
        "session",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"]),
    )
    op.create_index("ix_session_expires_at", "session", ["expires_at"])
    op.create_index("ix_session_voter_id", "session", ["voter_id"])
    op.create_table(
        "captcha",
        sa.Column("id", sa.String(50), nullable=False),
        sa.Column("link_hash", sa.LargeBinary(32), nullable=True),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("answer_mac", sa.LargeBinary(32), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["link_hash"], ["activation_link.token_hash"]),
    )
    op.create_index("ix_captcha_expires_at", "captcha", ["expires_at"])
    op.create_index("ix_captcha_link_hash", "captcha", ["link_hash"])
