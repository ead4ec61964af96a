"""An election's folder: the next such vote, and one sentence for whatever is wrong."""

import os
import re
import shutil
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from mock_server.cli import main
from mock_server.core.errors import Fault
from mock_server.core.files import LARGEST
from mock_server.core.times import read_span
from mock_server.core.toml_lines import lines_of_keys
from mock_server.election.ballots import (
    BallotDefinition,
    BallotTexts,
    CandidateDefinition,
    ListTexts,
)
from mock_server.election.folder import SAMPLE, ElectionFile, read_folder
from mock_server.election.mail_texts import KINDS
from mock_server.election.model import (
    Policy,
    QuestionDefinition,
    Texts,
    decode_election,
    encode_election,
)
from mock_server.election.voters_csv import COLUMNS
from mock_server.mail.templates import hours_of_the_vote, letter
from tests.portal_process import DEMO_VOTER, SAMPLE_LANGUAGES
from tui_voter.contract.languages import Language

NOW = datetime(2022, 10, 13, 8, tzinfo=UTC)


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "election"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_bundled_election_shows_every_key_and_a_page_documents_it() -> None:
    """What each language and each question has is looked at in one of them."""
    toml = tomllib.loads((SAMPLE / "election.toml").read_text(encoding="utf-8"))
    shown = (toml, toml["policy"], toml["texts"]["fr"], toml["questions"][0])
    for table, keys in zip((ElectionFile, Policy, Texts, QuestionDefinition), shown, strict=True):
        assert {*keys} == {*table.__struct_fields__}
    page = (Path(__file__).parents[3] / "docs" / "election.md").read_text(encoding="utf-8")
    tables = (ElectionFile, Policy, Texts, QuestionDefinition, BallotTexts, ListTexts)
    keys = [key for table in tables for key in table.__struct_fields__]
    more = [*COLUMNS, *CandidateDefinition.__struct_fields__, *BallotDefinition.__struct_fields__]
    in_tables = "".join(line for line in page.splitlines() if line.startswith("| "))
    named = {*re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", in_tables)))}
    assert [key for key in (*keys, *more) if key not in named] == []


def test_an_election_that_an_earlier_program_keeps_is_read() -> None:
    """A database has it as JSON. Red: what is new in it has no default, and no portal that is there
    would start."""
    kept = Path(__file__).with_name("first_election.json").read_text(encoding="utf-8")
    assert decode_election(kept).languages == (Language.FR,)


IN_YEARS: Final = {
    "10-13": "2022-10-13",
    "12-01 08": "2022-10-29 08",
    "12-08 17": "2022-10-31 17",
    "11-29": "2022-10-28",
}


@pytest.mark.parametrize(
    ("now", "changes", "opens_at", "closes_at"),
    [
        ((2022, 12, 8, 15, 59), {}, (2022, 12, 1, 7), (2022, 12, 8, 16)),  # before it closes
        ((2022, 12, 8, 16), {}, (2023, 12, 1, 7), (2023, 12, 8, 16)),
        # It may have begun in the last year, or be held in a leap year alone.
        (
            *((2023, 1, 2), {"12-01 08:00": "12-28 08:00", "12-08 17:00": "01-04 17:00"}),
            *((2022, 12, 28, 7), (2023, 1, 4, 16)),
        ),
        (
            (2022, 10, 13),
            {"12-01 08": "02-25 08", "12-08 17": "02-29 17", "11-29 17": "02-22 17"},
            *((2024, 2, 25, 7), (2024, 2, 29, 16)),
        ),
        # In the election's zone, summer time included.
        (
            *((2022, 10, 13), {**IN_YEARS, "11-16 08": "2022-01-28 08"}, (2022, 10, 29, 6)),
            (2022, 10, 31, 16),
        ),
    ],
)
def test_dates_mean_the_next_vote_that_is_not_over(
    folder: Path,
    now: tuple[int, ...],
    changes: dict[str, str],
    opens_at: tuple[int, ...],
    closes_at: tuple[int, ...],
) -> None:
    for old, new in changes.items():
        change(folder / "election.toml", old, new)
    election = read_folder(folder, moment(*now)).election
    assert (election.opens_at, election.closes_at) == (moment(*opens_at), moment(*closes_at))
    assert election.texts[Language.FR].name.endswith(str(opens_at[0]))
    assert decode_election(encode_election(election)) == election


def test_claims_and_lists_have_dates_before_the_opening(folder: Path) -> None:
    voters = folder / "voters.csv"
    voters.write_bytes(b"\xef\xbb\xbf" + voters.read_bytes())  # a spreadsheet's mark is no fault
    election = read_folder(folder, NOW).election
    assert election.claims_until == moment(2022, 11, 29, 16)
    assert election.lists_from == moment(2022, 11, 16, 7)
    for old, new in (("12-01 08", "01-10 08"), ("12-08 17", "01-17 17"), ("11-29", "01-05")):
        change(folder / "election.toml", old, new)
    election = read_folder(folder, NOW).election
    assert election.lists_from == moment(2022, 11, 16, 7), "in the year before"
    assert election.claims_until == moment(2023, 1, 5, 16)


def test_an_opening_that_far_from_now_keeps_the_length_and_all_can_be_tried() -> None:
    election = read_folder(SAMPLE, NOW).election
    soon = election.opening_in(read_span("90s"), NOW)
    assert (soon.opens_at - NOW).total_seconds() == 90
    assert soon.closes_at - soon.opens_at == election.closes_at - election.opens_at
    assert (soon.claims_until, soon.lists_from) == (soon.opens_at, NOW)
    late = moment(2022, 11, 20)
    assert election.opening_in(read_span("90s"), late).lists_from == election.lists_from
    assert election.portal_from == moment(2022, 10, 13, 6)
    a_month_later = election.opening_in(read_span("41d7h"), late)
    assert a_month_later.portal_from == moment(2022, 11, 12, 7), "at 8 in Paris, as in summer"


def test_spans_are_written_as_people_do() -> None:
    for text, seconds in (("90s", 90), ("1h30m", 5400), (" 1D2H3M4S ", 93784)):
        assert read_span(text).total_seconds() == seconds
    for none in ("", "s", "90", "-90s", "1.5h", "30m1h", "0s", "9999999d", "９s"):
        with pytest.raises(ValueError, match=f"^{re.escape(none)}$"):
            read_span(none)


@pytest.mark.parametrize("language", SAMPLE_LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_of_the_sample_is_short_and_whole(kind: str, language: Language) -> None:
    read = read_folder(SAMPLE, NOW)
    voter = next(voter for voter in read.voters if voter.language is language)
    link = "https://portail.exemple/activation/" + "x" * 48
    news = {
        "number": "R-000123",
        "text": "Ma demande",
        "answer": "Votre réponse",
        "state": "acceptée",
        "code": "1234 5678",
        "vote": hours_of_the_vote(read.election, language, NOW),
    }
    until = read.election.opens_at
    mail = letter(read.election, voter, kind, link=link, expires_at=until, news=news)
    whole = f"{mail.sender}\n{mail.recipient}\n{mail.subject}\n\n{mail.body}"
    assert len(whole) < 1800
    assert not {"{", "'", '"'} & set(whole.replace(voter.family_name, ""))
    answered, sent = kind.endswith("_answered"), kind.endswith(("_answered", "_received"))
    lines = mail.body.splitlines()
    assert voter.first_name in whole
    assert (link in lines) is (kind in ("activation", "new_link", "recovery"))
    assert ("R-000123" in mail.subject + mail.body) is ("Ma demande" in mail.body) is sent
    assert ("Votre réponse" in mail.body) is answered
    assert ("1234 5678" in lines) is (kind in ("replacement", "recovery_code"))


def test_a_mail_says_of_the_vote_what_is_true_when_it_is_sent() -> None:
    election = read_folder(SAMPLE, NOW).election
    for days, french, english in (
        (-1, "Le vote sera ouvert du jeudi", "The vote will be open from Thursday"),
        (0, "Le vote est ouvert jusqu’au jeudi", "The vote is open until Thursday"),
        (8, "Le vote est clos depuis le jeudi", "The vote closed on"),
    ):
        for language, said in (Language.FR, french), (Language.EN, english):
            text = hours_of_the_vote(election, language, election.opens_at + timedelta(days))
            assert text.startswith(said)
            assert text.partition(".")[0].count("Paris") == 1
            assert ("notice" in text) is (days < 8), "nobody can vote any more"


OUTSIDE: Final = Path(__file__)
Damage = Callable[[Path], None]
QUESTIONS: Final = "".join(
    f'[[questions]]\nid = "q{number}"\ntext.fr = "?"\ntext.en = "?"\n' for number in range(99)
)
HEADER: Final = "identifier,family_name,first_name,language,affiliation,body,ballots\n"
DEMO: Final = f"{DEMO_VOTER},Dumont,Camille,fr,Lycée,,csa-national\n"


def changed(name: str, *changes: str) -> Damage:
    """Each old text, and the new one in its place."""

    def damage(folder: Path) -> None:
        for old, new in zip(changes[::2], changes[1::2], strict=True):
            change(folder / name, old, new)

    return damage


def written(name: str, text: str | bytes) -> Damage:
    content = text.encode() if isinstance(text, str) else text

    def damage(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return damage


def without(name: str) -> Damage:
    return lambda folder: (folder / name).unlink()


TOML: Final = (
    ('["words", "work"]', "[]", r'33: captcha is \[\]; possible: a list .*"words", "work"\.'),
    ("[policy]", "[policy", r"41: this is not valid TOML: .*The line reads: \[policy"),
    ("min_length = 12", "min_length = 0", "42: policy.min_length is 0; .*number from 1 to 64"),
    ('"Europe/Paris"', '"europe/pari"', '8: time_zone is .*nearest is "Europe/Paris"'),
    ('"Europe/Paris"', '"../../etc/passwd"', '8: time_zone is "../../etc/passwd"; possible'),
    ('"12-01 08:00"', '"1 December"', '6: opens_at is "1 December"; possible: "12-01 08:00", or'),
    ('"12-01 08:00"', "2022-12-01T08:00:00", "6: opens_at is 2022-12-01 08:00:00; possible"),
    ('"12-08 17:00"', '"11-30 17:00"', "6: opens_at, .* before closes_at, .*; without years"),
    ('"11-29 17:00"', '"12-02 17:00"', "14: claims_until, .*, must come before opens_at"),
    ('"11-29 17:00"', '"2022-11-29 17:00"', "14: claims_until is .* both with a year, or both"),
    ('public_url = ""', 'public_url = "ftp://x"', "24: public_url is .*over https"),
    ('"elections@portail.exemple"', '"elections"', '27: sender is "elections"; .*an email address'),
    ('demo_voter = "camille', 'demo_voter = "nobody', "28: demo_voter is .*voters.csv does not"),
    ('id = "first-walk"', 'id = "lost-object"', r"97: questions\[6\].id is \"lost-object\", as an"),
    ("[[questions]]", f"{QUESTIONS}[[questions]]", "from 1 to 100 tables"),
)
BALLOTS: Final = (
    ("seats = 6", "seats = 0", r"9: ballots\[0\].seats is 0; possible: a whole number from 1 on"),
    ("seats = 6", "seats = 6\nsieges = 6", r"10: .*\[0\].sieges; possible, the nearest first: se"),
    ('id = "goeland"', 'id = "phare"', r"86: .*\[0\].lists\[3\].id is .*as an earlier"),
    ('family_name = "Gé', 'family_name = "\\u001b[2J', r"32: .*\[1\].family_name .*one line"),
    ('"Tous les métiers, un même cap"', '""', r'26: ballots\[0\].lists\[0\].texts.fr.name is ""; '),
)
STATEMENT: Final = "statements/csa-national/goeland.en.md"
EDITO: Final = "pages/edito.fr.md"
WRITTEN: Final = (
    ("ballots.toml", "ballots = []\n", r"1: ballots is \[\]; possible: from 1 to 2000 tables"),
    (STATEMENT, "x" * 60_001, "60001 characters; possible: 60000"),
    (EDITO, "# Edito\n\n", "1: there is no text below"),
    ("faq.fr.md", "## G\n" + "### Q\nR\n" * 1001, "1001 questions; possible: 1000"),
    ("faq.fr.md", "## A\nBonjour\n### Q\nR\n", "2: this stands before the first .*“### "),
    ("faq.fr.md", "## A\n", "1: below this, there is no heading of the form “### "),
    ("faq.fr.md", "## A\n### Q\n\n### Q2\nR\n", "2: the question “Q” has no answer"),
    ("faq.fr.md", "## \n### Q\nR\n", "1: a heading “## ...” has a text of one line"),
    ("faq.fr.md", "## A\n### Q\nR\n## A\n### Q\nR\n", "4: the group “A” is on line 1 already"),
    ("faq.en.md", "## A\n### Q\nR\n", "faq.en.md: the groups have 1 questions, .* faq.fr.md 5, 6"),
    ("election.toml", b"\xe9", "election.toml is not UTF-8"),
    ("voters.csv", HEADER.replace("first_name", "prenom"), "“prenom” must be called first_name"),
)
DOCUMENT: Final = (
    ("# Ouverture", "Ouverture", "1: a mail starts with its subject"),
    ("{first_name}", "{first_name", "3: a brace is unmatched"),
    ("# Ouverture", "# {link}", "1: the placeholder {link} can stand in the text alone"),
    ("\n{link}\n", "\nici : {link}\n", "activation.fr.md: {link} is missing"),
    ("Bonjour", "x" * 4000, "characters; possible: 4000"),
)
YEARS: Final = changed(
    "election.toml",
    *('"12-01 08:00"', '"2022-12-08 08:00"', '"12-08 17:00"', '"2022-12-01 17:00"'),
    *('"11-29 17:00"', '"2022-11-29 17:00"', '"11-16 08:00"', '"2022-11-16 08:00"'),
    *('portal_from = "10-13 08:00"', ""),
)
DAMAGES: Final[list[tuple[Damage, str]]] = [
    *((changed("election.toml", old, new), told) for old, new, told in TOML),
    (YEARS, r'6: opens_at, .*, must come before closes_at, "2022-12-01 17:00"\.$'),
    (written("voters.csv", f"{HEADER}{DEMO}x\n"), "line 3: from “x” on, the number of cells is 1"),
    *((changed("ballots.toml", old, new), told) for old, new, told in BALLOTS),
    *((written(name, text), told) for name, text, told in WRITTEN),
    *((changed("documents/activation.fr.md", old, new), told) for old, new, told in DOCUMENT),
    *((without(name), f"{Path(name).name} cannot be read") for name in ("voters.csv", STATEMENT)),
]


@pytest.mark.parametrize(("damage", "sentence"), DAMAGES)
def test_whatever_is_wrong_is_told(folder: Path, damage: Damage, sentence: str) -> None:
    damage(folder)
    (told,) = mistakes_of(folder)
    assert re.search(sentence, told)


def mistakes_of(folder: Path) -> list[str]:
    with pytest.raises(Fault) as caught:
        read_folder(folder, NOW)
    heading, *told = str(caught.value).replace(f"{folder}/", "").splitlines()
    assert re.match(rf"There (is|are) {len(told)} mistakes? in .*; nothing", heading)
    return told


def _too_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)


@pytest.mark.parametrize("name", ["election.toml", "voters.csv", EDITO, STATEMENT, "faq.fr.md"])
@pytest.mark.parametrize(
    ("put", "sentence"),
    [
        (os.mkfifo, "is a pipe or a device, not a file."),
        (lambda path: path.symlink_to("/dev/zero"), "is a link that leads out of the folder: "),
        (lambda path: path.symlink_to(OUTSIDE), "is a link that leads out of the folder: "),
        (_too_large, "is too large: a file of its kind has up to "),
    ],
)
def test_files_of_the_folder_alone_are_read(
    folder: Path, put: Damage, sentence: str, name: str
) -> None:
    """A pipe would be waited for, a device fill the memory, and what is wrong with the file that a
    link leads to quote its lines."""
    (folder / name).unlink()
    put(folder / name)
    if (put, name) == (_too_large, "voters.csv"):  # which is read line by line, however large
        sentence = "is no text: "
    told = mistakes_of(folder)
    assert [line for line in told if line.startswith(f"{name} {sentence}")]
    assert not [line for line in told if "files of the folder" in line], "lines of this module"


BROKEN: Final = (
    ('"elections@portail.exemple"', '"elections"', 'sender vaut "elections"'),
    ('"60d"', "“60d”", "guillemets typographiques"),
    ('"15m"', "15m", "un texte est entre guillemets"),
    ("min_length = 12", "min_length =", "pas de valeur après"),
    ("special = true", "special = true\nspecial = true", "déjà dans le fichier"),
    ("[texts.en]", "[texts.en", "entre crochets"),
)


def test_a_file_that_is_not_toml_tells_all_in_the_readers_language(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for old, new, _told in BROKEN:
        change(folder / "election.toml", old, new)
    assert main(["--lang", "fr", "check-election", str(folder)]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1 + len(BROKEN), told
    for *_change, sentence in BROKEN:
        assert [line for line in told if sentence in line], (sentence, told)


FIFTEEN: Final = (
    ("election.toml", "time_zone = ", "timezone = ", "election.toml, line 8: .*timezone"),
    ("election.toml", '"11-16 08:00"', '"12-02 08:00"', "election.toml, line 15: lists_from, "),
    ("election.toml", '"15m"', '"15"', "election.toml, line 20: session_idle"),
    ("election.toml", '"words", "work"', '"word"', "election.toml, line 33: captcha"),
    ("election.toml", "special = true", "special = 1", "election.toml, line 46: policy.special"),
    ("election.toml", "[texts.en]\nname", "[texts.en]\nnamee", "toml, line 60: .*texts.en.namee"),
    ("ballots.toml", "seats = 6", 'seats = "6"', r"ballots.toml, line 9: ballots\[0\].seats"),
    ("ballots.toml", "texts.en.union", "texts.en.onion", "toml, line 29: .*onion; .*first: union"),
    ("ballots.toml", 'id = "goeland"', 'id = "Goéland"', r"ballots.toml, line 46: .*lists\[1\].id"),
    (STATEMENT.replace("goeland", "phare"), "", "", "phare.en.md: the file is empty"),
    ("voters.csv", "Zoé,fr", "Zoé,br", "voters.csv, line 5, language: .*br.*fr, en"),
    ("voters.csv", "csa-academique\n", "csa-acad\n", "csv, line 3, ballots: .*csa-academique"),
    ("documents/recovery.en.md", "{link}", "{lnik}", "recovery.en.md, line .*{lnik}"),
    (EDITO, "# ", "", "edito.fr.md, line 1: the page starts with"),
    ("faq.en.md", "## Opening", "Opening", "faq.en.md, line 1: this stands before"),
)


def test_a_folder_with_fifteen_mistakes_tells_all_of_them(folder: Path) -> None:
    """And one more: a link that is misspelt is missing, too."""
    for name, old, new, _told in FIFTEEN:
        changed(name, old, new)(folder) if old else written(name, " \n")(folder)
    told = mistakes_of(folder)
    for *_change, sentence in FIFTEEN:
        assert [line for line in told if re.search(sentence, line)], sentence
    assert len(told) == len(FIFTEEN) + 1


def test_of_many_mistakes_the_first_are_told(folder: Path) -> None:
    written("voters.csv", HEADER + "a\n" * 70)(folder)
    with pytest.raises(Fault) as caught:
        read_folder(folder, NOW)
    heading, *told, rest = str(caught.value).splitlines()
    assert ("70 mistakes" in heading, len(told), rest) == (True, 50, "And 20 more.")


@pytest.mark.parametrize("name", ["election.toml", "ballots.toml"])
def test_each_key_of_the_sample_stands_on_the_line_that_is_told(name: str) -> None:
    text = (SAMPLE / name).read_text(encoding="utf-8")
    lines, found = text.split("\n"), lines_of_keys(text)
    read = tomllib.loads(text)
    for key, line in found.items():
        names = [part for part in key if isinstance(part, str)]
        value: Any = read
        for part in key:
            value = value[part]
        there = lines[line - 1]
        assert names[-1] in there or isinstance(key[-1], int), key
        if isinstance(value, str) and "\n" not in value and "\\" not in there:
            assert value in there or not value or '"""' in there, key
    assert len(found) > 60
