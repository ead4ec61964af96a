"""The captcha's English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mock_server.captcha.words import Category, Sentences, Vocabulary, listed
from tui_voter.contract.languages import Language

_SMALL: Final = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS: Final = listed("twenty thirty forty fifty sixty seventy eighty ninety")


def _number(value: int) -> str:
    if value < 20:
        return _SMALL[value]
    tens, rest = _TENS[value // 10 - 2], value % 10
    return f"{tens}-{_SMALL[rest]}" if rest else tens


_UNITS: Final = {word: value for value, word in enumerate(_SMALL)}
_READ_TENS: Final = {word: 10 * (index + 2) for index, word in enumerate(_TENS)}


def _read_number(words: Sequence[str]) -> tuple[int, int] | None:
    """The number that ``words`` (folded) begin with, and how many words it takes; None if they
    begin with no number."""
    if not words:
        return None
    if words[0] in _UNITS:
        return _UNITS[words[0]], 1
    if words[0] not in _READ_TENS:
        return None
    tens = _READ_TENS[words[0]]
    rest = _UNITS.get(words[1], 0) if len(words) > 1 else 0
    return (tens + rest, 2) if 1 <= rest <= 9 else (tens, 1)


WORDS: Final = Vocabulary(
    language=Language.EN,
    numbers=tuple(_number(value) for value in range(100)),
    ordinals=("first", "second", "third", "fourth"),
    kinds=(
        Category("a colour", listed("blue green red yellow black white grey purple")),
        Category("an animal", listed("cat dog horse rabbit sheep hen cow tiger")),
        Category(
            "a fruit",
            listed("apple pear banana strawberry melon pineapple grape mango"),
        ),
        Category(
            "a piece of furniture",
            listed("table chair wardrobe stool armchair sofa bed"),
        ),
        Category("a garment", listed("shirt trousers jacket skirt coat pullover waistcoat")),
    ),
    sentences=Sentences(
        copy="Copy in digits: {items}",
        total="What is {first} plus {second}?",
        difference="What is {first} minus {second}?",
        odd_one_out="Which word is not {kind}: {items}?",
        member="Which word is {kind}: {items}?",
        nth="What is the {nth} word of this list: {items}?",
        last="What is the last word of this list: {items}?",
        smallest="Which of these numbers is the smallest: {items}?",
        largest="Which of these numbers is the largest: {items}?",
        alphabet="Which word comes first in alphabetical order: {items}?",
        count="How many words are there in this list: {items}?",
        after="What comes just after {item}?",
        before="What comes just before {item}?",
    ),
    read_number=_read_number,
    articles=listed("the a an"),
)
