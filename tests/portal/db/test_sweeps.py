"""What is outdated is taken away by whoever comes next, a little at a time, so that a stranger's
flood of yesterday keeps nobody waiting today."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    Table,
    func,
    insert,
    select,
)

from mock_server.accounts.link_mails import forget_requests
from mock_server.accounts.sessions import forget_sessions
from mock_server.captcha.register import CaptchaPurpose, Captchas
from mock_server.core.settings import Settings
from mock_server.db import schema
from mock_server.db.locks import SWEPT_AT_ONCE
from mock_server.security.credentials import PortalKey
from mock_server.security.rate_limit import Guesser, count_try
from tests.portal_database import transaction
from tests.portal_process import EASY
from tui_voter.contract.captchas import CaptchaKind
from tui_voter.contract.languages import Language

pytestmark = pytest.mark.both_databases

LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


KEY: Final = PortalKey(bytes(32))
GUESSER: Final = Guesser.signing_in(KEY, "a@b.exemple", "127.0.0.1")


def ask_captcha(tx: Connection, now: datetime) -> None:
    captchas = Captchas(KEY, tuple(CaptchaKind), EASY)
    captchas.issue(tx, None, CaptchaPurpose.SIGN_IN, Language.FR, now)


class Sweep(NamedTuple):
    """What an act takes away in passing, and by which moment."""

    act: Callable[[Connection, datetime], None]
    table: Table
    moment: str


SWEEPS: Final = (
    Sweep(ask_captcha, schema.captcha, "expires_at"),
    Sweep(lambda tx, now: count_try(tx, GUESSER, now), schema.guessing, "last_at"),
    Sweep(forget_requests, schema.link_request, "asked_at"),
    Sweep(forget_requests, schema.mailed_link, "created_at"),
    Sweep(forget_requests, schema.mail, "queued_at"),
    Sweep(forget_sessions, schema.session, "expires_at"),
)


def outdated(table: Table, number: int) -> dict[str, Any]:
    """A row that was over long ago, and is nobody's."""

    def value(column: Column[Any]) -> object:
        if column.nullable:
            return None
        if isinstance(column.type, schema.Instant):
            return LONG_AGO
        if isinstance(column.type, Boolean):
            return False
        if isinstance(column.type, LargeBinary):
            return number.to_bytes(32)
        if isinstance(column.type, Integer):
            return number if column.primary_key else 1
        return str(number)

    return {column.name: value(column) for column in table.columns}


@pytest.mark.parametrize("sweep", SWEEPS, ids=[each.table.name for each in SWEEPS])
def test_a_flood_is_taken_away_a_little_at_a_time(settings: Settings, sweep: Sweep) -> None:
    table = sweep.table
    left = select(func.count()).select_from(table).where(table.c[sweep.moment] == LONG_AGO)
    with transaction(settings.database, writes=True) as tx:
        flood = [outdated(table, number) for number in range(1, 2 * SWEPT_AT_ONCE + 2)]
        tx.execute(insert(table), flood)
        for expected in (SWEPT_AT_ONCE + 1, 1, 0):
            sweep.act(tx, settings.clock())
            assert tx.execute(left).scalar_one() == expected


def test_what_another_act_is_at_work_on_is_left(settings: Settings, kind: str) -> None:
    """Two that sweep at once do not wait for each other, and what one is about to lock in
    the order of all is not taken from under its hands."""
    if kind == "sqlite":
        pytest.skip("nobody else writes meanwhile")
    table = schema.mailed_link
    with transaction(settings.database, writes=True) as tx:
        tx.execute(insert(table), [outdated(table, number) for number in (1, 2, 3)])
    with (
        transaction(settings.database, writes=True) as at_work,
        transaction(settings.database, writes=True) as tx,
    ):
        locked = select(table.c.token_hash).limit(1).with_for_update()
        (kept,) = at_work.execute(locked).scalars()
        forget_requests(tx, settings.clock())
        assert tx.execute(select(table.c.token_hash)).scalars().all() == [kept]
