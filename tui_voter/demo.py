"""The demo's portal: a child process that never outlives this one.

The child owns its temporary folder and ends when its standard input does, which the
kernel closes however this process ends; so nothing is left behind even after a kill.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

from tui_voter.journeys.demo import At, DemoFailed, DemoMail, DemoNotice, Post
from tui_voter.portal.hygiene import sanitise


class DemoPortal:
    """A portal on a free loopback port, started at once; ``at`` is how far its election is."""

    def __init__(self, *, opens_in: str, at: str, language: str) -> None:
        # -P: no module is imported from the current folder.
        command = [sys.executable, "-P", "-m", "mock_server", "demo", "--lang", language]
        if opens_in:
            command += ["--opens-in", opens_in]
        if at:
            command += ["--at", at]
        # A new session: Ctrl-C in this terminal is only for the voter's program.
        self._process = subprocess.Popen(  # noqa: S603 our own interpreter and module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._counted = at == At.RESULTS
        self._announced: asyncio.Future[tuple[str, Post]] | None = None

    async def ready(self) -> tuple[str, Post]:
        """Its origin and what its voter received, once it listens. Raises DemoFailed."""
        if self._announced is None:
            self._announced = asyncio.ensure_future(asyncio.to_thread(self._read_announcement))
        return await asyncio.shield(self._announced)  # a wait that is stopped may be taken up again

    async def post(self) -> Post:
        """What its voter received. Raises DemoFailed."""
        return (await self.ready())[1]

    def _read_announcement(self) -> tuple[str, Post]:
        assert self._process.stdout is not None  # noqa: S101 both were asked for as pipes
        assert self._process.stderr is not None  # noqa: S101
        line = self._process.stdout.readline()
        if not line:
            reason = self._process.stderr.read().strip().splitlines()
            raise DemoFailed(reason[-1] if reason else "…")
        said = json.loads(line)
        mail = {key: sanitise(value, lines=key == "body") for key, value in said["mail"].items()}
        notice = {
            key: sanitise(value, lines=key == "text")
            for key, value in said.get("notice", {}).items()
        }
        return said["portal"], Post(
            DemoMail(**mail),
            DemoNotice(**notice) if notice else None,
            f"{said['portal']}/results" if self._counted else "",
        )

    def close(self) -> None:
        """End the portal and wait until it has cleaned up."""
        assert self._process.stdin is not None  # noqa: S101 asked for as a pipe
        self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None  # noqa: S101 as above
            stream.close()
