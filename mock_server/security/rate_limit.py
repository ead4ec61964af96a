"""Limiting guesses at passwords and challenge answers: a growing delay, and how attempts are
counted.

Each way into an account has its own counts, so that failed attempts at one do not block another.
Sign-in attempts are counted by the account and the client together, and, more patiently, by the
account alone. Those of a client are also added up over all accounts, most patiently, so that one
password cannot be tried on a whole roll; what was tried at an account that is then opened is
taken away, and so a training room, which shares one address, never waits. Tries at the password or
the voting code in a session are counted by the session, and those at the challenge question by the
account, whichever links they come by: no stranger can raise these. An account is what somebody
typed as an identifier: whether there is one does not matter.

A try is counted before its secret is looked at, so that many at once are no more than one
after the other; one that turns out right takes the counts away. They are also forgotten
after a day without a try.
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
    """How many attempts are free; from the last of these on, each one doubles the delay."""

    free_tries: int
    longest: timedelta

    def delay(self, tries: int) -> timedelta:
        """How long after this many tries the next one must wait."""
        if tries < self.free_tries:
            return timedelta(0)
        doublings = min(tries - self.free_tries, 20)
        return min(FIRST_DELAY * (1 << doublings), self.longest)


FROM_ONE_CLIENT: Final = Patience(free_tries=5, longest=timedelta(minutes=15))
FROM_ANY_CLIENT: Final = Patience(free_tries=20, longest=timedelta(minutes=5))
IN_ONE_SESSION: Final = Patience(free_tries=5, longest=timedelta(minutes=15))
OVER_ALL_ACCOUNTS: Final = Patience(free_tries=240, longest=timedelta(minutes=5))
"""Of one client: four for each learner of a room of sixty, before any of them is in. The delay
is short because it is everybody's at that address."""
BY_ANY_LINK: Final = Patience(free_tries=10, longest=timedelta(hours=1))
"""An answer is guessed more easily than a password, and only who reads the voter's mail can
try. The delay is never longer than a link lives."""

_HALF: Final = 16
"""Bytes. The first half of a subject names the account, so that all of an account's
counts lie side by side; the second half is the MAC of a client or a session, or one of those
below. What a client tried at an account is kept a second time with the halves exchanged, so that
all of a client's lie side by side as well."""
_ANY_CLIENT: Final = bytes(_HALF)
_ANY_ACCOUNT: Final = bytes(_HALF)
_ANY_LINK: Final = b"\xff" * _HALF

_guessing = schema.guessing
_SUBJECT = _guessing.c.subject_mac == bindparam("subject")

# The same in SQLite and PostgreSQL, which SQLAlchemy has no common words for.
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
    """What names an account among the counts."""
    return key.mac("guess", address_key(identifier).encode())[:_HALF]


class Guesser(msgspec.Struct, frozen=True):
    """Someone guessing a secret of an account, and what their attempts are counted by: a
    ``client`` over all accounts too, if there is one."""

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
        """Not by the account: whoever has stolen a session could keep the voter, in another,
        from changing the password, which ends the stolen one."""
        account = account_mac(key, identifier)
        this_session = key.mac("guess in session", account, session.encode())[:_HALF]
        return cls(account, ((account + this_session, IN_ONE_SESSION),))

    @classmethod
    def giving_code(cls, key: PortalKey, identifier: str, session: str) -> Guesser:
        """The voting code; by the session, for the same reason."""
        account = account_mac(key, identifier)
        this_session = key.mac("code in session", account, session.encode())[:_HALF]
        return cls(account, ((account + this_session, IN_ONE_SESSION),))

    @classmethod
    def answering(cls, key: PortalKey, identifier: str) -> Guesser:
        """Not by the link, which has a count of its own: others are mailed every hour."""
        account = account_mac(key, identifier)
        return cls(account, ((account + _ANY_LINK, BY_ANY_LINK),))


def check_delay(tx: Connection, guesser: Guesser, now: datetime) -> None:
    """Raises :class:`Refusal`, ``too_many`` with the seconds to wait, before its time."""
    subjects = [subject for subject, _patience in guesser.counts]
    if guesser.client:
        subjects.append(guesser.client + _ANY_ACCOUNT)
    until = tx.execute(_UNTIL, {"subjects": subjects}).scalar_one()
    if until is not None and until > now:
        wait = ceil((until - now).total_seconds())
        raise Refusal(ErrorCode.TOO_MANY, retry_after=wait)


def count_try(tx: Connection, guesser: Guesser, now: datetime) -> None:
    """Count a try whose secret is about to be looked at. Raises as :func:`check_delay`:
    whoever checked before may have been overtaken by others. The last step of an act, but
    for reads: what is outdated is swept away (:mod:`.locks`)."""
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
            # Of several at once the earlier may come later: without a delay, nobody waits.
            tx.execute(_DELAY, {"subject": subject, "until_then": now + delay})
    forget_counts(tx, now)


def _count_client(tx: Connection, client: bytes, account: bytes, now: datetime) -> None:
    """Add up what a client tried at this account and others that it has not opened since."""
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
    """Take away what is outdated. The last step of an act (:mod:`.locks`)."""
    tx.execute(_FORGET, {"forgotten": now - FORGOTTEN_AFTER})


def clear_tries(tx: Connection, guesser: Guesser, now: datetime) -> None:
    """It was the voter: clear the counts of this guesser."""
    take_turns(tx, guesser.account)
    for subject, _patience in guesser.counts:
        tx.execute(_CLEAR, {"subject": subject})
    if guesser.client:
        take_turns(tx, guesser.client)
        tx.execute(_CLEAR, {"subject": guesser.client + guesser.account})
        if not OVER_ALL_ACCOUNTS.delay(_tries_of(tx, guesser.client, now)):
            tx.execute(_CLEAR, {"subject": guesser.client + _ANY_ACCOUNT})


def clear_account(tx: Connection, account: bytes) -> None:
    """The password has changed: clear all of the account's counts, whoever's they are."""
    take_turns(tx, account)
    beside = {"first": account, "last": account + b"\xff" * _HALF}
    for cleared in tx.execute(_CLEAR_BESIDE, beside).scalars().all():
        tx.execute(_CLEAR, {"subject": cleared[_HALF:] + account})
