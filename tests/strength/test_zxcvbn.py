"""What is put in the place of parts of zxcvbn does what they do."""

import importlib.util
import subprocess
import sys
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_voter.machine import strength
from tui_voter.machine.lexicon import LISTS, Lexicon, learn

LEET = "4@8({[<369!1|0$57+%2"


@pytest.fixture(scope="module")
def stock() -> ModuleType:
    """A copy of zxcvbn's matching as it comes."""
    spec = importlib.util.find_spec("zxcvbn.matching")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def readings(stock: ModuleType, substitutes: str) -> list[dict[str, str]]:
    return list(
        strength._substitutions(stock.relevant_l33t_subtable(substitutes, stock.L33T_TABLE))
    )


@pytest.mark.parametrize("substitutes", ["4", "40$", "1", "17", "1|", "3!$7"])
def test_substitutes_are_read_as_zxcvbn_reads_them(stock: ModuleType, substitutes: str) -> None:
    table = stock.relevant_l33t_subtable(substitutes, stock.L33T_TABLE)
    theirs = stock.enumerate_l33t_subs(table)
    ours = readings(stock, substitutes)
    assert all(reading in ours for reading in theirs if len(reading) == len(substitutes))


def test_there_are_at_most_eight_readings(stock: ModuleType) -> None:
    assert len(readings(stock, LEET)) == 8
    assert readings(stock, "no substitutes") == [{}]


WORDS = {"un": (3, 1), "deux": (1, 1), "motdepasse": (2, 2), "passe": (7, 3)}
OWN = {"deux": 9, "sept": 4}


@settings(deadline=None)
@given(st.lists(st.sampled_from([*WORDS, *OWN, "É", "x", "Deux", "PASSE"])).map("".join))
def test_words_are_found_as_zxcvbn_finds_them(stock: ModuleType, password: str) -> None:
    dictionaries = {"user_inputs": OWN}
    for word, (rank, place) in WORDS.items():
        dictionaries.setdefault(LISTS[place], {})[word] = rank

    def in_order(matches: list[dict[str, object]]) -> list[str]:
        return sorted(str(sorted(match.items())) for match in matches)

    words = Lexicon(learn(WORDS, ["deux", "x"]))
    ours = strength.dictionary_match(words, password, {"user_inputs": OWN})
    assert in_order(ours) == in_order(stock.dictionary_match(password, dictionaries))


def test_zxcvbn_comes_without_its_lists_even_where_they_are_loaded_already() -> None:
    for before in ("sys", "zxcvbn"):
        script = f"""
import {before}, sys
from tui_voter.machine import strength
strength.prepare()
import zxcvbn.matching
assert zxcvbn.matching.RANKED_DICTIONARIES == {{}}
assert "{before}" == "zxcvbn" or "zxcvbn.frequency_lists" not in sys.modules
"""
        subprocess.run([sys.executable, "-c", script], check=True)
