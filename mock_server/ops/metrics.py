"""The portal's Prometheus metrics.

This module may only be imported if metrics are exposed: :mod:`.exposition` prepares the folder that
the processes of one portal share, and the library looks for it when this module is loaded.
"""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Histogram

from mock_server.election.context import PortalContext
from mock_server.ops.journal import Answered

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_REQUESTS: Final = Counter(
    "mock_portal_requests", "Requests answered.", ["method", "route", "status"]
)
_REQUEST_SECONDS: Final = Histogram(
    "mock_portal_request_seconds",
    "From a request's beginning to its answer's end.",
    ["method", "route"],
    buckets=_SECONDS,
)
_REFUSALS: Final = Counter(
    "mock_portal_refusals", "Problems answered, by the contract's code.", ["route", "code"]
)
_HASH_WAIT: Final = Histogram(
    "mock_portal_hash_wait_seconds", "Waiting for a thread that hashes.", buckets=_SECONDS
)
_HASH: Final = Histogram("mock_portal_hash_seconds", "Hashing one secret.", buckets=_SECONDS)
_DATABASE_WAIT: Final = Histogram(
    "mock_portal_database_wait_seconds",
    "Waiting for a thread, a connection and the lock, until a transaction has begun.",
    ["kind"],
    buckets=_SECONDS,
)


def count_request(answered: Answered) -> None:
    _REQUESTS.labels(answered.method, answered.route, str(answered.status)).inc()
    _REQUEST_SECONDS.labels(answered.method, answered.route).observe(answered.ms / 1000)
    if answered.code:
        _REFUSALS.labels(answered.route, answered.code).inc()


def watch(context: PortalContext) -> None:
    """Measure the portal's hashing and its database transactions from now on."""
    context.hasher.on_work = _hashed
    context.database.on_wait = _note_wait


def _hashed(waited: float, worked: float) -> None:
    _HASH_WAIT.observe(waited)
    _HASH.observe(worked)


def _note_wait(writes: bool, seconds: float) -> None:
    _DATABASE_WAIT.labels("write" if writes else "read").observe(seconds)
