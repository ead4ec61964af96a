"""``python -m tests.screenreader.pages LANGUAGE PART PARTS``: every page of the audit's walk, one
after the other, in the full screen's accessible theme.

What there is to walk through is not written down here: whatever page a journey shows is a page of
the audit's walk, or the audit says so. A part of them is shown for so long as nobody presses
Ctrl+N. It leads to the next one: of a page with notices, by way of itself with each of them; of a
form, by way of each error that the walk has met at its fields, and of the wait for what is
submitted; from a list, by way of the same one, whose rows take long.
"""

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Final

from textual.binding import Binding, BindingType

from tests.screenreader.focus import tell_focus
from tests.voters import DOWN, HOME
from tui_voter.audit.heard import present
from tui_voter.audit.record import Shown
from tui_voter.audit.seen import worst_of
from tui_voter.audit.walk import walk
from tui_voter.conversation.trail import untold
from tui_voter.dialogue import (
    BACK,
    Batch,
    CaptchaField,
    ChoiceField,
    Dialogue,
    Field,
    FieldError,
    Form,
    Listing,
    Menu,
    Notice,
    Refused,
    told,
)
from tui_voter.fullscreen import program
from tui_voter.fullscreen.app import forget_textual_settings
from tui_voter.fullscreen.program import Program
from tui_voter.fullscreen.screens.form import FormScreen
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.messages import gettext as _

NEXT: Final = "\x0e"
TAKES_LONG: Final = "Just a moment. Nothing is lost."
"""What is told of a wait, after some seconds."""
ENTRIES: Final = 12
"""Rows of a list that are gone to."""
VARIES: Final = re.compile(r"(?<=/)\S+/|\b(?=\w*[a-z0-9][A-Z])\w{14}\b")
"""What of a notice differs from one walk to the next: a temporary folder, an urn's name."""


@cache
def pages_in(language: str) -> list[Shown]:
    """Each page once: two that have the same title and the same controls are one. The help of each
    ends with how to reach a person, also where the walk has not signed in yet."""
    found: dict[object, Shown] = {}
    met = asyncio.run(walk(language))
    support = max(shown.heading.support for shown in met)
    for shown in met:
        key = (shown.kind, shown.screen.title, *stops_of(shown))
        page = found.setdefault(key, shown)
        if page is not shown:
            page.errors.extend(error for error in shown.errors if error not in page.errors)
            page.notices.extend(shown.notices)
    for page in found.values():
        page.notices[:] = [VARIES.sub("", notice) for notice in page.notices]
        page.heading = page.heading._replace(support=support)
    return [*found.values()]


def stops_of(shown: Shown) -> list[str]:
    """The names of what the focus stops at, the options of choices among them; of a list's rows,
    the first, or what is said in their place."""
    rows = {row.label for row in shown.rows[1:]}
    controls = [control.name for control in shown.controls() if control.name not in rows]
    options = [option.label for choice in choices_of(shown) for option in choice.options]
    names = {field.label: name_of(field) for field in fields_of(shown)}
    return [*(names.get(name, name) for name in controls), *options, *_in_place_of_rows(shown)]


def _in_place_of_rows(shown: Shown) -> list[str]:
    """What a list without rows says, at which the focus stops all the same."""
    screen = shown.screen
    return [told(screen.empty)] if isinstance(screen, Listing) and not shown.rows else []


def name_of(field: Field[Any]) -> str:
    """What the focus is told to be at."""
    return _("Your answer") if isinstance(field, CaptchaField) else field.label


def fields_of(shown: Shown) -> Sequence[Field[Any]]:
    return shown.screen.fields if isinstance(shown.screen, Form) else ()


def choices_of(shown: Shown) -> list[ChoiceField[Any]]:
    return [field for field in fields_of(shown) if isinstance(field, ChoiceField)]


def start_of(name: str) -> str:
    """What the row that has it begins with: a longer one goes on below."""
    first = " ".join(name.split()[:2]) if len(name) > 12 else name
    return first[:24]


def keys_through(shown: Shown) -> list[str]:
    """What leads through all entries of a list, from where the focus is at first."""
    screen = shown.screen
    if not isinstance(screen, Menu):
        return [DOWN] * (min(len(shown.rows), ENTRIES) - 1)
    first = [HOME] if screen.chosen else [DOWN] * screen.irrevocable
    return [*first, *[DOWN] * (len(screen.options) - 1)]


def tabs_through(shown: Shown) -> int:
    """How often Tab leads to another place; a captcha has buttons of its own."""
    stops = len({control.stop for control in shown.controls()}) + len(_in_place_of_rows(shown))
    captchas = [field for field in fields_of(shown) if isinstance(field, CaptchaField)]
    buttons = sum(1 + (captcha.compute is not None) for captcha in captchas)
    return 0 if stops == 1 else stops + buttons


def keys_through_choice(shown: Shown, is_at: Callable[[ChoiceField[Any]], bool]) -> list[str]:
    """The same of the choice of a form that the focus ``is_at``; none where it is at none."""
    for choice in choices_of(shown):
        if is_at(choice):
            return [HOME, *[DOWN] * (len(choice.options) - 1)]
    return []


def errors_of(shown: Shown) -> list[FieldError]:
    """The worst error of each field, in the order of the fields."""
    worst = worst_of(shown.errors)
    return [worst[field.name] for field in fields_of(shown) if field.name in worst]


def notices_of(shown: Shown) -> list[str]:
    """Each that has stood above the page; the last one stands there while one looks around."""
    return [*dict.fromkeys(untold(shown.notices, shown.screen))] or [""]


LONG: Final = 6.0
"""Seconds that rows may take: it is said by then that they take long."""


class Pages(Program):
    CSS_PATH = str(Path(program.__file__).parent / Program.CSS_PATH)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+n", "go_on", priority=True)]

    def __init__(self, pages: Sequence[Shown]) -> None:
        super().__init__(self._show, theme="accessible")
        self._pages = pages
        self._next = asyncio.Queue[QuestionScreen]()

    def action_go_on(self) -> None:
        assert isinstance(self.screen, QuestionScreen)
        self._next.put_nowait(self.screen)

    async def _show(self, dialogue: Dialogue) -> None:
        for shown in self._pages:
            dialogue.head(shown.heading)
            *others, last = notices_of(shown)
            for notice in others:
                await self._present(dialogue, shown, notice)
            await self._present(dialogue, shown, last, self._go_through(shown))
            if isinstance(shown.screen, Listing):
                await self._present(dialogue, shown, "", seconds=LONG)

    async def _present(
        self,
        dialogue: Dialogue,
        shown: Shown,
        notice: str,
        look: Awaitable[None] | None = None,
        *,
        seconds: float = 0,
    ) -> None:
        """Until the voter has taken a ``look``, and goes on; a list's rows take ``seconds``."""
        if notice:
            dialogue.notify(Notice(notice))
        screen = shown.screen
        if isinstance(screen, Listing):
            screen = screen._replace(fetch=_fetching(shown, seconds))
        showing = asyncio.ensure_future(present(dialogue, screen))
        if look is not None:
            await look
        (await self._next.get()).answer(BACK)
        await showing

    async def _go_through(self, shown: Shown) -> None:
        for error in errors_of(shown):
            (await self._next_form()).complain(Refused(error))
        if isinstance(shown.screen, Form):
            form = await self._next_form()
            form.set_focus(form.button)
            form.begin_work(_for_ever())

    async def _next_form(self) -> FormScreen:
        frame = await self._next.get()
        assert isinstance(frame, FormScreen)
        return frame


def _fetching(shown: Shown, seconds: float) -> Callable[[str, str], Awaitable[Batch]]:
    async def fetch(_search: str, _after: str) -> Batch:
        if seconds:
            await asyncio.sleep(seconds)
        return Batch(shown.rows)

    return fetch


async def _for_ever() -> None:
    await asyncio.Event().wait()


if __name__ == "__main__":
    language, part, parts = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    forget_textual_settings()
    tell_focus()
    sys.exit(Pages(pages_in(language)[part::parts]).play())
