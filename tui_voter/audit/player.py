"""A Dialogue that plays a script without any terminal, and records what was said.

    said = await play(
        journey,
        fill(link=LINK),
        choose("yes"),                      # a menu asked while the form submits
        fill(password=WEAK), fill(password=GOOD, captcha=solve),  # refused once, then taken
        leave("new_link"), fill(address="..."),
        take("home"), sees("Welcome"),
        choose("roll"), find("dup"), open_row("DUPONT"), take(BACK),
        quit_(),
    )
    assert "lien incomplet" in said.shorts

Replies are keyed by field names, option keys and action names. If script and journey disagree,
:class:`Disagreement` says which reply met which question, and what was said last.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, TypeVar

from tui_voter import messages
from tui_voter.audit.record import Screen, Shown, texts_of
from tui_voter.conversation.filling import Filling
from tui_voter.conversation.leaving import may_leave
from tui_voter.conversation.trail import AT_FIRST, Stand, Trail
from tui_voter.dialogue import (
    BACK,
    YES,
    Back,
    Batch,
    CaptchaField,
    ChoiceField,
    Correct,
    Field,
    FieldError,
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
    Role,
    Row,
    SecretField,
    SignOut,
    Took,
    told,
)
from tui_voter.linear.spoken import spoken
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext
from tui_voter.secret import Secret

T = TypeVar("T")
V = TypeVar("V")

Given = str | Callable[[str], str]
"""An answer, or a function that makes it from the captcha's question."""


ANY_WAY: Final = "go"
"""The move that takes a way from any screen, by ``leave``, ``choose`` or ``take``."""


class Disagreement(AssertionError):
    """The script does not match what the journey asks."""


# --- The moves ----------------------------------------------------------------------------


@dataclass(eq=False)
class Reply:
    """One action of the voter, made by the functions below."""

    move: str
    key: str | Back = ""
    """The key of an option or the name of an action."""
    typed: Mapping[str, Given] = field(default_factory=dict)
    renew: str = ""
    compute: str = ""
    form: str = ""
    words: str = ""
    """What is searched for, opened or waited for."""

    def __repr__(self) -> str:
        said = [self.move, self.key, self.words, *self.typed]
        return " ".join(str(each) for each in said if each)


def fill(*, at: str = "", renew: str = "", compute: str = "", **typed: Given) -> Reply:
    """Answer a form's fields by name and submit it.

    After a refusal, the next ``fill`` changes some answers and submits again. A field with a value
    may be left out, and so may the confirmation of a secret. ``renew`` names a captcha field whose
    question is replaced first, ``compute`` one that the computer answers; ``at`` is the form's
    title in English, to check that it is this form and not another with such fields.
    """
    return Reply("fill", typed=typed, renew=renew, compute=compute, form=at)


def attempt(*, at: str = "", **typed: Given) -> Reply:
    """Answer a single field with Enter: its check runs, and nothing is submitted."""
    return Reply("try", typed=typed, form=at)


def leave(to: str | Back = BACK, *, at: str = "", **typed: Given) -> Reply:
    """Leave a form by going back or by an action, with some fields filled in."""
    return Reply("leave", to, typed, form=at)


def propose(*, at: str = "") -> Reply:
    """Have a form's field propose an answer; the form stays open."""
    return Reply("propose", form=at)


def choose(key: str | Back) -> Reply:
    """Choose a menu's option by its key, take one of its actions by its name, or go back."""
    return Reply("choose", key)


def take(name: str | Back) -> Reply:
    """Take an action of a page or of a listing by its name, or go back."""
    return Reply("take", name)


def find(text: str) -> Reply:
    """Search a listing; "" shows all rows again."""
    return Reply("find", words=text)


def more() -> Reply:
    """Look at the next rows of a listing."""
    return Reply("more")


def open_row(words: str) -> Reply:
    """Open the first row of a listing whose label or detail has ``words``, however far down."""
    return Reply("open", words=words)


def quit_() -> Reply:
    """Leave the program, whatever is asked."""
    return Reply("quit")


class Sees(Reply):
    """Waits for a text of the program, given in English."""

    def __init__(self, text: str, values: Mapping[str, object], one: str = "") -> None:
        super().__init__("sees", words=text)
        self._values = values
        self._one = one

    @property
    def translated(self) -> str:
        """The text in the current language."""
        return ngettext(self._one, self.words, 2) if self._one else _(self.words)

    @property
    def pattern(self) -> str:
        """A pattern for the text as it is shown or said. A placeholder without a value matches
        anything."""
        texts = dict.fromkeys([self.translated, spoken(self.translated)])
        return f"(?:{'|'.join(map(self._pattern_of, texts))})"

    def _pattern_of(self, text: str) -> str:
        pieces = re.split(r"\{(\w+)\}", text)
        return "".join(
            re.escape(folded(piece))
            if at % 2 == 0
            else re.escape(str(self._values[piece]))
            if piece in self._values
            else ".+?"
            for at, piece in enumerate(pieces)
        )


class Act(Reply):
    """Something that happens outside the program."""

    def __init__(self, action: Callable[[], object]) -> None:
        super().__init__("act")
        self.action = action


def sees(text: str, one: str = "", /, **values: object) -> Reply:
    """Wait for ``text``, with ``values`` for some of its placeholders. A plural ``text`` needs its
    singular in ``one``, by which the catalogue finds it."""
    return Sees(text, values, one)


def act(action: Callable[[], object]) -> Reply:
    """Do something outside the program, such as stopping the portal or moving the clock."""
    return Act(action)


def folded(text: str) -> str:
    """``text`` on one line, without the bars drawn beside it."""
    return re.sub(r"[\s█▁▂▃▄▅▆▇]+", " ", text)


# --- The player ---------------------------------------------------------------------------


async def play(journey: Callable[[Player], Awaitable[object]], *script: Reply) -> Player:
    """Play ``journey`` with ``script`` until both end; returns the player."""
    player = Player(*script)
    await player.run(journey)
    return player


class Player:
    """Plays ``script`` and records what was said.

    ``shown`` are the screens, ``said`` every text in order; ``refusals`` the errors of all
    refusals; ``notices`` and ``headings`` all notices and headings.
    """

    captcha_answer: str | None = None
    """Answers a captcha for which the script has no answer."""

    def __init__(self, *script: Reply) -> None:
        self._script = list(script)
        self._seen = 0
        self._heading = Heading()
        self.kept = Trail()
        self._notices: list[str] = []
        self.shown: list[Shown] = []
        self.said: list[str] = []
        self.refusals: list[FieldError] = []
        self.notices: list[str] = []
        self.headings: list[Heading] = []
        self.was_quit = False
        self._is_leaving = False
        """Whether the voter signs out, and may be asked whether they want to."""

    async def run(self, journey: Callable[[Player], Awaitable[object]]) -> None:
        """Play the journey to its end. The script must end with it."""
        try:
            await journey(self)
        except Quit:
            self.was_quit = True
        if self._script:
            self._disagree(f"the journey ended before {self._script}")

    @property
    def shorts(self) -> list[str]:
        """The short forms of all refusals."""
        return [error.short for error in self.refusals]

    @property
    def titles(self) -> list[str]:
        return [shown.screen.title for shown in self.shown]

    @property
    def menus(self) -> list[Menu]:
        return [shown.screen for shown in self.shown if isinstance(shown.screen, Menu)]

    @property
    def listings(self) -> list[Listing]:
        return [shown.screen for shown in self.shown if isinstance(shown.screen, Listing)]

    # --- the protocol

    async def ask(self, form: Form[T]) -> T | Left:
        form = self.kept.prepared(form)
        shown = await self._record(form)
        state = Filling(form, shown.holds)
        with self.kept.opened(form, lambda: state.is_begun):
            return await self._fill_and_submit(form, shown, state)

    async def _fill_and_submit(self, form: Form[T], shown: Shown, state: Filling[T]) -> T | Left:
        """Answer and submit a form until it accepts, or the voter leaves."""
        answered = {item.name for item in form.fields if state[item.name]}
        captchas = [item for item in form.fields if isinstance(item, CaptchaField)]
        questions = {item.name: told(item.question) for item in captchas}
        if self.captcha_answer is not None:
            for name in questions:
                state.type(name, self.captcha_answer)
            answered |= questions.keys()
        while True:
            moves = ["leave"] if state.is_over else ["fill", "try", "propose", "leave"]
            reply = self._next(form, *moves)
            if reply.form and _(reply.form) != form.title:
                self._disagree(f"{reply!r} at {reply.form!r}, and the form is {form.title!r}")
            if reply.move == "propose":
                await self._propose(form)
                continue
            expired = (item.name for item in captchas if not told(item.question))
            for name in filter(None, [reply.renew or next(expired, "")]):
                await self._renew(form, name, questions, shown)
            answered |= await self._fill_in(state, reply, questions)
            if reply.move == "leave":
                return self._left(form, self._way_of(reply, form), Stand(typed=state.leave()))
            try:
                if reply.move == "try":
                    (item,) = (item for item in form.fields if item.name in reply.typed)
                    await self._tell_strength(state)
                    state.check(item)
                    continue
                if missing := [item.name for item in form.fields if item.name not in answered]:
                    self._disagree(f"no answer for {missing} at the form {form.title!r}")
                await self._tell_strength(state)
                self._say(form.busy)
                return self._left(form, await self._submit(state, reply, shown))
            except Correct:
                continue
            except Refused as refusal:
                self._take_refusal(refusal, shown)
                questions.update(refusal.questions)

    async def _fill_in(
        self, state: Filling[Any], reply: Reply, questions: Mapping[str, str]
    ) -> set[str]:
        """Type a reply's answers and their confirmations. Returns the names of those fields."""
        typed = set(reply.typed)
        for name, given in reply.typed.items():
            state.type(name, self._typed(state.form, name, given, questions))
        for item in state.form.fields:
            if isinstance(item, CaptchaField) and item.name == reply.compute:
                state.type(item.name, await self._compute(item))
                typed.add(item.name)
            is_told = item.name in reply.typed
            if isinstance(item, SecretField) and item.repeats in reply.typed and not is_told:
                state.type(item.name, state[item.repeats])
                typed.add(item.name)
        return typed

    async def _submit(self, state: Filling[T], _reply: Reply, _shown: Shown) -> T:
        return await state.submit()

    async def choose(self, menu: Menu) -> Opened | Left:
        await self._record(menu)
        signs_out = Role.SIGN_OUT.among(menu.actions)
        while True:
            reply = self._next(menu, "choose")
            if isinstance(reply.key, str) and reply.key in [option.key for option in menu.options]:
                return self._left(menu, Opened(reply.key))
            way = self._way_of(reply, menu)
            if signs_out is None or way != Took(signs_out.name):
                return self._left(menu, way)
            self._is_leaving = True
            if await may_leave(self, self._heading, Role.SIGN_OUT):
                raise SignOut
            self._is_leaving = False

    async def show(self, page: Page) -> Left:
        await self._record(page)
        return self._left(page, self._way_of(self._next(page, "take"), page))

    def _left(self, place: Screen, answer: V, stand: Stand = AT_FIRST) -> V:
        """The voter has left ``place`` with this ``answer``."""
        if isinstance(answer, Opened):
            stand = stand._replace(at=answer.key)
        self.kept.leave(place, answer, stand)
        return answer

    async def browse(self, listing: Listing) -> Opened | Left:
        shown = await self._record(listing)
        search = shown.stand.search
        batch = await self._fetch_rows(shown, listing, search, "")
        while True:
            reply = self._next(listing, "find", "more", "open", "take")
            if reply.move == "take":
                return self._left(listing, self._way_of(reply, listing), Stand(search=search))
            if reply.move == "find":
                if not listing.search_label:
                    self._disagree(f"a search in {listing.title!r}, which has none")
                search = reply.words
                batch = await self._fetch_rows(shown, listing, search, "")
            elif reply.move == "more":
                if not batch.after:
                    self._disagree(f"more rows of {listing.title!r}, which has no more")
                batch = await self._fetch_rows(shown, listing, search, batch.after)
            else:
                if not listing.opens:
                    self._disagree(f"a row to open in {listing.title!r}, which only lists them")
                row = await self._find_row(shown, listing, search, batch, reply.words)
                return self._left(listing, Opened(row.key), Stand(search=search))

    def notify(self, notice: Notice) -> None:
        self.notices.append(notice.text)
        self._notices.append(notice.text)
        self._say(notice.text)

    def head(self, heading: Heading) -> None:
        self._heading = heading._replace(limits=self.kept.limits)
        self.kept.session(is_open=heading.session is not None)
        self.headings.append(heading)
        self._say(heading.election, heading.host, *heading.warning)
        if heading.countdown is not None:
            self._say(heading.countdown.view().brief)

    # --- the script

    async def _record(self, screen: Screen) -> Shown:
        """Record a screen, with the notices that came before it."""
        stand = self.kept.come(screen) or AT_FIRST
        shown = Shown(screen, messages.language(), self._heading, self._notices, stand=stand)
        if isinstance(screen, Form):
            shown.holds = self.kept.texts(screen)
        self._notices = []
        self.shown.append(shown)
        self._say(*texts_of(screen))
        return shown

    def _next(self, screen: Screen, *moves: str) -> Reply:
        asked = f"the {type(screen).__name__.lower()} {screen.title!r}"
        while self._script and isinstance(reply := self._script[0], Sees | Act):
            self._script.pop(0)
            if isinstance(reply, Act):
                reply.action()
                continue
            said = folded("\n".join(self.said[self._seen :]))
            if not re.search(reply.pattern, said):
                raise Disagreement(f"{reply.pattern!r} was not said, but:\n{said}")
        if not self._script and self._is_leaving:
            return Reply("choose", YES)  # whoever signs out last means it, whatever they lose
        if not self._script:
            self._disagree(f"the script ended, and the journey asks {asked}")
        reply = self._script.pop(0)
        if reply.move == "quit":
            raise Quit
        if reply.move == ANY_WAY:
            reply = Reply(moves[-1], reply.key)
        if reply.move not in moves:
            self._disagree(f"the script says {reply!r}, and the journey asks {asked}")
        self._seen = len(self.said)
        return reply

    def _way_of(self, reply: Reply, screen: Screen) -> Left:
        """How the reply leaves the screen, if the screen offers that."""
        way = BACK if isinstance(reply.key, Back) else Took(reply.key)
        ways: list[Left] = [Took(action.name) for action in screen.actions]
        ways += [BACK] * screen.can_go_back
        if way not in ways:
            options = screen.options if isinstance(screen, Menu) else ()
            offered = [*(Opened(option.key) for option in options), *ways]
            self._disagree(f"the way {way!r} from {screen.title!r}, which offers {offered}")
        return way

    def _typed(
        self, form: Form[Any], name: str, given: Given, questions: Mapping[str, str]
    ) -> str | Secret:
        item = next((item for item in form.fields if item.name == name), None)
        if item is None:
            names = [item.name for item in form.fields]
            self._disagree(f"an answer for {name!r} at {form.title!r}, which asks {names}")
        text = given if isinstance(given, str) else given(questions.get(name, ""))
        if isinstance(item, SecretField):
            return Secret(text[: item.limit])
        if isinstance(item, LinkField):
            return (item.find(text) or text)[: item.limit]
        if isinstance(item, ChoiceField):
            keys = [option.key for option in item.options]
            if text not in keys:
                self._disagree(f"the choice {text!r} for {name!r}, which offers {keys}")
            return text
        return text[: getattr(item, "limit", None)]

    async def _find_row(
        self, shown: Shown, listing: Listing, search: str, batch: Batch, words: str
    ) -> Row:
        while True:
            for row in batch.rows:
                if words in row.label or words in row.detail:
                    return row
            if not batch.after:
                self._disagree(f"no row with {words!r} in {listing.title!r}")
            batch = await self._fetch_rows(shown, listing, search, batch.after)

    async def _fetch_rows(self, shown: Shown, listing: Listing, search: str, after: str) -> Batch:
        try:
            batch = await listing.fetch(search, after)
        except Refused as refusal:
            self._take_refusal(refusal, shown)
            return Batch((), after or "")
        for row in batch.rows:
            self._say(row.section, row.label, row.detail)
        if not batch.rows and not after:
            self._say(listing.nothing_found if search else told(listing.empty))
        return batch

    async def _tell_strength(self, state: Filling[Any]) -> None:
        for item in state.form.fields:
            if isinstance(item, SecretField):
                secret = state.typed.secret(item.name)
                view = await item.strength(secret) if item.strength is not None else None
                if item.rules is not None:
                    for known in (None, view):
                        self._say(*(rule.text for rule in item.rules(secret, known)))
                if view is not None:
                    self._say(*view[1:])

    async def _propose(self, form: Form[Any]) -> None:
        secrets = [item for item in form.fields if isinstance(item, SecretField)]
        propose = next((item.propose for item in secrets if item.propose is not None), None)
        if propose is None:
            self._disagree(f"no field of {form.title!r} proposes anything")
        await propose()

    async def _renew(
        self, form: Form[Any], name: str, questions: dict[str, str], shown: Shown
    ) -> None:
        item: Field[Any] | None = next((item for item in form.fields if item.name == name), None)
        if not isinstance(item, CaptchaField):
            self._disagree(f"a new question for {name!r} at {form.title!r}, which is no captcha")
        try:
            questions[name] = await item.renew()
            self._say(questions[name])
        except Refused as refusal:
            self._take_refusal(refusal, shown)

    async def _compute(self, item: CaptchaField) -> str:
        if item.compute is None:
            self._disagree(f"the computer cannot answer {item.name!r}")
        return await item.compute(lambda _share: None)

    # --- the record

    def _take_refusal(self, refusal: Refused, shown: Shown) -> None:
        shown.complain(refusal.errors)
        self.refusals.extend(refusal.errors)
        self._say(*(error.text for error in refusal.errors), *refusal.questions.values())

    def _say(self, *texts: str) -> None:
        self.said.extend(filter(None, texts))

    def _disagree(self, what: str) -> NoReturn:
        last = "\n  ".join(self.said[-12:])
        raise Disagreement(f"{what}\nSaid last:\n  {last}")
