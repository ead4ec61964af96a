"""What a language needs is known before it is there, and no label is wrong in it."""

from __future__ import annotations

import re

import pytest

from tests.structure import lacking
from tui_voter.contract.languages import Language, within_a_sentence

BRETON = [
    ("tui_voter/contract/languages.py", 1),
    ("tui_voter/locale/br/LC_MESSAGES/argparse.po", 2),
    ("tui_voter/locale/br/LC_MESSAGES/tui_voter.po", 2),
    ("mock_server/locale/br/LC_MESSAGES/mock_server.po", 2),
    ("mock_server/captcha/br.py", 3),
    ("tui_voter/linear/languages/br.py", 4),
    ("tests/linear/traps.py", 4),
    ("tui_voter/machine/data/phrases.br.txt", 5),
    ("docs/bill.py", 5),
    ("docs/man/br/man1/mock-portal.1", 6),
    ("docs/man/br/man1/polling-board.1", 6),
    ("docs/man/br/man1/tui-voter.1", 6),
]
"""The files in which a language that is begun is missing, and the step that makes each."""


def test_what_a_new_language_lacks_is_named_in_the_order_of_work() -> None:
    told = re.compile(r"(\S+) (?:is not there|does not have \S.*): step (\d) of “A language” .+")
    found = [told.fullmatch(sentence) for sentence in lacking("br")]
    assert [(it[1], int(it[2])) for it in found if it] == BRETON


@pytest.mark.parametrize(
    ("language", "label", "within"),
    [
        ("en", "I have written it down", "I have written it down"),
        ("en", "It is mine", "it is mine"),
        ("fr", "J’ai tout noté", "j’ai tout noté"),
        ("fr", "NUMEN", "NUMEN"),
        ("de", "Passwort", "Passwort"),
        ("en", "", ""),
    ],
)
def test_what_always_has_a_capital_keeps_it_within_a_sentence(
    language: str, label: str, within: str
) -> None:
    assert within_a_sentence(label, language) == within


def test_a_language_has_its_name_in_itself_and_in_another() -> None:
    assert [each.own_name for each in (Language.FR, Language.EN)] == ["Français", "English"]
    assert [Language.EN.name_in(language) for language in ("en", "fr")] == ["English", "anglais"]
