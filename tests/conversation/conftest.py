"""The program of the full screen and its loop, which all talks of a file share."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator

import pytest

from tests.conversation.players import Screen

collect_ignore_glob = [] if "TALKS" in os.environ else ["test_both_*.py"]
"""Three players who wait for each other take too long beside all other tests: they play only where
a number of talks is named, as in ``make torture``."""


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def screen(runner: asyncio.Runner) -> Iterator[Screen]:
    screen = Screen()
    runner.run(screen.begin())
    yield screen
    runner.run(screen.end())
