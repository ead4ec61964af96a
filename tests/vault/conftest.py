"""A key store for the tests, never the one of whoever runs them."""

from collections.abc import Callable, Iterator

import keyring.backend
import keyring.core
import pytest
from keyring.backend import KeyringBackend

from tests.vault.secret_service import SecretService, secret_service
from tui_voter.machine.vault import Remembered, Vault, VaultRefused, VaultState
from tui_voter.secret import Secret

Choose = Callable[[KeyringBackend], None]


@pytest.fixture
def choose() -> Iterator[Choose]:
    """Make a backend the one that keyring uses."""
    before = keyring.core._keyring_backend
    yield keyring.set_keyring
    keyring.core._keyring_backend = before


@pytest.fixture
def service(choose: Choose, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    """An open Secret Service, which keyring uses."""
    from keyring.backends.SecretService import Keyring

    with secret_service() as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        choose(Keyring())
        yield running


MARIE = Remembered("https://portail.exemple.fr", "marie@exemple.fr", Secret("Canari 7 en clair"))


class Plaintext(KeyringBackend):
    """A backend of unknown origin: as keyrings.alt, it writes what it is given."""

    priority = 0.5

    def __init__(self) -> None:
        self.written: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.written.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.written[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.written[service, username]


async def refusals(vault: Vault) -> set[VaultState]:
    """How each request is refused: every one must be, alike."""
    states = {await vault.state()}
    for act in (vault.recall, lambda: vault.keep(MARIE), vault.forget):
        with pytest.raises(VaultRefused) as caught:
            await act()
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)
        states.add(caught.value.state)
    return states
