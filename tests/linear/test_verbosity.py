"""How much is said: everything, hints until they were put to use, or no hints."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.linear.conversation import Transcript, converse
from tests.linear.stage import Captcha, Taken, password_form, take_all
from tui_voter import messages
from tui_voter.dialogue import (
    Action,
    Answers,
    Detailed,
    Dialogue,
    Facts,
    FieldError,
    Form,
    Heading,
    Hint,
    Menu,
    Offer,
    Option,
    Page,
    Prose,
    Refused,
    SecretField,
    Step,
    TextField,
)
from tui_voter.linear.verbosity import Level, Verbosity
from tui_voter.machine.config import LEVELS
from tui_voter.secret import Secret

HINT = "Vous pouvez coller le mail entier."
WAY = Action("new", "Recevoir un nouveau lien", "nouveau")
LEARNING, NORMAL, BRIEF = LEVELS


def form(hint: str = HINT, **more: Any) -> Form[str]:
    field = TextField(name="link", label="Lien", hint=Hint(hint), parse=str)
    return Form(
        title="Ouvrez votre espace",
        step=Step(1, 4),
        fields=[field],
        submit=take_all,
        submit_label="Continuer",
        busy="Ouverture…",
        actions=[WAY],
        **more,
    )


def said_of(
    *screens: Form[Any] | Page | Menu,
    level: str = NORMAL,
    typed: Sequence[str] = ("x",) * 9,
    verbosity: Verbosity | None = None,
) -> Transcript:
    async def journey(dialogue: Dialogue) -> None:
        for screen in screens:
            if isinstance(screen, Form):
                await dialogue.ask(screen)
            elif isinstance(screen, Menu):
                await dialogue.choose(screen)
            else:
                await dialogue.show(screen)

    return converse(journey, *typed, verbosity=verbosity or Verbosity(level))


@pytest.mark.parametrize(("level", "times"), [(LEARNING, 3), (NORMAL, 1), (BRIEF, 0)])
def test_a_hint_is_said_as_often_as_it_is_of_use(level: str, times: int) -> None:
    said = said_of(form(), form(), form(), level=level)
    assert said.lines.count(HINT) == times
    assert len(said.prompts) == 3


def test_a_hint_that_nobody_has_used_yet_is_said_again() -> None:
    known: list[Collection[str]] = []
    said_of(form(), typed=["/help", "/quit"], verbosity=Verbosity(NORMAL, keep=keeping(known)))
    assert known == []


def keeping(known: list[Collection[str]]) -> Callable[[str, Collection[str]], str]:
    def keep(level: str, marks: Collection[str]) -> str:
        assert level == ""
        known.append(marks)
        return ""

    return keep


def test_what_was_put_to_use_is_known_at_the_next_visit() -> None:
    known: list[Collection[str]] = []
    first = said_of(form(), verbosity=Verbosity(NORMAL, keep=keeping(known)))
    assert HINT in first.lines
    assert "Commands: /nouveau" in first.lines
    second = said_of(form(), verbosity=Verbosity(NORMAL, known[-1]))
    assert HINT not in second.lines
    assert "Commands: /nouveau" not in second.lines
    assert not [line for line in second.lines if line.startswith("/help")]
    assert second.prompts == first.prompts
    changed = said_of(form("Autre chose."), verbosity=Verbosity(NORMAL, known[-1]))
    assert "Autre chose." in changed.lines


def test_hints_that_cannot_be_kept_are_told_of() -> None:
    verbosity = Verbosity(NORMAL, keep=lambda _level, _known: "The disk is full.")
    assert "The disk is full." in said_of(form(), form(), verbosity=verbosity).lines


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_no_hint_is_said_at_every_level(level: str) -> None:
    said = said_of(
        form(
            intro=[
                "Votre session prend fin à 18 heures.",
                Detailed("ATTENTION : cela ne peut être annulé.", "ATTENTION : définitif."),
            ],
        ),
        level=level,
    )
    assert "Votre session prend fin à 18 heures." in said.lines
    warned = "cela ne peut être annulé" if level == LEARNING else "définitif"
    assert [line for line in said.lines if warned in line and "ATTENTION" in line]


@pytest.mark.parametrize("level", LEVELS)
def test_all_that_was_left_out_is_repeated_on_request(level: str) -> None:
    one = form(intro=[Detailed("En long et en large.", "En bref.")])
    said = said_of(one, one, level=level, typed=["x", "/repeat", "x"])
    again = said.text.rpartition("/repeat")[2]
    for wanted in ("Step 1 of 4. Ouvrez votre espace", "En long et en large.", HINT):
        assert wanted in again
    assert "/nouveau: Recevoir un nouveau lien" in again


PAGE = Page(
    title="Mes informations",
    place="Profil",
    blocks=[
        Prose("Ce que le portail sait de vous."),
        Prose(Hint("Il ne sait rien d'autre.", "")),
        Facts([("Nom", "Dupont"), (Hint("Identifiant", ""), "d@exemple.fr")]),
    ],
    actions=[Action("close", "Fermer", "fermer"), Action("contact", "Modifier", "contact")],
)


def test_a_page_that_the_voter_comes_back_to_says_what_has_changed() -> None:
    changed = Page(
        title=PAGE.title,
        place=PAGE.place,
        blocks=[Prose("Ce que le portail sait de vous."), Facts([("Nom", "Durand")])],
        actions=PAGE.actions,
    )
    said = said_of(PAGE, changed, replace(changed), typed=["/contact", "", "/repeat", ""])
    assert said.lines.count("Mes informations") == 3 + 1
    back = said.text.split("Mes informations\n")[2]
    assert back.startswith("Nom: Durand\n")
    afterwards = said.text.split("Mes informations\n")[3]  # it was closed meanwhile
    assert afterwards.startswith("Ce que le portail sait de vous.\nNom: Durand\n")


@pytest.mark.parametrize("level", Level)
def test_a_page_that_was_left_for_good_is_told_in_full_when_it_is_opened_again(
    level: Level,
) -> None:
    opened = replace(PAGE)
    said = said_of(opened, opened, replace(PAGE), typed=["/contact", "", ""], level=level)
    assert said.lines.count("Nom: Dupont") == 2


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("way", ["/contact", ""])
def test_a_page_that_is_opened_again_from_the_place_before_it_is_told_in_full(
    level: Level, way: str
) -> None:
    menu = Menu(title="Accueil", options=[Option("a", "A")])

    async def journey(dialogue: Dialogue) -> None:
        for page in (PAGE, replace(PAGE)):
            await dialogue.choose(menu)
            await dialogue.show(page)

    said = converse(journey, "1", way, "1", "", verbosity=Verbosity(level))
    assert said.lines.count("Nom: Dupont") == 2


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("name", ["recu.txt", "/back"])
def test_a_page_that_was_saved_or_not_by_its_usual_way_is_not_read_again(
    level: Level, name: str
) -> None:
    """The form stands over it; only where Enter leads to another place is the page left."""
    save = Action("save", "Enregistrer", "enregistrer")
    receipt = replace(PAGE, title="Reçu", actions=[save])

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.show(receipt)
        await dialogue.ask(form())
        await dialogue.show(replace(receipt))
        await dialogue.ask(form())
        await dialogue.show(PAGE)
        await dialogue.show(replace(receipt))

    said = converse(journey, "", name, "", name, "/close", "", verbosity=Verbosity(level))
    texts = said.text.split("Reçu\n")[1:]
    assert ["Nom: Dupont" in text.partition("Enter or")[0] for text in texts] == [True, False, True]


@pytest.mark.parametrize("level", [NORMAL, BRIEF])
def test_a_page_with_nothing_new_says_how_to_hear_it(level: str) -> None:
    said = said_of(PAGE, replace(PAGE), typed=["/contact", ""], level=level)
    back = said.text.split("Mes informations\n")[-1]
    assert back.startswith("/repeat: in full\n")


def test_a_page_leaves_its_hints_out_and_repeats_them() -> None:
    said = said_of(PAGE, typed=["/repeat", ""])
    assert "Il ne sait rien d'autre." not in said.text.partition("Profil,")[0]
    assert "d@exemple.fr" not in said.text.partition("Profil,")[0]
    assert "Il ne sait rien d'autre." in said.lines
    assert "Identifiant: d@exemple.fr" in said.lines
    assert "/contact: Modifier" in said.lines


@pytest.mark.parametrize(("level", "times"), [(LEARNING, 0), (NORMAL, 1), (BRIEF, 0)])
def test_a_page_that_leaves_something_out_says_how_to_hear_it(level: str, times: int) -> None:
    said = said_of(PAGE, replace(PAGE), typed=["", ""], level=level)
    assert said.lines.count("/repeat: in full") == times
    whole = replace(PAGE, blocks=PAGE.blocks[:1])
    assert "/repeat: in full" not in said_of(whole, typed=[""], level=level).lines


def test_help_is_announced_once() -> None:
    said = said_of(form(), form(), form(), level=LEARNING)
    assert len([line for line in said.lines if line.startswith("/help")]) == 1


@pytest.mark.parametrize("level", LEVELS)
def test_help_begins_with_this_place_and_ends_with_a_person(level: str) -> None:
    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(Heading(support="Assistance : 01 99 00 00 00."))
        await dialogue.ask(form(help="Le lien ne sert qu'une fois."))

    said = converse(journey, "/help", "x", verbosity=Verbosity(level))
    helped = said.lines[said.lines.index("/nouveau: Recevoir un nouveau lien", 3) - 2 :]
    assert helped[:4] == [
        "Step 1 of 4. Ouvrez votre espace",
        "Commands here, each followed by Enter:",
        "/nouveau: Recevoir un nouveau lien",
        "Le lien ne sert qu'une fois.",
    ]
    assert helped[helped.index(said.prompts[1]) - 1] == "Assistance : 01 99 00 00 00."


def test_the_commands_of_a_hidden_question_come_with_how_they_are_taken_there() -> None:
    async def propose() -> Offer:
        raise AssertionError

    secret = SecretField(name="password", label="Mot de passe", propose=propose)
    hidden = Form(
        title="Mot de passe",
        fields=[secret],
        submit=take_all,
        submit_label="x",
        busy="…",
        actions=[WAY],
    )
    said = said_of(hidden, typed=["", "", "secret"])
    before = said.text.partition(said.prompts[0])[0]
    assert "Command, then Enter twice: /propose, /nouveau" in before
    assert "Commands: " not in said.text
    assert said.lines.count("Command, then Enter twice: /propose, /nouveau") == 2


@pytest.mark.parametrize("typed", [["faux"], ["juste", "faux"], ["", ""]])
def test_who_hears_all_hears_no_fewer_commands_at_an_error(typed: list[str]) -> None:
    """A wrong password, one that is repeated wrongly, and none."""

    def is_right(answer: Secret, _answers: Answers) -> None:
        if answer != Secret("juste"):
            raise Refused(FieldError("one", "Ce n’est pas le bon.", "faux"))

    def same(answer: Secret, answers: Answers) -> None:
        if answer != answers.typed.secret("one"):
            raise Refused(FieldError("two", "Ce n’est pas le même.", "différent"))

    hidden = Form(
        title="Mot de passe",
        fields=[
            SecretField(name="one", label="Mot de passe", check=is_right),
            SecretField(name="two", label="Confirmation", repeats="one", check=same),
        ],
        submit=take_all,
        submit_label="x",
        busy="…",
        actions=[WAY],
    )

    def commands(level: str) -> list[int]:
        said = said_of(hidden, typed=typed, level=level)
        parts = said.text.split(": \n")  # each up to a prompt
        return [part.count("/nouveau") for part in parts[1 : len(typed) + 1]]

    assert all(
        all_of >= few for all_of, few in zip(commands(LEARNING), commands(BRIEF), strict=True)
    )
    assert commands(LEARNING)[-1]


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("/details brief", Level.BRIEF),
        ("/détails bref", Level.BRIEF),
        ("/DETAILS  complet", Level.LEARNING),
        ("/détails normal", Level.NORMAL),
    ],
)
def test_the_level_is_changed_by_a_word_and_kept(language: str, typed: str, level: Level) -> None:
    messages.use(language)
    kept: list[object] = []

    def keep(level: str, known: Collection[str]) -> str:
        kept.append((level, known))
        return ""

    verbosity = Verbosity(NORMAL, ["0badcafe"], keep)
    said = said_of(form(), typed=[typed], verbosity=verbosity)
    assert kept == [(level, ["0badcafe"])]
    assert verbosity.level is level
    assert level.word in said.prompts[-1] or level.word in said.lines[-3]


def test_the_level_is_told_with_what_it_could_be() -> None:
    for typed in ("/details", "/details loud"):
        said = said_of(form(), typed=[typed])
        assert "Level of detail: normal." in said.lines
        assert "To change it: /details learning, /details normal, /details brief." in said.lines
        assert said.prompts[-1] == "Details: normal. 1 of 4, lien: "
        assert ("There is no level “loud”." in said.lines) is (typed == "/details loud")


def test_a_menu_says_its_commands_once_and_its_choices_always() -> None:
    menu = Menu(
        title="Accueil", options=[Option("a", "Édito"), Option("b", "Foire")], actions=[WAY]
    )
    said = said_of(menu, menu, typed=["1", "2"])
    assert said.lines.count("1. Édito") == 2
    assert said.lines.count("Commands: /nouveau") == 1


def test_the_commands_of_a_place_are_said_all_together_or_not_at_all() -> None:
    other = Action("mailbox", "Consulter la boîte mail", "boîte")
    richer = replace(form(), actions=[WAY, other])
    said = said_of(form(), richer, richer)
    assert [line for line in said.lines if line.startswith("Commands:")] == [
        "Commands: /nouveau",
        "Commands: /nouveau, /boîte",
    ]


def test_the_commands_of_a_captcha_are_said_with_those_of_its_form() -> None:
    """They are commands of one place; at length, each is said with its meaning."""
    asked = replace(password_form(Captcha()), actions=[WAY])
    asked = replace(asked, fields=[asked.fields[-1]])
    said = said_of(asked)
    assert [line for line in said.lines if line.startswith("Commands:")] == [
        "Commands: /another, /nouveau",
    ]
    said = said_of(asked, level=LEARNING)
    assert "/nouveau: Recevoir un nouveau lien" in said.lines
    assert "/another: another question" in said.lines


@pytest.mark.parametrize("level", LEVELS)
def test_an_outcome_says_each_time_how_it_is_kept(level: str) -> None:
    save = Action("save", "Enregistrer", "enregistrer")
    receipt = replace(PAGE, is_outcome=True, actions=[PAGE.actions[0], save])
    said = said_of(PAGE, receipt, replace(receipt, title="Accusé"), typed=[""] * 3, level=level)
    told = [line for line in said.lines if "/enregistrer" in line and ": " in line]
    assert len(told) == 2


@pytest.mark.parametrize("level", LEVELS)
def test_an_outcome_of_several_parts_says_at_once_how_it_is_kept(level: str) -> None:
    """What Enter takes at its end as well."""
    save, on = Action("save", "Enregistrer", "enregistrer"), PAGE.actions[0]
    blocks = [Prose(f"Phrase {n}.") for n in range(23)]
    receipt = replace(PAGE, is_outcome=True, blocks=blocks, actions=[save, on])
    said = said_of(receipt, typed=["/enregistrer"], level=level)
    first = said.text.partition(said.prompts[0])[0]
    assert "/enregistrer" in first
    assert f"/{on.word}" in first


def test_the_levels_of_the_preferences_are_those_of_the_voice() -> None:
    assert list(LEVELS) == [level.value for level in Level]


def test_a_brief_form_is_its_prompt() -> None:
    taken = Taken(form())
    said = converse(taken, "x", verbosity=Verbosity(BRIEF))
    assert said.lines[0] == "1 of 4, lien: "


@pytest.mark.parametrize("level", LEVELS)
def test_what_enter_does_is_said_where_the_prompt_cannot_name_it(level: str) -> None:
    long = replace(
        PAGE, place="Boîte mail", actions=[Action("use", "Utiliser ce lien", "utiliser")]
    )
    blocks = [Prose(f"Phrase {n} du mail.") for n in range(23)]
    said = said_of(replace(long, blocks=blocks), level=level, typed=["/all", ""])
    assert said.prompts[-1] == "Boîte mail, Enter or /utiliser: "
    assert "Enter or /utiliser: Utiliser ce lien" in said.lines
    said = said_of(long, level=level, typed=[""])
    assert said.prompts[-1] == "Boîte mail, Enter or /utiliser: "
    assert ("Enter or /utiliser: Utiliser ce lien" in said.lines) is (level != BRIEF)


@pytest.mark.parametrize(("level", "times"), [(LEARNING, 1), (NORMAL, 1), (BRIEF, 0)])
def test_how_a_text_goes_on_is_told_where_the_prompt_cannot_name_it(level: str, times: int) -> None:
    messages.use("fr")
    blocks = [Prose(f"Phrase {n} du mail.") for n in range(23)]
    said = said_of(replace(PAGE, place="Boîte mail", blocks=blocks), level=level, typed=["", ""])
    assert said.prompts[0] == "Boîte mail, partie 1 sur 3, Entrée\u00a0: "
    assert said.lines.count("Entrée ou /suite\u00a0: la partie suivante") == times


@pytest.mark.parametrize(("level", "times"), [(LEARNING, 2), (NORMAL, 1), (BRIEF, 0)])
def test_what_enter_does_is_told_until_it_is_known_where_its_word_is_not_enough(
    level: str, times: int
) -> None:
    start = Action("start", "Lancer le programme et se connecter", "lancer")
    mailbox = Page(title="Boîte mail", blocks=[Prose("Un mail.")], actions=[start])
    said = said_of(mailbox, replace(mailbox), typed=["", ""], level=level)
    assert said.lines.count("Enter or /lancer: Lancer le programme et se connecter") == times
