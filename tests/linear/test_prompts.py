"""What the cursor's line holds, whatever is asked and whatever went wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_voter import messages
from tui_voter.letters import folded
from tui_voter.linear.prompts import COLUMNS, COLUMNS_WITH_CORE, ECHO, SCREENFUL, Prompts, Remark
from tui_voter.linear.spelling import columns

labels = st.text("abc, éàç", min_size=1, max_size=80).map(str.strip).filter(bool)
purposes = st.lists(labels, min_size=1, max_size=4)
shorts = st.text("abc 12é", min_size=1, max_size=18).map(str.strip).filter(bool)
briefs = st.just("") | shorts
remarks = st.builds(Remark, st.text("ab .é", min_size=1, max_size=90), shorts, briefs)
places = st.just("") | st.text("abc é", min_size=1, max_size=30).map(str.strip).filter(bool)


@pytest.mark.parametrize("language", messages.LANGUAGES)
@given(places, purposes, st.none() | remarks, st.integers(0, 80))
def test_a_prompt_leaves_room_differs_from_the_one_before_and_ends_away_from_it(
    language: str, place: str, purposes: list[str], remark: Remark | None, column: int
) -> None:
    """Wherever the cursor stood, and whatever was typed there."""
    messages.use(language)
    before, prompts = "", Prompts()
    for _time in range(4):
        above, prompt = prompts.compose(None, place, purposes, remark, column=column)
        is_plain = remark is None and not before
        limit = COLUMNS if is_plain else COLUMNS_WITH_CORE
        assert columns(prompt.rstrip(" ")) < limit
        assert columns(prompt) <= COLUMNS_WITH_CORE
        assert columns(prompt) - column not in range(1, ECHO + 1)
        assert prompt.endswith(" ")
        assert prompt.rstrip() != before.rstrip()
        told = folded("\n".join([*above, prompt]))
        assert any(folded(purpose) in told for purpose in purposes)
        if remark is not None:  # nothing that went wrong is left out
            assert remark.text in prompt or remark.text in above
            cores = filter(None, (remark.text, remark.short, remark.brief))
            assert any(folded(core) in folded(prompt) for core in cores)
        before = prompt


@pytest.mark.parametrize("column", range(40))
def test_blanks_take_no_words_from_a_prompt(column: int) -> None:
    purposes = ["candidates, 1 to 5", "1 to 5"]
    _above, prompt = Prompts().compose(None, "Claim", purposes, None, column=column)
    assert prompt.rstrip() == "Claim, candidates, 1 to 5:"


@pytest.mark.parametrize("purposes", [["password"], ["1 to 11 or word", "1 to 11"]])
def test_a_prompt_on_a_new_screen_differs_from_those_on_the_one_before(purposes: list[str]) -> None:
    seen: list[str] = []
    prompts = Prompts()
    for lines in (0, 0, SCREENFUL):
        above, prompt = prompts.compose(None, "Home", purposes, None, lines=lines)
        assert above == []  # all of it is on the line
        seen.append(prompt)
    assert len(set(seen)) == 3


def compose(place: str, purposes: list[str], remark: Remark | None = None) -> tuple[list[str], str]:
    return Prompts().compose(None, place, purposes, remark)


QUESTION = ["challenge question, 1 to 3", "question, 1 to 3"]
LONG = "Too short: 3 characters out of 12."
NO_LINK = "There is no activation link in this text."


@pytest.mark.parametrize(
    ("place", "purposes", "remark", "above", "prompt"),
    [
        # The longest purpose that fits is asked for at its place, or starts the line.
        ("2 of 4", ["password"], None, [], "2 of 4, password: "),
        ("3 of 4", QUESTION, None, [], "3 of 4, question, 1 to 3: "),
        ("", ["password"], None, [], "Password: "),
        (
            *("My new account", QUESTION, None),
            *(["My new account, challenge question, 1 to 3."], "My new account: "),
        ),
        # An error that fits stands whole in the prompt, a longer one above it, in short within it.
        (
            *("2 of 4", ["password"], Remark("Too short.", "too short")),
            *([], "Too short. 2 of 4, password: "),
        ),
        (
            *("2 of 4", ["password"], Remark(LONG, "3 out of 12")),
            *([LONG], "3 out of 12. 2 of 4, password: "),
        ),
        # Beside it is asked for in a word; what no longer fits is said above it.
        (
            *("1 of 4", ["one-time link of the mail", "link"], Remark(NO_LINK, "no link", "none")),
            *([NO_LINK], "No link. 1 of 4, link: "),
        ),
        (
            *("2 of 4", ["one-time link of the mail"], Remark(NO_LINK, "no link in this it")),
            *([NO_LINK, "2 of 4, one-time link of the mail."], "No link in this it. 2 of 4: "),
        ),
    ],
)
def test_what_is_on_the_line_and_what_above_it(
    place: str, purposes: list[str], remark: Remark | None, above: list[str], prompt: str
) -> None:
    assert compose(place, purposes, remark) == (above, prompt)
