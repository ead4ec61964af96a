"""What the page and the keyboard lack or add is no reason to fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_voter.letters import encoded
from tui_voter.linear.spelling import broken, columns, harmless


@given(st.text())
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_every_text_can_be_put_out(encoding: str, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()  # no lone surrogates
    encoded(text, encoding).decode(encoding)


def test_ascii_keeps_the_words_readable() -> None:
    french = "« Vérification… » l’œuvre coûte 3 € : 12 n°"
    assert encoded(french, "ascii") == b'" Verification... " l\'oeuvre coute 3 EUR : 12 no'


def test_what_a_terminal_would_obey_is_shown_instead() -> None:
    assert harmless("a\x1b]0;x\x07\x9bb\rc") == "a\ufffd]0;x\ufffd\ufffdb\ufffdc"
    assert harmless("é : ok\n") == "é : ok\n"


def test_columns_are_those_of_a_terminal() -> None:
    assert columns("é") == columns("e\u0301") == 1
    assert columns("日") == 2


def test_no_line_begins_with_a_sentence_where_one_is_broken() -> None:
    line = "1. Je n’ai pas reçu le mail, ou je l’ai supprimé. Que faire\u00a0?"
    assert broken(line, 52) == [
        "1. Je n’ai pas reçu le mail, ou je l’ai",
        "supprimé. Que faire\u00a0?",
    ]


def test_no_line_begins_with_a_tilde_where_one_is_broken() -> None:
    """Orca would be silent about all of the text."""
    line = "A full path such as ~/Documents/roll.txt works too"
    for width in range(10, 50):
        pieces = broken(line, width)
        assert " ".join(pieces) == line
        assert not any(piece.startswith("~") for piece in pieces)
