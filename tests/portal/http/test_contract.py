"""The contract over real HTTP: what each endpoint gives, and what it leaves behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.portal.conftest import ANSWER, PASSWORD, QUESTION, Portal
from tests.portal_database import transaction
from tests.portal_process import DEMO_VOTER
from tui_voter.contract import rules
from tui_voter.contract.activation import Invitation
from tui_voter.contract.election import Election
from tui_voter.contract.endpoint import NOTHING, Needs
from tui_voter.contract.endpoints import ENDPOINTS
from tui_voter.contract.languages import Language
from tui_voter.contract.passwords import PasswordPolicy
from tui_voter.contract.signing_in import SignedIn

pytestmark = pytest.mark.each_database


def test_the_election_is_as_its_folder_tells_it(portal: Portal) -> None:
    response = portal.http.get("/api/election")
    election = msgspec.json.decode(response.content, type=Election)
    assert election.name == "Élections professionnelles 2022"
    assert election.opens_at == datetime(2022, 12, 1, 7, tzinfo=UTC)
    assert election.closes_at == datetime(2022, 12, 8, 16, tzinfo=UTC)
    assert election.time_zone == "Europe/Paris"
    assert election.portal_time == portal.clock.now
    assert election.policy == PasswordPolicy()
    assert election.languages == (Language.FR, Language.EN)


def test_an_invitation_shows_a_masked_identity(portal: Portal) -> None:
    token = portal.invite()
    response = portal.http.post("/api/links/open", json={"token": token})
    invitation = msgspec.json.decode(response.content, type=Invitation)
    assert invitation.name == "Camille D."
    assert invitation.address == "c•••••@ac-armorique.exemple"
    assert {"Camille", "Dumont", "camille", "dumont", "armorique"} <= set(invitation.words)
    assert len(invitation.questions) == 8
    until_the_end = datetime(2022, 12, 8, 16, 30, tzinfo=UTC) - portal.clock.now
    assert invitation.expires_in == until_the_end / timedelta(seconds=1), "not 60 days"
    assert invitation.captcha.expires_in == 300


@pytest.mark.both_databases
def test_an_activation_from_the_link_to_the_session(portal: Portal) -> None:
    token = portal.invite()
    response = portal.activate(token, portal.create_password(token))
    activated = msgspec.json.decode(response.content, type=SignedIn)
    assert activated.expires_in == 15 * 60
    assert activated.election.name == "Élections professionnelles 2022"

    ((activated_at, question, password_hash, answer_hash),) = portal.sql(
        "SELECT activated_at, question_id, password_hash, answer_hash FROM voter "
        "WHERE activated_at IS NOT NULL"
    )
    assert activated_at == int(portal.clock.now.timestamp() * 1_000_000)
    assert question == QUESTION
    assert password_hash.startswith("$argon2id$")
    assert answer_hash.startswith("$argon2id$")
    assert portal.sql("SELECT count(*) FROM session") == [(1,)]
    assert portal.sql("SELECT kind FROM mail ORDER BY id") == [("activation",), ("confirmation",)]


def test_nothing_secret_is_at_rest(portal: Portal) -> None:
    _token, ticket, session = portal.activated()
    # The link stands in its mail, which the outbox must keep to send it.
    kept = portal.everything()
    for secret in (PASSWORD, ANSWER, rules.normalise_answer(ANSWER), ticket, session):
        assert secret not in kept
        assert secret.encode().hex().upper() not in kept.upper()


def test_a_newer_password_replaces_the_ticket(portal: Portal) -> None:
    token = portal.invite()
    first, second = portal.create_password(token), portal.create_password(token)
    refused = portal.activate(token, first)
    assert (refused.status_code, refused.json()["code"]) == (409, "ticket_replaced")
    assert portal.activate(token, second).status_code == 200


def test_an_active_accounts_other_links_are_used(portal: Portal) -> None:
    other = portal.invite()
    portal.activated()
    refused = portal.post("links/open", token=other)
    assert (refused.status_code, refused.json()["code"]) == (410, "link_used")


def test_the_activation_mail_is_its_templates_in_the_voters_language(portal: Portal) -> None:
    token = portal.invite()
    ((_kind, mail),) = portal.mails()
    assert mail.subject == "Ouverture du portail élections professionnelles"
    assert mail.recipient == DEMO_VOTER
    assert f"http://portail.exemple/activation/{token}" in mail.body.splitlines()
    assert "jeudi 1er\u00a0décembre 2022 à 8\u00a0h" in mail.body
    ((address,),) = portal.sql("SELECT address FROM voter WHERE language = 'en' LIMIT 1")
    portal.invite(address)
    assert portal.mails()[1][1].subject == "Opening of the professional elections portal"
    assert "Thursday 1 December 2022 at 08:00" in portal.mails()[1][1].body


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/api/election"), ("GET", "/api/nothing"), ("GET", "/openapi.json")],
)
def test_nothing_is_to_be_kept_shared_or_recognised(portal: Portal, method: str, path: str) -> None:
    response = portal.http.request(method, path, headers={"Origin": "https://evil.example"})
    assert response.headers["cache-control"] == "no-store"
    for name in ("set-cookie", "access-control-allow-origin", "server"):
        assert name not in response.headers


def test_openapi_is_the_contracts_table(portal: Portal) -> None:
    paths = portal.http.get("/openapi.json").json()["paths"]
    operations = {
        (method.upper(), path): operation
        for path, item in paths.items()
        for method, operation in item.items()
    }
    assert set(operations) == {(item.method, item.path) for item in ENDPOINTS.values()}
    for name, endpoint in ENDPOINTS.items():
        operation = operations[endpoint.method, endpoint.path]
        assert operation["operationId"] == name
        assert ("requestBody" in operation) == (endpoint.request is not NOTHING)
        assert ("security" in operation) == (endpoint.needs is Needs.SESSION)
        responses = operation["responses"]
        statuses = {endpoint.status, *(code.status for code in endpoint.problems())}
        assert set(responses) == {str(status) for status in statuses}
        for code in endpoint.problems():
            problem = responses[str(code.status)]
            assert f"`{code.value}`" in problem["description"]
            assert list(problem["content"]) == ["application/problem+json"]


def test_openapi_says_all_that_the_contract_says(portal: Portal) -> None:
    schemas = portal.http.get("/openapi.json").json()["components"]["schemas"]
    assert schemas["Activate"]["additionalProperties"] is False
    assert schemas["CreatePassword"]["properties"]["password"]["maxLength"] == 128
    assert schemas["Election"]["properties"]["languages"]["items"] == {
        "$ref": "#/components/schemas/Language"
    }
    assert "pattern" in schemas["LinkRequest"]["properties"]["address"]


@pytest.mark.both_databases
def test_the_database_is_written_durably(portal: Portal, kind: str) -> None:
    with transaction(portal.settings.database) as tx:
        if kind == "postgresql":
            assert tx.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
            return
        assert tx.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert tx.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert tx.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_the_links_host_is_the_configurations(portal: Portal) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    body = {"address": DEMO_VOTER, **portal.captcha("links")}
    portal.http.post("/api/links", json=body, headers=headers)
    ((_kind, mail),) = portal.mails()
    assert "\nhttp://portail.exemple/activation/" in mail.body
    assert "evil" not in mail.body
