"""A reader who answers the portal's captchas from their words alone.

It shares no word list and no code with the portal, so what it answers is what the
question says. :func:`solve` is what end-to-end tests of the front ends use too.
"""

import re
import unicodedata
from collections.abc import Callable

_NUMBERS = {
    word: value
    for words in (
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
        "seize",
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen",
    )
    for value, word in enumerate(words.split())
} | {
    word: value
    for words in (
        "vingt trente quarante cinquante soixante",
        "twenty thirty forty fifty sixty seventy eighty ninety",
    )
    for value, word in zip(range(20, 100, 10), words.split(), strict=False)
}

_RINGS = {
    ("avant", "après"): (
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    ),
    ("before", "after"): (
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "January February March April May June July August September October November December",
    ),
}
"""By the words for a step back and a step on: two languages may have the same name of a month."""

_KINDS = {
    "une couleur": "blanc bleu gris jaune noir rouge vert violet",
    "un animal": "canard chat cheval chien lapin mouton poule vache",
    "un fruit": "ananas banane fraise mangue melon poire pomme raisin",
    "un meuble": "armoire chaise commode fauteuil lit table tabouret",
    "un vêtement": "chemise gilet jupe manteau pantalon pull veste",
    "a colour": "black blue green grey purple red white yellow",
    "an animal": "cat cow dog hen horse rabbit sheep tiger",
    "a fruit": "apple banana grape mango melon pear pineapple strawberry",
    "a piece of furniture": "armchair bed chair sofa stool table wardrobe",
    "a garment": "coat jacket pullover shirt skirt trousers waistcoat",
}

_PLACES = {
    "premier": 0,
    "deuxième": 1,
    "troisième": 2,
    "quatrième": 3,
    "dernier": -1,
    "first": 0,
    "second": 1,
    "third": 2,
    "fourth": 3,
    "last": -1,
}


def solve(question: str) -> str:
    """The answer: digits, or one of the question's words. Raises ValueError where the
    question is of no known family."""
    plain = " ".join(question.split()).replace("’", "'")  # as it is typed, on one line
    for pattern, answer in _FAMILIES:
        if match := re.fullmatch(pattern, plain):
            return answer(*match.groups())
    raise ValueError(f"an unknown captcha: {question}")


def number(words: str) -> int:
    """The value of a number in words, with hyphens or as it is said: the sum of its parts."""
    parts = re.sub(r"quatre[- ]vingts?", "eighty", words).replace(" et ", "-")
    return sum(_NUMBERS[part] for part in re.split("[- ]", parts))


def _numbers(listed: str) -> list[int]:
    return [number(item) for item in listed.split(", ")]


def _copy(listed: str) -> str:
    return "".join(map(str, _numbers(listed)))


def _total(first: str, second: str) -> str:
    return str(number(first) + number(second))


def _difference(first: str, second: str) -> str:
    return str(number(first) - number(second))


def _not_of(kind: str, listed: str) -> str:
    (item,) = [item for item in listed.split(", ") if item not in _KINDS[kind].split()]
    return item  # one alone, or the question is ambiguous


def _of(kind: str, listed: str) -> str:
    (item,) = [item for item in listed.split(", ") if item in _KINDS[kind].split()]
    return item


def _at(place: str, listed: str) -> str:
    return listed.split(", ")[_PLACES[place]]


def _alphabet(listed: str) -> str:
    return min(listed.split(", "), key=_plain)


def _length(listed: str) -> str:
    return str(len(listed.split(", ")))


def _plain(word: str) -> str:
    return unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode().lower()


def _beside(direction: str, item: str) -> str:
    (words,) = [words for words in _RINGS if direction in words]
    (ring,) = [ring.split() for ring in _RINGS[words] if item in ring.split()]
    step = 1 if direction == words[1] else -1
    return ring[(ring.index(item) + step) % len(ring)]


_FAMILIES: list[tuple[str, Callable[..., str]]] = [
    *((r"Recopiez en chiffres : (.+)", _copy), (r"Copy in digits: (.+)", _copy)),
    *((r"Combien font (.+) plus (.+) \?", _total), (r"What is (.+) plus (.+)\?", _total)),
    (r"Combien font (.+) moins (.+) \?", _difference),
    *((r"What is (.+) minus (.+)\?", _difference), (r"Quel mot n'est pas (.+) : (.+) \?", _not_of)),
    *((r"Which word is not (.+): (.+)\?", _not_of), (r"Quel mot est (.+) : (.+) \?", _of)),
    (r"Which word is (.+): (.+)\?", _of),
    (r"Quel est le (\w+) mot de cette liste : (.+) \?", _at),
    (r"What is the (\w+) word of this list: (.+)\?", _at),
    (r"Quel est le plus petit de ces nombres : (.+) \?", lambda text: str(min(_numbers(text)))),
    (r"Which of these numbers is the smallest: (.+)\?", lambda text: str(min(_numbers(text)))),
    (r"Quel est le plus grand de ces nombres : (.+) \?", lambda text: str(max(_numbers(text)))),
    (r"Which of these numbers is the largest: (.+)\?", lambda text: str(max(_numbers(text)))),
    (r"Quel mot vient en premier dans l'ordre alphabétique : (.+) \?", _alphabet),
    (r"Which word comes first in alphabetical order: (.+)\?", _alphabet),
    (r"Combien de mots y a-t-il dans cette liste : (.+) \?", _length),
    (r"How many words are there in this list: (.+)\?", _length),
    (r"Qu'est-ce qui vient juste (après|avant) (.+) \?", _beside),
    (r"What comes just (after|before) (.+)\?", _beside),
]
