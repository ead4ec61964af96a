"""Every refusal on the way to an account: what the voter is told, and that nothing is lost or
half-done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.entry.visitor import ANSWER, NEW_PASSWORD, PASSWORD, Visitor
from tests.portal.captcha_solver import solve
from tests.scripted.portal import FakePortal, Moment, activation_link, refusal
from tests.scripted.visits import play_at
from tui_voter import messages
from tui_voter.audit.player import Reply, act, attempt, choose, fill, leave, sees
from tui_voter.contract.errors import ErrorCode, PortalError, PortalTimeout, PortalUnreachable
from tui_voter.dialogue import SEND

PASSES = sees("Create your password")
TAKEN = fill(password=PASSWORD, captcha=solve)
NEXT = sees("Choose your challenge question")
QUESTION = (fill(question="first-dish", answer=ANSWER), choose(SEND))
ACTIVE = sees("Your account has been activated.")
WEAK, FAIR = "MotDePasse2026!", "Printemps-48217?"
NOT_CLEAR = "The name of the site is not clear in this link: {host}. Nothing was sent. "
HIDDEN = (
    "This link is written to hide where it leads. Nothing was sent. Do not use it, and tell the "
    "help desk."
)
USED = (
    "This link has already been used: the account is active. Sign in with your password. If you "
    "did not activate this account yourself, tell the help desk."
)
ON_ITS_WAY = sees(
    "If {address} is a voter’s address, an email with a new link is on its way. Open it, copy the "
    "link and paste it here."
)


@pytest.fixture(autouse=True, params=["fr"])
def language(request: pytest.FixtureRequest) -> None:
    messages.use(request.param)


@pytest.fixture
def link(visitor: Visitor) -> str:
    return visitor.portal.invite(visitor.address)


STATE = """
SELECT activated_at IS NOT NULL,
       (SELECT count(*) FROM mailed_link WHERE voter_id = voter.id AND used_at IS NOT NULL)
FROM voter WHERE address = ?
"""


def state(visitor: Visitor) -> tuple[bool, int, int]:
    """Whether the account is active, how many links of it were used, and its sessions."""
    ((active, used),) = visitor.portal.sql(STATE, visitor.address)
    return bool(active), int(used), visitor.sessions()


NOTHING = (False, 0, 0)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (
            "bonjour https://portail.exemple",
            "This link leads to another page, not to the activation of an account. Paste the "
            "one-time link from the email.",
        ),
        (
            "{start}",
            "This link is incomplete: its end is missing. Copy the whole link from the email, up "
            "to its last character.",
        ),
        (
            "{altered}",
            "This link has been altered: at least one character differs from the one in the "
            "email. Copy and paste it instead of typing it.",
        ),
        (
            "http://portail.exemple/activation/{token}",
            "This link does not use a secure connection: it does not begin with https. Nothing "
            "was sent. Check where it came from.",
        ),
        ("https://portail.exemple@autre.exemple/activation/{token}", HIDDEN),
        ("https://192.0.2.7/activation/{token}", f"{NOT_CLEAR}Check where it came from."),
        (
            "{link} {link}x",
            "This text contains several links. Paste only one, the latest you received.",
        ),
    ],
)
def test_a_link_that_is_none_is_refused_before_anything_is_sent(
    visitor: Visitor, link: str, typed: str, says: str
) -> None:
    """What is wrong with it is found by the client (`tests/client/test_links.py`)."""
    altered = link[:-12] + ("a" if link[-12] != "a" else "b") + link[-11:]
    token = link.rpartition("/")[2]
    text = typed.format(link=link, token=token, start=link[:-9], altered=altered)
    visitor.play(attempt(link=text), sees(says), fill(link=link), PASSES)
    assert state(visitor) == NOTHING


@pytest.mark.parametrize(
    ("happened", "says", "left"),
    [
        (
            "UPDATE mailed_link SET token_hash = randomblob(32)",
            "The portal does not recognise this link. Check where it came from, or ask for a new "
            "one.",
            NOTHING,
        ),
        (
            "UPDATE mailed_link SET used_at = 0",
            "This link no longer works: your account has been reset and must be activated again. "
            "Use the link from the latest email, or ask for a new one.",
            (False, 1, 0),
        ),
        (
            "UPDATE mailed_link SET expires_at = created_at",
            "This link has expired. Ask for a new one.",
            NOTHING,
        ),
    ],
)
def test_a_link_that_the_portal_does_not_take_and_the_way_to_a_new_one(
    visitor: Visitor, link: str, happened: str, says: str, left: tuple[bool, int, int]
) -> None:
    whose = "voter_id = (SELECT id FROM voter WHERE address = ?)"
    visitor.portal.sql(f"{happened} WHERE {whose}", visitor.address)
    visitor.play(
        *(fill(link=link), sees(says), leave("new_link"), attempt(address="camille")),
        sees("An email address looks like first.last@school.example: check what you typed."),
        *(fill(address=visitor.address), fill(captcha=solve), ON_ITS_WAY),
    )
    assert "/activation/" in visitor.portal.mailbox(visitor.address)[-1].body
    assert state(visitor) == left


def test_an_unknown_address_is_answered_like_a_known_one(visitor: Visitor) -> None:
    mails = len(visitor.portal.mailbox())
    unknown = fill(address="personne@academie.exemple")
    visitor.play(leave("new_link"), unknown, fill(captcha=solve), ON_ITS_WAY)
    assert len(visitor.portal.mailbox()) == mails


def test_a_portal_that_the_voter_does_not_recognise(visitor: Visitor, link: str) -> None:
    visitor.origins = ()
    visitor.portal.sql("DELETE FROM captcha")
    visitor.play(
        *(fill(link=link), sees("Do you recognise this portal?"), choose("no")),
        sees(
            "Nothing was sent to {host}. Check where this link came from, or ask for a new one.",
            host=visitor.portal.url.removeprefix("http://"),
        ),
    )
    assert visitor.portal.sql("SELECT * FROM captcha") == []  # opening a link would issue one


Story = Callable[[Visitor, str], Sequence[Reply]]
ON_THE_PASSWORD: dict[str, Story] = {
    "too short": lambda *_: [
        attempt(password="Aé1"),
        sees(
            "Too short: {n} characters out of {wanted}.",
            "Too short: {n} character out of {wanted}.",
        ),
        TAKEN,
    ],
    "too easy": lambda *_: [attempt(password=WEAK), sees("Too easy to guess."), TAKEN],
    "two entries that differ": lambda *_: [
        *(attempt(password=PASSWORD), attempt(again="Zeppelin-vert 48 girafes")),
        *(sees("The two entries differ. Type both again."), TAKEN),
    ],
    "fair, and kept": lambda *_: [
        *(fill(password=FAIR, captcha=solve), sees("Your password could be better")),
        choose("keep"),
    ],
    "fair, and changed": lambda *_: [
        *(fill(password=FAIR, captcha=solve), choose("change")),
        sees("Type another password, harder to guess."),
        fill(password=PASSWORD),  # the captcha was not spent: its answer stands
    ],
    "a wrong captcha": lambda *_: [
        *(fill(password=PASSWORD, captcha="tout faux"), sees("Wrong answer. New question.")),
        fill(captcha=solve, renew="captcha"),
    ],
    "a captcha that comes too late": lambda visitor, _link: [
        act(lambda: visitor.portal.sql("UPDATE captcha SET expires_at = 0")),
        TAKEN,
        sees(
            "The captcha is no longer valid: it can be used once, within {n} minutes. Here is "
            "another question.",
            n=5,
        ),
        fill(captcha=solve),
    ],
}


@pytest.mark.parametrize("story", ON_THE_PASSWORD.values(), ids=ON_THE_PASSWORD)
def test_a_password_that_is_not_taken_at_once(visitor: Visitor, link: str, story: Story) -> None:
    said = visitor.play(fill(link=link), PASSES, *story(visitor, link), NEXT)
    assert not {WEAK, FAIR, PASSWORD} & set("\n".join(said.said).split())
    assert state(visitor) == NOTHING


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("blé", "This answer is too short: at least {n} letters or digits are needed."),
        ("Cuisiner", "This answer appears in the question itself: choose another one."),
        (PASSWORD, "The answer must not be your password: choose another one."),
    ],
)
def test_an_answer_that_is_not_taken(visitor: Visitor, link: str, answer: str, says: str) -> None:
    visitor.play(
        *(fill(link=link), TAKEN, attempt(question="first-dish"), attempt(answer=answer)),
        *(sees(says, n=4), act(lambda: is_left(visitor, NOTHING))),
        *(fill(answer=ANSWER), choose(SEND), ACTIVE),
    )
    assert state(visitor) == (True, 1, 0)  # quitting has ended the session


def is_left(visitor: Visitor, wanted: tuple[bool, int, int]) -> None:
    assert state(visitor) == wanted


def test_a_password_created_elsewhere_meanwhile(visitor: Visitor, link: str) -> None:
    token = link.rpartition("/")[2]
    visitor.play(
        *(fill(link=link), TAKEN, NEXT),
        act(lambda: visitor.portal.create_password(token, NEW_PASSWORD)),
        *QUESTION,
        sees(
            "Meanwhile, someone, perhaps you in another window, has created another password "
            "with the same link. Go back and create yours again."
        ),
        *(act(lambda: is_left(visitor, NOTHING)), leave(), PASSES, TAKEN, NEXT, fill()),
        *(choose(SEND), ACTIVE),
    )
    assert state(visitor) == (True, 1, 0)


def test_an_account_activated_elsewhere_meanwhile(visitor: Visitor, link: str) -> None:
    said = visitor.play(
        *(fill(link=link), TAKEN, NEXT),
        act(lambda: visitor.portal.activate(link.rpartition("/")[2])),
        *(*QUESTION, sees(USED)),
    )
    assert not any("link has not been used" in notice for notice in said.notices)
    visitor.play(fill(link=link), sees(USED))
    assert state(visitor) == (True, 1, 1)


# --- The portal in trouble


@pytest.mark.parametrize(
    ("failure", "says"),
    [
        (
            PortalUnreachable(),
            "The portal cannot be reached. Check your connection. What you typed has been kept: "
            "try again.",
        ),
        (
            PortalTimeout(),
            "The portal is taking too long to answer. What you typed has been kept: try again.",
        ),
        (
            refusal(ErrorCode.BUSY),
            "The portal is busy. What you typed has been kept. {again}",
        ),
    ],
)
async def test_a_portal_in_trouble_keeps_what_was_typed(failure: PortalError, says: str) -> None:
    portal = FakePortal(Moment.EARLY)
    fails = act(lambda: setattr(portal, "failure", failure))
    said = await play_at(
        portal,
        *(fails, fill(link=activation_link()), sees(says), fill(), PASSES),
        *(fill(password=PASSWORD, captcha="7294"), fails),
        *(fill(question="city", answer=ANSWER), choose(SEND), sees(says), fill(), choose(SEND)),
        ACTIVE,
    )
    assert len(said.refusals) == 2
