"""The texts of the pages, in each language.

Choices of the client are named by the client's own words (tests/web compares them).
"""

from __future__ import annotations

from collections.abc import Callable

from mock_server.core.languages import catalogue
from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind

Translate = Callable[[str], str]


def words(language: Language) -> dict[str, str]:
    """The texts that the templates name, as plain text."""
    _ = catalogue(language).gettext
    pages = (_link, _front, _mailbox, _results, _missing, _shared)
    return {name: text for page in pages for name, text in page(_).items()}


def _link(_: Translate) -> dict[str, str]:
    """The texts of a mailed link's page."""
    return {
        "link_title": _("Your link opens in a terminal"),
        "link_lead": _(
            "This portal is used with tui-voter, a program for the terminal. Copy the link "
            "from your email, then paste it into that program."
        ),
        "link_untouched": _(
            "Opening this page does not use up your link, and does not show whether it is "
            "still valid: only tui-voter can."
        ),
        "copy_heading": _("1. Copy your one-time link"),
        "link_label": _("Your one-time link"),
        "copy_hint": _(
            "In this field, Ctrl+A then Ctrl+C copies the link (on a Mac: Cmd+A then Cmd+C)."
        ),
        "copy_button": _("Copy the link"),
        "copied": _("Link copied. Paste it into the terminal."),
        "not_copied": _(
            "The browser does not allow copying from here. The link is selected: "
            "Ctrl+C copies it (on a Mac: Cmd+C)."
        ),
        "link_secret": _("This link is personal: do not share it with anyone."),
        "paste_heading": _("3. Paste the link"),
        "paste": _(
            "tui-voter will ask for your link. Paste it with Ctrl+Shift+V in most terminals, "
            "Cmd+V on a Mac, or “Paste” in the terminal’s menu. Then press Enter."
        ),
        "portal_shown": _(
            "If tui-voter does not know this portal yet, it will show you its address, and "
            "send nothing until you have confirmed it."
        ),
        "link_lost_heading": _("If the link no longer works"),
        "link_lost": _(
            "It can be used only once. If it has been lost, has expired or has already been "
            "used, start tui-voter with the address of this portal:"
        ),
    }


def _front(_: Translate) -> dict[str, str]:
    """The texts of the front page."""
    return {
        "front_title": _("This portal is used in a terminal"),
        "front_lead": _(
            "You open your voter account with tui-voter, a program for the terminal, not in "
            "this browser."
        ),
        "mail_heading": _("1. Copy the link from your email"),
        "mail": _(
            "The email about the opening of the portal contains a one-time link for opening "
            "your voter account. Copy that link: tui-voter will ask for it."
        ),
        "no_mail_heading": _("If you have not received this email"),
        "no_mail": _(
            "If you have not received this email, or have deleted it by mistake, start "
            "tui-voter with the address of this portal:"
        ),
        "sign_in": _("Once your account is active, the same command leads to “Sign in”."),
    }


def _mailbox(_: Translate) -> dict[str, str]:
    """The texts of a training room's mailbox."""
    return {
        "mailbox_title": _("The room’s mailbox"),
        "mailbox_of_title": _("Emails for"),
        "training_only": _(
            "For a training room only: everyone can see everyone’s emails here, links "
            "included. This page is read-only."
        ),
        "mailbox_lead": _("Choose your address to see your emails, newest first."),
        "look_again": _("Check for new emails"),
        "to_mailbox": _("All addresses"),
        "no_mails": _("There are no emails yet."),
        "count_label": _("Number of emails:"),
        "latest_label": _("Latest email:"),
        "date_label": _("Date"),
        "from_label": _("From"),
        "to_label": _("To"),
    }


def _results(_: Translate) -> dict[str, str]:
    """The texts of the results."""
    return {
        "results_title": _("Results"),
        "results_lead": _("This is a training election: it is fictional, and so are its results."),
        "not_sealed": _("There is nothing to count yet: voting has not been prepared."),
        "official_label": _("Official name:"),
        "answer_label": _("List"),
        "votes_label": _("Votes"),
        "part_label": _("Share of the ballots"),
        "seats_label": _("Seats"),
        "seats_rule": _(
            "Seats by electoral quotient, then highest average, from these votes. The polling "
            "board announces who is elected."
        ),
        "end_label": _("The end of the ballot box, signed by the portal"),
        "log_label": _("The log of replaced voting codes"),
        "check_heading": _("Check it yourself"),
        "check_lead": _(
            "Any computer can check every ballot and count again, without an account. Download "
            "a public ballot box, then its log, into one folder, and type there, with the name of "
            "the ballot box’s file:"
        ),
        "to_results": _("Results"),
    }


def _missing(_: Translate) -> dict[str, str]:
    """The texts of the page for an address that does not exist."""
    return {
        "missing_title": _("This page does not exist"),
        "missing": _("There is nothing at this address."),
        "missing_link": _(
            "If you followed a link from an email, it may have been cut short or altered: copy "
            "all of it from the email, and paste it into tui-voter."
        ),
        "to_front": _("Go to the portal’s front page"),
    }


def _shared(_: Translate) -> dict[str, str]:
    """The texts that several pages share."""
    return {
        "switch_label": _("Language"),
        "help_heading": _("Need help?"),
        "start_heading": _("2. Start tui-voter"),
        "start_lead": _(
            "Open a terminal, type one of these two commands and press Enter. Do not add the "
            "link to it: other users can see commands, and your link is a secret."
        ),
        "full_screen": _("Full screen, with keyboard or mouse:"),
        "line_by_line": _("Line by line, for screen readers and braille displays:"),
        "install_heading": _("If tui-voter is not installed"),
        "install_source": _(
            "Get tui-voter only from where your organiser tells you to. The help desk, at the "
            "bottom of this page, can advise you."
        ),
        "install_lead": _(
            "You need Python 3.11 to 3.15, on Linux or macOS. In a terminal, go to the "
            "tui-voter folder and type:"
        ),
        "install_then": _(
            "Once installed, start it from that folder with one of these two commands:"
        ),
    }


def then(language: Language, kind: LinkKind) -> str:
    """The sentence about what comes after the link is pasted."""
    _ = catalogue(language).gettext
    return {
        LinkKind.ACTIVATION: _(
            "You can then create your password, complete the captcha, choose and answer your "
            "challenge question, and activate your account."
        ),
        LinkKind.RECOVERY: _(
            "You will answer your challenge question, then create a new password."
        ),
    }[kind]


def another(language: Language, kind: LinkKind) -> str:
    """The sentence about how to receive another link, with the client at this portal."""
    _ = catalogue(language).gettext
    return {
        LinkKind.ACTIVATION: _(
            "Choose “Access the Elections portal”, and enter your work email address."
        ),
        LinkKind.RECOVERY: _(
            "Choose “Sign in”, then “Forgotten password”, and enter your work email address."
        ),
    }[kind]
