"""``--transcript``: what is written, what never is, and what a file may do to a visit."""

import resource
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.linear.conversation import converse
from tests.linear.stage import ANSWER, PASSWORD, activation, password_only
from tests.stories import LINK
from tests.test_cli import run
from tui_voter.contract.links import LinkKind, link_path, new_link_token
from tui_voter.transcript import MASK, Kind, Transcript, TranscriptRefused, masked

NOW = datetime(2026, 8, 2, 9, 5, 7, 42_000, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "transcript.txt"


class Recorded(list[tuple[Kind, str]]):
    """A record that stays in memory."""

    def __call__(self, kind: Kind, text: str) -> None:
        self.append((kind, text))


def test_each_line_has_its_time_and_is_there_at_once(file: Path) -> None:
    transcript = Transcript(str(file), lambda: NOW)
    transcript.begin(pytest.fail)
    transcript.write(Kind.SAID, "One.\nTwo.")
    transcript.write(Kind.ASKED, "1 of 4, name: ")
    heading, *lines = file.read_text().splitlines()
    assert heading.startswith("Transcript of 2026-08-02 09:05:07 +0000, tui-voter ")
    assert lines == [
        *("09:05:07.042 said: One.", "09:05:07.042 said: Two."),
        "09:05:07.042 asked: 1 of 4, name:",
    ]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_exists_is_left_as_it_is(file: Path) -> None:
    file.write_text("mine")
    with pytest.raises(TranscriptRefused, match="already exists"):
        Transcript(str(file), lambda: NOW)
    link = file.with_name("link")
    link.symlink_to(file.with_name("elsewhere"))
    with pytest.raises(TranscriptRefused, match="already exists"):
        Transcript(str(link), lambda: NOW)
    assert file.read_text() == "mine"
    assert not file.with_name("elsewhere").exists()


@pytest.mark.parametrize("kind", LinkKind)
def test_a_links_token_is_masked_wherever_it_turns_up(kind: LinkKind) -> None:
    words = "ŒUVRARD-PONTHOU Jean-Baptiste, R-000012, anticonstitutionnellement, 01 99 00 12 34"
    assert masked(words) == words
    for _time in range(200):
        token = new_link_token()
        link = f"https://portail.exemple{link_path(kind)}{token}"
        assert masked(f"Lien : {link} Merci") == (
            f"Lien : https://portail.exemple{link_path(kind)}{MASK} Merci"
        )
        assert token[:20] not in masked(f"└ {token[:40]}\n{token[40:]}")


def test_every_line_is_recorded_in_order_and_no_secret() -> None:
    record = Recorded()
    typed = (LINK, PASSWORD, PASSWORD, "7294", "2", ANSWER, "", "1")
    said = converse(activation, *typed, record=record)
    put_out = [text for kind, text in record if kind is not Kind.TYPED]
    assert put_out == [line for line in said.lines if line]
    assert [text for kind, text in record if kind is Kind.ASKED] == said.prompts
    answers = [text for kind, text in record if kind is Kind.TYPED]
    assert answers == [*["[secret]"] * 3, "7294", "2", "[secret]", "", "1"]


def test_what_is_typed_unseen_after_an_enter_too_many_is_masked() -> None:
    record = Recorded()
    slip = "/Canari-qui-commence-par-une-barre"
    said = converse(password_only, "", slip, PASSWORD, PASSWORD, "7294", record=record)
    assert "Canari" not in said.text + "".join(text for _kind, text in record)


@pytest.mark.parametrize(
    ("name", "portal", "says"),
    [
        ("mine", "", "{file} already exists and was not changed: a transcript needs a new file."),
        ("nowhere/new.txt", "", "No transcript can be written to {file}"),
        ("new.txt", "ftp://x", "is not the address of a portal"),
    ],
)
def test_a_slip_is_told_in_a_sentence_and_leaves_no_file(
    tmp_path: Path, name: str, portal: str, says: str
) -> None:
    mine, file = tmp_path / "mine", str(tmp_path / name)
    mine.write_text("mine")
    words = ("--lang=en", "--transcript", file, f"--portal={portal}")
    done = run(*words, typed="/quit\n", config=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert says.format(file=file) in done.stderr
    assert ([*tmp_path.iterdir()], mine.read_text()) == ([mine], "mine")


def test_the_visit_goes_on_when_there_is_no_room_left(tmp_path: Path, file: Path) -> None:
    done = run(
        *("--lang=en", "--transcript", str(file)),
        typed="/help\n/help\n/quit\n",
        before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300)),
        config=tmp_path,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.count("The transcript ends here") == 1
    assert "You have left tui-voter." in done.stdout
    assert file.stat().st_size == 300
