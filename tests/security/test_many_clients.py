"""Attacks from many clients at once on a portal of several processes: over HTTP, each client
with an address of its own."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import Any

import httpx
import pytest

from tests.portal.captcha_solver import solve
from tests.portal_process import ANSWER, PASSWORD, RunningPortal, link_in
from tui_voter.contract.errors import ErrorCode

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="all of 127.0.0.0/8 is loopback on Linux"
)

NEW_PASSWORD, WRONG = "Nouveau3passe-ici", "Faux4passe-devine"
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


def bearing(session: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {session}"}


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


def sign_in(http: httpx.Client, address: str, password: str = PASSWORD) -> httpx.Response:
    body = with_captcha(http, "sign-in", identifier=address, password=password)
    return http.post("sign-in", json=body)


def guess(http: httpx.Client, _number: int, *, address: str) -> httpx.Response:
    return sign_in(http, address, WRONG)


def test_an_account_is_guessed_at_twenty_times_and_its_voter_gets_in_by_mail(
    running_portal: RunningPortal, clients: Sequence[httpx.Client]
) -> None:
    """Whether there is the account or not; the delay is five minutes at most."""
    known, unknown = "voter1@academie.exemple", "nobody@academie.exemple"
    activated(running_portal, known)
    for address in (known, unknown):
        looked_at, waits = 0, [0]
        while looked_at < LOOKED_AT:  # those that were overtaken may try again at once
            told = at_once(clients, partial(guess, address=address))
            looked_at += outcomes(told)[ErrorCode.SIGN_IN_REFUSED]
            waits += [item.json()["retry_after"] for item in told if item.status_code == 429]
        assert looked_at == LOOKED_AT
        assert 0 < max(waits) <= 300
        assert outcomes(at_once(clients, partial(guess, address=address))) == {
            ErrorCode.TOO_MANY: len(clients)
        }
    voter = clients[0]
    assert outcomes([sign_in(voter, known)]) == {ErrorCode.TOO_MANY: 1}
    voter.post("recovery", json=with_captcha(voter, "recovery", identifier=known))
    token = link_in(running_portal.mailbox(known)[-1]).rpartition("/")[2]
    right = voter.post("recovery/answer", json={"token": token, "answer": ANSWER})
    reset = {"token": token, "ticket": right.json()["ticket"], "password": NEW_PASSWORD}
    assert voter.post("recovery/password", json=reset).status_code == 200
    assert sign_in(voter, known, NEW_PASSWORD).status_code == 200


def test_an_answer_is_guessed_at_five_times(
    running_portal: RunningPortal, clients: Sequence[httpx.Client]
) -> None:
    address = "voter2@academie.exemple"
    activated(running_portal, address)
    clients[0].post("recovery", json=with_captcha(clients[0], "recovery", identifier=address))
    token = link_in(running_portal.mailbox(address)[-1]).rpartition("/")[2]
    answers = at_once(
        clients,
        lambda http, number: http.post(
            "recovery/answer", json={"token": token, "answer": f"Mauvaise {number}"}
        ),
    )
    told = outcomes(answers)
    assert set(told) <= {ErrorCode.ANSWER_WRONG, ErrorCode.TRIES_SPENT}
    assert told[ErrorCode.ANSWER_WRONG] <= 4
    assert running_portal.sql("SELECT max(tries) FROM mailed_link") == [(5,)]
    late = clients[0].post("recovery/answer", json={"token": token, "answer": ANSWER})
    assert late.json()["code"] == ErrorCode.TRIES_SPENT


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
    headers = bearing(activated(running_portal, "voter3@academie.exemple"))
    running_portal.sql("UPDATE session SET expires_at = expires_at - 120000000")

    def act(http: httpx.Client, number: int) -> httpx.Response:
        if number == 9:
            return http.delete("session", headers=headers)
        return http.get("profile", headers=headers)

    told = outcomes(at_once(clients, act))
    assert told["204"] == 1
    assert set(told) <= {"200", "204", ErrorCode.SESSION_ENDED}
    assert clients[0].get("profile", headers=headers).status_code == 401


def test_no_session_of_the_old_password_outlives_its_change(
    running_portal: RunningPortal, clients: Sequence[httpx.Client]
) -> None:
    """The sign-ins race with the change; whichever are first are ended by it."""
    address = "voter4@academie.exemple"
    own = activated(running_portal, address)
    bodies: list[dict[str, Any]] = [{"password": PASSWORD, "new_password": NEW_PASSWORD}]
    bodies += [
        with_captcha(http, "sign-in", identifier=address, password=PASSWORD)
        for http in clients[1:16]
    ]

    def act(http: httpx.Client, number: int) -> httpx.Response:
        if number:
            return http.post("sign-in", json=bodies[number])
        for _turn in range(len(bodies)):  # one that is overtaken is told to come again
            changed = http.post("profile/password", json=bodies[0], headers=bearing(own))
            if changed.status_code != 429:
                break
        return changed

    answers = at_once(clients[:16], act)
    assert answers[0].status_code == 200
    told = outcomes(answers[1:])
    assert set(told) <= {"200", ErrorCode.SIGN_IN_REFUSED, ErrorCode.BUSY}, "no brake answered"
    opened = [answer.json()["session"] for answer in answers[1:] if answer.is_success]
    lives = [clients[0].get("profile", headers=bearing(item)).status_code for item in opened]
    assert set(lives) <= {401}
    assert clients[0].get("profile", headers=bearing(own)).status_code == 200
