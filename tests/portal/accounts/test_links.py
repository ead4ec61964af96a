"""Mailed links, to activate an account or to recover one: asked for by anybody, with the same
bytes and the same work for every address; refused once they are used or over."""

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
from tui_voter.contract.rules import RECOVERY_CODE_DIGITS

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


ACTIVATION: Final = Way("activation", Portal.ask_link, WAITING, (ACTIVE, UNKNOWN), links=1)
RECOVERY: Final = Way(
    "recovery", Portal.ask_recovery, ACTIVE, (WAITING, UNKNOWN, "camille", "a\x00@b.fr"), links=2
)
EACH: Final = pytest.mark.parametrize("way", [ACTIVATION, RECOVERY], ids=str)
WHOEVER: Final = pytest.mark.parametrize(
    ("way", "address"),
    [(way, address) for way in (ACTIVATION, RECOVERY) for address in (way.voter, UNKNOWN)],
    ids=str,
)


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


@pytest.mark.parametrize(
    ("way", "address", "kind"),
    [
        *((ACTIVATION, WAITING, "new_link"), (RECOVERY, WAITING, "new_link")),
        *((ACTIVATION, ACTIVE, "already_active"), (RECOVERY, ACTIVE, "recovery")),
    ],
    ids=str,
)
def test_each_voter_is_mailed_what_helps(office: Portal, way: Way, address: str, kind: str) -> None:
    way.ask(office, f" {address.upper()} ")
    ((mailed, mail),) = office.mails()
    assert (mailed, mail.recipient) == (kind, address)
    if kind == "new_link":
        token = token_of(mail.body, "activation")
        assert office.activate(token, office.create_password(token)).status_code == 200
    elif kind == "recovery":
        assert office.answer(token_of(mail.body, "recovery")).status_code == 200
    else:
        assert "/activation/" not in mail.body


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


class Use(NamedTuple):
    """A request that a link is used in, and which kind of link it takes."""

    name: str
    send: Callable[[Portal, str], httpx.Response]
    activates: bool

    def __str__(self) -> str:
        return self.name

    def link(self, portal: Portal) -> str:
        return portal.invite(WAITING) if self.activates else portal.recovery_link(ACTIVE)

    def use(self, portal: Portal, token: str) -> None:
        if self.activates:
            portal.activate(token, portal.create_password(token))
        else:
            portal.reset(token, portal.recovery_ticket(token), "Nouveau3passe-ici")


def create_password(portal: Portal, token: str) -> httpx.Response:
    captcha = {"captcha_id": "x", "captcha_answer": "x"}
    return portal.post("activation/password", token=token, password=PASSWORD, **captcha)


def give_code(portal: Portal, token: str) -> httpx.Response:
    return portal.post("recovery/code/check", token=token, mailed_code="0" * RECOVERY_CODE_DIGITS)


USES: Final = (
    Use("open", lambda portal, token: portal.post("links/open", token=token), True),
    Use("captcha", lambda portal, token: portal.post("captchas", token=token), True),
    Use("password", create_password, True),
    Use("activate", lambda portal, token: portal.activate(token, "ticket"), True),
    Use("open recovery", lambda portal, token: portal.post("recovery/open", token=token), False),
    Use("answer", Portal.answer, False),
    Use("ask code", lambda portal, token: portal.post("recovery/code", token=token), False),
    Use("give code", give_code, False),
    Use("reset", lambda portal, token: portal.reset(token, "ticket", PASSWORD), False),
)


@pytest.mark.parametrize("use", USES, ids=str)
def test_a_link_that_opens_nothing(office: Portal, use: Use) -> None:
    """It is unknown or of the other kind, it or another one of the same voter has been used, or
    its time is over."""
    expired, path = use.link(office), "links/open" if use.activates else "recovery/open"
    office.clock.advance(seconds=office.post(path, token=expired).json()["expires_in"] - 1)
    assert office.post(path, token=expired).json()["expires_in"] == 1
    office.clock.advance(seconds=1)
    before = office.everything()
    refused(use.send(office, expired), ErrorCode.LINK_EXPIRED)
    assert office.everything() == before
    used, other = use.link(office), use.link(office)
    use.use(office, used)
    of_the_other_kind = office.recovery_link(ACTIVE) if use.activates else office.invite(WAITING)
    before = office.everything()
    for token in (new_link_token(), "x", "é", "\x00", of_the_other_kind):
        refused(use.send(office, token), ErrorCode.LINK_UNKNOWN)
    for token in (used, other):
        refused(use.send(office, token), ErrorCode.LINK_USED)
    assert office.everything() == before


@pytest.mark.parametrize(
    ("left", "lasts"),
    [
        (timedelta(days=80), timedelta(days=60)),  # the election's own limit
        *((timedelta(days=30), timedelta(days=30)), (timedelta(minutes=1), timedelta(minutes=1))),
        (timedelta(0), timedelta(hours=1)),  # for the results, at once
        (timedelta(days=-300), timedelta(hours=1)),
    ],
)
def test_an_activation_link_is_valid_no_longer_than_it_serves_the_vote(
    office: Portal, left: timedelta, lasts: timedelta
) -> None:
    closes_at = datetime.fromisoformat(office.http.get("/api/election").json()["closes_at"])
    office.clock.now = now = closes_at + timedelta(minutes=30) - left
    token = office.invite(WAITING)
    assert office.open(token)["expires_in"] == lasts.total_seconds()
    ((_kind, mail),) = office.mails()
    until = in_words(now + lasts, "Europe/Paris", Language.FR)
    assert f"valable jusqu’au {until}" in mail.body
    office.clock.now = now + lasts
    assert office.post("links/open", token=token).json()["code"] == "link_expired"
