"""Long texts: piece by piece, with headings and lists, to the ways on."""

from __future__ import annotations

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
from tests.linear.conversation import Transcript, converse
from tui_voter import messages
from tui_voter.contract.languages import Language
from tui_voter.dialogue import (
    BACK,
    Action,
    Bar,
    Bars,
    Block,
    Dialogue,
    Dictation,
    Facts,
    Items,
    Left,
    Page,
    Prose,
    Role,
    Title,
    Took,
)
from tui_voter.linear.pages import pieces
from tui_voter.linear.prompts import COLUMNS_WITH_CORE
from tui_voter.linear.spelling import columns
from tui_voter.messages import gettext as _
from tui_voter.transcript import Kind

NOW = datetime(2022, 11, 30, 12, tzinfo=UTC)
PLACES = {"link": "https://portail.exemple/activation/lien", "code": "123 456"}

SAVE = Action("save", "Enregistrer dans un fichier", "enregistrer", Role.SAVE)


def prose(first: int, last: int) -> Prose:
    return Prose(" ".join(f"Phrase {n} du texte." for n in range(first, last + 1)))


GUIDE = Page(
    title="Parcours électeur",
    key="guide",
    blocks=[
        Title("Étape 1"),
        prose(1, 4),
        Title("Étape 2"),
        prose(5, 8),
        Title("Étape 3"),
        prose(9, 12),
        Items(["le nom", "le prénom"]),
        Title("Étape 4"),
        Items(["Ouvrez.", "Validez."], numbered=True),
        Facts([("Assistance", "0 800")]),
    ],
    actions=[SAVE],
)


class Shown:
    """A journey of one page; the way on that was taken."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.way: Left | None = None

    async def __call__(self, dialogue: Dialogue) -> None:
        self.way = await dialogue.show(self._page)


def said_by_prompt(said: Transcript) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for line in said.lines:
        if line.endswith(" "):
            parts.append([])
        else:
            parts[-1].append(line)
    return parts


WAYS = [Action("use", "Utiliser ce lien"), Action("others", "Autres mails")]


def test_a_long_text_comes_in_sections_with_enter_for_more() -> None:
    shown = Shown(GUIDE)
    said = converse(shown, "", "", "")
    first, second, third, _end = said_by_prompt(said)
    assert first[:2] == ["Parcours électeur", "Étape 1"]
    assert first[-3:] == ["Phrase 8 du texte.", "Enter: the next part", "Help: /help"]
    assert second == [
        "Étape 3",
        *(f"Phrase {n} du texte." for n in range(9, 13)),
        "le nom",
        "le prénom",
    ]
    assert third == [
        "Étape 4",
        "1. Ouvrez.",
        "2. Validez.",
        "Assistance: 0 800",
        "End of the text.",
        "Enter: Enregistrer dans un fichier",
    ]
    assert said.prompts == ["Part 1 of 3: ", "Part 2 of 3: ", "Enter: "]
    assert shown.way == Took("save")


def test_the_rest_at_once_and_the_last_piece_again() -> None:
    """A command needs no slash where nothing else is typed."""
    said = converse(Shown(GUIDE), "repeat", "", "tout", "/repeat")
    parts = said_by_prompt(said)
    assert [part.count("Étape 1") for part in parts] == [1, 1, 0, 0, 0, 0]
    assert [part.count("Étape 3") for part in parts] == [0, 0, 1, 0, 0, 0]
    assert [part.count("Étape 4") for part in parts] == [0, 0, 0, 1, 1, 0]


def test_what_stands_side_by_side_is_said_one_below_the_other() -> None:
    """No full stop is added to an address, which would be copied with it."""
    page = Page(title="Qui", blocks=[Prose("Identifiant : a@b.fr · Portail : c.fr")])
    said = converse(Shown(page), "")
    assert "Identifiant : a@b.fr" in said.lines
    assert "Portail : c.fr" in said.lines


def test_a_part_is_called_so_and_a_long_paragraph_begins_with_what_is_above_it() -> None:
    facts = Facts([("De", "elections@exemple.fr"), ("Objet", "Ouverture")])
    mail = Page(title="Boîte mail", blocks=[facts, prose(1, 25)], actions=[SAVE])
    said = converse(Shown(mail), "", "")
    assert said.prompts[:2] == [
        "Boîte mail, 1 of 3: ",
        "Boîte mail, 2 of 3: ",
    ]
    assert said_by_prompt(said)[0][1:11] == [
        "De: elections@exemple.fr",
        "Objet: Ouverture",
        *(f"Phrase {n} du texte." for n in range(1, 9)),
    ]


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
    shown = Shown(Page(title="Tout", blocks=[prose(1, 1200)], actions=[SAVE]))

    def interrupt(_kind: Kind, line: str) -> None:
        if line == "Phrase 300 du texte.":
            os.kill(os.getpid(), signal.SIGINT)

    said = converse(shown, "/all", "", "/save", record=interrupt)
    assert shown.way == Took("save")
    assert "Phrase 300 du texte." in said.lines
    assert "Phrase 600 du texte." not in said.lines
    assert "Stopped. " in said.prompts[1]
    (part,) = re.findall(r"(\d+) of", said.prompts[1])
    assert f"{int(part) + 1} of" in said.prompts[2]


def test_the_ways_on_are_open_from_the_first_piece() -> None:
    for typed, way in (("/save", Took("save")), ("/back", BACK)):
        shown = Shown(GUIDE)
        converse(shown, typed)
        assert shown.way == way


def test_the_last_part_tells_the_numbers_that_its_prompt_names() -> None:
    said = converse(Shown(GUIDE._replace(actions=[*GUIDE.actions, *WAYS])), "", "")
    last = said.lines[said.lines.index("End of the text.") :]
    assert last[1:3] == ["1. Utiliser ce lien", "2. Autres mails"]
    assert said.prompts[-1] == "1 or 2 or Enter: "


def test_what_is_not_understood_is_said_and_nothing_is_skipped() -> None:
    said = converse(Shown(GUIDE), "quoi", "")
    assert said.prompts[:3] == [
        "Part 1 of 3: ",
        "Not understood. Part 1 of 3: ",
        "Part 2 of 3: ",
    ]


def test_a_text_of_twelve_lines_is_said_whole() -> None:
    shown = Shown(Page(title="Édito", blocks=[prose(1, 12)]))
    said = converse(shown, "")
    assert said.lines[-2:] == ["Édito, Enter: ", ""]
    assert shown.way is BACK


def test_help_in_a_long_text_names_its_moves() -> None:
    said = converse(Shown(GUIDE), "/help", "/all", "/help")
    _first, before, _rest, after, *_end = said_by_prompt(said)
    for told in (before, after):
        assert "/previous: the part before" in told
        assert "/all: all the rest at once" in told


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


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_prompts_fit_in_a_very_long_text(language: str) -> None:
    messages.use(language)
    page = Page(title="Tout", blocks=[prose(1, 1200)])
    said = converse(Shown(page), *[""] * 115, "/repeat", "/repeat", "quoi", "/all")
    assert max(map(columns, said.prompts)) <= COLUMNS_WITH_CORE
    assert all(one != next_ for one, next_ in zip(said.prompts, said.prompts[1:], strict=False))


def test_a_part_ends_with_an_entry_and_a_heading_is_none() -> None:
    """A list's name, its union and its votes belong together; twelve candidates are few enough."""
    lists = Bars([Bar(f"Liste {n} · Union {n}", (), f"{n} voix", 0.1) for n in range(9)])
    told = list(pieces([Prose("Un scrutin."), Title("Voix", 2), lists]))
    assert all(piece[-1].startswith(("Un scrutin.", "Union ")) for piece in told)
    candidates = Items([f"NOM{n} Prénom" for n in range(12)], numbered=True)
    told = list(pieces([Facts([("Union", "A"), ("Scrutin", "B")]), Title("Candidats"), candidates]))
    assert [len(piece) for piece in told] == [2, 13]


def test_one_part_back_as_well_as_on() -> None:
    said = converse(Shown(GUIDE), "", "/previous", "/previous", "", "")
    parts = said_by_prompt(said)
    assert parts[2] == parts[0][1 : 1 + len(parts[2])]  # the title is not said again
    assert said.prompts[2:4] == ["Part 1 of 3: ", "This is the beginning. Part 1 of 3: "]


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_what_a_mail_is_read_for_is_in_its_first_part(language: str) -> None:
    """Its link or its code; blank lines, which nobody hears, do not count."""
    messages.use(language)
    sample = read_folder(SAMPLE, NOW)
    voter = msgspec.structs.replace(sample.voters[0], language=Language(language))
    news = dict.fromkeys(("number", "text", "answer", "state", "vote"), "x") | {
        "code": PLACES["code"]
    }
    looked_at = 0
    for kind, document in sample.election.documents[Language(language)].items():
        wanted = [text for place, text in PLACES.items() if f"{{{place}}}" in document.body]
        mail = letter(sample.election, voter, kind, link=PLACES["link"], expires_at=NOW, news=news)
        heading = Facts([(_("From"), mail.sender), (_("Subject"), mail.subject)])
        first = next(pieces([heading, Prose(mail.body)]))
        for text in wanted:
            assert any(text in line for line in first), first
            looked_at += 1
    assert looked_at >= 5


def test_a_text_that_was_left_in_the_middle_goes_on_there() -> None:
    """The page is made anew, as where the voter looked at something else meanwhile."""
    actions = [Action("use", "Utiliser", "utiliser"), SAVE]

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.show(GUIDE._replace(actions=actions))
        await dialogue.show(Page(title="Notice", blocks=[Prose("Sur papier.")]))
        await dialogue.show(GUIDE._replace(actions=actions[:1]))

    said = converse(journey, "/save", "", "", "")
    parts = [prompt for prompt in said.prompts if "art" in prompt or "of" in prompt]
    total = parts[0].partition(" of ")[2][0]
    assert [part[: part.index(" of ")][-1] for part in parts][:3] == ["1", "1", "2"], said.prompts
    assert total > "1"
    for text in ("Phrase 1 du texte.", "Phrase 12 du texte."):
        assert said.lines.count(text) == 1


def test_a_group_is_spelled_by_its_number_and_the_ways_have_those_behind() -> None:
    groups = Dictation([("2345U", "2 3 4 5 U"), ("ABCDK", "A B C D K")], stands_above=True)
    ways = [Action("noted", "Noté"), Action("lost", "Perdu")]
    shown = Shown(Page(title="Code", blocks=[groups], actions=ways, can_go_back=False))
    said = converse(shown, "2", "2345U-ABCDK", "4")
    assert "1 to 2: letter by letter" in said.lines
    assert "ABCDK: A B C D K" in said.lines
    assert said.prompts == [
        "Code, 1 to 4 or Enter: ",
        "“ABCDK”. Code, 1 to 4 or Enter: ",
        "Not listed. Code, 1 to 4 or Enter: ",
    ]
    assert shown.way == Took("lost")


def test_what_came_of_an_act_is_said_where_only_the_title_tells_it() -> None:
    look = Action("look", "Chercher dans l'urne")
    receipt = Page(
        title="Pas encore vérifié",
        key="receipt",
        blocks=[Prose("Suivi : X.")],
        actions=[look, *WAYS],
    )

    async def journey(dialogue: Dialogue) -> None:
        for title in ("Pas encore vérifié", "Pas encore vérifié", "Vérifié dans l'urne"):
            await dialogue.show(receipt._replace(title=title, is_outcome=True))

    said = converse(journey, "", "", "")
    assert said.lines.count("Pas encore vérifié") == 1
    assert said.lines.count("Vérifié dans l'urne") == 1
