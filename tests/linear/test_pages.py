"""Long texts: piece by piece, with headings and lists, to the ways on, as ``pages.txt`` tells."""

import os
import re
import signal
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.election.folder import SAMPLE, read_folder
from mock_server.mail.templates import letter
from tests.linear.conversation import Talk, converse, each_of
from tests.linear.stage import Visit
from tests.portal_process import SAMPLE_LANGUAGES
from tui_voter import messages
from tui_voter.contract.languages import Language
from tui_voter.dialogue import (
    Action,
    Bar,
    Bars,
    Block,
    Dictation,
    Facts,
    Items,
    Page,
    Prose,
    Role,
    Title,
)
from tui_voter.linear.pages import pieces
from tui_voter.messages import gettext as _
from tui_voter.transcript import Kind

NOW = datetime(2022, 11, 30, 12, tzinfo=UTC)
LINKED = {"link": "https://portail.exemple/activation/lien", "code": "123 456"}
SAVE = Action("save", "Enregistrer dans un fichier", "enregistrer", Role.SAVE)
WAYS = [Action("use", "Utiliser ce lien"), Action("others", "Autres mails")]


def prose(first: int, last: int) -> Prose:
    return Prose(" ".join(f"Phrase {n} du texte." for n in range(first, last + 1)))


GUIDE = Page(
    title="Parcours électeur",
    key="guide",
    blocks=[
        *(Title("Étape 1"), prose(1, 4), Title("Étape 2"), prose(5, 8)),
        *(Title("Étape 3"), prose(9, 12), Items(["le nom", "le prénom"])),
        *(Title("Étape 4"), Items(["Ouvrez.", "Validez."], numbered=True)),
        Facts([("Assistance", "0 800")]),
    ],
    actions=[SAVE],
)
ADDRESS = Facts([("De", "elections@exemple.fr"), ("Objet", "Ouverture")])
GROUPS = Dictation([("2345U", "2 3 4 5 U"), ("ABCDK", "A B C D K")], stands_above=True)


def page(*blocks: Block, title: str = "Édito", ways: list[Action] = WAYS[:0]) -> Page:
    return Page(title=title, blocks=blocks, actions=ways)


def guide_again() -> Visit:
    actions = [Action("use", "Utiliser", "utiliser"), SAVE]
    notice = page(Prose("Sur papier."), title="Notice")
    return Visit(GUIDE._replace(actions=actions), notice, GUIDE._replace(actions=actions[:1]))


def receipts() -> Visit:
    titles = ("Pas encore vérifié", "Pas encore vérifié", "Vérifié dans l'urne")
    receipt = page(Prose("Suivi : X."), ways=[Action("look", "Chercher dans l'urne"), *WAYS])
    receipt = receipt._replace(key="receipt", is_outcome=True)
    return Visit(*(receipt._replace(title=title) for title in titles))


PLACES = {
    "guide": lambda: Visit(GUIDE),
    "guide-ways": lambda: Visit(GUIDE._replace(actions=[SAVE, *WAYS])),
    "guide-again": guide_again,
    "who": lambda: Visit(page(Prose("Identifiant : a@b.fr · Portail : c.fr"))),
    "welcome": lambda: Visit(page(Prose("Un mot de M. Dupont. Le vote\nouvre. Bientôt\u00a0!"))),
    "twelve": lambda: Visit(page(prose(1, 12))),
    "mail": lambda: Visit(page(ADDRESS, prose(1, 25), title="Boîte mail", ways=[SAVE])),
    "code": lambda: Visit(
        page(GROUPS, title="Code", ways=[WAYS[0], Action("lost", "Perdu")])._replace(
            can_go_back=False
        )
    ),
    "receipts": receipts,
    "end": lambda: Visit(page(title="Fin")._replace(can_go_back=False)),
}


@each_of("pages.txt")
def test_what_is_said(talk: Talk) -> None:
    talk.hold(PLACES)


@pytest.mark.parametrize("last", ["Votre code de vote", "Tapez ensuite :", "Académie, fictive,"])
def test_a_part_ends_on_a_sentence_where_one_is_near(last: str) -> None:
    lines = [*(f"Phrase {n}." for n in range(1, 10)), last, "GMF7R", *["Phrase."] * 4]
    first, second = pieces([Prose("\n".join(lines))])
    assert first[-1] == "Phrase 9."
    assert second[:2] == [last, "GMF7R"]


def test_a_text_without_sentences_is_cut_all_the_same() -> None:
    found = [*pieces([Prose("\n".join(f"- scrutin {n}" for n in range(25)))])]
    assert [len(piece) for piece in found] == [10, 10, 5]


def test_ctrl_c_stops_a_long_text_where_it_is() -> None:
    """The voter reads on from there, or leaves with another Ctrl-C; all of it was not said."""
    visit = Visit(page(prose(1, 1200), title="Tout", ways=[SAVE]))

    def interrupt(_kind: Kind, line: str) -> None:
        if line == "Phrase 300 du texte.":
            os.kill(os.getpid(), signal.SIGINT)

    said = converse(visit, "/all", "", "/save", record=interrupt)
    assert visit.outcome == "takes save"
    assert "Phrase 300 du texte." in said.lines
    assert "Phrase 600 du texte." not in said.lines
    assert "Stopped. " in said.prompts[1]
    (part,) = re.findall(r"(\d+) of", said.prompts[1])
    assert f"{int(part) + 1} of" in said.prompts[2]


texts = st.integers(1, 15).map(lambda n: prose(1, n))
blocks = st.one_of(
    texts,
    st.builds(Title, st.just("Titre"), st.integers(1, 2)),
    st.integers(1, 30).map(lambda n: Items([f"point {k}" for k in range(n)])),
    st.integers(1, 4).map(lambda n: Facts([("Nom", "Ada")] * n)),
)


@given(st.lists(blocks, max_size=12))
def test_pieces_are_all_of_the_text_about_ten_lines_each(text: list[Block]) -> None:
    told = list(pieces(text))
    lines = [line for piece in told for line in piece]
    alone = [line for block in text for piece in pieces([block]) for line in piece]
    assert lines == alone
    assert max(len(piece) - (piece[:1] == ["Titre"]) for piece in told) <= 12
    if len(told) > 1:
        assert all(told)
        assert not any(piece[-1] == "Titre" for piece in told[:-1])


def test_a_part_ends_with_an_entry_and_a_heading_is_none() -> None:
    """A list's name, its union and its votes belong together; twelve candidates are few enough."""
    lists = Bars([Bar(f"Liste {n} · Union {n}", (), f"{n} voix", 0.1) for n in range(9)])
    told = list(pieces([Prose("Un scrutin."), Title("Voix", 2), lists]))
    assert all(piece[-1].startswith(("Un scrutin.", "Union ")) for piece in told)
    candidates = Items([f"NOM{n} Prénom" for n in range(12)], numbered=True)
    told = list(pieces([Facts([("Union", "A"), ("Scrutin", "B")]), Title("Candidats"), candidates]))
    assert [len(piece) for piece in told] == [2, 13]


@pytest.mark.parametrize("language", SAMPLE_LANGUAGES)
def test_what_a_mail_is_read_for_is_in_its_first_part(language: str) -> None:
    """Its link or its code; blank lines, which nobody hears, do not count."""
    messages.use(language)
    sample = read_folder(SAMPLE, NOW)
    voter = msgspec.structs.replace(sample.voters[0], language=Language(language))
    news = dict.fromkeys(("number", "text", "answer", "state", "vote"), "x") | {
        "code": LINKED["code"]
    }
    looked_at = 0
    for kind, document in sample.election.documents[Language(language)].items():
        wanted = [text for place, text in LINKED.items() if f"{{{place}}}" in document.body]
        mail = letter(sample.election, voter, kind, link=LINKED["link"], expires_at=NOW, news=news)
        heading = Facts([(_("From"), mail.sender), (_("Subject"), mail.subject)])
        first = next(pieces([heading, Prose(mail.body)]))
        for text in wanted:
            assert any(text in line for line in first), first
            looked_at += 1
    assert looked_at >= 5
