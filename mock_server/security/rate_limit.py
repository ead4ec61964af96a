"""Limiting guesses at passwords and challenge answers: a growing delay, and how attempts are
counted.

Each way into an account has its own counts, so that failed attempts at one do not block another.
Sign-in attempts are counted by the account and the client together and, with a higher limit, by the
account alone. A client's attempts are also added up over all accounts, with the highest limit, so
that one password cannot be tried on a whole roll. Attempts at an account that is then opened are
subtracted, so a training room, which shares one address, never waits. Attempts at the password or
the voting code in a session are counted by the session, and those at the challenge question by the
account, whichever links they come by: no stranger can raise these. An account is what somebody
typed as an identifier, whether or not it exists.

An attempt is counted before its secret is checked, so many attempts at once count like as many in a
row. A successful one deletes the counts. They are also forgotten after a day without an attempt.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Final

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, select, text, update

from mock_server.core.addresses import address_key
from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.db.locks import sweep, take_turns
from mock_server.security.credentials import PortalKey
from tui_voter.contract.errors import ErrorCode

FORGOTTEN_AFTER: Final = timedelta(hours=24)
FIRST_DELAY: Final = timedelta(seconds=30)


class Patience(msgspec.Struct, frozen=True):
    """The number of attempts that are free; from the last of these on, each attempt doubles the
    delay."""

    free_tries: int
    longest: timedelta

    def delay(self, tries: int) -> timedelta:
        """How long one must wait after this many attempts."""
        if tries < self.free_tries:
            return timedelta(0)
        doublings = min(tries - self.free_tries, 20)
        return min(FIRST_DELAY * (1 << doublings), self.longest)


FROM_ONE_CLIENT: Final = Patience(free_tries=5, longest=timedelta(minutes=15))
FROM_ANY_CLIENT: Final = Patience(free_tries=20, longest=timedelta(minutes=5))
IN_ONE_SESSION: Final = Patience(free_tries=5, longest=timedelta(minutes=15))
OVER_ALL_ACCOUNTS: Final = Patience(free_tries=240, longest=timedelta(minutes=5))
"""The limit of one client: four attempts for each learner of a room of sixty, before any of them is
in. The delay is short because it affects everybody at that address."""
OPENINGS: Final = Patience(free_tries=20, longest=timedelta(minutes=5))
"""How often number and PIN open a seat: each opening is a link, and in a browser a program."""
BY_ANY_LINK: Final = Patience(free_tries=10, longest=timedelta(hours=1))
"""The limit of an account's challenge question. An answer is guessed more easily than a password,
but only a reader of the voter's mail can try. The delay is never longer than a link is valid."""

_HALF: Final = 16
"""The length of half a subject, in bytes. The first half names the account, so that all counts of
an account stand side by side; the second half is the MAC of a client or a session, or one of those
below. A client's attempts at an account are stored a second time with the halves exchanged, so that
all of a client's stand side by side as well."""
_ANY_CLIENT: Final = bytes(_HALF)
_ANY_ACCOUNT: Final = bytes(_HALF)
_ANY_LINK: Final = b"\xff" * _HALF
_OPENING: Final = b"\xfe" * _HALF

_guessing = schema.guessing
_SUBJECT = _guessing.c.subject_mac == bindparam("subject")

# SQLite and PostgreSQL share this statement, for which SQLAlchemy has no common expression.
_COUNT = text(
    "INSERT INTO guessing (subject_mac, tries, until, last_at) VALUES (:subject, 1, 0, :now) "
    "ON CONFLICT (subject_mac) DO UPDATE SET last_at = :now, "
    "tries = CASE WHEN guessing.last_at <= :forgotten THEN 1 ELSE guessing.tries + 1 END "
    "WHERE guessing.until <= :now RETURNING tries"
).bindparams(bindparam("now", type_=schema.Instant), bindparam("forgotten", type_=schema.Instant))
_DELAY = update(_guessing).where(_SUBJECT).values(until=bindparam("until_then"))
_DELAY_CLIENT = text(
    "INSERT INTO guessing (subject_mac, tries, until, last_at) VALUES (:subject, 0, :until, :now) "
    "ON CONFLICT (subject_mac) DO UPDATE SET until = :until, last_at = :now"
).bindparams(bindparam("now", type_=schema.Instant), bindparam("until", type_=schema.Instant))
_UNTIL = select(func.max(_guessing.c.until)).where(
    _guessing.c.subject_mac.in_(bindparam("subjects", expanding=True))
)
_BESIDE = _guessing.c.subject_mac.between(bindparam("first"), bindparam("last"))
_TRIES_BESIDE = select(func.sum(_guessing.c.tries)).where(
    _BESIDE, _guessing.c.last_at > bindparam("forgotten")
)
_CLEAR = delete(_guessing).where(_SUBJECT)
_CLEAR_BESIDE = delete(_guessing).where(_BESIDE).returning(_guessing.c.subject_mac)
_FORGET = sweep(_guessing, _guessing.c.last_at <= bindparam("forgotten"))


def account_mac(key: PortalKey, identifier: str) -> bytes:
    """The MAC that names an account among the counts."""
    return key.mac("guess", address_key(identifier).encode())[:_HALF]


class Guesser(msgspec.Struct, frozen=True):
    """Someone guessing a secret of an account, and the subjects that their attempts are counted
    for; a ``client``, if there is one, is also counted over all accounts."""

    account: bytes
    counts: tuple[tuple[bytes, Patience], ...]
    client: bytes | None = None

    @classmethod
    def signing_in(cls, key: PortalKey, identifier: str, client: str) -> Guesser:
        account = account_mac(key, identifier)
        this_client = key.mac("client", client.encode())[:_HALF]
        counts = (
            (account + this_client, FROM_ONE_CLIENT),
            (account + _ANY_CLIENT, FROM_ANY_CLIENT),
        )
        return cls(account, counts, this_client)

    @classmethod
    def in_session(cls, key: PortalKey, identifier: str, session: str) -> Guesser:
        """Someone guessing the password in a session. The account is not counted, or a thief of one
        session could keep the voter, in another, from changing the password, which ends the stolen
        session."""
        account = account_mac(key, identifier)
        this_session = key.mac("guess in session", account, session.encode())[:_HALF]
        return cls(account, ((account + this_session, IN_ONE_SESSION),))

    @classmethod
    def giving_code(cls, key: PortalKey, identifier: str, session: str) -> Guesser:
        """Someone guessing the voting code, counted by the session for the same reason."""
        account = account_mac(key, identifier)
        this_session = key.mac("code in session", account, session.encode())[:_HALF]
        return cls(account, ((account + this_session, IN_ONE_SESSION),))

    @classmethod
    def opening(cls, key: PortalKey, identifier: str) -> Guesser:
        """Someone who opens a seat and knows its PIN: nothing that they open clears this count."""
        account = account_mac(key, identifier)
        return cls(account, ((account + _OPENING, OPENINGS),))

    @classmethod
    def answering(cls, key: PortalKey, identifier: str) -> Guesser:
        """Someone guessing the answer to the challenge question. The link, which has a count of its
        own, does not matter: others are mailed every hour."""
        account = account_mac(key, identifier)
        return cls(account, ((account + _ANY_LINK, BY_ANY_LINK),))


def check_delay(tx: Connection, guesser: Guesser, now: datetime) -> None:
    """Raise :class:`Refusal`, ``too_many`` with the seconds to wait, during a delay."""
    subjects = [subject for subject, _patience in guesser.counts]
    if guesser.client:
        subjects.append(guesser.client + _ANY_ACCOUNT)
    until = tx.execute(_UNTIL, {"subjects": subjects}).scalar_one()
    if until is not None and until > now:
        wait = ceil((until - now).total_seconds())
        raise Refusal(ErrorCode.TOO_MANY, retry_after=wait)


def count_try(tx: Connection, guesser: Guesser, now: datetime) -> None:
    """Count an attempt whose secret is about to be checked. Raises as :func:`check_delay`, since
    other attempts may have been counted after that check. Only reads may follow it in an act:
    outdated rows are deleted (:mod:`.locks`)."""
    forgotten = now - FORGOTTEN_AFTER
    take_turns(tx, guesser.account)
    if guesser.client:
        take_turns(tx, guesser.client)  # after the account, of which a transaction has one as well
        check_delay(tx, guesser, now)
        _count_client(tx, guesser.client, guesser.account, now)
    for subject, patience in guesser.counts:
        this = {"subject": subject, "now": now, "forgotten": forgotten}
        tries = tx.execute(_COUNT, this).scalar_one_or_none()
        if tries is None:
            check_delay(tx, guesser, now)
        elif delay := patience.delay(tries):
            # Attempts at once may come in another order: without a delay, nobody waits.
            tx.execute(_DELAY, {"subject": subject, "until_then": now + delay})
    forget_counts(tx, now)


def _count_client(tx: Connection, client: bytes, account: bytes, now: datetime) -> None:
    """Add up a client's attempts at this account and at others that it has not opened since."""
    forgotten = now - FORGOTTEN_AFTER
    tx.execute(_COUNT, {"subject": client + account, "now": now, "forgotten": forgotten})
    if delay := OVER_ALL_ACCOUNTS.delay(_tries_of(tx, client, now)):
        everywhere = {"subject": client + _ANY_ACCOUNT, "until": now + delay, "now": now}
        tx.execute(_DELAY_CLIENT, everywhere)


def _tries_of(tx: Connection, client: bytes, now: datetime) -> int:
    beside = {"first": client, "last": client + b"\xff" * _HALF}
    found = tx.execute(_TRIES_BESIDE, {**beside, "forgotten": now - FORGOTTEN_AFTER})
    return int(found.scalar_one() or 0)


def forget_counts(tx: Connection, now: datetime) -> None:
    """Delete outdated counts. This is the last step of an act (:mod:`.locks`)."""
    tx.execute(_FORGET, {"forgotten": now - FORGOTTEN_AFTER})


def clear_tries(tx: Connection, guesser: Guesser, now: datetime) -> None:
    """Clear the counts of a guesser who proved to be the voter."""
    take_turns(tx, guesser.account)
    for subject, _patience in guesser.counts:
        tx.execute(_CLEAR, {"subject": subject})
    if guesser.client:
        take_turns(tx, guesser.client)
        tx.execute(_CLEAR, {"subject": guesser.client + guesser.account})
        if not OVER_ALL_ACCOUNTS.delay(_tries_of(tx, guesser.client, now)):
            tx.execute(_CLEAR, {"subject": guesser.client + _ANY_ACCOUNT})


def clear_account(tx: Connection, account: bytes) -> None:
    """Clear all of an account's counts, whoever's they are, as its password has changed."""
    take_turns(tx, account)
    beside = {"first": account, "last": account + b"\xff" * _HALF}
    for cleared in tx.execute(_CLEAR_BESIDE, beside).scalars().all():
        tx.execute(_CLEAR, {"subject": cleared[_HALF:] + account})
