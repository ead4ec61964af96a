"""Preparing for the polling board, and its package, which is checked before it is written."""

import json
import re
import stat
from collections.abc import Callable
from functools import partial
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
    TRUSTEES,
    Prepared,
    credentials_file,
    election_file,
    log_file,
    read_as,
)
from mock_server.core.settings import Settings
from mock_server.security.credentials import PortalKey
from mock_server.vote.loading import load_seal
from mock_server.vote.preparing import prepare
from mock_server.vote.seal import receipt_key
from tests import portal_database
from tests.portal.conftest import Run, words_for
from tests.portal.vote.conftest import EVERYBODYS
from tests.portal_process import DEMO_VOTER
from tests.portal_seal import TestSeal, make_package, seal
from tui_voter.contract.rules import SMALL_ROLL
from tui_voter.sealing.codes import credential, new_code, read_code, spoken
from tui_voter.sealing.credentials import public_creds_text, public_key, read_public_creds
from tui_voter.sealing.election import SealedElection, read_seal, seal_text
from tui_voter.sealing.replacements import replacement_line
from tui_voter.sealing.trustees import make_item, trustees_text

pytestmark = pytest.mark.each_database


def unheard(_sentence: str) -> None:
    """Nobody reads it."""


@pytest.mark.both_databases
def test_what_is_prepared(settings: Settings, tmp_path: Path) -> None:
    folder, said = tmp_path / "board", list[str]()
    prepare(settings, folder, said.append)
    small, _done = said
    assert small.startswith(f"WARNING: fewer than {SMALL_ROLL} voters are on each roll of ")
    path = folder / PREPARED
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    prepared = read_as(path, Prepared)
    ballot = prepared.ballots[0]
    assert (ballot.id, ballot.voters) == (EVERYBODYS, tuple(range(1, 61)))
    assert ballot.answers[-1] == "Vote blanc"
    french, english = ballot.papers.values()
    assert [*ballot.papers] == ["fr", "en"]
    assert (french.name, french.lists[0].union) == (ballot.name, "Alliance des Quatre Vents")
    assert english.lists[0].union == "Four Winds Alliance"
    assert french.lists[0].candidates == english.lists[0].candidates
    assert len(prepared.voters) == 60
    voter = prepared.voters[0]
    assert (voter.name, voter.identifier) == ("Camille Dumont", DEMO_VOTER)
    assert path.read_bytes() == msgspec.json.encode(prepared)
    with pytest.raises(Fault, match="already exists"):
        prepare(settings, folder, unheard)
    prepare(settings, tmp_path / "again", unheard)
    again = read_as(tmp_path / "again" / PREPARED, Prepared)
    assert again == prepared, "with the same key for receipts"


def test_a_ballot_without_lists_is_told(settings: Settings, tmp_path: Path) -> None:
    portal_database.sql(
        settings.database, "DELETE FROM candidate_list WHERE ballot_id = 'csa-national'"
    )
    with pytest.raises(Fault, match="has no candidate list"):
        prepare(settings, tmp_path / "board", unheard)
    assert not (tmp_path / "board" / PREPARED).exists()


class Package:
    """A package that is altered before it is loaded."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.made: TestSeal = make_package(settings, folder)
        self.folder = folder / PORTAL
        self.election = self.made.elections[EVERYBODYS]
        self.digests = self.election.digests
        self.parts = read_seal((self.folder / SEAL).read_bytes())
        self.other_log = self.folder / log_file(self.made.elections["csa-academique"].uuid)

    def file(self, kind: str) -> Path:
        return self.folder / f"{self.election.uuid}.{kind}"

    def put(self, file: str | Path, content: bytes, *, sealed: bool = True) -> None:
        """Write another file; it is ``sealed``, too, unless it is said not to be."""
        (self.folder / file).write_bytes(content)
        if not sealed:
            return
        trustees = (self.folder / TRUSTEES).read_bytes()
        names = [
            (election_file(each.uuid), credentials_file(each.uuid))
            for each in self.made.elections.values()
        ]
        read = ([(self.folder / name).read_bytes() for name in pair] for pair in names)
        parts = [SealedElection.of(election, trustees, roll) for election, roll in read]
        (self.folder / SEAL).write_bytes(seal_text(parts))

    def change(self, old: str, new: str, *, sealed: bool = True) -> None:
        """Of the election's text."""
        text = self.election.text.decode()
        assert old in text
        self.put(self.file("election.json"), text.replace(old, new).encode(), sealed=sealed)

    def exchange(self, one: str, other: str) -> None:
        """Where one stands, the other does then."""
        between = self.election.text.decode().partition(one)[2].partition(other)[0]
        self.change(one + between + other, other + between + one)

    def roll_without(self, voter: int, *, sealed: bool = True) -> None:
        mine = public_key(credential(self.made.codes[voter]), self.election.uuid)
        path = self.file("public_creds.json")
        roll = set(read_public_creds(path.read_bytes())) - {mine}
        self.put(path, public_creds_text(roll), sealed=sealed)

    def say_replaced(self) -> None:
        with portal_database.transaction(self.settings.database, writes=True) as tx:
            secret = receipt_key(tx, PortalKey.read(self.settings.key_file))
        log = self.file("log")
        line = log.read_bytes()
        log.write_bytes(line + replacement_line(secret, self.election, 1, 0, line))

    def codes(self, change: Callable[[Any, list[Any]], object]) -> None:
        """What is told of the codes, and the bindings of one ballot."""
        told = json.loads((self.folder / CODES).read_bytes())
        change(told, told["bindings"][self.election.uuid])
        self.put(CODES, json.dumps(told).encode())


OTHER_TEXTS: Final = "was sealed with other texts than this portal shows"
MISSING: Final = "the election that is number 1 in the seal is missing"
FAULTS: Final[list[tuple[Callable[[Package], object], str]]] = [
    (lambda at: (at.folder / TRUSTEES).unlink(), "trustees.json cannot be read: it does not exist"),
    (lambda at: at.put(SEAL, b"{}", sealed=False), "seal.json does not follow the vote’s protocol"),
    (lambda at: at.put(SEAL, seal_text(at.parts[1:]), sealed=False), "The seal covers 4 ballots;"),
    (
        lambda at: at.put(SEAL, seal_text([at.parts[0], *at.parts[:-1]]), sealed=False),
        "seal.json covers a ballot twice",
    ),
    (lambda at: at.file("election.json").unlink(), MISSING),
    (lambda at: at.change("Vote blanc", "Vote nul", sealed=False), MISSING),
    (lambda at: at.change("Vote blanc", "Vote nul"), "was sealed with different lists"),
    (lambda at: at.exchange(*at.election.answers[:2]), "was sealed with different lists, or in"),
    (lambda at: at.change(at.digests["en"], at.digests["fr"]), OTHER_TEXTS),
    (lambda at: at.change(f" en:{at.digests['en']}", ""), OTHER_TEXTS),
    (lambda at: at.exchange(*(f"{n}:{at.digests[n]}" for n in ("fr", "en"))), OTHER_TEXTS),
    (
        lambda at: at.change(at.election.receipt_key, at.election.receipt_key[::-1]),
        "was sealed for another portal",
    ),
    (
        lambda at: at.put(TRUSTEES, trustees_text([make_item(1, 1)[0]]), sealed=False),
        "trustees.json is not the file that was sealed",
    ),
    (
        lambda at: at.put(TRUSTEES, trustees_text([make_item(1, 1)[0]])),
        "was not sealed with the keys in trustees.json",
    ),
    (lambda at: at.put(TRUSTEES, b"[]"), "trustees.json does not follow the vote’s protocol"),
    (lambda at: at.roll_without(1, sealed=False), "creds.json is not the file that was sealed"),
    (lambda at: at.roll_without(1), "was sealed with 64 codes; its roll and the reserve need 65"),
    (lambda at: at.put(CODES, b"{"), "codes.json is not the file that belongs here"),
    (lambda at: at.file("log").unlink(), ".log cannot be read: it does not exist"),
    (
        lambda at: at.file("log").write_bytes(at.other_log.read_bytes()),
        ".log does not follow the vote’s protocol: reserve",
    ),
    (Package.say_replaced, ".log says that codes were replaced already"),
    (
        lambda at: at.change(f" reserve:{at.digests['reserve']}", ""),
        ".log does not follow the vote’s protocol: reserve",
    ),
]
Change = Callable[[Any, list[Any]], object]
CODES_FAULTS: Final[list[tuple[Change, str]]] = [
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
    (lambda told, _: told["reserve"].pop(), "its reserve is not that of the codes in codes.json"),
]


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [*FAULTS, *((partial(Package.codes, change=each), told) for each, told in CODES_FAULTS)],
)
def test_each_fault_is_one_sentence_and_writes_nothing(
    settings: Settings, tmp_path: Path, fault: Callable[[Package], object], sentence: str
) -> None:
    package = Package(settings, tmp_path / "board")
    before = portal_database.everything(settings.database)
    fault(package)
    with pytest.raises(Fault, match=re.escape(sentence)) as told:
        load_seal(settings, tmp_path / "board", unheard)
    assert "\n" not in str(told.value)
    assert portal_database.everything(settings.database) == before
    assert not settings.reserve_key_file.exists()


def test_a_reserve_key_that_a_stopped_load_seal_left_is_used(
    settings: Settings, tmp_path: Path
) -> None:
    PortalKey.create(settings.reserve_key_file)
    before = settings.reserve_key_file.read_bytes()
    settings.reserve_key_file.chmod(0o644)
    made = make_package(settings, tmp_path / "board")
    with pytest.raises(Fault, match="Others can read or change"):
        load_seal(settings, tmp_path / "board", unheard)
    settings.reserve_key_file.chmod(0o600)
    load_seal(settings, tmp_path / "board", unheard)
    assert settings.reserve_key_file.read_bytes() == before
    key = PortalKey.read(settings.reserve_key_file)
    kept = portal_database.sql(settings.database, "SELECT code FROM reserve")
    assert {key.unseal("reserve", code) for (code,) in kept} == set(made.reserve)


@pytest.mark.parametrize(
    ("table", "key", "language", "text"),
    [("ballot", EVERYBODYS, "fr", "description"), ("candidate_list", "goeland", "en", "union")],
)
def test_texts_that_have_changed_since_the_preparing_are_told(
    settings: Settings, tmp_path: Path, table: str, key: str, language: str, text: str
) -> None:
    make_package(settings, tmp_path / "board")
    sql = partial(portal_database.sql, settings.database)
    ((kept,), *_others) = sql(f"SELECT texts FROM {table} WHERE id = ?", key)  # noqa: S608
    texts = json.loads(kept)
    texts[language][text] += " bis"
    sql(f"UPDATE {table} SET texts = ? WHERE id = ?", json.dumps(texts), key)  # noqa: S608
    with pytest.raises(Fault, match=OTHER_TEXTS):
        load_seal(settings, tmp_path / "board", unheard)


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
    where = words_for(settings)
    for words in ("import-voters new.csv", "import-voters --update new.csv",
                  "load-seal board", "prepare again"):  # fmt: skip
        code, _out, err = run(*words.split(), *where)
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
