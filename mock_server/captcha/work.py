"""Proofs of work: a captcha is answered by the voter's computer (ALTCHA, version 2).

The portal draws a number and gives the beginning of the key that is derived from it; whoever has
no better way tries number after number. Of ``most`` numbers, half are tried on average, and never
more than all: it has a bound, and progress can be told. PBKDF2 takes next to no memory. Nonce
and salt are drawn for each challenge, so that nothing can be computed before.

The secrets are a captcha's own: a challenge whose cost was altered, or that belongs to another
captcha, act or link, has no right signature.
"""

from __future__ import annotations

import secrets
from typing import Final, NamedTuple

import altcha
import msgspec

from mock_server.core.settings import WorkCost
from tui_voter.contract.captchas import Proof, Work

_ALGORITHM: Final = "PBKDF2/SHA-256"
# Made with this module: msgspec prepares a kind when it is first asked for it, and where two
# threads ask at once, the process crashes.
_work_in: Final = msgspec.json.Decoder(Work).decode


class Seal(NamedTuple):
    """A captcha's own secrets: of the challenge, and of the key that solves it."""

    challenge: bytes
    solution: bytes


def set_work(seal: Seal, cost: WorkCost) -> Work:
    """A new challenge. It takes the portal one try of those that it costs a client."""
    challenge = altcha.create_challenge(
        _ALGORITHM,
        cost.rounds,
        counter=secrets.randbelow(cost.most),
        data={"most": cost.most},
        hmac_secret=seal.challenge,
        hmac_key_secret=seal.solution,
    )
    return _work_in(msgspec.json.encode(challenge.to_dict()))


def is_done(proof: Proof, seal: Seal) -> bool:
    """Whether it solves the challenge that was given out under this seal. No key is derived."""
    found = altcha.verify_solution(proof.payload, seal.challenge, hmac_key_secret=seal.solution)
    return found.verified
