"""What every endpoint is handed besides its request."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, HTTPException, InternalServerException
from litestar.handlers import BaseRouteHandler
from litestar.params import HeaderParameter, SkipValidation
from litestar.serialization import decode_json

from mock_server.accounts.sessions import use_session
from mock_server.core.languages import language_for
from mock_server.core.refusals import Refusal
from mock_server.election.context import PortalContext
from mock_server.election.voters import Voter
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import Language

# A dependency must not be named as a field of a request's body is: the framework would take
# a fault in that field for one of the dependency, and the portal would seem to have failed.
TheContext = NamedDependency[SkipValidation[PortalContext]]
TheLanguage = NamedDependency[SkipValidation[Language]]
TheClient = NamedDependency[SkipValidation[str]]
"""The address that the connection comes from; "" where there is none."""
TheBearer = NamedDependency[SkipValidation[str]]
"""The token that the request bears; whether its session lives is not looked at."""
TheVoter = NamedDependency[SkipValidation[Voter]]
"""Whose living session the request bears, which goes on from here."""

AcceptLanguage = Annotated[
    SkipValidation[str | None],
    HeaderParameter(name="Accept-Language", description="The language of texts: fr or en."),
]


class StrictRequest(Request[Any, Any, Any]):
    """Its body is decoded straight into what the endpoint asks for. The framework by itself
    would take the string "5" for a number."""

    async def body(self) -> bytes:
        try:
            return await super().body()
        except InternalServerException as exc:
            # The client went away while it sent: an incomplete request (RFC 9112, 8), and no
            # failure of the portal's. Nobody gets the answer.
            raise ClientException("incomplete") from exc

    async def json(self) -> Any:
        field = self.route_handler.parsed_data_field
        return decode_json(await self.body(), field.annotation if field else Any)


def language_of(context: TheContext, accept_language: AcceptLanguage = None) -> Language:
    return language_for(accept_language, context.election.languages)


def client_of(request: Request[Any, Any, Any]) -> str:
    """The socket's peer, never a header: anybody can write one."""
    return request.client.host if request.client else ""


def bearer_of(request: Request[Any, Any, Any]) -> str:
    """The token of the ``Authorization`` header. Raises :class:`Refusal`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refusal(ErrorCode.SESSION_ENDED)
    return token.strip()


async def session_voter(context: TheContext, bearer: TheBearer) -> Voter:
    """The voter of a living session, which is prolonged. Raises :class:`Refusal`."""
    voter = await use_session(context, bearer, context.clock())
    if voter is None:
        raise Refusal(ErrorCode.SESSION_ENDED)
    return voter


def json_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """A guard: whatever else is sent is not read."""
    media_type = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(status_code=415)
