"""Mailed links, to activate an account or to recover one: asked for by anybody, with the same
bytes and the same work for every address; refused once they are used or over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import httpx
import pytest

from mock_server.core.times import in_words
from mock_server.election.voters import find_voter
from mock_server.security.credentials import PortalKey
from tests.portal.conftest import PASSWORD, Portal, refused, shape, statements, token_in
from tests.portal_database import transaction
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.links import link_token_fault, new_link_token

pytestmark = pytest.mark.each_database

WAITING: Final = DEMO_VOTER
ACTIVE: Final = OTHER_VOTER
UNKNOWN: Final = "nobody.here@ac-armorique.exemple"


@pytest.fixture
def office(portal: Portal) -> Portal:
    """A portal with one active account, whose mails so far are gone."""
    portal.activated(ACTIVE)
    portal.sql("DELETE FROM mail")
    return portal


# --- Asked for --------------------------------------------------------------------------------


class Way(NamedTuple):
    """A way to ask for a link: a voter who has a use for one, others who have none or are
    nobody, and how many links are written for each request."""

    name: str
    ask: Callable[[Portal, str], httpx.Response]
    voter: str
    others: tuple[str, ...]
    links: int

    def __str__(self) -> str:
        return self.name


ACTIVATION: Final = Way(
    "activation",
    Portal.ask_link,
    WAITING,
    (ACTIVE, UNKNOWN),
    links=1,
)
RECOVERY: Final = Way(
    "recovery", Portal.ask_recovery, ACTIVE, (WAITING, UNKNOWN, "camille", "a\x00@b.fr"), links=2
)
EACH: Final = pytest.mark.parametrize("way", [ACTIVATION, RECOVERY], ids=str)
WHOEVER: Final = pytest.mark.parametrize(
    ("way", "address"),
    [(way, address) for way in (ACTIVATION, RECOVERY) for address in (way.voter, UNKNOWN)],
    ids=str,
)


def only_mail(portal: Portal) -> tuple[str, str]:
    """Its kind, and its text."""
    ((kind, mail),) = portal.mails()
    return kind, mail.body


def token_of(body: str, path: str) -> str:
    (link,) = [line for line in body.splitlines() if f"/{path}/" in line]
    assert link.startswith(f"http://portail.exemple/{path}/")
    assert link_token_fault(token_in(link)) is None
    return token_in(link)


@EACH
def test_every_address_is_answered_alike(office: Portal, way: Way) -> None:
    way.ask(office, f"first.{UNKNOWN}")  # what is counted by the client is there from now on
    answers, growths = [], []
    for address in (way.voter, *way.others):
        before = shape(office)
        response = way.ask(office, address)
        after = shape(office)
        headers = {k: v for k, v in response.headers.items() if k != "date"}
        answers.append((response.status_code, response.content, headers))
        growths.append({table: after[table] - before[table] for table in after})
    assert answers[0][:2] == (202, b"{}")
    assert all(answer == answers[0] for answer in answers)
    assert all(growth == growths[0] for growth in growths)
    assert (growths[0]["mailed_link"], growths[0]["mail"]) == (way.links, 1)


@EACH
def test_who_is_not_active_yet_gets_a_link_to_activate(office: Portal, way: Way) -> None:
    way.ask(office, f" {WAITING.upper()} ")
    kind, body = only_mail(office)
    assert kind == "new_link"
    assert office.sql("SELECT recipient FROM mail") == [(WAITING,)]
    token = token_of(body, "activation")
    assert office.activate(token, office.create_password(token)).status_code == 200
    recovery = "SELECT count(*) FROM mailed_link WHERE kind = 'recovery' AND voter_id IS NOT NULL"
    assert office.sql(recovery) == [(0,)]


def test_an_active_voter_is_told_so_and_gets_no_link(office: Portal) -> None:
    ACTIVATION.ask(office, ACTIVE)
    kind, body = only_mail(office)
    assert kind == "already_active"
    assert "/activation/" not in body


def test_the_mail_of_a_recovery_says_how_long_how_often_and_what_if_not(office: Portal) -> None:
    RECOVERY.ask(office, f" {ACTIVE.upper()} ")
    kind, body = only_mail(office)
    assert kind == "recovery"
    assert office.sql("SELECT recipient FROM mail") == [(ACTIVE,)]
    assert "valable jusqu’au" in body
    assert "usage unique" in body
    assert "Si vous n’avez rien demandé" in body
    assert office.answer(token_of(body, "recovery")).status_code == 200


@EACH
def test_nobody_is_written_to_for_an_unknown_address(office: Portal, way: Way) -> None:
    way.ask(office, UNKNOWN)
    assert office.mails() == []
    ((voter, sealed),) = office.sql("SELECT voter_id, body FROM mail")
    assert voter is None
    body = PortalKey.read(office.settings.key_file).unseal("mail", sealed)
    assert UNKNOWN not in office.everything()
    path = {"activation": "links/open", "recovery": "recovery/open"}[way.name]
    refused(office.post(path, token=token_of(body, way.name)), ErrorCode.LINK_UNKNOWN)


@WHOEVER
def test_three_mails_an_hour_and_no_word_about_it(office: Portal, way: Way, address: str) -> None:
    """Nor does a stranger who never stops asking keep the next ones away."""
    assert {way.ask(office, address).content for _time in range(6)} == {b"{}"}
    assert office.sql("SELECT count(*) FROM mail") == [(3,)]
    way.ask(office, "chloe.d-arcy@sports.example")
    assert office.sql("SELECT count(*) FROM mail") == [(4,)], "another address has its own count"
    office.clock.advance(hours=1)
    office.sql("DELETE FROM mail")
    for _minutes in range(0, 180, 12):
        assert way.ask(office, address).status_code == 202
        office.clock.advance(minutes=12)
    # Whoever it is that asks, three mails an hour are sent, and one of them can be used. Those
    # to nobody are taken away.
    ((count, newest),) = office.sql("SELECT count(*), max(queued_at) FROM mail")
    assert count == 9 if address == way.voter else count <= 9
    assert office.clock.now.timestamp() - newest / 1_000_000 < 60 * 60


def test_requests_for_activation_links_do_not_keep_a_recovery_away(office: Portal) -> None:
    for _time in range(5):
        ACTIVATION.ask(office, ACTIVE)
    assert office.recovery_link(ACTIVE)


@EACH
def test_what_only_requests_needed_is_taken_away_after_an_hour(office: Portal, way: Way) -> None:
    before = shape(office)
    for number in range(5):
        way.ask(office, f"{number}.{UNKNOWN}")
    office.clock.advance(hours=1)
    way.ask(office, UNKNOWN)
    after = shape(office)
    # With the mark by which the same request is known again.
    tables = {"mailed_link": way.links, "mail": 1, "link_request": 2}
    assert {table: after[table] - before[table] for table in tables} == tables


# --- The same work ----------------------------------------------------------------------------


def test_an_address_that_nobody_has_reads_a_voter_too(portal: Portal) -> None:
    """An answer would come sooner without, by enough to be measured."""
    with transaction(portal.settings.database) as tx:
        found, missed = statements(tx), statements(tx)
        assert find_voter(tx, DEMO_VOTER.upper()) is not None
        missed.clear()
        assert find_voter(tx, f"{DEMO_VOTER[:6]}.{DEMO_VOTER[6:]}") is None
        ((statement, _values),) = missed
        assert [asked for asked, _values in found] == [statement, statement]
        assert ">=" in statement
        for address in ("!@a.fr", "zzz@zz.zz", UNKNOWN):  # before, behind and between all
            assert find_voter(tx, address) is None


# --- Refused ----------------------------------------------------------------------------------


class Use(NamedTuple):
    """A request that a link is used in, and how long such a link lasts."""

    name: str
    send: Callable[[Portal, str], httpx.Response]
    days: int = 0
    minutes: int = 0

    def __str__(self) -> str:
        return self.name

    def link(self, portal: Portal) -> str:
        return portal.invite(WAITING) if self.days else portal.recovery_link(ACTIVE)

    def spent(self, portal: Portal) -> tuple[str, ...]:
        """Links that are used up; of several to recover an account, all by one."""
        if self.days:
            return (portal.activated(WAITING)[0],)
        used, other = portal.recovery_link(ACTIVE), portal.recovery_link(ACTIVE)
        portal.reset(used, portal.recovery_ticket(used), "Nouveau3passe-ici")
        return used, other


def captcha(token: str) -> dict[str, str]:
    return {"token": token, "password": PASSWORD, "captcha_id": "x", "captcha_answer": "x"}


USES: Final = pytest.mark.parametrize(
    "use",
    [
        Use("open", lambda portal, token: portal.post("links/open", token=token), days=60),
        Use("captcha", lambda portal, token: portal.post("captchas", token=token), days=60),
        Use(
            "password",
            lambda portal, token: portal.post("activation/password", **captcha(token)),
            days=60,
        ),
        Use("activate", lambda portal, token: portal.activate(token, "ticket"), days=60),
        Use(
            "open recovery",
            lambda portal, token: portal.post("recovery/open", token=token),
            minutes=60,
        ),
        Use("answer", lambda portal, token: portal.answer(token), minutes=60),
        Use("reset", lambda portal, token: portal.reset(token, "ticket", PASSWORD), minutes=60),
    ],
    ids=str,
)


@USES
def test_an_unknown_link(office: Portal, use: Use) -> None:
    of_the_other_kind = office.recovery_link(ACTIVE) if use.days else office.invite(WAITING)
    before = office.everything()
    for token in (new_link_token(), "x", "é", "\x00", of_the_other_kind):
        refused(use.send(office, token), ErrorCode.LINK_UNKNOWN)
    assert office.everything() == before


@USES
def test_a_used_link(office: Portal, use: Use) -> None:
    spent = use.spent(office)
    before = office.everything()
    for token in spent:
        refused(use.send(office, token), ErrorCode.LINK_USED)
    assert office.everything() == before


@USES
def test_an_expired_link(office: Portal, use: Use) -> None:
    token = use.link(office)
    office.clock.advance(days=use.days, minutes=use.minutes)
    before = office.everything()
    refused(use.send(office, token), ErrorCode.LINK_EXPIRED)
    assert office.everything() == before


def vote_ends(portal: Portal) -> datetime:
    """When the last ballots may be cast, by who signed in before the close."""
    closes_at = datetime.fromisoformat(portal.http.get("/api/election").json()["closes_at"])
    return closes_at + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("left", "lasts"),
    [
        (timedelta(days=80), timedelta(days=60)),  # the election's own limit
        (timedelta(days=30), timedelta(days=30)),
        (timedelta(minutes=1), timedelta(minutes=1)),
        (timedelta(0), timedelta(hours=1)),  # for the results, at once
        (timedelta(days=-300), timedelta(hours=1)),
    ],
)
def test_an_activation_link_is_valid_no_longer_than_it_serves_the_vote(
    office: Portal, left: timedelta, lasts: timedelta
) -> None:
    office.clock.now = vote_ends(office) - left
    now = office.clock.now
    token = office.invite(WAITING)
    assert office.open(token)["expires_in"] == lasts.total_seconds()
    ((_kind, mail),) = office.mails()
    until = in_words(now + lasts, "Europe/Paris", Language.FR)
    assert f"valable jusqu’au {until}" in mail.body
    office.clock.now = now + lasts
    assert office.post("links/open", token=token).json()["code"] == "link_expired"


@pytest.mark.both_databases
def test_links_last_to_their_last_second(office: Portal) -> None:
    token = office.recovery_link(ACTIVE)
    office.clock.advance(minutes=60, seconds=-1)
    assert office.post("recovery/open", token=token).json()["expires_in"] == 1
    assert office.reset(token, office.recovery_ticket(token), f"{PASSWORD} 2").status_code == 200
    token = office.invite(WAITING)
    office.clock.now = vote_ends(office) - timedelta(seconds=1)
    assert office.open(token)["expires_in"] == 1
