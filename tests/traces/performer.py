"""Who plays a visit in a real front end, and what both front ends have in common of that.

The performer stands between journey and front end: it hands on what is asked, and knows what is
open. What the script says is then done as a voter does it, by keys or by lines
(:mod:`.on_screen`, :mod:`.in_lines`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, TypeVar

from tests.traces.steady import at_home, steady
from tests.traces.trace import Step
from tui_voter.audit.machine import Disk
from tui_voter.audit.mishaps import refusal
from tui_voter.audit.player import Disagreement, Reply
from tui_voter.audit.portal import VisitedPortal
from tui_voter.audit.record import Screen
from tui_voter.audit.visits import STORM
from tui_voter.audit.walk import Auditor
from tui_voter.contract.errors import ErrorCode, PortalError, PortalUnreachable
from tui_voter.dialogue import (
    YES,
    Answers,
    Correct,
    Dialogue,
    Form,
    Heading,
    Left,
    LinkField,
    Listing,
    Menu,
    Notice,
    Opened,
    Page,
    Quit,
    Refused,
    Row,
    SecretField,
)
from tui_voter.machine.files import FileFault
from tui_voter.secret import Secret

T = TypeVar("T")

MISHAPS: Final[Sequence[PortalError]] = (
    PortalUnreachable(),
    refusal(ErrorCode.BUSY),
    refusal(ErrorCode.CAPTCHA_WRONG),
)
"""What a form meets in a storm: no answer at all, one that says when to try again, and one about a
single field. The audit has them all; here they stand for the ways in which one is told."""
PATIENCE: Final = 40
"""Acts that one reply of a script takes at most."""
_MOVES: Final = {
    Form: ("fill", "propose", "leave"),
    Menu: ("choose",),
    Page: ("take",),
    Listing: ("find", "open", "take"),
}


@dataclass(eq=False)
class Place:
    """A screen that is open, and what its voter is about to do there."""

    screen: Screen
    reply: Reply | None = None
    typed: dict[str, str] = field(default_factory=dict)
    """What is still to be typed, by field."""
    given: dict[str, str] = field(default_factory=dict)
    """What was typed last, or stood there at first, by field."""
    entered: str = ""
    """The field that was answered last."""
    is_submitted: bool = False
    mishaps: list[PortalError] = field(default_factory=list)
    had_mishap: bool = False
    """The latest submit met one."""
    rows: list[Row] = field(default_factory=list)
    """Those of a listing that were fetched."""
    was_read: bool = False
    """More of a page was read than its beginning."""
    acts: int = 0
    """How many the reply has taken."""


class Performer(Auditor):
    """Plays ``script`` in one front end; ``trace`` is what came of it."""

    voice: Dialogue

    def __init__(self, script: Iterable[Reply], portal: VisitedPortal, files: Disk) -> None:
        super().__init__(script, portal, files)
        at_home(files, str(portal.folder))
        self.trace: list[Step] = []
        self._open: list[Place] = []
        self._act = "start"
        """What was done last."""

    def _keep(self, cursor: str, rows: Iterable[str]) -> None:
        """What came of the latest act."""
        place = self._open[-1].screen.title if self._open else ""
        self.trace.append(Step(place, self._act, cursor, tuple(map(steady, rows))))

    # --- between journey and front end

    async def ask(self, form: Form[T]) -> T | Left:
        with self._at(form) as place:

            async def submit(answers: Answers) -> T:
                return await self._submit_at(place, form, answers)

            return await self.voice.ask(form._replace(submit=submit))

    async def choose(self, menu: Menu) -> Opened | Left:
        with self._at(menu):
            return await self.voice.choose(menu)

    async def show(self, page: Page) -> Left:
        with self._at(page):
            return await self.voice.show(page)

    async def browse(self, listing: Listing) -> Opened | Left:
        with self._at(listing) as place:

            async def fetch(search: str, after: str) -> Any:
                batch = await listing.fetch(search, after)
                place.rows = [*(place.rows if after else ()), *batch.rows]
                return batch

            return await self.voice.browse(listing._replace(fetch=fetch))

    def notify(self, notice: Notice) -> None:
        self.voice.notify(notice)

    def head(self, heading: Heading) -> None:
        self.voice.head(heading)

    @contextmanager
    def _at(self, screen: Screen) -> Iterator[Place]:
        place = Place(screen)
        self._open.append(place)
        try:
            yield place
        finally:
            self._open.remove(place)

    async def _submit_at(self, place: Place, form: Form[T], answers: Answers) -> T:
        """Submit a form, in a storm under its next mishap, which leaves it open: whatever that
        leads to, the form is there again."""
        place.is_submitted = True
        self._fails = place.had_mishap = bool(place.mishaps)
        if not self._fails:
            return await form.submit(answers)
        self._portal.failure, self._files.failure = place.mishaps.pop(0), FileFault.NO_ROOM
        try:
            outcome = await form.submit(answers)
        except Refused as refused:
            raise Refused(*refused.errors, questions=refused.questions) from None
        finally:
            self._fails = False
            self._portal.failure = self._files.failure = None
        if isinstance(outcome, Left):
            raise Correct("")
        return outcome

    # --- the script

    def _reply_at(self, place: Place) -> Reply:
        """What the voter does there: what is still to be done, or else what comes next."""
        if place.is_submitted:
            place.is_submitted, place.entered = False, ""
            if place.had_mishap and place.reply is not None:
                self._intend(place, place.reply)
            else:
                place.reply = None
        if place.reply is None:
            self._intend(place, self._next_at(place.screen))
            is_storm = place.reply is not None and place.reply.key == STORM
            place.mishaps = [*MISHAPS] if is_storm else []
        assert place.reply is not None
        place.acts += 1
        if place.acts > PATIENCE:
            self._disagree(f"{place.reply!r} does not come to its end at {place.screen.title!r}")
        return place.reply

    def _next_at(self, screen: Screen) -> Reply:
        options = [option.key for option in screen.options] if isinstance(screen, Menu) else []
        is_scripted = bool(self._script) and self._script[0].key in options and not self._fails
        if (
            isinstance(screen, Menu)
            and screen.irrevocable
            and self._is_in_storm
            and not is_scripted
        ):
            return Reply("choose", options[0])
        if not self._script and YES in options:
            return Reply("choose", YES)  # a front end asks whether to leave where a script does not
        try:
            reply = self._next(screen, *_MOVES[type(screen)])
        except Quit:
            return Reply("quit")
        if reply.move in ("choose", "take", "leave") and reply.key not in options:
            self._way_of(reply, screen)
        return reply

    @property
    def _is_in_storm(self) -> bool:
        """Whether a form is being submitted that the script submits under mishaps."""
        return any(place.reply is not None and place.reply.key == STORM for place in self._open)

    def _intend(self, place: Place, reply: Reply) -> None:
        place.reply, place.acts, place.typed = reply, 0, {}
        if not isinstance(form := place.screen, Form):
            return
        for item in form.fields:
            stands = self.kept.texts(form).get(item.name, item.at_first())
            shown = stands.reveal() if isinstance(stands, Secret) else stands
            place.given.setdefault(item.name, shown)
            of = item.name
            if isinstance(item, SecretField) and item.repeats and of not in reply.typed:
                of = item.repeats
            if of in reply.typed:
                typed = self._typed(form, item.name, reply.typed[of], {})
                place.typed[item.name] = typed.reveal() if isinstance(typed, Secret) else typed

    def _done(self, place: Place) -> None:
        place.reply = None

    def _disagree(self, what: str) -> NoReturn:
        last = "\n".join(f"{step.act}\n{chr(10).join(step.rows)}" for step in self.trace[-4:])
        raise Disagreement(f"{what}\nWhat came last:\n{last}")

    @staticmethod
    def _answer(place: Place, name: str, text: str) -> str:
        """The act of answering a field, which tells no secret."""
        assert isinstance(place.screen, Form)
        (item,) = (item for item in place.screen.fields if item.name == name)
        if isinstance(item, SecretField | LinkField):
            return f"{name}: …"
        return f"{name}: {' '.join(text.split())}"
