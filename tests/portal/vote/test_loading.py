"""Preparing for the polling board, and its package: everything is checked before anything is
written, and from then on nothing changes."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from mock_server.core.errors import Fault
from mock_server.core.handover import (
    CODES,
    PORTAL,
    PREPARED,
    SEAL,
    SMALL_ROLL,
    TRUSTEES,
    Prepared,
    read_as,
)
from mock_server.core.settings import Settings
from mock_server.security.credentials import PortalKey
from mock_server.vote.loading import load_seal
from mock_server.vote.preparing import prepare
from mock_server.vote.seal import receipt_key
from tests import portal_database
from tests.portal.conftest import Run
from tests.portal_seal import TestSeal, make_package, seal
from tui_voter.sealing.codes import credential, new_code, read_code, spoken
from tui_voter.sealing.credentials import public_creds_text, public_key, read_public_creds
from tui_voter.sealing.election import SealedElection, seal_text
from tui_voter.sealing.group import canonical_json
from tui_voter.sealing.replacements import replacement_line, reserve_line
from tui_voter.sealing.trustees import make_item, trustees_text

pytestmark = pytest.mark.each_database


def unheard(_sentence: str) -> None:
    """Nobody reads it."""


@pytest.mark.both_databases
def test_what_is_prepared(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "board"
    prepare(settings, folder, unheard)
    path = folder / PREPARED
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    prepared = read_as(path, Prepared)
    assert prepared.name == "Élections professionnelles 2022"
    assert prepared.ballots[0].id == "csa-national"
    assert prepared.ballots[0].answers[0] == "Tous les métiers, un même cap"
    assert prepared.ballots[0].answers[-1] == "Vote blanc"
    assert prepared.ballots[0].voters == tuple(range(1, 61))
    french, english = prepared.ballots[0].papers.values()
    assert [*prepared.ballots[0].papers] == ["fr", "en"]
    assert french.name == prepared.ballots[0].name == "Comité social d’administration ministériel"
    assert english.name == "Ministry social committee"
    assert (french.lists[0].union, english.lists[0].union) == (
        "Alliance des Quatre Vents",
        "Four Winds Alliance",
    )
    assert french.lists[0].candidates == english.lists[0].candidates
    assert french.lists[0].statement != english.lists[0].statement
    assert len(prepared.voters) == 60
    assert prepared.voters[0].name == "Camille Dumont"
    assert prepared.voters[0].identifier == "camille.dumont@ac-armorique.exemple"
    assert path.read_bytes() == msgspec.json.encode(prepared)
    with pytest.raises(Fault, match="already exists"):
        prepare(settings, folder, unheard)
    prepare(settings, tmp_path / "again", unheard)
    again = read_as(tmp_path / "again" / PREPARED, Prepared)
    assert again == prepared, "with the same key for receipts"


def test_the_office_is_warned_of_small_rolls_in_one_sentence(
    settings: Settings, tmp_path: Path
) -> None:
    said: list[str] = []
    prepare(settings, tmp_path / "board", said.append)
    prepared = read_as(tmp_path / "board" / PREPARED, Prepared)
    small = [ballot.name for ballot in prepared.ballots if 0 < len(ballot.voters) < SMALL_ROLL]
    assert 0 < len(small) < len(prepared.ballots), "the sample has rolls of both kinds"
    assert said[0].startswith(f"WARNING: fewer than {SMALL_ROLL} voters are on each roll of ")
    assert all(name in said[0] for name in small)
    assert len(said) == 2
    portal_database.sql(
        settings.database,
        "DELETE FROM roll_entry WHERE ballot_id NOT IN ('csa-national', 'csa-academique')",
    )
    prepare(settings, tmp_path / "again", said.append)
    assert len(said) == 3, "nobody is on a roll without voters"


def test_a_ballot_without_lists_is_told(settings: Settings, tmp_path: Path) -> None:
    portal_database.sql(
        settings.database, "DELETE FROM candidate_list WHERE ballot_id = 'csa-national'"
    )
    with pytest.raises(Fault, match="has no candidate list"):
        prepare(settings, tmp_path / "board", unheard)
    assert not (tmp_path / "board" / PREPARED).exists()


# --- The package ----------------------------------------------------------------------------------


class Broken:
    """A package that is altered before it is loaded."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.made: TestSeal = make_package(settings, folder)
        self.folder = folder / PORTAL
        self.election = self.made.elections["csa-national"]

    def put(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)

    def seal_again(self) -> None:
        """What was altered is sealed, too."""
        parts = [
            SealedElection.of(
                *((self.folder / name).read_bytes() for name in (
                    f"{election.uuid}.election.json",
                    TRUSTEES,
                    f"{election.uuid}.public_creds.json",
                ))
            )
            for election in self.made.elections.values()
        ]  # fmt: skip
        self.put(SEAL, seal_text(parts))

    # --- What may be wrong

    def a_file_is_missing(self) -> None:
        (self.folder / TRUSTEES).unlink()

    def the_seal_is_none(self) -> None:
        self.put(SEAL, b"{}")

    def a_ballot_is_missing(self) -> None:
        text = (self.folder / SEAL).read_bytes()
        self.put(SEAL, canonical_json({"elections": json.loads(text)["elections"][1:]}))

    def a_ballot_is_there_twice(self) -> None:
        elections = json.loads((self.folder / SEAL).read_bytes())["elections"]
        self.put(SEAL, canonical_json({"elections": [elections[0], *elections[:-1]]}))

    def an_election_is_missing(self) -> None:
        (self.folder / f"{self.election.uuid}.election.json").unlink()

    def an_election_was_altered(self) -> None:
        text = self.election.text.replace(b"Vote blanc", b"Vote nul")
        self.put(f"{self.election.uuid}.election.json", text)

    def lists_differ(self) -> None:
        self.an_election_was_altered()
        self.seal_again()

    def lists_have_another_order(self) -> None:
        (question,) = self.election.questions
        answers = (*question.answers[1::-1], *question.answers[2:])
        other = msgspec.structs.replace(
            self.election, questions=(msgspec.structs.replace(question, answers=answers),)
        )
        self.put(f"{self.election.uuid}.election.json", other.text)
        self.seal_again()

    def election_with(self, old: bytes, new: bytes) -> None:
        """It is what the board sealed."""
        self.put(f"{self.election.uuid}.election.json", self.election.text.replace(old, new))
        self.seal_again()

    def english_texts_are_others(self) -> None:
        digests = self.election.digests
        self.election_with(b"en:" + digests["en"].encode(), b"en:" + digests["fr"].encode())

    def english_texts_are_not_sealed(self) -> None:
        self.election_with(b" en:" + self.election.digests["en"].encode(), b"")

    def a_language_is_first_that_is_not_the_elections(self) -> None:
        french, english = (
            f"{name}:{self.election.digests[name]}".encode() for name in ("fr", "en")
        )
        self.election_with(french + b" " + english, english + b" " + french)

    def the_receipt_key_is_anothers(self) -> None:
        text = self.election.text
        key = self.election.receipt_key.encode()
        self.put(f"{self.election.uuid}.election.json", text.replace(key, key[::-1]))
        self.seal_again()

    def trustees_are_others(self) -> None:
        self.put(TRUSTEES, trustees_text([make_item(1, 1)[0]]))

    def keys_are_not_the_boards(self) -> None:
        self.trustees_are_others()
        self.seal_again()

    def trustees_are_none(self) -> None:
        self.put(TRUSTEES, b"[]")
        self.seal_again()

    def a_roll_was_altered(self) -> None:
        path = self.folder / f"{self.election.uuid}.public_creds.json"
        roll = read_public_creds(path.read_bytes())
        path.write_bytes(public_creds_text(roll[1:]))

    def a_roll_is_short(self) -> None:
        path = self.folder / f"{self.election.uuid}.public_creds.json"
        mine = self.made.fill("csa-national", 1).text
        roll = [each for each in read_public_creds(path.read_bytes()) if each not in mine.decode()]
        path.write_bytes(public_creds_text(roll))
        self.seal_again()

    def codes_are_damaged(self) -> None:
        self.put(CODES, b"{")

    def log(self) -> Path:
        return self.folder / f"{self.election.uuid}.log"

    def a_log_is_missing(self) -> None:
        self.log().unlink()

    def a_log_was_altered(self) -> None:
        reserve = [public_key(credential(code), self.election.uuid) for code in self.made.reserve]
        self.log().write_bytes(reserve_line(self.election.uuid, reserve[1:]))

    def a_log_is_another_ballots(self) -> None:
        other = self.made.elections["csa-academique"].uuid
        self.log().write_bytes((self.folder / f"{other}.log").read_bytes())

    def a_log_says_of_a_replacement(self) -> None:
        with portal_database.transaction(self.settings.database, writes=True) as tx:
            secret = receipt_key(tx, PortalKey.read(self.settings.key_file))
        line = self.log().read_bytes()
        self.log().write_bytes(line + replacement_line(secret, self.election, 1, 0, line))

    def an_election_has_no_reserve(self) -> None:
        digest = f" reserve:{self.election.digests['reserve']}".encode()
        text = self.election.text.replace(digest, b"")
        self.put(f"{self.election.uuid}.election.json", text)
        self.seal_again()


def is_told(
    settings: Settings, folder: Path, fault: Callable[[Broken], None], sentence: str
) -> None:
    """In one sentence, before anything is written."""
    broken = Broken(settings, folder / "board")
    before = portal_database.everything(settings.database)
    fault(broken)
    with pytest.raises(Fault, match=sentence) as told:
        load_seal(settings, folder / "board", unheard)
    assert "\n" not in str(told.value)
    assert portal_database.everything(settings.database) == before
    assert not settings.reserve_key_file.exists()


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Broken.a_file_is_missing, r"trustees\.json cannot be read: it does not exist"),
        (Broken.the_seal_is_none, r"seal\.json does not follow the vote’s protocol"),
        (Broken.a_ballot_is_missing, "The seal covers 4 ballots; the portal has 5"),
        (Broken.a_ballot_is_there_twice, r"seal\.json covers a ballot twice"),
        (Broken.an_election_is_missing, "the election that is number 1 in the seal is missing"),
        (Broken.an_election_was_altered, "the election that is number 1 in the seal is missing"),
        (Broken.lists_differ, "was sealed with different lists"),
        (Broken.lists_have_another_order, "was sealed with different lists, or in a different"),
        (Broken.english_texts_are_others, "was sealed with other texts than this portal shows"),
        (Broken.english_texts_are_not_sealed, "was sealed with other texts than this portal shows"),
        (
            Broken.a_language_is_first_that_is_not_the_elections,
            "was sealed with other texts than this portal shows",
        ),
        (Broken.the_receipt_key_is_anothers, "was sealed for another portal"),
        (Broken.trustees_are_others, r"trustees\.json is not the file that was sealed"),
        (Broken.keys_are_not_the_boards, r"was not sealed with the keys in trustees\.json"),
        (Broken.trustees_are_none, r"trustees\.json does not follow the vote’s protocol"),
        (Broken.a_roll_was_altered, r"public_creds\.json is not the file that was sealed"),
        (Broken.a_roll_is_short, "was sealed with 64 codes; its roll and the reserve need 65"),
        (Broken.codes_are_damaged, r"codes\.json is not the file that belongs here"),
        (Broken.a_log_is_missing, r"\.log cannot be read: it does not exist"),
        (Broken.a_log_was_altered, r"\.log does not follow the vote’s protocol: reserve"),
        (Broken.a_log_is_another_ballots, r"\.log does not follow the vote’s protocol: reserve"),
        (Broken.a_log_says_of_a_replacement, r"\.log says that codes were replaced already"),
        (Broken.an_election_has_no_reserve, r"\.log does not follow the vote’s protocol: reserve"),
    ],
)
def test_each_fault_is_one_sentence_and_writes_nothing(
    settings: Settings, tmp_path: Path, fault: Callable[[Broken], None], sentence: str
) -> None:
    is_told(settings, tmp_path, fault, sentence)


Told = dict[str, Any]
CODE_FAULTS: Final[list[tuple[Callable[[Told, list[Any]], object], str]]] = [
    (lambda told, _: told["verifiers"].pop(4), "1 voter has no code; the first is number 5"),
    (lambda told, _: told["verifiers"].append([1, "0" * 64]), "lists a voter or a code twice"),
    (
        lambda told, _: told["verifiers"][0].__setitem__(1, told["verifiers"][1][1]),
        "lists a voter or a code twice",
    ),
    (lambda told, _: told["verifiers"].append([999, "0" * 64]), "999, who is on no roll"),
    (lambda _, bound: bound.append(bound[1]), "lists a voter or a code twice"),
    (lambda told, _: told["bindings"].popitem(), "covers different ballots from the seal"),
    (lambda _, bound: bound[0].__setitem__(0, 999), "was sealed for other voters than are on"),
    (lambda told, _: told["reserve"].append("I" * 20), "the codes in reserve are damaged"),
    (lambda told, _: told["reserve"].append(read_code(new_code())), "its reserve is not that of"),
    (lambda told, _: told["reserve"].pop(), r"its reserve is not that of the codes in codes\.json"),
]


@pytest.mark.parametrize(("change", "sentence"), CODE_FAULTS)
def test_each_fault_of_the_codes_is_one_sentence_and_writes_nothing(
    settings: Settings,
    tmp_path: Path,
    change: Callable[[Told, list[Any]], object],
    sentence: str,
) -> None:
    def fault(broken: Broken) -> None:
        told = json.loads((broken.folder / CODES).read_bytes())
        change(told, told["bindings"][broken.election.uuid])
        broken.put(CODES, json.dumps(told).encode())

    is_told(settings, tmp_path, fault, sentence)


def test_the_reserve_has_a_key_of_its_own(settings: Settings, tmp_path: Path) -> None:
    made = seal(settings, tmp_path / "board")
    assert settings.reserve_key_file.name == "portal.reserve.key"
    assert stat.S_IMODE(settings.reserve_key_file.stat().st_mode) == 0o600
    key = PortalKey.read(settings.reserve_key_file)
    kept = portal_database.sql(settings.database, "SELECT code FROM reserve")
    assert {key.unseal("reserve", code) for (code,) in kept} == set(made.reserve)
    for (code,) in kept:
        with pytest.raises(ValueError, match=re.escape(code)):
            PortalKey.read(settings.key_file).unseal("reserve", code)


def test_a_reserve_key_that_a_stopped_load_seal_left_is_used(
    settings: Settings, tmp_path: Path
) -> None:
    PortalKey.create(settings.reserve_key_file)
    before = settings.reserve_key_file.read_bytes()
    settings.reserve_key_file.chmod(0o644)
    make_package(settings, tmp_path / "board")
    with pytest.raises(Fault, match="Others can read or change"):
        load_seal(settings, tmp_path / "board", unheard)
    settings.reserve_key_file.chmod(0o600)
    load_seal(settings, tmp_path / "board", unheard)
    assert settings.reserve_key_file.read_bytes() == before


@pytest.mark.parametrize("table", ["ballot", "candidate_list"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_texts_that_have_changed_since_the_preparing_are_told(
    settings: Settings, tmp_path: Path, table: str, language: str
) -> None:
    broken = Broken(settings, tmp_path / "board")
    column = {"ballot": "description", "candidate_list": "union"}[table]
    ((key, kept),) = portal_database.sql(
        settings.database,
        f"SELECT id, texts FROM {table} WHERE id IN ('csa-national', 'goeland')",  # noqa: S608
    )[:1]
    texts = json.loads(kept)
    texts[language][column] += " bis"
    portal_database.sql(
        settings.database,
        f"UPDATE {table} SET texts = ? WHERE id = ?",  # noqa: S608
        json.dumps(texts),
        key,
    )
    with pytest.raises(Fault, match="was sealed with other texts than this portal shows"):
        load_seal(settings, broken.folder, unheard)


def test_what_is_sealed_is_final(settings: Settings, tmp_path: Path, run: Run) -> None:
    made = make_package(settings, tmp_path / "board")
    said: list[str] = []
    load_seal(settings, tmp_path / "board" / PORTAL, said.append)
    assert said[0] == f"The election is sealed, for 60 voters. Its seal: {spoken(made.seal)}"
    before = portal_database.everything(settings.database)
    (tmp_path / "new.csv").write_text(
        "identifier,family_name,first_name,language,affiliation,body,ballots\n"
        "a@b.exemple,A,B,fr,,,csa-national\n",
        encoding="utf-8",
    )
    where = ("--database", settings.database, "--key-file", str(settings.key_file))
    for words in (
        ("import-voters", "new.csv"),
        ("import-voters", "--update", "new.csv"),
        ("load-seal", str(tmp_path / "board")),
        ("prepare", str(tmp_path / "again")),
    ):
        code, _out, err = run(words[0], *where, *words[1:])
        assert code == 2
        assert "The election is sealed: ballots, lists and rolls cannot be changed" in err
    assert run("init", *where)[0] == 2
    assert portal_database.everything(settings.database) == before


@pytest.mark.both_databases
def test_no_code_and_no_key_is_in_the_database(settings: Settings, tmp_path: Path) -> None:
    made = seal(settings, tmp_path / "board")
    kept = portal_database.everything(settings.database)
    for code in (*made.codes.values(), *made.reserve):
        assert code not in kept
    assert made.verifier(1) not in kept
    assert str(made.share) not in kept
