"""The voter's computer answers a captcha, within bounds."""

import asyncio
from typing import Any

import altcha
import msgspec
import pytest

from tests.portal.captcha.worker import verified
from tui_voter.contract.captchas import Captcha, Work
from tui_voter.machine.work import work_out

SECRET = b"a portal's"


def challenge(*, counter: int, most: int, cost: int = 1) -> Work:
    made = altcha.create_challenge(
        "PBKDF2/SHA-256",
        cost,
        counter=counter,
        data={"most": most},
        hmac_secret=SECRET,
        hmac_key_secret=SECRET,
    )
    return msgspec.convert(made.to_dict(), Work)


async def test_the_number_is_found_and_progress_told() -> None:
    told: list[float] = []
    proof = await work_out(challenge(counter=99, most=100), told.append)
    assert verified(proof.payload, SECRET)
    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] == 0.98


async def test_work_that_has_no_solution_or_would_take_too_long_ends() -> None:
    with pytest.raises(TimeoutError):
        await work_out(challenge(counter=100, most=100), lambda _share: None)
    endless = challenge(counter=10_000_000, most=10_000_000, cost=10_000)
    with pytest.raises(TimeoutError):
        await work_out(endless, lambda _share: None, deadline=0.01)


async def test_the_loop_lives_meanwhile_and_a_cancelled_task_ends_the_work() -> None:
    told: list[float] = []
    begun = asyncio.Event()

    def tell(share: float) -> None:
        told.append(share)
        begun.set()

    task = asyncio.create_task(work_out(challenge(counter=1_000_000, most=1_000_000), tell))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.get_running_loop().shutdown_default_executor()
    assert told[-1] < 0.98


@pytest.mark.parametrize(
    "change",
    [
        *({"algorithm": "SHA-256"}, {"cost": 10_001}, {"cost": 0}, {"keyLength": 1_000_000}),
        *({"keyPrefix": ""}, {"keyPrefix": "0"}, {"nonce": "zz" * 16}),
        *({"data": {"most": 10_000_001}}, {"data": {}}),
    ],
    ids=str,
)
def test_a_portal_cannot_ask_for_work_without_bounds(change: dict[str, Any]) -> None:
    work = msgspec.to_builtins(challenge(counter=1, most=2))
    work["parameters"] |= change
    for captcha in ({"work": work}, {}):  # nobody could answer one without work or question
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"id": "x", "expires_in": 300, **captcha}, Captcha)
