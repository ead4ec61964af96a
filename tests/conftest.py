"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tui_voter import messages

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
"""No test, and no program that a test starts, finds the key store of whoever runs it."""


@pytest.fixture(autouse=True)
def english_unless_told() -> Iterator[None]:
    """The language is the process's: no test leaves its own behind."""
    messages.use("en")
    os.environ["LANGUAGE"] = "en"  # the portal's commands and their argparse go by it
    yield
    messages.use("en")
