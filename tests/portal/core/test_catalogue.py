"""The languages of the portal: each complete, and French typeset as French is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import mock_server
from mock_server.election.folder import SAMPLE
from tui_voter.contract.languages import Language

ROOT = Path(mock_server.__file__).parent
TRANSLATED = [language for language in Language if language is not Language.EN]


def source(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "mock_server.po"


@pytest.fixture(scope="module", params=TRANSLATED)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with source(request.param).open("rb") as file:
        found = read_po(file, locale=request.param)
    assert str(found.locale) == request.param  # as its header says
    return found


def texts(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Each English text with its translation."""
    for message in catalogue:
        if message.id:
            english, translated = listed(message.id), listed(message.string or "")
            yield from zip_longest(english, translated, fillvalue=english[-1])


def listed(text: str | Sequence[str]) -> list[str]:
    """A text, or its singular and plural."""
    return [text] if isinstance(text, str) else list(text)


def test_every_text_is_translated(catalogue: Catalog) -> None:
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    for _file, _line, message, _comments, _context in extract_from_dir(ROOT, keywords=keywords):
        found = catalogue.get(message)
        assert found is not None, message
        assert found.string, message
        assert not found.fuzzy, message


def test_translations_keep_their_places(catalogue: Catalog) -> None:
    place = re.compile(r"\{\w+\}|%\(\w+\)[sr]|%[sr]")
    for english, translated in texts(catalogue):
        if "{fr,en}" not in english:
            assert set(place.findall(translated)) >= set(place.findall(english)), english


def test_french_is_typeset_as_french() -> None:
    written = [source("fr").read_text(encoding="utf-8")]
    written += [path.read_text(encoding="utf-8") for path in (SAMPLE / "documents").glob("*.fr.md")]
    for text in written:
        for line in text.splitlines():
            if not line.startswith(("msgid", "#", '"Content', '"Plural', '"MIME')):
                assert not re.search(r" [:;?!](\s|$)|« | »", line), line


def test_the_compiled_catalogue_is_up_to_date(catalogue: Catalog) -> None:
    """It is compiled whenever the package is installed."""
    path = source(str(catalogue.locale)).with_suffix(".mo")
    with path.open("rb") as file:
        compiled = dict(texts(read_mo(file)))
    assert dict(texts(catalogue)).items() <= compiled.items()
