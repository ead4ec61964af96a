"""An election's folder: the next such vote, and one sentence for whatever is wrong."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mock_server.core.errors import Fault
from mock_server.core.times import read_span
from mock_server.election.folder import SAMPLE, ElectionFile, read_folder
from mock_server.election.mail_texts import KINDS
from mock_server.election.model import (
    Policy,
    QuestionDefinition,
    Texts,
    decode_election,
    encode_election,
)
from mock_server.mail.templates import hours_of_the_vote, letter
from tests.portal_process import SAMPLE_LANGUAGES
from tui_voter.contract.election import DocumentKind
from tui_voter.contract.languages import Language
from tui_voter.contract.rules import answer_fault

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


def test_the_bundled_election_shows_every_key() -> None:
    """It is the only document of ``election.toml``. What each language and each question has is
    looked at in one of them."""
    toml = tomllib.loads((SAMPLE / "election.toml").read_text(encoding="utf-8"))
    shown = (toml, toml["policy"], toml["texts"]["fr"], toml["questions"][0])
    for table, keys in zip((ElectionFile, Policy, Texts, QuestionDefinition), shown, strict=True):
        assert {*keys} == {*table.__struct_fields__}


def test_an_election_that_an_earlier_program_keeps_is_read() -> None:
    """A database has it as JSON. Red: what is new in it has no default, and no portal that is there
    would start."""
    kept = Path(__file__).with_name("first_election.json").read_text(encoding="utf-8")
    assert decode_election(kept).languages == (Language.FR,)


@pytest.mark.parametrize(
    ("now", "changes", "opens_at", "closes_at"),
    [
        ((2022, 10, 13), {}, (2022, 12, 1, 7), (2022, 12, 8, 16)),
        ((2022, 12, 8, 15, 59), {}, (2022, 12, 1, 7), (2022, 12, 8, 16)),  # before it closes
        ((2022, 12, 8, 16), {}, (2023, 12, 1, 7), (2023, 12, 8, 16)),
        ((2023, 1, 1), {}, (2023, 12, 1, 7), (2023, 12, 8, 16)),
        # It may have begun in the last year, or be held in a leap year alone.
        (
            (2023, 1, 2),
            {"12-01 08:00": "12-28 08:00", "12-08 17:00": "01-04 17:00"},
            (2022, 12, 28, 7),
            (2023, 1, 4, 16),
        ),
        (
            (2022, 10, 13),
            {"12-01 08": "02-25 08", "12-08 17": "02-29 17", "11-29 17": "02-22 17"},
            (2024, 2, 25, 7),
            (2024, 2, 29, 16),
        ),
        # In the election's zone, summer time included.
        (
            (2022, 10, 13),
            {"12-01 08": "2022-10-29 08", "12-08 17": "2022-10-31 17", "11-29": "2022-10-28",
             "11-16 08": "2022-01-28 08"},
            (2022, 10, 29, 6),
            (2022, 10, 31, 16),
        ),
    ],
)  # fmt: skip
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
    change(folder / "election.toml", '"12-01 08:00"', '"01-10 08:00"')
    change(folder / "election.toml", '"12-08 17:00"', '"01-17 17:00"')
    change(folder / "election.toml", '"11-29 17:00"', '"01-05 17:00"')
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


def test_spans_are_written_as_people_do() -> None:
    for text, seconds in (("90s", 90), ("2m", 120), ("1h30m", 5400), (" 1D2H3M4S ", 93784)):
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
    mail = letter(
        read.election, voter, kind, link=link, expires_at=read.election.opens_at, news=news
    )
    whole = f"{mail.sender}\n{mail.recipient}\n{mail.subject}\n\n{mail.body}"
    assert len(whole) < 1800
    assert not {"{", "'", '"'} & set(whole.replace(voter.family_name, ""))
    assert voter.first_name in whole
    assert (link in mail.body.splitlines()) is (kind in ("activation", "new_link", "recovery"))
    answered, sent = kind.endswith("_answered"), kind.endswith(("_answered", "_received"))
    assert ("R-000123" in mail.subject + mail.body) is sent
    assert ("Ma demande" in mail.body) is sent
    assert ("Votre réponse" in mail.body) is answered
    assert ("1234 5678" in mail.body.splitlines()) is (kind in ("replacement", "recovery_code"))


@pytest.mark.parametrize(
    ("after", "french", "english"),
    [
        (timedelta(days=-1), "Le vote sera ouvert du jeudi", "The vote will be open from Thursday"),
        (timedelta(0), "Le vote est ouvert jusqu’au jeudi", "The vote is open until Thursday"),
        (timedelta(days=7, hours=9), "Le vote est clos depuis le jeudi", "The vote closed on"),
    ],
)
def test_a_mail_says_of_the_vote_what_is_true_when_it_is_sent(
    after: timedelta, french: str, english: str
) -> None:
    election = read_folder(SAMPLE, NOW).election
    for language, said in (Language.FR, french), (Language.EN, english):
        text = hours_of_the_vote(election, language, election.opens_at + after)
        assert text.startswith(said)
        assert text.partition(".")[0].count("Paris") == 1
        assert ("notice" in text) is (after.days < 7), "nobody can vote any more"


def test_no_line_of_the_sample_ends_within_an_hour_of_the_day() -> None:
    for path in SAMPLE.rglob("*.fr.md"):
        assert not re.search(r"\d h\b", path.read_text()), path


def test_the_sample_is_fictional_and_its_questions_are_not_trivial() -> None:
    read = read_folder(SAMPLE, NOW)
    assert len(read.voters) == 60
    for host in {voter.address.rpartition("@")[2] for voter in read.voters}:
        assert host.endswith((".exemple", ".example", ".test"))
    for question in read.election.questions:
        text = " ".join(question.text.values()).lower()
        for trivial in ("naissance", "né ", "birth", "born", "postal", "postcode"):
            assert trivial not in text
        assert answer_fault("Trois petits chats", text) is None


@pytest.mark.parametrize("language", SAMPLE_LANGUAGES)
def test_the_sample_says_everything_in_every_language(language: Language) -> None:
    read = read_folder(SAMPLE, NOW)
    assert read.election.pages[language].keys() == set(DocumentKind)
    entries = read.election.faq[language]
    assert [entry.id for entry in entries] == [str(n) for n in range(1, len(entries) + 1)]
    for ballot in read.ballots:
        assert ballot.texts[language].description
        assert ballot.lists
        for item in ballot.lists:
            assert item.view(language).statement
    for number, voter in enumerate(read.voters, 1):
        assert voter.id == number
        assert set(voter.ballots) <= {ballot.id for ballot in read.ballots}
        assert 2 <= len(voter.ballots) <= 5


# --- Whatever is wrong --------------------------------------------------------------------

Damage = Callable[[Path], None]


def toml(old: str, new: str) -> Damage:
    return lambda folder: change(folder / "election.toml", old, new)


def years(opens_at: str, closes_at: str) -> Damage:
    """Dates with years; the others are good ones."""

    def damage(folder: Path) -> None:
        toml('"12-01 08:00"', f'"{opens_at}"')(folder)
        toml('"12-08 17:00"', f'"{closes_at}"')(folder)
        toml('"11-29 17:00"', '"2022-11-29 17:00"')(folder)
        toml('"11-16 08:00"', '"2022-11-16 08:00"')(folder)

    return damage


def voters(text: str) -> Damage:
    header = "identifier,family_name,first_name,language,affiliation,body,ballots\n"
    demo = "camille.dumont@ac-armorique.exemple,Dumont,Camille,fr,Lycée,,csa-national\n"

    def damage(folder: Path) -> None:
        (folder / "voters.csv").write_text(header + demo + text, encoding="utf-8")

    return damage


def ballots(old: str, new: str) -> Damage:
    return lambda folder: change(folder / "ballots.toml", old, new)


def written(name: str, text: str) -> Damage:
    def damage(folder: Path) -> None:
        (folder / name).write_text(text, encoding="utf-8")

    return damage


def document(old: str, new: str) -> Damage:
    return lambda folder: change(folder / "documents" / "activation.fr.md", old, new)


def without(name: str) -> Damage:
    return lambda folder: (folder / name).unlink()


def latin(name: str) -> Damage:
    def damage(folder: Path) -> None:
        (folder / name).write_bytes("é".encode("latin-1"))

    return damage


DAMAGES: list[tuple[Damage, str]] = [
    (without("election.toml"), "election.toml cannot be read"),
    (latin("election.toml"), "election.toml is not UTF-8"),
    (toml('["words", "work"]', "[]"), "captcha: name how captchas can be answered: “words”"),
    (toml('["words", "work"]', '["picture"]'), "value of captcha"),
    (toml('["question", "code"]', "[]"), "recovery: name what is asked of a voter who has"),
    (toml('["question", "code"]', '["sms"]'), "value of recovery"),
    (toml("[policy]", "[policy"), "election.toml is not valid TOML"),
    (toml('time_zone = "Europe/Paris"\n', ""), "the key time_zone"),
    (toml("min_length", "min_lenght"), "unknown key: policy.min_lenght"),
    (toml("min_length = 12", "min_length = 0"), "value of policy.min_length"),
    (toml("phrase_words = 7", "phrase_words = -1"), "value of policy.phrase_words"),
    (toml("[texts.en]", "[texts.xx]"), "value of texts"),
    (toml('"Europe/Paris"', '"Europe/Atlantis"'), "value of time_zone"),
    (toml('"Europe/Paris"', '"../../etc/passwd"'), "value of time_zone"),
    (toml('"12-01 08:00"', '"1 December"'), 'opens_at is not a date: write "12-01 08:00", or with'),
    (toml('"12-01 08:00"', '"2022-12-01 08:00"'), "and closes_at both with a year, or both"),
    (toml('"12-01 08:00"', "2022-12-01T08:00:00"), "opens_at must be written in quotes"),
    (toml('"12-08 17:00"', '"11-30 17:00"'), "opens_at must come before closes_at; without years"),
    (years("2022-12-08 08:00", "2022-12-01 17:00"), r"opens_at must come before closes_at\.$"),
    (toml('"11-29 17:00"', '"12-02 17:00"'), "claims_until must come before opens_at"),
    (toml('"11-29 17:00"', '"2022-11-29 17:00"'), "and claims_until both with a year, or both"),
    (toml('"11-16 08:00"', '"12-01 08:01"'), "lists_from must come before opens_at"),
    (toml('"60d"', '"two months"'), "value of link_lifetime"),
    (toml('"15m"', '"0m"'), "value of session_idle"),
    (toml('public_url = ""', 'public_url = "ftp://x"'), "public_url: .*over https"),
    (toml('public_url = ""', 'public_url = "https://192.0.2.2:8443"'), "public_url: .*by name"),
    (toml('"elections@portail.exemple"', '"elections"'), "value of sender"),
    (toml('demo_voter = "camille', 'demo_voter = "nobody'), "value of demo_voter"),
    (toml('id = "first-walk"', 'id = "lost-object"'), "value of questions"),
    (
        toml(
            "[[questions]]",
            "".join(
                f'[[questions]]\nid = "q{n}"\ntext.fr = "?"\ntext.en = "?"\n' for n in range(99)
            )
            + "[[questions]]",
        ),
        "value of questions",
    ),
    (written("faq.fr.md", "## G\n" + "### Q\nR\n" * 1001), "faq.fr.md has more than 1000"),
    (toml("text.en = ", "text.fr2 = "), "value of questions"),
    (without("voters.csv"), "voters.csv cannot be read"),
    (latin("voters.csv"), "voters.csv is not UTF-8"),
    (
        voters("CAMILLE.dumont@ac-armorique.exemple,D,C,fr,L,,csa-national\n"),
        "line 3: .* on line 2",
    ),
    (voters("camille,D,C,fr,L,,csa-national\n"), "line 3: the value of identifier"),
    (voters("a@b.exemple,D,C,de,L,,csa-national\n"), "line 3: the value of language"),
    (voters("a@b.exemple,,C,fr,L,,csa-national\n"), "line 3: the value of family_name"),
    (voters(f"a@b.exemple,D,{'C' * 101},fr,L,,csa-national\n"), "line 3: the value of first_name"),
    (voters('a@b.exemple,"D\nBcc: x",C,fr,L,,csa-national\n'), "line 4: the value of family_name"),
    (voters("a@b.exemple,D,C,fr,L,\n"), "line 3: the number of columns"),
    (voters("a@b.exemple,D,C,fr,L,,csa-national,x\n"), "line 3: the number of columns"),
    (voters('a@b.exemple,"D"x,C,fr,L,,csa-national\n'), "voters.csv is not valid CSV"),
    (voters("a@b.exemple,D,C,fr,,,csa-national\n"), "line 3: the value of affiliation"),
    (voters(f"a@b.exemple,D,C,fr,L,{'b' * 201},csa-national\n"), "line 3: the value of body"),
    (voters("a@b.exemple,D,C,fr,L,,\n"), "line 3: the value of ballots"),
    (voters("a@b.exemple,D,C,fr,L,,csa-national csa-x\n"), "line 3: there is no ballot csa-x"),
    (
        lambda folder: change(folder / "voters.csv", "first_name", "prenom"),
        "the column first_name is missing",
    ),
    (ballots("[[ballots]]", "[[ballots]"), "ballots.toml is not valid TOML"),
    (ballots("seats = 6", ""), r"the key ballots\[0\].seats"),
    (ballots("seats = 6", "seats = 0"), r"value of ballots\[0\].seats"),
    (ballots("seats = 6", "seats = 6\nsieges = 6"), r"unknown key: ballots\[0\].sieges"),
    (ballots('id = "csa-national"', 'id = "../secret"'), r"value of ballots\[0\].id"),
    (ballots('id = "csa-national"', 'id = "csa-national\\n"'), r"value of ballots\[0\].id"),
    (written("ballots.toml", "ballots = []\n"), "value of ballots"),
    (ballots('id = "csa-national"', 'id = "csa-academique"'), "csa-academique twice in ballots"),
    (ballots('id = "goeland"', 'id = "phare"'), r"phare twice in ballots\[0\].lists"),
    (ballots("family_name", "nom"), r"unknown key: ballots\[0\].lists\[0\].candidates\[0\].nom"),
    (
        ballots('family_name = "', 'family_name = "\\u001b[2J'),
        r"\[0\].candidates\[0\] is not valid",
    ),
    (ballots("texts.fr.union", "texts.de.union"), r"ballots\[0\].lists\[0\].texts"),
    (
        written(
            "ballots.toml",
            '[[ballots]]\nid = "a"\nseats = 1\ntexts.fr.name = "A"\ntexts.fr.description = "A"\n',
        ),
        r"value of ballots\[0\].texts",
    ),
    (without("statements/csa-national/goeland.en.md"), "goeland.en.md cannot be read"),
    (written("statements/csa-national/goeland.en.md", " \n"), "goeland.en.md is empty"),
    (written("statements/csa-national/goeland.en.md", "x" * 60_001), "goeland.en.md is too long"),
    (written("pages/edito.fr.md", "Edito\n\nBonjour"), "must start with its title"),
    (written("pages/edito.fr.md", f"# {'x' * 201}\n\nBonjour"), "must start with its title"),
    (written("pages/edito.fr.md", "# Edito\n\n"), "has a title but no text"),
    (
        written("faq.fr.md", "Bonjour\n## A\n### Q\nR\n"),
        "before its first heading of the form “## ",
    ),
    (
        written("faq.fr.md", "## A\nBonjour\n### Q\nR\n"),
        "before its first heading of the form “### ",
    ),
    (written("faq.fr.md", "## A\n"), "no heading of the form “### "),
    (written("faq.fr.md", "## A\n### Q\n\n### Q2\nR\n"), "question without an answer: Q"),
    (written("faq.fr.md", "## \n### Q\nR\n"), "heading that is not valid"),
    (written("faq.fr.md", "## A\n### Q\nR\n## A\n### Q\nR\n"), "two groups named A"),
    (
        written("faq.en.md", "## A\n### Q\nR\n"),
        "faq.en.md does not have the same groups .* faq.fr.md",
    ),
    (document("# Ouverture", "Ouverture"), "must start with its subject"),
    (document("{first_name}", "{prenom}"), "unknown placeholder: {prenom}"),
    (document("{first_name}", "{first_name.__class__}"), "unknown placeholder"),
    (document("{first_name}", "{first_name"), "unmatched brace|unknown placeholder"),
    (document("# Ouverture", "# {link}"), "{link} is not allowed in a subject"),
    (document("\n{link}\n", "\nici : {link}\n"), "alone on a line"),
    (document("Bonjour", "x" * 4000), "too long"),
]


@pytest.mark.parametrize(("damage", "sentence"), DAMAGES)
def test_whatever_is_wrong_is_told(folder: Path, damage: Damage, sentence: str) -> None:
    damage(folder)
    with pytest.raises(Fault, match=sentence) as caught:
        read_folder(folder, NOW)
    assert "\n" not in str(caught.value).replace(str(folder), "")
