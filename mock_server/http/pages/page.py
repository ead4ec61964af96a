"""The pages: templates filled with words, and the headers that protect them.

Of a request, only its path and its language appear in these pages, and nothing of the database: a
page is the same whether a link is valid, used or made up. Only :mod:`.results`, and :mod:`.mailbox`
in a training room, show the database.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from mock_server.election.model import ElectionDefinition
from mock_server.http.pages.words import another, then, words
from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind
from tui_voter.looks.colours import PALETTES


def text(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _markup(said: str) -> str:
    """Words as HTML. The program's name is never broken across lines, since it is typed as it is
    read."""
    return escape(said).replace("tui-voter", '<span class="whole" translate="no">tui-voter</span>')


def _vocabulary(language: Language) -> dict[str, str]:
    """All words and sections that any template may name."""
    said = {name: _markup(text) for name, text in words(language).items()}
    sections = ("start", "install")
    return said | {name: Template(text(f"{name}.html")).substitute(said) for name in sections}


VOCABULARIES: Final = {language: _vocabulary(language) for language in Language}
_LAYOUT, _LINK, _FRONT, _MISSING = (
    Template(text(f"{name}.html")) for name in ("layout", "link", "front", "missing")
)
_STYLE: Final = Template(text("page.css")).substitute(
    {
        light: "".join(
            f"--{name}: {colour}; " for name, colour in PALETTES[f"visual-{light}"].items()
        )
        for light in ("light", "dark")
    }
)
_SCRIPT: Final = text("copy.js")


def _source(said: str) -> str:
    """The source of a content security policy that allows this text alone."""
    digest = hashlib.sha256(said.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


HEADERS: Final = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src {_source(_STYLE)}; script-src {_source(_SCRIPT)}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",  # the address of a page may be a secret
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
"""The headers of every page: it loads nothing else, and no other site may load it."""


def link_page(
    election: ElectionDefinition, language: Language, kind: LinkKind, link: str, portal: str
) -> str:
    """The page that explains how to paste ``link`` into the terminal. ``portal`` is the configured
    origin."""
    main = _LINK.substitute(
        VOCABULARIES[language],
        then=_markup(then(language, kind)),
        another=_markup(another(language, kind)),
        link=escape(link),
        portal=escape(portal),
        script=_SCRIPT,
    )
    return whole_page(election, language, VOCABULARIES[language]["link_title"], main)


def front_page(election: ElectionDefinition, language: Language, portal: str) -> str:
    main = _FRONT.substitute(
        VOCABULARIES[language],
        language=language,
        another=_markup(another(language, LinkKind.ACTIVATION)),
        portal=escape(portal),
    )
    return whole_page(election, language, VOCABULARIES[language]["front_title"], main)


def missing_page(election: ElectionDefinition, language: Language) -> str:
    """The page for an address that does not exist, which it does not repeat."""
    main = _MISSING.substitute(VOCABULARIES[language], language=language)
    return whole_page(election, language, VOCABULARIES[language]["missing_title"], main)


def whole_page(election: ElectionDefinition, language: Language, title: str, main: str) -> str:
    """A whole page. ``title`` and ``main`` are HTML."""
    vocabulary, texts = VOCABULARIES[language], election.texts[language]
    return _LAYOUT.substitute(
        vocabulary,
        language=language,
        title=title,
        election=escape(texts.name),
        organiser=escape(texts.organiser),
        support=escape(texts.support),
        style=_STYLE,
        switch=_switch(election, language),
        main=main,
    )


def _switch(election: ElectionDefinition, current: Language) -> str:
    """Links to the same page in the election's other languages."""
    if len(election.languages) == 1:
        return ""
    items = "".join(f"<li>{_way_to(language, current)}</li>" for language in election.languages)
    label = VOCABULARIES[current]["switch_label"]
    return f'<nav aria-label="{label}"><ul>{items}</ul></nav>'


def _way_to(language: Language, current: Language) -> str:
    name = language.own_name
    if language is current:
        return f'<span lang="{language}" aria-current="true">{name}</span>'
    return f'<a href="?lang={language}" lang="{language}" hreflang="{language}">{name}</a>'
