"""How well a password resists guessing: a guarded adapter of zxcvbn.

zxcvbn is pure Python, keeps its dictionaries in module globals, raises on "" and on more
than 72 characters, and its result holds the password. So here its work is bounded, runs
in one thread beside the event loop, one password at a time, and what comes out is a
:class:`Strength`, which holds no part of the password. Its words are looked up in :mod:`.lexicon`.

To zxcvbn alone, a French voter's habits look strong ("MotDePasse2026!", "élection2026" reach its
best score). So it is given French lists, accents are folded before anything is looked up, and
:mod:`.habits` makes an estimate of its own, of what people do: the lower one counts.

Importing this module is cheap; zxcvbn and the word lists are loaded in that thread when the first
meter is made.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from itertools import count, product
from types import ModuleType
from typing import Any, Final, Protocol

from tui_voter.machine import lexicon, spelling, wordlists
from tui_voter.machine.dressing import MEASURED_LENGTH
from tui_voter.machine.habits import Guess, Habit, Habits
from tui_voter.machine.lexicon import Lexicon, occurrences
from tui_voter.machine.wordlists import fold
from tui_voter.secret import Secret

FIRST_PAINT: Final = 0.015
"""The time between a key and the start of the work, in seconds: the key is painted first, and a
burst of keys is measured once. As two threads share the interpreter, this keeps typing smooth."""

GUESSES_PER_SECOND: Final = 10
"""The speed of an attacker who tries passwords at the portal, without being slowed down (zxcvbn's
second scenario)."""

MOST_CENTURIES: Final = 1_000

REFUSED_SCORE: Final = 1
"""A password of this score or less is refused; the next one up is warned about."""


class CrackTime(StrEnum):
    """How soon the password would be guessed, as a coarse unit."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    CENTURIES = "centuries"


class Advice(StrEnum):
    """zxcvbn's warnings and suggestions as a closed set of keys, for which journeys have the words.

    The last six are specific to this module.
    """

    TOP_10 = "top_10"
    TOP_100 = "top_100"
    VERY_COMMON = "very_common"
    LIKE_COMMON = "like_common"
    ONE_WORD = "one_word"
    ONE_NAME = "one_name"
    COMMON_NAME = "common_name"
    KEY_ROW = "key_row"
    KEY_PATTERN = "key_pattern"
    REPEATED_CHARACTER = "repeated_character"
    REPEATED_PART = "repeated_part"
    SEQUENCE = "sequence"
    RECENT_YEAR = "recent_year"
    DATE = "date"
    USE_WORDS = "use_words"
    ADD_WORDS = "add_words"
    LONGER_KEY_PATTERN = "longer_key_pattern"
    AVOID_REPEATS = "avoid_repeats"
    AVOID_SEQUENCES = "avoid_sequences"
    AVOID_RECENT_YEARS = "avoid_recent_years"
    AVOID_OWN_YEARS = "avoid_own_years"
    AVOID_OWN_DATES = "avoid_own_dates"
    CAPITAL_HELPS_LITTLE = "capital_helps_little"
    ALL_CAPITALS_HELP_LITTLE = "all_capitals_help_little"
    REVERSED_HELPS_LITTLE = "reversed_helps_little"
    SUBSTITUTES_HELP_LITTLE = "substitutes_help_little"
    # our own: four warnings, and suggestions for a phrase and for "...2026!"
    OWN_NAME = "own_name"
    SAYING = "saying"
    FEW_WORDS = "few_words"
    EVERYDAY_WORDS = "everyday_words"
    UNRELATED_WORDS = "unrelated_words"
    ENDING_HELPS_LITTLE = "ending_helps_little"


@dataclass(frozen=True, slots=True)
class Strength:
    """The score from 0 to 4, the time to crack as (count, unit), a warning, and suggestions.

    ``count`` is a rounded whole number of ``unit``, 1 or more (centuries: 1,000 at most). Scores of
    2 and less come with a warning and suggestions.
    """

    score: int
    count: int
    unit: CrackTime
    warning: Advice | None
    suggestions: tuple[Advice, ...]


class Meter(Protocol):
    async def measure(self, password: Secret) -> Strength: ...


def meter(words: Sequence[str]) -> Meter:
    """A meter for one voter: ``words`` are the parts of their name and address. What it needs is
    loaded from now on, so it is asked for with the form that shows it, and no sooner."""
    _thread().submit(prepare)
    return _LatestMeter(folded_words(words))


def prepare() -> None:
    """Load zxcvbn and the word lists; takes a while, once."""
    _zxcvbn()


class _LatestMeter:
    """Measures the latest password that it was asked to measure.

    Earlier calls that are still waiting get the result of the newest, at the same time: that is the
    strength of what is in the field now.
    """

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words = words
        self._wanted = Secret()
        self._work: asyncio.Task[Strength] | None = None

    async def measure(self, password: Secret) -> Strength:
        self._wanted = password
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._settle())
        return await asyncio.shield(self._work)

    async def _settle(self) -> Strength:
        loop = asyncio.get_running_loop()
        while True:
            password = self._wanted
            await asyncio.sleep(FIRST_PAINT)
            if self._wanted is not password:
                continue
            result = await loop.run_in_executor(_thread(), measure_now, password, self._words)
            if self._wanted is password:
                self._wanted = Secret()
                return result


@cache
def _thread() -> ThreadPoolExecutor:
    """The one thread that measures: zxcvbn keeps a voter's words in a module global."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="strength")


# --- Work in the thread -----------------------------------------------------------------


def measure_now(password: Secret, words: tuple[str, ...]) -> Strength:
    """The lower of two estimates: zxcvbn's, and that of the habits."""
    clear = password.reveal()
    text = _fold(clear)[:MEASURED_LENGTH]
    if not text:
        return Strength(0, 1, CrackTime.SECONDS, None, (Advice.USE_WORDS,))
    zxcvbn = _zxcvbn()
    return zxcvbn.strength(zxcvbn.estimate(text, words), zxcvbn.habits.guess(clear, words))


def _fold(text: str) -> str:
    """``text`` without accents, cut to a length that bounds the work."""
    return fold(text[: 2 * MEASURED_LENGTH])


def folded_words(words: Sequence[str]) -> tuple[str, ...]:
    """The voter's words in parts and whole, in lower case, without accents: "Anne-Marie" becomes
    three words."""
    folded = [_fold(word).lower() for word in words]
    parts = [part for word in folded for part in re.split(r"[\W\d_]+", word)]
    joined = ["".join(re.findall(r"[^\W_]+", word)) for word in folded]
    cut = (word[:MEASURED_LENGTH] for word in parts + joined + folded)
    return tuple(word for word in dict.fromkeys(cut) if len(word) > 2)


@dataclass(frozen=True, slots=True)
class _Estimate:
    guesses: int
    sequence: list[dict[str, Any]]


class _Zxcvbn:
    """zxcvbn's parts, put together with our words and bounds.

    It adapts zxcvbn's module globals once, for this process: the lexicon replaces its dictionaries,
    beside which only the voter's own words are one; years of this century count; substitutes are
    read in at most eight ways.
    """

    def __init__(self) -> None:
        _import_without_lists()
        from zxcvbn import feedback, matching, scoring, time_estimates

        self._matching, self._scoring = matching, scoring
        self._feedback, self._times = feedback, time_estimates
        self._dictionaries: dict[str, dict[str, int]] = matching.RANKED_DICTIONARIES
        self._dictionaries.clear()
        self._lexicon = lexicon.load()
        matching.REGEXEN["recent_year"] = re.compile(r"19\d\d|20[0-4]\d")
        matching.dictionary_match = partial(dictionary_match, self._lexicon)
        matching.enumerate_l33t_subs = _substitutions
        ties, series = wordlists.ties(), wordlists.series()
        self.habits = Habits(self._lexicon, ties, series, spelling.load())

    def estimate(self, text: str, words: tuple[str, ...]) -> _Estimate:
        self._dictionaries["user_inputs"] = dict(zip(words, count(1)))
        try:
            matches = self._matching.omnimatch(text, self._dictionaries)
            result = self._scoring.most_guessable_match_sequence(text, matches)
        finally:
            del self._dictionaries["user_inputs"]
        return _Estimate(int(result["guesses"]), result["sequence"])

    def strength(self, estimate: _Estimate, guess: Guess) -> Strength:
        guesses = min(estimate.guesses, guess.guesses)
        score: int = self._times.guesses_to_score(guesses)
        count, unit = _crack_time(guesses / GUESSES_PER_SECOND)
        warning, suggestions = self._advice(estimate, guess, score) if score <= 2 else (None, ())
        return Strength(score, count, unit, warning, suggestions)

    def _advice(
        self, estimate: _Estimate, guess: Guess, score: int
    ) -> tuple[Advice | None, tuple[Advice, ...]]:
        told = self._feedback.get_feedback(score, estimate.sequence)
        warning = _WARNINGS.get(guess.habit, ADVICE.get(told["warning"]))
        suggestions = [ADVICE.get(text) for text in told["suggestions"]]
        if guess.habit in (Habit.SAYING, Habit.PHRASE):
            suggestions = [Advice.UNRELATED_WORDS]
        elif guess.habit is Habit.WORD and score <= 1:
            warning = warning or Advice.FEW_WORDS
        if guess.has_ending:
            warning = _SAID_OF_DRESSED.get(warning, warning)
            suggestions.append(Advice.ENDING_HELPS_LITTLE)
        if any(m.get("dictionary_name") == "user_inputs" for m in estimate.sequence):
            warning = Advice.OWN_NAME
        if score > REFUSED_SCORE:
            warning = _SAID_OF_ACCEPTED.get(warning, warning)
        return warning, tuple(s for s in suggestions if s)


_WARNINGS: Final[Mapping[Habit, Advice]] = {
    Habit.OWN: Advice.OWN_NAME,
    Habit.SAYING: Advice.SAYING,
    Habit.PHRASE: Advice.EVERYDAY_WORDS,
    Habit.KEYS: Advice.KEY_ROW,
}

_SAID_OF_DRESSED: Final[Mapping[Advice | None, Advice]] = {
    Advice.TOP_10: Advice.LIKE_COMMON,
    Advice.TOP_100: Advice.LIKE_COMMON,
    Advice.VERY_COMMON: Advice.LIKE_COMMON,
    Advice.ONE_NAME: Advice.COMMON_NAME,
}
"""The advice for a word with an ending, in place of the advice for the word alone."""

_SAID_OF_ACCEPTED: Final[Mapping[Advice | None, Advice]] = {
    Advice.TOP_10: Advice.FEW_WORDS,
    Advice.TOP_100: Advice.FEW_WORDS,
    Advice.VERY_COMMON: Advice.FEW_WORDS,
    Advice.LIKE_COMMON: Advice.FEW_WORDS,
    Advice.COMMON_NAME: Advice.FEW_WORDS,
    Advice.SAYING: Advice.EVERYDAY_WORDS,
}
"""The advice for a password that is accepted, in place of calling it common, as common passwords
are refused."""


@cache
def _zxcvbn() -> _Zxcvbn:
    return _Zxcvbn()


def _import_without_lists() -> None:
    """Import zxcvbn without its own lists, which would take more memory as Python's dictionaries
    than in the lexicon."""
    name = "zxcvbn.frequency_lists"
    if name not in sys.modules:
        none = ModuleType(name)
        none.__dict__["FREQUENCY_LISTS"] = {}
        sys.modules[name] = none
        import zxcvbn  # noqa: F401

        del sys.modules[name]


def dictionary_match(
    words: Lexicon, password: str, _ranked_dictionaries: Mapping[str, Mapping[str, int]] = {}
) -> list[dict[str, Any]]:
    """Call zxcvbn's function of this name, with the words of a lexicon beside the dictionaries."""
    lower = password.lower()
    found = [(word.start, word.end, word.list, word.rank) for word in words.words(lower)]
    found += [
        (start, start + len(word), name, rank)
        for name, ranks in _ranked_dictionaries.items()
        for word, rank in ranks.items()
        for start in occurrences(lower, word)
    ]
    return [
        {
            "pattern": "dictionary",
            "i": start,
            "j": end - 1,
            "token": password[start:end],
            "matched_word": lower[start:end],
            "rank": rank,
            "dictionary_name": name,
            "reversed": False,
            "l33t": False,
        }
        for start, end, name, rank in found
        if name
    ]


def _substitutions(table: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    """Every way to read substitutes as letters (zxcvbn's ``enumerate_l33t_subs``).

    ``table`` has the substitutes found for each letter. All of them are read at once, and
    only "1", "|" and "7" stand for two letters: eight ways at most, where zxcvbn's own
    enumeration has thousands.
    """
    letters: dict[str, list[str]] = {}
    for letter, substitutes in table.items():
        for substitute in substitutes:
            letters.setdefault(substitute, []).append(letter)
    for reading in product(*letters.values()):
        yield dict(zip(letters, reading, strict=True))


_UNITS: Final = (
    (CrackTime.CENTURIES, 36_525 * 86_400),
    (CrackTime.YEARS, 31_557_600),
    (CrackTime.MONTHS, 2_629_800),
    (CrackTime.DAYS, 86_400),
    (CrackTime.HOURS, 3_600),
    (CrackTime.MINUTES, 60),
    (CrackTime.SECONDS, 1),
)


def _crack_time(seconds: float) -> tuple[int, CrackTime]:
    for unit, length in _UNITS:
        if seconds >= length:
            return min(round(seconds / length), MOST_CENTURIES), unit
    return 1, CrackTime.SECONDS


ADVICE: Final[Mapping[str, Advice | None]] = {
    "This is a top-10 common password.": Advice.TOP_10,
    "This is a top-100 common password.": Advice.TOP_100,
    "This is a very common password.": Advice.VERY_COMMON,
    "This is similar to a commonly used password.": Advice.LIKE_COMMON,
    "A word by itself is easy to guess.": Advice.ONE_WORD,
    "Names and surnames by themselves are easy to guess.": Advice.ONE_NAME,
    "Common names and surnames are easy to guess.": Advice.COMMON_NAME,
    "Straight rows of keys are easy to guess.": Advice.KEY_ROW,
    "Short keyboard patterns are easy to guess.": Advice.KEY_PATTERN,
    'Repeats like "aaa" are easy to guess.': Advice.REPEATED_CHARACTER,
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': (
        Advice.REPEATED_PART
    ),
    'Sequences like "abc" or "6543" are easy to guess.': Advice.SEQUENCE,
    "Recent years are easy to guess.": Advice.RECENT_YEAR,
    "Dates are often easy to guess.": Advice.DATE,
    "Use a few words, avoid common phrases.": Advice.USE_WORDS,
    # the portal's policy asks for them
    "No need for symbols, digits, or uppercase letters.": None,
    "Add another word or two. Uncommon words are better.": Advice.ADD_WORDS,
    "Use a longer keyboard pattern with more turns.": Advice.LONGER_KEY_PATTERN,
    "Avoid repeated words and characters.": Advice.AVOID_REPEATS,
    "Avoid sequences.": Advice.AVOID_SEQUENCES,
    "Avoid recent years.": Advice.AVOID_RECENT_YEARS,
    "Avoid years that are associated with you.": Advice.AVOID_OWN_YEARS,
    "Avoid dates and years that are associated with you.": Advice.AVOID_OWN_DATES,
    "Capitalization doesn't help very much.": Advice.CAPITAL_HELPS_LITTLE,
    "All-uppercase is almost as easy to guess as all-lowercase.": Advice.ALL_CAPITALS_HELP_LITTLE,
    "Reversed words aren't much harder to guess.": Advice.REVERSED_HELPS_LITTLE,
    "Predictable substitutions like '@' instead of 'a' don't help very much.": (
        Advice.SUBSTITUTES_HELP_LITTLE
    ),
}
"""zxcvbn's feedback, by its text."""
