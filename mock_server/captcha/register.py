"""Open captchas: each can be answered once, for one purpose, before it expires.

Some belong to a mailed link. The others anybody may ask for: few more of them are kept than
may still be answered, as each one asked takes old ones away.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import Final, Protocol

from sqlalchemy import Connection, bindparam, delete, insert, select

from mock_server.captcha.answers import readings
from mock_server.captcha.families import make_question
from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.db.locks import sweep
from mock_server.security.credentials import PortalKey
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.rules import CAPTCHA_LIFETIME
from tui_voter.contract.shapes import Captcha, Language

AT_ONCE: Final = 20
"""Questions that one link may have out; the oldest make room for more."""

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
    RECOVERY = "recovery"


def issue_captcha(
    tx: Connection,
    key: PortalKey,
    link_hash: bytes | None,
    purpose: CaptchaPurpose,
    language: Language,
    now: datetime,
    chance: Random | None = None,
) -> Captcha:
    """Ask a new question, for a link or (None) for anybody. The last step of an act: what
    is outdated is swept away (:mod:`.locks`)."""
    question = make_question(chance or secrets.SystemRandom(), language)
    captcha_id = secrets.token_urlsafe(16)
    if link_hash is not None:
        tx.execute(_MAKE_ROOM, {"link": link_hash})
    tx.execute(
        _ISSUE,
        {
            "id": captcha_id,
            "link_hash": link_hash,
            "action": purpose.value,
            "answer_mac": _mac(key, captcha_id, link_hash, purpose, question.answer),
            "expires_at": now + CAPTCHA_LIFETIME,
        },
    )
    tx.execute(_FORGET, {"now": now})
    return Captcha(
        id=captcha_id, question=question.text, expires_in=int(CAPTCHA_LIFETIME.total_seconds())
    )


def spend_captcha(
    tx: Connection,
    key: PortalKey,
    link_hash: bytes | None,
    purpose: CaptchaPurpose,
    captcha_id: str,
    answer: str,
    now: datetime,
) -> ErrorCode | None:
    """Use a captcha up, whatever the answer; None when it is right."""
    spent = {"captcha": captcha_id, "link": link_hash, "purpose": purpose.value}
    row = tx.execute(_SPEND, spent).one_or_none()
    if row is None or row.expires_at <= now:
        return ErrorCode.CAPTCHA_EXPIRED
    right = [
        hmac.compare_digest(_mac(key, captcha_id, link_hash, purpose, reading), row.answer_mac)
        for reading in readings(answer)
    ]
    return None if any(right) else ErrorCode.CAPTCHA_WRONG


class Answering(Protocol):
    """A request that answers a captcha."""

    @property
    def captcha_id(self) -> str: ...

    @property
    def captcha_answer(self) -> str: ...


def refuse_captcha(
    tx: Connection,
    key: PortalKey,
    link_hash: bytes | None,
    purpose: CaptchaPurpose,
    request: Answering,
    language: Language,
    now: datetime,
) -> Refusal | None:
    """Use up the captcha that a request answers; unless the answer is right, the refusal
    with a fresh one. To be raised after the transaction: the captcha stays spent."""
    tried, answer = request.captcha_id, request.captcha_answer
    wrong = spend_captcha(tx, key, link_hash, purpose, tried, answer, now)
    if wrong is None:
        return None
    fresh = issue_captcha(tx, key, link_hash, purpose, language, now)
    return Refusal(wrong, captcha=fresh)


def _mac(
    key: PortalKey, captcha_id: str, link_hash: bytes | None, purpose: CaptchaPurpose, answer: str
) -> bytes:
    return key.mac(
        "captcha", captcha_id.encode(), link_hash or b"", purpose.encode(), answer.encode()
    )
