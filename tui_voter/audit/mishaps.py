"""Injected mishaps: a portal that fails in every possible way, has nothing to list, or cheats with
the vote. A real portal does none of this on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec

from tui_voter.contract.account import Profile
from tui_voter.contract.ballots import READ_CANDIDATE_LISTS, Ballots
from tui_voter.contract.captchas import Captcha
from tui_voter.contract.election import Faq
from tui_voter.contract.endpoint import Endpoint
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
from tui_voter.contract.helpdesk import AssistanceRequests, Claims
from tui_voter.contract.passwords import PolicyRule
from tui_voter.contract.vote import CAST, FIND_BALLOT, READ_BOOTH, Booth, Results
from tui_voter.contract.vote import Receipt as SentReceipt
from tui_voter.sealing.ballot import tracker
from tui_voter.sealing.election import Election, read_election, read_seal, seal_text
from tui_voter.sealing.receipt import sign_receipt

AUTHORITY: Final = "/home/camille/autorite-de-l-academie.pem"
"""A file of certificate authorities that the voter trusts for a portal."""
_TRIES: Final = (ErrorCode.ANSWER_WRONG, ErrorCode.MAILED_CODE_WRONG)
_LATER: Final = (ErrorCode.BUSY, ErrorCode.TOO_MANY)
_CAPTCHA: Final = (ErrorCode.CAPTCHA_WRONG, ErrorCode.CAPTCHA_EXPIRED, ErrorCode.SIGN_IN_REFUSED)
_RULES: Final = (PolicyRule.LENGTH, PolicyRule.UPPER, PolicyRule.SPECIAL)


def failures() -> list[PortalError]:
    """Every way in which a portal can fail, each once, except for the end of the session."""
    codes = [code for code in ErrorCode if code is not ErrorCode.SESSION_ENDED]
    return [
        *(refusal(code) for code in codes),
        PortalUnreachable(),
        PortalTimeout(),
        *(PortalUntrusted(fault=fault, file=AUTHORITY) for fault in TrustFault),
        PortalUntrusted(fault=TrustFault.UNKNOWN_AUTHORITY),
        PortalMisbehaved(),
    ]


def refusal(code: ErrorCode, captcha: Captcha | None = None) -> PortalRefused:
    """A refusal with everything that may come with its code, such as a fresh ``captcha``."""
    return PortalRefused(
        Problem(
            code=code,
            status=400,
            captcha=captcha if code in _CAPTCHA else None,
            rules=_RULES if code is ErrorCode.PASSWORD_REFUSED else (),
            fault=AnswerFault.IN_QUESTION if code is ErrorCode.ANSWER_REFUSED else None,
            tries_left=3 if code in _TRIES else None,
            retry_after=754 if code in _LATER else None,
        )
    )


def bare(endpoint: Endpoint[Any, Any], answer: Any) -> Any:
    """``answer`` without any optional data."""
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
    """A way in which a portal cheats with the vote, or loses something of it."""

    UNREADABLE = "unreadable"
    NOT_SEALED = "not_sealed"
    OTHER_SEAL = "other_seal"
    """After the voter has read lists, the seal is another one, over the ballots in reverse."""
    OTHER_LISTS = "other_lists"
    OTHER_TRACKER = "other_tracker"
    BAD_SIGNATURE = "bad_signature"
    GONE = "gone"
    UNLISTED = "unlisted"
    """The first ballot is no longer one of the voter's, and is not in the ballot box."""
    ALTERED = "altered"
    DENIED = "denied"
    """A ballot that is cast is swallowed: its voter is said to have voted already."""
    LATE = "late"
    """The ballot box cannot be read the first time."""
    ELSEWHERE = "elsewhere"
    """The voter has cast the first ballot in another visit."""


class Cheating:
    """Alters a portal's answers by a ``fault``; ``signer`` returns the key for its receipts."""

    def __init__(self, fault: Fault | None, signer: Callable[[], bytes]) -> None:
        self.fault = fault
        self._signer = signer
        self._had_lists_read = False
        self._was_late = False
        self._papers: dict[str, Election] = {}

    def __call__(self, endpoint: Endpoint[Any, Any], answer: Any) -> Any:
        self._had_lists_read |= endpoint is READ_CANDIDATE_LISTS
        if endpoint is READ_CANDIDATE_LISTS and self.fault is Fault.OTHER_LISTS:
            return msgspec.structs.replace(answer, lists=answer.lists[::-1])
        if endpoint is READ_BOOTH:
            return self._booth(answer)
        if endpoint is CAST:
            return self._receipt(answer)
        if endpoint is FIND_BALLOT:
            return self._found(answer)
        return answer

    def _booth(self, booth: Any) -> Any:
        papers = (read_election(each.election.encode()) for each in booth.ballots)
        self._papers.update({paper.uuid: paper for paper in papers})
        fault, (first, *others) = self.fault, booth.ballots
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

    def _receipt(self, receipt: SentReceipt) -> SentReceipt:
        if self.fault is Fault.DENIED:
            raise refusal(ErrorCode.ALREADY_VOTED)
        if self.fault not in (Fault.OTHER_TRACKER, Fault.BAD_SIGNATURE):
            return receipt
        is_other = self.fault is Fault.OTHER_TRACKER
        signed = sign_receipt(
            self._signer() if is_other else bytes(32),
            self._papers[receipt.uuid],
            tracker(b"another") if is_other else receipt.tracker,
        )
        return msgspec.convert(msgspec.structs.asdict(signed), SentReceipt)

    def _found(self, found: Any) -> Any:
        if self.fault is Fault.LATE and not self._was_late:
            self._was_late = True
            raise PortalTimeout
        if self.fault in (Fault.GONE, Fault.UNLISTED, Fault.DENIED):
            raise refusal(ErrorCode.NOT_FOUND)
        if self.fault is Fault.ALTERED:
            return msgspec.structs.replace(found, ballot=f"{found.ballot} ")
        return found
