"""No label is wrong in a language, and each language has its name in the others."""

from __future__ import annotations

import pytest

from tui_voter.contract.languages import Language, within_a_sentence

@pytest.mark.parametrize(
    ("language", "label", "within"),
    [
        ("en", "I have written it down", "I have written it down"),
        ("en", "I’m ready", "I’m ready"),
        ("en", "It is mine", "it is mine"),
        ("fr", "Il est à moi", "il est à moi"),
        ("fr", "J’ai tout noté", "j’ai tout noté"),
        ("fr", "À la une", "à la une"),
        ("fr", "NUMEN", "NUMEN"),
        ("en", "Close", "close"),
        ("de", "Passwort", "Passwort"),
        ("en", "", ""),
    ],
)
def test_what_always_has_a_capital_keeps_it_within_a_sentence(
    language: str, label: str, within: str
) -> None:
    assert within_a_sentence(label, language) == within


def test_a_language_has_its_name_in_itself_and_in_another() -> None:
    assert [each.own_name for each in Language] == ["Français", "English"]
    assert [each.name_in("fr") for each in Language] == ["français", "anglais"]
