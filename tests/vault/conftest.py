"""A key store for the tests, never the one of whoever runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import keyring.core
import pytest
from keyring.backend import KeyringBackend

from tests.vault.secret_service import SecretService, secret_service

Choose = Callable[[KeyringBackend], None]


@pytest.fixture
def choose() -> Iterator[Choose]:
    """Make a backend the one that keyring uses."""
    before = keyring.core._keyring_backend
    yield keyring.set_keyring
    keyring.core._keyring_backend = before


@pytest.fixture
def found(choose: Choose, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let keyring find the backend that is named in the environment."""

    def find(name: str) -> None:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
        keyring.core._keyring_backend = None

    return find


@pytest.fixture
def service(choose: Choose, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    """An open Secret Service, which keyring uses."""
    from keyring.backends.SecretService import Keyring

    with secret_service() as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        choose(Keyring())
        yield running
