"""A line that is edited: the terminal's cursor stands on the letter that is meant."""

import pyte
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_voter.linear.line import Key, Keys, Line, as_typed
from tui_voter.linear.spelling import columns

PROMPT = "2 of 4, name: "
KEYS = st.sampled_from([*Key])
LETTERS = st.sampled_from("abcd é日")


class Page:
    """A terminal that a line is typed on."""

    def __init__(self, line: Line, width: int, prompt: str = PROMPT) -> None:
        self._line = line
        self._screen = pyte.Screen(width, 400)
        self._stream = pyte.Stream(self._screen)
        self.written = ""
        self._put(prompt)

    def press(self, *keys: str | Key) -> None:
        for key in keys:
            self._put(self._line.press(key))

    def _put(self, text: str) -> None:
        self.written += text
        self._stream.feed(text.replace("\n", "\r\n"))

    @property
    def row(self) -> str:
        """The row of the cursor."""
        cells = self._screen.buffer[self._screen.cursor.y]
        return "".join(cells[at].data for at in range(self._screen.columns)).rstrip()

    @property
    def under(self) -> str:
        """The letter that the cursor stands on."""
        return self._screen.buffer[self._screen.cursor.y][self._screen.cursor.x].data


@example("p" * 37 + ": ", [*"dum"], 40, False)
@example("p" * 36 + ": ", [*"/help"], 40, False)
@example("p" * 36 + ": ", [*"/help", *[Key.BACKSPACE] * 5, *"dum"], 40, False)
@example("p" * 36 + ": ", [*"/help", Key.HOME, Key.DELETE_REST], 40, False)
@example(PROMPT, [Key.BACKSPACE, "a"], 20, False)
@example(PROMPT, [*"aa", *[Key.LEFT] * 2, *"aaaaa", Key.DELETE], 20, False)
@given(
    st.builds(lambda length: f"{'p' * (length - 2)}: ", st.integers(2, 39)),
    st.lists(KEYS | LETTERS, max_size=120),
    st.integers(20, 41) | st.just(80),
    st.booleans(),
)
def test_the_cursor_stands_on_the_letter_that_is_meant_and_what_is_typed_stays_in_sight(
    prompt: str, keys: list[str | Key], width: int, in_window: bool
) -> None:
    line, letters, at = Line(prompt, width=width, in_window=in_window), "", 0
    page = Page(line, width, prompt)
    for key in keys:
        letters, at = expected(letters, at, key)
        page.press(key)
        assert line.text == letters
        assert page.under == (letters[at : at + 1] or " ")
        assert not isinstance(key, str) or key.strip() in page.row
        assert page.row or not letters or " " in letters
        if letters and columns(letters) <= (width - 1) // 4:
            assert letters.rstrip() in page.row
        written = page.written.replace("\x1b[K", "") if in_window else page.written
        assert not {sign for sign in written if sign < " "} - {"\b", "\n"}


def test_an_answer_moves_to_a_row_of_its_own_where_its_prompt_leaves_no_room() -> None:
    prompt = "Voters, 1 to 10 of 27, search by name: "
    page = Page(Line(prompt, width=40), 40, prompt)
    page.press(*"dum")
    assert page.row == "dum"
    page.press(*[Key.BACKSPACE] * 3)
    assert page.row == prompt.rstrip()


@pytest.mark.parametrize(("width", "between"), [(40, "\n"), (80, "")])
@pytest.mark.parametrize("typed", ["/back", "2"])
def test_no_letter_stays_behind_a_prompt_that_leaves_little_room(
    typed: str, width: int, between: str
) -> None:
    prompt = "Check, choice, 1 to 3, then Enter: "
    page = Page(Line(prompt, width=width), width, prompt)
    page.press(*typed)
    assert page.written == f"{prompt}{between}{typed}"


def expected(letters: str, at: int, key: str | Key) -> tuple[str, int]:
    before, behind = letters[:at], letters[at:]
    word = before.rstrip(" ").rpartition(" ")
    start = len(word[0] + word[1])
    end = len(letters) - len("".join(behind.lstrip(" ").partition(" ")[1:]))
    results: dict[Key, tuple[str, int]] = {
        Key.LEFT: (letters, max(0, at - 1)),
        Key.RIGHT: (letters, min(len(letters), at + 1)),
        Key.HOME: (letters, 0),
        Key.END: (letters, len(letters)),
        Key.BACKSPACE: (before[:-1] + behind, max(0, at - 1)),
        Key.DELETE: (before + behind[1:], at),
        Key.END_OF_INPUT: (before + behind[1:], at),
        Key.WORD_LEFT: (letters, start),
        Key.WORD_RIGHT: (letters, end),
        Key.DELETE_WORD: (letters[:start] + behind, start),
        Key.DELETE_NEXT_WORD: (before + letters[end:], at),
        Key.DELETE_TO_START: (behind, 0),
        Key.DELETE_REST: (before, at),
        Key.TAB: (f"{before} {behind}", at + 1),
    }
    return (before + key + behind, at + 1) if isinstance(key, str) else results[key]


@pytest.mark.parametrize(
    ("keys", "told", "row"),
    [
        ([Key.HOME, Key.DELETE], "u, deleted", "n deux"),
        ([Key.LEFT] * 5 + [Key.DELETE], "space, deleted", "undeux"),
        ([Key.LEFT, Key.BACKSPACE], "u, deleted", "un dex"),
        ([Key.DELETE_WORD], "deux, deleted", "un "),
        ([Key.WORD_LEFT, Key.WORD_LEFT, Key.DELETE_NEXT_WORD], "un, deleted", " deux"),
        ([Key.WORD_LEFT, Key.DELETE_REST], "deux, deleted", "un "),
        ([Key.WORD_LEFT, Key.DELETE_TO_START], "un, deleted", "deux"),
        ([*"a" * 61, Key.DELETE_TO_START], "68 characters, deleted", ""),
    ],
)
def test_what_is_deleted_at_once_is_told_above_the_line(
    keys: list[Key], told: str, row: str
) -> None:
    """A reader tells the last letter that goes, and nothing else."""
    line = Line(PROMPT, width=80)
    page = Page(line, 80)
    page.press(*"un deux", *keys)
    assert f"\n{told}\n{PROMPT}{row}" in page.written
    assert page.row == f"{PROMPT}{row}".rstrip()


def test_in_a_window_a_letter_that_is_deleted_just_goes() -> None:
    """Its reader tells what is gone from the row, and blanks behind it would be letters."""
    line = Line(PROMPT, width=80, in_window=True)
    page = Page(line, 80)
    page.press(*"un deux", Key.LEFT)
    assert line.press(Key.BACKSPACE) == "\bx\x1b[K\b"
    assert line.press(Key.DELETE) == "\x1b[K"
    assert line.press(Key.DELETE_WORD) == f"\nde, deleted\n{PROMPT}un "


def test_an_accent_that_comes_by_itself_is_one_letter_with_what_it_stands_on() -> None:
    line = Line(PROMPT, width=40)
    page = Page(line, 40)
    page.press(*"e\u0301a", Key.LEFT, Key.LEFT)
    assert page.under in ("é", "e\u0301")
    page.press(Key.DELETE)
    assert (line.text, page.row) == ("a", f"{PROMPT}a")


def test_nothing_of_a_hidden_line_is_written_and_nobody_goes_back_in_it() -> None:
    line = Line(PROMPT, hidden=True, width=40)
    keys = "a", Key.LEFT, "b", Key.HOME, Key.DELETE, "c", "d", Key.BACKSPACE
    assert [line.press(key) for key in keys] == [""] * len(keys)
    assert line.text == "abc"


def test_a_line_stands_behind_its_prompt_again() -> None:
    line = Line(PROMPT, width=40)
    for key in ("a", "b", Key.LEFT):
        line.press(key)
    assert line.rewritten_after("New: ") == "ab\b"


def test_keys_that_nobody_hears_are_no_part_of_a_hidden_answer() -> None:
    for hidden, text in ((True, "ab"), (False, "a b")):
        line = Line(hidden=hidden)
        for key in Keys().read("a\t\x0cb"):
            line.press(key)
        assert line.text == text


BY_WORDS = [Key.WORD_LEFT, Key.WORD_RIGHT, Key.WORD_LEFT, Key.WORD_LEFT, Key.WORD_RIGHT]
TO_THE_ENDS = [Key.HOME, Key.END, Key.HOME, Key.HOME, Key.END, Key.HOME, Key.END, Key.DELETE]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("\x1b[D\x1bOC\x1b[1;2D", [Key.LEFT, Key.RIGHT, Key.LEFT]),
        ("\x1b[1;5D\x1b[1;5C\x1b[1;3D\x1bOd\x1bOc", BY_WORDS),
        *(("\x1b[3;5~", [Key.DELETE_NEXT_WORD]), ("\x1b[A\x1bOB\x10\x0e", [])),
        ("\x1b[H\x1b[F\x1bOH\x1b[1~\x1b[4~\x1b[7~\x1b[8~\x1b[3~", TO_THE_ENDS),
        ("\x1b[15~\x1b[[A\x1bOP\x1b[97;1:3u\x1b[1;2:3A\x1b[200~\x1b[201~", []),
        ("\x1b]11;rgb:0/0/0\x1b\\\x1bP1$r0m\x1b\\\x1b]0;x\x07\x9b5n", []),
        *(("\x1ba\x1b", ["a"]), ("\x1b\x1b[D", [Key.LEFT]), ("\x00\x07\x1f\t", [Key.TAB])),
    ],
)
def test_keys_are_known_from_letters(typed: str, keys: list[str | Key]) -> None:
    assert [*Keys().read(typed, is_all=True)] == keys
    one_by_one = Keys()
    assert [key for sign in typed for key in one_by_one.read(sign)] == keys


def test_alt_with_a_letter_is_a_key_and_escape_before_one_is_none() -> None:
    keys = [Key.WORD_LEFT, Key.WORD_RIGHT, Key.DELETE_NEXT_WORD, Key.DELETE_WORD]
    assert [*Keys().read("\x1bb\x1bf\x1bd\x1b\x7f")] == keys
    typed = Keys()
    assert [*typed.read("\x1b"), *typed.read("demain")] == [*"demain"]


@given(st.text())
def test_no_control_is_ever_part_of_an_answer_and_cursor_keys_leave_no_trace(text: str) -> None:
    assert not {sign for sign in as_typed(text) if sign < " " or "\x7f" <= sign < "\xa0"}
    assert as_typed("ab\x1b[D\x1b[1;5C\x1bOHc\x1b[200~d\x1b[201~\r") == "abcd"
