"""What the cursor's line holds, whatever is asked and whatever went wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_voter import messages
from tui_voter.dialogue import Step
from tui_voter.linear.prompts import Remark, compose
from tui_voter.linear.spelling import columns

STEP = Step(2, 4)

labels = st.text("abc, éàç", min_size=1, max_size=60).map(str.strip).filter(bool)
shorts = st.text("abc 12é", min_size=1, max_size=18).map(str.strip).filter(bool)
remarks = st.builds(Remark, st.text("ab .é", min_size=1, max_size=90), shorts)
steps = st.none() | st.builds(Step, st.integers(1, 9), st.integers(1, 12))
outcomes = st.just("") | st.text("abc é", min_size=1, max_size=60).map(lambda t: t.strip() + ".")


@pytest.mark.parametrize("language", messages.LANGUAGES)
@given(labels, steps, st.none() | remarks, outcomes)
def test_a_prompt_fits_a_braille_line_and_differs_from_the_one_before(
    language: str, label: str, step: Step | None, remark: Remark | None, outcome: str
) -> None:
    messages.use(language)
    before = ""
    for _time in range(4):
        above, prompt = compose(label, step, remark, outcome, before)
        assert columns(prompt) <= 39
        assert prompt.endswith(" ")
        assert prompt != before
        if remark is not None:  # nothing that went wrong is left out
            assert remark.text in prompt or remark.text in above
        before = prompt


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("step", [None, STEP])
@pytest.mark.parametrize("pattern", ["x", "x, "])
def test_a_purpose_of_any_length_is_asked_again_in_other_words(
    language: str, step: Step | None, pattern: str
) -> None:
    messages.use(language)
    for length in range(1, 80):
        before = ""
        for _time in range(4):
            _above, prompt = compose((pattern * length)[:length], step, None, "", before)
            assert columns(prompt) <= 39
            assert prompt != before
            before = prompt


def test_what_comes_after_a_comma_gives_way_and_is_said_above() -> None:
    remark = Remark("There is no 99 yet: the numbers go from 1 to 20.", "no such number")
    above, prompt = compose("11 to 20, number or name", None, remark, "", "")
    assert prompt == "No such number. 11 to 20: "
    assert above == [remark.text, "11 to 20, number or name."]


def test_step_and_purpose_come_first_when_nothing_went_wrong() -> None:
    assert compose("Password", STEP, None, "", "") == ([], "2 of 4, password: ")


def test_without_a_step_the_purpose_starts_the_line() -> None:
    assert compose("password", None, None, "", "") == ([], "Password: ")


def test_an_abbreviation_keeps_its_capitals() -> None:
    assert compose("NUMEN", STEP, None, "", "")[1] == "2 of 4, NUMEN: "


def test_an_error_that_fits_stands_whole_in_the_prompt() -> None:
    remark = Remark("Too short.", "too short")
    assert compose("Password", STEP, remark, "", "") == ([], "Too short. 2 of 4, password: ")


def test_a_long_error_is_short_in_the_prompt_and_whole_above() -> None:
    remark = Remark("Too short: 3 characters out of 12.", "3 out of 12")
    assert compose("Password", STEP, remark, "", "") == (
        [remark.text],
        "3 out of 12. 2 of 4, password: ",
    )


def test_what_no_longer_fits_beside_an_error_is_said_above_it() -> None:
    remark = Remark("There is no activation link in this text.", "no link in this it")
    above, prompt = compose("One-time link of the mail", STEP, remark, "", "")
    assert prompt == "No link in this it. Step 2 of 4: "
    assert above == [remark.text, "2 of 4, one-time link of the mail."]


def test_an_outcome_stands_on_the_line_with_or_without_the_key() -> None:
    assert compose("Enter", STEP, None, "Done.", "")[1] == "Done. Enter: "
    outcome = "Your account has been activated."
    _above, first = compose("Enter", STEP, None, outcome, "")
    _above, again = compose("Enter", STEP, None, outcome, first)
    assert first == f"{outcome} "
    assert again == "Your account has been activated: "
