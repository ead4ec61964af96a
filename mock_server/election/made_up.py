"""Voters who are made up, with short addresses, as learners have to type theirs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mock_server.election.voters import Voter
from tui_voter.contract.languages import Language

_FIRST_NAMES: Final = (
    *("Camille", "Sacha", "Maxime", "Dominique", "Claude"),
    *("Alix", "Morgan", "Noa", "Andrea", "Charlie"),
)
_FAMILY_NAMES: Final = ("Guégan", "Le Bihan", "Kerléo", "Desœuvres", "Martin", "Tanguy", "Évrard")


def made_up_voters(count: int, language: Language, ballots: Sequence[str]) -> tuple[Voter, ...]:
    """So many voters, on the rolls of all these ballots."""
    return tuple(made_up_voter(number, language, ballots) for number in range(1, count + 1))


def made_up_voter(number: int, language: Language, ballots: Sequence[str]) -> Voter:
    return Voter(
        id=number,
        address=f"electeur{number:02}@formation.exemple",
        family_name=_FAMILY_NAMES[number % len(_FAMILY_NAMES)],
        first_name=_FIRST_NAMES[number % len(_FIRST_NAMES)],
        language=language,
        affiliation="Salle de formation",
        ballots=tuple(ballots),
    )
