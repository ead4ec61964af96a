"""Open captchas: each can be answered once, for one purpose, before it expires, in words or by a
computer's work, as the election offers.

Some belong to a mailed link. Anybody may ask for the others, so their number is bounded: each new
one deletes a few that can no longer be answered.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import Final, NamedTuple, Protocol

from sqlalchemy import Connection, bindparam, delete, insert, select

from mock_server.captcha.answers import readings
from mock_server.captcha.families import make_question
from mock_server.captcha.work import Seal, is_done, set_work
from mock_server.core.refusals import Refusal
from mock_server.core.settings import WorkCost
from mock_server.db import schema
from mock_server.db.locks import sweep
from mock_server.security.credentials import PortalKey, new_token
from tui_voter.contract.captchas import Captcha, CaptchaAnswer, CaptchaKind, Proof
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.rules import CAPTCHA_LIFETIME

AT_ONCE: Final = 20
"""The open questions that one link may have; a further one replaces the oldest."""

_captcha = schema.captcha

# Statements are built once: building one takes longer than running it.
_FORGET = sweep(_captcha, _captcha.c.expires_at <= bindparam("now"))
_MAKE_ROOM = delete(_captcha).where(
    _captcha.c.id.in_(
        select(_captcha.c.id)
        .where(_captcha.c.link_hash == bindparam("link"))
        .order_by(_captcha.c.expires_at.desc(), _captcha.c.id)
        .offset(AT_ONCE - 1)
    )
)
_ISSUE = insert(_captcha)
_SPEND = (
    delete(_captcha)
    .where(
        _captcha.c.id == bindparam("captcha"),
        _captcha.c.link_hash.is_not_distinct_from(bindparam("link")),
        _captcha.c.action == bindparam("purpose"),
    )
    .returning(_captcha.c.answer_mac, _captcha.c.expires_at)
)


class CaptchaPurpose(StrEnum):
    """The purpose of a captcha. It is not valid for any other."""

    PASSWORD = "password"  # noqa: S105 (a purpose, no password)
    SIGN_IN = "sign_in"
    LINK = "link"
    RECOVERY = "recovery"


class Answering(Protocol):
    """A request that answers a captcha."""

    @property
    def captcha_id(self) -> str: ...

    @property
    def captcha_answer(self) -> CaptchaAnswer: ...


class Captchas(NamedTuple):
    """The captchas of a portal. ``kinds`` are the kinds that the election offers, ``cost`` is that
    of the computer's work."""

    key: PortalKey
    kinds: Collection[CaptchaKind]
    cost: WorkCost

    def issue(
        self,
        tx: Connection,
        link_hash: bytes | None,
        purpose: CaptchaPurpose,
        language: Language,
        now: datetime,
        chance: Random | None = None,
    ) -> Captcha:
        """Issue a captcha for a link, or for anybody (None). This is the last step of an act:
        outdated rows are deleted (:mod:`.locks`)."""
        captcha = _Bound(self.key, secrets.token_urlsafe(16), link_hash, purpose)
        question = work = None
        if CaptchaKind.WORDS in self.kinds:
            question = make_question(chance or secrets.SystemRandom(), language)
        if CaptchaKind.WORK in self.kinds:
            work = set_work(captcha.seal, self.cost)
        if link_hash is not None:
            tx.execute(_MAKE_ROOM, {"link": link_hash})
        tx.execute(
            _ISSUE,
            {
                "id": captcha.id,
                "link_hash": link_hash,
                "action": purpose.value,
                # Without a question, no words are right: the MAC is random.
                "answer_mac": captcha.mac(question.answer if question else new_token()),
                "expires_at": now + CAPTCHA_LIFETIME,
            },
        )
        tx.execute(_FORGET, {"now": now})
        return Captcha(
            id=captcha.id,
            question=question.text if question else "",
            work=work,
            expires_in=int(CAPTCHA_LIFETIME.total_seconds()),
        )

    def spend(
        self,
        tx: Connection,
        link_hash: bytes | None,
        purpose: CaptchaPurpose,
        captcha_id: str,
        answer: CaptchaAnswer,
        now: datetime,
    ) -> ErrorCode | None:
        """Use a captcha up, whatever the answer. Returns None if the answer is right, or else what
        is wrong."""
        spent = {"captcha": captcha_id, "link": link_hash, "purpose": purpose.value}
        row = tx.execute(_SPEND, spent).one_or_none()
        if row is None or row.expires_at <= now:
            return ErrorCode.CAPTCHA_EXPIRED
        captcha = _Bound(self.key, captcha_id, link_hash, purpose)
        if isinstance(answer, Proof):
            right = is_done(answer, captcha.seal)
        else:
            right = captcha.mac_is_of(row.answer_mac, readings(answer))
        return None if right else ErrorCode.CAPTCHA_WRONG

    def refusal(
        self,
        tx: Connection,
        link_hash: bytes | None,
        purpose: CaptchaPurpose,
        request: Answering,
        language: Language,
        now: datetime,
    ) -> Refusal | None:
        """Use up the captcha that a request answers. Returns None if the answer is right, or else
        the refusal, with a new captcha; it is to be raised after the transaction, so that the old
        captcha stays spent."""
        tried, answer = request.captcha_id, request.captcha_answer
        wrong = self.spend(tx, link_hash, purpose, tried, answer, now)
        if wrong is None:
            return None
        return Refusal(wrong, captcha=self.issue(tx, link_hash, purpose, language, now))


class _Bound(NamedTuple):
    """What an answer is bound to."""

    key: PortalKey
    id: str
    link_hash: bytes | None
    purpose: CaptchaPurpose

    def mac(self, answer: str) -> bytes:
        return self.key.mac("captcha", *self._parts, answer.encode())

    def mac_is_of(self, mac: bytes, answers: Iterable[str]) -> bool:
        """Whether ``mac`` is the MAC of one of the answers. All are compared, so that the time
        tells nothing."""
        equal = [hmac.compare_digest(self.mac(answer), mac) for answer in answers]
        return any(equal)

    @property
    def seal(self) -> Seal:
        return Seal(
            self.key.mac("proof of work", *self._parts),
            self.key.mac("solution of work", *self._parts),
        )

    @property
    def _parts(self) -> tuple[bytes, ...]:
        return self.id.encode(), self.link_hash or b"", self.purpose.encode()
