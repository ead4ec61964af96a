"""From a mailed link to an active account."""

from __future__ import annotations

from mock_server.accounts import activation, link_mails, seats, sign_in
from mock_server.accounts.progress import Milestone, by_link, noted
from mock_server.captcha.register import CaptchaPurpose
from mock_server.http.routing import Call, route
from tui_voter.contract.activation import (
    ACTIVATE,
    CREATE_PASSWORD,
    LINK_CAPTCHA,
    NEW_CAPTCHA,
    OPEN_LINK,
    REQUEST_LINK,
    TAKE_SEAT,
    Activate,
    CreatePassword,
    Invitation,
    LinkRequest,
    LinkRequested,
    NewCaptcha,
    OpenLink,
    PasswordCreated,
    Seat,
    TakeSeat,
)
from tui_voter.contract.captchas import Captcha
from tui_voter.contract.signing_in import SignedIn


@route(LINK_CAPTCHA)
async def link_captcha(call: Call[None]) -> Captcha:
    return await sign_in.new_captcha(call.context, CaptchaPurpose.LINK, call.language)


@route(REQUEST_LINK)
async def request_link(call: Call[LinkRequest]) -> LinkRequested:
    return await link_mails.request_link(call.context, call.body, call.client, call.language)


@route(OPEN_LINK)
async def open_link(call: Call[OpenLink]) -> Invitation:
    async with noted(call.context, by_link(call.body.token), Milestone.OPENED):
        return await activation.open_link(call.context, call.body, call.language)


@route(TAKE_SEAT)
async def take_seat(call: Call[TakeSeat]) -> Seat:
    return await seats.take_seat(call.context, call.body, call.client)


@route(NEW_CAPTCHA)
async def new_captcha(call: Call[NewCaptcha]) -> Captcha:
    return await activation.new_captcha(call.context, call.body, call.language)


@route(CREATE_PASSWORD)
async def create_password(call: Call[CreatePassword]) -> PasswordCreated:
    async with noted(call.context, by_link(call.body.token), Milestone.PASSWORD):
        return await activation.create_password(call.context, call.body, call.language)


@route(ACTIVATE)
async def activate(call: Call[Activate]) -> SignedIn:
    async with noted(call.context, by_link(call.body.token), Milestone.ACTIVE):
        return await activation.activate(call.context, call.body, call.language)
