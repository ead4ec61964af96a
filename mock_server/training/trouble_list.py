"""The list of the trouble that a trainer can make, over the dashboard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from gettext import gettext as _
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from mock_server.election.troubles import Trouble, What
from mock_server.training.asides import Key, keys_line, wrapped
from mock_server.training.room import Learner
from mock_server.training.trouble import KINDS, about, is_on, name_of


class Troubles(ModalScreen[None]):
    """What there is, and what is on, for everybody or for one ``learner``. ``make`` makes or undoes
    the trouble of a name, for the learner with an address or for everybody if that is "", and
    returns the sentence that says so."""

    CSS = """
    Troubles { background: $ground; color: $ink; padding: 0 2; }
    Troubles .title { color: $mark; text-style: bold; height: 2; }
    Troubles #about { margin-top: 1; }
    Troubles #made { color: $mark; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "go(1)", show=False),
        Binding("up", "go(-1)", show=False),
        Binding("enter", "make", show=False),
        Binding("tab,left,right", "turn", show=False),
        Binding("escape,t", "dismiss", show=False),
    ]

    def __init__(
        self,
        learner: Learner | None,
        made: tuple[Trouble, ...],
        make: Callable[[str, str], Awaitable[str]],
    ) -> None:
        super().__init__()
        self._learner = learner
        self._made = made
        self._make = make
        self._place = 0
        self._is_for_learner = learner is not None
        self._title = Static(classes="title", markup=False)
        self._list, self._about, self._said = (
            Static(id=name, markup=False) for name in ("kinds", "about", "made")
        )

    def compose(self) -> ComposeResult:
        yield self._title
        with VerticalScroll(can_focus=False):
            yield from (self._list, self._about)
        yield self._said
        yield Static(keys_line(self._keys()))

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _keys(self) -> list[Key]:
        other = Key("tab", _("learner or everybody"), "screen.turn", _("Tab"))
        return [
            Key("enter", _("make or undo"), "screen.make", _("Enter")),
            *([other] if self._learner else []),
            Key("escape", _("back"), "screen.dismiss", _("Esc")),
        ]

    def show(self, made: tuple[Trouble, ...]) -> None:
        """Show what is on now; what was said of it before is taken back if that has changed."""
        if made != self._made:
            self._said.update("")
        self._made = made
        self._draw()

    def _draw(self) -> None:
        address = self._address
        whom = self._learner.name if address and self._learner else _("everybody")
        self._title.update(_("Trouble on purpose, for {whom}").format(whom=whom))
        names = [name_of(kind) for kind in KINDS]
        width, on = max(map(len, names)) + 2, _("on")
        lines = [
            f"{name:<{width}}{on if is_on(kind, address, self._made) else ''}"
            for kind, name in zip(KINDS, names, strict=True)
        ]
        told = [
            Content.styled(f"› {line}", "bold $mark")
            if place == self._place
            else Content(f"  {line}")
            for place, line in enumerate(lines)
        ]
        told.insert(len(What), Content.styled(_("Scenarios of 2022:"), "$muted"))
        self._list.update(Content("\n").join(told))
        words = "\n".join(about(KINDS[self._place]))
        self._about.update(wrapped(words, self.size.width - 4))

    @property
    def _address(self) -> str:
        """Of the learner for whom trouble is made; "" for everybody."""
        return self._learner.address if self._learner and self._is_for_learner else ""

    def action_go(self, by: int) -> None:
        """Go so many lines on, round the end of the list."""
        self._place = (self._place + by) % len(KINDS)
        self._draw()

    def action_turn(self) -> None:
        self._is_for_learner = not self._is_for_learner
        self._draw()

    async def action_make(self) -> None:
        said = await self._make(name_of(KINDS[self._place]), self._address)
        self._said.update(wrapped(said, self.size.width - 4))
