"""Asking for a new link: the same bytes and the same work for every address."""

from __future__ import annotations

import pytest

from mock_server.election.voters import find_voter
from tests.portal.conftest import Portal, shape, statements, token_in
from tests.portal_database import transaction
from tests.portal_process import DEMO_VOTER

pytestmark = pytest.mark.both_databases

UNKNOWN = "nobody.here@ac-armorique.exemple"
ACTIVE = "remi.guegan@recherche.exemple"


def test_known_unknown_and_active_addresses_are_answered_alike(portal: Portal) -> None:
    portal.activated(ACTIVE)
    answers, growths = [], []
    for address in (DEMO_VOTER, UNKNOWN, ACTIVE):
        before = shape(portal)
        response = portal.post("links", address=address)
        after = shape(portal)
        headers = {k: v for k, v in response.headers.items() if k != "date"}
        answers.append((response.status_code, response.content, headers))
        growths.append({table: after[table] - before[table] for table in after})
    assert answers[0][:2] == (202, b"{}")
    assert answers[0] == answers[1] == answers[2]
    assert growths[0] == growths[1] == growths[2]


def sent(portal: Portal) -> list[tuple[str, str]]:
    return portal.sql(
        "SELECT recipient, kind FROM mail WHERE voter_id IS NOT NULL AND kind LIKE '%\\_%' "
        "ESCAPE '\\' ORDER BY id"
    )


def test_a_voter_gets_a_new_link_that_works(portal: Portal) -> None:
    portal.post("links", address=f" {DEMO_VOTER.upper()} ")
    ((recipient, body),) = portal.sql("SELECT recipient, body FROM mail")
    assert recipient == DEMO_VOTER
    (link,) = [line for line in body.splitlines() if "/activation/" in line]
    assert portal.open(token_in(link))["name"] == "Camille D."


def test_an_active_voter_is_told_so_and_gets_no_link(portal: Portal) -> None:
    portal.activated(ACTIVE)
    portal.post("links", address=ACTIVE)
    assert sent(portal) == [(ACTIVE, "already_active")]
    ((body,),) = portal.sql("SELECT body FROM mail WHERE kind = 'already_active'")
    assert "/activation/" not in body


def test_nobody_is_written_to_for_an_unknown_address(portal: Portal) -> None:
    portal.post("links", address=UNKNOWN)
    assert sent(portal) == []
    assert UNKNOWN not in portal.everything()


def test_a_decoy_opens_nothing(portal: Portal) -> None:
    portal.post("links", address=UNKNOWN)
    ((body,),) = portal.sql("SELECT body FROM mail")
    (link,) = [line for line in body.splitlines() if "/activation/" in line]
    assert portal.post("links/open", token=token_in(link)).json()["code"] == "link_unknown"


@pytest.mark.parametrize("address", [DEMO_VOTER, UNKNOWN])
def test_a_few_mails_an_hour_and_no_word_about_it(portal: Portal, address: str) -> None:
    answers = {portal.post("links", address=address).content for _time in range(6)}
    assert answers == {b"{}"}
    assert portal.sql("SELECT count(*) FROM mail") == [(3,)]

    portal.post("links", address="chloe.d-arcy@sports.example")
    assert portal.sql("SELECT count(*) FROM mail") == [(4,)], "another address has its own count"

    portal.clock.advance(hours=1)
    portal.post("links", address=address)
    ((newest,),) = portal.sql("SELECT max(queued_at) FROM mail")
    assert newest == int(portal.clock.now.timestamp() * 1_000_000)


def test_a_stranger_who_never_stops_asking_keeps_no_link_away(portal: Portal) -> None:
    for _minutes in range(0, 180, 12):
        portal.post("links", address=DEMO_VOTER)
        portal.clock.advance(minutes=12)
    assert portal.sql("SELECT count(*) FROM mail") == [(9,)], "three an hour"


def test_what_only_requests_needed_is_taken_away_after_an_hour(portal: Portal) -> None:
    before = shape(portal)
    for number in range(5):
        portal.post("links", address=f"{number}.{UNKNOWN}")
    portal.clock.advance(hours=1)
    portal.post("links", address=UNKNOWN)
    after = shape(portal)
    grown = {
        table: after[table] - before[table] for table in after if after[table] != before[table]
    }
    assert grown == {"mailed_link": 1, "mail": 1, "link_request": 1}


# --- The same work -------------------------------------------------------------------------


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


@pytest.mark.parametrize("address", ["!@a.fr", "zzz@zz.zz", UNKNOWN])
def test_nobody_is_found_for_an_address_before_between_or_after_all(
    portal: Portal, address: str
) -> None:
    with transaction(portal.settings.database) as tx:
        assert find_voter(tx, address) is None
