"""Signing in: what is told, what is counted, how the delay grows, and sessions."""

import asyncio
import unicodedata
from contextlib import closing, nullcontext
from dataclasses import replace
from ipaddress import ip_network
from typing import Literal
from unittest.mock import patch

import httpx
import msgspec
import pytest

from mock_server.accounts.sign_in import new_captcha, sign_in
from mock_server.captcha.register import CaptchaPurpose
from mock_server.core.refusals import Refusal
from mock_server.core.settings import HashProfile, Settings
from mock_server.election.context import PortalContext, open_context
from mock_server.security.credentials import PortalKey
from mock_server.security.rate_limit import (
    BY_ANY_LINK,
    FROM_ANY_CLIENT,
    FROM_ONE_CLIENT,
    OVER_ALL_ACCOUNTS,
    Guesser,
    Patience,
    count_try,
)
from tests import portal_database
from tests.portal.captcha_solver import solve
from tests.portal.conftest import PASSWORD, Portal, Stopping, refused, serving
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.signing_in import SignedIn, SignIn

pytestmark = pytest.mark.each_database

UNKNOWN = "nobody.here@ac-armorique.exemple"
WRONG = "Mauvais2passe-la"
NEW = "Nouveau3passe-ici"


def guess(portal: Portal, times: int) -> None:
    for _time in range(times):
        refused(portal.try_sign_in(password=WRONG), ErrorCode.SIGN_IN_REFUSED)


def told_to_wait(response: httpx.Response) -> int:
    """The seconds that a refused try must wait."""
    problem = refused(response, ErrorCode.TOO_MANY)
    assert response.headers["retry-after"] == str(problem["retry_after"])
    assert "captcha" not in problem
    seconds: int = problem["retry_after"]
    return seconds


def recover(portal: Portal) -> None:
    """A new password is set through a mailed link."""
    token = portal.recovery_link()
    assert portal.reset(token, portal.recovery_ticket(token), NEW).status_code == 200


async def request_of(
    context: PortalContext, identifier: str = DEMO_VOTER, password: str = PASSWORD
) -> SignIn:
    """A request to sign in, its captcha answered."""
    captcha = await new_captcha(context, CaptchaPurpose.SIGN_IN, Language.FR)
    return SignIn(
        identifier=identifier,
        password=password,
        captcha_id=captcha.id,
        captcha_answer=solve(captcha.question),
    )


async def signing_in(
    context: PortalContext, identifier: str = DEMO_VOTER, password: str = PASSWORD
) -> SignedIn:
    """Sign in beside HTTP; raises :class:`Refusal`."""
    request = await request_of(context, identifier, password)
    return await sign_in(context, request, "127.0.0.1", Language.FR)


def test_a_session_is_opened_and_ended(active: Portal) -> None:
    response = active.try_sign_in(f" {DEMO_VOTER.upper()} ")
    signed_in = msgspec.json.decode(response.content, type=SignedIn)
    assert signed_in.expires_in == 15 * 60
    assert signed_in.election.name == "Élections professionnelles 2022"
    assert active.ask("GET", "profile", signed_in.session).json()["identifier"] == DEMO_VOTER
    assert signed_in.session not in active.everything()
    other = active.sign_in()
    ended = active.ask("DELETE", "session", signed_in.session)
    assert (ended.status_code, ended.content) == (204, b"")
    for method, path in (("GET", "profile"), ("DELETE", "session")):
        refused(active.ask(method, path, signed_in.session), ErrorCode.SESSION_ENDED)
    assert active.lives(other)


def test_a_session_that_is_used_goes_on(active: Portal) -> None:
    session = active.sign_in()
    for _time in range(4):
        active.clock.advance(minutes=14)
        assert active.lives(session)
    active.clock.advance(minutes=15)
    assert not active.lives(session)
    active.sign_in()
    assert active.sql("SELECT count(*) FROM session") == [(1,)], "it was taken away"


@pytest.mark.parametrize(("theirs", "other"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_password_is_the_same_however_its_accents_are_typed(
    portal: Portal, theirs: Literal["NFC", "NFD"], other: Literal["NFC", "NFD"]
) -> None:
    """A letter and its accent are sent as one character, or as two, as on a Mac."""
    token = portal.invite()
    ticket = portal.create_password(token, unicodedata.normalize(theirs, "Étude-2passe-né"))
    typed = unicodedata.normalize(other, "Étude-2passe-né")
    refused(portal.activate(token, ticket, answer=typed), ErrorCode.ANSWER_REFUSED)
    assert portal.activate(token, ticket).status_code == 200
    assert portal.sign_in(password=typed)


def test_which_of_the_two_was_wrong_is_not_told(active: Portal) -> None:
    answers = []
    tried = {UNKNOWN: PASSWORD, OTHER_VOTER: PASSWORD, "camille": PASSWORD, "a\x00@b.fr": PASSWORD}
    for identifier, password in {DEMO_VOTER: WRONG, **tried}.items():
        response = active.try_sign_in(identifier, password)
        problem = refused(response, ErrorCode.SIGN_IN_REFUSED)
        captcha = problem.pop("captcha")
        headers = {k: v for k, v in response.headers.items() if k not in ("date", "content-length")}
        answers.append((problem, headers))
    assert all(answer == answers[0] for answer in answers)
    right = {"captcha_id": captcha["id"], "captcha_answer": solve(captcha["question"])}
    again = active.post("sign-in", identifier=DEMO_VOTER, password=PASSWORD, **right)
    assert again.status_code == 200, "each brings a captcha for the next try"


@pytest.mark.parametrize("identifier", [DEMO_VOTER, OTHER_VOTER, UNKNOWN, "camille"])
def test_a_wrong_sign_in_is_hashed_once_whoever_is_named(active: Portal, identifier: str) -> None:
    """An account that is active, one that is not, and none at all: the work is a hash's."""
    works = []
    with closing(open_context(active.settings)) as context:
        context.hasher.on_work = lambda _waited, worked: works.append(worked)
        with pytest.raises(Refusal, match=ErrorCode.SIGN_IN_REFUSED):
            asyncio.run(signing_in(context, identifier, WRONG))
    assert len(works) == 1


def test_the_sixth_wrong_try_must_wait_ever_longer(active: Portal) -> None:
    guess(active, 5)
    captcha = active.captcha("sign-in")
    body = {"identifier": DEMO_VOTER, "password": PASSWORD, **captcha}
    assert told_to_wait(active.post("sign-in", **body)) == 30
    assert told_to_wait(active.post("sign-in", **body | {"captcha_id": "made-up"})) == 30

    active.clock.advance(seconds=29, milliseconds=500)
    assert told_to_wait(active.post("sign-in", **body)) == 1
    active.clock.advance(milliseconds=500)
    guess(active, 1)
    assert told_to_wait(active.post("sign-in", **body)) == 60
    active.clock.advance(seconds=60)
    assert active.post("sign-in", **body).status_code == 200, "the captcha was not spent"


def tried(portal: Portal, tries: int, *, at: str = UNKNOWN, by: str = "127.0.0.1") -> None:
    """So many wrong tries by a client: at one account, or at as many that end with ``at``."""
    key, now = PortalKey.read(portal.settings.key_file), portal.clock()
    with portal_database.transaction(portal.settings.database, writes=True) as tx:
        for number in range(tries):
            account = f"{number}.{at}" if at == UNKNOWN else at
            count_try(tx, Guesser.signing_in(key, account, by), now)


def test_the_mailed_link_gets_past_every_delay(active: Portal) -> None:
    for client in range(4):
        tried(active, 5, at=DEMO_VOTER, by=f"192.0.2.{client}")
    told_to_wait(active.try_sign_in())
    tried(active, OVER_ALL_ACCOUNTS.free_tries)
    told_to_wait(active.try_sign_in(OTHER_VOTER))
    recover(active)
    assert active.counts() == []
    active.clock.advance(minutes=5)
    active.sign_in(password=NEW)


def test_a_client_that_opens_none_must_wait_longer_and_longer(active: Portal) -> None:
    tried(active, OVER_ALL_ACCOUNTS.free_tries - 1)
    refused(active.try_sign_in(f"one.{UNKNOWN}"), ErrorCode.SIGN_IN_REFUSED)
    waits = []
    for number in range(6):
        waits.append(told_to_wait(active.try_sign_in(f"two.{number}.{UNKNOWN}")))
        active.clock.advance(seconds=waits[-1])
        refused(active.try_sign_in(f"three.{number}.{UNKNOWN}"), ErrorCode.SIGN_IN_REFUSED)
    assert waits == [30, 60, 120, 240, 300, 300]
    active.clock.advance(hours=24)
    for number in range(2):  # all is forgotten
        refused(active.try_sign_in(f"four.{number}.{UNKNOWN}"), ErrorCode.SIGN_IN_REFUSED)


def test_tries_at_an_account_that_is_opened_are_taken_away(active: Portal) -> None:
    """By a right try, or a new password from wherever."""
    tried(active, OVER_ALL_ACCOUNTS.free_tries - 4)
    for _round in range(3):
        guess(active, 3)
        active.sign_in()
    guess(active, 3)
    recover(active)
    guess(active, 3)


def test_a_strangers_guesses_do_not_keep_the_voter_out(
    settings: Settings, stopping: Stopping
) -> None:
    """Behind a proxy that stands at 127.0.0.1, as every client of these tests."""
    proxied = replace(settings, trusted_proxies=(ip_network("127.0.0.1"),))
    with serving(proxied, stopping) as portal:
        portal.activated()
        portal.http.headers["X-Forwarded-For"] = "203.0.113.9, 198.51.100.66"
        guess(portal, 5)
        portal.http.headers["X-Forwarded-For"] = "192.0.2.7, 198.51.100.66"
        told_to_wait(portal.try_sign_in())
        portal.http.headers["X-Forwarded-For"] = "198.51.100.66, 192.0.2.7"
        portal.sign_in()


@pytest.mark.parametrize(
    ("patience", "delays"),
    [
        (FROM_ONE_CLIENT, {4: 0, 5: 30, 6: 60, 7: 120, 8: 240, 9: 480, 10: 900, 10**6: 900}),
        (FROM_ANY_CLIENT, {19: 0, 20: 30, 21: 60, 22: 120, 23: 240, 24: 300, 10**6: 300}),
        (OVER_ALL_ACCOUNTS, {239: 0, 240: 30, 241: 60, 243: 240, 244: 300, 10**6: 300}),
        (BY_ANY_LINK, {9: 0, 10: 30, 11: 60, 15: 960, 16: 1920, 17: 3600, 10**6: 3600}),
    ],
)
def test_the_delays(patience: Patience, delays: dict[int, int]) -> None:
    assert {n: patience.delay(n).total_seconds() for n in delays} == delays


@pytest.fixture
def dearer(settings: Settings, stopping: Stopping) -> Settings:
    """Those of a portal whose demo voter's password was hashed when hashing cost less."""
    with serving(settings, stopping) as portal:
        portal.activated()
    assert "$m=8," in kept_hash(settings)
    return replace(settings, profile=HashProfile(16, 1, 1))


def kept_hash(settings: Settings) -> str:
    """Of the demo voter's password."""
    found = "SELECT password_hash FROM voter WHERE address = ?"
    ((hashed,),) = portal_database.sql(settings.database, found, DEMO_VOTER)
    return str(hashed)


def test_signing_in_hashes_at_the_cost_of_today(dearer: Settings, stopping: Stopping) -> None:
    with serving(dearer, stopping) as portal:
        before = kept_hash(dearer)
        guess(portal, 1)
        assert kept_hash(dearer) == before
        session = portal.sign_in()
        renewed = kept_hash(dearer)
        assert "$m=16," in renewed
        assert portal.lives(session), "the password is no other"
        portal.sign_in()
        assert kept_hash(dearer) == renewed, "once"


@pytest.mark.both_databases
@pytest.mark.parametrize("password", [PASSWORD, NEW])
def test_hashing_anew_undoes_no_hash_that_is_written_meanwhile(
    dearer: Settings, password: str
) -> None:
    """Of two who sign in at once both are let in; while the password is changed, with the old one
    nobody is."""

    def sessions() -> int:
        ((count,),) = portal_database.sql(dearer.database, "SELECT count(*) FROM session")
        return int(count)

    async def overtaken() -> str:
        hashing = context.hasher.hash
        written = await hashing(password)

        async def late(text: str) -> str:
            update = "UPDATE voter SET password_hash = ? WHERE address = ?"
            portal_database.sql(dearer.database, update, written, DEMO_VOTER)
            return await hashing(text)

        with patch.object(context.hasher, "hash", late):
            refusal = pytest.raises(Refusal, match=ErrorCode.SIGN_IN_REFUSED)
            with nullcontext() if password == PASSWORD else refusal:
                await signing_in(context)
        return written

    before = sessions()
    with closing(open_context(dearer)) as context:
        written = asyncio.run(overtaken())
    assert kept_hash(dearer) == written
    assert sessions() - before == (password == PASSWORD)
