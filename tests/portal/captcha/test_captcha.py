"""The captcha: answerable from its words, forgiving, once, within five minutes; and never the only
way: the voter's computer answers it by work, which is signed, and bound to its captcha and act."""

import base64
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from mock_server.captcha.answers import readings
from mock_server.captcha.families import FAMILIES, WORDS, Family
from mock_server.core.settings import Settings
from mock_server.security.credentials import PortalKey
from tests.portal.accounts.test_races import at_once
from tests.portal.captcha.worker import work_out
from tests.portal.captcha_solver import solve
from tests.portal.conftest import PASSWORD, Portal, Stopping, change_election, refused, serving
from tests.portal.http.lean_http import Connection
from tests.portal_process import DEMO_VOTER, OTHER_VOTER, RunningPortal, start_portal
from tests.ways import EACH_WAY
from tui_voter.contract.captchas import CaptchaKind
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language

EXPIRED: Final = ErrorCode.CAPTCHA_EXPIRED


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_the_words_alone_give_the_accepted_answer(family: Family, language: Language) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 (pytest shows it when the test fails)
    chance = random.Random(seed)  # noqa: S311 (to be repeated, not to be secret)
    for _number in range(3000 if EACH_WAY else 300):
        question = family(chance, WORDS[language])
        assert question.answer in readings(solve(question.text)), question.text
        assert len(question.text) <= 160
        assert len(readings(question.answer)) == 1


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


REPLAYS = 1_000 if EACH_WAY else 200


def asked(portal: Portal, act: str) -> dict[str, Any]:
    """A captcha for an act that anybody may ask for."""
    captcha: dict[str, Any] = portal.http.post(f"/api/{act}/captcha").json()
    return captcha


def recover(portal: Portal, **answered: Any) -> Any:
    return portal.post("recovery", identifier=DEMO_VOTER, **answered)


def test_a_computer_does_each_act_that_takes_a_captcha(active: Portal) -> None:
    for path, body in (
        ("sign-in", {"identifier": DEMO_VOTER, "password": PASSWORD}),
        *(("recovery", {"identifier": DEMO_VOTER}), ("links", {"address": DEMO_VOTER})),
    ):
        assert active.post(path, **body, **work_out(asked(active, path))).is_success
    token = active.invite(OTHER_VOTER)
    create = {"token": token, "password": PASSWORD, **work_out(active.open(token)["captcha"])}
    created = active.post("activation/password", **create)
    assert created.status_code == 200, created.text
    assert active.post("activation/password", **create).json() == created.json(), "a lost answer"


def spoilt(answer: dict[str, Any], change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """The same with its payload changed."""
    payload = json.loads(base64.b64decode(answer["captcha_answer"]["payload"]))
    change(payload)
    text = base64.b64encode(json.dumps(payload).encode()).decode()
    return {**answer, "captcha_answer": {"payload": text}}


@pytest.mark.parametrize(
    "change",
    [
        lambda payload: payload.pop("solution"),
        lambda payload: payload["solution"].update(derivedKey="00" * 32),
        lambda payload: payload["solution"].update(derivedKey=""),
        lambda payload: payload["challenge"].pop("signature"),
        lambda payload: payload["challenge"]["parameters"].pop("keySignature"),
        lambda payload: payload.clear(),
    ],
    ids=["none", "wrong", "empty", "unsigned", "key unsigned", "nothing"],
)
def test_a_client_that_skips_the_work_is_refused(
    portal: Portal, change: Callable[[dict[str, Any]], Any]
) -> None:
    answer = spoilt(work_out(asked(portal, "recovery")), change)
    problem = refused(recover(portal, **answer), ErrorCode.CAPTCHA_WRONG)
    assert problem["captcha"]["work"], "another one"
    assert recover(portal, **work_out(problem["captcha"])).status_code == 202


EASIER: Final = {"keyPrefix": "00", "cost": 2, "data": {"most": 1}}


@pytest.mark.parametrize("name", EASIER)
def test_work_that_was_made_easier_is_refused(portal: Portal, name: str) -> None:
    captcha, altered = asked(portal, "recovery"), {name: EASIER[name]}
    answer = work_out(captcha)
    easier = spoilt(answer, lambda it: it["challenge"]["parameters"].update(altered))
    if name == "keyPrefix":
        easier = work_out(captcha, **altered)
    refused(recover(portal, **easier), ErrorCode.CAPTCHA_WRONG)


def test_a_proof_is_of_its_captcha_alone(portal: Portal) -> None:
    done, other = work_out(asked(portal, "recovery")), asked(portal, "recovery")
    swapped = {**done, "captcha_id": other["id"]}
    refused(recover(portal, **swapped), ErrorCode.CAPTCHA_WRONG)
    assert recover(portal, **done).status_code == 202


def test_the_row_of_another_act_does_not_help(portal: Portal) -> None:
    """Not even whoever may write to the database makes one proof serve for another act."""
    done = work_out(asked(portal, "sign-in"))
    portal.sql("UPDATE captcha SET action = 'recovery'")
    refused(recover(portal, **done), ErrorCode.CAPTCHA_WRONG)


@pytest.fixture
def running(tmp_path: Path, empty_database: str) -> Iterator[RunningPortal]:
    with start_portal(tmp_path, workers=2, database_url=empty_database) as portal:
        yield portal


@pytest.mark.both_databases
async def test_of_many_replays_at_once_none_is_taken(running: RunningPortal) -> None:
    """The first of those that come with it, in two processes, and nothing behind it."""
    connection = await Connection.open(running.url)
    captcha = await connection.post("/api/recovery/captcha")
    await connection.close()
    recover = partial(Connection.post, path="/api/recovery", **work_out(captcha.body))
    replays = [partial(recover, identifier=f"{n}@exemple.fr") for n in range(REPLAYS + 1)]
    outcomes = Counter(given.outcome for given in await at_once(running.url, replays))
    assert outcomes == {"done": 1, "captcha_expired": REPLAYS}


def test_an_election_may_offer_one_kind_alone(settings: Settings, stopping: Stopping) -> None:
    with serving(settings, stopping) as portal:
        earlier = work_out(asked(portal, "recovery"))
    for kind in CaptchaKind:
        change_election(settings, captcha=(kind,))
        with serving(settings, stopping) as portal:
            captcha = asked(portal, "recovery")
            in_words = kind is CaptchaKind.WORDS
            assert (bool(captcha["question"]), captcha["work"] is None) == (in_words, in_words)
            other = earlier["captcha_answer"] if in_words else "7294"
            answer = {"captcha_id": captcha["id"], "captcha_answer": other}
            refused(recover(portal, **answer), ErrorCode.CAPTCHA_WRONG)
