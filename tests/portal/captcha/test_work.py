"""A captcha is never the only way: the voter's computer answers it by work, which is signed, bound
to its captcha, act and link, and used once."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from mock_server.core.settings import Settings
from mock_server.election.model import decode_election, encode_election
from tests.portal.accounts.test_races import at_once
from tests.portal.captcha.worker import work_out
from tests.portal.conftest import PASSWORD, Portal, Stopping, refused, serving
from tests.portal.http.lean_http import Connection
from tests.portal_database import sql
from tests.portal_process import DEMO_VOTER, OTHER_VOTER, RunningPortal, start_portal
from tui_voter.contract.captchas import CaptchaKind
from tui_voter.contract.errors import ErrorCode

REPLAYS = 1_000


def asked(portal: Portal, act: str) -> dict[str, Any]:
    """A captcha for an act that anybody may ask for."""
    captcha: dict[str, Any] = portal.http.post(f"/api/{act}/captcha").json()
    return captcha


def recover(portal: Portal, **answered: Any) -> Any:
    return portal.post("recovery", identifier=DEMO_VOTER, **answered)


def test_a_computer_does_each_act_that_takes_a_captcha(active: Portal) -> None:
    for path, body in (
        ("sign-in", {"identifier": DEMO_VOTER, "password": PASSWORD}),
        ("recovery", {"identifier": DEMO_VOTER}),
        ("links", {"address": DEMO_VOTER}),
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


EASIER: Final = {
    "keyPrefix": "00",
    "cost": 2,
    "salt": "00" * 16,
    "nonce": "00" * 16,
    "keyLength": 16,
    "data": {"most": 1},
    "algorithm": "SHA-256",
}


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


def test_a_proof_is_of_its_act_and_link_alone(portal: Portal) -> None:
    for_signing_in = work_out(asked(portal, "sign-in"))
    refused(recover(portal, **for_signing_in), ErrorCode.CAPTCHA_EXPIRED)
    mine, other = portal.invite(), portal.invite()
    of_mine = {"password": PASSWORD, **work_out(portal.open(mine)["captcha"])}
    stolen = portal.post("activation/password", token=other, **of_mine)
    refused(stolen, ErrorCode.CAPTCHA_EXPIRED)
    assert portal.post("activation/password", token=mine, **of_mine).status_code == 200


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
async def test_of_a_thousand_replays_at_once_none_is_taken(running: RunningPortal) -> None:
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
    ((text,),) = sql(settings.database, "SELECT election FROM portal")
    for kind in CaptchaKind:
        election = msgspec.structs.replace(decode_election(text), captcha=(kind,))
        sql(settings.database, "UPDATE portal SET election = ?", encode_election(election))
        with serving(settings, stopping) as portal:
            captcha = asked(portal, "recovery")
            in_words = kind is CaptchaKind.WORDS
            assert (bool(captcha["question"]), captcha["work"] is None) == (in_words, in_words)
            other = earlier["captcha_answer"] if in_words else "7294"
            answer = {"captcha_id": captcha["id"], "captcha_answer": other}
            refused(recover(portal, **answer), ErrorCode.CAPTCHA_WRONG)


@pytest.mark.parametrize("payload", ["?", "e30=", "W10=", "bnVsbA==", "A" * 2000])
def test_what_is_no_proof_at_all_is_refused(portal: Portal, payload: str) -> None:
    captcha = asked(portal, "recovery")
    answer = {"captcha_id": captcha["id"], "captcha_answer": {"payload": payload}}
    refused(recover(portal, **answer), ErrorCode.CAPTCHA_WRONG)
