"""What a voter writes to the elections office: claims (réclamations), requests for assistance."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from tui_voter.contract.endpoint import NOTHING, Endpoint, Needs, Subject
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.limits import LONGEST_TEXT
from tui_voter.contract.portal import Portal
from tui_voter.contract.shapes import (
    MOST_BALLOTS,
    MOST_SUBMISSIONS,
    Key,
    LongText,
    NewText,
    Request,
    Response,
    ShortText,
)
from tui_voter.secret import Secret

_CLAIMS: Final = Subject("claims", Needs.SESSION)
_ASSISTANCE: Final = Subject("assistance", Needs.SESSION)

# --- Claims


class ClaimKind(StrEnum):
    """What a claim (réclamation) is about."""

    MISSING_ENTRY = "missing_entry"
    WRONG_ENTRY = "wrong_entry"
    PERSONAL_DATA = "personal_data"
    CANDIDATE_LIST = "candidate_list"


class ClaimState(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Claim(Response, frozen=True, kw_only=True):
    """A claim with its number. ``answer`` is "" until there is one."""

    number: ShortText
    kind: ClaimKind
    ballot: ShortText
    text: LongText
    sent_at: datetime
    state: ClaimState
    answer: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""
    answered_at: datetime | None = None


class ClaimBallot(Response, frozen=True, kw_only=True):
    """A ballot that a claim may be about."""

    id: ShortText
    name: ShortText


class Claims(Response, frozen=True, kw_only=True):
    """The voter's claims, the latest first, and what a new one may be about."""

    claims: Annotated[tuple[Claim, ...], Meta(max_length=MOST_SUBMISSIONS)]
    ballots: Annotated[tuple[ClaimBallot, ...], Meta(max_length=MOST_BALLOTS)]


READ_CLAIMS: Final = Endpoint(
    _CLAIMS,
    "GET /api/claims",
    NOTHING,
    Claims,
    "The voter's claims, latest first, and the ballots that a new one can be about.",
)


async def read_claims(portal: Portal, session: Secret) -> Claims:
    return await portal.call(READ_CLAIMS, None, session)


class NewClaim(Request, frozen=True, kw_only=True):
    """A claim. ``ballot_id`` is any ballot of :class:`Claims`: the voter may be missing
    from its roll."""

    key: Key
    kind: ClaimKind
    ballot_id: ShortText
    text: NewText


SEND_CLAIM: Final = Endpoint(
    _CLAIMS,
    "POST /api/claims",
    NewClaim,
    Claim,
    "Make a claim; an email confirms it.",
    errors=(
        ErrorCode.NOT_FOUND,
        ErrorCode.CLAIMS_CLOSED,
        ErrorCode.KEY_REUSED,
        ErrorCode.TOO_MANY,
    ),
    status=201,
    again="The same claim, by its key.",
    repeatable=True,
)


async def send_claim(portal: Portal, session: Secret, claim: NewClaim) -> Claim:
    return await portal.call(SEND_CLAIM, claim, session)


# --- Assistance


class AssistanceRequest(Response, frozen=True, kw_only=True):
    """A request with its number. ``answer`` is "" until there is one."""

    number: ShortText
    subject: ShortText
    text: LongText
    sent_at: datetime
    answer: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""
    answered_at: datetime | None = None


class AssistanceRequests(Response, frozen=True, kw_only=True):
    """The voter's requests, the latest first."""

    requests: Annotated[tuple[AssistanceRequest, ...], Meta(max_length=MOST_SUBMISSIONS)]


READ_ASSISTANCE: Final = Endpoint(
    _ASSISTANCE,
    "GET /api/assistance",
    NOTHING,
    AssistanceRequests,
    "The voter's requests for assistance, latest first, with any answers.",
)


async def read_assistance(portal: Portal, session: Secret) -> AssistanceRequests:
    return await portal.call(READ_ASSISTANCE, None, session)


class NewAssistance(Request, frozen=True, kw_only=True):
    """A request for assistance."""

    key: Key
    subject: ShortText
    text: NewText


ASK_ASSISTANCE: Final = Endpoint(
    _ASSISTANCE,
    "POST /api/assistance",
    NewAssistance,
    AssistanceRequest,
    "Ask for assistance; an email confirms it.",
    errors=(ErrorCode.KEY_REUSED, ErrorCode.TOO_MANY),
    status=201,
    again="The same request, by its key.",
    repeatable=True,
)


async def ask_assistance(
    portal: Portal, session: Secret, request: NewAssistance
) -> AssistanceRequest:
    return await portal.call(ASK_ASSISTANCE, request, session)
