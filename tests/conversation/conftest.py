"""The players, whom all talks of a file share."""

from collections.abc import Iterator

import pytest

from tests.conversation.players import SEEDED, Players


def pytest_report_header() -> str:
    return SEEDED


@pytest.fixture(scope="module")
def players() -> Iterator[Players]:
    with Players() as players:
        yield players
