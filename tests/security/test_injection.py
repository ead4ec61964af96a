"""What voters write and are called is never a template, a header or a command: in mails, on the
operator's terminal, and in what is kept."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mock_server.cli import inbox
from mock_server.cli.mail import show_mailbox
from tests.portal_process import RunningPortal, election_with, link_in, start_portal
from tests.security.hostile_portal import EVERYTHING, MARKUP
from tui_voter.contract.helpdesk import ClaimState
from tui_voter.contract.links import LinkKind, link_path

FIRST, FAMILY = "{link}{0.__class__}%(x)s", "{text}{answer!r}$body[@click=app.quit]"
NAMED_BADLY = "zoe@academie.exemple"
"""Who is called :data:`FIRST` :data:`FAMILY`."""
HEADERS = "Vu\r\nBcc: oops@evil.example\r\n\r\nCher {first_name}, {link} {number}"
TEXT = f"{HEADERS} {EVERYTHING} http://evil.example/activation/x"


@pytest.fixture
def running_portal(tmp_path: Path) -> Iterator[RunningPortal]:
    election = election_with(tmp_path, [])
    with (election / "voters.csv").open("a", encoding="utf-8") as file:
        file.write(f"{NAMED_BADLY},{FAMILY},{FIRST},fr,Lycée {{link}},,csa-national\n")
    with start_portal(tmp_path, election=election, opens_in="3d") as running:
        yield running


def obeyed_in(text: str) -> set[str]:
    """Controls, and what turns a text around or breaks it."""
    bad = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {ascii(c) for c in text if c != "\n" and unicodedata.category(c) in bad}


def test_what_a_voter_writes_is_obeyed_in_no_mail_and_on_no_operators_terminal(
    running_portal: RunningPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = running_portal.settings
    session = running_portal.activate(running_portal.invite(NAMED_BADLY).rpartition("/")[2])
    headers = {"Authorization": f"Bearer {session}"}
    with httpx.Client(base_url=f"{running_portal.url}/api", headers=headers, timeout=30) as http:
        about = {"kind": "wrong_entry", "ballot_id": "csa-national"}
        claimed = http.post("claims", json={"key": "key-of-the-claim", **about, "text": TEXT})
        subject = HEADERS + EVERYTHING[:100]
        body = {"key": "key-of-the-request", "subject": subject, "text": TEXT}
        asked = http.post("assistance", json=body)
    assert (claimed.status_code, asked.status_code) == (201, 201), (claimed.text, asked.text)
    claim, request = claimed.json()["number"], asked.json()["number"]

    activation, confirmation, *received = mails = running_portal.mailbox(NAMED_BADLY)
    assert len(received) == 2
    for mail in mails:
        assert (mail.recipient, len(mail.subject.splitlines())) == (NAMED_BADLY, 1)
        assert "evil" not in mail.subject + mail.sender
    assert link_in(activation).startswith(f"{running_portal.url}/activation/")
    assert FIRST in activation.body
    assert FIRST in confirmation.body
    for mail in received:
        assert "Cher {first_name}, {link} {number}" in mail.body
        assert f"{running_portal.url}{link_path(LinkKind.ACTIVATION)}" not in mail.body

    read = [
        inbox.listing(settings, answered=False),
        *(inbox.whole(settings, n) for n in (claim, request)),
    ]
    assert "Cher {first_name}, {link} {number}" in read[1]
    read += [
        inbox.answer(settings, claim, f"{{link}} {EVERYTHING}", ClaimState.ACCEPTED),
        inbox.answer(settings, request, "{number} {x}", None),
        *(inbox.whole(settings, number) for number in (claim, request)),
        inbox.listing(settings, answered=True),
    ]
    show_mailbox(settings, None)
    read.append(capsys.readouterr().out)
    assert [obeyed_in(text) for text in read] == [set()] * len(read)
    nobody = running_portal.sql("SELECT count(*) FROM mail WHERE recipient LIKE '%evil%'")
    assert nobody == [(0,)], "nobody else got anything"
    answered = running_portal.mailbox(NAMED_BADLY)[-2:]
    assert f"{{link}} {MARKUP}" in answered[0].body
    assert "{number} {x}" in answered[1].body
