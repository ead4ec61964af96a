"""The vote: the booth, the voting code, casting, receipts, results, and the public urn."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import Final

from mock_server.accounts import replacing
from mock_server.http.routing import Answer, Call, OpenSession, Route, route, session_route
from mock_server.vote import booth, casting, results
from mock_server.vote.ending import signed_end
from mock_server.vote.replacement_log import LogCopy
from mock_server.vote.urn import Marks, Urn
from tui_voter.contract.links import log_path, urn_path
from tui_voter.contract.vote import (
    ASK_REPLACEMENT,
    CAST,
    CHECK_CODE,
    FIND_BALLOT,
    READ_BOOTH,
    READ_RESULTS,
    REPLACE_CODE,
    AskReplacement,
    Booth,
    Cast,
    CheckCode,
    CodeAccepted,
    CodeReplaced,
    FindBallot,
    FoundBallot,
    Receipt,
    ReplaceCode,
    ReplacementAsked,
    Results,
)

_RANGE: Final = re.compile(r"bytes=(\d{1,15})-", re.ASCII)


@session_route(READ_BOOTH)
async def read_booth(call: Call[None], session: OpenSession) -> Booth:
    return await booth.read_booth(call.context, session.voter, session.token)


@session_route(CHECK_CODE)
async def check_code(call: Call[CheckCode], session: OpenSession) -> CodeAccepted:
    return await booth.check_code(call.context, session.voter, session.token, call.body)


@session_route(ASK_REPLACEMENT)
async def ask_replacement(call: Call[AskReplacement], session: OpenSession) -> ReplacementAsked:
    return await replacing.ask_replacement(call.context, session.voter, session.token, call.body)


@session_route(REPLACE_CODE)
async def replace_code(call: Call[ReplaceCode], session: OpenSession) -> CodeReplaced:
    return await replacing.replace_code(call.context, session.voter, session.token, call.body)


@session_route(CAST)
async def cast(call: Call[Cast], session: OpenSession) -> Receipt:
    return await casting.cast(call.context, session.voter, session.token, call.segment, call.body)


@route(FIND_BALLOT)
async def find_ballot(call: Call[FindBallot]) -> FoundBallot:
    return await casting.find_ballot(call.context, call.body)


@route(READ_RESULTS)
async def read_results(call: Call[None]) -> Results:
    return await results.read_results(call.context, call.language)


async def show_urn(marks: Marks, call: Call[None]) -> Answer:
    """Send an urn's archive. ``marks`` is what was found out about the urns before."""
    database = call.context.database
    urn = await database.reading(lambda tx: Urn.now(tx, call.segment, marks))
    return _from_byte(call, urn.size, partial(urn.parts, database))


async def show_log(call: Call[None]) -> Answer:
    """Send the log of replaced codes beside an urn. It is never older than an urn that was read
    before it."""
    database = call.context.database
    log = await database.reading(lambda tx: LogCopy.now(tx, call.segment))

    async def parts(start: int) -> AsyncIterator[bytes]:
        while start < log.size:
            part = await database.reading(partial(log.part, start))
            yield part
            start += len(part)

    return _from_byte(call, log.size, parts)


def _from_byte(call: Call[None], size: int, parts: Callable[[int], AsyncIterator[bytes]]) -> Answer:
    """A file that only grows, whole or from a byte on: a client with an older copy fetches what is
    new."""
    start = 0
    headers = [(b"accept-ranges", b"bytes")]
    if asked := _RANGE.fullmatch(call.header(b"range")):
        start = int(asked[1])
        if start >= size:
            return Answer(416, b"", "", ((b"content-range", b"bytes */%d" % size),))
        headers.append((b"content-range", b"bytes %d-%d/%d" % (start, size - 1, size)))
    return Answer(
        206 if asked else 200,
        b"",
        "application/octet-stream",
        tuple(headers),
        parts=parts(start),
        size=size - start,
    )


async def show_end(call: Call[None]) -> Answer:
    """Send the signed end of an urn, once the urn is closed."""
    text = await call.context.database.reading(lambda tx: signed_end(tx, call.segment))
    return Answer(200, text, "application/json")


def routes() -> Iterator[Route]:
    methods = ("GET", "HEAD")
    yield Route(methods, urn_path("{uuid}"), partial(show_urn, Marks()))
    yield Route(methods, log_path("{uuid}"), show_log)
    yield Route(methods, results.end_path("{uuid}"), show_end)
