"""Refusals, and every other failure, as problem details (RFC 9457).

An act raises :class:`Refusal` with a code of the contract's closed set. Unexpected exceptions
become ``internal``: their place in the code is logged, but not their text, which may contain a
voter's data.
"""

from __future__ import annotations

import logging
from typing import Any, Final

import msgspec

from mock_server.core.refusals import Refusal
from mock_server.db.engine import RETRY_AFTER
from mock_server.db.failures import DatabaseBusy
from mock_server.http.routing import Answer, Headers, Scope
from mock_server.ops.journal import failure_of
from tui_voter.contract.errors import ErrorCode, Problem

PROBLEM_JSON: Final = "application/problem+json"

_log = logging.getLogger(__name__)


def problem(code: ErrorCode, headers: Headers = (), **members: Any) -> Answer:
    """The answer with this code and the ``members`` of a :class:`Problem` that are not empty."""
    said = msgspec.to_builtins(Problem(code=code, status=code.status, title=code.says, **members))
    body = msgspec.json.encode({name: value for name, value in said.items() if value})
    return Answer(code.status, body, PROBLEM_JSON, headers, code.value)


def problem_of(exc: Exception, scope: Scope) -> Answer:
    """The answer to a request that ends with the exception ``exc``."""
    if isinstance(exc, DatabaseBusy):
        exc = Refusal(ErrorCode.BUSY, retry_after=RETRY_AFTER)
    if not isinstance(exc, Refusal):
        _log.error(failure_of(exc, scope))
        return problem(ErrorCode.INTERNAL)
    headers: Headers = ()
    if exc.code is ErrorCode.SESSION_ENDED:
        headers = ((b"www-authenticate", b"Bearer"),)
    if exc.retry_after is not None:
        headers = ((b"retry-after", b"%d" % exc.retry_after),)
    return problem(
        exc.code,
        headers,
        captcha=exc.captcha,
        rules=exc.rules,
        fault=exc.fault,
        retry_after=exc.retry_after,
        tries_left=exc.tries_left,
    )
