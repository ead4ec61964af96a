"""What a password is worth, and what the voter is told about it."""

import ast
import inspect
from dataclasses import astuple

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tui_voter.machine.strength import ADVICE, Advice, CrackTime, Strength, measure_now
from tui_voter.secret import Secret


def measured(password: str) -> Strength:
    return measure_now(Secret(password), ("anne", "marie", "bezout"))


def test_what_is_put_around_a_word_is_said_to_help_little() -> None:
    strength = measured("Scrutin2026!")
    assert strength == Strength(
        score=0,
        count=14,
        unit=CrackTime.SECONDS,
        warning=Advice.LIKE_COMMON,
        suggestions=(Advice.ADD_WORDS, Advice.CAPITAL_HELPS_LITTLE, Advice.ENDING_HELPS_LITTLE),
    )


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
