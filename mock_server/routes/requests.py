"""What every endpoint is handed besides its request."""

from __future__ import annotations

from typing import Annotated, Any

from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from litestar.params import HeaderParameter, SkipValidation

from mock_server.languages import language_for
from mock_server.office import Office
from tui_voter.portal.api import Language

TheOffice = NamedDependency[SkipValidation[Office]]
TheLanguage = NamedDependency[Language]

AcceptLanguage = Annotated[
    str | None,
    HeaderParameter(name="Accept-Language", description="The language of texts: fr or en."),
]


def language_of(office: TheOffice, accept_language: AcceptLanguage = None) -> Language:
    return language_for(accept_language, office.election.languages)


def json_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """A guard: whatever else is sent is not read."""
    media_type = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(status_code=415)
