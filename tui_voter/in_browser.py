"""The voter's program in a terminal that a browser shows: a training room's portal starts it, with
the number of the socket by which it says how to begin. Nothing secret is in its command line or its
environment, and no preferences, keyring or files of the computer are used."""

from __future__ import annotations

import sys
from socket import socket


def main() -> int:
    from tui_voter.machine.hardening import leave_no_core

    leave_no_core()
    from tui_voter import messages
    from tui_voter.composition import run_for_browser
    from tui_voter.contract.browser import Begin, read
    from tui_voter.contract.rooms import read_room
    from tui_voter.machine.downloads import Downloads
    from tui_voter.secret import Secret

    portal = socket(fileno=int(sys.argv[1]))
    downloads = Downloads(portal)
    begin = read(downloads.first_line(), Begin)
    messages.use(begin.language)
    return run_for_browser(read_room(begin.code), Secret(begin.token), downloads)


if __name__ == "__main__":
    sys.exit(main())
