"""Every prompt of every journey is enough by itself on a braille line, in both languages."""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import tui_voter.journeys
import tui_voter.linear
from tests.linear.conversation import Transcript, converse
from tests.linear.traps import trapped
from tests.scripted.portal import CODE, IDENTIFIER, FakePortal, Moment
from tests.walks import play_at, walked
from tui_voter import messages
from tui_voter.audit.heard import present
from tui_voter.audit.machine import GOOD
from tui_voter.audit.player import choose, fill, leave, open_row, quit_, take
from tui_voter.audit.record import Screen, Shown
from tui_voter.contract.languages import Language
from tui_voter.dialogue import (
    BACK,
    Action,
    Answers,
    Batch,
    ChoiceField,
    Countdown,
    Dialogue,
    Field,
    Form,
    Heading,
    LinkField,
    Listing,
    LongTextField,
    Menu,
    Notice,
    OpenField,
    Page,
    Role,
    Row,
    SecretField,
)
from tui_voter.letters import encoded, folded
from tui_voter.linear.choices import from_one_to, numbered_actions
from tui_voter.linear.commands import SLASH, WORDS, word_of
from tui_voter.linear.prompts import COLUMNS, COLUMNS_WITH_CORE, Prompts, Remark, step_words
from tui_voter.linear.spelling import columns
from tui_voter.messages import gettext as _

LABEL, SHORT = 24, 18
"""Columns of a label, and of an error's short form."""

JOURNEYS = Path(tui_voter.journeys.__file__).parent


Walks = Mapping[str, Sequence[Shown]]


@pytest.fixture(scope="module")
def walks() -> Walks:
    """All that the journeys show, by language."""
    return {language: asyncio.run(walked(language)) for language in messages.LANGUAGES}


@pytest.fixture(params=messages.LANGUAGES)
def shown(request: pytest.FixtureRequest, walks: Walks) -> Sequence[Shown]:
    """All of it in one language, which is spoken now."""
    messages.use(request.param)
    return walks[request.param]


@pytest.fixture
def made(shown: Sequence[Shown]) -> Sequence[Screen]:
    return [one.screen for one in shown]


# --- Prompts ----------------------------------------------------------------------------


def said_at(
    screen: Screen,
    *typed: str,
    encoding: str = "utf-8",
) -> Transcript:
    """What the linear voice says of ``screen`` while lines are ``typed``."""
    countdowns = [b for b in getattr(screen, "blocks", ()) if isinstance(b, Countdown)]

    async def journey(dialogue: Dialogue) -> None:
        if countdowns:
            dialogue.head(Heading(countdown=countdowns[0]))
        await present(dialogue, screen)

    said = converse(journey, *typed, encoding=encoding)
    left = folded(_("You have left tui-voter."))
    assert said.code == 0 or left in folded(said.text), said.text
    return said


def place_of(screen: Screen) -> str:
    """Where the voter is, as a prompt says it."""
    if isinstance(screen, Form) and screen.step is not None:
        return step_words(screen.step)
    return screen.place or screen.title.rstrip(".")


def ways_of(screen: Screen) -> list[str]:
    """What may be asked for there, each with what is typed or pressed."""
    if isinstance(screen, Form):
        ways = [_("Enter"), from_one_to(len(screen.actions) + 1)]
        return [way for field in screen.fields for way in _asked_for(field)] or ways
    if isinstance(screen, Menu):
        return [from_one_to(len(screen.options) + len(numbered_actions(screen.actions)))]
    if isinstance(screen, Page):
        return [word_of(Role.QUIT), _("Enter"), *(from_one_to(last) for last in range(1, 20))]
    searched = []
    if screen.search_label:
        searched = [messages.within_a_sentence(screen.search_label), _("word"), _("search")]
    return [*searched, _("number"), _("Enter")]


def _asked_for(field: Field[Any]) -> Iterator[str]:
    for name in filter(None, [field.label, field.brief]):
        if isinstance(field, ChoiceField):
            yield from_one_to(len(field.options))
        else:
            yield name
    if isinstance(field, SecretField) and field.repeats:
        yield _("{answer} again").format(answer="").strip()
    if isinstance(field, LongTextField):
        for n in range(2, 5):
            yield _("line {number}").format(number=n)
        yield _("empty: go on")


def enough(said: Transcript, screen: Screen, encoding: str = "utf-8") -> list[str]:
    """The prompts: each fits, differs from the one before, and says by itself where the voter
    is, what is asked for and what to type or press."""

    def written(text: str) -> str:
        return folded(encoded(text, encoding).decode(encoding))

    assert said.prompts, said.text
    told, above = dict[str, str](), list[str]()
    for line in said.lines:
        above.append(line)
        if line in said.prompts:
            told[line] = told.get(line, "") + " ".join(above)
            above = []
    for prompt in said.prompts:
        assert "…" not in prompt, prompt
        assert written(place_of(screen)) in written(prompt), prompt
        # What the line has no room for beside a core stands above it.
        whole = written(told[prompt])
        assert any(written(way) in whole for way in ways_of(screen)), prompt
    said.check_prompts()
    return said.prompts


async def _taken(_answers: Answers) -> None:
    """The submit of a form that is asked here one field at a time."""


def field_by_field(form: Form[Any]) -> Iterator[Form[Any]]:
    """A form for each field; a form without fields, which asks for Enter, as it is."""
    if not form.fields:
        yield form
    for field in form.fields:
        alone = field._replace(check=None)
        if isinstance(alone, SecretField):
            alone = alone._replace(strength=None, repeats="")
        if isinstance(alone, OpenField):
            alone = alone._replace(parse=str)
        yield form._replace(fields=[alone], submit=_taken)


OTHER_TYPED = ["/repeat", "/quoi", "/help", "/time", "/repeat", "/repeat", "/help", "/help"]
HIDDEN = ["/repeat", "/help", "/repeat", "", "", "/help"]


@pytest.mark.parametrize("count", [0, 1, 1234])
def test_every_listing_is_asked_for_on_one_line(made: Sequence[Screen], count: int) -> None:
    listings = [listing for listing in made if isinstance(listing, Listing)]
    assert listings
    rows = [Row(str(number), f"Row {number}") for number in range(count)]

    async def fetch(search: str, _after: str) -> Batch:
        return Batch([] if search else rows)

    for listing in listings:
        shown = listing._replace(fetch=fetch)
        typed = [*OTHER_TYPED, "", "", "zzz", "", "99999", "/all", "/previous"]
        if not (shown.search_label or count):
            typed = OTHER_TYPED
        enough(said_at(shown, *typed), shown)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_every_field_menu_and_page_is_asked_for_on_one_line_in_any_letters(
    made: Sequence[Screen], encoding: str
) -> None:
    """The rows of a listing are the portal's."""
    for shown in made:
        for screen in field_by_field(shown) if isinstance(shown, Form) else [shown]:
            if not isinstance(screen, Listing):
                said = said_at(quiet(screen), *answers_to(screen), encoding=encoding)
                enough(said, screen, encoding)


def answers_to(screen: Screen) -> Sequence[str]:
    """What is typed at a screen, each of whose prompts is to be heard."""
    if isinstance(screen, Page):
        return ["/previous", "x", "/all", *OTHER_TYPED]
    if isinstance(screen, Menu):
        return [*OTHER_TYPED, "99", "zzz", ""]
    (field,) = getattr(screen, "fields", ()) or (None,)
    if isinstance(field, SecretField):
        return ["", *HIDDEN, "x" * 200, "x"]
    if isinstance(field, LongTextField):
        return [*OTHER_TYPED, "one", "two", "x" * 3000, "/erase"]
    return OTHER_TYPED if isinstance(field, LinkField | None) else [*OTHER_TYPED, "x" * 3000]


def test_a_page_and_its_outcome_begin_with_where_one_is(made: Sequence[Screen]) -> None:
    pages = [page for page in made if isinstance(page, Page)]
    outcomes = [page for page in pages if page.step is not None or page.title.endswith(".")]
    assert len(outcomes) > 2
    for page in outcomes:
        assert said_at(page).prompts[0].startswith(page.place)
    plain = [page for page in pages if not any(isinstance(b, Countdown) for b in page.blocks)]
    assert max(columns(said_at(page).prompts[0]) for page in plain) <= COLUMNS


DESK = "01 99 00 12 34"
"""How the help desk is reached, in every text that says it."""


def test_no_text_is_heard_twice_at_one_place(made: Sequence[Screen]) -> None:
    """Neither when a place is opened nor in its help, which ends with the help desk."""

    for made_one in made:
        for screen in field_by_field(made_one) if isinstance(made_one, Form) else [made_one]:

            async def journey(dialogue: Dialogue, screen: Screen = screen) -> None:
                dialogue.head(Heading(support=f"Assistance: {DESK}."))
                await present(dialogue, quiet(screen))

            said = converse(journey, "/help", "/help")
            opening, _prompt, rest = said.text.partition(said.prompts[0])
            help_ = rest.rpartition("\n")[0].rpartition(said.prompts[-1])[0]
            for told in (opening, *help_.split(said.prompts[1])):
                lines = [line for line in told.split("\n") if len(line) > 20]
                assert len(lines) == len(set(lines)), told
            assert help_.count(DESK) == 1, help_


def quiet(screen: Screen) -> Screen:
    """``screen`` with countdowns that ask no portal."""
    if not isinstance(screen, Page):
        return screen
    blocks = [
        block._replace(sync_due=lambda: False) if isinstance(block, Countdown) else block
        for block in screen.blocks
    ]
    return screen._replace(blocks=blocks)


# --- Errors -----------------------------------------------------------------------------


def shorts(*calls: str) -> set[str]:
    """The English short form of every ``calls`` of the journeys and of the voice.

    A sentence and its short form stand side by side, in a call or in a table.
    """
    files = [*JOURNEYS.rglob("*.py"), *Path(tui_voter.linear.__file__).parent.rglob("*.py")]
    found = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            pair = node.elts if isinstance(node, ast.Tuple) and "FieldError" in calls else []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                pair = node.args[-2:] if node.func.id in calls else []
            texts = [_msgid(part) for part in pair]
            if len(texts) == 2 and texts[1]:
                found.add(texts[1])
    return found


def _msgid(node: ast.expr) -> str:
    """The text in ``_("...")``, formatted or handed on or not; "" where ``node`` is something
    else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id != "_":
        node = node.args[0] if node.args else node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "_"
        and isinstance(node.args[0], ast.Constant)
    ):
        return str(node.args[0].value)
    return ""


def test_every_error_fits_beside_every_question(made: Sequence[Screen]) -> None:
    errors = shorts("FieldError", "Remark")
    assert len(errors) > 60
    questions = {
        (place_of(form), tuple(_asked_for(field)))
        for form in made
        if isinstance(form, Form)
        for field in form.fields
    }
    for english in errors:
        short = _(english).format_map(Anything())
        assert columns(short) <= SHORT, short
        assert not short.endswith(".")
        remark = Remark("A sentence that is much longer than a line of braille.", short)
        for place, purposes in questions:
            before, prompts = "", Prompts()
            for _time in range(2):
                above, prompt = prompts.compose(None, place, purposes, remark)
                assert columns(prompt) <= COLUMNS_WITH_CORE
                assert prompt != before
                assert folded(short) in folded(prompt)
                assert remark.text in above
                told = folded("\n".join([*above, prompt]))
                assert any(folded(purpose) in told for purpose in purposes)
                before = prompt


def test_a_question_keeps_its_place_beside_its_own_errors(shown: Sequence[Shown]) -> None:
    told = 0
    for one in shown:
        if isinstance(one.screen, Form):
            asked = {field.name: [*_asked_for(field)] for field in one.screen.fields}
            for error in one.errors:
                purposes = asked.get(error.field, [_("Enter to retry"), _("Enter")])
                remark, place = Remark(error.text, error.short), place_of(one.screen)
                _above, prompt = Prompts().compose(None, place, purposes, remark)
                assert folded(place) in folded(prompt), prompt
                told += 1
    assert told > 60


class Anything(dict[str, str]):
    """Some value for every placeholder, as long as they get."""

    def __missing__(self, name: str) -> str:
        return "128"


# --- Words after a slash ----------------------------------------------------------------


def test_no_two_commands_share_a_word() -> None:
    every = (messages.in_every_language(word) for word in WORDS.values())
    words = [word for each in every for word in {*map(folded, each)}]
    assert len(words) == len(set(words))


def test_a_question_and_a_list_have_words_and_a_menu_and_a_page_numbers(
    made: Sequence[Screen],
) -> None:
    """The words of all journeys are few, and short."""
    words = set()
    for screen in made:
        for action in screen.actions:
            words |= {folded(action.word)} - {""}
            has_numbers = isinstance(screen, Menu | Page) or (
                isinstance(screen, Form)
                and (not screen.fields or all(isinstance(f, SecretField) for f in screen.fields))
            )
            is_one_of_seven = action.role in (Role.SAVE, Role.SIGN_OUT)
            assert action.word or has_numbers or is_one_of_seven, (screen.title, action.label)
    assert len(words) <= 11, words
    assert all(len(word) + len(SLASH) <= COLUMNS // 2 for word in words)


def test_every_action_was_met(walks: Walks) -> None:
    texts = {
        _msgid(node.args[1])
        for file in JOURNEYS.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == Action.__name__
    }
    met = {action.label for one in walks["en"] for action in one.screen.actions}
    assert len(texts) > 15
    # Where the countdown stands while the vote opens or closes; else the home leads there.
    meanwhile = {"Go to the vote", "Results"}
    by_a_count = {""}  # a label that is no text of its own, as of one receipt or several
    assert texts - met <= meanwhile | by_a_count


# --- Words as they are heard ------------------------------------------------------------


def said_whole(one: Shown) -> Iterator[str]:
    """All that the linear voice says of a screen, the errors and notices that came with it."""

    async def fetch(search: str, _after: str) -> Batch:
        return Batch([] if search else one.rows)

    screen = one.screen
    if isinstance(screen, Form):
        yield said_at(screen, "/help").text
        for alone in field_by_field(screen._replace(intro=())):
            yield said_at(alone, *OTHER_TYPED).text
    elif isinstance(screen, Listing):
        yield said_at(screen._replace(fetch=fetch), "/all", *OTHER_TYPED).text
    else:
        yield said_at(quiet(screen), "/all", "/help").text

    async def journey(dialogue: Dialogue) -> None:
        for notice in one.notices:
            dialogue.notify(Notice(notice))
        for error in one.errors:
            dialogue.notify(Notice(error.text))
        await dialogue.show(Page(title="x", blocks=()))

    yield converse(journey).text


MADE_BY_CHANCE = re.compile(r"/\S*tui-voter-audit-\S*/|\btmp\w{8}\b|\b\w{14}(?=\.bel\b)")
"""The names of a visit's folder and of its ballot boxes, in which any sign may come."""


def test_no_text_of_a_journey_is_misheard(shown: Sequence[Shown]) -> None:
    lines = {line for one in shown for text in said_whole(one) for line in text.split("\n")}
    assert len(lines) > 500
    lines = {MADE_BY_CHANCE.sub("", line) for line in lines}
    assert trapped(lines, messages.language()) == []


# --- Texts in another language ----------------------------------------------------------

FRENCH = ("Comité social", "Commission consultative", "Pour un service public", "Vote blanc")
"""What names of elections, lists and the blank vote begin with, in the portal's first language."""


SEALED = {"My ballots"}
NAMED = SEALED | {"Candidate lists", "Electoral rolls for my elections", "Results"}
NAMED |= {"My elections and their candidate lists"}


async def named_in(speaks: tuple[Language, ...]) -> list[Shown]:
    """The screens with names, in an election that speaks these languages."""
    before = (choose("lists"), open_row(""), take(BACK), take(BACK), choose("roll"), take(BACK))
    visits = {
        Moment.OPEN: (*before, choose("vote"), fill(code=CODE), choose(BACK)),
        Moment.COUNTED: (choose("vote"), take(BACK)),
    }
    shown: list[Shown] = []
    for moment, moves in visits.items():
        signing_in = (leave("sign_in"), fill(identifier=IDENTIFIER))
        proof = fill(password=GOOD, captcha="7294")
        portal = FakePortal(moment, languages=speaks)
        player = await play_at(portal, *signing_in, proof, *moves, quit_())
        shown += player.shown
    for one in shown:
        if isinstance(one.screen, Listing):
            one.rows = [*(await one.screen.fetch("", "")).rows]
    return [*{one.screen.title: one for one in reversed(shown)}.values()]  # as they come first


@pytest.mark.parametrize("speaks", [(Language.FR,), (Language.FR, Language.EN)])
def test_names_in_french_are_announced_to_an_english_voice(speaks: Sequence[Language]) -> None:
    """On each screen where names are chosen, once before all of them; from the ballots on, in a
    vote once for all; inside a sentence of the program they are known. An election in two
    languages has sealed its names in the first."""
    messages.use("en")
    shown = asyncio.run(named_in(tuple(speaks)))
    met: set[str] = set()
    for one in shown:
        start = one.screen.title.partition(":")[0]
        if start not in (SEALED if Language.EN in speaks else NAMED):
            continue
        if start in met & SEALED:
            continue  # it was told when the voter came to their ballots
        said = next(said_whole(one)).removeprefix(f"{one.screen.title}\n")
        if names := [said.index(name) for name in FRENCH if name in said]:
            assert 0 <= said.lower().find(" in french") < min(names), said
            met.add(start)
    assert met == (SEALED if Language.EN in speaks else NAMED)
