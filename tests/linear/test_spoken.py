"""What is written for the eye is said for the ear."""

from __future__ import annotations

import pytest

from tests.linear.conversation import converse
from tui_voter import messages
from tui_voter.dialogue import ChoiceField, Dialogue, Form, Option
from tui_voter.linear.spoken import spoken


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


def test_the_chosen_option_is_named_before_its_words() -> None:
    field = ChoiceField(
        name="question",
        label="Question",
        parse=str,
        value="two",
        options=[Option("one", "Which town?"), Option("two", "Which dish?")],
    )

    async def submit(_answers: object) -> None:
        return None

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.ask(
            Form(title="Question", fields=[field], submit=submit, submit_label="Send", busy="…")
        )

    lines = converse(journey, "").lines
    assert "2. Chosen: Which dish?" in lines
    assert "1. Which town?" in lines
