"""Acts on one thing at the same moment end as if they had come one after the other."""

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
from tests.portal.conftest import PASSWORD, SOON_BUSY, Portal
from tests.portal.election.test_clock import ask_until
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.links import LinkKind

pytestmark = pytest.mark.both_databases

NEW = "Nouveau3passe-ici"
SOMEBODY = [f"somebody{number}@recherche.exemple" for number in range(24)]

Act = Callable[[], httpx.Response]


def at_once(acts: Iterable[Act]) -> Counter[str]:
    """What came of them: the statuses, or the problems' codes."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda act: act(), acts))
    return Counter(
        answer.json()["code"] if answer.is_error else str(answer.status_code) for answer in answers
    )


def asking(portal: Portal, way: LinkKind, address: str) -> Act:
    """A request for a link of this kind, its captcha answered."""
    if way is LinkKind.RECOVERY:
        captcha = portal.captcha("recovery")
        return partial(portal.post, "recovery", identifier=address, **captcha)
    return partial(portal.post, "links", address=address, **portal.captcha("links"))


def signing_in(portal: Portal, identifier: str, password: str) -> Act:
    body = {"identifier": identifier, "password": password, **portal.captcha("sign-in")}
    return partial(portal.post, "sign-in", **body)


@pytest.mark.parametrize(
    ("way", "address", "mailed"),
    [(LinkKind.ACTIVATION, OTHER_VOTER, "new_link"), (LinkKind.RECOVERY, DEMO_VOTER, "recovery")],
)
def test_three_links_are_mailed(active: Portal, way: LinkKind, address: str, mailed: str) -> None:
    assert at_once([asking(active, way, address) for _time in range(16)]) == {"202": 16}
    assert active.mailed(mailed) == 3


@pytest.mark.parametrize("way", LinkKind)
def test_one_client_has_no_more_mails_sent(portal: Portal, way: LinkKind) -> None:
    """Whoever they are for; nothing is written for the others."""
    key, now = PortalKey.read(portal.settings.key_file), portal.clock()
    with portal_database.transaction(portal.settings.database, writes=True) as tx:
        for _number in range(BY_ONE_CLIENT.most - 8):
            count_request(tx, key, way, "127.0.0.1", now)
    acts = [asking(portal, way, address) for address in SOMEBODY]
    assert at_once(acts) == {"202": 8, ErrorCode.TOO_MANY: 16}
    assert portal.mailed() == 8
    portal.clock.advance(hours=1)
    assert portal.ask_recovery().status_code == portal.ask_link("a@b.fr").status_code


def test_nor_have_all_clients_together(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_mails, "BY_ANYBODY", Quota(most=8, period=BY_ANYBODY.period))
    acts = [asking(portal, LinkKind.ACTIVATION, address) for address in SOMEBODY]
    assert at_once(acts) == {"202": 8, ErrorCode.TOO_MANY: 16}
    assert portal.mailed() == 8


def test_a_link_never_has_more_captchas_out(portal: Portal) -> None:
    token = portal.invite()
    assert at_once([partial(portal.post, "captchas", token=token)] * 40) == {"200": 40}
    assert portal.sql("SELECT count(*) FROM captcha") == [(20,)]


def test_tries_at_once_wait_for_nobody_while_no_delay_is_due(active: Portal) -> None:
    """Also where the clock is read in another order than the tries are counted in."""
    key = PortalKey.read(active.settings.key_file)
    guesser = Guesser.signing_in(key, DEMO_VOTER, "127.0.0.1")
    now = active.clock()
    with portal_database.transaction(active.settings.database, writes=True) as tx:
        for late in (0, 3, 2, 1):
            count_try(tx, guesser, now - timedelta(milliseconds=late))
        count_try(tx, guesser, now)  # the last that is free
        with pytest.raises(Refusal):
            count_try(tx, guesser, now)


def test_no_more_passwords_are_tried_at_one_account(active: Portal) -> None:
    acts = [signing_in(active, DEMO_VOTER, NEW) for _time in range(24)]
    assert at_once(acts) == {ErrorCode.SIGN_IN_REFUSED: 5, ErrorCode.TOO_MANY: 19}


def test_no_more_accounts_are_tried_by_one_client(portal: Portal) -> None:
    """Of all that are tried at once, eight are looked at."""
    key, now = PortalKey.read(portal.settings.key_file), portal.clock()
    with portal_database.transaction(portal.settings.database, writes=True) as tx:
        for number in range(OVER_ALL_ACCOUNTS.free_tries - 8):
            count_try(tx, Guesser.signing_in(key, f"{number}@b.fr", "127.0.0.1"), now)
    acts = [signing_in(portal, address, PASSWORD) for address in SOMEBODY]
    assert at_once(acts) == {ErrorCode.SIGN_IN_REFUSED: 8, ErrorCode.TOO_MANY: 16}


@SOON_BUSY
def test_no_session_is_opened_while_its_password_is_being_changed(active: Portal) -> None:
    """It would outlive the change, which ends all sessions that it sees."""
    sign_in = signing_in(active, DEMO_VOTER, PASSWORD)
    sessions = active.sql("SELECT count(*) FROM session")
    with portal_database.transaction(active.settings.database, writes=True) as tx:
        tx.execute(text("UPDATE voter SET password_hash = 'another'"))
        assert sign_in().json()["code"] == ErrorCode.BUSY
    assert active.sql("SELECT count(*) FROM session") == sessions


def test_a_session_that_is_ended_among_its_requests_stays_ended(
    portal: Portal, session: str
) -> None:
    """Each of them prolongs it."""
    portal.clock.advance(minutes=2)
    asking = partial(portal.ask, "GET", "profile", session)
    told = at_once(
        [*[asking] * 4, partial(portal.ask, "DELETE", "session", session), *[asking] * 35]
    )
    assert told["204"] == 1
    assert set(told) <= {"200", "204", ErrorCode.SESSION_ENDED}
    assert not portal.lives(session)


def test_one_ticket_activates_once(portal: Portal) -> None:
    token = portal.invite()
    assert at_once([partial(portal.activate, token, portal.create_password(token))] * 8) == {
        "200": 8
    }
    assert portal.mailed("confirmation") == 1
    assert portal.sql("SELECT count(*) FROM session") == [(1,)]


def test_one_of_a_voters_recovery_links_is_used_once(active: Portal) -> None:
    """However often its request is sent: each time it is the same that is done."""
    tokens = [active.recovery_link() for _number in range(3)]
    resets = [partial(active.reset, token, active.recovery_ticket(token), NEW) for token in tokens]
    assert at_once(resets * 8) == {"200": 8, ErrorCode.LINK_USED: 16}
    assert active.mailed("password_changed") == 1
    assert active.sql("SELECT count(*) FROM session") == [(1,)]


def test_no_more_answers_are_looked_at_by_one_link(active: Portal) -> None:
    acts = [partial(active.answer, active.recovery_link(), "Woodstock")] * 24
    assert at_once(acts) == {ErrorCode.ANSWER_WRONG: 4, ErrorCode.TRIES_SPENT: 20}
    assert active.sql("SELECT max(tries) FROM mailed_link") == [(5,)]


def test_no_more_answers_are_looked_at_by_several_links(active: Portal) -> None:
    tokens = [active.recovery_link() for _number in range(3)]
    at_once([partial(active.answer, token, "Woodstock") for token in tokens * 8])
    assert active.sql("SELECT sum(tries) FROM mailed_link") == [(10,)]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("claims", {"kind": "wrong_entry", "ballot_id": "csa-national", "text": "Trop."}),
        ("assistance", {"subject": "Trop", "text": "Trop."}),
    ],
)
class TestSubmissions:
    def test_sent_again_it_is_the_same(
        self, portal: Portal, session: str, path: str, content: dict[str, str]
    ) -> None:
        key = "the-same-key-every-time"
        acts = [partial(portal.ask, "POST", path, session, key=key, **content)] * 8
        assert at_once(acts) == {"201": 8}
        table = {"claims": "claim", "assistance": "assistance_request"}[path]
        assert portal.sql(f"SELECT count(*) FROM {table}") == [(1,)]  # noqa: S608 (our own tables)
        assert portal.mailed("%_received") == 1

    @pytest.mark.usefixtures("looks_often")
    @pytest.mark.parametrize("days", [-2, 0, 2], ids=["back", "not", "forward"])
    def test_nor_when_the_portals_clock_is_set(
        self, portal: Portal, session: str, path: str, content: dict[str, str], days: int
    ) -> None:
        """No more are taken than one after the other. A trainer's clock is for the vote: it makes
        no day of its own."""
        acts = [
            partial(portal.ask, "POST", path, session, key=f"a-key-of-its-own-{number}", **content)
            for number in range(24)
        ]
        earlier = at_once(acts[:12])
        if days:
            clock.set_to(portal.settings, portal.clock.now + timedelta(days=days))
            ask_until(portal, "real_time", False)
        assert earlier + at_once(acts[12:]) == {"201": 20, ErrorCode.TOO_MANY: 4}
