"""A letter with an accent is one letter, however a keyboard or a file composes it."""

import random
import unicodedata
from collections.abc import Iterator
from typing import Final

from mock_server.security.credentials import Hasher
from tests.portal_process import CHEAP
from tui_voter.contract.errors import AnswerFault, ErrorCode, PortalRefused, Problem
from tui_voter.contract.passwords import PasswordPolicy, PolicyRule
from tui_voter.contract.rules import normalise_answer
from tui_voter.journeys.shared.passwords import NewPassword
from tui_voter.machine.strength import meter
from tui_voter.secret import Secret

PAIRS: Final = 200
_LETTERS: Final = "éèêëàâäçîïôöùûüÿñÉÈÀÇÔÛœŒﬁÅ가각x̂abcdefXYZ0189-!?_ "


def pairs() -> Iterator[tuple[str, str]]:
    """Composed and decomposed."""
    chance = random.Random(22)  # noqa: S311 (a test's)
    for _number in range(PAIRS):
        text = "é" + "".join(chance.choice(_LETTERS) for _place in range(chance.randint(11, 30)))
        yield unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)


async def test_a_password_is_the_same_both_ways() -> None:
    hasher, policy, new = Hasher(CHEAP), PasswordPolicy(), NewPassword(PasswordPolicy(), meter(()))
    for composed, decomposed in pairs():
        for one, other in ((composed, decomposed), (decomposed, composed)):
            assert await hasher.matches(other, await hasher.hash(one))
            assert policy.unmet(one) == policy.unmet(other)
            assert new.again.equal(Secret(one), Secret(other))


def test_an_answer_is_the_same_both_ways() -> None:
    assert all(a != b and normalise_answer(a) == normalise_answer(b) for a, b in pairs())


def test_an_accent_is_no_special_character_and_no_letter_more() -> None:
    policy = PasswordPolicy()
    for form in ("NFC", "NFD"):
        assert policy.unmet(unicodedata.normalize(form, "Éléonore1éàè")) == (PolicyRule.SPECIAL,)
        assert policy.unmet(unicodedata.normalize(form, "Éàèùç1-")) == (PolicyRule.LENGTH,)
    assert PolicyRule.SPECIAL in policy.unmet("x\N{COMBINING CIRCUMFLEX ACCENT}")  # no one letter


def test_a_password_that_is_the_answer_is_told() -> None:
    problem = Problem(code=ErrorCode.PASSWORD_REFUSED, status=422, fault=AnswerFault.IS_PASSWORD)
    new = NewPassword(PasswordPolicy(), meter(()), name="new_password")
    (error,) = new.failed(PortalRefused(problem), Secret("x")).errors
    assert (error.field, error.short) == ("new_password", "same as answer")
