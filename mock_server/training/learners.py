"""The learners of a training: made up, of a file, or the voters of an election of one's own."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import Final

from msgspec import structs

from mock_server.core.errors import Fault
from mock_server.core.findings import Findings
from mock_server.core.settings import Settings
from mock_server.election.folder import SAMPLE, ElectionFolder, read_folder
from mock_server.election.made_up import made_up_voters
from mock_server.election.voters import Voter
from mock_server.election.voters_csv import read_voters
from tui_voter.contract.languages import Language

_OF_THE_SAMPLE: Final = 2
"""How many of the sample's ballots those have who are made up: the others are of single corps."""

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


def read(
    settings: Settings, election: Path | None, learners: int | Path | None, language: Language
) -> ElectionFolder:
    """An election with its learners: so many who are made up, those of a CSV file, or else its own
    voters. Without a folder, it is the sample. Raises :class:`Fault`."""
    folder = read_folder(election or SAMPLE, settings.clock())
    ids = [ballot.id for ballot in folder.ballots]
    if isinstance(learners, int):
        own = ids if election else ids[:_OF_THE_SAMPLE]
        made_up = made_up_voters(learners, folder.election.best_language(language), own)
        return _with_learners(folder, made_up, ())
    if learners is None:
        check_count(len(folder.voters))
        return folder
    findings = Findings()
    roll = read_voters(learners, folder.election.languages, {*ids}, findings)
    if findings.count:
        raise findings.told(learners)
    check_count(len(roll.voters))
    return _with_learners(folder, roll.voters, roll.remarks)


def left_out(folder: ElectionFolder, count: int) -> ElectionFolder:
    """The folder with its last ``count`` learners missing from the roll of their first ballot."""
    stay = max(len(folder.voters) - count, 0)
    missing = (structs.replace(one, ballots=one.ballots[1:]) for one in folder.voters[stay:])
    return structs.replace(folder, voters=(*folder.voters[:stay], *missing))


def _with_learners(
    folder: ElectionFolder, learners: tuple[Voter, ...], remarks: tuple[str, ...]
) -> ElectionFolder:
    election = structs.replace(folder.election, demo_voter=learners[0].address)
    return structs.replace(folder, election=election, voters=learners, remarks=remarks)
