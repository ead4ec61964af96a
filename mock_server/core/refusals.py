"""A refusal: what the portal answers instead of doing what was asked."""

from __future__ import annotations

from tui_voter.contract.captchas import Captcha
from tui_voter.contract.errors import AnswerFault, ErrorCode
from tui_voter.contract.passwords import PolicyRule


class Refusal(Exception):
    """The portal does not do what was asked, and says why. A transaction is undone."""

    def __init__(
        self,
        code: ErrorCode,
        *,
        captcha: Captcha | None = None,
        rules: tuple[PolicyRule, ...] = (),
        fault: AnswerFault | None = None,
        retry_after: int | None = None,
        tries_left: int | None = None,
    ) -> None:
        super().__init__(code.value)
        self.code = code
        self.captcha = captcha
        self.rules = rules
        self.fault = fault
        self.retry_after = retry_after
        self.tries_left = tries_left
