"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tui_voter import messages


@pytest.fixture(autouse=True)
def english_unless_told() -> Iterator[None]:
    """The language is the process's: no test leaves its own behind."""
    messages.use("en")
    yield
    messages.use("en")
