"""A phrase is a good password: long enough, it needs no digits and no special characters."""

import asyncio
import unicodedata
from math import log2, perm
from pathlib import Path
from typing import Final

import pytest

from tests.linear.conversation import converse
from tui_voter.audit.machine import FAIR, GOOD
from tui_voter.audit.player import choose, play
from tui_voter.contract.languages import Language
from tui_voter.contract.limits import LONGEST_SECRET
from tui_voter.contract.passwords import PasswordPolicy
from tui_voter.dialogue import BACK, Answers, Correct, Dialogue, Form, Refused, StrengthView, Typed
from tui_voter.journeys.shared.passwords import NewPassword, in_words
from tui_voter.machine import phrases as machine_phrases
from tui_voter.machine.phrases import BITS, propose
from tui_voter.machine.strength import REFUSED_SCORE, Strength, meter
from tui_voter.secret import Secret

DATA: Final = Path(machine_phrases.__file__).parent / "data"
PHRASE: Final = "girafe zeste lucarne varech"
PHRASE_RULE: Final = "or 7 words, or 20 characters"
WORDS: Final = "la mer et le thé vu d'ici"


def measured(password: Secret, *words: str) -> Strength:
    """Its strength, by the one thread that has zxcvbn and its lists."""
    return asyncio.run(meter(words).measure(password))


@pytest.mark.parametrize(
    ("password", "words", "length", "is_taken"),
    [
        (WORDS, 7, 0, True),  # what an apostrophe joins is one word
        *((WORDS, 8, 0, False), (WORDS.replace(" ", "-"), 7, 0, True)),
        ("1 2 3 4 5 6 7 le", 7, 0, False),  # a number is no word
        *(("girafezestelucarneva", 0, 20, True), ("girafezestelucarnev", 0, 20, False)),
        (PHRASE, 0, 0, False),
    ],
)
def test_a_phrase_is_taken_without_the_classes(
    password: str, words: int, length: int, is_taken: bool
) -> None:
    policy = PasswordPolicy(phrase_words=words, phrase_length=length)
    for form in ("NFC", "NFD"):
        unmet = policy.unmet(unicodedata.normalize(form, password))
        assert (unmet == ()) is is_taken
        assert policy.is_phrase(unicodedata.normalize(form, password)) is is_taken


def refused(new: NewPassword, password: str) -> tuple[str, str]:
    """How a password is refused, in a sentence and in short."""
    assert new.field.check
    with pytest.raises(Refused) as caught:
        new.field.check(Secret(password), Answers({}, Typed()))
    (error,) = caught.value.errors
    assert error.field == new.field.name
    return error.text, error.short


def verdicts(
    new: NewPassword, password: str, strength: StrengthView | None = None
) -> list[bool | None]:
    """What the checklist says of a password: three classes and one sign, its length, whether it is
    a phrase, and its strength."""
    assert new.field.rules
    return [line.met for line in new.field.rules(Secret(password), strength)]


async def test_a_phrase_is_enough_and_no_requirement() -> None:
    new = NewPassword(PasswordPolicy(), meter(()))
    assert new.field.rules
    rules = [line.text for line in new.field.rules(Secret(), None)]
    digit, length, phrase = map(rules.index, ("digit", "12 characters", PHRASE_RULE))
    assert verdicts(new, "") == [None] * 7
    seen = verdicts(new, PHRASE)
    assert (seen[digit], seen[length], seen[phrase]) == (None, True, True)
    seen = verdicts(new, "Zeppelin-vert 47")
    assert (seen[digit], seen[length], seen[phrase]) == (True, True, None)
    assert new.field.check
    new.field.check(Secret(PHRASE), Answers({}, Typed()))
    assert refused(new, "Girafe-zeste-lune") == ("Still needed: digit.", "1 rule not met")
    assert refused(new, "") == ("Type a password.", "password missing")
    assert refused(new, "Zeste-4")[0].startswith("Too short: 7 characters out of 12.")


async def test_the_smallest_strength_is_a_rule_among_the_others() -> None:
    """What is too easy to guess is refused once it was measured, a phrase as well."""
    new = NewPassword(PasswordPolicy(), meter(()))
    assert new.field.strength
    assert new.field.check
    weak, good, met = "MotDePasse2026!", "Zeppelin-vert 47 girafes", [True] * 5
    assert verdicts(new, weak) == [*met, None, None]
    assert verdicts(new, good, await new.field.strength(Secret(good))) == [*met, True, True]
    for easy in (weak, "aaaaaaaaaaaaaaaaaaaaaaaa"):
        new.field.check(Secret(easy), Answers({}, Typed()))  # another one was measured since
        assert verdicts(new, easy, await new.field.strength(Secret(easy)))[-1] is False
        assert refused(new, easy) == ("Too easy to guess.", "easy to guess")


async def test_a_weak_password_is_warned_of_until_it_is_kept() -> None:
    """Who goes back from the warning has made no mistake, and may send the same again."""
    new = NewPassword(PasswordPolicy(), meter(()))

    async def journey(dialogue: Dialogue) -> None:
        with pytest.raises(Correct) as wanted:
            await new.settle(dialogue, Secret(FAIR))
        assert wanted.value.name == new.field.name
        with pytest.raises(Refused) as caught:
            await new.settle(dialogue, Secret(FAIR))
        assert caught.value.errors[0].short == "choose another", "not: too easy to guess"
        for password in (FAIR, FAIR, GOOD, FAIR):
            await new.settle(dialogue, Secret(password))

    said = await play(journey, choose(BACK), choose("change"), choose("keep"))
    assert said.titles == ["Your password could be better"] * 3


def test_who_hears_of_a_weak_password_hears_its_advice_once() -> None:
    password = "Puffin-Lantern-42"
    advice = in_words(measured(Secret(password))).advice.partition(". ")[0]

    async def journey(dialogue: Dialogue) -> None:
        new = NewPassword(PasswordPolicy(), meter(()))

        async def submit(answers: Answers) -> None:
            await new.settle(dialogue, answers[new.field])

        fields = [new.field, new.again]
        await dialogue.ask(
            Form(title="New", fields=fields, submit=submit, submit_label="OK", busy="…")
        )

    said = converse(journey, password, password, "2")
    assert "could be better" in said.text
    assert said.text.count(advice) == 1


def test_the_reason_is_true_of_the_password() -> None:
    for password, reason in {
        "Motdepasse-tres-long-2026": "It contains what everybody knows: a phrase, a title, a name",
        "Soup-dragon-Tuesday-77": "Everyday words in a row are easy to guess.",
        "/quit": "One or two words alone are easy to guess.",
    }.items():
        assert in_words(measured(Secret(password))).advice.startswith(reason)


def test_only_what_the_election_takes_is_told() -> None:
    for words, length, told in ((0, 20, "or 20 characters"), (7, 0, "or 7 words"), (0, 0, "")):
        new = NewPassword(PasswordPolicy(phrase_words=words, phrase_length=length), meter(()))
        assert new.field.rules
        rules = [line.text for line in new.field.rules(Secret(), None)]
        assert [rule for rule in rules if rule.startswith("or ")] == [told] * bool(told)


POLICIES: Final = [
    *(PasswordPolicy(), PasswordPolicy(phrase_words=0), PasswordPolicy(phrase_length=0)),
    PasswordPolicy(phrase_words=20, phrase_length=64),
    PasswordPolicy(phrase_words=0, phrase_length=0, min_length=64),
]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("language", Language)
def test_every_policy_takes_what_is_proposed(language: Language, policy: PasswordPolicy) -> None:
    phrases = {propose(policy, language).reveal() for _number in range(50)}
    assert len(phrases) == 50
    for phrase in phrases:
        assert policy.unmet(phrase) == ()
        assert phrase.isascii()  # one form however it is typed
        assert len(phrase) <= LONGEST_SECRET


@pytest.mark.parametrize("language", [*Language, "br"])
def test_a_phrase_is_words_of_one_list_and_has_eighty_bits_of_chance(language: str) -> None:
    name = language if language in [*Language] else Language.EN
    listed = (DATA / f"phrases.{name}.txt").read_text().split()
    assert sorted({*listed}) == listed
    assert all(word.isalpha() and word.islower() and 3 <= len(word) <= 8 for word in listed)
    words = propose(PasswordPolicy(), language).reveal().split(" ")
    assert {*words} <= {*listed}
    assert len({*words}) == len(words) == 8
    assert log2(perm(len(listed), len(words))) >= BITS


@pytest.mark.parametrize("language", Language)
def test_the_meter_takes_every_phrase(language: Language) -> None:
    scores = [
        measured(propose(PasswordPolicy(), language), "camille", "dumont").score
        for _number in range(50)
    ]
    assert min(scores) > REFUSED_SCORE
    assert scores.count(4) > 40
