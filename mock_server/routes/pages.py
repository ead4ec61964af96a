"""What a browser gets that follows a link: where the link belongs. No more is told."""

from __future__ import annotations

from typing import Final

from litestar import MediaType, Response, get

from mock_server.routes.requests import TheLanguage
from tui_voter.portal.api import Language, LinkKind, link_path

_TITLE: Final = "tui-voter"
_TEXT: Final = {
    Language.FR: (
        "Ce portail s'ouvre depuis un terminal, avec tui-voter.",
        "Copiez le lien de votre mail et collez-le dans tui-voter. "
        "Cette page n'a pas utilisé votre lien.",
    ),
    Language.EN: (
        "This portal is opened from a terminal, with tui-voter.",
        "Copy the link in your mail and paste it into tui-voter. This page has not used your link.",
    ),
}
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",  # the address of this page may be a secret
}


def _page(language: Language) -> Response[str]:
    first, second = _TEXT[language]
    html = (
        f'<!doctype html>\n<html lang="{language}">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{_TITLE}</title>\n'
        f"<h1>{_TITLE}</h1>\n<p>{first}</p>\n<p>{second}</p>\n</html>\n"
    )
    return Response(html, media_type=MediaType.HTML, headers=_HEADERS)


@get("/", include_in_schema=False)
async def front_page(spoken: TheLanguage) -> Response[str]:
    return _page(spoken)


@get([link_path(kind) + "{token:str}" for kind in LinkKind], include_in_schema=False)
async def link_page(spoken: TheLanguage) -> Response[str]:
    return _page(spoken)
