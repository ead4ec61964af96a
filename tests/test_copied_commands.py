"""Commands that a page names are copied from it, in both voices: none is broken over two lines."""

import ast
from pathlib import Path

import pytest

from tests.fullscreen.stage import on_stage
from tests.linear.conversation import converse
from tui_voter import journeys, messages
from tui_voter.contract.typed import command
from tui_voter.dialogue import Action, Block, Dialogue, Items, Page, Prose
from tui_voter.journeys.shared.saving import of_ballot
from tui_voter.journeys.vote.receipts import command_to_check
from tui_voter.messages import gettext as _
from tui_voter.messages import language_option
from tui_voter.sealing.election import new_uuid


@pytest.fixture(params=[("fr", "en"), ("en", "fr")], ids=["fr", "en"])
def told(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[Page, list[str]]:
    """A page with commands, of a visit in another language than the usual one, and the longest
    names that the program proposes for a file, in a voter's own folder."""
    language, plain = request.param
    monkeypatch.setattr("tui_voter.contract.typed._called", lambda program: program)  # on the path
    messages.use(language, plain=plain)
    names = (of_ballot(_(name), "x" * 100) for name in ("receipt.json", "opened-ballot.json"))
    checks = [command_to_check(str(Path.home() / name)) for name in names]
    urn = command("tui-voter", "verify", "--urn", f"{new_uuid()}.bel", *language_option())
    assert all(f" --lang {language}" in each for each in [*checks, urn])
    blocks: list[Block] = [Prose(f"Pour le contrôler, tapez :\n{check}") for check in checks]
    blocks.append(Items([f"Tapez cette commande :\n{urn}"], numbered=True))
    actions = [Action("on", "Continuer", "continuer")]
    return Page(title="Accusé", blocks=blocks, actions=actions), [*checks, urn]


async def test_each_stands_in_one_row_of_80_columns(told: tuple[Page, list[str]]) -> None:
    page, commands = told
    async with on_stage(lambda dialogue: dialogue.show(page), size=(80, 40)) as stage:
        rows = stage.text.splitlines()
    assert [each for each in commands if not any(each in row for row in rows)] == []


def test_each_is_one_line_of_the_linear_voice(told: tuple[Page, list[str]]) -> None:
    page, commands = told

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.show(page)

    lines = converse(journey, "").lines
    assert [each for each in commands if each not in lines] == []


def test_every_text_of_a_journey_has_its_command_on_a_line_of_its_own() -> None:
    """Within a sentence it would be broken wherever the sentence is. What went wrong with a
    certificate is told in one sentence, and its command is none to copy: it lacks a file's name."""
    texts = [
        node.value
        for path in Path(journeys.__file__).parent.rglob("*.py")
        if path.name != "trust.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if "{command}" in node.value
    ]
    assert len(texts) >= 7
    assert [text for text in texts if not text.endswith(":\n{command}")] == []
