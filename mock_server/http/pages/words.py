"""What the pages say, in each language.

The words of the client's own choices are the client's (tests/web holds them to it).
"""

from __future__ import annotations

from mock_server.core.languages import catalogue
from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind


def words(language: Language) -> dict[str, str]:
    """What the templates name, in plain text."""
    _ = catalogue(language).gettext
    return {
        "switch_label": _("Language"),
        "help_heading": _("Do you need help?"),
        # The page of a mailed link
        "link_title": _("Your link opens in a terminal"),
        "link_lead": _(
            "This portal is used with tui-voter, a program for the terminal. "
            "Copy the link from your mail, then paste it into that program."
        ),
        "link_untouched": _(
            "Opening this page does not use your link, and does not tell whether "
            "it is still valid: only tui-voter does."
        ),
        "copy_heading": _("1. Copy your unique link"),
        "link_label": _("Your single-use link"),
        "copy_hint": _(
            "In this field, Ctrl+A then Ctrl+C copies the link (on a Mac: Cmd+A then Cmd+C)."
        ),
        "copy_button": _("Copy the link"),
        "copied": _("Link copied. Paste it into the terminal."),
        "not_copied": _(
            "The browser does not allow copying from here. The link is selected: "
            "Ctrl+C copies it (on a Mac: Cmd+C)."
        ),
        "link_secret": _("This link is personal: do not pass it on to anybody."),
        "paste_heading": _("3. Paste the link"),
        "paste": _(
            "tui-voter asks for your link. Paste it: Ctrl+Shift+V in most terminals, "
            "Cmd+V on a Mac, or “Paste” in the terminal’s menu. Then press Enter."
        ),
        "portal_shown": _(
            "If tui-voter does not know this portal yet, it shows you its address, "
            "and sends nothing before you have recognised it."
        ),
        "link_lost_heading": _("If the link no longer works"),
        "link_lost": _(
            "It is for a single use. If it is lost, expired or already used, start "
            "tui-voter with the address of this portal:"
        ),
        # The front page
        "front_title": _("This portal is used in a terminal"),
        "front_lead": _(
            "Your voter space opens with tui-voter, a program for the terminal, and "
            "not in this browser."
        ),
        "mail_heading": _("1. Copy the link from your mail"),
        "mail": _(
            "In the mail about the opening of the portal you will find a unique link. It "
            "gives access to the space in which you create your voter space. Copy that "
            "link: tui-voter will ask for it."
        ),
        "no_mail_heading": _("If you have not received this mail"),
        "no_mail": _(
            "If you have not received this mail, or have deleted it by mistake, start "
            "tui-voter with the address of this portal:"
        ),
        "sign_in": _("Once your account is activated, the same command leads to “Sign in”."),
        # The mailbox of a training room
        "mailbox_title": _("The room’s mailbox"),
        "mailbox_of_title": _("Mails of"),
        "training_only": _(
            "For a training room only: everybody sees everybody’s mails here, "
            "links included. This page is for reading, and nothing can be changed on it."
        ),
        "mailbox_lead": _("Choose your address: your mails are there, the newest first."),
        "look_again": _("Look again for new mails"),
        "to_mailbox": _("All addresses"),
        "no_mails": _("There are no mails yet."),
        "count_label": _("Number of mails:"),
        "latest_label": _("Latest mail:"),
        "date_label": _("Date"),
        "from_label": _("From"),
        "to_label": _("To"),
        # An address where nothing is
        "missing_title": _("This page does not exist"),
        "missing": _("There is nothing at this address."),
        "missing_link": _(
            "If you followed a link from a mail, it may have been cut or altered: "
            "copy the whole of it from the mail, and paste it into tui-voter."
        ),
        "to_front": _("Go to the portal’s front page"),
        # Parts of several pages
        "start_heading": _("2. Start tui-voter"),
        "start_lead": _(
            "Open a terminal, type one of these two commands and press Enter. Do not "
            "add the link to it: others can see a command, and your link is a secret."
        ),
        "full_screen": _("Full screen, with keyboard or mouse:"),
        "line_by_line": _("Line by line, for screen readers and braille displays:"),
        "install_heading": _("If tui-voter is not installed"),
        "install_source": _(
            "Get tui-voter where your organiser says, and nowhere else. The help "
            "desk, at the foot of this page, will tell you."
        ),
        "install_lead": _(
            "You need Python 3.11 to 3.13, on Linux or macOS. In a terminal, go to "
            "the folder of tui-voter, and type:"
        ),
        "install_then": _(
            "Installed this way, it is started from that folder with one of these two commands:"
        ),
    }


def then(language: Language, kind: LinkKind) -> str:
    """What the voter does once the link is pasted."""
    _ = catalogue(language).gettext
    return {
        LinkKind.ACTIVATION: _(
            "You can then create your password, complete the captcha, choose "
            "your challenge question, answer it, and activate your account."
        ),
        LinkKind.RECOVERY: _(
            "You will answer your challenge question, then create your new password."
        ),
    }[kind]


def another(language: Language, kind: LinkKind) -> str:
    """How to receive another link, with the client at this portal."""
    _ = catalogue(language).gettext
    return {
        LinkKind.ACTIVATION: _(
            "Choose “Get a new link”, and enter your voter identifier "
            "(your professional e-mail address)."
        ),
        LinkKind.RECOVERY: _(
            "Choose “Sign in”, then “Forgotten password”, and enter your voter "
            "identifier (your professional e-mail address)."
        ),
    }[kind]
