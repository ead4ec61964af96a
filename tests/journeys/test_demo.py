"""The demonstration's own screens: the mailbox, the voting notice, and where it lies."""

from __future__ import annotations

import pytest

from tui_voter import messages
from tui_voter.audit.player import fill, play, quit_, sees, take
from tui_voter.dialogue import BACK, Answers, Dialogue, Form, Page, SecretField
from tui_voter.journeys.demo import NOTICE, At, DemoMail, DemoNotice, Post, demonstrate
from tui_voter.journeys.vote.code import FIELD

CODE = "59ABP-BC9J2-8F3TR-XMVCJ-YUMPQ"
MAIL = DemoMail("elections@portal.example", "ada@school.example", "Opening", "Hello")
PAPER = DemoNotice(f"Ada Lovelace\n{CODE}", CODE, "32V2 KYDT 3T5B")
RESULTS = "http://127.0.0.1:8000/results"


async def start(at: At, received: Post, dialogue: Dialogue) -> None:
    async def post() -> Post:
        return received

    async def visit(dialogue: Dialogue, _mail: str) -> bool:
        """Asks for the voting code, as the booth does, and comes back."""

        async def submit(_answers: Answers) -> None:
            return None

        await dialogue.ask(
            Form(
                title="Your voting code",
                fields=[SecretField(name=FIELD, label="Voting code", brief="code")],
                submit=submit,
                submit_label="Open my ballots",
                busy="",
            )
        )
        return False

    await demonstrate(dialogue, at, post, visit)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_notice_is_read_in_the_mailbox_and_lies_beside_the_question_for_the_code(
    language: str,
) -> None:
    messages.use(language)
    said = await play(
        lambda dialogue: start(At.OPENING, Post(MAIL, PAPER), dialogue),
        fill(),
        sees("Read the voting notice"),
        take(NOTICE),
        take("to_mailbox"),
        take("take_link"),
        fill(code=CODE),
        take(BACK),
        quit_(),
    )
    screens = [shown.screen for shown in said.shown]
    (notice,) = [screen for screen in screens if isinstance(screen, Page) and screen.confidential]
    assert any(CODE in str(block) for block in notice.blocks)
    (asked,) = [screen for screen in screens if isinstance(screen, Form) and screen.fields]
    assert asked.confidential
    assert [CODE in str(text) and PAPER.seal in str(text) for text in asked.intro] == [True]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("at", At)
async def test_what_there_is_more_to_see_is_told(at: At, language: str) -> None:
    messages.use(language)
    notice = None if at is At.BEFORE else PAPER
    results = RESULTS if at is At.RESULTS else ""
    said = await play(
        lambda dialogue: start(at, Post(MAIL, notice, results), dialogue), fill(), quit_()
    )
    told = "\n".join(said.said)
    assert ("--at opening" in told and "--at results" in told) == (at is At.BEFORE)
    assert (RESULTS in told) == (at is At.RESULTS)
