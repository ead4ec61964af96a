"""What everybody asks in the opening minute, answered before the framework looks at it: its
routing and injection take several times as long as the answers do.

The answers are made by the functions of the routes themselves. Those are still there, for all
else that can be asked of the same paths and for the OpenAPI document. The one difference: the
framework refuses a Host that cannot be one, which nothing here looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from litestar.types import ASGIApp, Receive, Scope, Send

from mock_server.core.languages import language_for
from tui_voter.contract.shapes import Language


class Opening:
    """An ASGI application around another: it answers plain GETs of a few paths."""

    def __init__(
        self,
        app: ASGIApp,
        languages: tuple[Language, ...],
        answers: Mapping[str, Callable[[Language], ASGIApp]],
    ) -> None:
        self._app = app
        self._languages = languages
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if (
            scope.get("method") == "GET"
            and not scope["query_string"]
            and (answer := self._answers.get(scope["path"]))
        ):
            accepted = next((v for k, v in scope["headers"] if k == b"accept-language"), b"")
            app = answer(language_for(accepted.decode("latin-1"), self._languages))
            scope["path_template"] = scope["path"]  # as the router says it to the journal
        await app(scope, receive, send)
