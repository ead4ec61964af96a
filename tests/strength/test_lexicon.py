"""The lexicon finds in a text the words that a search of it finds, each with its lowest rank."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_voter.machine import lexicon, wordlists
from tui_voter.machine.lexicon import HIGHEST_RANK, LISTS, Found, Lexicon, learn, load

WORDS = {
    "un": (3, 1),
    "une": (1, 2),
    "lune": (500, 3),
    "l33t!": (HIGHEST_RANK, 1),
    "motdepasse": (2, 1),
    "passe": (7, 2),
}
SAYINGS = ["auclairdelalune", "lune"]


def searched(text: str) -> set[Found]:
    """What a plain search finds."""
    known = dict.fromkeys(SAYINGS, (0, 0)) | WORDS
    return {
        Found(start, start + len(word), rank, LISTS[place], word in SAYINGS)
        for word, (rank, place) in known.items()
        for start in range(len(text))
        if text.startswith(word, start)
    }


@pytest.mark.parametrize("byteorder", ["little", "big"])
@given(st.lists(st.sampled_from([*WORDS, *SAYINGS, "lun", "é", "x", "\x7f", "\0"])).map("".join))
def test_all_words_of_a_text_are_found(byteorder: str, text: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "byteorder", byteorder)
        found = [*Lexicon(learn(WORDS, SAYINGS)).words(text)]
    assert len(found) == len(set(found))
    assert set(found) == searched(text)


def test_a_piece_of_a_saying_is_met_and_no_two_pieces_of_two() -> None:
    known = Lexicon(learn(WORDS, SAYINGS))
    assert all(known.is_said(letters) for letters in ("auclair", "delalune", "lune"))
    assert not any(known.is_said(letters) for letters in ("clairdelune", "lunelune", "motdepasse"))


def test_the_file_is_made_of_the_lists() -> None:
    """If not: ``python -m tui_voter.machine.lexicon``."""
    assert lexicon.file().read_bytes() == lexicon.taught()


def test_a_word_has_the_lowest_of_its_ranks() -> None:
    ranks: dict[str, list[tuple[int, str]]] = {}
    for name, words in wordlists.ranked():
        for word, rank in words:
            ranks.setdefault(word, []).append((rank, name))
    several = [word for word, places in ranks.items() if len(places) > 1]
    known, sayings = load(), {*wordlists.sayings()}
    for word in [*ranks][::17] + several[::17]:
        (whole,) = (found for found in known.words(word) if found.end - found.start == len(word))
        lowest = min(rank for rank, _name in ranks[word])
        assert whole.rank == lowest
        assert (lowest, whole.list) in ranks[word]
        assert whole.is_said is (word in sayings)
