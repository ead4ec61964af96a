"""Where each action is offered, for a voter who types its word elsewhere: before they have been
there as well."""

from __future__ import annotations

from collections.abc import Mapping

from tui_voter.messages import gettext as _


def places() -> Mapping[str, str]:
    """The names of the places, by the word of the action."""
    profile = _("Profile")
    elections = _("My elections")
    time = _("Vote")
    opening = _("Open your voter account")
    replacement = _("Tutorial “Replacement voting codes”")
    saved = _("a text that can be saved")
    return {
        _("signout"): _("Home"),
        _("contact"): profile,
        _("password"): profile,
        _("question"): profile,
        _("claim"): _("Profile, while claims can be made"),
        _("new"): _("Claims"),
        _("resume"): _("Claims"),
        _("lists"): elections,
        _("roll"): elections,
        _("read"): _("Ballot"),
        _("inspect"): _("Your choice"),
        _("look"): _("Receipt"),
        _("clock"): time,
        _("vote"): time,
        _("elections"): time,
        _("guide"): time,
        _("replace"): replacement,
        _("longer"): replacement,
        _("noted"): replacement,
        _("save"): saved,
        _("close"): saved,
        _("phrase"): _("Phrase"),
        _("link"): opening,
        _("signin"): opening,
        _("portal"): opening,
        _("remove"): _("Portal"),
        _("continue"): opening,
        _("forgotten"): _("Sign-in"),
        _("type"): _("Sign-in"),
        _("code"): _("Forgotten password"),
    }


def demo_places() -> Mapping[str, str]:
    """The same of the demo, which has actions of its own."""
    mailbox = _("Mailbox")
    words = [_("use"), _("program"), _("start"), _("notice"), _("others"), _("open")]
    return {**places(), **dict.fromkeys(words, mailbox), _("mailbox"): _("Demo")}
