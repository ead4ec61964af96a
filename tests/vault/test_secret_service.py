"""With a real Secret Service: nothing is in the clear, and its owner is never asked anything."""

import logging
from contextlib import closing

import keyring.backend
import pytest
import secretstorage
from keyring.backends.chainer import ChainerBackend
from keyring.backends.SecretService import Keyring

from tests.vault.conftest import MARIE, Choose, Plaintext, refusals
from tests.vault.secret_service import (
    SecretService,
    files_with,
    needs_secret_service,
    secret_service,
)
from tui_voter.machine.vault import ACCOUNT, SERVICE, Erased, KeyringVault, VaultState

pytestmark = needs_secret_service


def lock() -> None:
    with closing(secretstorage.dbus_init()) as bus:
        secretstorage.Collection(bus).lock()


def labels() -> list[str]:
    with closing(secretstorage.dbus_init()) as bus:
        return [item.get_label() for item in secretstorage.Collection(bus).get_all_items()]


async def test_what_is_kept_comes_back_and_is_nowhere_in_the_clear(
    service: SecretService, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    vault = KeyringVault()
    assert await vault.state() is VaultState.GOOD
    assert await vault.recall() is None
    await vault.keep(MARIE)
    assert await vault.recall() == MARIE
    assert len(labels()) == 2
    canary = MARIE.password.reveal()
    assert files_with(canary, service.folder) == []
    assert canary not in caplog.text + "".join(capfd.readouterr()) + repr(vars(vault))

    assert await vault.forget() == Erased(identifier=True, password=True)
    assert labels() == []
    assert await vault.forget() == Erased(identifier=False, password=False)


async def test_a_store_that_is_locked_or_that_nobody_has_opened_yet(
    service: SecretService, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    await KeyringVault().keep(MARIE)
    lock()
    assert await refusals(KeyringVault()) == {VaultState.LOCKED}
    with secret_service(unlocked=False) as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        choose(Keyring())
        assert await refusals(KeyringVault()) == {VaultState.LOCKED}


async def test_of_a_chain_only_the_systems_part_is_used(
    service: SecretService, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Plaintext()
    monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: [plain, Keyring()])
    choose(ChainerBackend())
    vault = KeyringVault()
    await vault.keep(MARIE)
    assert await vault.recall() == MARIE
    assert plain.written == {}
    assert len(labels()) == 2


async def test_entries_that_another_program_doubled_are_erased_too(service: SecretService) -> None:
    vault = KeyringVault()
    await vault.keep(MARIE)
    with closing(secretstorage.dbus_init()) as bus:
        twice = {"service": SERVICE, "username": ACCOUNT, "copied": "yes"}
        secretstorage.Collection(bus).create_item("a copy", twice, b"{}")
    assert await vault.forget() == Erased(identifier=True, password=True)
    assert labels() == []
