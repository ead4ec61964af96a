"""The vote: the booth, the voting code and its replacement, the urn and its count. What is sealed
travels as the text that its hash covers."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from tui_voter.contract.endpoint import NOTHING, Endpoint, Needs, Subject
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.limits import LONGEST_BALLOT, LONGEST_LINE, LONGEST_SEAL
from tui_voter.contract.portal import Portal
from tui_voter.contract.seats import SeatsRule
from tui_voter.contract.shapes import (
    MOST_BALLOTS,
    MOST_LISTS,
    AnswerText,
    Request,
    Response,
    Seconds,
    SecretResponse,
    ShortText,
)
from tui_voter.secret import Secret

Uuid = Annotated[str, Meta(pattern=r"^[1-9A-HJ-NP-Za-km-z]{14}(?!\n)$")]
"""Of one ballot's sealed election."""
Hash = Annotated[str, Meta(pattern=r"^[0-9A-Za-z+/]{43}(?!\n)$")]
"""SHA-256 in base64: an election's fingerprint, or the tracker of a ballot that was cast."""
Verifier = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$")]
"""Shows that the voter has their voting code, and says nothing of the ballots cast with it."""
Signature = Annotated[str, Meta(pattern=r"^[0-9a-f]{128}(?!\n)$")]

_VOTE: Final = Subject("vote", Needs.SESSION)

# --- The booth


class SealedBallot(Response, frozen=True, kw_only=True):
    """A ballot that the voter takes part in, as the polling board sealed it. ``election`` is the
    text of its ``election.json``; ``voted`` is what the register says."""

    ballot_id: ShortText
    election: Annotated[str, Meta(min_length=1, max_length=LONGEST_SEAL)]
    voted: bool


class Booth(Response, frozen=True, kw_only=True):
    """The voter's own sealed ballots, in the election's order.

    ``seal`` is the text of ``seal.json``, whose short form stands on the voting notice.
    ``unlocked`` says whether this session has given the voting code. It may cast until
    ``until``: who signed in before the closing has 30 minutes more.
    """

    seal: Annotated[str, Meta(min_length=1, max_length=LONGEST_SEAL)]
    ballots: Annotated[tuple[SealedBallot, ...], Meta(max_length=MOST_BALLOTS)]
    unlocked: bool
    until: datetime


READ_BOOTH: Final = Endpoint(
    _VOTE,
    "GET /api/booth",
    NOTHING,
    Booth,
    "The voter's sealed ballots, and in which of them they have voted.",
    errors=(ErrorCode.NOT_SEALED,),
)


async def read_booth(portal: Portal, session: Secret) -> Booth:
    return await portal.call(READ_BOOTH, None, session)


class CheckCode(Request, frozen=True, kw_only=True):
    """Give the voting code, once in a session."""

    verifier: Verifier


class CodeAccepted(Response, frozen=True, kw_only=True):
    """This session may cast ballots."""


CHECK_CODE: Final = Endpoint(
    _VOTE,
    "POST /api/booth/code",
    CheckCode,
    CodeAccepted,
    "Give the voting code, by its verifier. It opens the booth for this session.",
    errors=(ErrorCode.NOT_SEALED, ErrorCode.CODE_REFUSED, ErrorCode.TOO_MANY),
    again="Nothing more. A wrong code counts again.",
)


async def check_code(portal: Portal, session: Secret, verifier: Secret) -> None:
    await portal.call(CHECK_CODE, CheckCode(verifier=verifier.reveal()), session)


# --- Another voting code

_NO_CODE: Final = (
    ErrorCode.NOT_SEALED,
    ErrorCode.NOT_FOUND,
    ErrorCode.VOTE_CLOSED,
    ErrorCode.RESERVE_EMPTY,
    ErrorCode.RESERVE_LOCKED,
    ErrorCode.NO_MORE_CODES,
)
"""Why a voting code cannot be replaced."""


class AskReplacement(Request, frozen=True, kw_only=True):
    """Ask for another voting code: the answer to the challenge question brings a single-use code
    by email."""

    answer: AnswerText


class ReplacementAsked(Response, frozen=True, kw_only=True):
    """The mailed code is in force for ``expires_in`` seconds; asking again begins them anew."""

    expires_in: Seconds


ASK_REPLACEMENT: Final = Endpoint(
    _VOTE,
    "POST /api/booth/replacement",
    AskReplacement,
    ReplacementAsked,
    "Answer the challenge question, to be mailed a code for another voting code.",
    errors=(*_NO_CODE, ErrorCode.ANSWER_WRONG, ErrorCode.TOO_MANY),
    status=202,
    again="The same code by email, three an hour at most; its time begins anew.",
)


async def ask_replacement(portal: Portal, session: Secret, answer: Secret) -> int:
    """For how many seconds the mailed code is in force."""
    request = AskReplacement(answer=answer.reveal())
    return (await portal.call(ASK_REPLACEMENT, request, session)).expires_in


class ReplaceCode(Request, frozen=True, kw_only=True):
    """Exchange the mailed code for another voting code."""

    mailed_code: Annotated[str, Meta(pattern=r"^[0-9]{8}(?!\n)$")]


class CodeReplaced(SecretResponse, frozen=True, kw_only=True):
    """The voting code from now on, as a notice would have it. The earlier one opens nothing."""

    code: Annotated[str, Meta(pattern=r"^[2-9A-HJKMNP-Z]{5}(-[2-9A-HJKMNP-Z]{5}){4}(?!\n)$")]


REPLACE_CODE: Final = Endpoint(
    _VOTE,
    "POST /api/booth/replacement/code",
    ReplaceCode,
    CodeReplaced,
    "Replace the voting code by one of the reserve. Ballots that were cast stay cast.",
    errors=(*_NO_CODE, ErrorCode.MAILED_CODE_WRONG, ErrorCode.MAILED_CODE_EXPIRED),
    again="The same voting code, while the mailed one is in force and until it opened the booth.",
)


async def replace_code(portal: Portal, session: Secret, mailed_code: Secret) -> Secret:
    """The new voting code."""
    request = ReplaceCode(mailed_code=mailed_code.reveal())
    return Secret((await portal.call(REPLACE_CODE, request, session)).code)


# --- The urn


class Cast(Request, frozen=True, kw_only=True):
    """Put a sealed ballot into the urn. It is final. ``verifier`` is the voting code's, of which
    the ballot has the credential."""

    verifier: Verifier
    ballot: Annotated[str, Meta(min_length=1, max_length=LONGEST_BALLOT)]


class Receipt(Response, frozen=True, kw_only=True):
    """What the portal signs for a ballot that it has taken: no name, time or choice."""

    uuid: Uuid
    election_hash: Hash
    tracker: Hash
    signature: Signature


CAST: Final = Endpoint(
    _VOTE,
    "POST /api/ballots/{ballot_id}/cast",
    Cast,
    Receipt,
    "Put a ballot into the urn, and the voter into the register: both or neither.",
    errors=(
        ErrorCode.NOT_FOUND,
        ErrorCode.NOT_SEALED,
        ErrorCode.VOTE_CLOSED,
        ErrorCode.CODE_NEEDED,
        ErrorCode.ALREADY_VOTED,
        ErrorCode.BALLOT_REFUSED,
    ),
    status=201,
    largest=256 * 1024,
    again="The same receipt, for the same bytes.",
    repeatable=True,
)


async def cast(
    portal: Portal, session: Secret, ballot_id: str, verifier: Secret, ballot: str
) -> Receipt:
    request = Cast(verifier=verifier.reveal(), ballot=ballot)
    return await portal.call(CAST, request, session, ballot_id)


class FindBallot(Request, frozen=True, kw_only=True):
    """Look a ballot up by its tracker. It travels in the body, so it appears in no log."""

    uuid: Uuid
    tracker: Hash


class FoundBallot(Response, frozen=True, kw_only=True):
    """A ballot that was cast, byte for byte, and its receipt. ``waiting`` until it is mixed with
    others and appears in the public urn."""

    ballot: Annotated[str, Meta(min_length=1, max_length=LONGEST_BALLOT)]
    receipt: Receipt
    waiting: bool


FIND_BALLOT: Final = Endpoint(
    Subject("vote"),
    "POST /api/receipts",
    FindBallot,
    FoundBallot,
    "The ballot of a tracker, with its receipt: whoever has the tracker may ask.",
    errors=(ErrorCode.NOT_FOUND,),
    again="The same.",
    repeatable=True,
)


async def find_ballot(portal: Portal, uuid: str, tracker: str) -> FoundBallot:
    return await portal.call(FIND_BALLOT, FindBallot(uuid=uuid, tracker=tracker))


# --- The count


class CountState(StrEnum):
    """How far the count of one ballot is."""

    OPEN = "open"
    CLOSED = "closed"
    """The urn is closed; the polling board's shares are awaited."""
    COUNTED = "counted"


class AnswerCount(Response, frozen=True, kw_only=True):
    """A list and its union, or the blank vote, with its votes. ``official`` is its name on the
    sealed ballot paper; "" where that is ``name``."""

    name: ShortText
    official: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""
    union: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""
    votes: Annotated[int, Meta(ge=0, le=1_000_000_000)]


class Replacements(Response, frozen=True, kw_only=True):
    """How many voting codes were replaced that may vote in a ballot, and how many ballots were
    ``cast`` with a replacement."""

    replaced: Annotated[int, Meta(ge=0, le=1_000_000_000)]
    cast: Annotated[int, Meta(ge=0, le=1_000_000_000)]


class BallotResult(Response, frozen=True, kw_only=True):
    """The count of one ballot. ``official`` is its sealed name, "" where that is ``name``.
    ``counts`` are in the ballot paper's order, the blank vote last; none before it is counted.
    Its public archive is where ``uuid`` says, and so is that of replaced voting codes. An older
    election does not have that log (``has_log``), and no ``replacements``; nobody has any before
    the urn is closed. ``seats_rule`` is how the election allots the seats to lists; None where it
    does not say it."""

    ballot_id: ShortText
    name: ShortText
    official: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""
    uuid: Uuid
    state: CountState
    voters: Annotated[int, Meta(ge=0, le=1_000_000_000)]
    cast: Annotated[int, Meta(ge=0, le=1_000_000_000)]
    seats: Annotated[int, Meta(ge=1, le=1_000_000)]
    counts: Annotated[tuple[AnswerCount, ...], Meta(max_length=MOST_LISTS + 1)]
    has_log: bool = False
    replacements: Replacements | None = None
    seats_rule: SeatsRule | None = None


class Results(Response, frozen=True, kw_only=True):
    """Every ballot's result, in the election's order; none before the election is sealed."""

    ballots: Annotated[tuple[BallotResult, ...], Meta(max_length=MOST_BALLOTS)]


READ_RESULTS: Final = Endpoint(
    Subject("vote"),
    "GET /api/results",
    NOTHING,
    Results,
    "How far the count of each ballot is, and the results.",
)


async def read_results(portal: Portal) -> Results:
    return await portal.call(READ_RESULTS, None)
