"""A page: its blocks as lines, the outcome on the cursor's line, a countdown on request."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from tui_voter.dialogue import BACK, Action, Block, Countdown, CountdownView, Facts, Page, Prose
from tui_voter.linear.commands import SLASH, Command, action_lines, find, pair
from tui_voter.linear.prompts import Remark
from tui_voter.linear.voice import Abandoned, Heard, Question, Scene, Voice
from tui_voter.messages import gettext as _


class PageTalk:
    """One page while the voter reads it."""

    def __init__(self, voice: Voice, page: Page) -> None:
        self._voice = voice
        self._page = page
        self._scene = Scene(page)

    async def hold(self) -> str:
        """The name of the action taken, or BACK."""
        self._voice.open(self._scene)
        self._voice.say(*self._lines())
        countdown = next((b for b in self._page.blocks if isinstance(b, Countdown)), None)
        if countdown is not None:
            return await CountdownTalk(self, countdown).hold()
        title = self._page.title
        outcome = title if title[-1:] in (".", "!", "?", "…") else f"{title}."
        remark = None
        while True:
            heard = await self.hear(Question(_("Enter"), remark=remark, outcome=outcome))
            if taken := self.taken(heard):
                return taken
            if heard == "" and (self._page.actions or self._page.can_go_back):
                return self._page.actions[0].name if self._page.actions else BACK
            remark = not_understood()

    async def hear(self, question: Question) -> Heard:
        question.again = [self._scene.title_line(), *self._lines()]
        heard = await self._voice.hear(self._scene, question)
        return heard.strip() if isinstance(heard, str) else heard

    def taken(self, heard: Heard) -> str:
        """The way on that was chosen, "" when it was none. Nothing else is asked here, so a
        word counts without its slash as well."""
        way = find(heard, (), self._page.actions) if isinstance(heard, str) else heard
        if isinstance(way, Action):
            return way.name
        return BACK if way is Command.BACK and self._page.can_go_back else ""

    def _lines(self) -> Iterator[str]:
        for block in self._page.blocks:
            yield from _block_lines(block)
        actions = self._page.actions
        if any(isinstance(block, Countdown) for block in self._page.blocks):
            yield _("Enter: tell the time again")
        elif actions:
            usual, *actions = actions
            yield _("Enter or {command}: {label}").format(
                command=SLASH + usual.word, label=usual.label
            )
        yield from action_lines(actions)

    def say_later(self, text: str) -> None:
        """Say ``text`` above the next prompt."""
        self._voice.notify(text)

    async def wait_for_sync(self, countdown: Countdown) -> None:
        """Ask the portal for its time, when that is due; Ctrl-C goes on without."""
        if countdown.sync_due():
            try:
                await self._voice.wait(countdown.sync())
            except Abandoned:
                return

    def is_half_typed(self) -> bool:
        return self._voice.terminal.is_half_typed()


class CountdownTalk:
    """A page that is left open: Enter tells the time, and nothing is said by itself but the
    opening and the closing."""

    def __init__(self, page: PageTalk, countdown: Countdown) -> None:
        self._page = page
        self._countdown = countdown
        self._phase = countdown.view().phase
        self._syncing: asyncio.Task[None] | None = None

    async def hold(self) -> str:
        """The name of the action taken, or BACK."""
        remark = self._time()
        try:
            while True:
                heard = await self._page.hear(
                    Question(_("Enter"), remark=remark, offered=(Command.TIME,), news=self._news)
                )
                if taken := self._page.taken(heard):
                    return taken
                if heard in ("", Command.TIME):
                    await self._page.wait_for_sync(self._countdown)
                    remark = self._time()
                    continue
                remark = not_understood()
                if self._has_turned():
                    self._page.say_later(self._time().text)
        finally:
            if self._syncing is not None:
                self._syncing.cancel()

    def _time(self) -> Remark:
        view = self._countdown.view()
        self._phase = view.phase
        return Remark(view.spoken, _short(view))

    def _has_turned(self) -> bool:
        return self._countdown.view().phase != self._phase

    def _news(self) -> Remark | None:
        """The opening or the closing, unless the voter is typing; the clock is kept right."""
        if self._countdown.sync_due() and (self._syncing is None or self._syncing.done()):
            self._syncing = asyncio.ensure_future(self._countdown.sync())
        return self._time() if self._has_turned() and not self._page.is_half_typed() else None


def not_understood() -> Remark:
    """An answer where only Enter and commands are taken."""
    return Remark(
        _("Nothing is asked here. {help} tells the commands.").format(help=Command.HELP.word),
        _("not understood"),
    )


def _block_lines(block: Block) -> Iterator[str]:
    if isinstance(block, Prose):
        yield block.text
    elif isinstance(block, Facts):
        for label, value in block.rows:
            yield pair(label, value)
    else:
        yield from block.view().lines


def _short(view: CountdownView) -> str:
    """The time as a braille line can hold it: "43 j 22 h 38 min"."""
    units = (_("{n} d"), _("{n} h"), _("{n} min"), _("{n} s"))
    numbers = [number for number, _unit in view.parts]
    parts = list(zip(numbers, units[-len(numbers) :], strict=False)) if numbers else []
    while len(parts) > 1 and not parts[0][0]:
        del parts[0]
    if not parts:
        return view.heading.rstrip(".")
    return " ".join(unit.format(n=number) for number, unit in parts[:3])
