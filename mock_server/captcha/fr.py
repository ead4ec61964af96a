"""The captcha's French."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mock_server.captcha.words import Category, Sentences, Vocabulary, listed
from tui_voter.contract.languages import Language

_SMALL: Final = listed(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize "
    "quatorze quinze seize dix-sept dix-huit dix-neuf"
)
_TENS: Final = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}


def _number(value: int) -> str:
    if value < 20:
        return _SMALL[value]
    if value >= 80:
        rest = value - 80
        return "quatre-vingts" if rest == 0 else f"quatre-vingt-{_SMALL[rest]}"
    tens = min(value // 10 * 10, 60)
    rest = value - tens
    if rest == 0:
        return _TENS[tens]
    joint = " et " if rest in (1, 11) else "-"
    return f"{_TENS[tens]}{joint}{_SMALL[rest]}"


_UNITS: Final = {**dict(zip(_SMALL, range(17), strict=False)), "zero": 0, "une": 1}
_READ_TENS: Final = {
    **{word: value for value, word in _TENS.items()},
    "septante": 70,
    "huitante": 80,
    "octante": 80,
    "nonante": 90,
}


def _read_number(words: Sequence[str]) -> tuple[int, int] | None:
    """The number that ``words`` (folded, without accents) begin with, and how many words it takes;
    None if they begin with no number. The Swiss and Belgian tens are also known."""
    if not words:
        return None
    first, second = words[0], words[1] if len(words) > 1 else ""
    if first == "quatre" and second in ("vingt", "vingts"):
        return _with_rest(80, words, 2, up_to=19)
    if first == "dix" and _UNITS.get(second, 0) in (7, 8, 9):
        return 10 + _UNITS[second], 2
    if first in _READ_TENS:
        return _with_rest(_READ_TENS[first], words, 1, up_to=19 if first == "soixante" else 9)
    return (_UNITS[first], 1) if first in _UNITS else None


def _with_rest(tens: int, words: Sequence[str], taken: int, *, up_to: int) -> tuple[int, int]:
    joint = 1 if words[taken : taken + 1] == ["et"] else 0
    rest = _read_number(words[taken + joint :])
    if rest is None or not 1 <= rest[0] <= up_to:
        return tens, taken
    return tens + rest[0], taken + joint + rest[1]


WORDS: Final = Vocabulary(
    language=Language.FR,
    numbers=tuple(_number(value) for value in range(100)),
    ordinals=("premier", "deuxième", "troisième", "quatrième"),
    kinds=(
        Category("une couleur", listed("bleu vert rouge jaune noir blanc gris violet")),
        Category("un animal", listed("chat chien cheval lapin mouton poule vache canard")),
        Category(
            "un fruit",
            listed("pomme poire banane fraise melon ananas raisin mangue"),
        ),
        Category("un meuble", listed("table chaise armoire tabouret fauteuil commode lit")),
        Category("un vêtement", listed("chemise pantalon veste jupe manteau pull gilet")),
    ),
    sentences=Sentences(
        copy="Recopiez en chiffres : {items}",
        total="Combien font {first} plus {second} ?",
        difference="Combien font {first} moins {second} ?",
        odd_one_out="Quel mot n’est pas {kind} : {items} ?",
        member="Quel mot est {kind} : {items} ?",
        nth="Quel est le {nth} mot de cette liste : {items} ?",
        last="Quel est le dernier mot de cette liste : {items} ?",
        smallest="Quel est le plus petit de ces nombres : {items} ?",
        largest="Quel est le plus grand de ces nombres : {items} ?",
        alphabet="Quel mot vient en premier dans l’ordre alphabétique : {items} ?",
        count="Combien de mots y a-t-il dans cette liste : {items} ?",
        after="Qu’est-ce qui vient juste après {item} ?",
        before="Qu’est-ce qui vient juste avant {item} ?",
    ),
    read_number=_read_number,
    articles=listed("le la les l un une des"),
)
