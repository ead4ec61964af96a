"""What is written for the eye is said for the ear."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.linear.conversation import converse
from tui_voter import messages
from tui_voter.dialogue import (
    Batch,
    ChoiceField,
    Dialogue,
    Facts,
    Field,
    Form,
    Listing,
    LongTextField,
    Menu,
    Option,
    Page,
    Prose,
    Row,
    TextField,
    Verbatim,
)
from tui_voter.journeys.shared.saving import save
from tui_voter.linear.spoken import spoken
from tui_voter.machine.files import LocalFiles


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("Compte de Ana D., c•••••@exemple.fr", "Compte de Ana D., c, masqué, arobase exemple.fr"),
        ("D•••• C•••••", "D. C."),
        ("Identifiant : x · Portail : y", "Identifiant : x. Portail : y"),
        ("du 1er décembre à 8 h au 8 à 17 h.", "du 1er décembre à 8 heures au 8 à 17 heures."),
        ("à 20 h 34", "à 20 heures 34"),
        ("à 1 h ; à 0 h", "à 1 heure ; à 0 heure"),
        (
            "Ouvert du jeudi 01 décembre 2022 à 08h00",
            "Ouvert du jeudi 1er décembre 2022 à 8 heures",
        ),
        (
            "au jeudi 08 décembre 2022 à 17h05 (Heure de Paris)",
            "au jeudi 8 décembre 2022 à 17 heures 05, Heure de Paris",
        ),
        ("Lycée du Quai (Port-Ajonc)", "Lycée du Quai, Port-Ajonc"),
        ("Le comité (CSA) vote (ici).", "Le comité, CSA, vote, ici."),
        ("non valide (certificat), puis", "non valide, certificat, puis"),
        ("+33 (0)1 02 03", "+33 (0)1 02 03"),
        (":) ou 3) fin", ":) ou 3) fin"),
    ],
)
def test_in_french(written: str, heard: str) -> None:
    messages.use("fr")
    assert spoken(written) == heard


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        (
            "Account of Ana D., c•••••@school.example",
            "Account of Ana D., c, masked, at school.example",
        ),
        (
            "to Thursday 8 December 2022 at 17:00 (Paris time)",
            "to Thursday 8 December 2022 at 17:00, Paris time",
        ),
        ("I waited 3 h", "I waited 3 h"),
    ],
)
def test_in_english(written: str, heard: str) -> None:
    assert spoken(written) == heard


async def accept(_answers: object) -> None:
    return None


def form(field: Field[Any]) -> Form[None]:
    return Form(title="Texte", fields=[field], submit=accept, submit_label="Envoyer", busy="…")


TYPED = "RDV à 8 h (salle 2), c•••••@x.fr · 08h00"


def said_back(journey: Callable[[Dialogue], Awaitable[object]], *typed: str) -> list[str]:
    """The lines of a French conversation that tell what the voter typed."""
    messages.use("fr")

    async def hold(dialogue: Dialogue) -> None:
        await journey(dialogue)

    return [line for line in converse(hold, *typed).lines if "RDV" in line]


@pytest.mark.parametrize(
    "field",
    [
        TextField(name="text", label="Texte", parse=str, value=TYPED),
        LongTextField(name="text", label="Texte", value=TYPED),
    ],
)
def test_an_answer_that_is_kept_is_said_as_it_was_typed(field: Field[Any]) -> None:
    told = said_back(lambda dialogue: dialogue.ask(form(field)), "/répéter", "")
    assert told
    assert [line for line in told if TYPED not in line] == []


def test_what_was_typed_is_said_as_it_was_in_recaps_pages_and_lists() -> None:
    typed = Verbatim(TYPED)

    async def rows(_search: str, _after: str) -> Batch:
        return Batch([Row("a", typed, "à 8 h"), Row("b", "À 8 h", typed)])

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.choose(Menu(title="Relecture", text=[typed], options=[Option("a", "A")]))
        await dialogue.show(Page(title=typed, blocks=[Facts([("Objet", typed)]), Prose(typed)]))
        await dialogue.browse(Listing(title="Liste", fetch=rows, empty="Rien.", chosen="a"))
        await dialogue.browse(Listing(title="Liste", fetch=rows, empty="Rien."))

    told = said_back(journey, "/répéter", "1", "/répéter", "", "/répéter", "/retour", "/retour")
    assert len(told) >= 12
    assert [line for line in told if TYPED not in line] == []


def test_a_word_that_was_sought_is_said_as_it_was_typed() -> None:
    options = [Option("a", "A"), Option("b", f"B {TYPED}")]

    async def rows(_search: str, _after: str) -> Batch:
        return Batch([])

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.choose(Menu(title="Choix", options=options, filters=True))
        await dialogue.browse(Listing(title="Liste", fetch=rows, empty="Rien.", search_label="Nom"))

    told = said_back(
        journey, f"{TYPED} (rien)", TYPED, f"/{TYPED}", "2", f"{TYPED} (rien)", "/retour"
    )
    found = [line for line in told if not line.startswith("2. ")]  # an option's words
    assert len(found) >= 4
    assert [line for line in found if TYPED not in line] == []


def test_a_file_is_told_by_the_name_that_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def compose() -> str:
        return "…"

    async def journey(dialogue: Dialogue) -> None:
        await save(dialogue, LocalFiles(), "a.txt", compose)
        await save(dialogue, LocalFiles(), "b.txt", compose)

    told = said_back(journey, "RDV (lundi à 8 h).txt", "", "RDV (lundi à 8 h).txt")
    assert "RDV (lundi à 8 h).txt" in " ".join(told)
    assert "RDV (lundi à 8 h)-2.txt" in " ".join(told)


def test_the_chosen_option_is_named_before_its_words() -> None:
    field = ChoiceField(
        name="question",
        label="Question",
        parse=str,
        value="two",
        options=[Option("one", "Which town?"), Option("two", "Which dish?")],
    )

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.ask(form(field))

    lines = converse(journey, "").lines
    assert "2. Chosen: Which dish?" in lines
    assert "1. Which town?" in lines


@pytest.mark.parametrize("sign", ["a", "•", "a•", "@", " (", " ( a", " ·", " ", "0", "01 ", "12h"])
def test_a_long_hostile_text_is_soon_put_into_words(sign: str) -> None:
    """Twice the largest document: where each place was searched from again, it took hours."""
    text = sign * (120_000 // len(sign))
    assert len(spoken(text)) >= len(text) // 3
