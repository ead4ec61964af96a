"""Delivery beside a portal that serves: in a process of its own, so that no answer waits for it.

If an answer waited for delivery, its time would tell a stranger for which addresses there was a
mail to deliver.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

from mock_server.core.settings import Settings
from mock_server.election.context import open_database
from mock_server.http.server import GRACE, PAUSES
from mock_server.mail.delivery import delivery_of, set_by_signals
from mock_server.ops.journal import open_journal

_log = logging.getLogger(__name__)


@contextmanager
def delivering(settings: Settings) -> Iterator[None]:
    """Within this context, mails are delivered; a process that ends by itself is replaced."""
    keeper = _Keeper(settings)
    thread = threading.Thread(target=keeper.keep)
    thread.start()
    try:
        yield
    finally:
        keeper.stop()
        thread.join()


class _Keeper:
    """Keeps one delivering process running."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stopped = threading.Event()
        self._changing = threading.Lock()
        self._process: BaseProcess | None = None

    def keep(self) -> None:
        """Start the process, again and again, until :meth:`stop`."""
        ended = 0
        while process := self._started():
            process.join()
            pause = PAUSES[min(ended, len(PAUSES) - 1)]
            ended += 1
            if not self._stopped.wait(0):
                _log.error("the delivery of mails ended, and begins again in %s s", pause)
            self._stopped.wait(pause)

    def _started(self) -> BaseProcess | None:
        with self._changing:
            if self._stopped.is_set():
                return None
            context = multiprocessing.get_context("spawn")
            self._process = context.Process(target=_work, args=(self._settings,))
            self._process.start()
            return self._process

    def stop(self) -> None:
        """Stop the process. A mail that is being delivered is completed, unless that takes long."""
        with self._changing:
            self._stopped.set()
        if self._process is not None:
            self._process.terminate()
            self._process.join(GRACE)
            self._process.kill()


def _work(settings: Settings) -> None:
    """Deliver mails, in a process that ends with its parent, however that ends."""
    open_journal(settings.journal)
    asyncio.run(_deliver(settings))


async def _deliver(settings: Settings) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end_with_parent() -> None:
        if parent := multiprocessing.parent_process():
            wait([parent.sentinel])
            loop.call_soon_threadsafe(stopped.set)

    threading.Thread(target=end_with_parent, daemon=True).start()
    database, election, _url = open_database(settings)
    with closing(database), set_by_signals(stopped):
        await delivery_of(settings, database, election, stopped).until_stopped()
