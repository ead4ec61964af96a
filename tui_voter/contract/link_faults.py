"""Why a link, or a portal's address, is refused before anything is sent.

Apart from :mod:`.links`, so that whoever reads an address does not load what checks a token.
"""

from __future__ import annotations

from enum import StrEnum


class LinkFault(StrEnum):
    """Why a text is not a usable mailed link, as found before anything is sent."""

    NO_LINK = "no_link"
    SEVERAL = "several"
    NO_START = "no_start"
    TRUNCATED = "truncated"
    ALTERED = "altered"
    NOT_HTTPS = "not_https"
    BAD_HOST = "bad_host"
    DISGUISED = "disguised"
    OTHER_PAGE = "other_page"
    ANOTHER_PORTAL = "another_portal"


class LinkRefused(Exception):
    """A text that is not a usable mailed link. Nothing was sent.

    ``host`` is the host it names, sanitised, "" where there is none.
    """

    def __init__(self, fault: LinkFault, host: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.host = host
