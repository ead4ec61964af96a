"""The real program with a fault in it: ``python -m tests.security.crashing KIND ARGUMENT...``

The call that changes the password fails as nobody foresaw, with the voter's secrets in its locals
and in the error's text.
"""

import sys
from typing import Any

import msgspec

from tui_voter import cli
from tui_voter.contract.account import CHANGE_PASSWORD
from tui_voter.contract.endpoint import Endpoint
from tui_voter.portal.client import PortalClient

KINDS = ("key", "group", "encoding", "system", "recursion")


def failing(kind: str) -> Any:
    usual = PortalClient.call

    async def call(
        client: PortalClient, endpoint: Endpoint[Any, Any], request: Any, *others: Any
    ) -> Any:
        if endpoint is not CHANGE_PASSWORD:
            return await usual(client, endpoint, request, *others)
        text = " ".join(map(str, (*msgspec.to_builtins(request).values(), *others)))
        if kind == "recursion":
            await call(client, endpoint, request, *others)
        error: Exception = {
            "key": KeyError(text),
            "group": ExceptionGroup(text, [ValueError(text)]),
            "encoding": UnicodeEncodeError("ascii", text, 0, 1, text),
            "system": OSError(5, text, text),
        }[kind]
        error.add_note(text)
        raise error from ValueError(text)

    return call


if __name__ == "__main__":
    kind, *arguments = sys.argv[1:]
    PortalClient.call = failing(kind)  # type: ignore[method-assign]
    sys.exit(cli.main(arguments))
