"""What a terminal sends: what cannot be read is dropped, and the rest goes on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.message import Message

from tests.any_terminal.answers import answer
from tui_voter.fullscreen.terminal.keys import LARGEST, SMALLEST, KeyParser, bounded
from tui_voter.fullscreen.terminal.paste import Reception

UNREADABLE = (
    "\x1b[97;1:3u",  # kitty: a key is released
    *("\x1b[1;2:1A", "\x1b[97:65:66;2u"),
    "\x1b[1114112u",  # beyond Unicode
    *("\x1b[97;5;1114112u", "\x1b[99999999999999999999u", f"\x1b[{'9' * 300}u", "\x1b[55296;2:3u"),
)
REPLIES = (
    *("\x1b[?1;2c", "\x1b[>41;390;0c", "\x1b[0n", "\x1b[?2026;2$y", "\x1b[?997;1n", "\x1b[24;80R"),
    *("\x1b[8;24;80t", "\x1b[?1u", "\x1b]10;rgb:ffff/ffff/ffff\x1b\\", "\x1b]52;c;aGVsbG8=\x07"),
    *("\x1bP>|XTerm(390)\x1b\\", "\x1b_Gi=31;OK\x1b\\"),
)


def messages(*pieces: str) -> list[Message]:
    """What these reads come to, with a quiet spell after the last."""
    parser, reception = KeyParser(), Reception()
    parts = [part for piece in pieces for part in reception.feed(piece)]
    parts += reception.quiet()
    return [m for part in parts if isinstance(part, str) for m in parser.feed(part)]


def typed(*pieces: str) -> str:
    keys = [m for m in messages(*pieces) if isinstance(m, events.Key)]
    return "".join(key.character for key in keys if key.character and key.character.isprintable())


@pytest.mark.parametrize("report", [*UNREADABLE, *REPLIES])
def test_what_cannot_be_read_is_dropped_and_keys_around_it_are_not(report: str) -> None:
    assert typed(f"a{report}b") == "ab"
    assert typed("a", *report, "b") == "ab"


def test_every_key_that_textual_knows_still_arrives() -> None:
    for sequence in (s for s in ANSI_SEQUENCES_KEYS if s.startswith("\x1b[")):
        theirs = [m.key for m in XTermParser().feed(sequence) if isinstance(m, events.Key)]
        ours = [m.key for m in messages(sequence) if isinstance(m, events.Key)]
        assert ours == theirs, repr(sequence)


def test_a_mouse_far_away_or_on_a_terminal_without_size_is_no_fault() -> None:
    messages("\x1b[48;0;0;0;0t", "\x1b[<0;5;5M")
    messages(f"\x1b[<0;{'9' * 25};1M\x1b[M   ")


@pytest.mark.parametrize(
    ("told", "taken"), [((20_000, 20_000), LARGEST), ((0, 0), SMALLEST), ((80, 24), (80, 24))]
)
def test_a_size_that_none_has_is_bounded(told: tuple[int, int], taken: tuple[int, int]) -> None:
    assert bounded(*told) == taken


NUMBERS = st.one_of(st.integers(0, 300), st.sampled_from([55_296, 1_114_112, 10**12, 10**19]))
PARAMETERS = st.lists(st.lists(NUMBERS.map(str), max_size=4).map(":".join), max_size=5).map(
    ";".join
)
CONTROL = st.builds(
    "\x1b[{}{}{}{}".format,
    st.sampled_from(["", "?", "<", ">", "="]),
    PARAMETERS,
    st.sampled_from(["", "", "$", " "]),
    st.sampled_from([*"uABCDEFHPQRS~mMtycnIOZ"]),
)
ANSWERS = st.lists(st.randoms(use_true_random=False).map(answer), max_size=8).map("".join)


@given(ANSWERS, st.integers(1, 9))
def test_nothing_that_a_terminal_sends_is_a_fault(sent: str, size: int) -> None:
    for message in messages(*(sent[n : n + size] for n in range(0, len(sent), size))):
        assert not isinstance(message, events.Paste)  # only the reception tells a paste
        if isinstance(message, events.Resize):
            assert min(bounded(*message.size)) > 0
        if isinstance(message, events.Key) and message.is_printable:
            assert len(message.character or "") == 1


def is_reply(sequence: str) -> bool:
    """No key, and none with a letter behind: Shift+Delete is ``ESC[3$`` in rxvt."""
    return sequence.endswith(tuple("mtycnIO")) and sequence[:-1] not in ANSI_SEQUENCES_KEYS


@given(CONTROL.filter(is_reply), st.integers(1, 4))
def test_no_letter_of_a_terminals_reply_is_typed(sequence: str, size: int) -> None:
    pieces = [sequence[n : n + size] for n in range(0, len(sequence), size)]
    assert typed(*pieces, "é") == "é"
