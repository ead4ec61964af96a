"""What this computer remembers about the voter, in the operating system's key store.

Nothing is stored unless the voter agrees. Only a store of the operating system counts (the Secret
Service, KWallet, the macOS keychain, the Windows credential locker): a backend that stores nothing,
or stores it in the clear, is recognised and not used.

:class:`KeyringVault` asks the key store through keyring, in a thread, for a few seconds at most: a
store may be busy, or ask its owner something. The Secret Service is never made to ask: whether it
is locked is looked up first. Importing this module loads no keyring.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import closing
from enum import StrEnum
from threading import Thread
from typing import TYPE_CHECKING, Final, Protocol, TypeGuard, TypeVar

from tui_voter.contract.text import is_shown
from tui_voter.secret import Secret
from tui_voter.tuples import NamedTuple

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend


class VaultState(StrEnum):
    """Whether the key store can be used, and why not."""

    GOOD = "good"
    ABSENT = "absent"
    NULL = "null"
    PLAINTEXT = "plaintext"
    LOCKED = "locked"
    REFUSING = "refusing"


class Remembered(NamedTuple):
    """What is remembered. The password is empty if the voter had only the rest remembered."""

    origin: str
    identifier: str
    password: Secret = Secret()


class Erased(NamedTuple):
    """What :meth:`Vault.forget` found and erased."""

    identifier: bool
    password: bool


class VaultRefused(Exception):
    """The key store refused. ``state`` says why; it is never GOOD."""

    def __init__(self, state: VaultState) -> None:
        super().__init__(state.value)
        self.state = state


class Vault(Protocol):
    """The key store as a journey sees it."""

    async def state(self) -> VaultState:
        """Whether something can be stored. Never raises."""
        ...

    async def recall(self) -> Remembered | None:
        """What is remembered; None if nothing is. Raises :class:`VaultRefused`."""
        ...

    async def keep(self, remembered: Remembered) -> None:
        """Remember this, replacing what was remembered. Raises :class:`VaultRefused`."""
        ...

    async def forget(self, origin: str = "") -> Erased:
        """Erase what is remembered; with an ``origin``, only if it is that portal's. Raises
        :class:`VaultRefused`."""
        ...


# --- The key store of the operating system -----------------------------------------------

DEADLINE: Final = 5.0
"""The time that the key store has for one request, in seconds."""

SERVICE: Final = "tui-voter"
ACCOUNT: Final = "account"
"""The name of the record of portal and identifier, which is JSON."""
PASSWORD: Final = "password"  # noqa: S105 a name

_OF_THE_SYSTEM: Final = frozenset(
    {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.Windows.WinVaultKeyring",
    }
)
_SECRET_SERVICE: Final = frozenset(
    {"keyring.backends.SecretService.Keyring", "keyring.backends.libsecret.Keyring"}
)
_MOST_ENTRIES: Final = 8
"""How many entries of one name, made by other programs, are erased before erasing is given up."""

Stores = tuple["KeyringBackend", ...]
"""The usable key stores, the preferred one first; at least one."""

T = TypeVar("T")


class KeyringVault:
    """The :class:`Vault` in the operating system's key store.

    ``deadline`` is in seconds. A request that takes longer counts as refused by a locked store;
    anything that it stores afterwards is erased again.
    """

    def __init__(self, *, deadline: float = DEADLINE) -> None:
        self._deadline = deadline

    async def state(self) -> VaultState:
        try:
            await self._ask(len)
        except VaultRefused as refused:
            return refused.state
        return VaultState.GOOD

    async def recall(self) -> Remembered | None:
        return await self._ask(_recall)

    async def keep(self, remembered: Remembered) -> None:
        await self._ask(lambda stores: _keep(stores, remembered), too_late=_forget)

    async def forget(self, origin: str = "") -> Erased:
        return await self._ask(lambda stores: _forget_what_is_of(stores, origin))

    async def _ask(
        self, act: Callable[[Stores], T], too_late: Callable[[Stores], object] | None = None
    ) -> T:
        """Call ``act`` with the stores. If it ends after the deadline, when nobody waits for it any
        more, ``too_late`` follows. Raises :class:`VaultRefused`.

        The thread is not one of the event loop's, so quitting does not wait for it.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T | VaultState] = loop.create_future()

        def deliver(outcome: T | VaultState) -> None:
            if not answer.done():
                answer.set_result(outcome)
            elif too_late is not None:
                Thread(target=_attempt, args=(too_late,), daemon=True).start()

        def work() -> None:
            outcome = _attempt(act)
            try:
                loop.call_soon_threadsafe(deliver, outcome)
            except RuntimeError:  # the loop is closed: the program is about to end
                if too_late is not None:
                    _attempt(too_late)

        Thread(target=work, daemon=True).start()
        try:
            async with asyncio.timeout(self._deadline):
                outcome = await answer
        except TimeoutError:
            outcome = VaultState.LOCKED
        if isinstance(outcome, VaultState):
            raise VaultRefused(outcome)
        return outcome


def _attempt(act: Callable[[Stores], T]) -> T | VaultState:
    """Call ``act`` with the usable stores. Returns its result, or why it could not be done.

    Nothing of an error is passed on, as some errors contain what was to be stored.
    """
    from keyring.errors import KeyringLocked, NoKeyringError

    try:
        return act(_stores())
    except VaultRefused as refused:
        return refused.state
    except KeyringLocked:
        return VaultState.LOCKED
    except NoKeyringError:
        return VaultState.ABSENT
    except Exception:  # noqa: BLE001 each system raises different errors
        return VaultState.REFUSING


def _stores() -> Stores:
    """The operating system's key stores that can be used now, without a question to anyone.

    Raises :class:`VaultRefused` if there are none.
    """
    logging.getLogger("keyring").setLevel(logging.CRITICAL)  # or it would write on the screen
    import keyring
    from keyring.backends.chainer import ChainerBackend

    try:
        chosen = keyring.get_keyring()
    except (RuntimeError, ImportError, AttributeError, ValueError, OSError):
        # one named in the environment or in keyring's configuration, but missing
        raise VaultRefused(VaultState.ABSENT) from None
    members = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    stores = tuple(store for store in members if _name(store) in _OF_THE_SYSTEM)
    if not stores:
        raise VaultRefused(_why_not(chosen))
    if any(_name(store) in _SECRET_SERVICE and _is_locked(store) for store in stores):
        raise VaultRefused(VaultState.LOCKED)
    return stores


def _name(backend: KeyringBackend) -> str:
    """The name of a backend's class, "" for a class that only calls itself so."""
    import sys

    kind = type(backend)
    home = sys.modules.get(kind.__module__)
    is_genuine = getattr(home, kind.__qualname__, None) is kind
    return f"{kind.__module__}.{kind.__qualname__}" if is_genuine else ""


def _why_not(backend: KeyringBackend) -> VaultState:
    """Why a backend that is not the operating system's is not used."""
    known = {
        "keyring.backends.fail.Keyring": VaultState.ABSENT,
        "keyring.backends.null.Keyring": VaultState.NULL,
    }
    return known.get(_name(backend), VaultState.PLAINTEXT)


def _is_locked(store: KeyringBackend) -> bool:
    """Whether the Secret Service would have to ask its owner for a password: to unlock the
    collection, or to make the default collection if there is none."""
    import secretstorage

    preferred = getattr(store, "preferred_collection", "")
    path = preferred or "/org/freedesktop/secrets/aliases/default"
    with closing(secretstorage.dbus_init()) as bus:
        try:
            return secretstorage.Collection(bus, path).is_locked()
        except secretstorage.ItemNotFoundException:
            if preferred:
                raise
            return True


def _recall(stores: Stores) -> Remembered | None:
    record = _read_record(stores[0].get_password(SERVICE, ACCOUNT))
    if record is None:
        return None
    return record._replace(password=Secret(stores[0].get_password(SERVICE, PASSWORD) or ""))


def _read_record(text: str | None) -> Remembered | None:
    """The record that :func:`_keep` writes; None for anything else."""
    import json

    try:
        values = json.loads(text or "null")
    except ValueError:
        return None
    if not isinstance(values, dict):
        return None
    portal, identifier = values.get("portal"), values.get("identifier")
    return Remembered(portal, identifier) if _is_text(portal) and _is_text(identifier) else None


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and value != "" and is_shown(value)


def _keep(stores: Stores, remembered: Remembered) -> None:
    """Store what is to be remembered. The old password is erased first, so that an interruption
    never leaves a password with another identifier. What was written is read back, as a store may
    store nothing."""
    import json

    _forget(stores)
    record = json.dumps({"portal": remembered.origin, "identifier": remembered.identifier})
    stores[0].set_password(SERVICE, ACCOUNT, record)
    if remembered.password:
        stores[0].set_password(SERVICE, PASSWORD, remembered.password.reveal())
    kept = _recall(stores)
    if kept != remembered:
        raise VaultRefused(VaultState.NULL if kept is None else VaultState.REFUSING)


def _forget_what_is_of(stores: Stores, origin: str) -> Erased:
    if origin and ((kept := _recall(stores)) is None or kept.origin != origin):
        return Erased(identifier=False, password=False)
    return _forget(stores)


def _forget(stores: Stores) -> Erased:
    passwords = [_erase(store, PASSWORD) for store in stores]
    accounts = [_erase(store, ACCOUNT) for store in stores]
    return Erased(identifier=any(accounts), password=any(passwords))


def _erase(store: KeyringBackend, name: str) -> bool:
    """Erase an entry. Returns whether there was one. Raises :class:`VaultRefused` if it is still
    there."""
    for erased in range(_MOST_ENTRIES):
        if store.get_password(SERVICE, name) is None:
            return erased > 0
        store.delete_password(SERVICE, name)
    raise VaultRefused(VaultState.REFUSING)
