"""The captcha field, shared by every form that asks one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from tui_voter.contract.captchas import Captcha, CaptchaAnswer, Proof
from tui_voter.contract.election import Election
from tui_voter.contract.errors import ErrorCode, PortalError, PortalRefused
from tui_voter.countdown import elapsed_seconds
from tui_voter.dialogue import Answers, CaptchaField, Dialogue, FieldError, Notice, Refused
from tui_voter.journeys.shared import foreign
from tui_voter.journeys.shared.machine import Machine
from tui_voter.journeys.shared.moments import short_time
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.messages import gettext as _

FIELD = "captcha"
ENOUGH: Final = 60
"""The seconds a voter needs to answer. A question with less time left is replaced before it is
asked."""


class CurrentCaptcha:
    """The captcha in use: its question, its time limit, and whether it has been used.

    ``fetch`` gets another captcha from the portal of the ``election``.
    """

    def __init__(
        self, captcha: Captcha, fetch: Callable[[], Awaitable[Captcha]], election: Election
    ) -> None:
        self._fetch = fetch
        self._election = election
        self._spent = False
        self._place(captcha)

    def _place(self, captcha: Captcha) -> str:
        self._captcha = captcha
        self._placed_at = elapsed_seconds()
        self._spent = False
        self._proof: Proof | None = None
        return self._question

    def _question_in_time(self) -> str:
        """Return the question, or "" if too little time is left to answer it."""
        return self._question if self._left() > ENOUGH else ""

    @property
    def _question(self) -> str:
        if not self._captcha.question:
            return _("No question: your computer answers, by a calculation.")
        return foreign.labelled(self._election, self._captcha.question)

    def use(self, typed: str) -> tuple[str, CaptchaAnswer]:
        """Return the captcha's id and the answer to send: the computer's proof if the field still
        shows that the computer answered. The captcha then counts as used."""
        self._spent = True
        computed = self._proof if typed == _by_computer() else None
        return self._captcha.id, computed or typed

    async def field(self, dialogue: Dialogue, machine: Machine) -> CaptchaField:
        """Make the form field for the question, after replacing a used or expired captcha."""

        def check(answer: str, _answers: Answers) -> None:
            if not answer.strip():
                error = _("Answer the captcha’s question."), _("answer missing")
                if not self._captcha.question:
                    error = _("Have your computer answer the captcha."), _("answer missing")
                raise Refused(FieldError(FIELD, *error))

        async def compute(tell: Callable[[float], None]) -> str:
            captcha = self._captcha
            if captcha.work is None:  # the portal has changed its kind of captcha
                error = (
                    _("Your computer cannot answer this one: ask for another."),
                    _("ask for another"),
                )
                raise Refused(FieldError(FIELD, *error))
            try:
                proof = await machine.work_out(captcha.work, tell)
            except TimeoutError as late:
                error = (
                    _(
                        "Your computer has not found an answer in time. Try again, or ask for "
                        "help: {support}"
                    ).format(support=self._election.support),
                    _("not found in time"),
                )
                raise Refused(FieldError(FIELD, *error)) from late
            if captcha is self._captcha:
                self._proof = proof
            return _by_computer()

        if self._spent or not self._question_in_time():
            try:
                await self.renew()
            except Refused as refusal:
                dialogue.notify(Notice(str(refusal)))
        return CaptchaField(
            name=FIELD,
            label=_("Captcha"),
            help=_("If you cannot answer, ask for another question, or contact the help desk."),
            question=self._question_in_time,
            expired=self._expired,
            asks=bool(self._captcha.question),
            renew=self.renew,
            compute=compute if self._captcha.work else None,
            check=check,
        )

    async def renew(self) -> str:
        """Fetch another question. Raises :class:`Refused` if the portal gives none."""
        try:
            return self._place(await self._fetch())
        except PortalError as error:
            raise portal_failed(error, FIELD) from error

    async def refused(self, error: PortalError) -> Refused | None:
        """Return the refusal of a wrong or late answer, on the field, with a fresh question. None
        for any other failure."""
        wrong = ErrorCode.CAPTCHA_WRONG, ErrorCode.CAPTCHA_EXPIRED
        if not isinstance(error, PortalRefused) or error.code not in wrong:
            return None
        return portal_failed(error, FIELD, self.fresh(error) or {FIELD: await self.renew()})

    def fresh(self, error: PortalError) -> dict[str, str]:
        """Return the question that a refusal brings, by field. A refusal without one has not used
        up the captcha."""
        captcha = error.problem.captcha if isinstance(error, PortalRefused) else None
        return {} if captcha is None else {FIELD: self._place(captcha)}

    def time_left(self) -> str:
        """Return a sentence with the time for which the question is still valid."""
        left = self._left()
        if left <= 0:
            return _over()
        return _("The captcha is valid for another {time}.").format(time=short_time(left))

    def _expired(self) -> FieldError | None:
        """Return the error that the time of the question is over, once it is."""
        if self._spent or self._left() > 0 or not self._captcha.question:
            return None
        return FieldError(FIELD, _over(), _("captcha expired"))

    def _left(self) -> float:
        return self._captcha.expires_in - (elapsed_seconds() - self._placed_at)


def _over() -> str:
    return _("The captcha has expired: ask for another question.")


def _by_computer() -> str:
    """Return the text that the field shows when the computer has found the answer."""
    return _("by the computer")
