"""A small journey in the portal's own words, to look at and to test the screens with."""

from __future__ import annotations

import asyncio
import string
from collections.abc import Awaitable, Callable, Sequence

from tui_voter.dialogue import (
    BACK,
    Action,
    Answers,
    CaptchaField,
    ChoiceField,
    Countdown,
    CountdownView,
    Dialogue,
    Facts,
    FieldError,
    Form,
    Heading,
    Left,
    LinkField,
    Menu,
    Notice,
    Option,
    Page,
    Prose,
    Refused,
    Rule,
    SecretField,
    Step,
    StrengthView,
    TextField,
)
from tui_voter.secret import Secret

HEADING = Heading("Élections professionnelles 2022", "portail.exemple.fr")
LINK = "https://portail.exemple.fr/activation#kPqTr8xW2mVb5nYc7dZf"
QUESTIONS = (
    "Quel était le nom de votre premier établissement ?",
    "Dans quelle ville vos parents se sont-ils rencontrés ?",
    "Quel était le surnom de votre meilleur ami d'enfance ?",
    "Quel est le titre du premier livre qui vous a marqué ?",
    "Quel plat cuisinait le mieux l'un de vos grands-parents ?",
)


def find_link(text: str) -> str:
    return next((word for word in text.split() if word.startswith("https://")), "")


def rules(secret: Secret) -> Sequence[Rule]:
    text = secret.reveal()
    return (
        Rule("12 caractères ou plus", len(text) >= 12),
        Rule("une majuscule", any(c.isupper() for c in text)),
        Rule("une minuscule", any(c.islower() for c in text)),
        Rule("un chiffre", any(c.isdigit() for c in text)),
        Rule("un caractère spécial", any(c in string.punctuation for c in text)),
    )


async def strength(secret: Secret) -> StrengthView:
    score = min(4, len(secret) // 4)
    word = ("très faible", "faible", "moyenne", "bonne", "très bonne")[score]
    advice = "" if score > 3 else "Ajoutez un mot ou deux, plutôt rares."
    return StrengthView(score, word, "se devinerait en 3 siècles", advice)


async def taken(answers: Answers) -> Answers:
    return answers


def link_form(submit: Callable[[Answers], Awaitable[Answers]] = taken) -> Form[Answers]:
    return Form(
        title="Ouvrez votre espace électeur",
        step=Step(1, 4),
        intro=(
            "Vous avez reçu un mail intitulé « Ouverture du portail élections professionnelles ». "
            "Collez ici le lien unique qu'il contient, ou le mail entier.",
        ),
        fields=(
            LinkField(
                name="link", label="Lien unique", hint="Il commence par https://", find=find_link
            ),
        ),
        submit=submit,
        submit_label="Ouvrir",
        busy="Ouverture…",
        actions=(Action("new", "Demander un nouveau lien", "nouveau"),),
        help="Le lien unique se trouve dans le mail du 13 octobre.",
        can_go_back=False,
    )


async def renew() -> str:
    return "Quel mot est de trop : chat, chien, table, cheval ?"


def password_form(
    submit: Callable[[Answers], Awaitable[Answers]] = taken,
    *,
    measure: Callable[[Secret], Awaitable[StrengthView]] = strength,
    ask_again: Callable[[], Awaitable[str]] = renew,
) -> Form[Answers]:
    return Form(
        title="Créez votre mot de passe",
        step=Step(2, 4),
        fields=(
            SecretField(name="password", label="Mot de passe", rules=rules, strength=measure),
            SecretField(name="again", label="Encore une fois", repeats="password"),
            CaptchaField(
                name="captcha",
                label="Captcha",
                question="Recopiez en chiffres : sept, deux, neuf, quatre",
                renew=ask_again,
            ),
        ),
        submit=submit,
        submit_label="Valider",
        busy="Vérification…",
        help="Le mot de passe compte 12 caractères ou plus.",
        time_left=lambda: "Il vous reste 9 minutes 47 secondes.",
    )


def question_form(submit: Callable[[Answers], Awaitable[Answers]] = taken) -> Form[Answers]:
    return Form(
        title="Choisissez votre question défi",
        step=Step(3, 4),
        warning=(
            "ATTENTION : la question défi est la question à laquelle vous devrez répondre si vous "
            "oubliez le mot de passe que vous venez de créer. Choisissez donc bien cette question "
            "et la réponse."
        ),
        fields=(
            ChoiceField(
                name="question",
                label="Question défi",
                options=[Option(str(n), text) for n, text in enumerate(QUESTIONS)],
            ),
            TextField(name="answer", label="Réponse", hint="4 lettres ou chiffres au moins"),
        ),
        submit=submit,
        submit_label="Activer son compte",
        busy="Activation…",
    )


def mailbox_page() -> Page:
    return Page(
        title="Votre boîte aux lettres",
        blocks=(
            Facts(
                (
                    ("De", "Portail élections <ne-pas-repondre@exemple.fr>"),
                    ("À", "camille.martin@exemple.fr"),
                    ("Objet", "Ouverture du portail élections professionnelles"),
                )
            ),
            Prose(
                "Bonjour Camille Martin,\n\nVotre espace électeur peut être ouvert avec le lien "
                f"ci-dessous, à usage unique :\n\n{LINK}\n\nIl reste valable jusqu'au 8 décembre."
            ),
        ),
        actions=(
            Action("take", "Reprendre ce lien", "lien"),
            Action("other", "Écrire soi-même le lien", "autre"),
        ),
        can_go_back=False,
    )


def confirm_menu() -> Menu:
    return Menu(
        title="Ce mot de passe est faible",
        text=("Il serait deviné en quelques heures. Un mot de plus le rendrait sûr.",),
        options=(Option("keep", "Le garder"), Option("change", "En choisir un autre")),
    )


def home_menu() -> Menu:
    entries = (
        "Édito",
        "Aide en ligne, foire aux questions",
        "Formulaire de demande d'assistance",
        "Tutoriel « Parcours électeur »",
        "Tutoriel « Parcours de vote »",
        "Tutoriel « Réassorts »",
        "Listes électorales de mes scrutins",
        "Mes scrutins et leurs listes de candidats",
        "Formuler une réclamation",
        "Mes informations personnelles",
        "Ouverture du vote, compte à rebours",
    )
    return Menu(
        title="Bienvenue sur votre portail Élections",
        options=[Option(str(n), text) for n, text in enumerate(entries, 1)],
    )


class Clock:
    """A countdown whose time the test moves."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        self.due = False
        self.synced = asyncio.Event()

    def view(self) -> CountdownView:
        if self.seconds <= 0:
            return CountdownView("Le vote est ouvert", (), "Le vote est ouvert.", (), "open")
        minutes, second = divmod(self.seconds, 60)
        hours, minute = divmod(minutes, 60)
        days, hour = divmod(hours, 24)
        parts = (
            (days, "jour(s)"),
            (hour, "heure(s)"),
            (minute, "minute(s)"),
            (second, "seconde(s)"),
        )
        return CountdownView(
            "Ouverture du vote dans",
            parts,
            f"Ouverture du vote dans {days} jours, {hour} heures et {minute} minutes.",
            (
                "Ouvert du jeudi 01 décembre 2022 à 08h00",
                "au jeudi 08 décembre 2022 à 17h00 (Heure de Paris)",
                "Horloge du portail vérifiée il y a 2 min ; la vôtre retarde de 3 s.",
            ),
            "before",
        )

    def sync_due(self) -> bool:
        return self.due

    async def sync(self) -> None:
        self.due = False
        self.synced.set()


def countdown_page(clock: Clock) -> Page:
    return Page(
        title="Je vote",
        blocks=(Countdown(clock.view, clock.sync_due, clock.sync),),
        actions=(Action("done", "Terminer", "fin"),),
    )


def refuse(*errors: tuple[str, str, str], **questions: str) -> Refused:
    return Refused(*(FieldError(*error) for error in errors), questions=questions)


async def whole_story(dialogue: Dialogue) -> None:
    """All the screens, one after the other."""
    dialogue.head(HEADING)
    while True:
        opened: Answers | Left = await dialogue.ask(link_form())
        if isinstance(opened, Left):
            await dialogue.show(mailbox_page())
            continue
        created: Answers | Left = await dialogue.ask(password_form())
        if isinstance(created, Left):
            continue
        activated: Answers | Left = await dialogue.ask(question_form())
        if not isinstance(activated, Left):
            break
    dialogue.notify(Notice("Votre compte a bien été activé."))
    while await dialogue.choose(home_menu()) != BACK:
        await dialogue.show(countdown_page(Clock(43 * 86400 + 22 * 3600 + 38 * 60 + 7)))
