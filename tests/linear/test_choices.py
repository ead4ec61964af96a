"""Menus: sections, ways on, and a word that narrows the choices down, as ``choices.txt`` tells."""

import re
from collections.abc import Sequence
from typing import Any

import pytest

from tests.linear.conversation import Talk, converse, each_of
from tests.linear.stage import HOME, Visit
from tui_voter.dialogue import NO, YES, Action, Menu, Notice, Option, Verbatim
from tui_voter.messages import gettext as _


def menu(*labels: str, title: str = "Choix", **more: Any) -> Menu:
    """The options "a", "b", and so on, unless they are named by their number."""
    keys = "abcdefghij" if len(labels) <= 10 else range(1, len(labels) + 1)
    options = [Option(str(key), label) for key, label in zip(keys, labels, strict=False)]
    return Menu(title=title, options=options, **more)


SURE = Menu(
    title="Sûr ?",
    options=[Option(NO, "Non, ne rien envoyer"), Option(YES, "Oui, envoyer")],
    chosen=NO,
)
CHANGED = HOME._replace(
    options=[HOME.options[0], HOME.options[1]._replace(label="FAQ, à jour"), *HOME.options[2:]]
)
BALLOT = menu("Goéland", "Phare", title="Votre vote", key="ballot", place="Bulletin")
MANY = menu(*(f"Liste {n}" for n in range(1, 36)))
SENTENCES = menu("Je n’ai pas reçu le mail. Que faire ?", "b", title="Objet")
YES_NO = Menu(title="Sûr ?", options=[Option("yes", "Oui"), Option("no", "Non")])
THOUSAND = [Option(f"k{n}", f"Scrutin {n}") for n in range(1, 1200)]
TEXT: Sequence[Any] = (
    *(Verbatim("Réclamation: Une ligne.\nUne autre."), Verbatim("Objet: a"), "Rien n’est parti."),
)

PLACES = {
    "home": lambda: Visit(HOME),
    "home-mail": lambda: Visit(
        HOME._replace(actions=[Action("mail", "Boîte mail"), *HOME.actions])
    ),
    "home-place": lambda: Visit(HOME._replace(place="Accueil")),
    "home-again": lambda: Visit(HOME, HOME, HOME),
    "home-changed": lambda: Visit(HOME, CHANGED, CHANGED),
    "which": lambda: Visit(menu("Ceci", "Cela", title="Lequel ?")),
    "sure": lambda: Visit(SURE),
    "sure-again": lambda: Visit(SURE, SURE),
    "sure-yes": lambda: Visit(YES_NO, YES_NO),
    "ballots": lambda: Visit(menu(*"ABCD", title=_("My ballots"), place=_("Ballots"), chosen="a")),
    "ballot-again": lambda: Visit(BALLOT, BALLOT),
    "thousand": lambda: Visit(Menu(title="Mes scrutins", options=THOUSAND, filters=True)),
    "many": lambda: Visit(MANY),
    "many-chosen": lambda: Visit(MANY._replace(chosen="3")),
    "sentences": lambda: Visit(SENTENCES),
    "sentences-chosen": lambda: Visit(SENTENCES._replace(chosen="a")),
    "parts": lambda: Visit(menu("“Liste une” · “List one” · Union des vents", title="Ballot")),
    "irrevocable": lambda: Visit(menu("Ceci", "Cela", title="Vote", irrevocable=True)),
    "verbatim": lambda: Visit(menu("A", title="Vérifiez", text=TEXT)),
}


@each_of("choices.txt")
def test_what_is_said(talk: Talk) -> None:
    talk.hold(PLACES)


@pytest.mark.parametrize(
    ("count", "tens"),
    [(10, [10]), (12, [12]), (13, [10, 3]), (22, [10, 12]), (33, [10, 10, 10, 3])],
)
def test_ten_at_a_time_but_no_call_for_one_or_two_more(count: int, tens: list[int]) -> None:
    options = [Option(f"k{n}", f"Scrutin {n}", "Scrutins") for n in range(1, count + 1)]
    said = converse(Visit(Menu(title="Mes scrutins", options=options)), *[""] * (len(tens) - 1))
    told = [sum(bool(re.match(r"\d+\. Scrutin", line)) for line in part) for part in said.parts]
    assert told[: len(tens)] == tens
    assert said.lines.count("Scrutins") == 1


def test_a_notice_that_the_menu_says_itself_is_told_once_and_so_it_is_to_who_knows_it() -> None:
    left = "Encore 2 bulletins."
    board = menu("Goéland", "Phare", key="board", text=[left])
    said = converse(Visit(Notice(left), board, Notice(left), board), "1", "1")
    assert [part.count(left) for part in said.parts[:2]] == [1, 1]
