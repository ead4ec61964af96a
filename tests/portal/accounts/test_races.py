"""Many tries at each one-time link, at once, over two processes: one account each."""

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.portal.captcha_solver import solve
from tests.portal.conftest import ANSWER, PASSWORD, QUESTION, token_in
from tests.portal.http.lean_http import Answer, Connection
from tests.portal_process import RunningPortal, election_with, start_portal
from tui_voter.contract.errors import ErrorCode

pytestmark = pytest.mark.both_databases

LINKS, TRIES, PROCESSES = int(os.environ.get("RACE_LINKS", "10")), 8, 2
AT_ONCE = 6 * TRIES


@pytest.fixture
def portal(tmp_path: Path, empty_database: str) -> Iterator[RunningPortal]:
    voters = [f"voter{number}@ac-armorique.exemple" for number in range(LINKS - 1)]
    with start_portal(
        tmp_path,
        election=election_with(tmp_path, voters),
        workers=PROCESSES,
        database_url=empty_database,
    ) as portal:
        yield portal


Try = Callable[[Connection], Awaitable[Answer]]


async def at_once(url: str, tries: Iterable[Try]) -> list[Answer]:
    """Run all, in their order, over connections that each take the next one waiting. Who is told
    to come again does so: on a machine with other work, that would be no try."""
    waiting = iter(tries)
    answers: list[Answer] = []

    async def take() -> None:
        connection = await Connection.open(url)
        for one in waiting:
            while (answer := await one(connection)).outcome == ErrorCode.BUSY:
                pass
            answers.append(answer)
        await connection.close()

    await asyncio.gather(*(take() for _number in range(AT_ONCE)))
    return answers


async def whole_attempt(connection: Connection, token: str) -> Answer:
    opened = await connection.post("/api/links/open", token=token)
    if opened.status != 200:
        return opened
    captcha = opened.body["captcha"]
    answered = {"captcha_id": captcha["id"], "captcha_answer": solve(captcha["question"])}
    created = await connection.post(
        "/api/activation/password", token=token, password=PASSWORD, **answered
    )
    if created.status != 200:
        return created
    chosen = {"question_id": QUESTION, "answer": ANSWER, "ticket": created.body["ticket"]}
    return await connection.post("/api/activation", token=token, **chosen)


async def test_whole_attempts_race_for_each_link(portal: RunningPortal) -> None:
    tokens = [token_in(link) for link in portal.invite_all().values()]
    tries = [partial(whole_attempt, token=token) for token in tokens for _try in range(TRIES)]
    answers = await at_once(portal.url, tries)
    outcomes = Counter(answer.outcome for answer in answers)
    assert set(outcomes) <= {"done", "link_used", "ticket_replaced"}, outcomes
    assert outcomes.total() == LINKS * TRIES
    assert outcomes["done"] == LINKS
    for count in (
        "SELECT count(*) FROM voter WHERE activated_at IS NOT NULL",
        "SELECT count(*) FROM mailed_link WHERE used_at IS NOT NULL",
        *("SELECT count(*) FROM session", "SELECT count(*) FROM mail WHERE kind = 'confirmation'"),
    ):
        assert portal.sql(count) == [(LINKS,)], count
