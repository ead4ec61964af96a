"""The record that a walk makes of each screen, and the screen's controls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tui_voter.conversation.trail import AT_FIRST, Stand, Texts
from tui_voter.dialogue import (
    FieldError,
    Form,
    Heading,
    Listing,
    Menu,
    Page,
    Row,
    SecretField,
    Value,
)
from tui_voter.secret import Secret
from tui_voter.tuples import NamedTuple

Screen = Form[Any] | Menu | Listing | Page

OPTIONS: Final = "options"
ROWS: Final = "rows"
SEARCH: Final = "search"


class Control(NamedTuple):
    """Something that the voter can act on. ``stop`` is where the focus stops for it: the name of a
    field or action, or one of the constants above. A menu's options share one stop, and so do the
    rows of a listing."""

    name: str
    stop: str


@dataclass(eq=False)
class Shown:
    """One screen as the voter meets it.

    ``notices`` came with it; ``errors`` are all refusals that it gave; ``rows`` are a listing's;
    ``extras`` are its other texts, such as a strength or a view of the countdown; ``acts`` are the
    irreversible requests that it sent without a menu that read them back. ``stand`` is how the
    voter left the screen before, if they came back to it, and ``holds`` what they had typed there.
    """

    screen: Screen
    language: str
    heading: Heading = field(default_factory=Heading)
    notices: list[str] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    extras: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    stand: Stand = AT_FIRST
    holds: Texts = field(default_factory=dict)
    said: tuple[str, ...] = ()
    """All texts, taken while the process spoke this language."""

    @property
    def kind(self) -> str:
        return type(self.screen).__name__.lower()

    def complain(self, errors: Sequence[FieldError]) -> None:
        """Record errors, each once, with their present texts: a text may contain the time."""
        told_now = [error._replace(says=error.text) for error in errors]
        self.errors.extend(error for error in told_now if error not in self.errors)

    def controls(self) -> list[Control]:
        """The controls in reading order."""
        screen, controls = self.screen, list[Control]()
        actions = [Control(action.label, action.name) for action in screen.actions]
        if isinstance(screen, Form):
            controls += [Control(item.label, item.name) for item in screen.fields]
            controls.append(Control(screen.button, "submit"))
        elif isinstance(screen, Menu):
            controls += [Control(option.label, OPTIONS) for option in screen.options]
        elif isinstance(screen, Listing):
            if screen.search_label:
                controls.append(Control(screen.search_label, SEARCH))
            return [*controls, *actions, *(Control(row.label, ROWS) for row in self.rows)]
        return [*controls, *actions]

    def texts(self) -> Iterator[str]:
        """Every text that the voter may meet here, the portal's own among them."""
        yield from texts_of(self.screen, _ALL)
        yield from self.heading.warning
        yield from texts_of((self.rows, self.errors, self.notices, self.extras), _ALL)


_WHEN_IT_COMES: Final = (
    *("title", "text", "texts", "heading", "spoken", "state", "brief", "sentences", "parts"),
    *("intro", "fields", "section", "label", "detail", "values", "said", "hint", "question"),
    *("options", "search_label", "view", "words", "rows", "blocks"),
    *("button", "actions", "help"),
)
"""The attributes of the vocabulary that are texts or contain some."""
_ALL: Final = (
    *_WHEN_IT_COMES,
    "word",
    "busy",
    "time_left",
    "empty",
    "nothing_found",
    "short",
    *("lines", "passed"),
)


_HAS: Final[dict[tuple[type, Sequence[str]], Sequence[str]]] = {}
"""Those of the names that objects of a type have."""


def texts_of(said: object, names: Sequence[str] = _WHEN_IT_COMES) -> Iterator[str]:
    """The present texts of a screen or a part of one, in ``names``; empty ones are left out."""
    if callable(said):
        said = said()
    if isinstance(said, str):
        yield from filter(None, [said])
    elif isinstance(said, Value) or hasattr(said, "_fields"):
        if isinstance(said, SecretField) and said.rules is not None:
            yield from texts_of(said.rules(Secret(), None), names)
        if (known := (type(said), names)) not in _HAS:
            _HAS[known] = [name for name in names if hasattr(said, name)]
        for name in _HAS[known]:
            yield from texts_of(getattr(said, name), names)
    elif isinstance(said, Iterable):
        for part in said:
            yield from texts_of(part, names)
