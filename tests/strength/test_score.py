"""What a password is worth, and what the voter is told about it."""

from __future__ import annotations

import ast
import inspect
from dataclasses import astuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tui_voter.machine.strength import (
    ADVICE,
    Advice,
    CrackTime,
    Strength,
    folded_words,
    measure_now,
)
from tui_voter.secret import Secret

VOTER = folded_words(["Anne-Marie", "Bézout", "anne-marie.bezout@ac-exemple.fr"])


def measured(password: str, words: tuple[str, ...] = VOTER) -> Strength:
    return measure_now(Secret(password), words)


def test_a_french_voters_habits_are_weak() -> None:
    passwords = (
        *("MotDePasse2026!", "M0td3Passe2026!", "élection2026", "Élections2026!", "Elections-2022"),
        *("2026Scrutin!", "Académie2026!", "Ministère2022*", "Bonjour2026!!", "P@ssw0rd2026!"),
        *("Azertyuiop1!", "Soleil123456!", "Marseille13!", "Chouchou2025$$", "aaaaaaaaaaaA1!"),
        *("électionélection", "jetaimebebe", "sisilafamille", "mesloulous", "azerty13"),
    )
    assert [password for password in passwords if measured(password).score > 1] == []


def test_rows_joined_by_signs_are_no_more_than_rows() -> None:
    rows = ("Abcdef-12345-xyz", "fedcba-54321-Zyx", "Abcdef.98765.zyx", "Xyz-789-Abc-123")
    for row in (*rows, "Qwe-123-Asd-456"):
        strength = measured(row)
        assert strength.score <= 1, row
        assert strength.warning is Advice.KEY_ROW, row


def test_what_is_hard_to_guess_stays_strong() -> None:
    phrases = ("cheval correct agrafe pile", "Cheval-Correct-Agrafe-7", "Chien!Rouge7Lampe")
    for password in (*phrases, "xK9#mQ2$vL7!", "4@8({[<369!1|0$57+%2"):
        strength = measured(password)
        assert (strength.score, strength.warning, strength.suggestions) == (4, None, ()), password


@pytest.mark.parametrize(
    "password", ["Bézout2026!!", "Bezout-1975", "AnneMarie2026!", "annemariebezout1!"]
)
def test_the_voters_own_name_is_weak_and_said_so(password: str) -> None:
    own = measured(password)
    assert own.warning is Advice.OWN_NAME
    assert own.score <= min(2, measured(password, words=()).score)


def test_what_is_put_around_a_word_is_said_to_help_little() -> None:
    strength = measured("Scrutin2026!")
    assert strength == Strength(
        score=0,
        count=14,
        unit=CrackTime.SECONDS,
        warning=Advice.LIKE_COMMON,
        suggestions=(Advice.ADD_WORDS, Advice.CAPITAL_HELPS_LITTLE, Advice.ENDING_HELPS_LITTLE),
    )


def test_nothing_but_ones_own_name_is_refused_whatever_stands_between() -> None:
    """With words of one's own it is no name alone."""
    words = folded_words(("Marie", "Durand", "marie", "durand", "exemple"))
    for name in (
        "Marie-Durand-2026",
        "Durand.Marie.1975!",
        "mDurand-2026-Marie",
        "Exemple_Marie#42",
    ):
        own = measured(name, words)
        assert own.score <= 1, name
        assert own.warning is Advice.OWN_NAME, name
    assert measured("Marie-cheval-agrafe-pile7", words).score == 4


def test_nothing_typed_has_no_strength() -> None:
    assert measured("") == Strength(0, 1, CrackTime.SECONDS, None, (Advice.USE_WORDS,))


def test_every_text_of_zxcvbn_has_its_advice() -> None:
    from zxcvbn import feedback

    texts = {
        call.args[0].value
        for call in ast.walk(ast.parse(inspect.getsource(feedback)))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "_"
        and isinstance(call.args[0], ast.Constant)
    }
    assert texts == set(ADVICE)


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=())))
@example("İ" * 50)
@example("ﷺ" * 50)
@example("\ud800" * 80)
@example("\0")
@example("!" * 500)
def test_any_text_at_all_gets_an_answer_that_holds_none_of_it(password: str) -> None:
    strength = measured(password)
    assert 0 <= strength.score <= 4
    assert 1 <= strength.count <= 1_000
    kinds = {type(value) for value in (*astuple(strength), *strength.suggestions)}
    assert kinds <= {int, CrackTime, Advice, tuple, type(None)}


def test_the_work_is_bounded_by_the_first_characters() -> None:
    start = "Cheval!4@8({[<369!1|0$57+%2 agrafe pile "
    assert len(start) == 40
    assert measured(start + "x" * 1_000_000) == measured(start)


def test_accents_are_folded_and_ligatures_spelt() -> None:
    assert measured("Cœurvaillant") == measured("Coeurvaillant")
    assert measured("déçue") == measured("decue")
