"""What a walk records of each screen, and its controls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from tui_voter.audit.kinds import Role, kind_of
from tui_voter.dialogue import (
    Bars,
    Block,
    Dictation,
    Facts,
    Field,
    FieldError,
    Form,
    Heading,
    Items,
    Listing,
    Menu,
    OpenField,
    Page,
    Prose,
    Row,
    SecretField,
    Title,
    told,
)

Screen = Form[Any] | Menu | Listing | Page


class State(StrEnum):
    """The state of a control when the screen appears."""

    EMPTY = "empty"
    FILLED = "filled"
    HIDDEN = "hidden"
    READY = "ready"
    READ = "read only"


class Control(NamedTuple):
    """One thing to act on. ``key`` is its name within the program."""

    role: Role
    key: str
    name: str
    state: State

    @property
    def stop(self) -> str:
        """Where the focus stops for it; a menu's options share one stop, and so do the rows
        of a list."""
        return self.role.value if self.role in (Role.OPTION, Role.ROW) else self.key


@dataclass(eq=False)
class Shown:
    """One screen as a voter meets it.

    ``notices`` came with it; ``errors`` are all refusals that it gave, ``rows`` those of a
    listing, ``extras`` what it said besides: a strength, a view of the countdown; ``acts`` are
    those that submitting it did, which nobody can undo and which no menu had read back before.
    """

    screen: Screen
    language: str
    heading: Heading = field(default_factory=Heading)
    notices: list[str] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    extras: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    said: tuple[str, ...] = ()
    """All texts, as they were when the process spoke this language."""

    @property
    def kind(self) -> str:
        return type(self.screen).__name__.lower()

    def complain(self, errors: Sequence[FieldError]) -> None:
        """Keep refusals, each once, as they are told now: one may hold a time that runs on."""
        told_now = [error._replace(says=error.text) for error in errors]
        self.errors.extend(error for error in told_now if error not in self.errors)

    def controls(self) -> list[Control]:
        """What can be acted on, in reading order."""
        screen = self.screen
        actions = [
            Control(Role.BUTTON, action.name, action.label, State.READY)
            for action in screen.actions
        ]
        if isinstance(screen, Form):
            submit = Control(Role.BUTTON, "submit", screen.button, State.READY)
            return [*map(_control, screen.fields), submit, *actions]
        if isinstance(screen, Menu):
            return [
                *(Control(Role.OPTION, o.key, o.label, State.READY) for o in screen.options),
                *actions,
            ]
        if isinstance(screen, Listing):
            state = State.READY if screen.opens else State.READ
            searched = State.FILLED if screen.search else State.EMPTY
            search = Control(Role.SEARCH, "search", screen.search_label, searched)
            rows = [Control(Role.ROW, row.key, row.label, state) for row in self.rows]
            return [*([search] if screen.search_label else []), *actions, *rows]
        return actions

    def texts(self) -> Iterator[str]:
        """Every text that the voter may meet here, the portal's own among them."""
        yield from filter(None, self._texts())

    def _texts(self) -> Iterator[str]:
        screen = self.screen
        yield from texts_of(screen)
        yield self.heading.warning
        yield from (action.word for action in screen.actions)
        if isinstance(screen, Form):
            yield screen.busy
        if not isinstance(screen, Listing):
            yield screen.time_left()
        else:
            yield from (told(screen.empty), screen.nothing_found)
        for row in self.rows:
            yield from (row.section, row.label, row.detail)
        for error in self.errors:
            yield from (error.text, error.short)
        yield from self.notices
        yield from self.extras


def texts_of(screen: Screen) -> Iterator[str]:
    """What a screen says when it comes; some of it may be empty."""
    yield screen.title
    if isinstance(screen, Form):
        yield from map(told, screen.intro)
        for item in screen.fields:
            yield from (item.label, told(item.hint), *kind_of(item).texts(item))
        yield screen.button
    elif isinstance(screen, Menu):
        for text in screen.text:
            yield from [text] if isinstance(text, str) else texts_of_block(text)
        for option in screen.options:
            yield from (option.section, option.label)
    elif isinstance(screen, Listing):
        yield from (*map(told, screen.intro), screen.search_label)
    else:
        for block in screen.blocks:
            yield from texts_of_block(block)
    yield from (action.label for action in screen.actions)
    yield screen.help


def _control(item: Field[Any]) -> Control:
    filled = isinstance(item, OpenField) and item.value
    if isinstance(item, SecretField):
        state = State.HIDDEN
    else:
        state = State.FILLED if filled else State.EMPTY
    return Control(kind_of(item).role, item.name, item.label, state)


def texts_of_block(block: Block) -> Iterator[str]:
    """The texts of a page's block as they stand now."""
    if isinstance(block, Title | Prose):
        yield block.text
    elif isinstance(block, Items):
        yield from block.texts
    elif isinstance(block, Facts):
        for label, value in block.rows:
            yield from (label, value)
    elif isinstance(block, Dictation):
        for word, letters in block.words:
            yield from (word, letters)
    elif isinstance(block, Bars):
        for bar in block.rows:
            yield from (bar.label, *bar.values, bar.said)
    else:
        view = block.view()
        yield from (view.heading, view.spoken, view.state, view.brief, *view.sentences, *view.units)
