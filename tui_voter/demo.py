"""The demo's portal: a child process that never outlives this one.

The child owns its temporary folder and ends when its standard input is closed. The kernel closes
that however this process ends, so nothing is left behind, even after a kill. The child reads orders
from it, one a line, and answers each with one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from tui_voter.contract.links import RESULTS_PAGE
from tui_voter.journeys.demo import At
from tui_voter.journeys.mailbox import DemoAccount, DemoFailed, DemoMail, DemoNotice, Post
from tui_voter.portal.hygiene import clean, sanitise

if TYPE_CHECKING:
    from tui_voter.contract.signing_in import SessionOpened

T = TypeVar("T")

ENDS_WITHIN = 10.0
"""The seconds to wait for the portal to end."""


class DemoPortal:
    """A portal on a free loopback port, started at once; ``at`` is where its voter begins."""

    def __init__(self, *, opens_in: str, at: str, language: str) -> None:
        # -P: no module is imported from the current folder.
        command = [sys.executable, "-P", "-m", "mock_server", "demo", "--lang", language]
        if opens_in:
            command += ["--opens-in", opens_in]
        if at:
            command += ["--at", at]
        # A file, in which no complaint has to wait until it is read.
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 closed with the portal
        # A new session: Ctrl-C in this terminal is only for the voter's program.
        self._process = subprocess.Popen(  # noqa: S603 our own interpreter and module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._counted = at == At.RESULTS
        self._turn = asyncio.Lock()
        self._origin = ""

    async def origin(self) -> str:
        """Return the portal's address once it listens. Raises DemoFailed."""
        await self._uninterrupted(self._ensure_started())
        return self._origin

    async def post(self) -> Post:
        return await self._uninterrupted(self._receive("post"))

    async def open_vote(self) -> Post:
        return await self._uninterrupted(self._receive("open"))

    async def sign_in(self) -> SessionOpened:
        import msgspec

        from tui_voter.contract.signing_in import SessionOpened, SignedIn

        said = await self._uninterrupted(self._order("sign in"))
        return SessionOpened.of(clean(msgspec.convert(said, SignedIn)))

    async def _uninterrupted(self, exchange: Coroutine[Any, Any, T]) -> T:
        """Run an exchange to its end even if the caller is cancelled: otherwise the next order
        would get this answer."""
        return await asyncio.shield(asyncio.ensure_future(exchange))

    async def _ensure_started(self) -> None:
        async with self._turn:
            if not self._origin:
                self._origin = (await asyncio.to_thread(self._read))["portal"]

    async def _order(self, order: str) -> Any:
        await self._ensure_started()
        async with self._turn:
            return await asyncio.to_thread(self._exchange, order)

    async def _receive(self, order: str) -> Post:
        said = await self._order(order)
        mails = [
            DemoMail(**{key: sanitise(text, lines=key == "body") for key, text in mail.items()})
            for mail in said["mails"]
        ]
        notice = _notice(said["notice"]) if "notice" in said else None
        results = f"{self._origin}{RESULTS_PAGE}" if self._counted else ""
        account = _account(said["account"]) if "account" in said else None
        return Post(mails, notice, results, account)

    def _exchange(self, order: str) -> Any:
        assert self._process.stdin is not None  # noqa: S101 asked for as a pipe
        try:
            self._process.stdin.write(f"{order}\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:  # the portal or this program is ending
            raise DemoFailed(type(error).__name__) from error
        return self._read()

    def _read(self) -> Any:
        """Read one answer. Raises DemoFailed."""
        assert self._process.stdout is not None  # noqa: S101 asked for as a pipe
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            self._complaints.seek(0)
            reason = self._complaints.read().decode(errors="replace").strip().splitlines()
            raise DemoFailed(reason[-1] if reason else "…")
        said = json.loads(line)
        if "fault" in said:
            raise DemoFailed(sanitise(said["fault"]))
        return said

    def close(self) -> None:
        """End the portal, and wait until it has cleaned up. A slow portal is left to finish:
        killing it would leave its folder behind."""
        assert self._process.stdin is not None  # noqa: S101 asked for as a pipe
        self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=ENDS_WITHIN)
        assert self._process.stdout is not None  # noqa: S101 as above
        self._process.stdout.close()
        self._complaints.close()


def _account(said: Mapping[str, str]) -> DemoAccount:
    return DemoAccount(password=sanitise(said["password"]), answer=sanitise(said["answer"]))


def _notice(said: Mapping[str, Any]) -> DemoNotice:
    return DemoNotice(
        text=sanitise(said["text"], lines=True),
        code=sanitise(said["code"]),
        seal=sanitise(said["seal"]),
        replaced=bool(said["replaced"]),
    )
