"""Who plays a visit in a real front end, and what both front ends have in common of that.

The performer stands between journey and front end: it hands on what is asked, and knows what is
open. What the script says is then done as a voter does it, by keys or by lines
(:mod:`.on_screen`, :mod:`.in_lines`). A long token or hash is painted over with "#", as many as it
has characters: which one it is depends on how often the portal has drawn before.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from tests.traces.trace import Step
from tui_voter.audit.machine import Disk
from tui_voter.audit.mishaps import refusal
from tui_voter.audit.player import Reply
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
    SecretField,
)
from tui_voter.machine.files import FileFault
from tui_voter.secret import Secret

T = TypeVar("T")

MISHAPS: Final[Mapping[str, PortalError]] = {
    f"{STORM}, no answer": PortalUnreachable(),
    f"{STORM}, busy": refusal(ErrorCode.BUSY),
    f"{STORM}, captcha": refusal(ErrorCode.CAPTCHA_WRONG),
}
"""What a form meets in a storm: no answer at all, one that says when to try again, and one about a
single field. The audit has them all; here they stand for the ways in which one is told."""
_RANDOM: Final = re.compile(
    r"\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}\b"  # a voting code: the database chooses among them
    r"|(?<=/activation/)\S+|(?<=/recovery/)\S+"
    r"|(?=[\w+-]*[A-Z])(?=[\w+-]*[a-z])(?=[\w+-]*\d)[\w+-]{16,}"
)
HOME: Final = "/home/camille"
"""What is told in place of a visit's folder, whose name the system chooses."""
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
    mishap: PortalError | None = None
    """What the next submit meets."""
    in_a_storm: bool = False
    """Whether the reply is that of a storm."""
    was_read: bool = False
    """More of a page was read than its beginning."""
    acts: int = 0
    """How many the reply has taken."""


class Performer(Auditor):
    """Plays ``script`` in one front end; ``trace`` is what came of it."""

    voice: Dialogue

    def __init__(self, script: Iterable[Reply], portal: VisitedPortal, files: Disk) -> None:
        super().__init__([each for reply in script for each in _in_turn(reply)], portal, files)
        _at_home(files, str(portal.folder))
        self.trace: list[Step] = []
        self._open: list[Place] = []
        self._act = "start"
        """What was done last."""

    def _keep(self, cursor: str, rows: Iterable[str]) -> None:
        """What came of the latest act."""
        place = self._open[-1].screen.title if self._open else ""
        self.trace.append(Step(place, self._act, cursor, tuple(map(steady, rows))))
        self._say(self._act, *self.trace[-1].rows)

    # --- between journey and front end

    async def ask(self, form: Form[T]) -> T | Left:
        form = self.kept.prepared(form)
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
        with self._at(listing):
            return await self.voice.browse(listing)

    def notify(self, notice: Notice) -> None:
        self.voice.notify(notice)

    def head(self, heading: Heading) -> None:
        self.voice.head(heading)

    @contextmanager
    def _at(self, screen: Screen) -> Iterator[Place]:
        """While it is open. What is confidential is recorded like everything else."""
        if not isinstance(screen, Listing):
            vars(screen)["confidential"] = False
        place = Place(screen)
        self._open.append(place)
        try:
            yield place
        finally:
            self._open.remove(place)

    async def _submit_at(self, place: Place, form: Form[T], answers: Answers) -> T:
        """Submit a form. A mishap leaves it open: whatever it leads to, the form is there again."""
        place.reply, place.entered = None, ""
        mishap, place.mishap = place.mishap, None
        if mishap is None:
            return await form.submit(answers)
        self._fails, self._portal.failure, self._files.failure = True, mishap, FileFault.NO_ROOM
        try:
            outcome = await form.submit(answers)
        except Refused as refused:
            raise Refused(*refused.errors, questions=refused.questions) from None
        finally:
            self._fails, self._portal.failure, self._files.failure = False, None, None
        if isinstance(outcome, Left):
            raise Correct("")
        return outcome

    # --- the script

    def _reply_at(self, place: Place) -> Reply:
        """What the voter does there: what is still to be done, or else what comes next."""
        if place.reply is None:
            place.reply, place.acts = self._next_at(place.screen), 0
            place.typed = self._answers(place, place.screen, place.reply)
            place.mishap = MISHAPS.get(str(place.reply.key))
            place.in_a_storm = place.mishap is not None or place.reply.key == STORM
        place.acts += 1
        if place.acts > PATIENCE:
            self._disagree(f"{place.reply!r} does not come to its end at {place.screen.title!r}")
        return place.reply

    def _next_at(self, screen: Screen) -> Reply:
        options = [option.key for option in screen.options] if isinstance(screen, Menu) else []
        in_a_storm = any(place.in_a_storm for place in self._open)
        is_scripted = bool(self._script) and self._script[0].key in options and not self._fails
        if isinstance(screen, Menu) and screen.irrevocable and in_a_storm and not is_scripted:
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

    def _answers(self, place: Place, screen: Screen, reply: Reply) -> dict[str, str]:
        """What a reply types into a form, by field; what repeats a secret is typed as well."""
        answers: dict[str, str] = {}
        if not isinstance(screen, Form):
            return answers
        for item in screen.fields:
            stands = self.kept.texts(screen).get(item.name, item.at_first())
            shown = stands.reveal() if isinstance(stands, Secret) else stands
            place.given.setdefault(item.name, shown)
            repeats = item.repeats if isinstance(item, SecretField) else ""
            of = item.name if item.name in reply.typed else repeats
            if of in reply.typed:
                typed = self._typed(screen, item.name, reply.typed[of], {})
                answers[item.name] = typed.reveal() if isinstance(typed, Secret) else typed
        return answers

    def _types(self, place: Place, name: str) -> str:
        """Take up what is typed into a field; the act tells no secret."""
        assert isinstance(place.screen, Form)
        (item,) = (item for item in place.screen.fields if item.name == name)
        text = place.given[name] = place.typed.pop(name)
        is_secret = isinstance(item, SecretField | LinkField)
        self._act = f"{name}: {'…' if is_secret else ' '.join(text.split())}"
        return text


def _in_turn(reply: Reply) -> list[Reply]:
    """A storm as one reply under each mishap, then without one."""
    return [*(replace(reply, key=key) for key in MISHAPS if reply.key == STORM), reply]


def _at_home(files: Disk, folder: str) -> None:
    """Let ``files`` tell that what was saved in ``folder`` is in :data:`HOME`."""
    write = files.write
    files.folder = lambda: HOME  # type: ignore[method-assign]
    files.write = lambda name, content: write(name, content).replace(folder, HOME)  # type: ignore[method-assign]


def steady(row: str) -> str:
    """A row of a screen, or a line, without what only looks random."""
    return _RANDOM.sub(lambda found: "#" * len(found[0]), row).rstrip()
