"""Ask for a text of several lines, which an empty line ends."""

from __future__ import annotations

from collections.abc import Iterator

from tui_voter.dialogue import LongTextField, Verbatim
from tui_voter.linear.commands import SLASH, Command, word_of
from tui_voter.linear.fields.base import START, FieldTalk, Given, end_of
from tui_voter.linear.keyboard import Typing
from tui_voter.linear.prompts import Remark
from tui_voter.linear.scene import Question
from tui_voter.linear.spoken import saying
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext


class LongTextTalk(FieldTalk[LongTextField]):
    """Asks for lines until an empty one, and adds them to the text so far; a paste counts whole."""

    def guidance(self) -> Iterator[str]:
        yield from super().guidance()
        yield _("An empty line ends the text.")

    async def prompt(self, remark: Remark | None) -> Given:
        self._voice.telling.say(*self.kept_line())
        text = self.typed
        while True:
            heard = await self._voice.asking.hear(self._scene, self._next_line(text, remark))
            remark = None
            if heard is Command.ERASE:
                text = ""
                self.filling.type(self.field.name, text)
                remark = Remark(_("The text has been erased."), _("text erased"))
            elif not isinstance(heard, str):
                return heard
            elif not heard.strip():
                return text
            else:
                line = _unescaped(heard)
                longer = f"{text}\n{line}" if text else line
                if len(longer) <= self.field.limit:
                    text = longer
                    self.filling.type(self.field.name, text)
                else:
                    remark = _not_added(longer, self.field.limit)

    def _next_line(self, text: str, remark: Remark | None) -> Question:
        """The question for the next line after ``text``."""
        number = text.count("\n") + 2
        may_end = bool(text) and len(self.filling.wanted) > 1
        return Question(
            [*self._line_prompts(number)] if text else self.names,
            typing=Typing(text=True, continues=bool(text), may_end=may_end),
            where=self.where,
            again=lambda: [Verbatim(text)] if text else [],
            hints=[
                _("Up to {limit} characters, on one or more lines.").format(limit=self.field.limit),
                *([_("An empty line ends the text, and so does Ctrl+D.")] * may_end),
                _("To start a line with a slash, type two."),
            ],
            remark=remark,
            offered=[Command.ERASE] if text else [],
        )

    def _line_prompts(self, number: int) -> Iterator[str]:
        """The prompt's words for a further line. They say what an empty line does."""
        yield _("line {number}, empty: go on").format(number=number)
        yield _("empty: go on")
        yield _("line {number}, or empty").format(number=number)
        yield _("line {number}").format(number=number)

    def kept_line(self) -> list[str]:
        if not self.typed:
            return []
        so_far = ngettext(
            "Your text so far, {count} character: {start}",
            "Your text so far, {count} characters: {start}",
            len(self.typed),
        )
        said = saying(so_far, count=len(self.typed), start=Verbatim(self.typed))
        if len(self.typed) > START:  # the voter continues from the end; repeat says all
            ends = _("Your text so far, {count} characters, ends with: {end}")
            said = saying(ends, count=len(self.typed), end=Verbatim(end_of(self.typed)))
        return [
            said,
            _("What you type is added to it. {command}: erase it").format(
                command=word_of(Command.ERASE)
            ),
        ]


def _unescaped(line: str) -> str:
    """``line`` without the first of two slashes, which marks it as text and not as a command."""
    return line[1:] if line.startswith(SLASH * 2) and "\n" not in line else line


def _not_added(text: str, limit: int) -> Remark:
    return Remark(
        _(
            "This was not added: the text would have {length} characters, and the limit is {limit}."
        ).format(length=len(text), limit=limit),
        _("too long, {limit} max").format(limit=limit),
        _("too long"),
    )
