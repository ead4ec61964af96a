"""Refusals, and every other failure, as problem details (RFC 9457).

An act raises :class:`Refusal` with a code of the contract's closed set. What the
framework raises (no such page, malformed JSON, ...) is given its code here. What nobody
foresaw becomes ``internal``: its place in the code is logged, its text is not, since it
may carry a voter's data.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.openapi.datastructures import ResponseSpec

from mock_server.core.refusals import Refusal
from mock_server.db.engine import RETRY_AFTER, DatabaseBusy
from mock_server.ops.journal import failure_of
from tui_voter.contract.errors import ErrorCode, Problem

PROBLEM_JSON: Final = "application/problem+json"

_BY_STATUS: Final[dict[int, ErrorCode]] = {
    401: ErrorCode.SESSION_ENDED,
    404: ErrorCode.NOT_FOUND,
    405: ErrorCode.METHOD_NOT_ALLOWED,
    413: ErrorCode.TOO_LARGE,
    415: ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    429: ErrorCode.TOO_MANY,
    503: ErrorCode.BUSY,
}

_log = logging.getLogger(__name__)


def _problem(code: ErrorCode, headers: dict[str, str], **members: Any) -> Response[bytes]:
    problem = Problem(code=code, status=code.status, title=code.says, **members)
    members_said = {k: v for k, v in msgspec.to_builtins(problem).items() if v}
    return Response(
        msgspec.json.encode(members_said),
        media_type=PROBLEM_JSON,
        status_code=problem.status,
        headers=headers,
    )


def on_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[bytes]:  # noqa: ARG001 (Litestar's signature)
    headers = {}
    if refusal.code is ErrorCode.SESSION_ENDED:
        headers["WWW-Authenticate"] = "Bearer"
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    return _problem(
        refusal.code,
        headers,
        captcha=refusal.captcha,
        rules=refusal.rules,
        fault=refusal.fault,
        retry_after=refusal.retry_after,
        tries_left=refusal.tries_left,
    )


def on_busy(request: Request[Any, Any, Any], busy: DatabaseBusy) -> Response[bytes]:  # noqa: ARG001 (Litestar's signature)
    return _problem(ErrorCode.BUSY, {"Retry-After": str(RETRY_AFTER)}, retry_after=RETRY_AFTER)


def on_http_exception(request: Request[Any, Any, Any], exc: HTTPException) -> Response[bytes]:
    status = exc.status_code
    if status >= 500 and status not in _BY_STATUS:
        return on_anything(request, exc)
    code = _BY_STATUS.get(status, ErrorCode.INVALID_REQUEST)
    allowed = [v for k, v in (exc.headers or {}).items() if k.lower() == "allow"]
    return _problem(code, {"Allow": allowed[0]} if allowed else {})


def on_undecodable(
    request: Request[Any, Any, Any],  # noqa: ARG001 (Litestar's signature)
    exc: RecursionError | UnicodeDecodeError,  # noqa: ARG001 (the same)
) -> Response[bytes]:
    """What the framework lets through of its JSON decoder's failures: nesting by the
    thousand, and bytes that are no UTF-8."""
    return _problem(ErrorCode.INVALID_REQUEST, {})


def on_anything(request: Request[Any, Any, Any], exc: Exception) -> Response[bytes]:
    _log.error(failure_of(exc, request.scope))
    return _problem(ErrorCode.INTERNAL, {})


HANDLERS: Final[dict[Any, Any]] = {
    Refusal: on_refusal,
    DatabaseBusy: on_busy,
    RecursionError: on_undecodable,
    UnicodeDecodeError: on_undecodable,
    HTTPException: on_http_exception,
    Exception: on_anything,
}


def documented(*codes: ErrorCode) -> dict[int, ResponseSpec]:
    """For OpenAPI: the problems that an operation may answer with, by status."""
    always = (
        ErrorCode.INVALID_REQUEST,
        ErrorCode.METHOD_NOT_ALLOWED,
        ErrorCode.BUSY,
        ErrorCode.INTERNAL,
    )
    by_status: dict[int, list[ErrorCode]] = {}
    for code in (*codes, *always):
        by_status.setdefault(code.status, []).append(code)
    return {status: _spec(group) for status, group in sorted(by_status.items())}


def _spec(codes: Sequence[ErrorCode]) -> ResponseSpec:
    return ResponseSpec(
        Problem,
        generate_examples=False,
        description="; ".join(f"`{code.value}`: {code.says}" for code in codes),
        media_type=PROBLEM_JSON,
    )
