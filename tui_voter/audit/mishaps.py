"""What goes wrong on the way to the portal: it fails in every way there is, it has nothing to list,
it cheats with the vote. A real portal does none of it on demand."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec

from tui_voter.audit.portal import AUTHORITY, Line
from tui_voter.contract import endpoints
from tui_voter.contract.endpoints import Endpoint
from tui_voter.contract.errors import (
    AnswerFault,
    ErrorCode,
    PortalError,
    PortalMisbehaved,
    PortalRefused,
    PortalTimeout,
    PortalUnreachable,
    PortalUntrusted,
    Problem,
    TrustFault,
)
from tui_voter.contract.shapes import (
    AssistanceRequests,
    Ballots,
    Booth,
    Claims,
    Faq,
    PolicyRule,
    Profile,
    Results,
)
from tui_voter.contract.shapes import Receipt as SentReceipt
from tui_voter.sealing.ballot import tracker
from tui_voter.sealing.election import Election, read_election, read_seal, seal_text
from tui_voter.sealing.receipt import sign_receipt


def failures() -> list[PortalError]:
    """Every way in which a portal can fail, once each, except for the end of the session."""
    codes = [code for code in ErrorCode if code is not ErrorCode.SESSION_ENDED]
    return [
        *(refusal(code) for code in codes),
        PortalUnreachable(),
        PortalTimeout(),
        *(PortalUntrusted(fault=fault, file=AUTHORITY) for fault in TrustFault),
        PortalUntrusted(fault=TrustFault.UNKNOWN_AUTHORITY),
        PortalMisbehaved(),
    ]


def refusal(code: ErrorCode) -> PortalRefused:
    """A refusal with all that may come with its code, but for a fresh captcha."""
    with_tries = (ErrorCode.ANSWER_WRONG, ErrorCode.MAILED_CODE_WRONG)
    rules = (PolicyRule.LENGTH, PolicyRule.UPPER, PolicyRule.SPECIAL)
    return PortalRefused(
        Problem(
            code=code,
            status=400,
            rules=rules if code is ErrorCode.PASSWORD_REFUSED else (),
            fault=AnswerFault.IN_QUESTION if code is ErrorCode.ANSWER_REFUSED else None,
            tries_left=3 if code in with_tries else None,
            retry_after=754 if code in (ErrorCode.BUSY, ErrorCode.TOO_MANY) else None,
        )
    )


def bare(_line: Line, endpoint: Endpoint[Any, Any], answer: Any) -> Any:
    """Nothing that is optional."""
    empty: Mapping[type[Any], Any] = {
        Faq: {"entries": ()},
        Ballots: {"ballots": ()},
        Claims: {"claims": ()},
        AssistanceRequests: {"requests": ()},
        Booth: {"ballots": ()},
        Results: {"ballots": ()},
        Profile: {"affiliation": "", "body": "", "telephone": "", "question_id": "?"},
    }
    changes = empty.get(endpoint.response)
    return msgspec.structs.replace(answer, **changes) if changes else answer


class Fault(StrEnum):
    """How a portal cheats, or loses something, with the vote."""

    UNREADABLE = "unreadable"
    NOT_SEALED = "not_sealed"
    OTHER_SEAL = "other_seal"
    """Once the voter has read lists, the seal is another one: over the ballots in reverse."""
    OTHER_LISTS = "other_lists"
    OTHER_TRACKER = "other_tracker"
    BAD_SIGNATURE = "bad_signature"
    GONE = "gone"
    UNLISTED = "unlisted"
    """The first ballot is none of the voter's any more, and is not in the ballot box."""
    ALTERED = "altered"
    LATE = "late"
    """The ballot box cannot be looked into at first."""
    ELSEWHERE = "elsewhere"
    """The voter has cast the first ballot in another visit."""


class Cheating:
    """A portal's answers with a ``fault``."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._had_lists_read = False
        self._was_late = False
        self._papers: dict[str, Election] = {}

    def __call__(self, line: Line, endpoint: Endpoint[Any, Any], answer: Any) -> Any:
        if endpoint is endpoints.READ_CANDIDATE_LISTS:
            self._had_lists_read = True
            if self._fault is Fault.OTHER_LISTS:
                return msgspec.structs.replace(answer, lists=answer.lists[::-1])
        elif endpoint is endpoints.READ_BOOTH:
            return self._booth(answer)
        elif endpoint is endpoints.CAST:
            return self._receipt(line, answer)
        elif endpoint is endpoints.FIND_BALLOT:
            return self._found(answer)
        return answer

    def _booth(self, booth: Any) -> Any:
        papers = (read_election(each.election.encode()) for each in booth.ballots)
        self._papers.update({paper.uuid: paper for paper in papers})
        fault, (first, *others) = self._fault, booth.ballots
        spoiled = {Fault.UNREADABLE: (":", ": "), Fault.NOT_SEALED: ("blanc", "nul")}
        if fault in spoiled:
            text = first.election.replace(*spoiled[fault])
            first = msgspec.structs.replace(first, election=text)
        elif fault is Fault.ELSEWHERE:
            first = msgspec.structs.replace(first, voted=True)
        elif fault is Fault.OTHER_SEAL and self._had_lists_read:
            other = seal_text(read_seal(booth.seal.encode())[::-1]).decode()
            return msgspec.structs.replace(booth, seal=other)
        ballots = others if fault is Fault.UNLISTED else (first, *others)
        return msgspec.structs.replace(booth, ballots=tuple(ballots))

    def _receipt(self, line: Line, receipt: SentReceipt) -> SentReceipt:
        if self._fault not in (Fault.OTHER_TRACKER, Fault.BAD_SIGNATURE):
            return receipt
        is_other = self._fault is Fault.OTHER_TRACKER
        signed = sign_receipt(
            line.signer() if is_other else bytes(32),
            self._papers[receipt.uuid],
            tracker(b"another") if is_other else receipt.tracker,
        )
        return msgspec.convert(msgspec.structs.asdict(signed), SentReceipt)

    def _found(self, found: Any) -> Any:
        if self._fault is Fault.LATE and not self._was_late:
            self._was_late = True
            raise PortalTimeout
        if self._fault in (Fault.GONE, Fault.UNLISTED):
            raise refusal(ErrorCode.NOT_FOUND)
        if self._fault is Fault.ALTERED:
            return msgspec.structs.replace(found, ballot=f"{found.ballot} ")
        return found
