"""Notices about texts that the portal has in another language than the voter's. A terminal cannot
tell a screen reader the language of a text, so the voice would mispronounce it."""

from __future__ import annotations

from tui_voter.contract.election import Election
from tui_voter.contract.languages import Language
from tui_voter.dialogue import Block, Prose
from tui_voter.messages import gettext as _
from tui_voter.messages import language


def foreign_language(election: Election) -> str:
    """Return the language of the election's texts ("in French"); "" if it is the voter's. A portal
    answers in its first language if it lacks the requested one."""
    return "" if language() in election.languages else _in(election.languages[0])


def _in(written: Language) -> str:
    return _("in {language}").format(language=language_name(written))


def language_name(named: Language) -> str:
    """Return the name of a language in the voter's language."""
    return named.name_in(language())


def labelled(election: Election, text: str) -> str:
    """Return a short text, preceded by its language if that is foreign: "In French: ..."."""
    foreign = foreign_language(election)
    if not foreign:
        return text
    return _("{label}: {value}").format(label=foreign[0].upper() + foreign[1:], value=text)


def text_blocks(election: Election) -> list[Block]:
    """Return the notice to put above a text of the election, if its language is foreign."""
    foreign = foreign_language(election)
    return [Prose(_("This text is {language}.").format(language=foreign))] if foreign else []


def sealed_names(first: Language) -> list[str]:
    """Return the notice to put above sealed names, if the voter does not read the election's
    ``first`` language, in which they are."""
    if language() == first:
        return []
    return [_("The official names are {language}.").format(language=_in(first))]


def official_name(election: Election, sealed: str, name: str) -> list[tuple[str, str]]:
    """Return the ``sealed`` name of a ballot or list with its label, if there is one and the voter
    knows it by another ``name``."""
    if sealed in ("", name):
        return []
    label = _("Official name, {language}").format(language=_in(election.languages[0]))
    return [(label, sealed)]


def notices(election: Election) -> list[str]:
    """Return the :func:`notice` as a list, empty if there is none."""
    return [*filter(None, [notice(election)])]


def notice(election: Election) -> str:
    """Return the notice that the election's texts are in a foreign language; "" if they are not."""
    foreign = foreign_language(election)
    return _("The election’s own texts are {language}.").format(language=foreign) if foreign else ""
