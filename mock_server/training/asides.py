"""What stands over the dashboard: a question, the help or the themes; and the line of keys."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from gettext import gettext as _
from typing import ClassVar, Final, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Static


class Key(NamedTuple):
    """A key, what it does in a few words, and the action that it runs. ``printed`` is what stands
    on it; the help tells ``about`` it, and the line of keys names it if it is ``in_line``."""

    name: str
    does: str
    action: str
    printed: str = ""
    about: str = ""
    in_line: bool = True

    @property
    def shown(self) -> str:
        return self.printed or self.name


def keys_line(keys: Sequence[Key]) -> Content:
    """The keys of a screen in one line. A click on one is as good as pressing it."""
    return Content("   ").join(_entry(key) for key in keys if key.in_line)


def _entry(key: Key) -> Content:
    words = Content.assemble((key.shown, "bold $mark"), " ", (key.does, "$muted"))
    return words.stylize(Style.from_meta({"@click": key.action}))


def wrapped(text: str, width: int) -> str:
    """A text in lines of this width. Textual's own would break at a no-break space, and what is to
    be typed is broken at no hyphen."""
    whole = text.splitlines()
    lines = (textwrap.fill(line, max(width, 1), break_on_hyphens=False) for line in whole)
    return "\n".join(lines)


class Question(ModalScreen[bool]):
    """A question that is answered by the keys it shows, on a card that leaves the row it is about
    in sight. ``row`` tells where that row stands on the screen now; None if there is none."""

    CSS = """
    Question { background: transparent; padding: 0; }
    Question Static { background: $ground; color: $ink; border: round $mark; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "answer(False)", show=False)]
    WIDEST: Final = 72

    def __init__(self, question: str, row: Callable[[], int] | None = None) -> None:
        super().__init__()
        self._question = question
        self._row = row
        self._card = Static(markup=False)
        self._keys = [
            Key(_("y"), _("yes"), "screen.answer(True)"),
            Key("n", _("no"), "screen.answer(False)"),
        ]
        for key in self._keys:
            self._bindings.bind(key.name, key.action, show=False)

    def compose(self) -> ComposeResult:
        yield self._card

    def on_resize(self) -> None:
        self.place()

    def place(self) -> None:
        """Stand below the row, or above it near the bottom; without one, above the keys."""
        inner = min(self.size.width - 12, self.WIDEST)
        lines = wrapped(self._question, inner).splitlines()
        keys = keys_line(self._keys)
        self._card.update(Content("\n").join([*map(Content, lines), Content(""), keys]))
        height, last = len(lines) + 4, self.size.height - 1
        top = last - height
        if self._row is not None:
            row = self._row()
            top = row + 1 if row + 1 + height <= last else row - height
        self._card.styles.width, self._card.styles.height = inner + 4, height
        self._card.styles.offset = (4, max(top, 0))

    def action_answer(self, sure: bool) -> None:
        self.dismiss(sure)


class Help(ModalScreen[None]):
    """All the keys, and what the figures mean."""

    CSS = """
    Help { background: $ground; padding: 0 2; }
    Help .title { color: $mark; text-style: bold; height: 2; }
    Help VerticalScroll { height: 1fr; }
    Help .prose { margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,enter", "dismiss", show=False),
    ]

    def __init__(self, keys: Sequence[Key], sentences: Sequence[str]) -> None:
        super().__init__()
        self._keys = keys
        self._sentences = sentences

    def compose(self) -> ComposeResult:
        yield Static(_("Help"), classes="title")
        width = min(self.app.size.width - 6, 72)
        column = max(len(key.shown) for key in self._keys) + 2
        rows = (f"{key.shown:<{column}}{key.about or key.does}" for key in self._keys)
        with VerticalScroll():
            yield Static("\n".join(rows), classes="prose", markup=False)
            for sentence in self._sentences:
                yield Static(wrapped(sentence, width), classes="prose", markup=False)
        yield Static(keys_line([Key("escape", _("back"), "screen.dismiss", _("Esc"))]))


class Themes(ModalScreen[bool]):
    """The themes: the one that the trainer is on is shown at once. The answer is whether it is to
    stay."""

    CSS = """
    Themes { align: center middle; background: transparent; padding: 0; }
    Themes Static { width: auto; background: $ground; color: $ink; border: round $mark;
        padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,f6", "go(1)", show=False),
        Binding("up", "go(-1)", show=False),
        Binding("enter", "dismiss(True)", show=False),
        Binding("escape", "dismiss(False)", show=False),
    ]

    def __init__(self, labels: Sequence[str], worn: int, wear: Callable[[int], None]) -> None:
        super().__init__()
        self._labels = labels
        self._worn = worn
        self._wear = wear
        self._list = Static(markup=False)

    def compose(self) -> ComposeResult:
        yield self._list

    def on_mount(self) -> None:
        self.action_go(0)

    def action_go(self, by: int) -> None:
        """Show the theme that is so many places on, round the end of the list."""
        self._worn = (self._worn + by) % len(self._labels)
        self._wear(self._worn)
        keys = [
            Key("down", _("browse"), "screen.go(1)", "↓"),
            Key("enter", _("keep"), "screen.dismiss(True)", _("Enter")),
            Key("escape", _("back"), "screen.dismiss(False)", _("Esc")),
        ]
        lines = [
            Content.styled(f"› {label}", "bold $mark")
            if place == self._worn
            else Content(f"  {label}")
            for place, label in enumerate(self._labels)
        ]
        self._list.update(Content("\n").join([*lines, Content(""), keys_line(keys)]))
