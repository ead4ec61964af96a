"""Every kind of screen, in the states that matter, for tests that look at all of them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tests import stories
from tests.fullscreen.stage import Journey, asks
from tests.stories import link_form, password_form, refusing, roll_listing
from tui_voter.conversation.ways import Place
from tui_voter.dialogue import Answers, Batch, Dialogue, Notice


class Scene(NamedTuple):
    """One screen: what the journey asks, the keys that lead on, and what shows, in either
    language, that all of them were taken. ``cursor`` is in the row that the hardware cursor ends
    up on, in the accessible theme, at 40 by 12 unless ``cursor_at_40`` says otherwise."""

    ask: Journey
    keys: tuple[str, ...]
    shows: str
    cursor: str
    cursor_at_40: str = ""


ANOTHER = "Combien font deux et trois ?"
WRONG = ("captcha", "Ce n’est pas la bonne réponse.", "inexacte")
USED = refusing(("link", "Ce lien a déjà servi : demandez-en un autre.", "déjà utilisé"))
TOO_SHORT = refusing(
    ("password", "Trop court : 3 caractères sur 12. Ajoutez un mot.", "3 sur 12"),
    WRONG,
    ("", "Le portail a répondu tard.", "en retard"),
    captcha=ANOTHER,
)
NO_QUESTION = refusing(("question", "Choisissez une question.", "à choisir"))


async def _refuse_fetch(_search: str, _after: str) -> Batch:
    raise stories.refuse(("", "Le portail ne répond pas.", "pas de réponse"))


async def _confirm(dialogue: Dialogue) -> Any:
    async def submit(answers: Answers) -> Answers:
        await dialogue.choose(stories.confirm_menu())
        return answers

    return await dialogue.ask(link_form(submit))


async def _noticed_menu(dialogue: Dialogue) -> Any:
    dialogue.notify(Notice("Votre compte a bien été activé."))
    return await dialogue.choose(stories.home_menu())


def _scene(asked: Place | Journey, keys: str, *shows: str) -> Scene:
    return Scene(asked if callable(asked) else asks(asked), tuple(keys.split()), *shows)


NO_ROWS = roll_listing(fetch=_refuse_fetch)
SIGN_IN = stories.sign_in_form(refusing(WRONG, captcha=ANOTHER))
QUESTION = stories.question_form()
CLOCK = stories.Clock()
COUNTDOWN = stories.countdown_page(CLOCK)
OUTCOME = stories.statement_page()._replace(is_outcome=True)
MAIL = "Reprendre ce lien", "Reprendre ce lien", "Votre boîte aux lettres"

SCENES: Mapping[str, Scene] = {
    "link": _scene(link_form(), "", "Demander un nouveau lien", "Lien unique"),
    "link refused": _scene(link_form(USED), "x enter", "déjà servi", "(déjà utilisé)  x"),
    "button": _scene(link_form(), "tab", "ouvrir", "[ Ouvrir ]"),
    "busy": _scene(link_form(stories.endless), "x enter", "Ouverture…", "[ Ouverture…"),
    "password": _scene(password_form(), "A b 1", "•••", "Mot de passe"),
    "password refused": _scene(
        password_form(TOO_SHORT), "a enter b enter c enter", "Trop court", "passe (3 sur 12)"
    ),
    "captcha": _scene(SIGN_IN, "enter c enter", "Ce n’est pas la bonne", "Your answer (inexacte)"),
    "choice": _scene(QUESTION, "down down", "(x) Dans", "(x) Dans"),
    "choice refused": _scene(
        stories.question_form(NO_QUESTION), "tab x enter", "Choisissez une", "défi (à choisir)"
    ),
    "long text": _scene(stories.claim_form(), "tab m o t", "mot", "Votre réclamation", "mot"),
    "menu": _scene(_noticed_menu, "down", "› 2", "Aide en ligne"),
    "spotlight": Scene(asks(stories.home_menu("11")), (), "11 ", "11  "),
    "menu narrowed": _scene(stories.home_menu(), "e l e c", "elec", "4 Parcours"),
    "subject": _scene(stories.recognise_menu(), "", "Reconnaissez-vous", "1  Non"),
    "nested": _scene(_confirm, "x enter", "mot de passe est faible", "1  Le garder"),
    "listing": _scene(roll_listing(), "down", "› ABADIE Camille", "ABADIE Camille"),
    "search": _scene(roll_listing(), "/ z z", "ne porte ce nom", "Search by nom"),
    "listing refused": _scene(NO_ROWS, "", "ne répond pas", "ne répond"),
    "page": _scene(stories.mailbox_page(), "", *MAIL),
    "phrase": _scene(stories.phrase_page(), "", "Une phrase", "Une phrase pour vous"),
    "outcome": _scene(OUTCOME, "", "Paragraphe 1", "Profession de foi"),
    "results": _scene(stories.results_page(), "", "Agir ensemble", ""),
    "long page": _scene(stories.statement_page(), "pagedown", "Paragraphe 4.", ""),
    "countdown": _scene(COUNTDOWN, "", "Terminer", "Terminer"),
    "help": _scene(password_form(), "f1", "passe compte 12 caractères", "Help"),
    "time left": _scene(password_form(), "ctrl+t", "9 minutes 47", "Il vous reste"),
}


HEADING = stories.HEADING._replace(countdown=CLOCK.block(), warning=stories.WARNING)
"""As a voter has it who plays the demo."""
