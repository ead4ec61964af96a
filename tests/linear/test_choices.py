"""Menus: sections, ways on, and a word that narrows the choices down."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest

from tests.linear.conversation import converse
from tests.linear.stage import BALLOTS, HOME, INFORMATION, VOTE
from tui_voter import messages
from tui_voter.dialogue import (
    BACK,
    NO,
    YES,
    Action,
    Dialogue,
    Left,
    Menu,
    Opened,
    Option,
    Page,
    SignOut,
    Took,
    Verbatim,
)
from tui_voter.linear.prompts import COLUMNS_WITH_CORE
from tui_voter.linear.spelling import columns
from tui_voter.messages import gettext as _

CHOICE = "Choice, 1 to 5: "


class Chosen:
    """A journey of one menu, asked as often as named; what was chosen."""

    def __init__(self, menu: Menu, times: int = 1) -> None:
        self._menu = menu
        self._times = times
        self.answers: list[Opened | Left] = []

    async def __call__(self, dialogue: Dialogue) -> None:
        for _time in range(self._times):
            self.answers.append(await dialogue.choose(self._menu))


def test_each_section_is_said_once_and_the_ways_on_after_the_choices() -> None:
    chosen = Chosen(HOME)
    said = converse(chosen, "4")
    assert said.lines[:11] == [
        "Bienvenue sur votre portail Élections",
        INFORMATION,
        "1. Édito",
        "2. Aide en ligne, foire aux questions",
        BALLOTS,
        "3. Listes électorales de mes scrutins",
        "4. Formuler une réclamation",
        VOTE,
        "5. Ouverture du vote",
        "Help: /help",
        CHOICE,
    ]
    assert chosen.answers == [Opened("claim")]


@pytest.mark.parametrize("word", ["/signout", "signout", "déconnexion"])
def test_to_sign_out_is_a_word_that_works_without_a_slash_as_well(word: str) -> None:
    left: list[object] = []

    async def journey(dialogue: Dialogue) -> None:
        try:
            left.append(await dialogue.choose(HOME))
        except SignOut:
            left.append("signed out")

    said = converse(journey, word)
    assert left == ["signed out"]
    assert "6. " not in said.text, "it needs no number"


def test_any_other_action_of_a_menu_has_the_number_behind_its_options() -> None:
    chosen = Chosen(HOME._replace(actions=[Action("mail", "Boîte mail"), *HOME.actions]))
    said = converse(chosen, "6")
    assert "6. Boîte mail" in said.lines
    assert said.prompts[0] == "Choice, 1 to 6: "
    assert chosen.answers == [Took("mail")]


def test_a_word_narrows_down_and_numbers_stay() -> None:
    word, chosen = "electo", Chosen(HOME)
    said = converse(chosen, word, "1")
    after = said.lines[said.lines.index(CHOICE) + 1 :]
    assert after[:4] == [
        BALLOTS,
        "3. Listes électorales de mes scrutins",
        f"1 choice of 5 for “{word}”, Enter: all choices",
        "1 found, 1 to 5: ",
    ]
    assert chosen.answers == [Opened("edito")]


def test_a_ballot_to_come_back_to_says_what_was_chosen_and_not_its_choices() -> None:
    ballot = Menu(
        title="Votre vote",
        key="ballot",
        place="Bulletin",
        options=[Option("a", "Goéland"), Option("b", "Phare")],
    )

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.choose(ballot)
        await dialogue.choose(ballot)

    said = converse(journey, "2", "/repeat", "")
    assert said.lines.count("1. Goéland") == 2, "at first, and where it is asked for"
    assert said.lines.count("Enter: 2") == 2
    assert "Bulletin, 1 or 2 or Enter: " in said.prompts


@pytest.mark.parametrize(
    ("language", "prompt"),
    [("en", "Ballots, 1 to 4 or Enter: "), ("fr", "Bulletins, 1 à 4, Entrée : ")],
)
def test_that_enter_is_an_answer_is_in_the_prompt_of_every_language(
    language: str, prompt: str
) -> None:
    messages.use(language)
    options = [Option(letter, letter.upper()) for letter in "abcd"]
    menu = Menu(title=_("My ballots"), place=_("Ballots"), options=options, chosen="a")
    assert prompt in [said.replace("\u00a0", " ") for said in converse(Chosen(menu), "").prompts]


def test_enter_says_all_the_choices_again() -> None:
    said = converse(Chosen(HOME), "vote", "", "")
    assert said.text.count("\n1. Édito") == 3


def test_the_prompt_of_a_narrowed_list_says_so_and_back_brings_all_of_it() -> None:
    messages.use("fr")
    said = converse(Chosen(HOME._replace(place="Accueil")), "pratiques", "/retour", "vote", "Zorro")
    assert said.prompts[0] == "Accueil, 1 à 5\u00a0: "
    assert "1 choix sur 5 pour «\u00a0vote\u00a0», Entrée\u00a0: tous les choix" in said.lines
    assert said.text.count("\n1. Édito") == 3


def test_back_leaves_a_list_that_is_whole() -> None:
    chosen = Chosen(HOME._replace(can_go_back=True))
    converse(chosen, "vote", "/back", "/back")
    assert chosen.answers == [BACK]


def test_nothing_found_is_said_in_the_prompt_and_leaves_the_list_as_it_is() -> None:
    said = converse(Chosen(HOME), "vote", "Zorro", "9", "/repeat")
    assert "No choice contains “Zorro”." in said.lines
    assert said.prompts[2] == "Nothing found. Choice, 1 to 5: "
    assert "Answer with a number from 1 to 5." in said.lines
    assert said.prompts[3].startswith("Not listed. ")
    assert said.lines.count("1 choice of 5 for “vote”, Enter: all choices") == 2


def test_where_nothing_filters_a_word_is_no_answer() -> None:
    chosen = Chosen(Menu(title="Lequel ?", options=[Option("a", "Ceci"), Option("b", "Cela")]))
    said = converse(chosen, "ceci", "oui", "", "1")
    assert said.lines.count("Answer with a number from 1 to 2.") == 3
    assert chosen.answers == [Opened("a")]


SURE = Menu(
    title="Sûr ?",
    options=[Option(NO, "Non, ne rien envoyer"), Option(YES, "Oui, envoyer")],
    chosen=NO,
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        *((word, YES) for word in ("oui", "Y", "2", "2.")),
        *((word, NO) for word in ("n", "1", "", " ")),
    ],
)
def test_yes_or_no_is_answered_by_a_word_or_a_number_or_kept(typed: str, key: str) -> None:
    chosen = Chosen(SURE)
    said = converse(chosen, typed)
    assert chosen.answers == [Opened(key)]
    assert said.lines[:4] == [
        "Sûr ?",
        "1. Non, ne rien envoyer",
        "2. Oui, envoyer",
        "Enter: 1",
    ]


def test_what_is_neither_yes_nor_no_is_told() -> None:
    chosen = Chosen(SURE)
    said = converse(chosen, "peut-être", "/help", "o")
    assert "Answer yes or no, or with a number from 1 to 2." in said.lines
    assert "You can answer yes or no." in said.lines
    assert chosen.answers == [Opened(YES)]


def test_a_menu_to_come_back_to_is_not_said_whole_again() -> None:
    chosen = Chosen(HOME, times=3)
    said = converse(chosen, "1", "2", "/repeat", "", "3")
    parts = said.text.split("1 to 5: ")
    assert [part.count("1. Édito") for part in parts] == [1, 0, 0, 1, 1, 0], "on request"
    assert said.text.count("Bienvenue sur votre portail Élections\n") == 2
    assert chosen.answers == [Opened("edito"), Opened("faq"), Opened("rolls")]


def test_what_has_changed_in_a_menu_to_come_back_to_is_said() -> None:
    changed = [*HOME.options[:1], HOME.options[1]._replace(label="FAQ, à jour"), *HOME.options[2:]]

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.choose(HOME)
        await dialogue.choose(HOME._replace(options=changed))
        await dialogue.choose(HOME._replace(options=changed))

    said = converse(journey, "1", "1", "1")
    assert said.lines.count("Now: 2. FAQ, à jour") == 1
    assert said.text.count("1. Édito") == 1


def test_a_question_asked_again_is_said_whole_again() -> None:
    sure = Menu(title="Sûr ?", options=[Option("yes", "Oui"), Option("no", "Non")])
    said = converse(Chosen(sure, times=2), "1", "2")
    assert said.lines.count("1. Oui") == 2


@pytest.mark.parametrize(
    ("count", "tens"),
    [(10, [10]), (12, [12]), (13, [10, 3]), (22, [10, 12]), (33, [10, 10, 10, 3])],
)
def test_ten_at_a_time_but_no_call_for_one_or_two_more(count: int, tens: list[int]) -> None:
    options = [Option(f"k{n}", f"Scrutin {n}", "Scrutins") for n in range(1, count + 1)]
    menu = Menu(title="Mes scrutins", options=options)
    said = converse(Chosen(menu), *[""] * (len(tens) - 1))
    told = [
        sum(part.count(f". Scrutin {n}\n") for n in range(1, count + 1))
        for part in re.split("|".join(map(re.escape, said.prompts)), said.text)
    ]
    assert told[: len(tens)] == tens
    assert said.lines.count("Scrutins") == 1


def test_a_field_of_options_has_sections_too() -> None:
    options = [Option("a", "Ceci", "Un"), Option("b", "Cela", "Deux")]
    said = converse(Chosen(Menu(title="Choix", options=options)))
    assert said.lines[1:5] == ["Un", "1. Ceci", "Deux", "2. Cela"]


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_prompts_fit_and_differ(language: str) -> None:
    messages.use(language)
    options = [Option(f"k{n}", f"Scrutin {n}") for n in range(1, 1200)]
    chosen = Chosen(Menu(title="Mes scrutins", options=options, filters=True))
    said = converse(chosen, "zz", "zz", "/repeat", "/repeat", "99999", "", "12", "1199")
    assert max(map(columns, said.prompts)) <= COLUMNS_WITH_CORE
    assert all(one != next_ for one, next_ in zip(said.prompts, said.prompts[1:], strict=False))


def test_back_from_a_menu_with_actions() -> None:
    chosen = Chosen(Menu(title="Choix", options=HOME.options, actions=HOME.actions))
    converse(chosen, "/back")
    assert chosen.answers == [BACK]


def test_help_tells_what_a_word_does() -> None:
    said = converse(Chosen(HOME), "/help")
    assert "Type the number of a choice, or a word to filter the list." in said.lines


def test_the_way_from_a_page_back_to_the_menu() -> None:
    async def journey(dialogue: Dialogue) -> None:
        with suppress(SignOut):
            while await dialogue.choose(HOME):
                await dialogue.show(Page(title="Édito", blocks=[]))

    said = converse(journey, "1", "", "/signout")
    assert said.code == 0
    assert said.prompts == [CHOICE, "Édito, Enter: ", CHOICE]


def test_ten_choices_back_and_all_at_once() -> None:
    many = Menu(title="Choix", options=[Option(f"{n}", f"Liste {n}") for n in range(1, 36)])
    said = converse(Chosen(many), "", "/previous", "/previous", "/all", "35")
    assert "1 to 10 of 35, Enter: the next ones" in said.lines
    assert "This is the beginning." in said.lines
    everything = [f"{n}. Liste {n}" for n in range(1, 36)]
    assert "\n".join(everything) in said.text
    assert [line for line in said.lines if "Liste" in line] == [
        *everything[:10],
        *everything[10:20],
        *everything[:10],
        *everything,
    ]


def test_where_enter_takes_a_choice_it_is_not_said_to_lead_on() -> None:
    many = [Option(f"{n}", f"Liste {n}") for n in range(1, 36)]
    chosen = Chosen(Menu(title="Choix", options=many, chosen="3"))
    said = converse(chosen, "/all", "")
    assert "Enter: 3" in said.lines
    assert not any("Enter: the next ones" in line for line in said.lines)
    assert "1 to 10 of 35" in said.lines
    assert "/all: all the rest at once" in said.lines
    assert "35. Liste 35" in said.lines
    assert chosen.answers == [Opened("3")]


@pytest.mark.parametrize("chosen", ["", "0"])
def test_a_choice_stays_on_one_line_whatever_its_sentences(chosen: str) -> None:
    label = "Je n’ai pas reçu le mail. Que faire ?"
    menu = Menu(title="Objet", options=[Option("0", label), Option("1", "b")], chosen=chosen)
    said = converse(Chosen(menu), "1")
    assert [line for line in said.lines if line.endswith(label)]
    assert "Que faire ?" not in said.lines


def test_the_parts_of_a_choice_are_lines_of_their_own() -> None:
    label = "“Liste une” · “List one” · Union des vents"
    said = converse(Chosen(Menu(title="Ballot", options=[Option("0", label)])), "1")
    start = said.lines.index("1. “Liste une”.")
    assert said.lines[start + 1 : start + 3] == ["“List one”.", "Union des vents"]


def test_enter_chooses_nothing_that_cannot_be_undone() -> None:
    options = [Option("a", "Ceci"), Option("b", "Cela")]
    chosen = Chosen(Menu(title="Vote", options=options, irrevocable=True))
    said = converse(chosen, "", "", "2")
    assert chosen.answers == [Opened("b")]
    assert not any("Enter" in prompt for prompt in said.prompts)


def test_the_prompt_says_that_enter_takes_what_was_chosen() -> None:
    options = [Option("a", "Ceci"), Option("b", "Cela")]
    chosen = Chosen(Menu(title="Lequel", options=options, chosen="b"))
    said = converse(chosen, "9", "/help", "/help", "")
    assert chosen.answers == [Opened("b")]
    assert len(said.prompts) == 4
    assert "Enter: 2" in said.lines
    assert "or Enter" in said.prompts[0]


def test_the_end_of_a_text_of_several_lines_is_heard_before_what_follows() -> None:
    text = [
        Verbatim("Réclamation: Une ligne.\nUne autre."),
        Verbatim("Objet: a"),
        "Rien n’est parti.",
    ]
    said = converse(
        Chosen(Menu(title="Vérifiez", text=text, options=[Option("a", "A")])), "/repeat"
    )
    assert said.lines[1:6] == [
        "Réclamation: Une ligne.",
        "Une autre.",
        "End of the text.",
        "Objet: a",
        "Rien n’est parti.",
    ]
    assert said.lines.count("End of the text.") == 2
