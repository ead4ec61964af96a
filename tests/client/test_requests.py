"""What the client sends, and what it makes of an honest answer: for every endpoint of the table."""

import base64
import inspect
import json
import typing
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple, Self

import msgspec
import pytest

from tests.client.peer import Peer, answer, peer, saying, talking
from tests.client.samples import ELECTION, ROLL_PAGE
from tests.contract_values import made_up
from tui_voter.contract.ballots import RollQuery, read_roll
from tui_voter.contract.election import read_election
from tui_voter.contract.endpoint import NOTHING, Endpoint, Needs
from tui_voter.contract.endpoints import ENDPOINTS, SUBJECTS
from tui_voter.contract.errors import PortalUnreachable
from tui_voter.contract.shapes import Request, Response, SecretResponse
from tui_voter.contract.signing_in import SessionOpened, SignedIn
from tui_voter.portal.client import PortalClient
from tui_voter.portal.hygiene import clean
from tui_voter.secret import Secret

SESSION: Final = Secret("session-token")
SENT_ONCE: Final = (
    *("linkCaptcha", "signInCaptcha", "recoveryCaptcha", "newCaptcha", "openLink", "openRecovery"),
    *("answerQuestion", "mailRecoveryCode", "giveRecoveryCode"),
    *("checkCode", "askReplacement", "replaceCode"),
)
"""What would be done twice: the client does not send it again by itself."""


def sent(peer: Peer) -> tuple[str, dict[str, str], Any]:
    """The one request, be it sent again: its first line, headers in lower case, JSON body."""
    (request,) = set(peer.requests)
    head, _, body = request.decode().partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return first, headers, json.loads(body) if body else None


class Call(NamedTuple):
    """One call of the contract, with made-up arguments."""

    endpoint: Endpoint[Any, Any]
    act: Callable[..., Awaitable[object]]
    arguments: dict[str, Any]
    answered: Any
    """What an honest portal answers, as JSON can say it."""

    @classmethod
    def of(cls, name: str) -> Self:
        endpoint, act = ENDPOINTS[name], functions()[name]
        kinds = typing.get_type_hints(act, include_extras=True)
        arguments = {
            each: argument(each, kinds[each]) for each in inspect.signature(act).parameters
        }
        return cls(endpoint, act, arguments, made_up(endpoint.response))

    async def __call__(self, portal: PortalClient) -> object:
        return await self.act(**self.arguments | {"portal": portal})

    @property
    def answer(self) -> bytes:
        if self.endpoint.status == 204:
            return b"HTTP/1.1 204 No Content\r\n\r\n"
        return answer(json.dumps(self.answered), f"{self.endpoint.status} Fine")

    @property
    def gives(self) -> object:
        """What the journey is given: the answer, what alone is in it, or nothing."""
        told: Response = clean(msgspec.convert(self.answered, self.endpoint.response))
        if isinstance(told, SignedIn):
            return SessionOpened(Secret(told.session), told.election, told.expires_in)
        if typing.get_type_hints(self.act)["return"] is type(told):
            return told
        (only,) = msgspec.structs.astuple(told) or (None,)
        return Secret(only) if isinstance(told, SecretResponse) else only

    @property
    def body(self) -> dict[str, Any] | None:
        """What is sent: each argument under its name, or the one that is the request."""
        if self.endpoint.request is NOTHING:
            return None
        for value in self.arguments.values():
            if isinstance(value, Request):
                return msgspec.to_builtins(value)  # type: ignore[no-any-return]
        apart = ("portal", "session", self.endpoint.parameter_name)
        return {
            name: value.reveal() if isinstance(value, Secret) else value
            for name, value in self.arguments.items()
            if name not in apart
        }


def functions() -> dict[str, Callable[..., Awaitable[object]]]:
    """The contract's calls, by the ids of their endpoints."""
    return {
        endpoint_id(name): value
        for subject in SUBJECTS
        for name, value in vars(subject).items()
        if inspect.iscoroutinefunction(value) and value.__module__ == subject.__name__
    }


def endpoint_id(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def argument(name: str, kind: Any) -> Any:
    """Something for an argument: a text that is like no other, where it may be any."""
    if name == "session":
        return SESSION
    if kind is Secret:
        return Secret(f"the-{name}")
    if isinstance(kind, type) and not issubclass(kind, str):
        return msgspec.convert(made_up(kind), kind) if issubclass(kind, Request) else None
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return next(iter(kind))
    return f"the-{name}"


def test_each_endpoint_has_the_function_of_its_name() -> None:
    assert list(functions()) == list(ENDPOINTS)


@pytest.mark.parametrize("name", ENDPOINTS)
async def test_a_call_of_the_contract(name: str) -> None:
    """What is safe is sent again when its answer is lost: once more, the very same."""
    call = Call.of(name)
    lost = [] if name in SENT_ONCE else [b""]
    async with talking(saying(*lost, call.answer)) as (client, portal):
        assert await call(client) == call.gives
    assert len(portal.requests) == 1 + len(lost)
    first, headers, body = sent(portal)
    segment = call.arguments.get(call.endpoint.parameter_name, "")
    assert first == f"{call.endpoint.method} {call.endpoint.path_with(segment)} HTTP/1.1"
    assert body == call.body
    needs_session = call.endpoint.needs is Needs.SESSION
    assert headers.get("authorization") == ("bearer session-token" if needs_session else None)
    assert headers.get("content-type") == (None if body is None else "application/json")


@pytest.mark.parametrize("name", SENT_ONCE)
async def test_what_would_be_done_twice_is_not_repeated(name: str) -> None:
    call = Call.of(name)
    async with talking(saying(b"", call.answer)) as (client, portal):
        with pytest.raises(PortalUnreachable):
            await call(client)
    assert len(portal.requests) == 1


SAYS_ITS_ELECTION = saying(answer(json.dumps(ELECTION)))


async def test_a_question_and_what_is_made_of_its_answer() -> None:
    async with talking(SAYS_ITS_ELECTION, language="en") as (client, portal):
        election = await read_election(client)
    assert (election.name, election.support) == (ELECTION["name"], ELECTION["support"])
    assert election.portal_time == datetime(2026, 10, 18, 8, 22, tzinfo=UTC)
    assert election.portal_time.tzinfo is UTC
    first, headers, body = sent(portal)
    assert (first, body) == ("GET /api/election HTTP/1.1", None)
    assert headers["accept-language"] == "en"
    assert headers["accept-encoding"] == "identity"
    assert headers["accept"] == "application/json, application/problem+json"
    assert headers["user-agent"].startswith("tui-voter/")
    assert not {"cookie", "authorization", "referer"} & set(headers)


@pytest.mark.parametrize(
    ("ballot", "segment"),
    [
        *(("csa-2026", "csa-2026"), ("a/../../session", "a%2F%2E%2E%2F%2E%2E%2Fsession")),
        *(("..", "%2E%2E"), ("?x=%2e#y", "%3Fx%3D%252e%23y"), ("é à", "%C3%A9%20%C3%A0")),
        *(("\r\nX: 1", "%0D%0AX%3A%201"), ("//faux.exemple", "%2F%2Ffaux%2Eexemple")),
    ],
)
async def test_a_ballots_id_stays_within_its_segment(ballot: str, segment: str) -> None:
    async with talking(saying(answer(json.dumps(ROLL_PAGE)))) as (client, portal):
        await read_roll(client, SESSION, ballot, RollQuery())
    assert sent(portal)[0] == f"POST /api/ballots/{segment}/roll HTTP/1.1"


async def test_cookies_are_not_kept() -> None:
    with_cookie = answer(json.dumps(ELECTION), "200 OK", "Set-Cookie: id=1; Path=/")
    async with talking(saying(with_cookie)) as (client, portal):
        for _ in range(2):
            await read_election(client)
    assert len(portal.requests) == 2
    assert not any(b"cookie" in request.lower() for request in portal.requests)


async def test_the_environments_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with peer(saying(answer("{}", "502 Bad Gateway"))) as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.origin)
            monkeypatch.setenv(name.lower(), proxy.origin)
        monkeypatch.delenv("NO_PROXY", raising=False)
        async with talking(SAYS_ITS_ELECTION) as (client, portal):
            await read_election(client)
    assert (portal.connections, proxy.connections) == (1, 0)


async def test_the_proxy_that_was_asked_for_is_used_with_its_password() -> None:
    async with peer(saying(answer("", "502 Bad Gateway"))) as proxy:
        address = proxy.origin.replace("://", "://marie:Canari7@")
        client = PortalClient("https://portail.exemple.fr", language="fr", proxy=address)
        with pytest.raises(PortalUnreachable):
            await read_election(client)
        await client.aclose()
    assert "Canari7" not in repr(client)
    assert proxy.requests[0].startswith(b"CONNECT portail.exemple.fr:443 ")
    basic = base64.b64encode(b"marie:Canari7")
    assert b"\r\nProxy-Authorization: Basic " + basic + b"\r\n" in proxy.requests[0]


async def test_a_portal_of_this_machine_is_not_reached_through_a_proxy() -> None:
    """Which would see all, and tokens among it, in the clear."""
    async with (
        peer(saying()) as proxy,
        talking(SAYS_ITS_ELECTION, proxy=proxy.origin) as (client, portal),
    ):
        assert (await read_election(client)).name == ELECTION["name"]
    assert (len(portal.requests), proxy.connections) == (1, 0)
