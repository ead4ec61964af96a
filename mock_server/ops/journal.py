"""The log that a portal's processes write to standard error.

Failures are always written; with an option, also a line for each request. A line is made of closed
sets (method, route template, status, problem code), numbers, and places in the code. It never
contains what a client or the database said: no path, query, header, body, address or network
address. Of other libraries' messages only the place is written, and of an exception only its type,
since their texts may contain such values.
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
"""The route of a request for an address that does not exist."""

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def method_of(scope: Mapping[str, Any]) -> str:
    method = str(scope.get("method", ""))
    return method if method in _METHODS else "other"


def route_of(scope: Mapping[str, Any]) -> str:
    """The template that the router found, such as "/activation/{token}"; never the path."""
    return str(scope.get("path_template") or NO_ROUTE)


class Answered(msgspec.Struct, frozen=True):
    """One request and its answer. ``code`` is the problem's, "" if there is none; ``ms`` is the
    time from the request's beginning to the answer's end."""

    method: str
    route: str
    status: int
    code: str
    ms: float


class Failure(msgspec.Struct, frozen=True, omit_defaults=True):
    """An unexpected exception: its type and those of its causes, and the places in the code through
    which it passed, outermost first."""

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
    """Write what is wrong with the database, or that it works again: one line each, however many
    requests fail in between."""
    if trouble:
        _log.error("the database cannot be used: %s", trouble.value)
    else:
        _log.warning("the database can be written to again")


def open_journal(form: JournalForm | None) -> None:
    """Let this process write its log. Requests are logged only if ``form`` is given."""
    handler = _Quiet()
    handler.setFormatter(_Json() if form is JournalForm.JSON else _Text())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    REQUESTS.setLevel(logging.WARNING if form is None else logging.INFO)


class _Quiet(logging.StreamHandler[Any]):
    """A handler that ignores its own errors: the portal keeps running if nobody reads its log any
    more, or the disk is full."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        pass


def _fields(record: logging.LogRecord) -> dict[str, Any]:
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
    """Formats each record as a JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"time": _moment(record), "level": record.levelname.lower(), "worker": os.getpid()}
        return msgspec.json.encode(line | _fields(record)).decode()


class _Text(logging.Formatter):
    """Formats each record for people, in one line, except for a failure's places."""

    def format(self, record: logging.LogRecord) -> str:
        said = _fields(record)
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
