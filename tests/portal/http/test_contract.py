"""The contract over real HTTP: a handler for each line of its table, what that asks of a request,
and no answer that it does not list. What each type of a body refuses is looked at in
test_schema.py."""

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import msgspec
import pytest

from mock_server.core.refusals import Refusal
from mock_server.http import routing
from mock_server.http.routing import Call, endpoint_routes, route
from tests.contract_values import made_up
from tests.portal.conftest import Portal, refused
from tests.portal_database import transaction
from tests.portal_process import DEMO_VOTER
from tui_voter.contract.activation import OPEN_LINK, Invitation
from tui_voter.contract.election import READ_FAQ, Faq
from tui_voter.contract.endpoint import NOTHING, Endpoint, Needs
from tui_voter.contract.endpoints import ENDPOINTS
from tui_voter.contract.errors import ErrorCode


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


JSON: Final = {"Content-Type": "application/json"}


def send(
    portal: Portal, endpoint: Endpoint[Any, Any], content: bytes, headers: Any = JSON
) -> httpx.Response:
    path = endpoint.path_with("csa-national")
    return portal.http.request(endpoint.method, path, content=content, headers=headers)


def test_a_body_of_another_form_is_refused_and_changes_nothing(portal: Portal) -> None:
    before = portal.everything()
    good = msgspec.json.encode(made_up(OPEN_LINK.request) | {"token": "here"})
    odd = (good.replace(b"here", word) for word in (b"\xff", b"\\ud800"))
    for body in (b"", b"{", b"null", b"[]", b"[" * 60_000, good[:-1] + b',"one_more":1}', *odd):
        refused(send(portal, OPEN_LINK, body), ErrorCode.INVALID_REQUEST)
    for media_type in ("text/plain", "application/x-www-form-urlencoded", ""):
        response = send(portal, OPEN_LINK, good, {"Content-Type": media_type})
        refused(response, ErrorCode.UNSUPPORTED_MEDIA_TYPE)
    for endpoint in ENDPOINTS.values():
        if endpoint.request is not NOTHING:
            body = b"x" * (endpoint.largest + 1)
            refused(send(portal, endpoint, body), ErrorCode.TOO_LARGE)
    assert portal.everything() == before


def test_a_body_that_turns_out_too_large(portal: Portal) -> None:
    def trickle() -> Iterator[bytes]:
        for _time in range(20):
            yield b"x" * 5000

    response = portal.http.post("/api/links", content=trickle(), headers=JSON)
    refused(response, ErrorCode.TOO_LARGE)


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Basic x", "Bearer no", "Bearer é"])
def test_a_session_that_is_needed_is_missed(portal: Portal, authorization: str | None) -> None:
    named = {} if authorization is None else {"Authorization": authorization}
    for endpoint in ENDPOINTS.values():
        if endpoint.needs is Needs.SESSION:
            asked = None if endpoint.request is NOTHING else made_up(endpoint.request)
            body = msgspec.json.encode(asked) if asked else b""
            response = send(portal, endpoint, body, httpx.Headers({**named, **JSON}, "utf-8"))
            refused(response, ErrorCode.SESSION_ENDED)
            assert response.headers["www-authenticate"] == "Bearer"


async def faq(_call: Call[None]) -> Faq:
    raise Refusal(ErrorCode.CLAIMS_CLOSED)


def test_each_endpoint_has_one_handler(portal: Portal) -> None:
    routes = list(endpoint_routes())
    assert [(item.methods, item.template) for item in routes] == [
        ((endpoint.method,), endpoint.path) for endpoint in ENDPOINTS.values()
    ]
    with pytest.raises(ValueError, match="two handlers"):
        route(READ_FAQ)(faq)


def test_a_refusal_outside_the_table_is_a_failure(
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setitem(routing._handlers, READ_FAQ, faq)
    portal: Portal = request.getfixturevalue("portal")
    with caplog.at_level(logging.ERROR):
        response = portal.http.get("/api/faq")
    assert (response.status_code, response.json()["code"]) == (500, "internal")
    assert "OutsideTheTable" in caplog.text


@pytest.mark.parametrize("path", ["/api/election", "/"])
def test_any_accept_language_gets_an_answer(portal: Portal, path: str) -> None:
    names = {"fr": "Élections professionnelles 2022", "en": "Professional elections 2022"}
    accepted: Sequence[tuple[list[bytes], str]] = (
        *(([], "fr"), ([b"en-GB,en;q=0.9,fr;q=0.8"], "en"), ([b"en;q=0.2, fr;q=0.7"], "fr")),
        *(([b"de, en;q=0"], "fr"), ([b"de"], "fr"), ([b";;;q=,en;q=x"], "fr")),
        *(([b"en", b"fr"], "en"), ([b"\xff\xe9;q=en"], "fr"), ([b"x," * 250 + b"en"], "fr")),
    )
    for values, language in accepted:
        headers = [(b"Accept-Language", value) for value in values]
        response = portal.http.get(path, headers=headers)
        assert (response.status_code, names[language] in response.text) == (200, True), values


def test_another_method_is_told_which_ones_there_are(portal: Portal) -> None:
    for path, allowed in (
        *(("/", "GET, HEAD, OPTIONS"), ("/api/claims", "GET, OPTIONS, POST")),
        *(("/api/claims/", "GET, OPTIONS, POST"), ("/api/ballots/x/roll", "OPTIONS, POST")),
    ):
        response = portal.http.delete(path)
        refused(response, ErrorCode.METHOD_NOT_ALLOWED)
        told = portal.http.options(path)
        assert (told.status_code, told.content) == (204, b"")
        assert response.headers["allow"] == told.headers["allow"] == allowed


@pytest.mark.parametrize("path", ["/api/election/", "//api//election", "/activation/x/", "//"])
def test_a_slash_too_many_changes_nothing(portal: Portal, path: str) -> None:
    assert portal.http.get(f"{portal.http.base_url}".rstrip("/") + path).status_code == 200
