"""A captcha question; another one, or the computer's answer, on request."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import starmap

from tui_voter.dialogue import CaptchaField, Compute, Refused, told
from tui_voter.linear.commands import Command, here, pair
from tui_voter.linear.fields.base import FieldTalk, Given, too_long
from tui_voter.linear.prompts import Remark
from tui_voter.linear.scene import Question, Scene
from tui_voter.linear.voice import Voice
from tui_voter.linear.waiting import Abandoned, abandoned
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret


class CaptchaTalk(FieldTalk[CaptchaField]):
    """The question is said with every prompt; its answer is typed anew each time. Enter alone lets
    the computer answer."""

    def __init__(self, voice: Voice, scene: Scene, field: CaptchaField) -> None:
        super().__init__(voice, scene, field)
        self.question = told(field.question)
        self.value = ""

    def own_commands(self) -> Collection[Command]:
        return [Command.ANOTHER] if self.field.asks else []

    def guidance(self) -> Iterator[str]:
        yield from super().guidance()
        yield self._enter
        if self.field.compute is None:
            yield from starmap(pair, here(self.own_commands()).items())

    @property
    def _enter(self) -> str:
        """What Enter alone does."""
        return _("Enter: the computer answers.") if self.field.compute else ""

    @property
    def _has_expired(self) -> bool:
        """There is too little time left to answer its question."""
        return not told(self.field.question)

    def keep(self, answer: str | Secret) -> None:
        """Nothing is kept."""

    async def put(self, remark: Remark | None) -> Given:
        if self._has_expired:
            remark = await self._renew() or remark
        while True:
            question = Question(
                self.names,
                where=self.where,
                help=self.field.help,
                asks=[self.question],
                hints=[self._enter],
                remark=remark,
                offered=self.own_commands(),
            )
            heard = await self._voice.asking.hear(self._scene, question)
            compute = self.field.compute
            if compute and heard == "":
                computed = await self._compute(compute)
                if isinstance(computed, str):
                    return computed
                remark = computed
            elif heard is Command.ANOTHER:
                remark = await self._renew()
            elif not isinstance(heard, str) or len(heard) <= self.field.limit:
                return heard
            else:
                remark = too_long(heard, self.field.limit)

    async def _compute(self, compute: Compute) -> str | Remark | None:
        """The computer's answer, or why there is none. Nothing tells how far it is, as it would be
        said each time."""
        if self._has_expired and (wrong := await self._renew()):
            return wrong
        answering = compute(lambda _share: None)
        try:
            return await self._voice.waiting.wait_for(answering, self.field.busy)
        except Refused as refusal:
            return Remark.of(refusal.errors[0])
        except Abandoned:
            return abandoned()

    async def _renew(self) -> Remark | None:
        try:
            self.question = await self._voice.waiting.wait_for(
                self.field.renew(), _("Fetching another question…")
            )
        except Refused as refusal:
            return Remark.of(refusal.errors[0])
        except Abandoned:
            return abandoned()
        self._voice.asking.ask_anew()
        self._scene.delay = ""
        return None
