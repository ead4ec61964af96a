"""``mock-portal inbox`` and ``mock-portal answer``: reading what voters send, answering it."""

import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.portal.conftest import Portal, Run
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tests.portal_seal import seal


@pytest.fixture
def desk(portal: Portal, run: Run) -> Run:
    """Run a command on the portal's database."""
    return lambda command, *words: run(command, "--database", portal.settings.database, *words)


def claim(portal: Portal, session: str, text: str = "Je n’y suis pas.", **changes: Any) -> str:
    body = {"kind": "missing_entry", "ballot_id": "csa-national", "text": text, **changes}
    return number_of(portal, "claims", session, body)


def assistance(portal: Portal, session: str, text: str = "Aidez-moi.", **changes: Any) -> str:
    return number_of(portal, "assistance", session, {"subject": "Lien", "text": text, **changes})


def number_of(portal: Portal, path: str, session: str, body: dict[str, Any]) -> str:
    key = f"{path}-{os.urandom(8).hex()}"
    response = portal.ask("POST", path, session, key=key, **body)
    assert response.status_code == 201, response.text
    number: str = response.json()["number"]
    return number


def test_what_waits_is_listed_the_rest_on_demand(portal: Portal, session: str, desk: Run) -> None:
    assert desk("inbox") == (0, "Nothing is waiting for an answer.\n", "")
    assert desk("inbox", "--all") == (0, "Nothing has been sent.\n", "")
    assistance(portal, session)
    portal.clock.advance(minutes=1)
    claim(portal, session)
    claim(portal, portal.activated(OTHER_VOTER)[2], kind="personal_data")
    camille, remi = f"Camille Dumont <{DEMO_VOTER}>", f"Rémi Guégan <{OTHER_VOTER}>"
    assert desk("inbox")[1] == (
        f"A-000001  2022-10-18 10:22 (Europe/Paris)  assistance                  open  {camille}\n"
        f"R-000001  2022-10-18 10:23 (Europe/Paris)  claim: missing from a roll  open  {camille}\n"
        f"R-000002  2022-10-18 10:23 (Europe/Paris)  claim: personal data        open  {remi}\n"
    )
    desk("answer", "A-000001", "Voici.")
    desk("answer", "R-000001", "--reject", "Entendu.")
    assert [line.split()[0] for line in desk("inbox")[1].splitlines()] == ["R-000002"]
    whole = desk("inbox", "--all")[1].splitlines()
    assert [line.split()[-4] for line in whole] == ["answered", "rejected", "open"]


def test_a_number_shows_the_whole(portal: Portal, session: str, desk: Run) -> None:
    number = claim(portal, session, "Ligne 1\nLigne 2")
    out = desk("inbox", number.lower())[1]
    assert "Kind: claim: missing from a roll\nBallot: Ministry social committee\n" in out
    assert out.endswith("State: open\n\nLigne 1\nLigne 2\n")
    desk("answer", number, "--accept", "C’est fait.")
    out = desk("inbox", "R-1")[1]
    assert "State: accepted\n" in out
    assert "\n\nLigne 1\nLigne 2\n\nAnswered on " in out
    assert out.endswith(":\n\nC’est fait.\n")
    out = desk("inbox", assistance(portal, session, subject="Mon\nlien"))[1]
    assert "Kind: assistance\nSubject: Mon lien\nState: open\n\nAidez-moi.\n" in out
    code, out, err = desk("inbox", "x")
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("state", ["accepted", "rejected"])
def test_a_claim_is_answered_by_mail(portal: Portal, session: str, desk: Run, state: str) -> None:
    number = claim(portal, session)
    _code, done, _err = desk("answer", number, f"--{state.removesuffix('ed')}", "  Vous {y} êtes. ")
    roll = " The voter was on that roll already." if state == "accepted" else ""
    assert done == f"{number} has been answered, and an email was queued.{roll}\n"
    (listed,) = portal.ask("GET", "claims", session).json()["claims"]
    assert (listed["state"], listed["answer"]) == (state, "Vous {y} êtes.")
    assert listed["answered_at"] is not None
    ((recipient, subject, letter),) = portal.sql(
        "SELECT recipient, subject, body FROM mail WHERE kind = 'claim_answered'"
    )
    assert recipient == DEMO_VOTER
    assert number in subject + letter
    assert "Vous {y} êtes." in letter


@pytest.mark.parametrize("is_sealed", [False, True])
def test_an_accepted_claim_puts_the_voter_on_the_roll_until_the_seal(
    portal: Portal, session: str, desk: Run, tmp_path: Path, is_sealed: bool
) -> None:
    def rolls() -> dict[str, int]:
        """The voter's own, each with how many are on it."""
        listed = portal.ask("GET", "ballots", session).json()["ballots"]
        return {each["id"]: each["voters"] for each in listed}

    whole = rolls()
    portal.sql("DELETE FROM roll_entry WHERE voter_id = 1 AND ballot_id = 'csa-national'")
    portal.sql("UPDATE ballot SET voters = voters - 1 WHERE id = 'csa-national'")
    number = claim(portal, session)
    if is_sealed:
        seal(portal.settings, tmp_path / "board")
    without = rolls()
    told = desk("answer", number, "--accept", "Fait.")[1]
    assert rolls() == (without if is_sealed else whole)
    assert ("are sealed" in told, "on that roll now" in told) == (is_sealed, not is_sealed)


def test_a_request_is_answered_from_standard_input(
    portal: Portal, session: str, desk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = assistance(portal, session)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe")))
    assert desk("answer", number, "-") == (2, "", "mock-portal: - is not UTF-8 text.\n")
    typed = io.TextIOWrapper(io.BytesIO("Bonjour,\n\nvoilà.\n".encode()))
    monkeypatch.setattr(sys, "stdin", typed)
    assert desk("answer", number, "-")[0] == 0
    (listed,) = portal.ask("GET", "assistance", session).json()["requests"]
    assert listed["answer"] == "Bonjour,\n\nvoilà."
    assert portal.sql("SELECT count(*) FROM mail WHERE kind = 'assistance_answered'") == [(1,)]


def test_a_second_answer_is_refused(portal: Portal, session: str, desk: Run) -> None:
    for words in ((claim(portal, session), "--accept"), (assistance(portal, session),)):
        assert desk("answer", *words, "Une fois.")[0] == 0
        before = portal.everything()
        code, out, err = desk("answer", *words, "Deux fois.")
        assert (code, out) == (2, "")
        assert err == f"mock-portal: {words[0]} has already been answered; nothing was changed.\n"
        assert portal.everything() == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["R-000001", "Oui."], "R-000001 is a claim: add --accept or --reject."),
        (["A-000001", "--accept", "Oui."], "it is neither accepted nor rejected."),
        (["R-000001", "--accept", "--reject", "Oui."], "not allowed with argument --accept"),
        (["R-000009", "--accept", "Oui."], "There is no claim or request R-000009."),
        (["B-000001", "Oui."], "B-000001 is not a valid claim or request number"),
        (["A-" + "9" * 30, "Oui."], "is not a valid claim or request number"),
        (["A-000001", " \n"], "An answer has from 1 to 2000 characters."),
        (["A-000001", "x" * 2001], "An answer has from 1 to 2000 characters."),
        ([], "missing arguments: NUMBER, TEXT"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(
    portal: Portal, session: str, desk: Run, words: list[str], sentence: str
) -> None:
    claim(portal, session)
    assistance(portal, session)
    before = portal.everything()
    code, out, err = desk("answer", *words)
    assert (code, out) == (2, "")
    assert sentence in err.partition("\nHelp: ")[0].splitlines()[-1]
    assert portal.everything() == before
