"""A proof of work: the voter's computer answers a captcha in their place (ALTCHA, version 2).

The portal asks for it, so it is bounded: by the contract, which bounds each try and their number,
and by a deadline. It is done in a thread, which lets go of the interpreter while it derives keys.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec

from tui_voter.contract.captchas import Proof, Work

if TYPE_CHECKING:
    from altcha import ChallengeParameters

DEADLINE: Final = 60.0
"""The most time for a proof, in seconds."""
STEPS: Final = 50
"""The number of times that progress is told."""


async def work_out(
    work: Work, tell: Callable[[float], None], *, deadline: float = DEADLINE
) -> Proof:
    """Find the proof. ``tell`` is told how much of the work is done at most, from 0 to 1. Raises
    ``TimeoutError`` if no proof is found in time, or no number solves the challenge."""
    loop = asyncio.get_running_loop()
    stopped = threading.Event()

    def told(tried: int) -> None:
        if tried % max(1, work.parameters.data.most // STEPS) == 0:
            loop.call_soon_threadsafe(tell, tried / work.parameters.data.most)

    try:
        return await asyncio.to_thread(_solve, work, told, stopped, deadline)
    finally:
        stopped.set()


def _solve(
    work: Work, told: Callable[[int], None], stopped: threading.Event, deadline: float
) -> Proof:
    # The library and what it loads (urllib, argon2) are for this alone.
    import altcha

    challenge = altcha.Challenge.from_dict(msgspec.to_builtins(work))
    tries = iter(range(work.parameters.data.most))

    def derive(parameters: ChallengeParameters, salt: bytes, password: bytes) -> bytes:
        """Derive the key of one try; raises to stop the library, which tries number after
        number."""
        tried = next(tries, None)
        if tried is None or stopped.is_set():
            raise TimeoutError
        told(tried)
        return altcha.derive_key_pbkdf2(parameters, salt, password)

    solution = altcha.solve_challenge(challenge, derive, timeout=deadline)
    if solution is None:
        raise TimeoutError
    return Proof(payload=altcha.Payload(challenge, solution).to_base64())
