"""The portal's clock: every rule of the vote follows it, and what guards accounts does not."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import select

from mock_server.cli import clock
from mock_server.cli.mail import invite
from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.core.times import read_span, write_span
from mock_server.db import schema
from mock_server.election.context import open_database
from mock_server.election.portal_time import ClockReading, read_clock
from tests.portal.conftest import Portal, Run, Stopping, serving
from tests.portal_database import sql
from tests.portal_process import OTHER_VOTER
from tui_voter.contract.election import Election

REAL = datetime(2022, 10, 18, 8, 22, tzinfo=UTC)
"""What the held clock shows."""
OPENS = datetime(2022, 12, 1, 7, 0, tzinfo=UTC)
CLOSES = datetime(2022, 12, 8, 16, 0, tzinfo=UTC)


def kept(settings: Settings) -> ClockReading | None:
    database, _election, _url = open_database(settings)
    with closing(database), database.read() as tx:
        return read_clock(tx)


def election(portal: Portal) -> dict[str, object]:
    view: dict[str, object] = portal.http.get("/api/election").json()
    return view


def time(portal: Portal) -> datetime:
    return datetime.fromisoformat(str(election(portal)["portal_time"]))


def ask_until(portal: Portal, name: str, value: object) -> None:
    """Ask the portal until it tells this; the number of questions is a limit for failures."""
    assert any(election(portal)[name] == value for _question in range(10_000))


@pytest.mark.both_databases
def test_what_is_set_is_kept_and_set_again(settings: Settings) -> None:
    assert kept(settings) is None
    clock.opening_in(settings, timedelta(minutes=2))
    assert kept(settings) == ClockReading(REAL, OPENS - timedelta(minutes=2), 1)
    clock.go(settings, 60)
    assert kept(settings) == ClockReading(REAL, OPENS - timedelta(minutes=2), 60)
    clock.closing_in(settings, timedelta(minutes=2))  # in real time, whatever the speed
    assert kept(settings) == ClockReading(REAL, CLOSES - timedelta(hours=2), 60)
    clock.set_to(settings, datetime(2022, 12, 1, 7, 58))  # noqa: DTZ001 (the election's zone)
    assert kept(settings) == ClockReading(REAL, OPENS - timedelta(minutes=2), 60)
    clock.resume(settings)  # it does not stand
    assert kept(settings) == ClockReading(REAL, OPENS - timedelta(minutes=2), 60)
    assert clock.pause(settings).endswith("; it is stopped.\nThe vote is not open yet.")
    clock.set_to(settings, OPENS)
    assert kept(settings) == ClockReading(REAL, OPENS, 0)
    assert clock.show(settings).endswith("; it is stopped.\nThe vote is open.")
    clock.resume(settings)
    assert kept(settings) == ClockReading(REAL, OPENS, 1)
    clock.pause(settings)
    clock.closing_in(settings, timedelta(minutes=2))  # comes only to a clock that runs
    assert kept(settings) == ClockReading(REAL, CLOSES - timedelta(minutes=2), 1)
    clock.real(settings)
    assert kept(settings) is None


def test_the_command(run: Run) -> None:
    run("init")
    assert run("clock", "opening-in", "20d")[0] == 0  # whatever day it is, claims are not over
    for words in ("set tomorrow", "opening-in soon", "speed 0", "speed 3601",
                  "set 1999-01-01T00:00", ""):  # fmt: skip
        assert run("clock", *words.split())[:2] == (2, "")
    code, out, _err = run("clock", "show")
    assert (code, "it was set" in out) == (0, True)
    session = (
        "INSERT INTO session (token_hash, voter_id, opened_at, expires_at, unlocked) "
        "VALUES (?, 1, 0, ?, 0)"
    )
    sql("mock-portal.db", session, b"x" * 32, 2**62)
    code, _out, err = run("clock", "closing-in", "1m")
    assert code == 2
    assert "1 voter is signed in. Nothing was changed: to set it all the same, add --yes." in err
    assert run("clock", "closing-in", "1m", "--yes")[0] == 0
    remain, kept, _state = run("clock", "--yes", "real")[1].splitlines()
    assert remain == "Links, sessions and captchas remain: they follow real time."
    assert kept.endswith("it keeps real time.")


def test_what_an_order_ends_is_told_before_and_needs_a_yes(
    portal: Portal, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.activated()
    portal.sign_in()  # the same voter, once more
    told: list[str] = []

    def no(ends: str) -> None:
        told.append(ends)
        raise Fault(ends)

    with pytest.raises(Fault):
        clock.opening_in(portal.settings, timedelta(minutes=2), sure=no)
    assert told == ["This ends claims, while 1 voter is signed in."]
    assert kept(portal.settings) is None
    clock.opening_in(portal.settings, timedelta(days=20), sure=no)  # ends nothing
    clock.set_to(portal.settings, OPENS)
    with pytest.raises(Fault):
        clock.real(portal.settings, sure=no)
    assert told[1:] == ["This ends the vote, while 1 voter is signed in."]
    assert kept(portal.settings) == ClockReading(REAL, OPENS, 1)
    portal.clock.advance(hours=1)
    clock.real(portal.settings, sure=no)  # nobody is signed in any more


@pytest.mark.parametrize(
    ("span", "written"),
    [
        *((read_span("1h30m"), "1 h 30 min"), (read_span("3d"), "3 d")),
        *((timedelta(milliseconds=1), "1 s"), (timedelta(seconds=-3), "0 s")),
    ],
)
def test_spans_round_up_and_end_at_none(span: timedelta, written: str) -> None:
    assert write_span(span).replace("\u00a0", " ") == written


@pytest.mark.both_databases
@pytest.mark.usefixtures("looks_often")
def test_a_portal_that_serves_learns_of_it(settings: Settings, stopping: Stopping) -> None:
    with serving(settings, stopping) as portal:
        view = election(portal)
        assert (view["real_time"], view["speed"], view["refresh_in"]) == (True, 1, 8)
        clock.opening_in(settings, timedelta(seconds=10))
        clock.go(settings, 60)
        ask_until(portal, "speed", 60)
        view = election(portal)
        assert time(portal) == OPENS - timedelta(seconds=10)
        assert (view["real_time"], view["refresh_in"]) == (False, 1)
        portal.clock.advance(seconds=1)
        assert time(portal) == OPENS + timedelta(seconds=50)
        clock.pause(replace(settings, clock=portal.clock))
        ask_until(portal, "speed", 0)
        portal.clock.advance(hours=1)
        assert time(portal) == OPENS + timedelta(seconds=50)
        assert msgspec.convert(election(portal), Election).speed == 0, "the contract allows it"
        clock.real(settings)
        ask_until(portal, "real_time", True)
        assert time(portal) == portal.clock.now


def test_what_guards_accounts_keeps_the_real_time(settings: Settings, stopping: Stopping) -> None:
    """Links, captchas, sessions and delays, which outlast a restart."""
    with serving(settings, stopping) as portal:
        token = portal.invite()
        body = portal.with_captcha(token)
        lasts = portal.open(token)["expires_in"]
        assert lasts > 50 * 86_400
        delayed = [portal.try_sign_in(password="Mauvais2passe-la") for _ in range(6)][-1]
        assert delayed.json()["code"] == "too_many"
    clock.set_to(settings, REAL + timedelta(days=300))
    clock.go(settings, 3600)
    with serving(settings, stopping) as portal:
        assert portal.post("activation/password", **body).status_code == 200
        still = portal.try_sign_in(password="Mauvais2passe-la").json()
        assert (still["code"], still["retry_after"]) == ("too_many", 30)
        assert portal.open(token)["expires_in"] == lasts
        session = portal.activated(OTHER_VOTER)[2]
    clock.pause(settings)
    with serving(settings, stopping) as portal:
        assert portal.lives(session)
        portal.clock.advance(seconds=31)
        assert portal.try_sign_in(password="Mauvais2passe-la").json()["code"] != "too_many"
        portal.clock.advance(hours=1)
        assert not portal.lives(session)


def test_mails_are_due_at_real_times(settings: Settings) -> None:
    clock.opening_in(settings, timedelta(minutes=1))
    (mail,) = invite(settings, ["camille.dumont@ac-armorique.exemple"])
    database, _election, _url = open_database(settings)
    with closing(database), database.read() as tx:
        queued = tx.execute(select(schema.mail.c.queued_at, schema.mail.c.due_at)).one()
    assert queued.queued_at == REAL
    assert queued.due_at <= REAL
    expires = "valable jusqu’au jeudi 8 décembre 2022 à 17 h 30"  # by the portal's clock
    assert expires in mail.body.replace("\u00a0", " ")
