"""Which members of the board count a vote, by their program and the portal's commands."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from mock_server.cli import main
from mock_server.cli.init import init
from mock_server.core.settings import Settings
from mock_server.election.folder import SAMPLE
from tests.polling_board.conftest import Board
from tests.portal_process import CHEAP
from tui_voter.sealing.archive import check

pytestmark = pytest.mark.slow

MEMBERS: Final = (
    ((1, 3, 6), "0 ballots counted."),  # the president and two delegates
    ((2, 4, 5), "0 ballots counted."),  # the secretary and two delegates
    ((1, 3), "not counted yet. Still needed: a share from 1 of these members: 4, 5, 6."),
    ((3, 4, 5), "not counted yet. Still needed: a share from 1 of these members: 1, 2."),
    ((1, 2, 6), "not counted yet. Still needed: a share from 1 of these members: 3, 4, 5."),
)
"""Who have made their shares of a ballot, and what is told of it. The president is 1, the secretary
2, the delegates are 3 to 6."""


def test_the_law_s_quorum_counts_and_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(
        database=str(tmp_path / "portal.db"), key_file=tmp_path / "portal.key", profile=CHEAP
    )
    init(settings, SAMPLE, None)
    stored = ["--database", settings.database, "--key-file", str(settings.key_file)]

    def portal(*words: str | Path) -> str:
        assert main(["--lang", "en", *map(str, words), *stored]) == 0
        return capsys.readouterr().out

    portal("prepare", tmp_path / "vote")
    board = Board.make(tmp_path / "vote")
    assert board.keys() == 0
    assert board.seal() == 0
    portal("load-seal", board.folder)
    portal("close-vote", "--now")
    urns = tmp_path / "urns"
    portal("export-urns", urns)
    for (members, told), urn in zip(MEMBERS, sorted(urns.glob("*.bel")), strict=True):
        for owner in members:
            assert board.share(owner, urn) == 0
        capsys.readouterr()
        shares = sorted(urns.glob(f"{urn.stem}.share-*.json"))
        assert len(shares) == len(members)
        assert told in portal("load-share", *shares)
        again = tmp_path / urn.stem
        portal("export-urns", again)
        verdict = check((again / urn.name).read_bytes())
        assert set(verdict.shares) == set(members)
        assert (verdict.votes is not None) == told.endswith("counted.")
