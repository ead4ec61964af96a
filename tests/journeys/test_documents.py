"""The election's Markdown: kept word for word, and never more than text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_voter.contract.limits import LONGEST_DOCUMENT
from tui_voter.dialogue import Block, Facts, Items, Prose, Title
from tui_voter.journeys.shared.markdown import blocks_of, to_blocks
from tui_voter.journeys.shared.saving import as_text
from tui_voter.portal.hygiene import sanitise

TEXT = """\
## Voting, *step* by step

The vote is **final**. See the [rules](https://portail.exemple/rules), or
<https://portail.exemple>.
A second line\\
broken on purpose.

### Steps

1. Choose a *list*.
2. Confirm:
   - with the code,
   - once.

> A quote with `code`.

- one
- two
"""


def test_headings_paragraphs_and_lists() -> None:
    assert to_blocks(TEXT) == [
        Title("Voting, step by step", 1),
        Prose(
            "The vote is final. See the rules (https://portail.exemple/rules), or "
            "https://portail.exemple. A second line\nbroken on purpose."
        ),
        Title("Steps", 2),
        Items(["Choose a list.", "Confirm:\n- with the code,\n- once."], numbered=True),
        Prose("A quote with code."),
        Items(["one", "two"]),
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>bold</b> &amp; ![logo](x.png)", ["<b>bold</b> &amp; !logo (x.png)"]),
        ("<div>\nhello\n</div>", ["<div> hello </div>"]),
        ("[a]: https://x.exemple\n\n[a]", ["[a]: https://x.exemple", "[a]"]),
        ("```\nkept\n  as it is\n```", ["kept\n  as it is"]),
        ("3. three\n4. four", ["3. three\n4. four"]),  # a list that goes on keeps its numbers
        ("[" * 30_000 + "\n\n" + "*a* " * 10, ["[" * 30_000, ("*a* " * 10).strip()]),
        ("> " * 40 + "deep", ["> " * 40 + "deep"]),
    ],
    ids=["tags", "block of tags", "reference", "code", "numbers", "marks alone", "deep nesting"],
)
def test_what_the_contract_does_not_have_is_shown_as_text(text: str, shown: list[str]) -> None:
    """The parser's time would grow with the square of nothing but marks."""
    assert to_blocks(text) == [Prose(each) for each in shown]


@pytest.mark.parametrize("length", [LONGEST_DOCUMENT, LONGEST_DOCUMENT + 1])
async def test_a_text_that_was_cut_says_so_at_its_end(length: int) -> None:
    text = ("Un deux trois.\n\n" * length)[:length]
    blocks = await blocks_of(sanitise(text, lines=True, limit=LONGEST_DOCUMENT))
    told = isinstance(blocks[-1], Prose) and "too long to be shown whole" in blocks[-1].text
    assert told == (length > LONGEST_DOCUMENT)


def test_an_entity_brings_no_control_character_back() -> None:
    hostile = "&#27;]0;x&#7; &#x9b;2J [a](&#27;[2J) [b](<&#x1b;>) `&#27;` \\&#27; &NewLine; &#8238;"
    text = as_text("t", to_blocks(hostile))
    assert set(re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]", text)) == set()


def test_a_file_reads_like_the_page() -> None:
    blocks: list[Block] = [
        Title("Chapter"),
        Prose("A paragraph."),
        Items(["one", "two"], numbered=True),
        Items(["three"]),
        Facts([("Number", "R-000001")]),
    ]
    assert as_text("Title", blocks) == (
        "Title\n\nChapter\n\nA paragraph.\n\n1. one\n2. two\n\n- three\n\nNumber: R-000001\n"
    )


WORDS = st.text("abcdefghij", min_size=1, max_size=6)
MARKS = st.sampled_from(
    [
        *(
            "*",
            "**",
            "***",
            "_",
            "`",
            "[",
            "](",
            ")",
            "<",
            ">",
            "\\",
            "&",
            "&#27;",
            "![",
            "---",
            "|",
        ),
        *("~~", "é", "# ", "## ", "- ", "1. ", "7) ", "> ", " ", "    ", "\n", "\n\n", "  \n"),
    ]
)
MARKDOWN = st.lists(st.one_of(WORDS, MARKS), max_size=60).map("".join)


@given(MARKDOWN)
def test_no_word_is_lost(markdown: str) -> None:
    shown = as_text("", to_blocks(markdown))
    lost = [word for word in re.findall("[a-j]+", markdown) if word not in shown]
    assert lost == []


@given(st.text(max_size=400))
def test_nothing_that_a_terminal_acts_on_is_made_up(text: str) -> None:
    """What was made harmless before stays so: no character comes from nowhere."""
    plain = {chr(code) for code in range(0x20, 0x7F)} | {"\n", "\N{REPLACEMENT CHARACTER}"}
    assert set(as_text("", to_blocks(text))) <= set(text) | plain
