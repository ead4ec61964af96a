"""Where each action is offered, for a voter who types its word elsewhere: before they have been
there as well."""

from __future__ import annotations

from collections.abc import Mapping

from tui_voter.dialogue import Places
from tui_voter.messages import gettext as _


def places() -> Mapping[str, Places]:
    """The places, by the word of the action: what stands behind an entry of the home is named as
    that entry is."""
    profile = Places([_("My personal information")])
    rolls = _("See the electoral rolls for my elections")
    lists = _("See my elections and their candidate lists")
    claims = Places([rolls, lists, _("My personal information, while claims can be made")])
    written = Places([_("Make a claim"), _("Assistance request form")])
    elections = Places([rolls, lists])
    time = Places([_("Vote")])
    opening = Places(outside=[_("Open your voter account")])
    proof = Places(outside=[_("Sign in, 2 of 2")])
    replacement = Places(
        [_("Tutorial “Replacement voting codes”"), _("Vote, where the voting code is asked for")]
    )
    saved = Places([_("a text that can be saved")])
    return {
        _("contact"): profile,
        _("password"): profile,
        _("question"): profile,
        _("claim"): claims,
        _("new"): written,
        _("resume"): written,
        _("lists"): elections,
        _("roll"): elections,
        _("read"): Places([_("Ballot")]),
        _("inspect"): Places([_("Your choice")]),
        _("look"): Places([_("Receipt")]),
        _("clock"): time,
        _("vote"): time,
        _("elections"): time,
        _("guide"): time,
        _("replace"): replacement,
        _("longer"): replacement,
        _("noted"): replacement,
        _("save"): saved,
        _("close"): saved,
        _("phrase"): Places([_("Phrase")]),
        _("link"): opening,
        _("signin"): opening,
        _("portal"): opening,
        _("remove"): Places([_("Portal")]),
        _("continue"): Places([_("Receipt")], [_("Open your voter account")]),
        _("forgotten"): Places(outside=[_("Sign in")]),
        _("type"): proof,
        _("code"): Places(
            outside=[_("Forgotten password")],
            instead=_(
                "The voting code is on your voting notice. If you have lost it: /{word} where it "
                "is asked for, or at Tutorial “Replacement voting codes”."
            ).format(word=_("replace")),
        ),
    }


def demo_places() -> Mapping[str, Places]:
    """The same of the demo, which has actions of its own."""
    mailbox = Places([_("Mailbox")])
    at_hand = Places([_("Home"), _("any form")])
    words = [_("use"), _("program"), _("start"), _("notice"), _("others"), _("open")]
    return {**places(), **dict.fromkeys(words, mailbox), _("mailbox"): at_hand}
