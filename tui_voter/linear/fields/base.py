"""Ask one field of a form: what all kinds of fields have in common."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, Generic, TypeVar

from tui_voter.conversation.filling import Filling
from tui_voter.dialogue import Action, Field, Verbatim, told
from tui_voter.linear.choices import enter
from tui_voter.linear.commands import Said, here, pair
from tui_voter.linear.prompts import Remark
from tui_voter.linear.scene import Scene
from tui_voter.linear.voice import Voice
from tui_voter.messages import gettext as _
from tui_voter.messages import within_a_sentence
from tui_voter.secret import Secret

F = TypeVar("F", bound=Field[Any])

START: Final = 39
"""The most characters of a kept link or long text that are said: a line of a narrow terminal."""

Given = str | Secret | Said | Action
"""An answer, or what the voter does instead."""


class FieldTalk(Generic[F]):
    """Asks one field of a form, any number of times. Each kind overrides :meth:`prompt`."""

    def __init__(self, voice: Voice, scene: Scene, filling: Filling[Any], field: F) -> None:
        self.field = field
        self.filling = filling
        self.was_asked = False
        """Whether the field was asked since the form was opened."""
        self._voice = voice
        self._scene = scene

    async def ask(self, remark: Remark | None = None) -> Given:
        """Ask for the answer. ``remark`` says what was wrong with the last one."""
        first, self.was_asked = not self.was_asked, True
        if first:
            self._voice.telling.flush_pending()  # the result of the answer before
            self._voice.telling.say(*self.guidance())
        return await self.prompt(remark)

    async def prompt(self, remark: Remark | None) -> Given:
        """Prompt until there is an answer, or a command or action instead."""
        raise NotImplementedError

    @property
    def typed(self) -> str:
        """The text typed so far; "" for a hidden answer."""
        return self.filling.typed.text(self.field.name)

    @property
    def kept(self) -> str:
        """The answer that Enter alone keeps; "" if there is none, or it is hidden."""
        kept = self.filling.kept(self.field.name)
        return kept if isinstance(kept, str) else ""

    @property
    def names(self) -> list[str]:
        """What is asked for, in the words of a prompt; then the same in one word."""
        return [
            within_a_sentence(self.field.label),
            *filter(None, [within_a_sentence(self.field.brief)]),
        ]

    def guidance(self) -> Iterator[str]:
        """The lines said when the field is asked for the first time."""
        if self.field.hint:
            yield told(self.field.hint)

    def own_commands(self) -> Collection[Said]:
        """The commands of this field, besides those that work everywhere."""
        return ()

    def worded(self) -> Sequence[Action]:
        """The actions that have a word here."""
        return self._scene.worded

    def as_answer(self, text: str) -> str | None:  # noqa: ARG002 - for the kinds that take one
        """``text``, typed when the form asked whether to submit, as an answer to this field; None
        if the kind takes no answer there."""
        return None

    async def assess(self, answer: str | Secret) -> None:
        """Comment on an answer, accepted or not: say how strong a password is."""

    def where(self) -> list[str]:
        """The lines that the repeat command says before the question itself, each once: guidance
        may name the commands already."""
        commands = here(self.own_commands(), self.worded()).items()
        lines = [self._scene.title, *self._scene.intro, *self.guidance()]
        return [*dict.fromkeys([*lines, *(pair(*each) for each in commands)])]

    def kept_line(self) -> list[str]:
        """The line that says what Enter alone keeps, if anything."""
        return [keeps(" ".join(self.kept.split()))] if self.kept else []


def keeps(answer: str) -> str:
    """The line that says that Enter alone keeps ``answer``."""
    return enter(Verbatim(answer))


def start_of(text: str) -> str:
    """The start of a long answer, enough to recognise it, with its line breaks."""
    lines = "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
    return f"{lines[: START - 1]}…" if len(lines) > START else lines


def end_of(text: str) -> str:
    """The last words of a long text, from which the voter can continue."""
    words = text.rstrip().rpartition("\n")[2].split()
    end = words.pop()[-START:] if words else ""
    while words and len(words[-1]) + 1 + len(end) < START:
        end = f"{words.pop()} {end}"
    return f"…{end}"


def too_long(answer: str, limit: int) -> Remark:
    return Remark(
        _("Too long: {length} characters, {limit} at most.").format(
            length=len(answer), limit=limit
        ),
        _("too long, {limit} max").format(limit=limit),
        _("too long"),
    )
