"""A real portal of two processes, shared by the tests that attack it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.portal_process import RunningPortal, election_with, start_portal

FIRST, FAMILY = "{link}{0.__class__}%(x)s", "{text}{answer!r}$body[@click=app.quit]"
NAMED_BADLY = "zoe@academie.exemple"
"""Who is called :data:`FIRST` :data:`FAMILY`."""


@pytest.fixture(scope="session")
def running_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    folder = tmp_path_factory.mktemp("portal")
    election = election_with(folder, [f"voter{number}@academie.exemple" for number in range(9)])
    with (election / "voters.csv").open("a", encoding="utf-8") as file:
        file.write(f"{NAMED_BADLY},{FAMILY},{FIRST},fr,Lycée {{link}},,csa-national\n")
    with start_portal(folder, workers=2, election=election, opens_in="3d") as running:
        yield running
