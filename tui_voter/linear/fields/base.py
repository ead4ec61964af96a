"""One field of a form, asked line by line: what all kinds have in common."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, Generic, TypeVar

from tui_voter.dialogue import Action, Field, OpenField, Refused, Verbatim, told
from tui_voter.linear.choices import enter
from tui_voter.linear.commands import Command, here, pair
from tui_voter.linear.prompts import Remark, small
from tui_voter.linear.scene import Scene
from tui_voter.linear.voice import Voice
from tui_voter.messages import gettext as _
from tui_voter.secret import NO_SECRET, Secret

F = TypeVar("F", bound=Field[Any])

START: Final = 39
"""Characters of a kept link or long text that are said: a line of a narrow terminal holds them."""

Given = str | Secret | Command | Action
"""An answer, or the command or action that the voter gave instead."""


class FieldTalk(Generic[F]):
    """One field of a form, asked as often as it takes. Kinds of fields override :meth:`put`.

    ``value`` is the answer that Enter alone keeps, and of a long text what there is of it;
    ``question`` the captcha's, which may be replaced, or the one that was chosen to be answered
    here; ``was_asked`` turns true at the first asking; ``repeats`` names the field that this one
    must equal, ``repeated`` is the name of what is asked there.
    """

    question = ""
    repeats = ""
    repeated = ""

    def __init__(self, voice: Voice, scene: Scene, field: F) -> None:
        self.field = field
        self.value = field.value if isinstance(field, OpenField) else ""
        self.was_asked = False
        self.follows = False
        """Another one is asked before it."""
        self.is_last = False
        """The form is submitted with its answer."""
        self._voice = voice
        self._scene = scene

    async def ask(self, remark: Remark | None = None) -> Given:
        """The answer. ``remark`` says what is wrong with the one before."""
        first, self.was_asked = not self.was_asked, True
        if first:
            self._voice.telling.flush_pending()  # what came of the answer before
            self._voice.telling.say(*self.guidance())
        return await self.put(remark)

    async def put(self, remark: Remark | None) -> Given:
        """Put the prompt until there is an answer, or something instead."""
        raise NotImplementedError

    @property
    def kept(self) -> Secret:
        """The hidden answer of before that Enter alone keeps, and with it the one that repeats it;
        an empty one where there is none."""
        return NO_SECRET

    @property
    def names(self) -> list[str]:
        """What is asked for, as it stands behind the place; then the same in a word."""
        return [small(self.field.label), *filter(None, [small(self.field.brief)])]

    def guidance(self) -> Iterator[str]:
        """What is said once, before any error."""
        if self.field.hint:
            yield told(self.field.hint)

    def own_commands(self) -> Collection[Command]:
        """The commands that it is asked with."""
        return ()

    def worded(self) -> Sequence[Action]:
        """The actions that a word takes here."""
        return self._scene.worded

    def keep(self, answer: str | Secret) -> None:
        """Its answer so far, which Enter alone keeps; a captcha's is typed anew."""
        if isinstance(answer, str):
            self.value = answer

    def set_aside(self) -> None:
        """Another answer is typed in place of a hidden one."""

    def doubt(self, refused: str | Secret) -> None:
        """An answer was ``refused``: it is not kept."""
        if refused == self.value:
            self.value = ""

    def begun(self) -> str | None:
        """What there is of an answer that takes several lines; None for any other."""
        return None

    def instead(self, text: str) -> str | None:  # noqa: ARG002 - for the kinds that take one
        """The answer that ``text`` is where it was typed at another prompt of a form that asks
        nothing else; None where it is none."""
        return None

    async def told(self, answer: str | Secret) -> None:
        """Say what is to be said of an answer, whether it is taken or not."""

    def where(self) -> list[str]:
        """What the repeat command says before it comes to the question itself."""
        return [
            self._scene.title,
            *self._scene.intro,
            *self.guidance(),
            *(pair(*each) for each in here(self.own_commands(), self.worded()).items()),
        ]

    def is_taken(self, text: str) -> bool:
        """Whether ``text`` can be read as an answer: what was refused is not offered again."""
        if isinstance(self.field, OpenField) and text:
            try:
                self.field.parse(text)
            except Refused:
                return False
        return True

    @property
    def stands(self) -> bool:
        """Whether what it has can be its answer."""
        return bool(self.value) and self.is_taken(self.value)

    def kept_line(self) -> list[str]:
        """What Enter alone keeps, in a line; none where it keeps nothing."""
        if not self.value:
            return []
        return [keeps(" ".join(self.value.split()))]


def keeps(answer: str) -> str:
    """What Enter alone keeps of what the voter typed."""
    return enter(Verbatim(answer))


def start_of(text: str) -> str:
    """The start of a long answer, which tells which one it is; its lines stay lines."""
    lines = "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
    return f"{lines[: START - 1]}…" if len(lines) > START else lines


def end_of(text: str) -> str:
    """The end of a long text, from a word of its last line on, to go on from."""
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
