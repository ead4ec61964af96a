"""Every refusal: what the voter reads or hears, and that nothing is lost or half-done."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.portal.captcha_solver import solve
from tests.portal_process import start_portal
from tests.visit.conftest import VOICES, MakeVoter
from tests.visit.scene import ACTIVE, ANSWER, FAIR_PASSWORD, WEAK_PASSWORD, Scene
from tests.voters import GOOD_PASSWORD, too_short
from tui_voter.audit.player import Reply, act, attempt, choose, fill, leave, quit_, sees
from tui_voter.contract.links import new_link_token

in_each_voice = pytest.mark.voices(*VOICES)
"""What a refusal says is the journey's; that a voice shows it, where, and what becomes of what was
typed, is seen on these."""

PASSWORD = fill(password=GOOD_PASSWORD, captcha=solve)
QUESTION = fill(question="first-dish", answer=ANSWER)


Moves = Callable[[Scene], list[Reply]]


def refused_link(typed: Callable[[Scene], str], says: str, **values: object) -> Moves:
    """The link is refused where it is typed; the right one is taken afterwards."""
    return lambda scene: [
        attempt(link=typed(scene)),
        sees(says, **values),
        act(scene.nothing_is_done),
        fill(link=scene.link),
        sees("Create your password"),
    ]


ON_THE_LINK: dict[str, Moves] = {
    "no link": refused_link(
        lambda _scene: "bonjour https://portail.exemple",
        "This link leads to another page, not to the activation of an account. Paste the "
        "one-time link from the email.",
    ),
    "truncated": refused_link(
        lambda scene: scene.link[:-9],
        "This link is incomplete: its end is missing. Copy the whole link from the email, up "
        "to its last character.",
    ),
    "altered": refused_link(
        lambda scene: (
            scene.link[:-12] + ("a" if scene.link[-12] != "a" else "b") + scene.link[-11:]
        ),
        "This link has been altered: at least one character differs from the one in the email. "
        "Copy and paste it instead of typing it.",
    ),
    "not encrypted": refused_link(
        lambda scene: f"http://portail.exemple/activation/{scene.token}",
        "This link does not use a secure connection: it does not begin with https. Nothing was "
        "sent. Check where it came from.",
    ),
    "disguised": refused_link(
        lambda scene: f"https://portail.exemple@autre.exemple/activation/{scene.token}",
        "This link is written to hide where it leads. Nothing was sent. Do not use it, and tell "
        "the help desk.",
    ),
    "another alphabet": refused_link(
        lambda scene: f"https://xn--prtail-7qf.exemple/activation/{scene.token}",
        "This link is written to hide where it leads. Nothing was sent. Do not use it, and tell "
        "the help desk.",
    ),
    "a bare number": refused_link(
        lambda scene: f"https://192.0.2.7/activation/{scene.token}",
        "The name of the site is not clear in this link: {host}. Nothing was sent. Check where "
        "it came from.",
    ),
    "several": refused_link(
        lambda scene: f"{scene.link} {scene.portal.url}/activation/{new_link_token()}",
        "This text contains several links. Paste only one, the latest you received.",
    ),
}


@pytest.mark.parametrize("case", ON_THE_LINK)
def test_a_link_that_is_none_is_refused_before_anything_is_sent(
    scene: Scene, make_voter: MakeVoter, case: str
) -> None:
    make_voter("fr", scene.portal.url).play(*ON_THE_LINK[case](scene), quit_())
    scene.nothing_is_done()


def test_a_link_that_the_portal_does_not_know(scene: Scene, make_voter: MakeVoter) -> None:
    unknown = f"{scene.portal.url}/activation/{new_link_token()}"
    make_voter("fr", scene.portal.url).play(
        fill(link=unknown),
        sees(
            "The portal does not recognise this link. Check where it came from, or ask for a "
            "new one."
        ),
        fill(link=scene.link),
        sees("Create your password"),
        quit_(),
    )
    scene.nothing_is_done()


def test_a_link_that_was_used(scene: Scene, make_voter: MakeVoter) -> None:
    scene.somebody_else_activates()
    make_voter("fr", scene.portal.url).play(
        fill(link=scene.link),
        sees(
            "This link has already been used: the account is active. Sign in with your password. "
            "If you did not activate this account yourself, tell the help desk."
        ),
        quit_(),
    )
    assert (scene.used_links(), scene.sessions()) == (1, 1)


def test_a_link_that_the_office_took_back(scene: Scene, make_voter: MakeVoter) -> None:
    scene.portal.sql("UPDATE mailed_link SET used_at = 0")
    make_voter("fr", scene.portal.url).play(
        fill(link=scene.link),
        sees(
            "This link no longer works: your account has been reset and must be activated "
            "again. Use the link from the latest email, or ask for a new one."
        ),
        quit_(),
    )
    assert (scene.used_links(), scene.sessions()) == (1, 0)


@in_each_voice
def test_a_link_whose_time_is_over_and_the_way_to_a_new_one(
    scene: Scene, make_voter: MakeVoter
) -> None:
    scene.expire_link()
    make_voter("fr", scene.portal.url).play(
        fill(link=scene.link),
        sees("This link has expired. Ask for a new one."),
        leave("new_link"),
        sees("Get a new link"),
        attempt(address="camille"),
        sees("An email address looks like first.last@school.example: check what you typed."),
        fill(address=scene.address),
        sees("Confirm your request"),
        fill(at="Confirm your request", captcha=solve),
        sees(
            "If {address} is a voter’s address, an email with a new link is on its way. Open "
            "it, copy the link and paste it here."
        ),
        quit_(),
    )
    assert "/activation/" in scene.portal.mailbox(scene.address)[-1].body
    scene.nothing_is_done()


def test_an_unknown_address_is_answered_like_a_known_one(
    scene: Scene, make_voter: MakeVoter
) -> None:
    mails = len(scene.portal.mailbox())
    make_voter("fr", scene.portal.url).play(
        leave("new_link"),
        fill(address="personne@academie.exemple"),
        sees("Confirm your request"),
        fill(at="Confirm your request", captcha=solve),
        sees(
            "If {address} is a voter’s address, an email with a new link is on its way. Open "
            "it, copy the link and paste it here."
        ),
        quit_(),
    )
    assert len(scene.portal.mailbox()) == mails


def test_a_portal_that_the_voter_does_not_recognise(scene: Scene, make_voter: MakeVoter) -> None:
    scene.portal.sql("DELETE FROM captcha")
    make_voter("fr").play(
        fill(link=scene.link),
        sees("Do you recognise this portal?"),
        choose("no"),
        sees(
            "Nothing was sent to {host}. Check where this link came from, or ask for a new one.",
            host=scene.portal.url.removeprefix("http://"),
        ),
        quit_(),
    )
    assert scene.portal.sql("SELECT * FROM captcha") == []  # opening a link would issue one


# --- The password and the captcha -------------------------------------------------------

ON_THE_PASSWORD: dict[str, Moves] = {
    "too short": lambda _scene: [
        attempt(password="Aé1"),
        too_short(3),
        sees("Still needed: {list}."),
    ],
    "one rule not met": lambda _scene: [
        attempt(password="zeppelin-vert 47"),
        sees("Still needed: {list}."),
    ],
    "too easy": lambda _scene: [
        attempt(password=WEAK_PASSWORD),
        sees("Too easy to guess."),
    ],
}


@pytest.mark.parametrize("case", ON_THE_PASSWORD)
def test_a_password_that_is_not_taken(scene: Scene, make_voter: MakeVoter, case: str) -> None:
    voter = make_voter("fr", scene.portal.url)
    voter.play(
        fill(link=scene.link),
        *ON_THE_PASSWORD[case](scene),
        act(scene.nothing_is_done),
        PASSWORD,
        sees("Choose your challenge question"),
        quit_(),
    )
    assert WEAK_PASSWORD not in voter.record
    scene.nothing_is_done()


def test_two_entries_that_differ(scene: Scene, make_voter: MakeVoter) -> None:
    make_voter("fr", scene.portal.url).play(
        fill(link=scene.link),
        attempt(password=GOOD_PASSWORD),
        attempt(again="Zeppelin-vert 48 girafes"),
        sees("The two entries differ. Type both again."),
        quit_(),
    )
    scene.nothing_is_done()


@pytest.mark.parametrize("keeps", [True, False])
def test_a_fair_password_is_warned_about(scene: Scene, make_voter: MakeVoter, keeps: bool) -> None:
    way_on = (
        [choose("keep"), sees("Choose your challenge question")]
        if keeps
        else [
            choose("change"),
            sees("Type another password, harder to guess."),
            act(scene.nothing_is_done),
            fill(password=GOOD_PASSWORD),  # the captcha was not spent: its answer stands
            sees("Choose your challenge question"),
        ]
    )
    make_voter("fr", scene.portal.url).play(
        fill(link=scene.link),
        fill(password=FAIR_PASSWORD, captcha=solve),
        sees("Your password could be better"),
        *way_on,
        quit_(),
    )
    scene.nothing_is_done()


@in_each_voice
def test_a_wrong_captcha_brings_another_and_keeps_the_password(
    scene: Scene, make_voter: MakeVoter
) -> None:
    make_voter("fr", scene.portal.url).play(
        fill(link=scene.link),
        fill(password=GOOD_PASSWORD, captcha="tout faux"),
        sees("Wrong answer. New question."),
        act(scene.nothing_is_done),
        fill(captcha=solve, renew="captcha"),
        sees("Choose your challenge question"),
        quit_(),
    )
    scene.nothing_is_done()


def test_a_captcha_that_comes_too_late(scene: Scene, make_voter: MakeVoter) -> None:
    make_voter("fr", scene.portal.url).play(
        fill(link=scene.link),
        sees("Create your password"),
        act(scene.expire_captchas),
        PASSWORD,
        sees(
            "The captcha is no longer valid: it can be used once, within {n} minutes. Here is "
            "another question.",
            n=5,
        ),
        fill(captcha=solve),
        sees("Choose your challenge question"),
        quit_(),
    )
    scene.nothing_is_done()


# --- The challenge question -------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("blé", "This answer is too short: at least {n} letters or digits are needed."),
        ("Cuisiner", "This answer appears in the question itself: choose another one."),
        (GOOD_PASSWORD, "The answer must not be your password: choose another one."),
    ],
)
def test_an_answer_that_is_not_taken(
    scene: Scene, make_voter: MakeVoter, answer: str, says: str
) -> None:
    make_voter("fr", scene.portal.url).play(
        fill(link=scene.link),
        PASSWORD,
        attempt(question="first-dish"),
        attempt(answer=answer),
        sees(says, n=4),
        act(scene.nothing_is_done),
        fill(answer=ANSWER),
        choose("send"),
        ACTIVE,
        quit_(),
    )
    assert scene.account_is_active()


def test_a_password_created_elsewhere_meanwhile(scene: Scene, make_voter: MakeVoter) -> None:
    make_voter("fr", scene.portal.url).play(
        fill(link=scene.link),
        PASSWORD,
        sees("Choose your challenge question"),
        act(scene.somebody_else_creates_a_password),
        QUESTION,
        choose("send"),
        sees(
            "Meanwhile, someone, perhaps you in another window, has created another password "
            "with the same link. Go back and create yours again."
        ),
        act(scene.nothing_is_done),
        leave(),
        sees("Create your password"),
        PASSWORD,
        sees("Choose your challenge question"),
        QUESTION,
        choose("send"),
        ACTIVE,
        quit_(),
    )
    assert (scene.used_links(), scene.sessions()) == (1, 0)  # quitting has ended the session


def test_an_account_activated_elsewhere_meanwhile(scene: Scene, make_voter: MakeVoter) -> None:
    make_voter("fr", scene.portal.url).play(
        fill(link=scene.link),
        PASSWORD,
        sees("Choose your challenge question"),
        act(scene.somebody_else_activates),
        QUESTION,
        choose("send"),
        sees(
            "This link has already been used: the account is active. Sign in with your password. "
            "If you did not activate this account yourself, tell the help desk."
        ),
        quit_(),
    )
    assert (scene.used_links(), scene.sessions()) == (1, 1)


# --- The portal in trouble --------------------------------------------------------------


class Ailing:
    """A portal of one test's own, that falls ill and gets well."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.portal = start_portal(folder, opens_in="3d")

    def stop(self) -> None:
        self.portal.stop()

    def start(self) -> None:
        port = int(self.portal.url.rpartition(":")[2])
        self.portal = start_portal(self.folder, port=port)

    def freeze(self) -> None:
        self.portal.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.portal.process.send_signal(signal.SIGCONT)

    @contextmanager
    def lock(self) -> Iterator[Callable[[], None]]:
        """Hold the database against all writers, until told."""
        with closing(sqlite3.connect(self.portal.database, check_same_thread=False)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            yield lambda: holder.rollback()


@pytest.fixture
def ailing(tmp_path: Path) -> Iterator[Ailing]:
    folder = tmp_path / "portal"
    folder.mkdir()
    ailing = Ailing(folder)
    yield ailing
    ailing.thaw()
    ailing.stop()


def test_a_lost_connection_keeps_the_form(ailing: Ailing, make_voter: MakeVoter) -> None:
    scene = Scene(ailing.portal, "camille.dumont@ac-armorique.exemple")
    make_voter("fr", ailing.portal.url).play(
        fill(link=scene.link),
        PASSWORD,
        sees("Choose your challenge question"),
        act(ailing.stop),
        QUESTION,
        choose("send"),
        sees(
            "The portal cannot be reached. Check your connection. What you typed has been "
            "kept: try again."
        ),
        act(scene.nothing_is_done),
        act(ailing.start),
        fill(),
        choose("send"),
        ACTIVE,
        quit_(),
    )
    assert scene.account_is_active()
    assert scene.used_links() == 1


def test_a_busy_portal_keeps_the_form(ailing: Ailing, make_voter: MakeVoter) -> None:
    scene = Scene(ailing.portal, "camille.dumont@ac-armorique.exemple")
    with ailing.lock() as unlock:
        make_voter("fr", ailing.portal.url).play(
            fill(link=scene.link),
            sees("The portal is busy. What you typed has been kept. {again}"),
            act(unlock),
            fill(),
            sees("Create your password"),
            quit_(),
        )
    scene.nothing_is_done()


def test_a_silent_portal_keeps_the_form(ailing: Ailing, make_voter: MakeVoter) -> None:
    scene = Scene(ailing.portal, "camille.dumont@ac-armorique.exemple")
    make_voter("fr", ailing.portal.url).play(
        act(ailing.freeze),
        fill(link=scene.link),
        sees("The portal is taking too long to answer. What you typed has been kept: try again."),
        act(ailing.thaw),
        fill(),
        sees("Create your password"),
        quit_(),
    )
    scene.nothing_is_done()


def test_going_back_keeps_the_link(scene: Scene, make_voter: MakeVoter) -> None:
    make_voter("fr", scene.portal.url).play(
        fill(link=scene.link),
        sees("Create your password"),
        leave(),
        sees("Open your voter account"),
        fill(),
        sees("Create your password"),
        quit_(),
    )
    scene.nothing_is_done()
