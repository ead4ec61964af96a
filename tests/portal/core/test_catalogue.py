"""The languages of the portal: each complete, and French typeset as French is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import mock_server
from mock_server.election.folder import SAMPLE
from tests.test_messages import TRANSLATED, ids_in_the_code, said_in

ROOT = Path(mock_server.__file__).parent


def source(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "mock_server.po"


@pytest.fixture(scope="module", params=TRANSLATED)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with source(request.param).open("rb") as file:
        found = read_po(file, locale=request.param)
    assert str(found.locale) == request.param  # as its header says
    return found


def test_every_text_is_translated(catalogue: Catalog) -> None:
    for message in ids_in_the_code(ROOT):
        found = catalogue.get(message)
        assert found is not None, message
        assert all(text for _english, text in said_in([found])), message
        assert not found.fuzzy, message


def test_translations_keep_their_places(catalogue: Catalog) -> None:
    place = re.compile(r"\{\w+\}|%\(\w+\)[sr]|%[sr]")
    for english, translated in said_in(catalogue):
        if "{fr,en}" not in english:
            assert set(place.findall(translated)) >= set(place.findall(english)), english


def test_french_is_typeset_as_french() -> None:
    for path in (source("fr"), *(SAMPLE / "documents").glob("*.fr.md")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith(("msgid", "#", '"Content', '"Plural', '"MIME')):
                assert not re.search(r" [:;?!](\s|$)|« | »", line), line


def test_the_compiled_catalogue_is_up_to_date(catalogue: Catalog) -> None:
    """It is compiled whenever the package is installed."""
    with source(str(catalogue.locale)).with_suffix(".mo").open("rb") as file:
        compiled = dict(said_in(read_mo(file)))
    assert dict(said_in(catalogue)).items() <= compiled.items()
