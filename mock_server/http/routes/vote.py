"""The vote: the booth, the voting code, casting, receipts, results, and the public urn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from sqlalchemy import Connection

from mock_server.accounts import replacing
from mock_server.http.routing import Answer, Call, OpenSession, Route, route, session_route
from mock_server.vote import booth, casting, results
from mock_server.vote.ending import signed_end, unissued_reserve
from mock_server.vote.urn import Marks, Urn
from tui_voter.contract import endpoints
from tui_voter.contract.shapes import (
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


@session_route(endpoints.READ_BOOTH)
async def read_booth(call: Call[None], session: OpenSession) -> Booth:
    return await booth.read_booth(call.context, session.voter, session.token, call.language)


@session_route(endpoints.CHECK_CODE)
async def check_code(call: Call[CheckCode], session: OpenSession) -> CodeAccepted:
    return await booth.check_code(call.context, session.voter, session.token, call.body)


@session_route(endpoints.ASK_REPLACEMENT)
async def ask_replacement(call: Call[AskReplacement], session: OpenSession) -> ReplacementAsked:
    return await replacing.ask_replacement(call.context, session.voter, session.token, call.body)


@session_route(endpoints.REPLACE_CODE)
async def replace_code(call: Call[ReplaceCode], session: OpenSession) -> CodeReplaced:
    return await replacing.replace_code(call.context, session.voter, session.token, call.body)


@session_route(endpoints.CAST)
async def cast(call: Call[Cast], session: OpenSession) -> Receipt:
    return await casting.cast(call.context, session.voter, session.token, call.segment, call.body)


@route(endpoints.FIND_BALLOT)
async def find_ballot(call: Call[FindBallot]) -> FoundBallot:
    return await casting.find_ballot(call.context, call.body)


@route(endpoints.READ_RESULTS)
async def read_results(call: Call[None]) -> Results:
    return await results.read_results(call.context, call.language)


async def show_urn(marks: Marks, call: Call[None]) -> Answer:
    """An archive, whole or from a byte on: who has an older one fetches what is new. ``marks`` is
    what was found of the urns before."""
    database, start = call.context.database, 0
    urn = await database.reading(lambda tx: Urn.now(tx, call.segment, marks))
    headers = [(b"accept-ranges", b"bytes")]
    if asked := _RANGE.fullmatch(call.header(b"range")):
        start = int(asked[1])
        if start >= urn.size:
            return Answer(416, b"", "", ((b"content-range", b"bytes */%d" % urn.size),))
        told = b"bytes %d-%d/%d" % (start, urn.size - 1, urn.size)
        headers.append((b"content-range", told))
    return Answer(
        206 if asked else 200,
        b"",
        "application/octet-stream",
        tuple(headers),
        parts=urn.parts(database, start),
        size=urn.size - start,
    )


async def show_ending(read: Callable[[Connection, str], bytes], call: Call[None]) -> Answer:
    """What is published of an urn beside its archive, once it is closed."""
    database = call.context.database
    text = await database.reading(lambda tx: read(tx, call.segment))
    return Answer(200, text, "application/json")


def routes() -> Iterator[Route]:
    methods = ("GET", "HEAD")
    yield Route(methods, results.urn_path("{uuid}"), partial(show_urn, Marks()))
    yield Route(methods, results.end_path("{uuid}"), partial(show_ending, signed_end))
    yield Route(methods, results.reserve_path("{uuid}"), partial(show_ending, unissued_reserve))
