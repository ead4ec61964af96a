"""What the contract's table asks of a request: the same of each of its lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import httpx
import msgspec
import pytest
from msgspec.inspect import EnumType, IntType, StrType, type_info

from tests.contract_values import made_up
from tests.portal.conftest import Portal, refused
from tui_voter.contract.endpoint import NOTHING, Endpoint, Needs
from tui_voter.contract.endpoints import ENDPOINTS
from tui_voter.contract.errors import ErrorCode

JSON: Final = {"Content-Type": "application/json"}


def unreadable(endpoint: Endpoint[Any, Any]) -> Iterator[Any]:
    """Bodies that break one rule each of the endpoint's type."""
    body = made_up(endpoint.request)
    yield from (None, [], body | {"one_more": 1})
    for field in type_info(endpoint.request).fields:  # type: ignore[attr-defined]
        name = field.encode_name
        yield body | {name: None}
        yield body | {name: {"not": "this"}}
        if field.required:
            yield {other: value for other, value in body.items() if other != name}
        match field.type:
            case StrType(min_length=shortest, max_length=longest, pattern=pattern):
                yield body | {name: 5}
                yield from [body | {name: "x" * (longest + 1)}] if longest else []
                yield from [body | {name: ""}] if shortest or pattern else []
                yield from [body | {name: f"{body[name]}\n"}] if pattern else []
            case EnumType():
                yield body | {name: "no such word"}
            case IntType(ge=int(least), le=int(most)):
                yield from (body | {name: least - 1}, body | {name: most + 1}, body | {name: "5"})


BODIES: Final = {
    name: endpoint for name, endpoint in ENDPOINTS.items() if endpoint.request is not NOTHING
}


def send(
    portal: Portal, endpoint: Endpoint[Any, Any], content: bytes, headers: Any = JSON
) -> httpx.Response:
    path = endpoint.path_with("csa-national")
    return portal.http.request(endpoint.method, path, content=content, headers=headers)


@pytest.mark.parametrize("name", BODIES)
def test_a_body_of_another_form_is_refused_and_changes_nothing(portal: Portal, name: str) -> None:
    endpoint = BODIES[name]
    before = portal.everything()
    bodies = [msgspec.json.encode(body) for body in unreadable(endpoint)]
    fields = type_info(endpoint.request).fields  # type: ignore[attr-defined]
    word = next(each.encode_name for each in fields if isinstance(each.type, StrType))
    text = msgspec.json.encode(made_up(endpoint.request) | {word: "here"})
    bodies += [text.replace(b"here", odd) for odd in (b"\xff", b"\\ud800")]
    bodies += [b"", b"{", b"[" * 60_000]
    for body in bodies:
        refused(send(portal, endpoint, body), ErrorCode.INVALID_REQUEST)
    for media_type in ("text/plain", "application/x-www-form-urlencoded", ""):
        response = send(portal, endpoint, text, {"Content-Type": media_type})
        refused(response, ErrorCode.UNSUPPORTED_MEDIA_TYPE)
    refused(send(portal, endpoint, b"x" * (endpoint.largest + 1)), ErrorCode.TOO_LARGE)
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


def test_a_path_that_is_not_there(portal: Portal) -> None:
    for path in ("/api", "/api/nothing", "/openapi.json/x", "/activation", "/schema", "/metrics"):
        refused(portal.http.get(path), ErrorCode.NOT_FOUND)
