"""Proofs of work: a captcha is answered by the voter's computer (ALTCHA, version 2).

The portal draws a number, derives a key from it and gives out the beginning of that key. A client
has no better way than to try number after number. Of ``most`` numbers, half are tried on average,
and never more than all: the work is bounded, and its progress can be shown. PBKDF2 takes next to no
memory. Nonce and salt are drawn for each challenge, so that nothing can be computed in advance.

The secrets are the captcha's own: a challenge whose cost was altered, or that belongs to another
captcha, act or link, has no valid signature.
"""

from __future__ import annotations

import secrets
from typing import Final, NamedTuple

import altcha
import msgspec

from mock_server.core.settings import WorkCost
from tui_voter.contract.captchas import Proof, Work

_ALGORITHM: Final = "PBKDF2/SHA-256"
# Made when this module is loaded: msgspec prepares a type when it is first used, and if two
# threads use it first at once, the process crashes.
_work_in: Final = msgspec.json.Decoder(Work).decode


class Seal(NamedTuple):
    """A captcha's own secrets: one for the challenge, and one for the key that solves it."""

    challenge: bytes
    solution: bytes


def set_work(seal: Seal, cost: WorkCost) -> Work:
    """A new challenge. It costs the portal one of the tries that it costs a client."""
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
    """Whether a proof solves the challenge that was given out under this seal. No key is
    derived."""
    found = altcha.verify_solution(proof.payload, seal.challenge, hmac_key_secret=seal.solution)
    return found.verified
