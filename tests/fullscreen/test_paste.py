"""What is pasted is told from what is typed, whatever it contains."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_voter.fullscreen.terminal.paste import (
    CONFIRMED,
    END,
    QUIET,
    START,
    Background,
    Pasted,
    Reception,
    one_line,
)

HOSTILE = st.lists(
    st.sampled_from([START, END, "\r", "\n", "\x1b", "\x1b[", "\x1b[13u", "a", "é", "https://x"])
).map("".join)


def received(*pieces: str) -> list[str | Pasted | Background]:
    """What came of these reads, with a quiet spell after the last."""
    reception = Reception()
    parts = [part for piece in pieces for part in reception.feed(piece)]
    return parts + reception.quiet()


@given(HOSTILE, st.integers(1, 7))
def test_no_key_comes_out_of_a_paste(text: str, size: int) -> None:
    sent = f"{START}{text}{END}"
    pieces = [sent[n : n + size] for n in range(0, len(sent), size)]
    parts = received(*pieces)
    assert [type(part) for part in parts] == [Pasted]


@given(st.lists(st.sampled_from(["a", "\r", "\x1b[A", "\x1bOP", "\x1b[<0;3;4M", "é"])))
def test_keys_come_out_as_they_came(keys: list[str]) -> None:
    assert "".join(str(part) for part in received(*keys)) == "".join(keys)


def test_keys_around_a_paste_keep_their_order() -> None:
    """Letters behind it are soon typed, while Enter is still held, and may belong to it."""
    reception = Reception()
    for sent, at_once, waits, later in (
        (f"ab{START}c\rd{END}", ["ab"], 1, [Pasted("c\rd")]),
        *(("\r", [], CONFIRMED, ["\r"]), ("\r", ["\r"], 1, [])),
        *((f"{START}link{END}", [], 1, [Pasted("link")]), ("a", [], 1, ["a"]), ("\r", [], 1, [])),
        (f"rest{END}", [], 1, [Pasted("\rrest")]),
        (f"\t{START}two{END}", ["\t"], 1, [Pasted("two")]),  # is another one
        (f"\t{START}link{END}\rmore\r{END}", ["\t"], 1, [Pasted("link\rmore\r")]),
    ):
        assert reception.feed(sent) == at_once
        assert [part for _spell in range(waits) for part in reception.quiet()] == later
    assert not reception.waiting


@pytest.mark.parametrize("keys", ["\r", "\x01\x1b[C\x1b[3~", "abc", "\x1b"])
@pytest.mark.parametrize("size", [1, 2, 99])
def test_keys_close_behind_a_paste_are_keys_once_it_is_over(keys: str, size: int) -> None:
    reception = Reception()
    sent = f"{START}one{END} two{END}{keys}"
    for n in range(0, len(sent), size):
        assert reception.feed(sent[n : n + size]) == []
    assert [part for _spell in range(CONFIRMED - 1) for part in reception.quiet()] == []
    assert reception.quiet() == [Pasted("one two"), keys]
    assert not reception.waiting
    assert reception.feed("\r") == ["\r"]


@pytest.mark.parametrize("cut", ["\x1b[20", "\x1b[3", f"{START}two", "\r\x1b[201"])
def test_what_breaks_off_behind_a_paste_is_no_text(cut: str) -> None:
    """It may be the mark of an end, of which the rest comes late."""
    reception = Reception()
    reception.feed(f"{START}one{END}{cut}")
    assert [part for _spell in range(CONFIRMED) for part in reception.quiet()] == []
    assert reception.feed(f"\r{END}") == []
    (pasted,) = reception.quiet()
    assert isinstance(pasted, Pasted)


def test_a_lone_escape_is_given_out_after_a_quiet_spell() -> None:
    reception = Reception()
    assert reception.feed("\x1b") == []
    assert reception.waiting
    assert reception.quiet() == ["\x1b"]


def test_a_flood_is_cut_and_its_end_is_found() -> None:
    (pasted,) = received(START, *["x" * 4096] * 300, END)
    assert isinstance(pasted, Pasted)
    assert len(pasted.text) == 65_536


def test_a_paste_without_an_end_holds_the_keyboard_for_two_seconds() -> None:
    reception = Reception()
    reception.feed(f"{START}cut")
    assert [part for _spell in range(39) for part in reception.quiet()] == []
    reception.feed(" off")  # it goes on, and so does its time
    assert [part for _spell in range(39) for part in reception.quiet()] == []
    assert reception.quiet() == [Pasted("cut off")]
    assert pytest.approx(2) == 40 * QUIET


@pytest.mark.parametrize(
    ("answer", "dark"),
    [
        *(("\x1b]11;rgb:ffff/ffff/ffff\x07", False), ("\x1b]11;rgb:0a0a/0f0f/1f1f\x1b\\", True)),
        ("\x1b]11;rgb:ff/ff/ff\x07", False),
    ],
)
def test_the_background_is_heard_between_keys(answer: str, dark: bool) -> None:
    assert received(f"a{answer}b") == [Background(dark), "ab"]
    assert received(*answer) == [Background(dark)]


@pytest.mark.parametrize("digits", [5, 257])
def test_a_background_of_more_digits_than_a_colour_has_is_none(digits: int) -> None:
    part = "f" * digits
    assert received(f"a\x1b]11;rgb:{part}/{part}/{part}\x07b") == ["ab"]


@given(st.text())
def test_one_line_has_no_character_that_a_terminal_obeys(text: str) -> None:
    line = one_line(text)
    assert not any(c < " " or "\x7f" <= c <= "\x9f" for c in line)
    assert len(line.splitlines()) <= 1
    assert one_line(" a\r\n\tb\u202ec\u200bd\x1b[0m\x07 ") == "a bcd[0m"  # nor what hides text
