"""The pages of a training room: its ways in, and the screen of the voter's program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from html import escape
from pathlib import Path
from string import Template
from typing import Final
from urllib.parse import parse_qs

import msgspec

from mock_server.accounts.seats import find_seat
from mock_server.core.languages import catalogue
from mock_server.core.refusals import Refusal
from mock_server.http.pages import page
from mock_server.http.routes.pages import METHODS, language_of_page
from mock_server.http.routing import Answer, Call, Headers, Receive, Route, Scope, Send, body_of
from mock_server.training.browser import talk
from mock_server.training.browser.programs import Programs
from mock_server.training.door import PAGE
from tui_voter.contract.activation import TakeSeat
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.rooms import Room

SCREEN: Final = f"{PAGE}/screen"
_HTML: Final = "text/html; charset=utf-8"
_FORM: Final = "application/x-www-form-urlencoded"
_LARGEST_FORM: Final = 1000
_POLICY: Final = "Content-Security-Policy"
_HERE: Final = Path(__file__).parent
_FILES: Final = {
    "screen.js": "text/javascript; charset=utf-8",
    "screen.css": "text/css; charset=utf-8",
    "xterm/xterm.mjs": "text/javascript; charset=utf-8",
    "xterm/addon-fit.mjs": "text/javascript; charset=utf-8",
    "xterm/xterm.css": "text/css; charset=utf-8",
}


def _template(name: str) -> Template:
    return Template((_HERE / name).read_text(encoding="utf-8"))


_ROOM, _BROWSER, _SCREEN = map(_template, ("room.html", "room_browser.html", "screen.html"))


class RoomPages:
    """What the portal of a training room serves beside others: the page that its QR codes lead to,
    and, if browsers are let in, the programs that they show."""

    def __init__(self, room: Room, *, browsers: bool) -> None:
        self._room = room
        self._programs = Programs(room.code) if browsers else None

    @property
    def talk(self) -> Callable[[Scope, Receive, Send], Awaitable[None]] | None:
        if self._programs is None:
            return None
        return partial(talk.talk, self._programs, self._room.origin)

    def routes(self) -> Iterator[Route]:
        yield Route(METHODS, PAGE, self._ways_in)
        if self._programs is None:
            return
        yield Route(("POST",), PAGE, partial(self._let_in, self._programs))
        yield Route(METHODS, SCREEN, partial(self._screen, self._programs))
        for name, media_type in _FILES.items():
            answer = Answer(200, (_HERE / name).read_bytes(), media_type)
            yield Route(METHODS, f"{PAGE}/{Path(name).name}", partial(_file, answer))

    async def close(self) -> None:
        if self._programs is not None:
            await self._programs.close()

    async def _ways_in(self, call: Call[None]) -> Answer:
        return self._room_page(call)

    async def _let_in(self, programs: Programs, call: Call[None]) -> Answer:
        """Begin the program of a learner whose number and PIN are right."""
        language = language_of_page(call)
        typed = parse_qs((await body_of(call, _FORM, _LARGEST_FORM)).decode("ascii", "replace"))
        number, pin = (typed.get(name, [""])[0] for name in ("number", "pin"))
        wanted = {
            "number": number.strip().lstrip("0"),
            "pin": "".join(c for c in pin if c not in " -"),
        }
        try:
            request = msgspec.convert(wanted, TakeSeat)
            seat = await find_seat(call.context, request, call.client)
        except msgspec.ValidationError:
            return self._room_page(call, number, Refusal(ErrorCode.LINK_UNKNOWN))
        except Refusal as refusal:
            return self._room_page(call, number, refusal)
        secret = await programs.begin(int(request.number), language, seat.token if seat else "")
        cookie = f"{talk.COOKIE}={secret}; Path={PAGE}; Secure; HttpOnly; SameSite=Strict"
        return _to(f"{SCREEN}?lang={language}", ((b"set-cookie", cookie.encode()),))

    async def _screen(self, programs: Programs, call: Call[None]) -> Answer:
        language = language_of_page(call)
        if programs.find(talk.secret_of(call.header(b"cookie"))) is None:
            return _to(f"{PAGE}?lang={language}")
        html = _SCREEN.substitute(
            _screen_words(language),
            language=language,
            election=escape(call.context.election.texts[language].name),
        )
        own = self._room.origin.replace("https://", "wss://")
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            f"connect-src {own}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        return Answer(200, html.encode(), _HTML, _headers(policy))

    def _room_page(
        self, call: Call[None], number: str = "", refusal: Refusal | None = None
    ) -> Answer:
        language = language_of_page(call)
        said = page.VOCABULARIES[language] | _room_words(language)
        browser = ""
        if self._programs is not None:
            browser = _BROWSER.substitute(
                said,
                language=language,
                typed=escape(number),
                refused=_refused(language, refusal) if refusal else "",
            )
        main = _ROOM.substitute(said, browser=browser, code=self._room.code)
        html = page.whole_page(call.context.election, language, said["room_title"], main)
        policy = page.HEADERS[_POLICY].replace("form-action 'none'", "form-action 'self'")
        status = 200 if refusal is None else 429 if refusal.retry_after else 422
        return Answer(status, html.encode(), _HTML, _headers(policy))


async def _file(answer: Answer, _call: Call[None]) -> Answer:
    return answer


def _to(path: str, headers: Headers = ()) -> Answer:
    return Answer(303, b"", "", ((b"location", path.encode()), *headers))


def _headers(policy: str) -> Headers:
    said = {**page.HEADERS, _POLICY: policy}
    return tuple((name.lower().encode(), value.encode()) for name, value in said.items())


def _refused(language: Language, refusal: Refusal) -> str:
    _ = catalogue(language).gettext
    sentence = _(
        "The portal does not know this number with this PIN. Compare both with your sheet."
    )
    if refusal.code is ErrorCode.TOO_MANY:
        sentence = _("Too many attempts: try again in {seconds} seconds.").format(
            seconds=refusal.retry_after
        )
    return f'<p class="notice" role="alert">{escape(sentence)}</p>'


def _room_words(language: Language) -> dict[str, str]:
    _ = catalogue(language).gettext
    said = {
        "room_title": _("The training room"),
        "lead": _("This training’s election is fictional. You take part with tui-voter."),
        "browser_heading": _("In this browser, without installing anything"),
        "browser_lead": _(
            "Number and PIN are on your sheet. The program then runs on your trainer’s computer, "
            "and this browser shows it."
        ),
        "number_label": _("Your number"),
        "pin_label": _("Your PIN"),
        "open": _("Open the program"),
        "browser_warns": _(
            "Your browser warned you once, because no authority vouches for a training room. What "
            "vouches is the certificate’s SHA-256: the browser shows it with the certificate, and "
            "your sheet says how it begins."
        ),
        "program_heading": _("With tui-voter on your own computer"),
        "program_lead": _(
            "The program checks the room code itself, and sends nothing to another portal:"
        ),
        "reader_heading": _("With a screen reader or a braille display"),
        "reader_lead": _(
            "A browser shows the full screen alone, as a picture of characters. Use the "
            "line-by-line mode, on your own computer:"
        ),
        "reader_ssh": _("Or ask your trainer for the account that leads to it through SSH."),
    }
    return {name: escape(text) for name, text in said.items()}


def _screen_words(language: Language) -> dict[str, str]:
    _ = catalogue(language).gettext
    said = {
        "ended": _("The program has ended."),
        "elsewhere": _("The program is now shown in another tab."),
        "lost": _("The connection was lost. It is being made anew…"),
        "again": _("Number and PIN"),
        "no_script": _("This page needs JavaScript."),
    }
    return {name: escape(text) for name, text in said.items()}
