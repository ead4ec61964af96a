"""What is read: the election's Markdown, kept word for word and never more than text, and the file
that it is saved to; what a file may be called is tested in `tests/security/test_files.py`."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scripted.visits import Visit, play
from tui_voter.audit.player import Reply, fill, leave, take
from tui_voter.contract.limits import LONGEST_DOCUMENT
from tui_voter.dialogue import Bar, Bars, Block, Dialogue, Facts, Items, Page, Prose, Title
from tui_voter.journeys.shared.markdown import blocks_of, to_blocks
from tui_voter.journeys.shared.saving import as_text, of_ballot, read
from tui_voter.machine.files import LocalFiles
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
        *(Prose("A quote with code."), Items(["one", "two"])),
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
    lists = [Items(["one", "two"], numbered=True), Items(["three"])]
    bars = Bars([Bar("A", ("1 vote", "50%"), "1 vote, 50% of all", 0.5)])
    facts = Facts([("Number", "R-1")])
    blocks: list[Block] = [Title("Chapter"), Prose("A paragraph."), *lists, facts, bars]
    assert as_text("Title", blocks) == (
        "Title\n\nChapter\n\nA paragraph.\n\n1. one\n2. two\n\n- three\n\nNumber: R-1\n\n"
        "A: 1 vote, 50% of all\n"
    )


WORDS = st.text("abcdefghij", min_size=1, max_size=6)
MARKS = st.sampled_from(
    [
        *re.findall(r"\S+", r"* ** *** _ ` [ ]( ) < > \ & &#27; ![ --- | ~~ é"),
        *("# ", "## ", "- ", "1. ", "7) ", "> ", " ", "    ", "\n", "\n\n", "  \n"),
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


SAVE = take("save")


async def played(*script: Reply, name: str = "t.txt") -> Visit:
    """A page that is read, and saved under this name where no other is typed."""

    async def journey(dialogue: Dialogue) -> None:
        await read(dialogue, LocalFiles(), Page(title="T", blocks=[Prose("p")]), name)

    return await play(journey, *script, take("close"))


@pytest.mark.parametrize(
    ("ballot", "name"),
    [
        ("csa-national", "accuse-csa-national.json"),
        *(("CAP enseignants, É/../2", "accuse-cap-enseignants-e-2.json"), ("选举", "accuse.json")),
        ("a" * 19 + "-" + "b" * 99, f"accuse-{'a' * 19}.json"),
    ],
)
def test_a_file_is_named_after_its_ballot(ballot: str, name: str) -> None:
    assert of_ballot("accuse.json", ballot) == name


@pytest.mark.parametrize(
    ("typed", "folder"),
    [
        *(("~/", ""), ("~", ""), ("..", ""), (".", "here")),
        *((typed, "here/notes") for typed in ("notes", "notes/", " ./notes ")),
    ],
)
async def test_a_folder_takes_the_proposed_name(
    typed: str, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here" / "notes").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HOME", str(tmp_path))
    said = await played(SAVE, fill(name=typed), SAVE, fill(name=typed), name="a.txt")
    files = {path.name for path in (tmp_path / folder).iterdir() if path.is_file()}
    assert files == {"a.txt", "a-2.txt"}
    assert not said.refusals


async def test_a_page_is_saved_under_another_name_where_the_first_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.txt").write_text("precious")
    said = await played(
        *(SAVE, leave(name="other.txt"), SAVE, fill(name="gone/mine.txt"), fill(name="mine.txt")),
        *(SAVE, fill(name="t.txt"), SAVE, fill()),  # the name that is proposed now
    )
    assert said.shorts == ["no such folder"]
    names = ("mine-2.txt", "t.txt", "t-2.txt")
    assert said.notices == [f"Saved: {tmp_path / name}" for name in names]
    assert (tmp_path / "t-2.txt").read_text() == "T\n\np\n"
    assert (tmp_path / "mine.txt").read_text() == "precious"
