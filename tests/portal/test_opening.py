"""What is answered before the framework is answered as the framework would."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from mock_server.http.opening import Opening
from tests.portal.conftest import Portal
from tui_voter.contract.shapes import Language

both = pytest.mark.parametrize("path", ["/api/election", "/"])


def told(response: httpx.Response) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    headers = [(name, value) for name, value in response.headers.raw if name != b"date"]
    return response.status_code, headers, response.content


@both
@pytest.mark.parametrize(
    "accepted",
    [
        [],
        [b"fr"],
        [b"en-GB,en;q=0.9,fr;q=0.8"],
        [b"de"],
        [b"en", b"fr"],
        [b"\xff\xe9;q=en"],
        [b"x," * 250 + b"en"],
    ],
)
def test_the_answer_is_the_routes_own(portal: Portal, path: str, accepted: Sequence[bytes]) -> None:
    """The clock stands still. A question in the address is left to the framework."""
    headers = [(b"Accept-Language", value) for value in accepted]
    ahead = portal.http.get(path, headers=headers)
    route = portal.http.get(path + "?", params={"some": "thing"}, headers=headers)
    assert ahead.status_code == 200
    assert told(ahead) == told(route)


async def asked(method: str, path: str, query: bytes) -> bool:
    """Whether a request comes through to the framework."""
    came: list[Any] = []

    async def framework(scope: Any, _receive: Any, _send: Any) -> None:
        came.append(scope)

    async def answer(scope: Any, _receive: Any, _send: Any) -> None:
        assert scope["path_template"] == path

    opening = Opening(framework, (Language.FR,), {path: lambda _language: answer})
    scope: Any = {"type": "http", "method": method, "path": path, "query_string": query}
    nobody: Any = None
    await opening(scope | {"headers": []}, nobody, nobody)
    return bool(came)


@both
async def test_only_a_plain_get_goes_ahead(path: str) -> None:
    assert not await asked("GET", path, b"")
    for method, query in [("GET", b"lang=en"), ("HEAD", b""), ("OPTIONS", b""), ("POST", b"")]:
        assert await asked(method, path, query)


@both
def test_what_does_not_go_ahead_is_answered_as_ever(portal: Portal, path: str) -> None:
    refused = portal.http.delete(path)
    assert (refused.status_code, refused.json()["code"]) == (405, "method_not_allowed")
    assert "GET" in refused.headers["allow"]
    assert "GET" in portal.http.options(path).headers["allow"]
    assert portal.http.get(path.rstrip("/") + "/").status_code == 200
