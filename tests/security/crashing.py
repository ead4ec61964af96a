"""The real program with a fault in it: ``python -m tests.security.crashing ACT KIND ARGUMENT...``

The client's call of that endpoint fails as nobody foresaw, with the voter's secrets in its locals
and in the error's text.
"""

from __future__ import annotations

import sys
from typing import Any, Final

import msgspec

from tui_voter import cli
from tui_voter.contract.account import CHANGE_PASSWORD, CHANGE_QUESTION
from tui_voter.contract.endpoint import Endpoint
from tui_voter.contract.recovery import ANSWER_QUESTION, RESET_PASSWORD
from tui_voter.contract.signing_in import SIGN_IN
from tui_voter.portal.client import PortalClient

ACTS: Final[dict[str, Endpoint[Any, Any]]] = {
    "sign_in": SIGN_IN,
    "answer_question": ANSWER_QUESTION,
    "reset_password": RESET_PASSWORD,
    "change_password": CHANGE_PASSWORD,
    "change_question": CHANGE_QUESTION,
}


def failing(at: Endpoint[Any, Any], kind: str) -> Any:
    usual = PortalClient.call

    async def call(
        client: PortalClient, endpoint: Endpoint[Any, Any], request: Any, *others: Any
    ) -> Any:
        if endpoint is not at:
            return await usual(client, endpoint, request, *others)
        text = " ".join(map(str, msgspec.to_builtins(request).values()))
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
    act, kind, *arguments = sys.argv[1:]
    PortalClient.call = failing(ACTS[act], kind)  # type: ignore[method-assign]
    sys.exit(cli.main(arguments))
