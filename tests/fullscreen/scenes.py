"""Every kind of screen, in the states that matter, for tests that look at all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.fullscreen import stories
from tests.fullscreen.stage import Journey, asks
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


LINK_REFUSED = ("link", "Ce lien a déjà servi : demandez-en un autre.", "déjà utilisé")
CAPTCHA_REFUSED = ("captcha", "Ce n’est pas la bonne réponse.", "inexacte")
ANOTHER = "Combien font deux et trois ?"


async def _refuse_fetch(_search: str, _after: str) -> Batch:
    raise stories.refuse(("", "Le portail ne répond pas.", "pas de réponse"))


async def _confirm(dialogue: Dialogue) -> Any:
    async def submit(answers: Answers) -> Answers:
        await dialogue.choose(stories.confirm_menu())
        return answers

    return await dialogue.ask(stories.link_form(submit))


async def _noticed_menu(dialogue: Dialogue) -> Any:
    dialogue.notify(Notice("Votre compte a bien été activé."))
    return await dialogue.choose(stories.home_menu())


SCENES: Mapping[str, Scene] = {
    "link": Scene(asks(stories.link_form()), (), "Demander un nouveau lien", "Lien unique"),
    "link refused": Scene(
        asks(stories.link_form(stories.refusing(LINK_REFUSED))),
        ("x", "enter"),
        "déjà servi",
        "Lien unique (déjà utilisé)  x",
    ),
    "button": Scene(asks(stories.link_form()), ("tab",), "ouvrir", "[ Ouvrir ]"),
    "busy": Scene(
        asks(stories.link_form(stories.endless)), ("x", "enter"), "Ouverture…", "[ Ouverture…"
    ),
    "password": Scene(asks(stories.password_form()), tuple("Ab1"), "•••", "Mot de passe"),
    "password refused": Scene(
        asks(
            stories.password_form(
                stories.refusing(
                    ("password", "Trop court : 3 caractères sur 12. Ajoutez un mot.", "3 sur 12"),
                    CAPTCHA_REFUSED,
                    ("", "Le portail a répondu tard.", "en retard"),
                    captcha=ANOTHER,
                )
            )
        ),
        ("a", "enter", "b", "enter", "c", "enter"),
        "Trop court",
        "Mot de passe (3 sur 12)",
    ),
    "captcha": Scene(
        asks(stories.sign_in_form(stories.refusing(CAPTCHA_REFUSED, captcha=ANOTHER))),
        ("enter", "c", "enter"),
        "Ce n’est pas la bonne",
        "Your answer (inexacte)",
    ),
    "choice": Scene(asks(stories.question_form()), ("down", "down"), "(x) Dans", "(x) Dans"),
    "choice refused": Scene(
        asks(
            stories.question_form(
                stories.refusing(("question", "Choisissez une question.", "à choisir"))
            )
        ),
        ("tab", "x", "enter"),
        "Choisissez une",
        "Question défi (à choisir)",
    ),
    "long text": Scene(
        asks(stories.claim_form()), ("tab", *"mot"), "mot", "Votre réclamation", "mot"
    ),
    "menu": Scene(_noticed_menu, ("down",), "› 2", "Aide en ligne"),
    "menu narrowed": Scene(asks(stories.home_menu()), tuple("elec"), "elec", "4 Parcours"),
    "subject": Scene(asks(stories.recognise_menu()), (), "Reconnaissez-vous", "1  Non"),
    "nested": Scene(_confirm, ("x", "enter"), "mot de passe est faible", "1  Le garder"),
    "listing": Scene(asks(stories.roll_listing()), ("down",), "› ABADIE Camille", "ABADIE Camille"),
    "search": Scene(
        asks(stories.roll_listing()), ("/", "z", "z"), "ne porte ce nom", "Search by nom"
    ),
    "listing refused": Scene(
        asks(stories.roll_listing(fetch=_refuse_fetch)), (), "ne répond pas", "ne répond"
    ),
    "page": Scene(
        asks(stories.mailbox_page()),
        (),
        "Reprendre ce lien",
        "Reprendre ce lien",
        "Votre boîte aux lettres",
    ),
    "phrase": Scene(asks(stories.phrase_page()), (), "Une phrase", "Une phrase pour vous"),
    "results": Scene(asks(stories.results_page()), (), "Agir ensemble", ""),
    "long page": Scene(asks(stories.statement_page()), ("pagedown",), "Paragraphe 4.", ""),
    "countdown": Scene(asks(stories.countdown_page(stories.Clock())), (), "Terminer", "Terminer"),
    "help": Scene(asks(stories.password_form()), ("f1",), "passe compte 12 caractères", "Help"),
    "time left": Scene(asks(stories.password_form()), ("ctrl+t",), "9 minutes 47", "Il vous reste"),
}


HEADING = stories.HEADING._replace(
    countdown=stories.Clock().block(), warning="Ceci est une démonstration"
)
"""As a voter has it who plays the demo."""
