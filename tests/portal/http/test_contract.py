"""The contract over real HTTP: what each endpoint gives, and what it leaves behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.portal.conftest import Portal
from tests.portal_database import transaction
from tests.portal_process import DEMO_VOTER
from tui_voter.contract.activation import Invitation
from tui_voter.contract.endpoint import NOTHING, Needs
from tui_voter.contract.endpoints import ENDPOINTS

pytestmark = pytest.mark.each_database


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


@pytest.mark.parametrize("path", ["/", "/api/election", "/api/nothing", "/openapi.json"])
def test_nothing_is_to_be_kept_shared_or_recognised(portal: Portal, path: str) -> None:
    response = portal.http.get(path, headers={"Origin": "https://evil.example"})
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
