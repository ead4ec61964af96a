"""How many easy passwords the strength meter lets through, and how many good ones it refuses.

    python -m benchmarks.guessable WORDS

WORDS is a list of frequent passwords, one a line. Its lines are taken in two halves, the odd
and the even ones. Each half is dressed as people dress a word for a portal ("Xxxx2022!"), and
measured by a meter to which only the other half is known as frequent passwords.

Then mottos, proverbs and titles, each in several manners: 200 that the meter knows, and 50 that
were noted without looking at its lists, as it meets them, and by a meter from whose lists they
are taken out. At last good passwords, which have to be accepted: proposed phrases, random ones,
and passphrases of the kind that people make up.

"accepted" is what the client lets pass; "warned" is the part of it that it warns about.
"""

from __future__ import annotations

import argparse
import re
import secrets
import shutil
import string
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from benchmarks.shared.figures import Subject
from tui_voter.contract.passwords import PasswordPolicy
from tui_voter.machine import lexicon, wordlists
from tui_voter.machine.phrases import propose
from tui_voter.machine.strength import REFUSED_SCORE, measure_now
from tui_voter.secret import Secret

DRESSES: Final = ("{}2022!", "{}123!", "{}1!", "{}@2022")
RANDOM: Final = 1_000
SAYINGS: Final = 200
EXAMPLES: Final = Path(__file__).parents[1] / "tests" / "strength" / "data"
SAID: Final = wordlists.FOLDER / "sayings.txt"
POLICY: Final = PasswordPolicy()
TAUGHT: Final = "vokzarbilunq"
UNKNOWN: Final = "zurnoptegaxi"
"""Two words of no language, of which one is put on the list."""

SUBJECT: Final = Subject(
    "No row is empty, and the policy allows each of its passwords; the meter refuses a made-up "
    "word that was put on its list of frequent passwords, dressed, and accepts one that was not."
)
CLASSES: Final = (
    string.ascii_lowercase,
    string.ascii_uppercase,
    string.digits,
    string.punctuation,
)


def lines(file: Path) -> list[str]:
    """Of a list, without blank lines and comments."""
    text = file.read_text(encoding="utf-8").splitlines()
    return [line for line in text if line and not line.startswith("#")]


def dressed(words: Iterable[str]) -> list[str]:
    """Each with a capital first, in each dress; those that the policy allows."""
    all_of_them = (dress.format(word[:1].upper() + word[1:]) for word in words for dress in DRESSES)
    return [password for password in all_of_them if not POLICY.unmet(password)]


def random_passwords() -> Iterator[str]:
    """Of 12 characters, with one of each class at least."""
    chance, signs = secrets.SystemRandom(), "".join(CLASSES)
    for _ in range(RANDOM):
        picked = [chance.choice(each) for each in CLASSES] + chance.choices(signs, k=8)
        chance.shuffle(picked)
        yield "".join(picked)


def manners(saying: str) -> list[str]:
    """As people type it to please a policy; those that the policy allows."""
    words = re.findall(r"\w+", saying)
    camel = "".join(word[:1].upper() + word[1:] for word in words)
    plain = saying[:1].upper() + saying[1:]
    typed = (f"{plain} 1!", f"{camel}2022!", f"{camel}1!", f"{'-'.join(words).capitalize()}1")
    return [password for password in typed if not POLICY.unmet(password)]


def proposed() -> Iterator[str]:
    for language in ("fr", "en"):
        yield from (propose(POLICY, language).reveal() for _ in range(RANDOM // 2))


@dataclass(frozen=True)
class Row:
    """Of so many passwords or sayings, those that are accepted and those with a warning only."""

    name: str
    of: int
    accepted: Sequence[str]
    refused: Sequence[str]
    warned: int

    @property
    def share(self) -> float:
        return len(self.accepted) / self.of

    def tell(self, examples: int) -> None:
        taken = len(self.accepted)
        print(f"{self.name:42} {self.of:6} {taken:9} {self.share:8.2%} {self.warned:7}")
        for password in min(self.accepted, self.refused, key=len)[:examples]:
            print(f"    {password}")


def measured(name: str, groups: Iterable[Sequence[str]]) -> Row:
    """Each group is one thing in several manners, accepted when one of them is."""
    chosen = [list(group) for group in groups]
    allowed = all(not POLICY.unmet(password) for group in chosen for password in group)
    SUBJECT.check(bool(chosen) and all(chosen) and allowed, f"{name}: {len(chosen)}")
    best = {group[0]: max(map(_score, group)) for group in chosen}
    return Row(
        name,
        len(best),
        [first for first, score in best.items() if score > REFUSED_SCORE],
        [first for first, score in best.items() if score <= REFUSED_SCORE],
        sum(score == REFUSED_SCORE + 1 for score in best.values()),
    )


def _score(password: str) -> int:
    return measure_now(Secret(password), ()).score


def half(words: Sequence[str], parity: int) -> Row:
    """What a meter accepts of one half that has been taught the other."""
    with other_lists({"frequent.txt": [*words[1 - parity :: 2], TAUGHT]}):
        known, unknown = (_score(dressed([word])[0]) for word in (TAUGHT, UNKNOWN))
        SUBJECT.check(known <= REFUSED_SCORE < unknown, f"scores {known} and {unknown}")
        name = ("odd", "even")[parity] + " lines dressed, the others known"
        return measured(name, ([each] for each in dressed(words[parity::2])))


def good(name: str, passwords: Sequence[str]) -> Row:
    return measured(name, ([each] for each in passwords))


def sayings(name: str, chosen: Sequence[str], *, known: bool = True) -> Row:
    """Without ``known``, by a meter in whose lists they are not."""
    if known:
        return measured(name, map(manners, chosen))
    letters = {wordlists.letters(saying) for saying in chosen}
    others = [line for line in lines(SAID) if wordlists.letters(line) not in letters]
    with other_lists({"sayings.txt": others}):
        return measured(name, map(manners, chosen))


@contextmanager
def other_lists(changed: dict[str, Sequence[str]]) -> Iterator[None]:
    """The meter's lists with others in the place of some; before its first measure."""
    with tempfile.TemporaryDirectory() as folder:
        wordlists.FOLDER = shutil.copytree(wordlists.FOLDER, Path(folder), dirs_exist_ok=True)
        for name, content in changed.items():
            (wordlists.FOLDER / name).write_text("\n".join(content), encoding="utf-8")
        lexicon.file().write_bytes(lexicon.taught())
        yield


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("words", type=Path, help="a list of frequent passwords, one a line")
    parser.add_argument("--show", type=int, default=0, help="so many examples of what went wrong")
    arguments = parser.parse_args()
    words = lines(arguments.words)
    known = secrets.SystemRandom().sample(lines(SAID), SAYINGS)
    unseen = lines(EXAMPLES / "unseen_sayings.txt")
    parts: list[tuple[Callable[..., Row], tuple[Any, ...]]] = [
        (half, (words, 0)),
        (half, (words, 1)),
        (sayings, ("known sayings", known)),
        (sayings, ("unseen sayings", unseen)),
        (partial(sayings, known=False), ("unseen sayings, taken out of the lists", unseen)),
        (good, ("proposed phrases", list(proposed()))),
        (good, ("random passwords of 12", list(random_passwords()))),
        (good, ("made-up passphrases", lines(EXAMPLES / "passphrases.txt"))),
    ]
    print(f"{'':42} {'of':>6} {'accepted':>9} {'share':>8} {'warned':>7}")
    # a process for each, as a meter is made once for a process
    with ProcessPoolExecutor(mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        rows = [pool.submit(measure, *given) for measure, given in parts]
        for row in rows:
            row.result().tell(arguments.show)


if __name__ == "__main__":
    main()
