"""What a language needs is known before it is there, and no label is wrong in it."""

import re

import pytest

from tests.structure import lacking
from tui_voter.contract.languages import Language, within_a_sentence


def test_what_a_new_language_lacks_is_named_in_the_order_of_work() -> None:
    told = re.compile(r"(\S+) (?:is not there|does not have \S.*): step (\d) of “A language” .+")
    found = [told.fullmatch(sentence) for sentence in lacking("br")]
    lacks = [(it[1], int(it[2])) for it in found if it]
    assert lacks[0] == ("tui_voter/contract/languages.py", 1)
    assert ("mock_server/captcha/br.py", 3) in lacks
    assert [step for _file, step in lacks] == sorted(step for _file, step in lacks)
    assert {step for _file, step in lacks} == set(range(1, 8))


@pytest.mark.parametrize(
    ("language", "label", "within"),
    [
        ("en", "I have written it down", "I have written it down"),
        *(("en", "It is mine", "it is mine"), ("fr", "J’ai tout noté", "j’ai tout noté")),
        *(("fr", "NUMEN", "NUMEN"), ("de", "Passwort", "Passwort"), ("en", "", "")),
    ],
)
def test_what_always_has_a_capital_keeps_it_within_a_sentence(
    language: str, label: str, within: str
) -> None:
    assert within_a_sentence(label, language) == within


def test_a_language_has_its_name_in_itself_and_in_another() -> None:
    assert [each.own_name for each in (Language.FR, Language.EN)] == ["Français", "English"]
    assert [Language.EN.name_in(language) for language in ("en", "fr")] == ["English", "anglais"]
