"""Every kind of screen, in the states that matter, for tests that look at all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from tests.fullscreen import stories
from tui_voter.dialogue import Answers, Batch, Dialogue, Notice

SECONDS = 43 * 86400 + 22 * 3600 + 38 * 60 + 7
"""Seconds until the vote opens, in every heading."""


class Scene(NamedTuple):
    """One screen: what the journey asks, the keys that lead on, and what shows, in either
    language, that all of them were taken. ``cursor`` is in the row that the hardware cursor ends
    up on, in the accessible theme, at 40 by 12 unless ``cursor_at_40`` says otherwise."""

    ask: Callable[[Dialogue], Awaitable[Any]]
    keys: tuple[str, ...]
    shows: str
    cursor: str
    cursor_at_40: str = ""


async def _hang(_answers: Answers) -> Answers:
    await asyncio.Event().wait()
    raise AssertionError("nothing sets it")


async def _refuse_link(_answers: Answers) -> Answers:
    raise stories.refuse(("link", "Ce lien a déjà servi : demandez-en un autre.", "déjà utilisé"))


async def _refuse_password(_answers: Answers) -> Answers:
    raise stories.refuse(
        ("password", "Trop court : 3 caractères sur 12. Ajoutez un mot.", "3 sur 12"),
        ("captcha", "Ce n’est pas la bonne réponse.", "inexacte"),
        ("", "Le portail a répondu tard.", "en retard"),
        captcha="Combien font deux et trois ?",
    )


async def _refuse_captcha(_answers: Answers) -> Answers:
    raise stories.refuse(
        ("captcha", "Ce n’est pas la bonne réponse.", "inexacte"),
        captcha="Combien font deux et trois ?",
    )


async def _refuse_choice(_answers: Answers) -> Answers:
    raise stories.refuse(("question", "Choisissez une question.", "à choisir"))


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
    "link": Scene(
        lambda d: d.ask(stories.link_form()), (), "Demander un nouveau lien", "Lien unique"
    ),
    "link refused": Scene(
        lambda d: d.ask(stories.link_form(_refuse_link)),
        ("x", "enter"),
        "déjà servi",
        "Lien unique (déjà utilisé)  x",
    ),
    "button": Scene(lambda d: d.ask(stories.link_form()), ("tab",), "ouvrir", "[ Ouvrir ]"),
    "busy": Scene(
        lambda d: d.ask(stories.link_form(_hang)), ("x", "enter"), "Ouverture…", "[ Ouverture…"
    ),
    "password": Scene(
        lambda d: d.ask(stories.password_form()), tuple("Ab1"), "•••", "Mot de passe"
    ),
    "password refused": Scene(
        lambda d: d.ask(stories.password_form(_refuse_password)),
        ("a", "enter", "b", "enter", "c", "enter"),
        "Trop court",
        "Mot de passe (3 sur 12)",
    ),
    "captcha": Scene(
        lambda d: d.ask(stories.sign_in_form(_refuse_captcha)),
        ("enter", "c", "enter"),
        "Ce n’est pas la bonne",
        "Your answer (inexacte)",
    ),
    "choice": Scene(
        lambda d: d.ask(stories.question_form()), ("down", "down"), "(x) Dans", "(x) Dans"
    ),
    "choice refused": Scene(
        lambda d: d.ask(stories.question_form(_refuse_choice)),
        ("tab", "x", "enter"),
        "Choisissez une",
        "Question défi (à choisir)",
    ),
    "long text": Scene(
        lambda d: d.ask(stories.claim_form()), ("tab", *"mot"), "mot", "Votre réclamation", "mot"
    ),
    "menu": Scene(_noticed_menu, ("down",), "› 2", "Aide en ligne"),
    "menu narrowed": Scene(
        lambda d: d.choose(stories.home_menu()), tuple("elec"), "elec", "4 Parcours"
    ),
    "subject": Scene(
        lambda d: d.choose(stories.recognise_menu()), (), "Reconnaissez-vous", "1  Non"
    ),
    "nested": Scene(_confirm, ("x", "enter"), "mot de passe est faible", "1  Le garder"),
    "listing": Scene(
        lambda d: d.browse(stories.roll_listing()), ("down",), "› ABADIE Camille", "ABADIE Camille"
    ),
    "search": Scene(
        lambda d: d.browse(stories.roll_listing()),
        ("/", "z", "z"),
        "ne porte ce nom",
        "Search by nom",
    ),
    "listing refused": Scene(
        lambda d: d.browse(stories.roll_listing(_refuse_fetch)), (), "ne répond pas", "ne répond"
    ),
    "page": Scene(
        lambda d: d.show(stories.mailbox_page()),
        (),
        "Reprendre ce lien",
        "Reprendre ce lien",
        "Votre boîte aux lettres",
    ),
    "phrase": Scene(
        lambda d: d.show(stories.phrase_page()),
        (),
        "Une phrase",
        "Une phrase pour vous",
    ),
    "results": Scene(lambda d: d.show(stories.results_page()), (), "Agir ensemble", ""),
    "long page": Scene(
        lambda d: d.show(stories.statement_page()), ("pagedown",), "Paragraphe 1.", ""
    ),
    "countdown": Scene(
        lambda d: d.show(stories.countdown_page(stories.Clock(SECONDS, step=1))),
        (),
        "Terminer",
        "Terminer",
    ),
    "help": Scene(
        lambda d: d.ask(stories.password_form()), ("f1",), "passe compte 12 caractères", "Help"
    ),
    "time left": Scene(
        lambda d: d.ask(stories.password_form()), ("ctrl+t",), "9 minutes 47", "Il vous reste"
    ),
}


def beneath_a_countdown(scene: Scene) -> Callable[[Dialogue], Awaitable[None]]:
    async def journey(dialogue: Dialogue) -> None:
        countdown = stories.Clock(SECONDS).block()
        warning = "Ceci est une démonstration"
        dialogue.head(stories.HEADING._replace(countdown=countdown, warning=warning))
        await scene.ask(dialogue)

    return journey
