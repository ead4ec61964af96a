"""What terminals answer, made up: whole, altered, cut off, run together, and with huge numbers."""

import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from tui_voter.fullscreen.terminal.paste import END, START

NUMBERS: Final = (0, 1, 2, 5, 9, 24, 48, 80, 255, 2026, 2048, 55_296, 1_114_112, 10**12, 10**19)
SIZES: Final = (0, 1, 2, 3, 5, 8, 13, 24, 39, 40, 41, 80, 132)
"""Columns or rows that are more telling than others."""
REPLIES: Final = (
    *["\x1b]{colour};{scheme}{shades}{end}"] * 2,
    "\x1b[{sign}{numbers}{between}{report}",
    "\x1b[{keys}{key}",  # kitty's
    *("\x1b[?{number};{number}$y", "\x1b[48;{row};{column};{number};{number}t"),
    "\x1b[<{number};{minus}{number};{number}{press}",
    *("\x1b[M{noise}", "\x1b{string}{text}{end}", "{noise}"),
)
ANSWERS: Final = (*REPLIES, *REPLIES, f"{START}{{pasted}}{END}")
"""With what varies in them in braces; most often, of a kind that terminals do give."""


def answer(chance: Random) -> str:
    """One answer."""
    whole, fate = _filled(chance), chance.random()
    if fate < 0.6:
        return whole
    if fate < 0.75:
        return whole[: chance.randrange(len(whole) + 1)]  # the line was cut
    if fate < 0.9:
        at = chance.randrange(len(whole) + 1)
        return whole[:at] + chance.choice("0;:/?<\x1b\x07[]~é\x00\x7f\x9b\ufffd") + whole[at + 1 :]
    return whole + _filled(chance)[chance.randrange(4) :]


def size(chance: Random) -> tuple[int, int]:
    """Columns and rows, from 0x0 to 500x200."""
    return tuple(  # type: ignore[return-value] # of two
        chance.choice(SIZES) if chance.random() < 0.5 else chance.randint(0, most)
        for most in (500, 200)
    )


def _filled(chance: Random) -> str:
    return re.sub(r"\{(\w+)\}", lambda part: PARTS[part[1]](chance), chance.choice(ANSWERS))


def _number(chance: Random) -> str:
    if chance.random() < 0.05:
        return str(chance.randrange(10)) * chance.choice((20, 257))
    return str(chance.choice(NUMBERS) if chance.random() < 0.5 else chance.randrange(300))


def _numbers(chance: Random, most: int = 6, between: str = ";") -> str:
    return between.join(_number(chance) for _ in range(chance.randrange(most)))


def _shades(chance: Random) -> str:
    digits = chance.choice((0, 1, 2, 3, 4, 4, 4, 5, 17, 257, 257, 300))
    shades = range(chance.choice((1, 3, 3, 3, 4)))
    return "/".join("".join(chance.choices("0123456789abcdefABCDEF", k=digits)) for _ in shades)


def _noise(chance: Random) -> str:
    """Signs of any kind, without the keys that stop the program or leave it."""
    signs = (chr(chance.choice((chance.randrange(128), chance.randrange(0xD800)))) for _ in "...")
    return "".join(sign for sign in signs if sign not in "\x03\x04\x11\x1a\x1c")


def _one_of(*texts: str) -> Callable[[Random], str]:
    return lambda chance: chance.choice(texts)


def _some_of(texts: str, most: int) -> Callable[[Random], str]:
    return lambda chance: "".join(chance.choices(texts, k=chance.randrange(most)))


PARTS: Final[Mapping[str, Callable[[Random], str]]] = {
    "number": _number,
    "numbers": _numbers,
    "keys": lambda chance: ";".join(_numbers(chance, 4, ":") for _ in range(chance.randrange(4))),
    "row": lambda chance: str(size(chance)[1]),
    "column": lambda chance: str(size(chance)[0]),
    "shades": _shades,
    "noise": _noise,
    "colour": _one_of("4;1", "10", "11", "11", "11", "12", "110", "2026"),
    "scheme": _one_of("rgb:", "rgb:", "rgb:", "rgba:", "#", "RGB:", ""),
    "end": _one_of("\x07", "\x1b\\", "\x9c", ""),
    "sign": _one_of("", "?", ">", "=", "<"),
    "between": _one_of("", "", "$", " "),
    "minus": _one_of("", "", "-"),
    "report": _one_of(*"cntyuRxMmtIOZ$"),
    "key": _one_of(*"u~ABCDEFHPQRS"),
    "press": _one_of(*"Mm"),
    "string": _one_of(*"]P_^X"),
    "text": _some_of("0123456789;:?/rgb|>+=\x00é", 80),
    "pasted": lambda chance: "".join(
        chance.choices(["a", "\x1b", "\r", "é", START, END, "]11;rgb:"], k=4)
    ),
}
