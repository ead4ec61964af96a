"""Attacks from many clients at once on a portal of several processes: over HTTP, each client
with an address of its own."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from tests.portal.captcha_solver import solve
from tests.portal_process import PASSWORD, RunningPortal
from tui_voter.contract.errors import ErrorCode

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="all of 127.0.0.0/8 is loopback on Linux"
)

WRONG = "Faux4passe-devine"
LOOKED_AT = 20
"""Wrong tries at one account, from wherever, before the first delay."""


@pytest.fixture(scope="module")
def clients(running_portal: RunningPortal) -> Iterator[Sequence[httpx.Client]]:
    """Forty clients; the first is the voter's own."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                httpx.Client(
                    base_url=f"{running_portal.url}/api",
                    transport=httpx.HTTPTransport(local_address=f"127.0.8.{number}"),
                    timeout=30,
                )
            )
            for number in range(1, 41)
        ]


def with_captcha(http: httpx.Client, act: str, **body: str) -> dict[str, str]:
    captcha = http.post(f"{act}/captcha").json()
    return {**body, "captcha_id": captcha["id"], "captcha_answer": solve(captcha["question"])}


def activated(running_portal: RunningPortal, address: str) -> str:
    """The session that an activation opens."""
    return running_portal.activate(running_portal.invite(address).rpartition("/")[2])


def at_once(
    clients: Sequence[httpx.Client], act: Callable[[httpx.Client, int], httpx.Response]
) -> list[httpx.Response]:
    """What each client got, all of them at the same moment."""
    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(act, clients, range(len(clients))))


def outcomes(answers: Sequence[httpx.Response]) -> Counter[str]:
    return Counter(
        answer.json()["code"] if answer.is_error else str(answer.status_code) for answer in answers
    )


def sign_in(http: httpx.Client, address: str, password: str) -> httpx.Response:
    body = with_captcha(http, "sign-in", identifier=address, password=password)
    return http.post("sign-in", json=body)


def test_an_account_is_guessed_at_twenty_times(
    running_portal: RunningPortal, clients: Sequence[httpx.Client]
) -> None:
    """Whether there is the account or not; the delay is five minutes at most."""
    known, unknown = "voter1@academie.exemple", "nobody@academie.exemple"
    activated(running_portal, known)

    def guess(address: str) -> list[httpx.Response]:
        return at_once(clients, lambda http, _number: sign_in(http, address, WRONG))

    for address in (known, unknown):
        looked_at, waits = 0, [0]
        while looked_at < LOOKED_AT:  # those that were overtaken may try again at once
            told = guess(address)
            looked_at += outcomes(told)[ErrorCode.SIGN_IN_REFUSED]
            waits += [item.json()["retry_after"] for item in told if item.status_code == 429]
        assert looked_at == LOOKED_AT
        assert 0 < max(waits) <= 300
        assert outcomes(guess(address)) == {ErrorCode.TOO_MANY: len(clients)}
    assert outcomes([sign_in(clients[0], known, PASSWORD)]) == {ErrorCode.TOO_MANY: 1}


def test_a_captcha_is_good_for_one_of_many(clients: Sequence[httpx.Client]) -> None:
    body = with_captcha(clients[0], "sign-in", password=WRONG)

    def act(http: httpx.Client, number: int) -> httpx.Response:
        return http.post("sign-in", json={**body, "identifier": f"nobody{number}@academie.exemple"})

    assert outcomes(at_once(clients, act)) == {
        ErrorCode.SIGN_IN_REFUSED: 1,
        ErrorCode.CAPTCHA_EXPIRED: len(clients) - 1,
    }


def test_a_session_that_is_ended_among_its_requests_stays_ended(
    running_portal: RunningPortal, clients: Sequence[httpx.Client]
) -> None:
    """Each request would prolong it."""
    session = activated(running_portal, "voter3@academie.exemple")
    headers = {"Authorization": f"Bearer {session}"}
    running_portal.sql("UPDATE session SET expires_at = expires_at - 120000000")

    def act(http: httpx.Client, number: int) -> httpx.Response:
        if number == 9:
            return http.delete("session", headers=headers)
        return http.get("profile", headers=headers)

    told = outcomes(at_once(clients, act))
    assert told["204"] == 1
    assert set(told) <= {"200", "204", ErrorCode.SESSION_ENDED}
    assert clients[0].get("profile", headers=headers).status_code == 401
