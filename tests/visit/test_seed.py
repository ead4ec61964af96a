"""The lines of the portal of 2022 that voters know, where they stand in this program.

Each is read from what is painted and said in whole visits to the real portal: on two sizes of the
screen, and line by line.
"""

import asyncio
import re
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from functools import cache, partial
from typing import Final, NamedTuple

import pytest

from tests.fullscreen.stage import on_stage
from tests.linear.conversation import converse
from tests.traces.in_lines import InLines
from tests.traces.on_screen import OnScreen
from tests.traces.performer import Performer, Place
from tests.voters import OPTIONS
from tui_voter import messages
from tui_voter.audit.machine import GOOD, Disk, machine
from tui_voter.audit.player import fill, quit_
from tui_voter.audit.portal import ORIGIN, VOTER, Moment, portal_at
from tui_voter.audit.visits import IN, QUESTION, Visit, go
from tui_voter.audit.walk import make_visit
from tui_voter.dialogue import Dialogue
from tui_voter.fullscreen.screens.form import FormScreen
from tui_voter.fullscreen.screens.listing import ListingScreen
from tui_voter.fullscreen.screens.page import PageScreen
from tui_voter.journeys.space import stay_signed_in


class Reading(OnScreen):
    """Reads on where not all is in sight, before anything is answered."""

    async def _do(self, place: Place) -> None:
        body = self._stage.screen.body
        if body.scroll_y < body.max_scroll_y and not place.was_read:
            await self._press("read on", "pagedown")
        else:
            place.was_read = True
            await super()._do(place)


def reading(size: tuple[int, int], theme: str) -> type[Reading]:
    return type("Reader", (Reading,), {"size": size, "theme": theme})


LOOKS: Final = {"full screen": "visual", "accessible": "accessible"}
VOICES: Final[dict[str, type[Performer]]] = {
    **{
        f"{columns}x{rows}-{look}": reading((columns, rows), theme)
        for columns, rows in ((80, 24), (40, 12))
        for look, theme in LOOKS.items()
    },
    "lines": InLines,
}
ACTIVATION: Final = Visit(
    (
        *(*go("new_link"), fill(address=VOTER), fill(), fill(link="{link}")),
        *(fill(password=GOOD), fill(**QUESTION), *go("send home sign_out")),
    ),
    moment=Moment.INVITED,
)
BEFORE: Final = Visit((*IN, quit_()), moment=Moment.EARLY)
DURING: Final = Visit((*IN, quit_()), moment=Moment.OPEN)

LINK, REQUEST = "Open your voter account", "Get a new link"
PASSWORD, CHOICE = "Create your password", "Choose your challenge question"
REVIEW, ACTIVE = "Check before activating your account", "Your account has been activated."
HOME, SIGN_IN = "Welcome to your elections portal", "Sign in"


COLUMN: Final = 20
"""The home has its options in two columns where the second one begins further to the right."""
HOURS: Final = {
    "fr": "mardi 1er décembre 2026 à 8 h au mardi 8 décembre 2026 à 17 h (heure de Paris)",
    "en": "Tuesday 1 December 2026 at 08:00 to Tuesday 8 December 2026 at 17:00 (Paris time)",
}


class Line(NamedTuple):
    """Where a line stands, and its words in each language, a ``|`` between what may stand apart.
    What is ``first`` is in sight before anything is done."""

    place: str
    fr: str
    en: str
    first: bool = False
    on_screen: bool = False
    """Lines have no titles of forms: each prompt names the step."""
    visit: Visit = ACTIVATION


LINES: Final[dict[str, Line]] = {
    "2": Line(LINK, "lien unique, à usage unique", "unique, one-time link", first=True),
    "3": Line(
        LINK,
        "Si vous n’avez pas reçu ce mail, ou si vous l’avez supprimé par inadvertance",
        "If you have not received this email, or have deleted it by mistake",
    ),
    "4": Line(
        LINK,
        "« Accéder au portail Élections », sans lien",
        "“Access the Elections portal”, without",
    ),
    "5": Line(
        REQUEST,
        "Identifiant électeur|votre adresse mail professionnelle",
        "Voter identifier|your work email address",
    ),
    "5, signing in": Line(
        SIGN_IN,
        "Identifiant électeur|votre adresse mail professionnelle",
        "Voter identifier|your work email address",
        visit=BEFORE,
    ),
    "6": Line(
        LINK,
        "vous recevrez alors automatiquement, sur votre adresse mail professionnelle, un nouveau "
        "lien à usage unique",
        "you will then automatically receive, at your work email address, a new one-time link",
    ),
    "7": Line(
        PASSWORD,
        "Créez votre mot de passe|[ Valider ]",
        "Create your password|[ Continue ]",
        on_screen=True,
    ),
    "8": Line(CHOICE, "question défi", "challenge question", first=True),
    "9": Line(
        CHOICE,
        "ATTENTION ! La question défi est la question à laquelle vous devrez répondre si vous "
        "oubliez le mot de passe.|Choisissez donc bien cette question et la réponse !",
        "WARNING! The challenge question is the question that you will have to answer if you "
        "forget your password.|So choose this question and its answer with care!",
    ),
    "10": Line(REVIEW, "Activer mon compte", "Activate my account"),
    "11": Line(
        ACTIVE,
        "Votre compte a bien été activé.|Votre question défi et votre réponse secrète ont été "
        "enregistrées.",
        "Your account has been activated.|Your challenge question and your secret answer have "
        "been recorded.",
        first=True,
    ),
    "12": Line(
        HOME,
        "Bienvenue sur votre portail Élections",
        "Welcome to your elections portal",
        first=True,
    ),
    "13": Line(
        HOME,
        "Mes informations pratiques|1 Édito|2 Aide en ligne - Foire aux questions|3 Formulaire de "
        "demande d’assistance|4 Tutoriel « Parcours électeur »|5 Tutoriel « Parcours de vote »|6 "
        "Tutoriel « Réassorts »",
        "Practical information|1 A word of welcome|2 Online help - Frequently asked questions|3 "
        "Assistance request form|4 Tutorial “Opening your account”|5 Tutorial “How to vote”|6 "
        "Tutorial “Replacement voting codes”",
        visit=BEFORE,
    ),
    "14": Line(
        HOME,
        "Mes scrutins|7 Consulter les listes électorales de mes scrutins|8 Consulter mes scrutins "
        "et leurs listes de candidats|9 Formuler une réclamation",
        "My elections|7 See the electoral rolls for my elections|8 See my elections and their "
        "candidate lists|9 Make a claim",
        visit=BEFORE,
    ),
    "15": Line(
        HOME,
        "Mon compte|10 Mes informations personnelles",
        "My account|10 My personal information",
        visit=BEFORE,
    ),
    "16": Line(
        HOME,
        "Ouverture du vote dans 43 jours 22 heures 38 minutes",
        "The vote opens in 43 days 22 hours 38 minutes",
        first=True,
    ),
    "17": Line(HOME, f"Ouvert du {HOURS['fr']}", f"Open from {HOURS['en']}", first=True),
    "17, during the vote": Line(
        HOME, f"Ouvert du {HOURS['fr']}", f"Open from {HOURS['en']}", first=True, visit=DURING
    ),
}


@cache
def played(voice: str, language: str, visit: Visit) -> Performer:
    messages.use(language)
    player = asyncio.run(make_visit(visit, language, VOICES[voice]))
    assert isinstance(player, Performer)
    return player


def frames(line: Line, voice: str, language: str) -> list[str]:
    """What is seen at the place at each step, or at first; or all that is heard there."""
    steps = played(voice, language, line.visit).trace
    messages.use(language)
    place = messages.gettext(line.place)
    told = [plain(" ".join(read(step.rows))) for step in steps if step.place == place]
    if voice == "lines":
        return [" ".join(told)]
    return told[:1] if line.first else told


def read(rows: Sequence[str]) -> Iterator[str]:
    """The rows without scroll bar; first what stands in columns, as beside the large figures."""
    beside = ["".join(row.rstrip(" │").rpartition("   ")[2:]) for row in rows if "│" in row]
    yield from (row.strip() for row in beside)
    edges = [row.find(word) for row in rows for word in ("Mes scrutins", "My elections")]
    if (edge := max(edges, default=0)) > COLUMN:
        yield from (row[part].strip() for part in (slice(edge), slice(edge, None)) for row in rows)
    yield from (row.strip(" ▁▂▃▄▅▆▇█") for row in rows)


def plain(text: str) -> str:
    """``text`` with single blanks, as a screen has it; lines say some signs otherwise."""
    text = " ".join(re.sub(r"[,()]| - |(?<=\d)\.", " ", text).split()).casefold()
    text = text.replace("at 08:00", "at 8 am").replace("at 17:00", "at 5 pm")
    return re.sub(r"(?<=à \d) heures?\b|(?<=à \d\d) heures?\b", " h", text)


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("number", LINES)
def test_line(number: str, voice: str, language: str) -> None:
    line = LINES[number]
    if number == "16" and voice == "80x24-full screen":  # the numbers are figures
        line = line._replace(
            fr="Ouverture du vote dans|jours heures minutes",
            en="The vote opens in|days hours minutes",
        )
    if voice == "lines" and line.on_screen:
        return
    told = frames(line, voice, language)
    for part in (line.fr if language == "fr" else line.en).split("|"):
        assert any(plain(part) in frame for frame in told), told


# --- "AIDE/FAQ", from wherever one is


async def at_home(dialogue: Dialogue, language: str) -> None:
    async with aclosing(await portal_at(Moment.EARLY, language)) as portal:
        lent = machine(Moment.EARLY.time, Disk())
        await stay_signed_in(dialogue, lent, await portal.sign_in(), ORIGIN, portal)


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_line_18(size: tuple[int, int], look: str, language: str) -> None:
    """The key of the help leads to its page, and again to the questions; Esc leads back to what was
    typed."""
    messages.use(language)
    journey = partial(at_home, language=language)
    async with on_stage(journey, theme=LOOKS[look], size=size) as stage:
        await stage.sees(messages.gettext("Welcome to your elections portal"))
        await stage.at_rest()
        if size == (80, 24):
            assert messages.gettext("help/FAQ") in stage.footer
        await stage.press("3", "enter")
        await stage.until(lambda: isinstance(stage.program.screen, ListingScreen))
        await stage.at_rest()
        await stage.press("f8")
        await stage.until(
            lambda: stage.screen.page_title == messages.gettext("Request for assistance")
        )
        await stage.enter("Bonjour")
        await stage.press("ctrl+g")
        await stage.until(lambda: not isinstance(stage.program.screen, FormScreen))
        await stage.press("ctrl+g")
        faq = messages.gettext("Online help - Frequently asked questions")
        await stage.until(lambda: isinstance(stage.program.screen, ListingScreen))
        assert stage.screen.page_title == faq
        await stage.press("down", "enter")
        await stage.until(lambda: isinstance(stage.program.screen, PageScreen))
        await stage.press("escape")
        await stage.until(lambda: isinstance(stage.program.screen, ListingScreen))
        await stage.press("escape")
        await stage.until(lambda: isinstance(stage.program.screen, FormScreen))
        assert "Bonjour" in stage.text


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("place", ["menu", "hidden answer"])
def test_line_18_in_lines(place: str, language: str) -> None:
    messages.use(language)
    ask, back = (f"/{messages.gettext(word)}" for word in ("help", "back"))
    goes = [str(OPTIONS["account"]), "2"] if place == "hidden answer" else []
    said = converse(partial(at_home, language=language), *goes, ask, ask, ask, "1", back, back)
    faq = messages.gettext("Online help - Frequently asked questions").replace(" - ", ", ")
    start = messages.gettext("Back at: {title}").partition("{")[0]
    told = [line for line in said.lines if faq == line or line.startswith(start)]
    assert [line == faq for line in told] == [True, False], said.text


async def test_lines_1_and_2_in_the_mail() -> None:
    async with aclosing(await portal_at(Moment.INVITED, "fr")) as portal:
        (mail,) = portal.mails()
    assert mail.subject == "Ouverture du portail élections professionnelles"
    assert "lien unique, à usage unique" in mail.body
