"""The portal's tables. Secrets are kept only as hashes or MACs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from tui_voter.contract.text import REPLACEMENT

VERSION: Final = 3
"""The version of this schema: the latest revision in ``migrations``. A database of another version
is refused, never altered in passing."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """A moment as microseconds since 1970: aware UTC on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:  # noqa: ARG002 (SQLAlchemy's signature)
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        return None if value is None else _EPOCH + timedelta(microseconds=value)


def storable(text: str) -> str:
    """``text`` without NUL, which PostgreSQL cannot store."""
    return text.replace("\0", REPLACEMENT)


class Id(TypeDecorator[str]):
    """An id that clients send back to the portal, and that may be any text. PostgreSQL refuses a
    text with NUL, which no id contains: another character is looked for in its place."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002 (SQLAlchemy's signature)
        return None if value is None else storable(value)


metadata = MetaData()

revision = Table(
    "alembic_version",  # the name that Alembic expects
    metadata,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)

portal = Table(
    "portal",
    metadata,
    Column("created_at", Instant, nullable=False),
    Column("election", Text, nullable=False),  # JSON of election.ElectionDefinition
    Column("public_url", String(300), nullable=False),  # "" until known
    Column("training", Boolean, nullable=False, default=False),  # whether it served one last
)

clock = Table(
    "clock",
    metadata,
    # One row, or none if the portal keeps real time: at ``real_at`` its clock showed
    # ``portal_at``, and since then it goes ``speed`` times as fast.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("real_at", Instant, nullable=False),
    Column("portal_at", Instant, nullable=False),
    Column("speed", Integer, nullable=False),
)

trouble = Table(
    "trouble",
    metadata,
    # Trouble that a trainer makes on purpose, and has made. It is on from ``since`` to ``until``.
    Column("id", Integer, primary_key=True),
    Column("what", String(20), nullable=False),
    Column("voter_id", Integer, nullable=False),  # 0 for everybody
    Column("since", Instant, nullable=False),
    Column("until", Instant),  # NULL: until it is undone
    Column("scenario", String(30), nullable=False),  # that it is a part of; "" for none
)

announcement = Table(
    "announcement",
    metadata,
    # One row, or none if nothing is said to all.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("text", String(200), nullable=False),
)

voter = Table(
    "voter",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # by the file's order
    Column("address", String(254), nullable=False),
    Column("address_key", String(300), nullable=False, unique=True),  # case-folded
    Column("family_name", String(100), nullable=False),
    Column("first_name", String(100), nullable=False),
    Column("affiliation", String(200), nullable=False),  # the place of work; "" unknown
    Column("body", String(200), nullable=False),  # the corps; "" unknown
    Column("telephone", String(30), nullable=False),  # "" for none
    Column("language", String(2), nullable=False),
    Column("activated_at", Instant),
    Column("password_hash", String(200)),
    Column("question_id", String(200)),
    Column("answer_hash", String(200)),
)

mailed_link = Table(
    "mailed_link",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("kind", String(20), nullable=False),  # what it is for
    # A link without a voter is a decoy: the requested address has no use for a link.
    Column("voter_id", ForeignKey("voter.id")),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column(
        "tries", Integer, nullable=False, default=0
    ),  # wrong answers and codes so far, to recover an account
    Column("password_hash", String(200)),  # until an account is active
    Column("ticket_hash", LargeBinary(32)),
    Column("code_mac", LargeBinary(32)),  # of the mailed code that recovers an account, until used
    Column("code_expires_at", Instant),
    # The moment is included, so that old decoys are found however many newer ones there are.
    Index("ix_mailed_link_voter_id", "voter_id", "created_at"),
)

captcha = Table(
    "captcha",
    metadata,
    Column("id", Id(50), primary_key=True),
    # A captcha without a link is one that anybody may ask for, such as to sign in.
    Column("link_hash", ForeignKey("mailed_link.token_hash"), index=True),
    Column("action", String(20), nullable=False),
    Column("answer_mac", LargeBinary(32), nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

progress = Table(
    "progress",
    metadata,
    # How far a learner has come, noted while a training runs.
    Column("voter_id", ForeignKey("voter.id"), primary_key=True),
    Column("step", String(20), nullable=False),
    Column("step_at", Instant, nullable=False),
    Column("error", String(40), nullable=False),  # the latest refusal's code; "" since the step
    Column("error_at", Instant),
    Column("errors", Integer, nullable=False),  # refusals since the step
)

reached = Table(
    "reached",
    metadata,
    # When a learner first took a step, with the account that they have now.
    Column("voter_id", ForeignKey("voter.id"), primary_key=True),
    Column("step", String(20), primary_key=True),
    Column("at", Instant, nullable=False),
)

refusal = Table(
    "refusal",
    metadata,
    # How often a learner met a refusal at a step; "" before the first one.
    Column("voter_id", ForeignKey("voter.id"), primary_key=True),
    Column("step", String(20), primary_key=True),
    Column("error", String(40), primary_key=True),
    Column("times", Integer, nullable=False),
)

spare = Table(
    "spare",
    metadata,
    # The learners of a training who were made for those who come late.
    Column("voter_id", ForeignKey("voter.id"), primary_key=True),
    Column("taken_at", Instant),  # NULL for one who is still in reserve
)

session = Table(
    "session",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("voter_id", ForeignKey("voter.id"), nullable=False, index=True),
    Column("opened_at", Instant, nullable=False),  # by the portal's clock, as the vote's rules go
    Column("expires_at", Instant, nullable=False, index=True),
    Column("unlocked", Boolean, nullable=False),  # whether the voter gave the voting code
)

guessing = Table(
    "guessing",
    metadata,
    # The MAC of what attempts are counted for: an identifier and a way to its account, a client and
    # an account that it tried, or the subject of a quota.
    Column("subject_mac", LargeBinary(32), primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("until", Instant, nullable=False),  # until then no attempt is checked; a quota's end
    Column("last_at", Instant, nullable=False, index=True),
)

mail = Table(
    "mail",
    metadata,
    Column("id", Integer, primary_key=True),
    # A mail without a voter is a decoy: it is never sent nor shown.
    Column("voter_id", ForeignKey("voter.id")),
    Column("kind", String(20), nullable=False),
    Column("sender", String(254), nullable=False),
    Column("recipient", String(254), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("sent_at", Instant),
    # When the mail is due, to be handed over by any process. It is put off before each try, so
    # that two processes do not hand it over at once, and a crash in between loses nothing.
    Column("due_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("failure", String(300), nullable=False),  # why the latest try failed; "" for none
    Index("ix_mail_voter_id", "voter_id", "queued_at"),
)
Index(
    "ix_mail_due",
    mail.c.due_at,
    sqlite_where=mail.c.sent_at.is_(None),
    postgresql_where=mail.c.sent_at.is_(None),
)

link_request = Table(
    "link_request",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address_mac", LargeBinary(32), nullable=False),
    Column("asked_at", Instant, nullable=False, index=True),
    Index("ix_link_request_address", "address_mac", "asked_at"),
)

ballot = Table(
    "ballot",
    metadata,
    Column("id", Id(50), primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("seats", Integer, nullable=False),
    Column("voters", Integer, nullable=False),  # on its roll
    Column("texts", Text, nullable=False),  # JSON: name and description by language
)

roll_entry = Table(
    "roll_entry",
    metadata,
    # The key by which the roll is ordered and searched by prefix: "dupont zoe", compared
    # byte by byte, which is SQLite's usual way and not PostgreSQL's.
    Column("ballot_id", ForeignKey("ballot.id"), primary_key=True),
    Column(
        "name_key",
        String(202).with_variant(String(202, collation="C"), "postgresql"),
        primary_key=True,
    ),
    Column("voter_id", ForeignKey("voter.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

candidate_list = Table(
    "candidate_list",
    metadata,
    Column("ballot_id", ForeignKey("ballot.id"), primary_key=True),
    Column("id", String(50), primary_key=True),
    Column("position", Integer, nullable=False),  # the official order
    Column("texts", Text, nullable=False),  # JSON: name, union and statement by language
    Column("candidates", Text, nullable=False),  # JSON, in their order
    UniqueConstraint("ballot_id", "position"),
)


def _submissions(name: str, *content: Column[Any]) -> Table:
    """A table of what voters send to the office, of one kind, with the office's answer."""
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        Column("voter_id", ForeignKey("voter.id"), nullable=False),
        Column("key", String(64), nullable=False),
        *content,
        Column("text", Text, nullable=False),
        Column("sent_at", Instant, nullable=False),
        Column("answer", Text, nullable=False, default=""),  # "" until there is one
        Column("answered_at", Instant, index=True),
        UniqueConstraint("voter_id", "key"),
    )


claim = _submissions(
    "claim",
    Column("kind", String(20), nullable=False),
    Column("ballot_id", ForeignKey("ballot.id"), nullable=False),
    Column("state", String(20), nullable=False, default="received"),
)
assistance_request = _submissions(
    "assistance_request",
    Column("subject", String(200), nullable=False),
)

# --- The vote. A ballot that was cast refers to no other table: PostgreSQL would note in the row
# --- referred to which transaction did. Nothing here has a time, or a number of its own, either.

Sealed = String(64).with_variant(String(64, collation="C"), "postgresql")
"""A hash or a point in letters and digits, compared byte by byte."""

seal = Table(
    "seal",
    metadata,
    # One row, once the election was prepared for the polling board.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("receipt_key", Text, nullable=False),  # signs receipts; sealed under the portal's key
    Column("text", Text, nullable=False),  # seal.json; "" until the board has sealed
    Column("sealed_at", Instant),
    Column("mixed_at", Instant),  # the last mixing, not that of a certain ballot
)

sealed_ballot = Table(
    "sealed_ballot",
    metadata,
    # The polling board's files: each text as its hash covers it.
    Column("ballot_id", ForeignKey("ballot.id"), primary_key=True),
    Column("uuid", Id(14), nullable=False, unique=True),
    Column("election", Text, nullable=False),
    Column("trustees", Text, nullable=False),
    Column("credentials", Text, nullable=False),
    Column("closed", Boolean, nullable=False),  # nothing is cast any more
)

credential = Table(
    "credential",
    metadata,
    # Who may vote in a ballot, by public credentials: nothing tells whose they are.
    Column("ballot_id", Id(50), primary_key=True),
    Column("credential", Sealed, primary_key=True),
    sqlite_with_rowid=False,
)

voting_code = Table(
    "voting_code",
    metadata,
    Column("voter_id", ForeignKey("voter.id"), primary_key=True),
    Column("verifier_hash", LargeBinary(32), nullable=False),
    Column("replaced", Integer, nullable=False),  # how often
)

binding = Table(
    "binding",
    metadata,
    # The credential that a voter's code gives in a ballot, bound to the code's verifier.
    Column("ballot_id", Id(50), primary_key=True),
    Column("voter_id", ForeignKey("voter.id"), primary_key=True),
    Column("hash", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)

reserve = Table(
    "reserve",
    metadata,
    # Codes for voters who have lost theirs; a row is deleted when its code is given out.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False),  # sealed under the reserve's own key
)

replacement_log = Table(
    "replacement_log",
    metadata,
    # The public log of the codes that were replaced, line by line: number 0 is about the reserve.
    # No line names a code; ``ends_at`` is the log's length in bytes with this line.
    Column("ballot_id", Id(50), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("ends_at", Integer, nullable=False),
    Column("line", Text, nullable=False),
    UniqueConstraint("ballot_id", "ends_at"),
    sqlite_with_rowid=False,
)

replacement = Table(
    "replacement",
    metadata,
    # The voters who asked for another voting code. The mailed code is sealed under the portal's
    # key, the one given out under the reserve's.
    Column("voter_id", ForeignKey("voter.id"), primary_key=True),
    Column("mailed", Text, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("tries", Integer, nullable=False),  # wrong attempts so far
    Column("issued", Text, nullable=False),  # until the booth was opened with it; "" before
)

register = Table(
    "register",
    metadata,
    # Who has voted (liste d'émargement).
    Column("ballot_id", Id(50), primary_key=True),
    Column("voter_id", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

pending = Table(
    "pending",
    metadata,
    # Ballots that were cast and are not mixed yet.
    Column("ballot_id", Id(50), primary_key=True),
    Column("credential", Sealed, primary_key=True),
    Column("tracker", Sealed, nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

urn = Table(
    "urn",
    metadata,
    # Ballots in the order in which everybody sees them, from 1.
    Column("ballot_id", Id(50), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("credential", Sealed, nullable=False),
    Column("tracker", Sealed, nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("ballot_id", "credential"),
    sqlite_with_rowid=False,
)

ending = Table(
    "ending",
    metadata,
    # What is published about an urn once it is closed, beside its archive.
    Column("ballot_id", ForeignKey("sealed_ballot.ballot_id"), primary_key=True),
    Column("signed_end", Text, nullable=False),
    # The number of codes replaced, and of ballots cast with a code of the reserve; NULL
    # if the election was sealed without a log of them.
    Column("replaced", Integer),
    Column("cast_from_reserve", Integer),
)

tally = Table(
    "tally",
    metadata,
    # What follows the ballots in an urn's archive, in this order: the sum, the shares, the result.
    Column("ballot_id", ForeignKey("sealed_ballot.ballot_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("owner", Integer, nullable=False),  # the member of the board, of a share; or 0
    Column("text", Text, nullable=False),
    UniqueConstraint("ballot_id", "kind", "owner"),
)
