"""What is made here, and what is altered, is judged by belenios-tool, which nobody here wrote."""

import os
import random
import secrets
from pathlib import Path
from typing import Final

import pytest

from tests.sealing import forged
from tests.sealing.made import Made
from tests.sealing.vectors import FOLDER, check_sh, vector, with_belenios
from tui_voter.sealing.archive import check
from tui_voter.sealing.errors import BadArchive

pytestmark = with_belenios

FLIPS: Final = int(os.environ.get("FLIPS", "1"))
"""How many random bytes are altered; with it in the environment, all forgeries are judged."""
SEED: Final = int(os.environ.get("FLIPS_SEED", secrets.randbelow(10**9)))
_USUAL: Final = ("the sum omits one", "a foreign credential")
JUDGED: Final = [*(forged.FORGERIES if "FLIPS" in os.environ else _USUAL)]
HOLDS: Final = (
    True,
    "replaced codes: 0 of 2, ballots cast with one: 0\n5 ballots: all checks hold\n",
)
STRICTER: Final = {
    "a ballot after the end": "belenios-tool 3.0 takes a ballot behind EndBallots",
    "a leading zero": "belenios-tool 3.0 reads any digits of a scalar",
    "upper case": "belenios-tool 3.0 reads hexadecimal digits of any case",
}
"""What is refused here and passes belenios-tool, with the reason."""


@pytest.fixture(scope="module")
def made() -> Made:
    return Made([0, 1, 1, 3, 2])


def judged(made: Made, archive: bytes, folder: Path, log: bytes | None = None) -> tuple[bool, str]:
    """With the log of an election in which no code was replaced, unless another is given."""
    path = folder / f"{made.election.uuid}.bel"
    path.write_bytes(archive)
    path.with_suffix(".log").write_bytes(made.log() if log is None else log)
    return check_sh(path)


@pytest.mark.parametrize("name", ["open-3.bel", "open-5.bel", "closed.bel"])
def test_the_vectors_pass(name: str) -> None:
    assert check_sh(FOLDER / name)[0]


def test_what_is_made_here_passes(made: Made, tmp_path: Path) -> None:
    for archive in (made.open(), made.counted(quorum=(1, 2, 3, 4, 6))):
        assert judged(made, archive, tmp_path) == HOLDS
    nobody = Made([])
    assert judged(nobody, nobody.counted(), tmp_path)[0]


def test_a_log_is_missing_unless_the_election_is_of_before(made: Made, tmp_path: Path) -> None:
    before = Made([0, 1], of_before=True)
    path = tmp_path / f"{before.election.uuid}.bel"
    path.write_bytes(before.counted())
    assert check_sh(path) == (True, "2 ballots: all checks hold\n")
    path = tmp_path / f"{made.election.uuid}.bel"
    path.write_bytes(made.open())
    passed, said = check_sh(path)
    assert not passed
    assert said.startswith("not checked: the log of replaced codes is missing")


def test_ballots_with_replaced_codes_are_counted(made: Made, tmp_path: Path) -> None:
    urn = [*made.ballots, made.ballot(5, 1), made.ballot(6, 1)]
    archive = made.counted(ballots=urn)
    passed, said = judged(made, archive, tmp_path, made.log(5, 6))
    assert passed, said
    assert said.startswith("replaced codes: 2 of 2, ballots cast with one: 2\n7 ballots")
    for log in (made.log(), made.log(6, 6)):
        passed, said = judged(made, archive, tmp_path, log)
        assert not passed
        assert said.startswith("more ballots were cast with codes of the reserve")


@pytest.mark.parametrize("name", forged.LOGS)
def test_an_altered_log_is_refused(name: str, made: Made, tmp_path: Path) -> None:
    passed, said = judged(made, made.open(made.ballots[:1]), tmp_path, forged.LOGS[name][2](made))
    assert not passed, said


@pytest.mark.parametrize("name", JUDGED)
def test_an_altered_archive_is_refused_by_both_or_for_a_known_reason_here_alone(
    name: str, made: Made, tmp_path: Path
) -> None:
    archive = forged.FORGERIES[name][1](made)
    with pytest.raises(BadArchive):
        check(archive)
    assert judged(made, archive, tmp_path)[0] == (name in STRICTER)


@pytest.mark.timeout(3600)
def test_both_refuse_any_other_byte(tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - to be done again
    print(f"FLIPS_SEED={SEED}")  # noqa: T201 - shown where it fails
    archive = vector("closed.bel")
    path = tmp_path / "jXXTAMrJMU1wti.bel"
    for _ in range(FLIPS):
        flipped = bytearray(archive)
        place, bits = chance.randrange(len(archive)), chance.randrange(1, 256)
        flipped[place] ^= bits
        path.write_bytes(flipped)
        with pytest.raises(BadArchive):
            check(bytes(flipped))
        assert not check_sh(path)[0], (SEED, place, bits)
