"""Say texts line by line, and keep some to be said with what comes next."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from tui_voter.conversation.trail import untold
from tui_voter.dialogue import PART, Action, Heading, Text, Verbatim, told
from tui_voter.linear.commands import Said, here
from tui_voter.linear.output import Output
from tui_voter.linear.prompts import Remark, capital
from tui_voter.linear.scene import Scene
from tui_voter.linear.spelling import broken
from tui_voter.linear.spoken import Entry, saying, spoken
from tui_voter.messages import gettext as _

_SENTENCE_END: Final = re.compile(r"(?<=[\w\u00a0)»”]{2}[.?!])[ \t]+(?=[A-ZÀ-ÖØ-Þ«“/])")
_NUMBER: Final = re.compile(r"\d+\. ")


class Telling:
    """Writes texts as lines of the ``output``. It knows the scene where the voter is, and the texts
    that are still to be said."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._scene: Scene | None = None
        self._came_from: Scene | None = None  # the scene before, whose intro is not repeated
        self._pending: list[Text] = []
        self._outcome: Remark | None = None
        self.heading = Heading()
        self.lines = 0
        """The number of lines said since the last prompt."""

    def say(self, *texts: str) -> None:
        """Say each text on lines of its own, one sentence a line; empty texts are skipped.

        Long lines are broken here, as a terminal would break them within a word.
        """
        width = self._output.width
        for text in filter(None, texts):
            for line in sentences(text):
                parts = [*broken(line, width)]
                self.lines += len(parts)
                self._output.write("".join(f"{part}\n" for part in parts))

    def tell_commands(self, offered: Collection[Said], actions: Sequence[Action] = ()) -> None:
        """Say which words are commands here, besides those that work everywhere."""
        if words := here(offered, actions):
            self.say(_("Commands: {list}").format(list=", ".join(words)))

    # --- what is said with what comes next

    def notify(self, text: Text) -> None:
        """Keep ``text`` to say it before what is said or asked next."""
        self._pending.append(text)

    def keep_outcome(self, outcome: Remark) -> None:
        """Keep the core of an ``outcome`` for the next prompt, and its sentence to be said before,
        unless both are the same."""
        if capital(outcome.short) != told(outcome.says).rstrip("."):
            self.notify(outcome.says)
        self._outcome = outcome

    def take_outcome(self) -> Remark | None:
        """Hand over the outcome for the next prompt."""
        outcome, self._outcome = self._outcome, None
        return outcome

    def flush_pending(self) -> None:
        """Say the texts that were kept."""
        self.say(*self.take_pending())

    def take_pending(self) -> list[str]:
        """Hand over the texts that were kept."""
        pending, self._pending = self._pending, []
        return [*filter(None, map(told, pending))]

    # --- where the voter is

    def set_heading(self, heading: Heading) -> None:
        """Replace the heading, and keep its new lines to be said next."""
        known = {*self._heading_lines(), *(self._scene.intro if self._scene else ())}
        self.heading = heading
        self._pending += [line for line in self._heading_lines() if line not in known]

    def open(self, scene: Scene, *, is_known: bool = False) -> None:
        """Begin a form, menu, listing or page. Its title is said, unless every prompt names it or
        the voter knows it from before. What it says itself is not told before it as well."""
        self._came_from = self._scene
        if not is_known:
            self._pending = untold(self._pending, scene.shown)
        self._move_to(scene)
        if not (is_known or scene.names_itself):
            self.say(scene.title)

    def intro_of(self, scene: Scene) -> Iterator[str]:
        """The introduction of ``scene``, without the lines that the heading and the scene before
        it have said."""
        known = set(self._heading_lines())
        return (text for text in scene.intro_after(self._came_from) if text not in known)

    def come_back(self, scene: Scene) -> None:
        """Say where the voter is, if something else was shown since ``scene``."""
        if scene is not self._scene:
            self._move_to(scene)
            self.say(saying(_("Back at: {title}"), title=scene.title))

    def confide(self, scene: Scene) -> None:
        """Mark what ``scene`` shows as confidential from now on."""
        scene.confidential = self._output.confidential = True

    def _move_to(self, scene: Scene) -> None:
        self._scene = scene
        self._output.confidential = scene.confidential
        self.flush_pending()

    def _heading_lines(self) -> Iterable[str]:
        heading = self.heading
        portal = heading.host and _("Portal: {host}").format(host=heading.host)
        return filter(None, (portal, *heading.warning[1:2]))


def sentences(text: str) -> list[Verbatim]:
    """The lines of ``text`` as they are said, one sentence each. A list's number is no sentence by
    itself, and the lines of an :class:`Entry` are kept."""
    lines = []
    if isinstance(text, Entry):
        return [Verbatim(line.rstrip()) for line in text.split("\n")]
    parts = [text] if isinstance(text, Verbatim) else text.split(PART)
    for line in "\n".join(map(spoken, parts)).split("\n"):
        number = _NUMBER.match(line)
        start = number.end() if number else 0
        lines += (line[:start] + _SENTENCE_END.sub("\n", line[start:])).split("\n")
    return [Verbatim(line.rstrip()) for line in lines]
