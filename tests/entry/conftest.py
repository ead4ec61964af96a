"""A real portal, and a voter before the front door."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.entry.visitor import Visitor
from tests.portal_process import RunningPortal, election_with, start_portal


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """One portal for all tests of a worker: each test has a voter of its own."""
    folder = tmp_path_factory.mktemp("portal")
    voters = [f"voter{number}@academie.exemple" for number in range(300)]
    with start_portal(folder, opens_in="3d", election=election_with(folder, voters)) as running:
        yield running


@pytest.fixture(scope="session")
def _addresses(portal: RunningPortal) -> Iterator[str]:
    return iter([address for (address,) in portal.sql("SELECT address FROM voter ORDER BY id")])


@pytest.fixture
def visitor(portal: RunningPortal, _addresses: Iterator[str]) -> Visitor:
    """A voter that no other test has met, and whose account is not active yet."""
    return Visitor(portal, next(_addresses))
