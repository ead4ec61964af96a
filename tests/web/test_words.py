"""Both languages say the same, in good typography, in the client's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Template

import msgspec
import pytest

from mock_server.election.folder import SAMPLE, read_folder
from mock_server.election.model import Texts
from mock_server.http.pages import page
from mock_server.http.pages.words import another, then, words
from tests.web.reading import read
from tui_voter import messages
from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind

TEMPLATES = sorted(Path(page.__file__).parent.glob("*.html"))


def said(language: Language) -> Iterator[str]:
    yield from words(language).values()
    for kind in LinkKind:
        yield from (then(language, kind), another(language, kind))


def test_every_word_is_said_on_some_page() -> None:
    places = {
        name
        for template in TEMPLATES
        for name in Template(template.read_text(encoding="utf-8")).get_identifiers()
    }
    titles = {"link_title", "front_title", "missing_title", "mailbox_title", "mailbox_of_title"}
    titles |= {"results_title", "not_sealed"}
    assert set(words(Language.FR)) - places == titles | {"switch_label", "no_mails"}


def test_french_typography_and_tone() -> None:
    faults = [
        text for text in said(Language.FR) if re.search(r"[ \w][:;?!»](?=\s|$)|« |[!'\"]", text)
    ]
    assert faults == []
    assert [text for text in said(Language.EN) if re.search("[!'\"]", text)] == []


def test_words_in_attributes_are_plain() -> None:
    """The program's name is wrapped where it is said, and no attribute can hold that."""
    for language in Language:
        for name in ("copied", "not_copied", "switch_label"):
            assert "tui-voter" not in words(language)[name]


@pytest.mark.parametrize("language", Language)
def test_the_choices_named_are_the_clients(language: Language) -> None:
    quotes = r"[«“„‘]\s?(.+?)\s?[»”“’]"
    messages.use(language)
    choices = [messages.gettext(text) for text in ("Sign in", "Forgotten password")]
    new_link = messages.gettext("Get a new link")
    assert re.findall(quotes, another(language, LinkKind.RECOVERY)) == choices
    assert re.findall(quotes, another(language, LinkKind.ACTIVATION)) == [new_link]
    assert re.findall(quotes, words(language)["sign_in"]) == choices[:1]


def test_an_elections_own_texts_are_no_markup() -> None:
    """And where it speaks one language, there is none to change to."""
    election = read_folder(SAMPLE, datetime(2022, 10, 18, tzinfo=UTC)).election
    hostile = Texts(name="A <b>&amp;", organiser="$main </footer>", support="<script>1</script>")
    english = msgspec.structs.replace(election, texts={Language.EN: hostile})
    html = page.front_page(english, Language.EN, "https://portail.exemple")
    shown = read(html)
    texts = [element.text for element in shown.elements]
    assert {hostile.name, hostile.organiser, hostile.support} <= set(texts)
    assert not {"b", "script", "nav"} & {element.name for element in shown.elements}
