"""Passwords, tokens and the portal's key: hashing and checking."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import secrets
import stat
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from copy import copy
from gettext import gettext as _
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Final, TypeVar

from mock_server.core.errors import Fault, reason
from mock_server.core.files import new_file
from mock_server.core.posix import usable_cores
from mock_server.core.settings import HashProfile
from mock_server.security.turns import Turns
from tui_voter.contract.normal import normal_password

if TYPE_CHECKING:
    from nacl.secret import SecretBox

T = TypeVar("T")

_OTHERS: Final = stat.S_IRWXO | stat.S_IWGRP
"""The permissions that a key file must not have. Its operator may let a service's group read it."""


def token_hash(token: str) -> bytes:
    """The stored form of a 256-bit token; a plain hash is enough for so much entropy."""
    return hashlib.sha256(token.encode()).digest()


def new_digits(count: int) -> str:
    """A random code of this many digits."""
    return f"{secrets.randbelow(10**count):0{count}}"


def is_token(token: str, kept: bytes | None) -> bool:
    """Whether ``kept`` is the stored hash of this token."""
    return kept is not None and hmac.compare_digest(kept, token_hash(token))


def new_token() -> str:
    """A random token: 256 bits in base64url."""
    return secrets.token_urlsafe(32)


class PortalKey:
    """The portal's secret key, which authenticates what the database stores only in part.

    It has a file of its own, so that the database alone tells no captcha's answer, and no link of a
    mail.
    """

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def read(cls, path: Path) -> PortalKey:
        try:
            with path.open("rb") as file:
                mode, secret = os.fstat(file.fileno()).st_mode, file.read()
        except OSError as exc:
            raise Fault(
                _("The portal’s key file {path} cannot be read: {why}.").format(
                    path=path, why=reason(exc)
                )
            ) from exc
        if os.name == "posix" and mode & _OTHERS:
            raise Fault(
                _(
                    "Others can read or change the portal’s key file {path}: protect it with "
                    "chmod 600 {path}"
                ).format(path=path)
            )
        if len(secret) != 32:
            raise Fault(_("{path} is not a portal’s key file.").format(path=path))
        return cls(secret)

    @classmethod
    def create(cls, path: Path) -> None:
        """Write a new key that only its owner can read. Raises FileExistsError."""
        with new_file(path) as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())  # nothing that it seals can be read without it

    def mac(self, purpose: str, *parts: bytes) -> bytes:
        """HMAC-SHA-256 of the parts, each with its length, under a key of ``purpose``."""
        key = self._key_of(purpose)
        message = b"".join(len(part).to_bytes(4) + part for part in parts)
        return hmac.digest(key, message, "sha256")

    def token(self, purpose: str, *parts: bytes) -> str:
        """A 256-bit token that need not be stored, as it can be made again."""
        return urlsafe_b64encode(self.mac(purpose, *parts)).rstrip(b"=").decode()

    def seal(self, purpose: str, text: str) -> str:
        """Encrypt and authenticate a text (XSalsa20 and Poly1305)."""
        return b64encode(self._box(purpose).encrypt(text.encode())).decode()

    def unseal(self, purpose: str, sealed: str) -> str:
        """Decrypt a sealed text. Raises ValueError if it was sealed under another key."""
        from nacl.exceptions import CryptoError

        try:
            return self._box(purpose).decrypt(b64decode(sealed)).decode()
        except CryptoError as exc:
            raise ValueError(sealed) from exc

    def _box(self, purpose: str) -> SecretBox:
        # nacl is imported here for the commands that seal nothing.
        from nacl.secret import SecretBox

        return SecretBox(self._key_of(purpose))

    def _key_of(self, purpose: str) -> bytes:
        return hmac.digest(self._secret, purpose.encode(), "sha256")


WAITING_FOR_EACH: Final = 100
"""The acts that may wait for each thread: 2 to 4 seconds, on a core of today."""

AT_ONCE_FOR_EACH: Final = 2
"""The acts that have their turn at once, for each thread: while one of them uses the database,
another hashes."""


class Hasher:
    """Hashes with argon2id in a pool of one thread for each core that the portal may use, in turns
    of the clients.

    More threads would not be faster, and each hash takes memory: the pool bounds both. ``nobodys``
    is a hash that no password matches, to do the same work for unknown accounts. ``on_work`` is
    told, in the thread, the seconds that each hash waited and took. If too many wait, all methods
    that hash raise :class:`.Refusal`, ``busy`` (:mod:`.turns`).
    """

    def __init__(self, profile: HashProfile) -> None:
        # argon2 is imported here for the commands that hash nothing.
        from argon2 import PasswordHasher
        from argon2.exceptions import VerifyMismatchError

        self._mismatch = VerifyMismatchError
        self._argon2 = PasswordHasher(
            time_cost=profile.passes, memory_cost=profile.memory, parallelism=profile.lanes
        )
        self.on_work: Callable[[float, float], None] = _ignore
        self.nobodys = self._argon2.hash(new_token())
        threads = usable_cores()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="hash")
        self._turns = Turns(AT_ONCE_FOR_EACH * threads, WAITING_FOR_EACH * threads)
        self.waited: float | None = None
        """The seconds until the turn came, which are told once; None outside a turn."""
        self.client = ""

    def for_client(self, client: str) -> Hasher:
        """This hasher, in the turns of one client."""
        own = copy(self)
        own.client = client
        return own

    @asynccontextmanager
    async def in_turn(self) -> AsyncIterator[Hasher]:
        """This hasher for one act, once it is the client's turn: from then on the act may wait for
        a thread, but is not turned away. So nothing is spent that would be useless without a
        hash."""
        if self.waited is not None:
            yield self
            return
        asked = perf_counter()
        async with self._turns.turn(self.client):
            own = copy(self)
            own.waited = perf_counter() - asked
            yield own

    @property
    def waiting(self) -> int:
        """The number of acts that wait for their turn."""
        return self._turns.waiting

    async def hash(self, text: str) -> str:
        return await self._in_pool(self._argon2.hash, normal_password(text))

    async def matches(self, text: str, hashed: str) -> bool:
        return await self._in_pool(self._verify, normal_password(text), hashed)

    def is_outdated(self, hashed: str) -> bool:
        """Whether a hash was made with a different cost from the current one."""
        return self._argon2.check_needs_rehash(hashed)

    async def _in_pool(self, work: Callable[..., T], *values: str) -> T:
        async with self.in_turn() as own:
            waited, own.waited = own.waited, 0.0
            asked = perf_counter() - (waited or 0.0)

            def act() -> T:
                begun = perf_counter()
                try:
                    return work(*values)
                finally:
                    self.on_work(begun - asked, perf_counter() - begun)

            return await asyncio.get_running_loop().run_in_executor(self._pool, act)

    async def meanwhile(self, work: Callable[[], T]) -> T:
        """Do other work that keeps a core busy, in the same turns and threads."""
        async with self.in_turn():
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _verify(self, text: str, hashed: str) -> bool:
        try:
            return self._argon2.verify(hashed, text)
        except self._mismatch:
            return False

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)


def _ignore(waited: float, worked: float) -> None:
    """Ignore the times; the default of ``on_work``."""
