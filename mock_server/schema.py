"""The portal's tables. Secrets are kept only as hashes or MACs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

VERSION: Final = 1
"""Of this schema. A database of another version is refused, never altered in passing."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """A moment as microseconds since 1970: aware UTC on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:  # noqa: ARG002 (SQLAlchemy's signature)
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        return None if value is None else _EPOCH + timedelta(microseconds=value)


metadata = MetaData()

portal = Table(
    "portal",
    metadata,
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("election", Text, nullable=False),  # JSON of election.Election
    Column("public_url", String(300), nullable=False),  # "" until known
)

voter = Table(
    "voter",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", String(254), nullable=False),
    Column("address_key", String(300), nullable=False, unique=True),  # case-folded
    Column("family_name", String(100), nullable=False),
    Column("first_name", String(100), nullable=False),
    Column("language", String(2), nullable=False),
    Column("activated_at", Instant),
    Column("password_hash", String(200)),
    Column("question_id", String(200)),
    Column("answer_hash", String(200)),
)

activation_link = Table(
    "activation_link",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    # Nobody's link is the decoy of a request for an address that has no use for one.
    Column("voter_id", ForeignKey("voter.id"), index=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("password_hash", String(200)),
    Column("ticket_hash", LargeBinary(32)),
)

captcha = Table(
    "captcha",
    metadata,
    Column("id", String(50), primary_key=True),
    Column("link_hash", ForeignKey("activation_link.token_hash"), nullable=False, index=True),
    Column("action", String(20), nullable=False),
    Column("answer_mac", LargeBinary(32), nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

session = Table(
    "session",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("voter_id", ForeignKey("voter.id"), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False, index=True),
)

mail = Table(
    "mail",
    metadata,
    Column("id", Integer, primary_key=True),
    # Nobody's mail is a decoy: it is never sent nor shown.
    Column("voter_id", ForeignKey("voter.id"), index=True),
    Column("kind", String(20), nullable=False),
    Column("sender", String(254), nullable=False),
    Column("recipient", String(254), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("sent_at", Instant),
)

link_request = Table(
    "link_request",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address_mac", LargeBinary(32), nullable=False),
    Column("asked_at", Instant, nullable=False, index=True),
    Index("ix_link_request_address", "address_mac", "asked_at"),
)
