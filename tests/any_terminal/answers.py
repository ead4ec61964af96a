"""What terminals answer, made up: whole, altered, cut off, run together, and with huge numbers."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

from tui_voter.fullscreen.terminal.paste import END, START

NUMBERS: Final = (0, 1, 2, 5, 9, 24, 48, 80, 255, 2026, 2048, 55_296, 1_114_112, 10**12, 10**19)
HEX: Final = "0123456789abcdefABCDEF"
SIZES: Final = (0, 1, 2, 3, 5, 8, 13, 24, 39, 40, 41, 80, 132)
"""Columns or rows that are more telling than others."""

Maker = Callable[[Random], str]


def answer(chance: Random) -> str:
    """One answer, most often of a kind that terminals do give."""
    whole = chance.choice(KINDS)(chance)
    fate = chance.random()
    if fate < 0.6:
        return whole
    if fate < 0.75:
        return whole[: chance.randrange(len(whole) + 1)]  # the line was cut
    if fate < 0.9:
        at = chance.randrange(len(whole) + 1)
        return whole[:at] + chance.choice("0;:/?<\x1b\x07[]~é\x00\x7f\x9b\ufffd") + whole[at + 1 :]
    return whole + chance.choice(KINDS)(chance)[chance.randrange(4) :]


def size(chance: Random) -> tuple[int, int]:
    """Columns and rows, from 0x0 to 500x200."""
    return tuple(  # type: ignore[return-value] # of two
        chance.choice(SIZES) if chance.random() < 0.5 else chance.randint(0, most)
        for most in (500, 200)
    )


def _number(chance: Random) -> str:
    if chance.random() < 0.05:
        return str(chance.randrange(10)) * chance.choice((20, 257))
    return str(chance.choice(NUMBERS) if chance.random() < 0.5 else chance.randrange(300))


def _numbers(chance: Random, most: int = 6, between: str = ";") -> str:
    return between.join(_number(chance) for _ in range(chance.randrange(most)))


def _colour(chance: Random) -> str:
    digits = chance.choice((0, 1, 2, 3, 4, 4, 4, 5, 17, 257, 257, 300))
    parts = ("".join(chance.choices(HEX, k=digits)) for _ in range(chance.choice((1, 3, 3, 3, 4))))
    number = chance.choice(("4;1", "10", "11", "11", "11", "12", "110", _number(chance)))
    kind = chance.choice(("rgb:", "rgb:", "rgb:", "rgba:", "#", "RGB:", ""))
    return f"\x1b]{number};{kind}{'/'.join(parts)}{_end(chance)}"


def _end(chance: Random) -> str:
    return chance.choice(("\x07", "\x1b\\", "\x9c", ""))


def _report(chance: Random) -> str:
    sign, last = chance.choice(("", "?", ">", "=", "<")), chance.choice("cntyuRxMmtIOZ$")
    return f"\x1b[{sign}{_numbers(chance)}{chance.choice(('', '', '$', ' '))}{last}"


def _kitty(chance: Random) -> str:
    keys = ";".join(_numbers(chance, 4, ":") for _ in range(chance.randrange(4)))
    return f"\x1b[{keys}{chance.choice('u~ABCDEFHPQRS')}"


def _mode(chance: Random) -> str:
    mode = chance.choice(("2026", "2048", "1016", "2004", _number(chance)))
    return f"\x1b[?{mode};{_number(chance)}$y"


def _resize(chance: Random) -> str:
    columns, rows = size(chance)
    pixels = f"{_number(chance)};{_number(chance)}"
    return f"\x1b[48;{rows};{columns};{pixels}t"


def _mouse(chance: Random) -> str:
    if chance.random() < 0.2:
        return "\x1b[M" + "".join(chr(32 + chance.randrange(224)) for _ in range(3))
    sign = chance.choice(("", "", "-"))
    place = f"{sign}{_number(chance)};{_number(chance)}"
    return f"\x1b[<{_number(chance)};{place}{chance.choice('Mm')}"


def _paste(chance: Random) -> str:
    text = "".join(chance.choices(["a", "\x1b", "\r", "é", START, END, "]11;rgb:"], k=4))
    return f"{START}{text}{END}"


def _string(chance: Random) -> str:
    text = "".join(chance.choices("0123456789;:?/rgb|>+=\x00é", k=chance.randrange(80)))
    return f"\x1b{chance.choice(']P_^X')}{text}{_end(chance)}"


def _noise(chance: Random) -> str:
    """Signs of any kind, without the keys that stop the program or leave it."""
    signs = (chr(chance.choice((chance.randrange(128), chance.randrange(0xD800)))) for _ in "..")
    return "".join(sign for sign in signs if sign not in "\x03\x04\x11\x1a\x1c")


REPLIES: Final[tuple[Maker, ...]] = (
    _colour,
    _colour,
    _report,
    _kitty,
    _mode,
    _resize,
    _mouse,
    _string,
    _noise,
)
KINDS: Final = (*REPLIES, *REPLIES, _paste)
