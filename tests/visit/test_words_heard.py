"""A voter who knows the program hears little, and what they need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.portal_process import RunningPortal
from tests.visit.words_heard import ENOUGH, heard, words
from tui_voter import messages
from tui_voter.linear.commands import Command, pair
from tui_voter.machine.config import load
from tui_voter.messages import gettext as _


def counted(said: Mapping[str, str]) -> dict[str, int]:
    return {step: words(text) for step, text in said.items()}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_step_says_more_than_is_enough(
    portal: RunningPortal, address: str, language: str, tmp_path: Path
) -> None:
    said = heard(portal, address, tmp_path, language)
    count = counted(said)
    assert {step: count[step] for step, most in ENOUGH.items() if count[step] > most} == {}, said
    assert _("Local connection, not encrypted.") in said["password"]
    active = said["activation"]
    assert f"{_('Voter identifier')}: {address}" in active.replace("\xa0:", ":")
    assert _("An email confirms it.") in active
    assert pair(Command.REPEAT.word, _("in full")) in active  # the question that was chosen
    assert load(tmp_path / "tui-voter" / "config.toml").known


def test_a_second_visit_says_less_and_a_brief_one_the_least(
    portal: RunningPortal, addresses: Iterator[str], tmp_path: Path
) -> None:
    first, second, brief = (
        counted(heard(portal, next(addresses), tmp_path, "fr", *options))
        for options in ((), (), ("--verbosity=brief",))
    )
    assert sum(second.values()) < sum(first.values()) - 30
    assert brief["link"] < second["link"] < first["link"]
    assert brief["telephone"] < second["telephone"] < first["telephone"]
