"""Acts on one thing at the same moment end as if they had come one after the other.

SQLite lets its writers in one by one; on PostgreSQL it takes locks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import httpx
import pytest
from sqlalchemy import text

from mock_server.accounts import link_mails
from mock_server.accounts.link_mails import BY_ANYBODY, BY_ONE_CLIENT, count_request
from mock_server.cli import clock
from mock_server.core.refusals import Refusal
from mock_server.security.credentials import PortalKey
from mock_server.security.quotas import Quota
from mock_server.security.rate_limit import OVER_ALL_ACCOUNTS, Guesser, count_try
from tests import portal_database
from tests.portal.conftest import ANSWER, PASSWORD, QUESTION, SOON_BUSY, Portal
from tests.portal.election.test_clock import ask_until
from tests.portal_process import DEMO_VOTER
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.links import LinkKind

pytestmark = pytest.mark.both_databases

NEW = "Nouveau3passe-ici"


def at_once(acts: Iterable[Callable[[], httpx.Response]]) -> Counter[str]:
    """What came of them: the statuses, or the problems' codes."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda act: act(), acts))
    return Counter(
        answer.json()["code"] if answer.is_error else str(answer.status_code) for answer in answers
    )


def test_no_more_links_are_mailed_than_one_after_the_other(portal: Portal) -> None:
    outcomes = at_once([partial(portal.ask_link, DEMO_VOTER)] * 16)
    assert outcomes == {"202": 16}
    assert portal.sql("SELECT count(*) FROM mail") == [(3,)]


def test_no_more_recovery_links_either(portal: Portal) -> None:
    portal.activated()
    acts = [
        partial(portal.post, "recovery", identifier=DEMO_VOTER, **portal.captcha("recovery"))
        for _number in range(16)
    ]
    assert at_once(acts) == {"202": 16}
    assert portal.sql("SELECT count(*) FROM mail WHERE kind = 'recovery'") == [(3,)]


def test_tries_at_once_wait_for_nobody_while_no_delay_is_due(portal: Portal) -> None:
    """Also where the clock is read in another order than the tries are counted in."""
    portal.activated()
    key = PortalKey.read(portal.settings.key_file)
    guesser = Guesser.signing_in(key, DEMO_VOTER, "127.0.0.1")
    now = portal.clock()
    with portal_database.transaction(portal.settings.database, writes=True) as tx:
        for late in (0, 3, 2, 1):
            count_try(tx, guesser, now - timedelta(milliseconds=late))
        count_try(tx, guesser, now)  # the last that is free
        with pytest.raises(Refusal):
            count_try(tx, guesser, now)


@pytest.mark.parametrize("way", LinkKind)
def test_one_client_has_no_more_mails_sent(portal: Portal, way: LinkKind) -> None:
    """Whoever they are for; nothing is written for the others."""
    key, now = PortalKey.read(portal.settings.key_file), portal.clock()
    with portal_database.transaction(portal.settings.database, writes=True) as tx:
        for _number in range(BY_ONE_CLIENT.most - 8):
            count_request(tx, key, way, "127.0.0.1", now)
    addresses = [f"somebody{number}@recherche.exemple" for number in range(24)]
    acts = [
        partial(portal.post, "recovery", identifier=address, **portal.captcha("recovery"))
        if way is LinkKind.RECOVERY
        else partial(portal.ask_link, address)
        for address in addresses
    ]
    assert at_once(acts) == {"202": 8, ErrorCode.TOO_MANY: 16}
    assert portal.sql("SELECT count(*) FROM mail") == [(8,)]
    portal.clock.advance(hours=1)
    assert portal.ask_recovery().status_code == portal.ask_link("a@b.fr").status_code


def test_nor_have_all_clients_together(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_mails, "BY_ANYBODY", Quota(most=8, period=BY_ANYBODY.period))
    addresses = [f"somebody{number}@recherche.exemple" for number in range(24)]
    acts = [partial(portal.ask_link, address) for address in addresses]
    assert at_once(acts) == {"202": 8, ErrorCode.TOO_MANY: 16}
    assert portal.sql("SELECT count(*) FROM mail") == [(8,)]


def test_no_more_passwords_are_tried_at_one_account(portal: Portal) -> None:
    portal.activated()
    acts = [
        partial(portal.post, "sign-in", **wrong | portal.captcha("sign-in"))
        for wrong in [{"identifier": DEMO_VOTER, "password": NEW}] * 24
    ]
    assert at_once(acts) == {ErrorCode.SIGN_IN_REFUSED: 5, ErrorCode.TOO_MANY: 19}


def test_no_more_accounts_are_tried_by_one_client(portal: Portal) -> None:
    """Thirty accounts at once, of which eight are looked at."""
    key, now = PortalKey.read(portal.settings.key_file), portal.clock()
    with portal_database.transaction(portal.settings.database, writes=True) as tx:
        for number in range(OVER_ALL_ACCOUNTS.free_tries - 8):
            count_try(tx, Guesser.signing_in(key, f"{number}@b.fr", "127.0.0.1"), now)
    acts = [
        partial(
            portal.post,
            "sign-in",
            identifier=f"another{number}@b.fr",
            password=PASSWORD,
            **portal.captcha("sign-in"),
        )
        for number in range(30)
    ]
    assert at_once(acts) == {ErrorCode.SIGN_IN_REFUSED: 8, ErrorCode.TOO_MANY: 22}


@pytest.mark.parametrize("what", ["password", "question"])
def test_no_more_passwords_are_tried_in_one_session(portal: Portal, what: str) -> None:
    session = portal.activated()[2]
    body = {
        "password": {"new_password": NEW},
        "question": {"question_id": QUESTION, "answer": ANSWER},
    }[what]
    acts = [partial(portal.ask, "POST", f"profile/{what}", session, password=NEW, **body)] * 24
    assert at_once(acts) == {ErrorCode.PASSWORD_WRONG: 5, ErrorCode.TOO_MANY: 19}


def test_a_link_never_has_more_captchas_out(portal: Portal) -> None:
    token = portal.invite()
    outcomes = at_once([partial(portal.post, "captchas", token=token)] * 40)
    assert outcomes == {"200": 40}
    assert portal.sql("SELECT count(*) FROM captcha") == [(20,)]


def test_two_recovery_links_of_one_voter(portal: Portal) -> None:
    portal.activated()
    tokens = [portal.recovery_link() for _number in range(3)]
    tickets = [portal.recovery_ticket(token) for token in tokens]
    acts = [
        partial(portal.reset, token, ticket, NEW)
        for token, ticket in zip(tokens, tickets, strict=True)
    ]
    assert at_once(acts) == {"200": 1, ErrorCode.LINK_USED: 2}
    assert portal.sql("SELECT count(*) FROM session") == [(1,)]


def test_no_more_answers_are_looked_at_by_one_link(active: Portal) -> None:
    acts = [partial(active.answer, active.recovery_link(), "Woodstock")] * 24
    assert at_once(acts) == {ErrorCode.ANSWER_WRONG: 4, ErrorCode.TRIES_SPENT: 20}
    assert active.sql("SELECT max(tries) FROM mailed_link") == [(5,)]


def test_the_same_reset_happens_once(active: Portal) -> None:
    token = active.recovery_link()
    ticket = active.recovery_ticket(token)
    assert at_once([partial(active.reset, token, ticket, NEW)] * 16) == {"200": 16}
    assert active.sql("SELECT count(*) FROM mail WHERE kind = 'password_changed'") == [(1,)]
    assert active.sql("SELECT count(*) FROM session") == [(1,)]


def test_no_more_answers_are_looked_at_by_several_links(portal: Portal) -> None:
    portal.activated()
    tokens = [portal.recovery_link() for _number in range(3)]
    outcomes = at_once([partial(portal.answer, token, "Woodstock") for token in tokens * 8])
    assert outcomes.keys() <= {
        ErrorCode.ANSWER_WRONG,
        ErrorCode.TRIES_SPENT,
        ErrorCode.TOO_MANY,
    }
    assert portal.sql("SELECT sum(tries) FROM mailed_link") == [(10,)]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("claims", {"kind": "wrong_entry", "ballot_id": "csa-national", "text": "Trop."}),
        ("assistance", {"subject": "Trop", "text": "Trop."}),
    ],
)
class TestSubmissions:
    def test_sent_again_it_is_the_same(
        self, portal: Portal, path: str, content: dict[str, str]
    ) -> None:
        session = portal.activated()[2]
        key = "the-same-key-every-time"
        acts = [partial(portal.ask, "POST", path, session, key=key, **content)] * 8
        assert at_once(acts) == {"201": 8}
        table = {"claims": "claim", "assistance": "assistance_request"}[path]
        assert portal.sql(f"SELECT count(*) FROM {table}") == [(1,)]  # noqa: S608 (our own tables)
        assert portal.sql("SELECT count(*) FROM mail WHERE kind LIKE '%_received'") == [(1,)]

    def test_no_more_are_taken_than_one_after_the_other(
        self, portal: Portal, path: str, content: dict[str, str]
    ) -> None:
        session = portal.activated()[2]
        acts = [
            partial(portal.ask, "POST", path, session, key=f"a-key-of-its-own-{number}", **content)
            for number in range(32)
        ]
        assert at_once(acts) == {"201": 20, ErrorCode.TOO_MANY: 12}

    @pytest.mark.parametrize("days", [-2, 2], ids=["back", "forward"])
    def test_nor_when_the_portals_clock_is_set(
        self, portal: Portal, path: str, content: dict[str, str], days: int
    ) -> None:
        """A trainer's clock is for the vote: it makes no day of its own."""
        session = portal.activated()[2]
        acts = [
            partial(portal.ask, "POST", path, session, key=f"a-key-of-its-own-{number}", **content)
            for number in range(40)
        ]
        earlier = at_once(acts[:15])
        clock.set_to(portal.settings, portal.clock.now + timedelta(days=days))
        ask_until(portal, "real_time", False)
        assert earlier + at_once(acts[15:]) == {"201": 20, ErrorCode.TOO_MANY: 20}


@SOON_BUSY
def test_while_a_password_is_being_changed_no_session_is_opened_with_the_old_one(
    portal: Portal,
) -> None:
    """It would outlive the change, which ends all sessions that it sees."""
    portal.activated()
    body = {"identifier": DEMO_VOTER, "password": PASSWORD, **portal.captcha("sign-in")}
    sessions = portal.sql("SELECT count(*) FROM session")
    with portal_database.transaction(portal.settings.database, writes=True) as tx:
        tx.execute(text("UPDATE voter SET password_hash = 'another'"))
        assert portal.post("sign-in", **body).json()["code"] == ErrorCode.BUSY
    assert portal.sql("SELECT count(*) FROM session") == sessions
