"""A captcha, and what answers it: words, or a computer's work."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta

from tui_voter.contract.limits import LONGEST_TEXT
from tui_voter.contract.shapes import AnswerText, Request, Response, Seconds, Token


class CaptchaKind(StrEnum):
    """How a captcha can be answered: by a person, to its words, or by a computer's work."""

    WORDS = "words"
    WORK = "work"


class WorkData(Response, frozen=True, kw_only=True):
    """Of ``most`` numbers, one solves the challenge."""

    most: Annotated[int, Meta(ge=1, le=10_000_000)]


class WorkParameters(Response, frozen=True, kw_only=True, rename="camel"):
    """Of a challenge of ALTCHA, version 2: the number is sought whose key, derived by PBKDF2
    with ``cost`` rounds, begins with ``key_prefix``. One try takes no longer than a moment."""

    algorithm: Literal["PBKDF2/SHA-256"]
    cost: Annotated[int, Meta(ge=1, le=10_000)]
    key_length: Literal[32]
    key_prefix: Annotated[str, Meta(pattern="^([0-9a-f]{2}){1,32}$", max_length=64)]
    key_signature: Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
    nonce: Annotated[str, Meta(pattern="^[0-9a-f]{32}$", max_length=32)]
    salt: Annotated[str, Meta(pattern="^[0-9a-f]{32}$", max_length=32)]
    data: WorkData


class Work(Response, frozen=True, kw_only=True):
    """A challenge to a computer: a signed proof of work."""

    parameters: WorkParameters
    signature: Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64)]


class Captcha(Response, frozen=True, kw_only=True):
    """A question in words, work for a computer, or a choice of both. Single use; ``expires_in``
    seconds from now."""

    id: Token
    question: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""
    work: Work | None = None
    expires_in: Seconds

    def __post_init__(self) -> None:
        if not (self.question or self.work):
            raise ValueError("a captcha that nobody can answer")


class Proof(Request, frozen=True, kw_only=True):
    """That a computer has done a captcha's work: ALTCHA's payload, in base64."""

    payload: Annotated[str, Meta(min_length=1, max_length=2_000)]


CaptchaAnswer = AnswerText | Proof
