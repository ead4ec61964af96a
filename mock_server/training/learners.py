"""The learners of a training, made up or of a file: all are voters of the sample election."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import Final

import msgspec

from mock_server.core.errors import Fault
from mock_server.core.findings import Findings
from mock_server.core.settings import Settings
from mock_server.election.folder import SAMPLE, ElectionFolder, read_folder
from mock_server.election.voters import Voter
from mock_server.election.voters_csv import read_voters
from tui_voter.contract.languages import Language

_FIRST_NAMES: Final = (
    *("Camille", "Sacha", "Maxime", "Dominique", "Claude"),
    *("Alix", "Morgan", "Noa", "Andrea", "Charlie"),
)
_FAMILY_NAMES: Final = ("Guégan", "Le Bihan", "Kerléo", "Desœuvres", "Martin", "Tanguy", "Évrard")
_BALLOTS: Final = 2

MOST: Final = 999
"""How many learners a training room can have, so that one trainer can look after them and a screen
can show them."""


def check_count(count: int) -> None:
    """Raise :class:`Fault` if there are too many learners for a room."""
    if count > MOST:
        raise Fault(
            _(
                "A training room has up to {most} learners, not {count}: create a portal for "
                "it, with --learners or --voters."
            ).format(most=MOST, count=count)
        )


def made_up(settings: Settings, count: int, language: Language) -> ElectionFolder:
    """The sample election with ``count`` learners, whose addresses are short, as learners have to
    type them."""
    sample = read_folder(SAMPLE, settings.clock())
    ballots = tuple(ballot.id for ballot in sample.ballots[:_BALLOTS])
    numbers = range(1, count + 1)
    learners = tuple(made_up_learner(number, language, ballots) for number in numbers)
    return _with_learners(sample, learners)


def made_up_learner(number: int, language: Language, ballots: tuple[str, ...]) -> Voter:
    return Voter(
        id=number,
        address=f"electeur{number:02}@formation.exemple",
        family_name=_FAMILY_NAMES[number % len(_FAMILY_NAMES)],
        first_name=_FIRST_NAMES[number % len(_FIRST_NAMES)],
        language=language,
        affiliation="Salle de formation",
        ballots=ballots,
    )


def of_file(settings: Settings, file: Path) -> ElectionFolder:
    """The sample election with the voters of a CSV file as learners. Raises :class:`Fault`."""
    sample = read_folder(SAMPLE, settings.clock())
    ballots, findings = {ballot.id for ballot in sample.ballots}, Findings()
    roll = read_voters(file, sample.election.languages, ballots, findings)
    if findings.count:
        raise findings.told(file)
    check_count(len(roll.voters))
    return msgspec.structs.replace(_with_learners(sample, roll.voters), written_in=roll.written_in)


def _with_learners(folder: ElectionFolder, learners: tuple[Voter, ...]) -> ElectionFolder:
    election = msgspec.structs.replace(folder.election, demo_voter=learners[0].address)
    return msgspec.structs.replace(folder, election=election, voters=learners)
