"""A field for a hidden answer, which shows its rules and strength during typing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from textual.app import ComposeResult, RenderResult
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tui_voter.conversation.filling import Filling
from tui_voter.dialogue import PolicyLine, SecretField, StrengthView
from tui_voter.fullscreen.fields.base import LineBox
from tui_voter.fullscreen.widgets.described import Described, Kind
from tui_voter.fullscreen.widgets.line_input import LineInput
from tui_voter.fullscreen.widgets.words import Words, lines_of
from tui_voter.messages import gettext as _
from tui_voter.messages import within_a_sentence
from tui_voter.secret import Secret

if TYPE_CHECKING:
    from tui_voter.fullscreen.host import Host

FILLED = (1, 3, 5, 8, 10)
"""The number of filled cells, out of ten, for each score."""


MARKS: Final[Mapping[bool | None, str]] = {True: "✓", False: "✗", None: "·"}
"""The sign before a rule that is met, not met, or not judged."""
FLOWS: Final = 46
"""The least width for rules to follow one another in a row; in the accessible theme, which has
longer ones, :data:`LONG_ONES_FLOW`."""
LONG_ONES_FLOW: Final = 70
BETWEEN: Final = "   "


class RulesList(Widget):
    """The rules of a policy: one after another in rows if the screen is wide, or else in two
    columns. A rule that is too long for a column has its own row."""

    rules: tuple[PolicyLine, ...] = ()

    def show(self, rules: Iterable[PolicyLine]) -> None:
        if (now := tuple(rules)) != self.rules:
            before, self.rules = self._rows, now
            self.refresh(layout=self._rows != before)

    @property
    def _rows(self) -> int:
        return len([*self._lines(self.size.width)])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len([*self._lines(width)])

    def render(self) -> RenderResult:
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> Iterator[Content]:
        items = [self._item(rule) for rule in self.rules]
        if width >= (LONG_ONES_FLOW if self.screen.has_class("-accessible") else FLOWS):
            yield from _flowing(items, width)
            return
        for longest in sorted({0, *(item.cell_length for item in items)}, reverse=True):
            rows = [*_in_twos(items, longest)]
            left = max((row[0].cell_length for row in rows if row[1:]), default=0) + 2
            right = max((row[1].cell_length for row in rows if row[1:]), default=0)
            if left + right <= width:
                break
        for first, *second in rows:
            if second:
                first = first.pad_right(left - first.cell_length) + second[0]
            yield from lines_of(first, width)

    def _item(self, rule: PolicyLine) -> Content:
        text: str = rule.text
        if rule.met is not None and self.screen.has_class("-accessible"):
            word = _("yes") if rule.met else _("no")
            text = _("{label}: {value}").format(label=text, value=word)
        style = "$met" if rule.met else "$muted"
        return Content.styled(f"{MARKS[rule.met]} {text}", style)


def _flowing(items: Sequence[Content], width: int) -> Iterator[Content]:
    """Rows of as many ``items`` as fit."""
    row = Content("")
    for item in items:
        if row and row.cell_length + len(BETWEEN) + item.cell_length > width:
            yield row
            row = Content("")
        row = Content.assemble(row, BETWEEN, item) if row else item
    if row:
        yield row


def _in_twos(items: Sequence[Content], longest: int) -> Iterator[Sequence[Content]]:
    """Rows of two neighbouring ``items``, or of one if either is longer than ``longest`` cells."""
    row: list[Content] = []
    for item in items:
        if row and (row[1:] or max(row[0].cell_length, item.cell_length) > longest):
            yield row
            row = []
        row.append(item)
    if row:
        yield row


class StrengthMeter(Widget):
    """The strength of what is typed. In the accessible theme, its word and the time to guess it
    share a row, and the advice stands below. In the others, the word has a bar, and below it stands
    the advice or, if there is none, the time: on rows that are always there."""

    view: StrengthView | None = None

    def __init__(self) -> None:
        super().__init__()
        self._meter = Words(classes="meter")
        self._advice = Words(classes="beside advice")

    def compose(self) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Words(_("Strength"), classes="label second")
            yield self._meter
        yield self._advice

    def on_mount(self) -> None:
        self.show(None)

    def show(self, view: StrengthView | None) -> None:
        self.view = view
        word = (view.word, "bold") if view else ("—", "$muted")
        time, advice = (view.crack_time, within_a_sentence(view.advice)) if view else ("", "")
        below = _("Advice: {advice}").format(advice=advice) if advice else ""
        if self.screen.has_class("-accessible"):
            self._meter.say(Content.assemble(word, f", {time}" if time else ""))
            self._advice.say(below)
            return
        cells = FILLED[view.score] if view else 0
        colour = "$met" if view and view.score > 2 else "$mark"
        bar = ("█" * cells, colour), ("░" * (10 - cells), "$muted")
        self._meter.say(Content.assemble(*bar, " ", word))
        self._advice.say(below or time)


class SecretBox(LineBox):
    """A secret, which leaves this widget only as a :class:`Secret`."""

    field: SecretField
    stylesheet = "secret.tcss"

    def __init__(self, field: SecretField) -> None:
        super().__init__(field, LineInput(field.value.reveal(), limit=field.limit, secret=True))
        self._rules = RulesList(classes="beside rules") if field.rules else None
        self.set_class(self._rules is not None, "-judged", update=False)
        self.set_class(not field.hint, "-bare", update=False)
        self._meter = StrengthMeter() if field.strength else None
        self._same = Words(classes="same") if field.repeats else None
        self._measuring: asyncio.Task[None] | None = None

    def answered(self) -> Described:
        state = _("filled in") if self.line.value else _("empty")
        return Described(self.label_text, Kind.HIDDEN, state=state)

    def compose_control(self) -> Iterable[Any]:
        yield self.line
        if self._same is not None:
            yield self._same

    def compose_below(self) -> Iterable[Any]:
        yield from (part for part in (self._rules, self._meter) if part is not None)

    def on_mount(self) -> None:
        self.edited()

    @property
    def value(self) -> Secret:
        return Secret(self.line.value)

    def expect_phrase(self, phrase: Secret) -> None:
        """Let ``phrase``, which is typed next, replace the answer unless this is its start."""
        if not phrase.reveal().casefold().startswith(self.line.value.casefold()):
            self.line.replace_next()

    @property
    def is_truncated(self) -> bool:
        """Whether the answer is longer than the field."""
        return self.line.content_width > self.line.content_region.width

    def reveal(self, shown: bool) -> None:
        self.line.password = not shown

    def edited(self) -> None:
        self._judge(None)
        idle = self._measuring is None or self._measuring.done()
        if self.field.strength is not None and idle:
            self._measuring = asyncio.create_task(self._measure(), name="strength")

    def _judge(self, view: StrengthView | None) -> None:
        """Show which rules the answer meets; ``view`` is its strength, None if not measured."""
        if self._rules is not None and self.field.rules is not None:
            rules = self.field.rules(self.value, view)
            self._rules.show(rules)
            broken = [rule for rule in rules if rule.met is False]
            # The class stays as it is until the strength is measured.
            if view is not None or broken or not self.value:
                self.set_class(view is not None and broken == [rules[-1]], "-weak")

    def pair(self, repeats: Mapping[str, str]) -> None:
        """Note which fields of the form repeat which, before this one is styled."""
        self.set_class(self.field.name in repeats, "-repeats", update=False)
        self.set_class(self.field.name in repeats.values(), "-repeated", update=False)

    def show(self, filling: Filling[Any]) -> None:
        """Show the state, and as soon as something is typed whether it repeats the other field."""
        super().show(filling)
        if self._same is not None:
            differs = filling.differs(self.field.name)
            self._same.set_class(not differs, "-met")
            word = _("different") if differs else _("identical")
            self._same.say(f"{'✗' if differs else '✓'} {word}" if self.value else "")

    def restyle(self) -> None:
        super().restyle()
        if self._rules is not None:
            self._rules.refresh(layout=True)
        if self._meter is not None:
            self._meter.show(self._meter.view)

    async def _measure(self) -> None:
        """Measure the answer until it stops changing; outdated results are dropped."""
        strength, meter = self.field.strength, self._meter
        if strength is None or meter is None:
            return
        try:
            while True:
                measured = self.value
                view = await strength(measured) if measured else None
                if not (meter.is_attached and (self._rules or self).is_attached):
                    return  # the form is being closed, innermost widgets first
                if measured == self.value:
                    meter.show(view)
                    self._judge(view)
                    return
        except Exception as error:  # noqa: BLE001 - the program reports it as a crash
            cast("Host", self.app).crash(error)

    def settle(self) -> None:
        """Stop measuring."""
        if self._measuring is not None:
            self._measuring.cancel()
