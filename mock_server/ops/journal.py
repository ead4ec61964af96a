"""The log: what a portal's processes write on standard error.

Failures are always written, a line for each request if asked for. A line is made of closed
sets (method, route template, status, problem code), numbers, and places in the code. It
never carries what a client or the database said: no path, query, header, body, address or
network address. Of other libraries' messages only the place is written, and of an exception
only its type, since the words of both may carry such values.
"""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from mock_server.core.settings import JournalForm
from mock_server.db.failures import Trouble

_log = logging.getLogger(__name__)

REQUESTS: Final = logging.getLogger("mock_server.requests")

NO_ROUTE: Final = "(none)"
"""Of a request for what is not here."""

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def method_of(scope: Mapping[str, Any]) -> str:
    method = str(scope.get("method", ""))
    return method if method in _METHODS else "other"


def route_of(scope: Mapping[str, Any]) -> str:
    """The template that the router found, "/activation/{token}"; never the path."""
    return str(scope.get("path_template") or NO_ROUTE)


class Answered(msgspec.Struct, frozen=True):
    """One request and its answer. ``code`` is the problem's, "" for none; ``ms`` from the
    request's beginning to the answer's end."""

    method: str
    route: str
    status: int
    code: str
    ms: float


class Failure(msgspec.Struct, frozen=True, omit_defaults=True):
    """An unexpected exception: its type and those of its causes, and the places in the code that it
    came through, outermost first."""

    errors: tuple[str, ...]
    places: tuple[str, ...]
    method: str = ""
    route: str = ""

    def __str__(self) -> str:
        begin = f"{self.method} {self.route} ".lstrip()
        return "\n  ".join([begin + " from ".join(self.errors), *self.places])


def failure_of(exc: BaseException, scope: Mapping[str, Any] | None = None) -> Failure:
    frames = traceback.extract_tb(exc.__traceback__)
    return Failure(
        errors=tuple(type(item).__name__ for item in _with_causes(exc)),
        places=tuple(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames),
        method=method_of(scope) if scope else "",
        route=route_of(scope) if scope else "",
    )


def _with_causes(exc: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    item: BaseException | None = exc
    while item is not None and id(item) not in seen:
        seen.add(id(item))
        yield item
        item = item.__cause__ or (None if item.__suppress_context__ else item.__context__)


def note_request(answered: Answered) -> None:
    """Write the line of one request."""
    REQUESTS.info(answered)


def note_trouble(trouble: Trouble | None) -> None:
    """Write what is wrong with the database, or that nothing is any more: a line each, however
    many requests fail meanwhile."""
    if trouble:
        _log.error("the database cannot be used: %s", trouble.value)
    else:
        _log.warning("the database can be written to again")


def open_journal(form: JournalForm | None) -> None:
    """Let this process write its journal; requests only where a form was asked for."""
    handler = _Quiet()
    handler.setFormatter(_Json() if form is JournalForm.JSON else _Text())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    REQUESTS.setLevel(logging.WARNING if form is None else logging.INFO)


class _Quiet(logging.StreamHandler[Any]):
    """The portal keeps running when nobody reads its log any more, or the disk is full."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        pass


def _said(record: logging.LogRecord) -> dict[str, Any]:
    """What a log record may contain."""
    if isinstance(record.msg, Answered):
        return {"event": "request", **msgspec.structs.asdict(record.msg)}
    if isinstance(record.msg, Failure):
        return {"event": "failure", **msgspec.to_builtins(record.msg)}
    said: dict[str, Any] = {"event": "message", "logger": record.name}
    if record.name.partition(".")[0] == "mock_server":
        said["message"] = record.getMessage()
    else:
        said["place"] = f"{record.pathname}:{record.lineno} {record.funcName}"
    if record.exc_info and record.exc_info[1]:
        said |= msgspec.to_builtins(failure_of(record.exc_info[1]))
    return said


class _Json(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"time": _moment(record), "level": record.levelname.lower(), "worker": os.getpid()}
        return msgspec.json.encode(line | _said(record)).decode()


class _Text(logging.Formatter):
    """The same for a person's eyes, in one line, but for a failure's places."""

    def format(self, record: logging.LogRecord) -> str:
        said = _said(record)
        match said.pop("event"):
            case "request":
                words = "{method} {route} {status} {code} {ms} ms".format_map(
                    said | {"code": said["code"] or "-"}
                )
            case "failure":
                words = str(record.msg)
            case _:
                places = said.pop("places", ())
                words = "\n  ".join([" ".join(_joined(value) for value in said.values()), *places])
        return f"{_moment(record)} {record.levelname.lower()} {os.getpid()} {words}"


def _joined(value: Any) -> str:
    return value if isinstance(value, str) else " from ".join(value)


def _moment(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
