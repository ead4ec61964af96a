"""The captcha: answerable from its words, forgiving, once, within five minutes."""

from __future__ import annotations

import random
from typing import Any, Final, NamedTuple

import pytest

from mock_server.captcha.answers import readings
from mock_server.captcha.families import FAMILIES, WORDS, Family
from mock_server.security.credentials import PortalKey
from tests.portal.captcha_solver import number, solve
from tests.portal.conftest import PASSWORD, Portal, refused
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language

EXPIRED: Final = ErrorCode.CAPTCHA_EXPIRED


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_the_words_alone_give_the_accepted_answer(family: Family, language: Language) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 (pytest shows it when the test fails)
    chance = random.Random(seed)  # noqa: S311 (to be repeated, not to be secret)
    for _number in range(3000):
        question = family(chance, WORDS[language])
        assert question.answer in readings(solve(question.text)), question.text
        assert len(question.text) <= 160
        assert len(readings(question.answer)) == 1


def test_there_are_words_in_every_language() -> None:
    assert set(WORDS) == set(Language)


@pytest.mark.parametrize("language", Language)
def test_every_number_is_read_back_from_its_words(language: Language) -> None:
    for value, words in enumerate(WORDS[language].numbers):
        assert number(words) == value
        for variant in (words, words.upper(), words.replace("-", " "), f" {words}. "):
            assert str(value) in readings(variant), variant


READ: Final = {
    "7294": ("7294", " 7 2 9 4 ", "7-2-9-4", "72 94", "７２９４", "Sept, deux, neuf, quatre."),
    "0101": ("zéro un zero 1",),
    "72": ("soixante-douze", "SOIXANTE DOUZE", "septante-deux", "seventy two"),
    "21": ("vingt et un", "vingt-et-un"),
    "97": ("quatre-vingt-dix-sept",),
    "17": ("dix-sept",),
    "fevrier": ("Février", "fevrier"),
    "aout": ("AOÛT",),
    "pomme": ("la pomme",),
    "ananas": ("L'ananas",),
    "apple": ("the apple",),
}


def test_what_is_meant_is_accepted_and_nothing_else() -> None:
    for accepted, ways in READ.items():
        for typed in ways:
            assert accepted in readings(typed), typed
    for typed, wrong in (("", "72"), ("???", "72"), ("soixante", "72"), ("72 pommes", "72")):
        assert wrong not in readings(typed)
    assert "pomme" not in readings("pommes")


NOBODY: Final = "nobody@ac-armorique.exemple"


class Act(NamedTuple):
    """A request that takes a captcha; with ``other`` words it is another request."""

    path: str
    body: dict[str, str]
    other: dict[str, str]

    def answered(self, portal: Portal, token: str) -> dict[str, Any]:
        """What is sent, a captcha of its own asked for and answered."""
        if self is CREATE_PASSWORD:
            return portal.with_captcha(token)
        return self.body | portal.captcha(self.path)


CREATE_PASSWORD: Final = Act("activation/password", {}, {"password": "Encore4passe-la"})


ACTS: Final = (
    Act("links", {"address": DEMO_VOTER}, {"address": NOBODY}),
    Act("recovery", {"identifier": DEMO_VOTER}, {"identifier": NOBODY}),
    Act("sign-in", {"identifier": DEMO_VOTER, "password": PASSWORD}, {"identifier": NOBODY}),
    CREATE_PASSWORD,
)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.path)
def test_an_act_takes_one_right_answer_to_a_captcha_of_its_own(portal: Portal, act: Act) -> None:
    portal.activated()
    token = portal.invite(OTHER_VOTER)
    body, spent = act.answered(portal, token), act.answered(portal, token)
    for other in ACTS[:3]:
        if other is not act:
            refused(portal.post(act.path, **body | portal.captcha(other.path)), EXPIRED)
    refused(portal.post(act.path, **body | {"captcha_id": "made-up"}), EXPIRED)
    wrong = portal.post(act.path, **spent | {"captcha_answer": "rhinocéros"})
    fresh = refused(wrong, ErrorCode.CAPTCHA_WRONG)["captcha"]
    assert fresh["expires_in"] == 300
    refused(portal.post(act.path, **spent), EXPIRED)
    again = {"captcha_id": fresh["id"], "captcha_answer": solve(fresh["question"])}
    for right in (body | again, body):
        assert portal.post(act.path, **right).is_success
    refused(portal.post(act.path, **body | act.other), EXPIRED)


def test_a_captcha_lasts_five_minutes(portal: Portal) -> None:
    early, late = (portal.with_captcha(portal.invite()) for _time in range(2))
    portal.clock.advance(seconds=299)
    assert portal.post("activation/password", **early).status_code == 200
    portal.clock.advance(seconds=1)
    problem = refused(portal.post("activation/password", **late), EXPIRED)
    assert problem["captcha"]["question"]


def test_a_captcha_is_bound_to_its_link_and_its_act(portal: Portal) -> None:
    mine, other = portal.invite(), portal.invite()
    body = portal.with_captcha(mine)
    refused(portal.post("activation/password", **body | {"token": other}), EXPIRED)
    portal.sql("UPDATE captcha SET action = 'another act'")
    refused(portal.post("activation/password", **body), EXPIRED)


def test_the_database_knows_no_answer(portal: Portal) -> None:
    body = portal.with_captcha(portal.invite())
    ((kept, act, link_hash),) = portal.sql(
        "SELECT answer_mac, action, link_hash FROM captcha WHERE id = ?", body["captcha_id"]
    )
    columns = {row[1] for row in portal.sql("PRAGMA table_info(captcha)")}
    assert columns == {"id", "link_hash", "action", "answer_mac", "expires_at"}
    (answer,) = readings(body["captcha_answer"])
    parts = (body["captcha_id"].encode(), link_hash, act.encode(), answer.encode())
    assert kept == PortalKey.read(portal.settings.key_file).mac("captcha", *parts)
    assert kept != PortalKey(bytes(32)).mac("captcha", *parts), "it takes the key to try answers"


@pytest.mark.parametrize(("language", "first"), [("fr", "RCQ"), ("en", "CWH")])
def test_a_captcha_speaks_the_voters_language(portal: Portal, language: str, first: str) -> None:
    token = portal.invite()
    headers = {"Accept-Language": language}
    for _number in range(10):
        captcha = portal.http.post("/api/captchas", json={"token": token}, headers=headers).json()
        assert captcha["question"][0] in first
