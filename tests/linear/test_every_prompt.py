"""Every prompt of every journey is enough by itself on a braille line, in both languages, whatever
command is given and whatever letters the page has; and nothing is misheard. What is asked for
first, and errors, are held against the audit's rules in ``tests/audit/test_product.py``."""

import asyncio
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from tests.linear.conversation import Transcript, converse
from tests.linear.traps import trapped
from tests.scripted.portal import CODE, IDENTIFIER, FakePortal, Moment
from tests.walks import play_at, walked
from tests.ways import some
from tui_voter import messages
from tui_voter.audit.heard import present
from tui_voter.audit.machine import GOOD
from tui_voter.audit.player import choose, fill, leave, open_row, quit_, take
from tui_voter.audit.record import Screen, Shown
from tui_voter.contract.languages import Language
from tui_voter.dialogue import (
    BACK,
    Answers,
    Batch,
    Countdown,
    Dialogue,
    Form,
    Heading,
    LinkField,
    Listing,
    LongTextField,
    Menu,
    Notice,
    OpenField,
    Page,
    Row,
    SecretField,
)
from tui_voter.letters import encoded, folded
from tui_voter.linear.prompts import COLUMNS, step_words
from tui_voter.linear.spelling import columns
from tui_voter.messages import gettext as _

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


# --- Prompts ----------------------------------------------------------------------------


def said_at(screen: Screen, *typed: str, encoding: str = "utf-8", support: str = "") -> Transcript:
    """What the linear voice says of ``screen`` while lines are ``typed``."""
    blocks = getattr(screen, "blocks", ())
    countdown = next((block for block in blocks if isinstance(block, Countdown)), None)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(Heading(countdown=countdown, support=support))
        await present(dialogue, screen)

    said = converse(journey, *typed, encoding=encoding)
    left = folded(_("You have left tui-voter."))
    assert said.code == 0 or left in folded(said.text), said.text
    return said


def place_of(screen: Screen) -> str:
    """Where the voter is, as a prompt says it."""
    if isinstance(screen, Form) and screen.step is not None:
        return step_words(screen.step.number, screen.step.total)
    return screen.place or screen.title.rstrip(".")


async def _taken(_answers: Answers) -> None:
    """The submit of a form that is asked here one field at a time."""


def each_alone(shown: Iterable[Shown]) -> Iterator[Screen]:
    """A form for each of its fields, a list with its rows, and no countdown that asks a portal."""
    for one in shown:
        screen = one.screen
        if isinstance(screen, Listing):
            yield with_rows(screen, one.rows)
        elif isinstance(screen, Page):
            quiet: Any = {"sync_due": lambda: False}
            blocks = [b._replace(**quiet) if isinstance(b, Countdown) else b for b in screen.blocks]
            yield screen._replace(blocks=blocks)
        elif isinstance(screen, Form) and screen.fields:
            for field in screen.fields:
                alone: Any = field._replace(check=None)
                if isinstance(alone, SecretField):
                    alone = alone._replace(strength=None, repeats="")
                if isinstance(alone, OpenField):
                    alone = alone._replace(parse=str)
                yield screen._replace(fields=[alone], submit=_taken)
        else:
            yield screen


def with_rows(listing: Listing, rows: Sequence[Row]) -> Listing:
    async def fetch(search: str, _after: str) -> Batch:
        return Batch([] if search else rows)

    return listing._replace(fetch=fetch)


COMMANDS = ["/repeat", "/quoi", "/help", "/time", "/repeat", "/repeat", "/help", "/help"]


def typed_at(screen: Screen) -> Sequence[str]:
    """What is typed at a screen, each of whose prompts is to be heard."""
    if isinstance(screen, Page):
        return ["/previous", "x", "/all", *COMMANDS]
    if isinstance(screen, Menu):
        return [*COMMANDS, "99", "zzz", ""]
    if isinstance(screen, Listing):
        return [*COMMANDS, "", "", "zzz", "", "99999", "/all", "/previous"]
    (field,) = screen.fields or (None,)
    if isinstance(field, SecretField):
        return ["", "/repeat", "/help", "/repeat", "", "", "/help", "x" * 200, "x"]
    if isinstance(field, LongTextField):
        return [*COMMANDS, "one", "two", "x" * 3000, "/erase"]
    return COMMANDS if isinstance(field, LinkField | None) else [*COMMANDS, "x" * 3000]


@pytest.mark.parametrize("encoding", some("utf-8", "ascii", of=["utf-8", "ascii", "latin-1"]))
def test_every_prompt_fits_differs_and_says_where_one_is_in_any_letters(
    shown: Sequence[Shown], encoding: str
) -> None:
    """A page begins with where one is, and with no more than a plain prompt's columns."""

    def written(text: str) -> str:
        return folded(encoded(text, encoding).decode(encoding))

    for screen in each_alone(shown):
        if isinstance(screen, Listing) and encoding != "utf-8":
            continue  # the rows of a listing are the portal's
        said = said_at(screen, *typed_at(screen), encoding=encoding)
        said.check_prompts()
        assert said.prompts
        for prompt in said.prompts:
            assert "…" not in prompt, prompt
            assert written(place_of(screen)) in written(prompt), prompt
        if isinstance(screen, Page) and not any(isinstance(b, Countdown) for b in screen.blocks):
            assert columns(said.prompts[0]) <= COLUMNS
        if isinstance(screen, Page) and (screen.step is not None or screen.title.endswith(".")):
            assert written(said.prompts[0]).startswith(written(screen.place))


CODES = {"Voting code", "Emailed code", "PIN"}
"""The hidden answers that the voter was given, by their labels."""


def test_no_command_is_taken_for_a_hidden_code(shown: Sequence[Shown]) -> None:
    """Not even one that nobody knows: no code has a slash."""
    labels, met = {_(label) for label in CODES}, set[str]()
    for screen in each_alone(shown):
        for field in screen.fields if isinstance(screen, Form) else ():
            if isinstance(field, SecretField) and field.label in labels:
                met.add(field.label)
                said = said_at(screen, "/time", "/tiem", "/quit")
                assert len(said.prompts) == 3, said.text  # an answer would have been the last
                assert said.parts[2][0] in _("No such command here. {help} lists them.")
    assert met == labels


DESK = "01 99 00 12 34"
"""How the help desk is reached, in every text that says it."""


def test_no_text_is_heard_twice_in_the_help_of_a_place(shown: Sequence[Shown]) -> None:
    """It ends with the help desk."""
    for screen in each_alone(shown):
        _opening, *help_ = said_at(screen, "/help", "/help", support=f"Help: {DESK}.").parts[:3]
        for part in help_:
            lines = [line for line in part[:-1] if len(line) > 20]
            assert len(lines) == len(set(lines)), part
        assert " ".join(line for part in help_ for line in part).count(DESK) == 1, help_


# --- Words as they are heard ------------------------------------------------------------


def said_whole(one: Shown) -> Iterator[str]:
    """All that the linear voice says of a screen, the errors and notices that came with it."""
    if isinstance(one.screen, Form):
        yield said_at(one.screen, "/help").text
    yield from (said_at(screen, "/all", *COMMANDS).text for screen in each_alone([one]))

    async def journey(dialogue: Dialogue) -> None:
        for text in (*one.notices, *(error.text for error in one.errors)):
            dialogue.notify(Notice(text))
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
"""What names of elections, lists and the blank vote begin with."""
NAMED = {"My ballots", "Candidate lists", "Electoral rolls for my elections", "Results"}
NAMED |= {"My elections and their candidate lists"}


async def named() -> list[Shown]:
    """The screens with names, in an election that speaks French alone."""
    lists = (choose("lists"), open_row(""), take(BACK), take(BACK), choose("roll"), take(BACK))
    visits = {
        Moment.OPEN: (*lists, choose("vote"), fill(code=CODE), choose(BACK)),
        Moment.COUNTED: (choose("vote"), take(BACK)),
    }
    known = (leave("sign_in"), fill(identifier=IDENTIFIER))
    proof = fill(password=GOOD, captcha="7294")
    shown: list[Shown] = []
    for moment, moves in visits.items():
        portal = FakePortal(moment, languages=(Language.FR,))
        shown += (await play_at(portal, *known, proof, *moves, quit_())).shown
    for one in shown:
        if isinstance(one.screen, Listing):
            one.rows = [*(await one.screen.fetch("", "")).rows]
    return [*{one.screen.title: one for one in reversed(shown)}.values()]  # as they come first


def test_an_official_name_is_told_with_its_language(walks: Walks) -> None:
    """On ballots, candidate lists and results, which name it so, or say it once above bars."""
    messages.use("en")
    met: set[str] = set()
    for one in walks["en"]:
        if isinstance(one.screen, Page | Menu):
            said = said_at(one.screen, "/all")
            named = [line for line in said.lines if line.startswith("Official name")]
            assert [line for line in named if ", in French:" not in line] == []
            if "Votes for each list" in said.text:
                assert "The official names are in French." in said.lines
                met.add("votes")
            met.update({one.screen.place} if named else ())
    assert met >= {"List", "Result", "votes"}, met


def test_names_in_french_are_announced_to_an_english_voice() -> None:
    """On each screen where names are chosen, once before all of them; from the ballots on, in a
    vote once for all (``tests/vote/test_booth.py``); inside a sentence they are known."""
    met: set[str] = set()
    for one in asyncio.run(named()):
        start = one.screen.title.partition(":")[0]
        said = next(said_whole(one)).removeprefix(f"{one.screen.title}\n")
        names = [said.index(name) for name in FRENCH if name in said]
        if start in NAMED and names and not (start == "My ballots" and start in met):
            assert 0 <= said.lower().find(" in french") < min(names), said
            met.add(start)
    assert met == NAMED
