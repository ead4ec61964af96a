"""Ask a captcha's question; on request, another one, or the computer's answer."""

from __future__ import annotations

from collections.abc import Awaitable, Collection, Iterator
from itertools import starmap

from tui_voter.dialogue import CaptchaField, Role
from tui_voter.linear.commands import Said, here, pair
from tui_voter.linear.fields.base import FieldTalk, Given, too_long
from tui_voter.linear.prompts import Remark
from tui_voter.linear.scene import Question
from tui_voter.linear.waiting import Abandoned, abandoned
from tui_voter.messages import gettext as _


class CaptchaTalk(FieldTalk[CaptchaField]):
    """Asks a captcha. The question is said before every prompt, and its answer is typed anew each
    time. Enter alone lets the computer answer."""

    _told_late = ""
    """The question whose time was told to be over."""

    def own_commands(self) -> Collection[Said]:
        return [Role.RENEW] if self.field.asks else []

    def guidance(self) -> Iterator[str]:
        yield from super().guidance()
        yield self._enter
        if self.field.compute is None:
            yield from starmap(pair, here(self.own_commands()).items())

    @property
    def _enter(self) -> str:
        """The line that says what Enter alone does."""
        return _("Enter: the computer answers.") if self.field.compute else ""

    async def prompt(self, remark: Remark | None) -> Given:
        if self.filling.is_running_out(self.field.name):
            is_about_old_question = bool(self.filling.errors(self.field.name))
            remark = await self._renew() or (None if is_about_old_question else remark)
        while True:
            question = Question(
                self.names,
                where=self.where,
                help=self.field.help,
                asks=[self.filling.question(self.field.name)],
                hints=[self._enter],
                remark=remark,
                offered=self.own_commands(),
                news=self._news,
            )
            heard = await self._voice.asking.hear(self._scene, question)
            if self.field.compute is not None and heard == "":
                remark = await self._compute()
                if remark is None:
                    return self.typed
            elif heard is Role.RENEW:
                remark = await self._renew()
            elif not isinstance(heard, str) or len(heard) <= self.field.limit:
                return heard
            else:
                remark = too_long(heard, self.field.limit)

    def _news(self) -> Remark | None:
        """A remark, made once for a question, that its time is over; the voter may be typing."""
        late = self.field.expired()
        question = self.filling.question(self.field.name)
        if late is None or question == self._told_late or self._voice.keyboard.is_half_typed:
            return None
        self._told_late = question
        return Remark.of(late)

    async def _compute(self) -> Remark | None:
        """Have the computer answer. Returns a remark if it could not. Its progress is not shown, as
        a reader would say each change."""
        answering = self.filling.compute(self.field.name, lambda _share: None)
        return await self._wait(answering, self.field.busy)

    async def _renew(self) -> Remark | None:
        """Get another question. Returns a remark if there is none."""
        renewing = self.filling.renew(self.field.name)
        if remark := await self._wait(renewing, _("Fetching another question…")):
            return remark
        self._voice.asking.new_question()
        self._scene.delay = ""
        return None

    async def _wait(self, work: Awaitable[bool], busy: str) -> Remark | None:
        """Wait for ``work``. Returns a remark if it did not succeed."""
        try:
            if await self._voice.waiting.wait_for(work, busy):
                return None
        except Abandoned:
            return abandoned()
        return Remark.of(self.filling.errors(self.field.name)[0])
