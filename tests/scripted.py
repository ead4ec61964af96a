"""The third Dialogue: it plays a script, without any terminal.

    said = await play(
        journey,
        fill(link=LINK),
        choose("yes"),                      # a menu asked while the form submits
        fill(password=WEAK), fill(password=GOOD, captcha=solve),  # refused once, then taken
        leave("new_link"), fill(address="..."),
        take("home"),
        choose("roll"), find("dup"), open_row("DUPONT"), take(BACK),
        quit_(),
    )
    assert "lien incomplet" in said.shorts

Replies are keyed by field names, option keys and action names. Where script and journey
disagree, :class:`Disagreement` says which reply met which question, and what was said last.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import NoReturn, TypeVar

from tui_voter.dialogue import (
    BACK,
    Answers,
    Batch,
    Browsed,
    CaptchaField,
    ChoiceField,
    Countdown,
    Dialogue,
    Facts,
    Field,
    FieldError,
    Form,
    Heading,
    Items,
    Left,
    LinkField,
    Listing,
    LongTextField,
    Menu,
    Notice,
    Page,
    Prose,
    Quit,
    Refused,
    Row,
    SecretField,
    TextField,
    Title,
)
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret

T = TypeVar("T")

Typed = str | Callable[[str], str]
"""An answer, or what makes it from the captcha's question."""


class Disagreement(AssertionError):
    """The script answers something else than the journey asks."""


class Reply:
    """One move of the voter. Made by :func:`fill`, :func:`attempt`, :func:`leave`,
    :func:`choose`, :func:`take`, :func:`find`, :func:`more`, :func:`open_row` and
    :func:`quit_`."""

    def __init__(
        self,
        move: str,
        key: str = "",
        typed: Mapping[str, Typed] | None = None,
        *,
        renew: str = "",
        form: str = "",
    ) -> None:
        self.move = move
        self.key = key
        self.typed = dict(typed or {})
        self.renew = renew
        self.form = form

    def __repr__(self) -> str:
        return " ".join(filter(None, [self.move, self.key, *self.typed]))


def fill(*, at: str = "", renew: str = "", **typed: Typed) -> Reply:
    """Answer a form's fields by name and submit it.

    After a refusal, the next ``fill`` changes some answers and submits again. A field with a
    value may be left out, and so may a secret that repeats another. ``renew`` names a captcha
    field whose question is replaced first, ``at`` the form's title in English, where others
    ask for fields of these names too.
    """
    return Reply("fill", typed=typed, renew=renew, form=at)


def attempt(*, at: str = "", **typed: Typed) -> Reply:
    """Answer one field only, with Enter: its check runs, and nothing else."""
    return Reply("try", typed=typed, form=at)


def leave(to: str = BACK, *, at: str = "", **typed: Typed) -> Reply:
    """Leave a form, back or by an action, with some fields typed."""
    return Reply("leave", to, typed, form=at)


def choose(key: str) -> Reply:
    """Choose a menu's option by its key, an action by its name, or :data:`BACK`."""
    return Reply("choose", key)


def take(name: str) -> Reply:
    """Take an action of a page or of a listing by its name, or :data:`BACK`."""
    return Reply("take", name)


def find(text: str) -> Reply:
    """Search a listing; "" shows all again."""
    return Reply("find", text)


def more() -> Reply:
    """Look at the next rows of a listing."""
    return Reply("more")


def open_row(words: str) -> Reply:
    """Open the first row of a listing whose label or detail has ``words``, however far down."""
    return Reply("open", words)


def quit_() -> Reply:
    """Leave the program, whatever is asked."""
    return Reply("quit")


async def play(journey: Callable[[Dialogue], Awaitable[None]], *script: Reply) -> ScriptedDialogue:
    """Hold ``journey`` with ``script``, to its end and the script's; the dialogue it was."""
    dialogue = ScriptedDialogue(*script)
    try:
        await journey(dialogue)
    except Quit:
        dialogue.was_quit = True
    dialogue.finish()
    return dialogue


class ScriptedDialogue:
    """Plays ``script`` and keeps what was said.

    ``said`` holds every text in order; ``refusals`` the errors of all refusals, ``notices``
    and ``headings`` what they name, ``titles`` those of each form, menu and page.
    """

    def __init__(self, *script: Reply) -> None:
        self._script = list(script)
        self.said: list[str] = []
        self.refusals: list[FieldError] = []
        self.notices: list[str] = []
        self.headings: list[Heading] = []
        self.titles: list[str] = []
        self.was_quit = False

    @property
    def shorts(self) -> list[str]:
        """The short forms of all refusals."""
        return [error.short for error in self.refusals]

    def finish(self) -> None:
        """Check that the whole script was played."""
        if self._script:
            self._disagree(f"the journey ended before {self._script}")

    # --- the protocol

    async def ask(self, form: Form[T]) -> T | Left:
        self._tell_form(form)
        values: dict[str, str | Secret] = {
            item.name: item.value
            for item in form.fields
            if isinstance(item, TextField | LongTextField | LinkField | ChoiceField) and item.value
        }
        questions = {f.name: f.question for f in form.fields if isinstance(f, CaptchaField)}
        while True:
            reply = self._next(f"the form {form.title!r}", "fill", "try", "leave")
            if reply.form and _(reply.form) != form.title:
                self._disagree(f"{reply!r} at {reply.form!r}, and the form is {form.title!r}")
            if reply.renew:
                await self._renew(form, reply.renew, questions)
            for name, typed in reply.typed.items():
                values[name] = self._typed(form, name, typed, questions)
            for item in form.fields:
                if (
                    isinstance(item, SecretField)
                    and item.repeats in reply.typed
                    and item.name not in reply.typed
                ):
                    values[item.name] = values[item.repeats]
            if reply.move == "leave":
                self._check_way(reply.key, form)
                return Left(reply.key, Answers(values).without_secrets())
            if reply.move == "try":
                await self._attempt(form, reply, values)
                continue
            if missing := [item.name for item in form.fields if item.name not in values]:
                self._disagree(f"no answer for {missing} at the form {form.title!r}")
            await self._tell_strength(form, values)
            self._say(form.busy)
            try:
                return await form.accept(Answers(values))
            except Refused as refusal:
                self._take_refusal(refusal)
                questions.update(refusal.questions)

    async def choose(self, menu: Menu) -> str:
        self.titles.append(menu.title)
        self._say(menu.title, *menu.text)
        for option in menu.options:
            self._say(option.section, option.label)
        self._say(*(action.label for action in menu.actions), menu.help)
        reply = self._next(f"the menu {menu.title!r}", "choose")
        keys = [option.key for option in menu.options] + [action.name for action in menu.actions]
        keys += [BACK] * menu.can_go_back
        if reply.key not in keys:
            self._disagree(f"{reply!r} at the menu {menu.title!r}, which offers {keys}")
        return reply.key

    async def show(self, page: Page) -> str:
        self.titles.append(page.title)
        self._say(page.title)
        for block in page.blocks:
            if isinstance(block, Title | Prose):
                self._say(block.text)
            elif isinstance(block, Items):
                self._say(*block.texts)
            elif isinstance(block, Facts):
                self._say(*(f"{label}: {value}" for label, value in block.rows))
            elif isinstance(block, Countdown):
                view = block.view()
                self._say(view.heading, view.spoken, *view.lines)
        self._say(*(action.label for action in page.actions), page.help)
        reply = self._next(f"the page {page.title!r}", "take")
        self._check_way(reply.key, page)
        return reply.key

    async def browse(self, listing: Listing) -> Browsed:
        self.titles.append(listing.title)
        self._say(listing.title, *listing.intro, listing.search_label, listing.help)
        self._say(*(action.label for action in listing.actions))
        search = listing.search
        batch = await self._look(listing, search, "")
        while True:
            reply = self._next(f"the listing {listing.title!r}", "find", "more", "open", "take")
            if reply.move == "take":
                self._check_way(reply.key, listing)
                return Browsed(reply.key, search)
            if reply.move == "find":
                if not listing.search_label:
                    self._disagree(f"a search in {listing.title!r}, which has none")
                search = reply.key
                batch = await self._look(listing, search, "")
            elif reply.move == "more":
                if not batch.after:
                    self._disagree(f"more rows of {listing.title!r}, which has no more")
                batch = await self._look(listing, search, batch.after)
            else:
                if not listing.opens:
                    self._disagree(f"a row to open in {listing.title!r}, which only lists them")
                return Browsed((await self._row(listing, search, batch, reply.key)).key, search)

    async def _row(self, listing: Listing, search: str, batch: Batch, words: str) -> Row:
        while True:
            for row in batch.rows:
                if words in row.label or words in row.detail:
                    return row
            if not batch.after:
                self._disagree(f"no row with {words!r} in {listing.title!r}")
            batch = await self._look(listing, search, batch.after)

    async def _look(self, listing: Listing, search: str, after: str) -> Batch:
        try:
            batch = await listing.fetch(search, after)
        except Refused as refusal:
            self._take_refusal(refusal)
            return Batch((), after or "")
        for row in batch.rows:
            self._say(row.section, row.label, row.detail)
        if not batch.rows and not after:
            self._say(listing.nothing_found if search else listing.empty)
        return batch

    def notify(self, notice: Notice) -> None:
        self.notices.append(notice.text)
        self._say(notice.text)

    def head(self, heading: Heading) -> None:
        self.headings.append(heading)
        self._say(heading.election, heading.host, heading.warning)
        if heading.countdown is not None:
            self._say(heading.countdown.view().brief)

    # --- the script

    def _next(self, asked: str, *moves: str) -> Reply:
        if not self._script:
            self._disagree(f"the script ended, and the journey asks {asked}")
        reply = self._script.pop(0)
        if reply.move == "quit":
            raise Quit
        if reply.move not in moves:
            self._disagree(f"the script says {reply!r}, and the journey asks {asked}")
        return reply

    def _check_way(self, way: str, shown: Form[T] | Page | Listing) -> None:
        ways = [action.name for action in shown.actions] + [BACK] * shown.can_go_back
        if way not in ways:
            self._disagree(f"the way {way!r} from {shown.title!r}, which offers {ways}")

    def _typed(
        self, form: Form[T], name: str, typed: Typed, questions: Mapping[str, str]
    ) -> str | Secret:
        item = next((item for item in form.fields if item.name == name), None)
        if item is None:
            names = [item.name for item in form.fields]
            self._disagree(f"an answer for {name!r} at {form.title!r}, which asks {names}")
        text = typed if isinstance(typed, str) else typed(questions.get(name, ""))
        if isinstance(item, SecretField):
            return Secret(text[: item.limit])
        if isinstance(item, LinkField):
            return (item.find(text) or text)[: item.limit]
        if isinstance(item, ChoiceField):
            keys = [option.key for option in item.options]
            if text not in keys:
                self._disagree(f"the choice {text!r} for {name!r}, which offers {keys}")
            return text
        if isinstance(item, TextField | LongTextField | CaptchaField):
            return text[: item.limit]
        return text

    async def _attempt(
        self, form: Form[T], reply: Reply, values: Mapping[str, str | Secret]
    ) -> None:
        (item,) = (item for item in form.fields if item.name in reply.typed)
        try:
            if item.check is not None:
                await item.check(Answers(values))
        except Refused as refusal:
            self._take_refusal(refusal)

    async def _tell_strength(self, form: Form[T], values: Mapping[str, str | Secret]) -> None:
        for item in form.fields:
            secret = values[item.name]
            if isinstance(item, SecretField) and isinstance(secret, Secret):
                if item.rules is not None:
                    self._say(*(rule.text for rule in item.rules(secret)))
                if item.strength is not None:
                    view = await item.strength(secret)
                    self._say(view.word, view.crack_time, view.advice)

    async def _renew(self, form: Form[T], name: str, questions: dict[str, str]) -> None:
        item: Field | None = next((item for item in form.fields if item.name == name), None)
        if not isinstance(item, CaptchaField):
            self._disagree(f"a new question for {name!r} at {form.title!r}, which is no captcha")
        try:
            questions[name] = await item.renew()
            self._say(questions[name])
        except Refused as refusal:
            self._take_refusal(refusal)

    # --- the record

    def _tell_form(self, form: Form[T]) -> None:
        self.titles.append(form.title)
        self._say(form.title, *form.intro, form.warning)
        for item in form.fields:
            self._say(item.label, item.hint)
            if isinstance(item, CaptchaField):
                self._say(item.question)
            if isinstance(item, ChoiceField):
                self._say(*(option.label for option in item.options))
        self._say(form.submit_label, *(action.label for action in form.actions), form.help)

    def _take_refusal(self, refusal: Refused) -> None:
        self.refusals.extend(refusal.errors)
        self._say(*(error.text for error in refusal.errors), *refusal.questions.values())

    def _say(self, *texts: str) -> None:
        self.said.extend(filter(None, texts))

    def _disagree(self, what: str) -> NoReturn:
        last = "\n  ".join(self.said[-12:])
        raise Disagreement(f"{what}\nSaid last:\n  {last}")
