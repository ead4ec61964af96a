"""A voter's identity as a screen that others may see can show it."""

from __future__ import annotations

import re
from typing import Final

from mock_server.election.voters import Voter
from tui_voter.contract.shapes import MOST_WORDS

_PARTS: Final = re.compile(r"[^\W_]+")


def masked_name(voter: Voter) -> str:
    """ "Camille D." """
    return f"{voter.first_name} {voter.family_name[:1]}."


def masked_address(voter: Voter) -> str:
    """ "c•••••@exemple.fr": always five dots, whatever the length."""
    local, _, host = voter.address.rpartition("@")
    return f"{local[:1]}•••••@{host}"


def own_words(voter: Voter) -> tuple[str, ...]:
    """The parts of the voter's name and address, each once, for the strength meter."""
    text = f"{voter.first_name} {voter.family_name} {voter.address}"
    return tuple(dict.fromkeys(_PARTS.findall(text)))[:MOST_WORDS]
