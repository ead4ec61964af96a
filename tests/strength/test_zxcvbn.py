"""What is put in the place of parts of zxcvbn does what they do."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_voter.machine import strength
from tui_voter.machine.habits import LONGEST_WORD

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


WORDS = {"un": 3, "deux": 1, "motdepasse": 2, "passe": 7}
OTHERS = {"deux": 9, "sept": 4}


@settings(deadline=None)
@given(st.lists(st.sampled_from([*WORDS, *OTHERS, "É", "x", "Deux", "PASSE"])).map("".join))
def test_words_are_found_as_zxcvbn_finds_them(stock: ModuleType, password: str) -> None:
    dictionaries = {"a": WORDS, "b": OTHERS}

    def in_order(matches: list[dict[str, object]]) -> list[str]:
        return sorted(str(sorted(match.items())) for match in matches)

    ours = strength._dictionary_match(password, dictionaries)
    assert in_order(ours) == in_order(stock.dictionary_match(password, dictionaries))


def test_no_word_is_longer_than_the_parts_that_are_looked_up() -> None:
    lists = strength._zxcvbn()._dictionaries
    assert set(lists) == {"passwords", "english_wikipedia", "surnames"}
    assert max(len(word) for ranks in lists.values() for word in ranks) <= LONGEST_WORD


def test_zxcvbn_comes_with_the_first_measure_only() -> None:
    script = """
import sys
from tui_voter.machine import strength
from tui_voter.machine.habits import LONGEST_WORD
assert not [name for name in sys.modules if name.startswith("zxcvbn")]
strength.prepare()
assert "zxcvbn" in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True)
