"""The families of questions. Each generates a random question from a language's words.

An answer is written as :func:`.answers.readings` reads it: digits, or the bare word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from random import Random
from typing import Final

import msgspec

from mock_server.captcha.words import Category, Vocabulary, fold
from tui_voter.contract.languages import Language

WORDS: Final[Mapping[Language, Vocabulary]] = {
    language: import_module(f"{__package__}.{language}").WORDS for language in Language
}
"""The words of each language, from the module that has its code for a name."""


class Puzzle(msgspec.Struct, frozen=True):
    """A question and its one answer."""

    text: str
    answer: str

    def __repr__(self) -> str:
        return "Puzzle(...)"


Family = Callable[[Random, Vocabulary], Puzzle]


def copy(chance: Random, words: Vocabulary) -> Puzzle:
    """The voter copies four digits, which the portal of 2022 showed in a picture."""
    digits = [chance.randrange(10) for _ in range(4)]
    items = ", ".join(words.numbers[digit] for digit in digits)
    return Puzzle(words.sentences.copy.format(items=items), "".join(map(str, digits)))


def total(chance: Random, words: Vocabulary) -> Puzzle:
    first, second = chance.randint(2, 20), chance.randint(2, 20)
    text = words.sentences.total.format(first=words.numbers[first], second=words.numbers[second])
    return Puzzle(text, str(first + second))


def difference(chance: Random, words: Vocabulary) -> Puzzle:
    """The voter subtracts one number from another; the difference is at least one."""
    second, rest = chance.randint(2, 20), chance.randint(1, 20)
    first = second + rest
    text = words.sentences.difference.format(
        first=words.numbers[first], second=words.numbers[second]
    )
    return Puzzle(text, str(rest))


def odd_one_out(chance: Random, words: Vocabulary) -> Puzzle:
    """The voter finds the word of another kind. The question names the kind, so that there is
    nothing to guess."""
    kind, other = chance.sample(words.kinds, 2)
    return _stranger(chance, kind, other, words.sentences.odd_one_out, named=kind)


def member(chance: Random, words: Vocabulary) -> Puzzle:
    kind, other = chance.sample(words.kinds, 2)
    return _stranger(chance, other, kind, words.sentences.member, named=kind)


def _stranger(
    chance: Random, many: Category, one: Category, sentence: str, *, named: Category
) -> Puzzle:
    answer = chance.choice(one.things)
    items = [*chance.sample(many.things, 3), answer]
    chance.shuffle(items)
    return Puzzle(sentence.format(kind=named.name, items=", ".join(items)), fold(answer))


def _draw_things(chance: Random, words: Vocabulary, count: int) -> list[str]:
    return chance.sample([thing for kind in words.kinds for thing in kind.things], count)


def nth(chance: Random, words: Vocabulary) -> Puzzle:
    """The voter finds one of the first four words of five, or the last."""
    items = _draw_things(chance, words, 5)
    place = chance.randrange(len(items))
    listed = ", ".join(items)
    if place == len(items) - 1:
        return Puzzle(words.sentences.last.format(items=listed), fold(items[place]))
    text = words.sentences.nth.format(nth=words.ordinals[place], items=listed)
    return Puzzle(text, fold(items[place]))


def ordering(chance: Random, words: Vocabulary) -> Puzzle:
    """The voter finds the smallest or the largest of four numbers."""
    values = chance.sample(range(1, 70), 4)
    largest = chance.random() < 0.5
    sentence = words.sentences.largest if largest else words.sentences.smallest
    items = ", ".join(words.numbers[value] for value in values)
    return Puzzle(sentence.format(items=items), str(max(values) if largest else min(values)))


def alphabet(chance: Random, words: Vocabulary) -> Puzzle:
    """The voter finds the first of four words by the alphabet; no two begin with the same
    letter."""
    by_letter: dict[str, list[str]] = {}
    for kind in words.kinds:
        for thing in kind.things:
            by_letter.setdefault(fold(thing)[0], []).append(thing)
    items = [chance.choice(by_letter[letter]) for letter in chance.sample(sorted(by_letter), 4)]
    text = words.sentences.alphabet.format(items=", ".join(items))
    return Puzzle(text, min(map(fold, items)))


def count(chance: Random, words: Vocabulary) -> Puzzle:
    items = _draw_things(chance, words, chance.randint(3, 6))
    return Puzzle(words.sentences.count.format(items=", ".join(items)), str(len(items)))


def neighbour(chance: Random, words: Vocabulary) -> Puzzle:
    """The voter finds the day or month before or after another; the first follows the last."""
    ring: Sequence[str] = chance.choice((words.days, words.months))
    place, step = chance.randrange(len(ring)), chance.choice((-1, 1))
    sentence = words.sentences.after if step > 0 else words.sentences.before
    answer = ring[(place + step) % len(ring)]
    return Puzzle(sentence.format(item=ring[place]), fold(answer))


FAMILIES: Final[tuple[Family, ...]] = (
    copy,
    total,
    difference,
    odd_one_out,
    member,
    nth,
    ordering,
    alphabet,
    count,
    neighbour,
)


def make_question(chance: Random, language: Language) -> Puzzle:
    """A question of any family."""
    return chance.choice(FAMILIES)(chance, WORDS[language])
