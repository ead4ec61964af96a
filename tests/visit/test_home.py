"""Everything on the portal's home: the voter signs in and does it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from mock_server.election.folder import SAMPLE
from tests.entry.visitor import ANSWER, NEW_PASSWORD, PASSWORD, Visitor
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal, start_portal
from tests.visit.conftest import VOICES, MakeVoter
from tests.visit.scene import ballot, signing_in
from tests.voters import LinearVoter, Voter
from tui_voter import messages
from tui_voter.audit.player import (
    Reply,
    act,
    attempt,
    choose,
    fill,
    find,
    leave,
    open_row,
    quit_,
    sees,
    take,
)
from tui_voter.dialogue import BACK

LANGUAGES = {"scripted": "fr", "linear": "fr", "fullscreen": "en"}
"""What each voice is spoken in here; the whole visit is walked in both."""


class Inside:
    """A voter who has signed in, and what the portal has of them."""

    def __init__(self, portal: RunningPortal, address: str, language: str, voter: Voter) -> None:
        self.portal = portal
        self.address = address
        self.language = language
        self.voter = voter

    def play(self, *script: Reply) -> None:
        """Sign in, play ``script`` from the home on, and quit."""
        self.voter.play(
            *signing_in(self.address),
            sees("Welcome to your elections portal"),
            *script,
            quit_(),
        )

    def back_at(self, title: str) -> Sequence[Reply]:
        """Sees the list of that title again, which the linear voice does not name a second time."""
        return [] if isinstance(self.voter, LinearVoter) else [sees(title)]

    def rows(self, columns: str, table: str) -> list[tuple[object, ...]]:
        return self.portal.sql(
            f"SELECT {columns} FROM {table}"  # noqa: S608 named by the tests below alone
            " WHERE voter_id = (SELECT id FROM voter WHERE address = ?)",
            self.address,
        )

    def context(self, *arguments: str) -> None:
        """The elections office at its desk: the portal's own command."""
        done = subprocess.run(
            [
                *(sys.executable, "-m", "mock_server", arguments[0]),
                *("--database", str(self.portal.database)),
                *arguments[1:],
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def says(self, path: str) -> Reply:
        """The voter reads the first words of one of the election's texts."""
        text = (SAMPLE / f"{path}.{self.language}.md").read_text(encoding="utf-8")
        paragraph = next(
            line for line in text.splitlines() if line.strip() and not line.startswith("#")
        )
        return sees(" ".join(re.sub(r"[*_]", "", paragraph).split()[:4]))


@pytest.fixture
def inside(
    portal: RunningPortal,
    address: str,
    voice: str,
    make_voter: MakeVoter,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Inside:
    monkeypatch.chdir(tmp_path)  # where files are saved
    messages.use("en")
    Visitor(portal, address).activate()
    language = LANGUAGES[voice]
    return Inside(portal, address, language, make_voter(language, portal.url))


@pytest.mark.parametrize("entry", ["edito", "activation-guide", "voting-guide", "reissue-guide"])
def test_a_text_is_read_and_saved(inside: Inside, tmp_path: Path, entry: str) -> None:
    page = f"pages/{entry}"
    file = tmp_path / "text.txt"
    inside.play(
        choose(entry),
        inside.says(page),
        take("save"),
        fill(name=file.name),
        sees("Saved: {path}"),
        take("close"),
        sees("Welcome to your elections portal"),
    )
    saved = " ".join(file.read_text(encoding="utf-8").split())
    text = (SAMPLE / f"{page}.{inside.language}.md").read_text(encoding="utf-8")
    last_words = " ".join(re.sub(r"[*_`]", "", text).split()[-4:])
    assert last_words in saved


def test_questions_are_searched_and_answered(inside: Inside) -> None:
    inside.play(
        choose("faq"),
        sees("Online help - Frequently asked questions"),
        find("braille"),
        open_row(""),
        sees("braille"),
        take("close"),
        sees("Online help - Frequently asked questions"),
    )


SUBJECT, DETAILS = "Clavier (salle 2) à 8 h", "Rien avant 08h00 (la liste)."
"""Nobody changes what a voter wrote, in the telling either."""


def test_assistance_is_asked_for_and_given(inside: Inside) -> None:
    def answer() -> None:
        ((number,),) = inside.rows("id", "assistance_request")
        inside.context("answer", f"A-{number:06}", "Nous vous appelons demain.")

    inside.play(
        choose("assistance"),
        sees("You have not sent any requests yet."),
        take("new"),
        fill(subject=SUBJECT, text=f"{DETAILS}\nMerci d’avance."),
        sees(SUBJECT),
        sees(DETAILS),
        choose("send"),
        sees("Your request has been recorded."),
        sees(SUBJECT),
        sees(DETAILS),
        act(answer),
        take("close"),
        sees(SUBJECT),
        open_row(SUBJECT),
        sees(SUBJECT),
        sees("Answer from the elections office"),
        take("close"),
        *inside.back_at("My requests for assistance"),
        take(BACK),
        sees("Welcome to your elections portal"),
    )
    assert inside.rows("subject, text, answer", "assistance_request") == [
        (
            SUBJECT,
            f"{DETAILS}\nMerci d’avance.",
            "Nous vous appelons demain.",
        )
    ]
    subjects = [mail.subject for mail in inside.portal.mailbox(inside.address)]
    assert len(subjects) == 4  # the invitation, the confirmation, and two about the request


@pytest.mark.voices(*VOICES)
def test_the_roll_is_searched_and_saved(inside: Inside, tmp_path: Path) -> None:
    file = tmp_path / "roll.txt"
    inside.portal.sql(
        "UPDATE voter SET family_name = 'Œuvrard-Ponthou' WHERE address = ?", inside.address
    )
    inside.portal.sql(
        "UPDATE roll_entry SET name_key = 'oeuvrard ponthou jo'"
        " WHERE voter_id = (SELECT id FROM voter WHERE address = ?)",
        inside.address,
    )
    inside.play(
        choose("roll"),
        open_row(ballot(inside.language)),
        sees("Electoral roll: {ballot}"),
        find("oeuvrard pon"),
        sees("This is you"),
        take("save"),
        fill(name=file.name),
        sees("Saved: {path}"),
    )
    assert "ŒUVRARD-PONTHOU Jo" in file.read_text(encoding="utf-8")
    assert "DUPONT" not in file.read_text(encoding="utf-8")


def test_candidates_and_their_statement(inside: Inside, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    ((texts, candidates),) = inside.portal.sql(
        "SELECT texts, candidates FROM candidate_list"
        " WHERE ballot_id = 'csa-national' AND position = 2"
    )
    of_the_list = json.loads(texts)[inside.language]
    inside.play(
        choose("lists"),
        open_row(ballot(inside.language)),
        sees(of_the_list["name"]),
        open_row(of_the_list["name"]),
        sees(of_the_list["union"]),
        take("save"),
        fill(name=file.name),
        sees("Saved: {path}"),
        take("close"),
        take("roll"),
        sees("Electoral roll: {ballot}"),
        take(BACK),
    )
    saved = file.read_text(encoding="utf-8")
    last = json.loads(candidates)[-1]
    assert last["family_name"].upper() in saved
    assert of_the_list["statement"].split()[-1].strip("*_") in saved


def claimed(inside: Inside) -> list[tuple[object, ...]]:
    return inside.rows("kind, ballot_id, text, state", "claim")


CLAIM = fill(kind="wrong_entry", ballot="csa-academique", text="Mon prénom est Joëlle (deux l).")
THE_CLAIM = ("wrong_entry", "csa-academique", "Mon prénom est Joëlle (deux l).")


@pytest.mark.voices(*VOICES)
def test_a_claim_is_made_recorded_and_answered(inside: Inside, tmp_path: Path) -> None:
    file = tmp_path / "claim.txt"

    def accept() -> None:
        ((number,),) = inside.rows("id", "claim")
        inside.context("answer", f"R-{number:06}", "--accept", "C’est corrigé.")

    inside.play(
        choose("claims"),
        sees("You have not made any claims."),
        take("new_claim"),
        CLAIM,
        sees("Joëlle (deux l)"),
        choose("send"),
        sees("Your claim has been recorded."),
        sees("Joëlle (deux l)"),
        take("save"),
        fill(name=file.name),
        sees("Saved: {path}"),
        act(accept),
        take("close"),
        open_row("R-"),
        sees("accepted"),
        take("close"),
        *inside.back_at("Make or follow a claim"),
        take(BACK),
    )
    assert claimed(inside) == [(*THE_CLAIM, "accepted")]
    assert "Mon prénom est Joëlle (deux l)." in file.read_text(encoding="utf-8")


def test_a_session_that_ends_in_a_claim_keeps_the_claim(inside: Inside) -> None:
    def the_session_ends() -> None:
        inside.portal.sql(
            "DELETE FROM session WHERE voter_id = (SELECT id FROM voter WHERE address = ?)",
            inside.address,
        )

    inside.play(
        choose("claims"),
        take("new_claim"),
        act(the_session_ends),
        CLAIM,
        choose("send"),
        sees(
            "Your session has ended: this happens after {time} without activity, or when the "
            "password is changed. Sign in again: what you typed has been kept, and you will "
            "continue where you left off."
        ),
        fill(at="Sign in", password=PASSWORD, captcha=solve),
        sees("Your claim has been recorded."),
    )
    assert claimed(inside) == [(*THE_CLAIM, "received")]


def test_contact_password_and_question_are_changed(inside: Inside) -> None:
    before = inside.portal.sql(
        "SELECT password_hash, answer_hash FROM voter WHERE address = ?", inside.address
    )
    inside.play(
        choose("account"),
        sees("My personal information"),
        take("contact"),
        attempt(telephone="12"),
        sees("A telephone number has 6 to 15 digits, for example 01 99 00 12 34."),
        fill(telephone="01 99 00 12 34", language="en"),
        sees("01 99 00 12 34"),
        take("password"),
        fill(at="Change my password", password=PASSWORD, new=NEW_PASSWORD),
        sees("My personal information"),
        take("question"),
        fill(
            at="Change my challenge question",
            password=NEW_PASSWORD,
            question="first-colleague",
            answer="Marguerite",
        ),
        choose("send"),
        sees("My personal information"),
        take("claim"),
        sees("Missing from an electoral roll"),
        leave(at="Make a claim"),
        take("close"),
        sees("Welcome to your elections portal"),
    )
    ((telephone, language, question, password, answer),) = inside.portal.sql(
        "SELECT telephone, language, question_id, password_hash, answer_hash FROM voter"
        " WHERE address = ?",
        inside.address,
    )
    assert (telephone, language, question) == ("01 99 00 12 34", "en", "first-colleague")
    assert (password, answer) != before[0]


def test_the_vote_opens_and_leads_on(
    tmp_path: Path, voice: str, make_voter: MakeVoter, address: str
) -> None:
    messages.use("en")
    folder = tmp_path / "portal"
    folder.mkdir()
    with start_portal(folder, opens_in="1h", made_ago=timedelta(hours=2)) as portal:
        demo_voter = "camille.dumont@ac-armorique.exemple"
        Visitor(portal, demo_voter).activate()
        language = LANGUAGES[voice]
        Inside(portal, demo_voter, language, make_voter(language, portal.url)).play(
            choose("vote"),
            sees("The vote is open. It closes in"),
            take("ballots"),
            sees("My elections and their candidate lists"),
            take(BACK),
            take("guide"),
            take("close"),
            sees("The vote is open. It closes in"),
            take(BACK),
            sees("Welcome to your elections portal"),
        )


def test_a_forgotten_password_is_made_anew(
    portal: RunningPortal, address: str, voice: str, make_voter: MakeVoter
) -> None:
    messages.use("en")
    visitor = Visitor(portal, address)
    visitor.activate()
    voter = make_voter(LANGUAGES[voice], portal.url)
    voter.play(
        leave("sign_in"),
        leave("forgotten", at="Sign in"),
        sees("Send me a link"),
        fill(at="Forgotten password", identifier=address, captcha=solve),
        sees("Paste this email, or its link."),
        fill(at="Forgotten password", link=lambda _question: visitor.last_link()),
        sees("Answer your challenge question"),
        fill(at="Answer your challenge question", answer=ANSWER),
        fill(at="Choose a new password", password=NEW_PASSWORD),
        sees("Welcome to your elections portal"),
        quit_(),
    )
    assert visitor.sessions() == 0
    assert NEW_PASSWORD not in voter.record
    assert ANSWER not in voter.record
