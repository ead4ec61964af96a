"""The real program with a fault in it: ``python -m tests.security.crashing ACT KIND ARGUMENT...``

The client's method of that name fails as nobody foresaw, with the voter's secrets in its locals
and in the error's text.
"""

from __future__ import annotations

import sys
from typing import Any

from tui_voter import cli
from tui_voter.portal.client import PortalClient
from tui_voter.secret import Secret


def failing(kind: str) -> Any:
    async def fail(client: PortalClient, *arguments: object) -> None:
        secrets = [item.reveal() for item in arguments if isinstance(item, Secret)]
        text = " ".join(secrets)
        if kind == "recursion":
            await fail(client, *arguments)
        error: Exception = {
            "key": KeyError(text),
            "group": ExceptionGroup(text, [ValueError(text)]),
            "encoding": UnicodeEncodeError("ascii", text, 0, 1, text),
            "system": OSError(5, text, text),
        }[kind]
        error.add_note(text)
        raise error from ValueError(text)

    return fail


if __name__ == "__main__":
    act, kind, *arguments = sys.argv[1:]
    setattr(PortalClient, act, failing(kind))
    sys.exit(cli.main(arguments))
