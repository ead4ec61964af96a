"""What can be wrong with a key store is told apart, and nothing is kept in such a one."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable

import keyring.backend
import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import SecretService, Windows, chainer, fail, kwallet, libsecret, macOS, null
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordSetError

from tests.vault.conftest import MARIE, Choose, Plaintext, refusals
from tui_voter.machine.vault import (
    _OF_THE_SYSTEM,
    ACCOUNT,
    PASSWORD,
    SERVICE,
    Erased,
    KeyringVault,
    Remembered,
    VaultRefused,
    VaultState,
    _name,
)


class SecretServiceInName(Plaintext):
    """What only calls itself the operating system's."""

    __module__ = "keyring.backends.SecretService"
    __qualname__ = "Keyring"


@pytest.mark.parametrize(
    ("backend", "state"),
    [
        *((fail.Keyring, VaultState.ABSENT), (null.Keyring, VaultState.NULL)),
        *((Plaintext, VaultState.PLAINTEXT), (SecretServiceInName, VaultState.PLAINTEXT)),
    ],
)
async def test_a_backend_that_is_no_key_store_of_the_system(
    choose: Choose,
    backend: type[KeyringBackend],
    state: VaultState,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Alone or in a chain."""
    chosen = backend()
    choose(chosen)
    assert await refusals(KeyringVault()) == {state}
    if state is VaultState.PLAINTEXT:
        monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: [chosen])
        choose(chainer.ChainerBackend())
        assert await refusals(KeyringVault()) == {state}
    assert not getattr(chosen, "written", None)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("keyring.backends.null.Keyring", VaultState.NULL),
        ("keyring.backends.SecretService.Keyring", VaultState.ABSENT),
        *(("keyring.backends.nowhere.Keyring", VaultState.ABSENT), ("nothing", VaultState.ABSENT)),
    ],
)
@pytest.mark.usefixtures("choose")
async def test_a_backend_that_the_environment_names(
    name: str, state: VaultState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    keyring.core._keyring_backend = None  # keyring finds it anew
    assert await refusals(KeyringVault()) == {state}


class Store:
    """A store of the system, as it may behave: what the system's part of the macOS one does."""

    def __init__(self, **written: str) -> None:
        self.written = written
        self.erased = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        assert service == SERVICE
        return self.written.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        assert service == SERVICE
        self.written[username] = password

    def delete_password(self, service: str, username: str) -> None:
        assert service == SERVICE
        del self.written[username]
        if not self.written:
            self.erased.set()


Behave = Callable[[Store], None]


@pytest.fixture
def behave(choose: Choose, monkeypatch: pytest.MonkeyPatch) -> Behave:
    def behave(store: Store) -> None:
        for name in ("get_password", "set_password", "delete_password"):
            monkeypatch.setattr(macOS.Keyring, name, staticmethod(getattr(store, name)))
        choose(macOS.Keyring())

    return behave


async def fault(act: Awaitable[object]) -> VaultState:
    """How it is refused."""
    with pytest.raises(VaultRefused) as caught:
        await act
    return caught.value.state


async def test_what_is_kept_comes_back_and_goes(behave: Behave) -> None:
    """Without a password, the one before goes."""
    behave(store := Store())
    vault, other = KeyringVault(), Remembered("https://autre.exemple.fr", "paul@exemple.fr")
    assert await vault.recall() is None
    for record, names in ((MARIE, {ACCOUNT, PASSWORD}), (other, {ACCOUNT})):
        await vault.keep(record)
        assert await vault.recall() == record
        assert set(store.written) == names
    await vault.keep(MARIE)
    assert await vault.forget(other.origin) == Erased(identifier=False, password=False)
    assert await vault.forget(MARIE.origin) == Erased(identifier=True, password=True)
    assert store.written == {}
    assert await vault.forget() == Erased(identifier=False, password=False)


@pytest.mark.parametrize(
    "record",
    [
        *("", "{", "null", "[]", '"x"', "{}", '{"portal": "p"}'),
        *('{"portal": 1, "identifier": "i"}', '{"portal": "p", "identifier": ""}'),
        '{"portal": "p", "identifier": "a\\u001b[2J"}',
    ],
)
async def test_a_record_of_another_form_is_none(behave: Behave, record: str) -> None:
    behave(Store(**{ACCOUNT: record, PASSWORD: "something"}))
    assert await KeyringVault().recall() is None
    assert await KeyringVault().forget() == Erased(identifier=True, password=True)


async def test_an_old_password_never_stays_with_a_new_identifier(behave: Behave) -> None:
    class Breaking(Store):
        def set_password(self, service: str, username: str, password: str) -> None:
            if username == PASSWORD and self.written:
                raise PasswordSetError("full")
            super().set_password(service, username, password)

    store = Breaking(**{PASSWORD: "that of another voter"})
    behave(store)
    assert await fault(KeyringVault().keep(MARIE)) is VaultState.REFUSING
    assert PASSWORD not in store.written


async def test_a_store_that_keeps_nothing_is_found_out(behave: Behave) -> None:
    class Forgetful(Store):
        def set_password(self, service: str, username: str, password: str) -> None:
            """Says that it did."""

    behave(Forgetful())
    assert await fault(KeyringVault().keep(MARIE)) is VaultState.NULL


async def test_a_store_that_keeps_something_else_or_erases_nothing_is_found_out(
    behave: Behave,
) -> None:
    class Odd(Store):
        def set_password(self, service: str, username: str, password: str) -> None:
            super().set_password(service, username, password.replace(" ", ""))

        def delete_password(self, service: str, username: str) -> None:
            """Says that it did."""

    behave(Odd(**{ACCOUNT: "{}"}))
    assert await fault(KeyringVault().forget()) is VaultState.REFUSING
    assert await fault(KeyringVault().keep(MARIE)) is VaultState.REFUSING


@pytest.mark.parametrize(
    ("error", "state"),
    [
        *((KeyringLocked, VaultState.LOCKED), (NoKeyringError, VaultState.ABSENT)),
        *((InitError, VaultState.REFUSING), (ConnectionError, VaultState.REFUSING)),
        (AssertionError, VaultState.REFUSING),
    ],
)
async def test_errors_are_told_apart_and_hold_no_secret(
    behave: Behave, error: type[Exception], state: VaultState, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    class Failing(Store):
        def set_password(self, service: str, username: str, password: str) -> None:
            raise error(f"cannot keep {service}, {username}, {password}")

    behave(Failing())
    vault = KeyringVault()
    with pytest.raises(VaultRefused) as caught:
        await vault.keep(MARIE)
    assert caught.value.state is state
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    told = [repr(caught.value), str(vars(caught.value)), repr(vault), repr(MARIE), caplog.text]
    assert not [text for text in told if MARIE.password.reveal() in text]


class Asking(Store):
    """Asks its owner, who has answered once ``answered`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = threading.Event()

    def set_password(self, service: str, username: str, password: str) -> None:
        assert self.answered.wait(60)
        super().set_password(service, username, password)


async def test_a_store_that_does_not_answer_counts_as_locked(behave: Behave) -> None:
    """What it keeps once its owner has answered is erased again: the voter was told so."""
    behave(store := Asking())
    assert await fault(KeyringVault(deadline=0.05).keep(MARIE)) is VaultState.LOCKED
    store.answered.set()
    assert await asyncio.to_thread(store.erased.wait, 60)
    assert store.written == {}


def test_quitting_does_not_wait_for_the_store(behave: Behave) -> None:
    """And what is kept after the program has let go of it is erased, here too."""
    behave(store := Asking())

    async def quit_meanwhile() -> None:
        keeping = asyncio.create_task(KeyringVault(deadline=60).keep(MARIE))
        await asyncio.sleep(0)
        keeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await keeping

    asyncio.run(quit_meanwhile())
    store.answered.set()
    assert store.erased.wait(60)
    assert store.written == {}


async def test_keyring_does_not_write_on_the_screen(
    choose: Choose, caplog: pytest.LogCaptureFixture
) -> None:
    """Where nobody asks for logs, Python prints the errors of a plugin that does not load."""
    choose(fail.Keyring())
    await KeyringVault().state()
    logging.getLogger("keyring.backend").error("Error initializing plugin")
    assert caplog.records == []


def test_the_names_of_backends_are_keyrings_own() -> None:
    """A rename in keyring would make every store one of unknown origin."""
    kinds: list[type[KeyringBackend]] = [
        *(SecretService.Keyring, libsecret.Keyring, macOS.Keyring, Windows.WinVaultKeyring),
        *(kwallet.DBusKeyring, kwallet.DBusKeyringKWallet4),
    ]
    assert {_name(kind()) for kind in kinds} == _OF_THE_SYSTEM
