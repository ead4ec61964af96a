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
from tests.portal_process import RunningPortal
from tui_voter.contract.errors import ErrorCode

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="all of 127.0.0.0/8 is loopback on Linux"
)


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


def test_a_captcha_is_good_for_one_of_many(clients: Sequence[httpx.Client]) -> None:
    captcha = clients[0].post("sign-in/captcha").json()
    body = {"captcha_id": captcha["id"], "captcha_answer": solve(captcha["question"])}

    def act(http: httpx.Client, number: int) -> httpx.Response:
        who = {"identifier": f"nobody{number}@academie.exemple", "password": "Faux4passe-devine"}
        return http.post("sign-in", json=body | who)

    assert outcomes(at_once(clients, act)) == {
        ErrorCode.SIGN_IN_REFUSED: 1,
        ErrorCode.CAPTCHA_EXPIRED: len(clients) - 1,
    }


def test_a_session_that_is_ended_among_its_requests_stays_ended(
    running_portal: RunningPortal, clients: Sequence[httpx.Client]
) -> None:
    """Each request would prolong it."""
    link = running_portal.invite("voter3@academie.exemple")
    session = running_portal.activate(link.rpartition("/")[2])
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
