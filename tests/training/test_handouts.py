"""The pages to print: whole, private, accessible, and with links that work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mock_server.core.errors import Fault
from mock_server.training.handouts import write_handouts
from mock_server.training.rehearsal import (
    code_of,
    seal_with_made_up_board,
    short_seal,
    vote_folder,
)
from tests.portal.conftest import token_in
from tests.portal_process import DEMO_VOTER
from tests.training.conftest import Training
from tests.web.reading import read


def link_of(page: Path) -> str:
    (link,) = re.findall(r"http://\S+/activation/[\w-]+", page.read_text(encoding="utf-8"))
    assert isinstance(link, str)
    return link


def test_a_page_for_everybody_who_is_not_active(training: Training, tmp_path: Path) -> None:
    training.portal.activated()
    folder = tmp_path / "pages"
    said = write_handouts(training.settings, folder)
    others = len(training.room().learners) - 1
    assert said.startswith(f"{others} handouts are in {folder}. They contain links that open")
    for end in ("html", "txt"):
        links = {link_of(page) for page in folder.glob(f"*.{end}")}
        assert len(links) == others
    text, page = folder / "002-guegan.txt", folder / "002-guegan.html"
    assert link_of(text) == link_of(page)
    assert training.portal.open(token_in(link_of(text)))["name"]
    assert training.portal.sql("SELECT count(*) FROM mail WHERE kind = 'activation'") == [(1,)]


def test_nothing_is_overwritten(training: Training, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    one = training.room().learners[1].address
    write_handouts(training.settings, folder, [one.upper(), one])
    assert {page.name for page in folder.iterdir()} == {"002-guegan.html", "002-guegan.txt"}
    links = training.portal.sql("SELECT count(*) FROM mailed_link")
    with pytest.raises(Fault, match="already exists"):
        write_handouts(training.settings, folder)
    with pytest.raises(Fault, match="No voter has the address nobody"):
        write_handouts(training.settings, tmp_path / "others", ["nobody@nowhere.exemple"])
    assert not (tmp_path / "others").exists()
    assert training.portal.sql("SELECT count(*) FROM mailed_link") == links


def test_in_the_learners_language_without_script(training: Training, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    training.portal.sql("UPDATE voter SET language = 'en' WHERE id = 2")
    training.portal.sql("UPDATE voter SET family_name = '<b>\"&' WHERE id = 3")
    write_handouts(training.settings, folder)
    french = (folder / "001-dumont.html").read_text(encoding="utf-8")
    english = (folder / "002-guegan.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in french
    assert DEMO_VOTER in french
    assert '<html lang="en">' in english
    (hostile,) = folder.glob("003-*.html")
    for page in (french, english, hostile.read_text(encoding="utf-8")):
        reading = read(page)
        assert not {"script", "img", "link", "b"} & {each.name for each in reading.elements}
        assert reading.one("h1")
        assert reading.one("main")
        assert reading.one("svg").attributes["role"] == "img"
        assert "<title>" in page[page.index("<svg") :]


def test_a_page_has_the_voting_notice_once_it_is_sealed(training: Training, tmp_path: Path) -> None:
    board = vote_folder(training.settings)
    seal_with_made_up_board(training.settings, board, lambda _sentence: None)
    folder = tmp_path / "pages"
    write_handouts(training.settings, folder, [DEMO_VOTER])
    for end in ("txt", "html"):
        page = (folder / f"001-dumont.{end}").read_text(encoding="utf-8")
        assert code_of(board, 1) in page
        assert short_seal(board) in page
        assert "Votre notice de vote" in page
