"""The French of ``mock-portal``: complete, and typeset as French is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import mock_server
from mock_server.election.folder import SAMPLE

ROOT = Path(mock_server.__file__).parent
PO = ROOT / "locale" / "fr" / "LC_MESSAGES" / "mock_server.po"


@pytest.fixture(scope="module")
def french() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="fr")


def texts(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Each English text with its French one."""
    for message in catalogue:
        if message.id:
            english, french = listed(message.id), listed(message.string or "")
            yield from zip(english, french, strict=True)


def listed(text: str | Sequence[str]) -> list[str]:
    """A text, or its singular and plural."""
    return [text] if isinstance(text, str) else list(text)


def test_every_text_is_translated(french: Catalog) -> None:
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    for _file, _line, message, _comments, _context in extract_from_dir(ROOT, keywords=keywords):
        found = french.get(message)
        assert found is not None, message
        assert found.string, message
        assert not found.fuzzy, message


def test_translations_keep_their_places(french: Catalog) -> None:
    place = re.compile(r"\{\w+\}|%\(\w+\)[sr]|%[sr]")
    for english, translated in texts(french):
        if "{fr,en}" not in english:
            assert set(place.findall(translated)) >= set(place.findall(english)), english


def test_french_is_typeset_as_french() -> None:
    written = [PO.read_text(encoding="utf-8")]
    written += [path.read_text(encoding="utf-8") for path in (SAMPLE / "documents").glob("*.fr.md")]
    for text in written:
        for line in text.splitlines():
            if not line.startswith(("msgid", "#", '"Content', '"Plural', '"MIME')):
                assert not re.search(r" [:;?!](\s|$)|« | »", line), line


def test_the_compiled_catalogue_is_up_to_date(french: Catalog) -> None:
    """It is compiled whenever the package is installed."""
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = dict(texts(read_mo(file)))
    assert dict(texts(french)).items() <= compiled.items()
