"""The links of mails: whoever has the database alone, or a backup's, opens nothing with it."""

from __future__ import annotations

import tarfile
from email import message_from_bytes
from pathlib import Path

import pytest

from mock_server.cli import main
from mock_server.cli.mail import invite
from mock_server.core.settings import Settings
from mock_server.security.credentials import PortalKey
from tests import portal_database
from tests.portal.conftest import Portal, token_in
from tests.portal_process import DEMO_VOTER, link_in


def everything(settings: Settings, folder: Path) -> bytes:
    """Every byte of the database's files, and of its backup but for the key."""
    assert main(["backup", *words_for(settings), str(folder / "backup.tar")]) == 0
    found = [path.read_bytes() for path in Path(settings.database).parent.glob("portal.db*")]
    with tarfile.open(folder / "backup.tar") as archive:
        members = [archive.extractfile(member) for member in archive.getmembers()]
        contents = [member.read() for member in members if member]
    key = settings.key_file.read_bytes()
    return b"".join(found + [content for content in contents if content != key])


def words_for(settings: Settings, key: Path | None = None) -> list[str]:
    return ["--database", settings.database, "--key-file", str(key or settings.key_file)]


def test_no_byte_of_the_database_or_a_backup_tells_a_link(
    portal: Portal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words, box = words_for(portal.settings), tmp_path / "box"
    waiting = [token_in(link_in(mail)) for mail in invite(portal.settings, [])]
    assert main(["deliver", *words, "--once", f"maildir:{box}"]) == 0
    portal.activated()
    recovery = portal.recovery_link()
    assert portal.ask_link("sacha.evrard@ac-armorique.exemple").status_code == 202
    stored = everything(portal.settings, tmp_path)
    assert [token for token in (*waiting, recovery) if token.encode() in stored] == []
    for path in (b"/activation/", b"/recovery/"):
        assert path not in stored  # nor that of the link that was asked for, nor a decoy's
    mails = [message_from_bytes(path.read_bytes()) for path in (box / "new").iterdir()]
    parts = [part.get_payload(decode=True) for mail in mails for part in mail.walk()]
    texts = b"".join(part for part in parts if isinstance(part, bytes))
    assert all(token.encode() in texts for token in waiting), "each was delivered with its link"
    capsys.readouterr()
    assert main(["mailbox", *words, DEMO_VOTER]) == 0
    assert recovery in capsys.readouterr().out


def test_a_mail_that_an_earlier_program_kept_in_clear_is_read(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    (mail,) = invite(settings, [DEMO_VOTER])
    portal_database.sql(settings.database, "UPDATE mail SET body = ?", mail.body)
    assert main(["mailbox", *words_for(settings)]) == 0
    assert link_in(mail) in capsys.readouterr().out


def test_another_key_reads_no_mail_with_a_link_and_says_so(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    invite(settings, [DEMO_VOTER])
    another = tmp_path / "another.key"
    PortalKey.create(another)
    words = words_for(settings, another)
    assert main(["--lang", "en", "mailbox", *words]) == 2
    assert "were queued with another key file" in capsys.readouterr().err
    assert main(["--lang", "en", "deliver", "--once", *words, f"maildir:{tmp_path / 'box'}"]) == 1
    ((failure,),) = portal_database.sql(settings.database, "SELECT failure FROM mail")
    assert failure == "it was queued with another key"
