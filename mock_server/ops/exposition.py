"""The metrics of all of a portal's processes, on a socket of their own.

They are not part of the API: behind a proxy on the same machine, every request comes from loopback,
so a path for loopback alone would be open to the world.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from gettext import gettext as _
from typing import Any, Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError

from mock_server.core.errors import Fault, reason
from mock_server.core.settings import Settings
from mock_server.db import schema
from mock_server.db.engine import Database, read_url
from mock_server.db.failures import DatabaseBusy

Endpoint = tuple[str, int]
"""A host and a port."""

_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"

_SESSIONS: Final = (
    select(func.count())
    .select_from(schema.session)
    .where(schema.session.c.expires_at > bindparam("now"))
)


@contextmanager
def exposed(settings: Settings, endpoint: Endpoint) -> Iterator[str]:
    """Within this context, answer at ``/metrics``; yields the URL. Processes that are started
    within it put their counts into a private folder, which is deleted afterwards. Raises
    :class:`Fault`."""
    with tempfile.TemporaryDirectory(prefix="mock-portal-metrics-") as folder:  # mode 0700
        os.environ[_FOLDER] = folder  # before any process loads the library
        from prometheus_client import CollectorRegistry, start_http_server
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has no hints
        host, port = endpoint
        with closing(Database(read_url(settings.database), busy_timeout=1)) as database:
            registry.register(_Sessions(database, settings))
            try:
                server, thread = start_http_server(port, host, registry)
            except (OSError, UnicodeError) as exc:  # UnicodeError: no host can have the name
                raise Fault(
                    _("The address {host}:{port} cannot be used for metrics: {why}.").format(
                        host=host, port=port, why=reason(exc)
                    )
                ) from exc
            try:
                shown = f"[{host}]" if ":" in host else host
                yield f"http://{shown}:{server.server_port}/metrics"
            finally:
                server.shutdown()
                server.server_close()
                thread.join()
                del os.environ[_FOLDER]


class _Sessions:
    """The open sessions, counted when metrics are asked for, and left out if the database does not
    answer."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._clock = settings.clock

    def collect(self) -> Iterator[Any]:
        from prometheus_client.metrics_core import GaugeMetricFamily

        try:
            with self._database.read() as tx:
                count = tx.execute(_SESSIONS, {"now": self._clock()}).scalar_one()
        except (DatabaseBusy, SQLAlchemyError):
            return
        yield GaugeMetricFamily("mock_portal_sessions", "Sessions that are open.", value=count)
