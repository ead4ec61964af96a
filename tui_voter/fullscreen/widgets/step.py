"""The voter's step in a journey, in one line above the title."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from tui_voter.dialogue import Step
from tui_voter.fullscreen.widgets.words import Words
from tui_voter.messages import gettext as _


class StepRow(Words):
    """The names of all steps, those that are done with a tick and the current one in bold. Where
    they do not fit on one line, and in the accessible theme, the number of the step."""

    def __init__(self, step: Step) -> None:
        number = _("Step {number} of {total}").format(number=step.number, total=step.total)
        super().__init__(number, classes="step")
        self._step = step

    def _lines(self, width: int) -> list[Content]:
        if self.screen.has_class("-accessible"):
            return super()._lines(width)
        names = Content(" · ").join(self._names())
        if names.cell_length <= width:
            return [names]
        signs = " ".join("●" if n < self._step.number else "○" for n in range(self._step.total))
        return [Content(f"{self.content}   {signs}")]

    def _names(self) -> Iterator[Content]:
        for number, name in enumerate(self._step.names, 1):
            if number < self._step.number:
                yield Content.assemble(("✓", "$met"), f" {name}")
            else:
                yield Content.styled(name, "bold $ink" if number == self._step.number else "")
