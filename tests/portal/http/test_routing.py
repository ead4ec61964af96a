"""From a path to a handler: one for each line of the contract's table, and no answer that the
table does not list."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pytest

from mock_server.core.refusals import Refusal
from mock_server.http import routing
from mock_server.http.routing import Call, OpenSession, endpoint_routes, route, session_route
from tests.portal.conftest import Portal, refused
from tui_voter.contract.account import READ_PROFILE, Profile
from tui_voter.contract.election import READ_FAQ, Faq
from tui_voter.contract.endpoints import ENDPOINTS
from tui_voter.contract.errors import ErrorCode


async def faq(_call: Call[None]) -> Faq:
    raise Refusal(ErrorCode.CLAIMS_CLOSED)


async def profile(_call: Call[None], _session: OpenSession) -> Profile:
    raise NotImplementedError


def test_each_endpoint_has_one_handler(portal: Portal) -> None:
    routes = list(endpoint_routes())
    assert [(item.methods, item.template) for item in routes] == [
        ((endpoint.method,), endpoint.path) for endpoint in ENDPOINTS.values()
    ]
    with pytest.raises(ValueError, match="two handlers"):
        route(READ_FAQ)(faq)


def test_an_endpoint_without_a_handler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(routing._handlers, READ_FAQ)
    with pytest.raises(KeyError, match=READ_FAQ.path):
        list(endpoint_routes())


def test_a_handler_gets_a_session_where_one_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "_handlers", {})
    with pytest.raises(ValueError, match="session"):
        session_route(READ_FAQ)(profile)  # type: ignore[arg-type]  # its answer is another one
    with pytest.raises(ValueError, match="session"):
        route(READ_PROFILE)(faq)  # type: ignore[arg-type]  # the same


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
        ([], "fr"),
        ([b"en-GB,en;q=0.9,fr;q=0.8"], "en"),
        ([b"en;q=0.2, fr;q=0.7"], "fr"),
        ([b"de, en;q=0"], "fr"),
        ([b"de"], "fr"),
        ([b";;;q=,en;q=x"], "fr"),
        ([b"en", b"fr"], "en"),
        ([b"\xff\xe9;q=en"], "fr"),
        ([b"x," * 250 + b"en"], "fr"),
    )
    for values, language in accepted:
        headers = [(b"Accept-Language", value) for value in values]
        response = portal.http.get(path, headers=headers)
        assert (response.status_code, names[language] in response.text) == (200, True), values


def test_another_method_is_told_which_ones_there_are(portal: Portal) -> None:
    for path, allowed in (
        ("/", "GET, HEAD, OPTIONS"),
        ("/api/claims", "GET, OPTIONS, POST"),
        ("/api/claims/", "GET, OPTIONS, POST"),
        ("/api/ballots/x/roll", "OPTIONS, POST"),
    ):
        response = portal.http.delete(path)
        refused(response, ErrorCode.METHOD_NOT_ALLOWED)
        told = portal.http.options(path)
        assert (told.status_code, told.content) == (204, b"")
        assert response.headers["allow"] == told.headers["allow"] == allowed


@pytest.mark.parametrize("path", ["/api/election/", "//api//election", "/activation/x/", "//"])
def test_a_slash_too_many_changes_nothing(portal: Portal, path: str) -> None:
    assert portal.http.get(f"{portal.http.base_url}".rstrip("/") + path).status_code == 200
