"""The mailbox of a training room: what it shows, to whom, and that it is for everybody."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from mock_server.cli.mail import invite
from mock_server.core.settings import Settings
from tests.portal.conftest import Portal
from tests.portal_process import DEMO_VOTER, OTHER_VOTER, link_in
from tests.web.conftest import LOOKED_AT, can_be_looked_at, made, served
from tests.web.reading import BROWSER, read
from tui_voter.contract.text import is_shown

ONE = f"/mailbox/{DEMO_VOTER}"
PAGES = ["/mailbox", ONE, f"/mailbox/{OTHER_VOTER}", "/mailbox/chloe.d-arcy@sports.example"]

every_page = pytest.mark.parametrize("path", PAGES)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A portal with mails."""
    settings = made(tmp_path_factory.mktemp("room"))
    invite(settings, [])
    return settings


@pytest.fixture(scope="module")
def room(settings: Settings) -> Iterator[Portal]:
    """The portal as ``serve --training`` serves it."""
    with served(replace(settings, training=True)) as portal:
        portal.sql(
            "UPDATE mail SET kind = 'claim_received', subject = ?, body = ? WHERE recipient = ?",
            "A & B <i>$main</i>\x1b[2J",
            f"<script>1</script> $title\nhttp://evil.example/\n\n{'x' * 500}\n\a\x1b]0;x\x9b31m",
            OTHER_VOTER,
        )
        without_mails = PAGES[-1].rpartition("/")[2]
        portal.sql("DELETE FROM mail WHERE recipient = ?", without_mails)
        yield portal


def browse(portal: Portal, path: str, language: str = "en") -> httpx.Response:
    return portal.http.get(path, headers={"Accept": BROWSER, "Accept-Language": language})


def test_everybody_finds_their_mails(room: Portal) -> None:
    response = browse(room, "/mailbox")
    assert response.status_code == 200
    page = read(response.text)
    links = {item.text: item.attributes["href"] for item in page.all("a")}
    assert len([text for text in links if "@" in text]) == 59
    assert "For a training room only" in response.text
    found = read(room.http.get(links[DEMO_VOTER]).text)
    assert found.one("h1").text == f"Emails for {DEMO_VOTER}"
    (link,) = [item for item in found.all("a") if "/activation/" in item.attributes["href"]]
    (mail,) = [mail for _kind, mail in room.mails() if mail.recipient == DEMO_VOTER]
    assert link.text == link.attributes["href"]
    assert link.text in mail.body.splitlines()


def test_a_new_mail_stands_first(room: Portal) -> None:
    address = "farid.o-brien@ac-armorique.exemple"
    room.clock.advance(minutes=1)
    (mail,) = invite(room.settings, [address])
    links = [item.text for item in read(browse(room, "/mailbox").text).all("a")]
    assert (addresses := [text for text in links if "@" in text]) == sorted(addresses)
    page = read(browse(room, f"/mailbox/{address.upper()}").text)
    shown = [item.text for item in page.all("a") if "/activation/" in item.text]
    assert len(shown) == 2
    assert shown[0] == link_in(mail)


def test_texts_of_others_are_no_markup(room: Portal) -> None:
    response = browse(room, f"/mailbox/{OTHER_VOTER}")
    page = read(response.text)
    assert not {"script", "i", "form"} & {element.name for element in page.elements}
    assert response.headers["content-security-policy"].startswith("default-src 'none'; ")
    assert page.all("h2")[0].text == "A & B <i>$main</i>�[2J"
    assert "��]0;x�31m" in response.text
    assert all(is_shown(line) for line in response.text.splitlines())
    assert not any("evil" in item.attributes["href"] for item in page.all("a"))


def test_a_voter_without_mails_and_nobody(room: Portal) -> None:
    assert "There are no emails yet." in browse(room, PAGES[-1]).text
    nobody = browse(room, "/mailbox/nobody@ac-armorique.exemple")
    assert nobody.status_code == 404
    assert read(nobody.text).one("h1").text == "This page does not exist"


@every_page
def test_outside_a_training_there_is_no_such_page(portal: Portal, path: str) -> None:
    there = browse(portal, path)
    nowhere = browse(portal, "/nothing/here")
    assert (there.status_code, there.text) == (404, nowhere.text)


@every_page
@LOOKED_AT
def test_axe_finds_nothing(
    browser: Browser, room: Portal, path: str, language: str, scheme: Any
) -> None:
    can_be_looked_at(browser, room, path, language, scheme)
