"""An election's folder: the next such vote, and one sentence for whatever is wrong."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mock_server.election import SAMPLE, Election, decode_election, encode_election, read_folder
from mock_server.faults import Fault
from mock_server.letters import letter
from mock_server.mail import KINDS
from mock_server.spans import read_span
from tui_voter.portal.api import Language, answer_fault

NOW = datetime(2022, 10, 13, 8, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "election"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("now", "year"),
    [
        (datetime(2022, 10, 13, tzinfo=UTC), 2022),
        (datetime(2022, 12, 8, 15, 59, tzinfo=UTC), 2022),  # a minute before it closes
        (datetime(2022, 12, 8, 16, tzinfo=UTC), 2023),
        (datetime(2023, 1, 1, tzinfo=UTC), 2023),
    ],
)
def test_dates_without_a_year_mean_the_next_vote_that_is_not_over(now: datetime, year: int) -> None:
    election = read_folder(SAMPLE, now).election
    assert election.opens_at == datetime(year, 12, 1, 7, tzinfo=UTC)
    assert election.closes_at == datetime(year, 12, 8, 16, tzinfo=UTC)
    assert election.texts[Language.FR].name == f"Élections professionnelles {year}"


def test_a_vote_over_the_new_year_may_have_begun_in_the_last(folder: Path) -> None:
    change(folder / "election.toml", 'opens_at = "12-01 08:00"', 'opens_at = "12-28 08:00"')
    change(folder / "election.toml", 'closes_at = "12-08 17:00"', 'closes_at = "01-04 17:00"')
    election = read_folder(folder, datetime(2023, 1, 2, tzinfo=UTC)).election
    assert election.opens_at == datetime(2022, 12, 28, 7, tzinfo=UTC)
    assert election.closes_at == datetime(2023, 1, 4, 16, tzinfo=UTC)


def test_dates_are_in_the_elections_zone_summer_time_included(folder: Path) -> None:
    change(folder / "election.toml", '"12-01 08:00"', '"2022-10-29 08:00"')
    change(folder / "election.toml", '"12-08 17:00"', '"2022-10-31 17:00"')
    election = read_folder(folder, NOW).election
    assert election.opens_at == datetime(2022, 10, 29, 6, tzinfo=UTC)
    assert election.closes_at == datetime(2022, 10, 31, 16, tzinfo=UTC)


def test_an_opening_that_far_from_now_keeps_the_length() -> None:
    election = read_folder(SAMPLE, NOW).election
    soon = election.opening_in(read_span("90s"), NOW)
    assert (soon.opens_at - NOW).total_seconds() == 90
    assert soon.closes_at - soon.opens_at == election.closes_at - election.opens_at


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("2m", 120), ("1h30m", 5400), ("3d", 259200), (" 1D2H3M4S ", 93784)],
)
def test_spans_are_written_as_people_do(text: str, seconds: int) -> None:
    assert read_span(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "s", "90", "-90s", "1.5h", "30m1h", "0s", "9999999d", "９s"])
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        read_span(text)


def test_an_election_is_kept_whole() -> None:
    election = read_folder(SAMPLE, NOW).election
    assert decode_election(encode_election(election)) == election


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_of_the_sample_is_short_and_whole(kind: str, language: Language) -> None:
    read = read_folder(SAMPLE, NOW)
    voter = next(voter for voter in read.voters if voter.language is language)
    link = "https://portail.exemple/activation/" + "x" * 48
    mail = letter(read.election, voter, kind, link=link, expires_at=read.election.opens_at)
    whole = f"{mail.sender}\n{mail.recipient}\n{mail.subject}\n\n{mail.body}"
    assert len(whole) < 1800
    assert "{" not in whole
    assert voter.first_name in whole
    assert (link in mail.body.splitlines()) is (kind in ("activation", "new_link"))


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


# --- Whatever is wrong --------------------------------------------------------------------

Damage = Callable[[Path], None]


def toml(old: str, new: str) -> Damage:
    return lambda folder: change(folder / "election.toml", old, new)


def voters(text: str) -> Damage:
    header = "identifier,family_name,first_name,language\n"
    demo = "camille.dumont@ac-armorique.exemple,Dumont,Camille,fr\n"

    def damage(folder: Path) -> None:
        (folder / "voters.csv").write_text(header + demo + text, encoding="utf-8")

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
    (toml("[policy]", "[policy"), "election.toml is not valid TOML"),
    (toml("opens_at =", "# opens_at ="), "lacks the key opens_at"),
    (toml('time_zone = "Europe/Paris"\n', ""), "lacks the key time_zone"),
    (toml("min_length", "min_lenght"), "not known: policy.min_lenght"),
    (toml("min_length = 12", "min_length = 0"), "value of policy.min_length"),
    (toml("[texts.en]", "[texts.de]"), "value of texts"),
    (toml('"Europe/Paris"', '"Europe/Atlantis"'), "value of time_zone"),
    (toml('"Europe/Paris"', '"../../etc/passwd"'), "value of time_zone"),
    (toml('"12-01 08:00"', '"1 December"'), "value of opens_at"),
    (toml('"12-01 08:00"', '"13-01 08:00"'), "value of opens_at"),
    (toml('"12-01 08:00"', '"2022-12-01 08:00"'), "value of closes_at"),
    (toml('"60d"', '"two months"'), "value of link_lifetime"),
    (toml('"15m"', '"0m"'), "value of session_idle"),
    (toml('public_url = ""', 'public_url = "ftp://x"'), "value of public_url"),
    (toml('"elections@portail.exemple"', '"elections"'), "value of sender"),
    (toml('demo_voter = "camille', 'demo_voter = "nobody'), "value of demo_voter"),
    (toml('id = "first-walk"', 'id = "lost-object"'), "value of questions"),
    (toml("text.en = ", "text.fr2 = "), "value of questions"),
    (without("voters.csv"), "voters.csv cannot be read"),
    (latin("voters.csv"), "voters.csv is not UTF-8"),
    (voters("CAMILLE.dumont@ac-armorique.exemple,D,C,fr\n"), "line 3: .* on line 2"),
    (voters("camille,D,C,fr\n"), "line 3: the value of identifier"),
    (voters("a@b.exemple,D,C,de\n"), "line 3: the value of language"),
    (voters("a@b.exemple,,C,fr\n"), "line 3: the value of family_name"),
    (voters(f"a@b.exemple,D,{'C' * 101},fr\n"), "line 3: the value of first_name"),
    (voters('a@b.exemple,"D\nBcc: x",C,fr\n'), "line 4: the value of family_name"),
    (voters("a@b.exemple,D,C\n"), "line 3: the number of columns"),
    (voters("a@b.exemple,D,C,fr,x\n"), "line 3: the number of columns"),
    (voters('a@b.exemple,"D"x,C,fr\n'), "voters.csv is not valid CSV"),
    (
        lambda folder: change(folder / "voters.csv", "first_name", "prenom"),
        "lacks the column first_name",
    ),
    (without("documents/confirmation.en.md"), "confirmation.en.md cannot be read"),
    (document("# Ouverture", "Ouverture"), "must start with its subject"),
    (document("{first_name}", "{prenom}"), "place that is not known: {prenom}"),
    (document("{first_name}", "{first_name.__class__}"), "place that is not known"),
    (document("{first_name}", "{first_name"), "brace without|place that is not known"),
    (document("\n{link}\n", "\nici : {link}\n"), "alone on a line"),
    (document("Bonjour", "x" * 4000), "too long"),
]


@pytest.mark.parametrize(("damage", "sentence"), DAMAGES)
def test_whatever_is_wrong_is_told(folder: Path, damage: Damage, sentence: str) -> None:
    damage(folder)
    with pytest.raises(Fault, match=sentence) as caught:
        read_folder(folder, NOW)
    assert "\n" not in str(caught.value).replace(str(folder), "")


def test_a_spreadsheets_byte_order_mark_is_no_fault(folder: Path) -> None:
    path = folder / "voters.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert isinstance(read_folder(folder, NOW).election, Election)
