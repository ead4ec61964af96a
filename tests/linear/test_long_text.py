"""A text of several lines: typed line by line, pasted whole, kept, limited; ``long_text.txt`` tells
what is said."""

from __future__ import annotations

import pytest

from tests.linear.conversation import Talk, TerminalTalk, each_of
from tests.linear.stage import Visit, claim_form, refused

ABSENT = refused("text", "Dites de quel scrutin il s'agit.", "scrutin absent")
LONG = "Première ligne.\nDeuxième ligne, qui est longue."

PLACES = {
    "claim": lambda: Visit(claim_form()),
    "claim-place": lambda: Visit(claim_form(place="Réclamer")),
    "claim-begun": lambda: Visit(claim_form("Avant")),
    "claim-long": lambda: Visit(claim_form(LONG)),
    "claim-late": lambda: Visit(claim_form("\n".join("x" * 120))),
    "claim-short": lambda: Visit(claim_form(limit=10)),
    "claim-refused": lambda: Visit(claim_form(refusals=[ABSENT])),
}


@each_of("long_text.txt")
def test_what_is_said(talk: Talk) -> None:
    talk.hold(PLACES)


@pytest.mark.posix
def test_a_paste_is_taken_whole_with_its_empty_lines_and_slashes() -> None:
    with TerminalTalk("claim") as talk:
        talk.press("Votre réclamation: $", "Bonjour,\n\n/quit n'en est pas un.\nCordialement\n")
        talk.answer("Line 5, empty: go on: $", "")
        talk.answer("Téléphone: $", "0102")
        talk.hear(r"Bonjour,\\n\\n/quit n'en est pas un\.\\nCordialement")


@pytest.mark.posix
def test_a_paste_that_ends_within_a_line_waits_for_its_end() -> None:
    with TerminalTalk("claim") as talk:
        talk.press("Votre réclamation: $", "Bonjour,\nmon nom")
        talk.press("mon nom$", " menque.\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[3~a\n")
        talk.answer("Line 3, empty: go on: $", "")
        talk.answer("Téléphone: $", "0102")
        talk.hear(r"'Bonjour,\\nmon nom manque\., 0102'")
    assert "Bonjour,\r\nmon nom menque." in talk.text  # nothing was said into it
