"""Texts that the portal has in another language than the one that is spoken: a terminal cannot
tell a screen reader so, and a voice reads them as if they were in its own."""

from __future__ import annotations

from tui_voter.contract.languages import Language
from tui_voter.contract.shapes import Election
from tui_voter.dialogue import Block, Prose
from tui_voter.messages import gettext as _
from tui_voter.messages import language


def foreign(election: Election) -> str:
    """The language of the election's own texts ("in French"); "" where they are in the one that
    is spoken. A portal answers in its first language to whoever asks for one that it lacks."""
    return "" if language() in election.languages else _first_language(election)


def _first_language(election: Election) -> str:
    names = {Language.FR: _("in French"), Language.EN: _("in English")}
    return names[election.languages[0]]


def called(language: Language) -> str:
    """A language by its name in the one that is spoken."""
    return {Language.FR: _("French"), Language.EN: _("English")}[language]


def named(election: Election, text: str) -> str:
    """A short text of the portal's, after the name of its language: "In French: ..."."""
    told = foreign(election)
    if not told:
        return text
    return _("{label}: {value}").format(label=told[0].upper() + told[1:], value=text)


def text_blocks(election: Election) -> list[Block]:
    """What is said before a text of the election's."""
    told = foreign(election)
    return [Prose(_("This text is {language}.").format(language=told))] if told else []


def sealed_names(election: Election) -> list[str]:
    """What is said before names as they were sealed, in the election's first language; nothing
    where that is the one that is spoken."""
    if language() == election.languages[0]:
        return []
    return [_("The official names are {language}.").format(language=_first_language(election))]


def official_name(election: Election, sealed: str, name: str) -> list[str]:
    """The name of a ballot as it was ``sealed``, for whoever knows it by another ``name``."""
    if sealed == name:
        return []
    said = _("Official name, {language}: {name}")
    return [said.format(language=_first_language(election), name=sealed)]


def notices(election: Election) -> list[str]:
    """The :func:`notice`, where there is one."""
    return [*filter(None, [notice(election)])]


def notice(election: Election) -> str:
    """What is said of an election that is met, and before its questions; "" for nothing."""
    told = foreign(election)
    return _("The election’s own texts are {language}.").format(language=told) if told else ""
