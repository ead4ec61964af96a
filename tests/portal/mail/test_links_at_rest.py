"""The links of mails: whoever has the database alone, or a backup's, opens nothing with it."""

from __future__ import annotations

import tarfile
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from mock_server.cli import main
from mock_server.cli.mail import invite
from mock_server.core.settings import Settings
from mock_server.security.credentials import PortalKey
from tests import portal_database
from tests.portal.conftest import Portal, token_in
from tests.portal_process import DEMO_VOTER, link_in

OTHER_VOTER = "sacha.evrard@ac-armorique.exemple"


def everything(settings: Settings, folder: Path) -> bytes:
    """Every byte of the database's files, and of its backup but for the key."""
    backup = folder / "backup.tar"
    words = ["backup", "--database", settings.database, "--key-file", str(settings.key_file)]
    assert main([*words, str(backup)]) == 0
    found = [path.read_bytes() for path in Path(settings.database).parent.glob("portal.db*")]
    key = settings.key_file.read_bytes()
    with tarfile.open(backup) as archive:
        members = [archive.extractfile(member) for member in archive.getmembers()]
        contents = [member.read() for member in members if member]
    return b"".join(found + [content for content in contents if content != key])


def plain_text(path: Path) -> str:
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_no_byte_of_the_database_or_a_backup_tells_a_link(
    portal: Portal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = portal.settings
    waiting = [token_in(link_in(mail)) for mail in invite(settings, [])]
    words = ["deliver", "--database", settings.database, "--key-file", str(settings.key_file)]
    assert main([*words, "--once", f"maildir:{tmp_path / 'box'}"]) == 0
    portal.activated()
    recovery = portal.recovery_link()
    assert portal.ask_link(OTHER_VOTER).status_code == 202
    stored = everything(settings, tmp_path)
    assert [token for token in (*waiting, recovery) if token.encode() in stored] == []
    for path in (b"/activation/", b"/recovery/"):
        assert path not in stored  # nor that of the link that was asked for, nor a decoy's
    box = "".join(plain_text(path) for path in (tmp_path / "box" / "new").iterdir())
    assert all(token in box for token in waiting), "each was delivered with its link"
    capsys.readouterr()
    assert main(["mailbox", *words[1:], DEMO_VOTER]) == 0
    assert recovery in capsys.readouterr().out


def test_a_mail_that_an_earlier_program_kept_in_clear_is_read(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    (mail,) = invite(settings, [DEMO_VOTER])
    portal_database.sql(settings.database, "UPDATE mail SET body = ?", mail.body)
    words = ["mailbox", "--database", settings.database, "--key-file", str(settings.key_file)]
    assert main(words) == 0
    assert link_in(mail) in capsys.readouterr().out


@pytest.mark.both_databases
def test_another_key_reads_no_mail_with_a_link_and_says_so(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    invite(settings, [DEMO_VOTER])
    another = tmp_path / "another.key"
    PortalKey.create(another)
    words = ["--lang", "en", "mailbox", "--database", settings.database]
    assert main([*words, "--key-file", str(another)]) == 2
    assert "were queued with another key file" in capsys.readouterr().err
    deliver = ["--lang", "en", "deliver", "--once", "--database", settings.database]
    assert main([*deliver, "--key-file", str(another), f"maildir:{tmp_path / 'box'}"]) == 1
    ((failure,),) = portal_database.sql(settings.database, "SELECT failure FROM mail")
    assert failure == "it was queued with another key"
