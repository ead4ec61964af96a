"""The ways in, walked by a listener: links, signing in, a forgotten password, the demo."""

import re
from collections.abc import Sequence

from tests.entry.visitor import NEW_PASSWORD, PASSWORD
from tests.portal.captcha_solver import solve
from tests.screenreader.listeners import command, refused, too_short
from tests.visit.scene import ACTIVE, ANSWER, FAIR_PASSWORD, WEAK_PASSWORD, WELCOME, Scene
from tests.voters import GOOD_PASSWORD
from tui_voter.audit.player import Reply, act, attempt, choose, fill, leave, quit_, sees, take
from tui_voter.messages import ngettext

WRONG_PASSWORD = "Tout-autre-chose 12"
NO_ADDRESS = refused(
    "An email address looks like first.last@school.example: check what you typed.", "incorrect"
)
WRONG_CAPTCHA = refused("Wrong answer. New question.", "wrong captcha")
RECOGNISED = (sees("Do you recognise this portal?"), choose("yes"))
QUESTION = (fill(question="first-dish", answer=ANSWER), choose("send"), ACTIVE)


def tries_left(text: str, texts: str, short: str) -> Reply:
    """The first of five tries was wrong."""
    return refused(ngettext(text, texts, 4), short, tries=4)


# fmt: off
# A script reads like prose; the formatter would give each move a line of its own.

# --- The activation


def activation(scene: Scene) -> Sequence[Reply]:
    """From the mail's link to the countdown; the captcha is repeated and replaced."""
    return [
        fill(link=scene.link), *RECOGNISED, sees("Account of {name}"),
        attempt(password=GOOD_PASSWORD), attempt(again=GOOD_PASSWORD),
        command("repeat"), fill(renew="captcha", captcha=solve),
        sees("Choose your challenge question"), *QUESTION, take("home"), WELCOME,
        choose("vote"), sees("The vote opens in"),
        fill(), sees("The vote opens in"),  # Enter alone tells the time again
        quit_(),
    ]


def refusals(scene: Scene) -> Sequence[Reply]:
    """Each kind of refusal, and the way on from it."""
    cut = (
        "This link is incomplete: its end is missing. Copy the whole link from the email, "
        "up to its last character."
    )
    short = "This answer is too short: at least {n} letters or digits are needed."
    return [
        attempt(link=scene.link[:-9]), refused(cut, "link incomplete"), fill(link=scene.link),
        attempt(password="Aé1"), too_short(3),
        attempt(password=WEAK_PASSWORD), refused("Too easy to guess.", "easy to guess"),
        attempt(password=GOOD_PASSWORD), attempt(again="Zeppelin-vert 48 girafes"),
        refused("The two entries differ. Type both again.", "entries differ"),
        fill(password=FAIR_PASSWORD, captcha=solve), sees("Your password could be better"),
        choose("change"), refused("Type another password, harder to guess.", "choose another"),
        fill(password=GOOD_PASSWORD), sees("Choose your challenge question"),
        leave(), choose("1"), sees("Create your password"),  # another password
        fill(password=NEW_PASSWORD, captcha="tout faux"),  # needed again for another password
        WRONG_CAPTCHA, fill(captcha=solve),
        attempt(question="first-dish"), attempt(answer="blé"),
        refused(short, "answer too short", n=4),
        fill(answer=ANSWER), choose("send"), ACTIVE, quit_(),
    ]


def new_link(scene: Scene) -> Sequence[Reply]:
    """A link whose time is over, and another one by mail."""
    scene.expire_link()
    return [
        fill(link=scene.link),
        refused("This link has expired. Ask for a new one.", "link expired"),
        leave("new_link"), sees("Get a new link"), attempt(address="camille"), NO_ADDRESS,
        fill(address=scene.address), sees("Confirm your request"),
        fill(at="Confirm your request", captcha=solve),
        sees(
            "If {address} is a voter’s address, you will then automatically receive, at your "
            "work email address, a new one-time link. Copy it and paste it here."
        ),
        quit_(),
    ]


def commands(scene: Scene) -> Sequence[Reply]:
    """What can be asked at any prompt."""
    return [
        command("aide"), command("aide"), sees("Commands everywhere:"), command("répéter"),
        command("temps"), sees("The email says until when its link is valid."),
        command("retour"),
        refused("You cannot go back from here. {quit} leaves the program.", "not here"),
        command("bonjour"), refused("No such command here. {help} lists them.", "unknown"),
        fill(link=scene.link),
        command("aide"), command("aide"), sees("Commands everywhere:"),
        attempt(password=GOOD_PASSWORD), attempt(again=GOOD_PASSWORD),
        command("temps"), sees("The captcha is valid for another {time}."), command("répéter"),
        command("retour"), command("retour"), sees("Enter: {label}"),  # the password, typed anew
        command("quitter"), sees("Leave all the same?"), command("quitter"),
    ]


def demo(_scene: Scene) -> Sequence[Reply]:
    """The demonstration, with its own portal and mailbox."""
    return [
        sees("Demonstration"), fill(), sees("Mailbox of {address}"), take("take_link"),
        fill(password=GOOD_PASSWORD, captcha=solve), *QUESTION, take("home"), WELCOME, quit_(),
    ]


# --- With an account


def sign_in(scene: Scene) -> Sequence[Reply]:
    """In and out, on a computer that has no key store to remember anything in."""
    scene.activate()
    return [
        leave("sign_in"), attempt(at="Sign in", identifier="camille"), NO_ADDRESS,
        fill(at="Sign in", identifier=scene.address, portal=scene.portal.url), *RECOGNISED,
        fill(at="Sign in", password=PASSWORD, captcha=solve), WELCOME, choose("sign_out"),
    ]


def too_many_tries(scene: Scene) -> Sequence[Reply]:
    """A wrong password, and once more than the portal bears."""
    scene.activate()
    scene.play(
        leave("sign_in"), fill(at="Sign in", identifier=scene.address),
        *[fill(at="Sign in", password=f"{WRONG_PASSWORD}{n}", captcha=solve) for n in range(4)],
        quit_(),
    )

    def the_time_is_over() -> None:
        scene.portal.sql(
            "UPDATE guessing SET until = 0"  # of everybody: a wait is no more than a delay
        )

    wrong = "The password or the address {identifier} is wrong. To change the address, go back."
    wait = "Too many attempts. {again} Or use “Forgotten password” to get a link."
    return [
        leave("sign_in"), fill(at="Sign in", identifier=scene.address),
        fill(at="Sign in", password=WRONG_PASSWORD, captcha=solve),
        refused(wrong, "not recognised"),
        fill(at="Sign in", password=PASSWORD, captcha=solve), refused(wait, "too many attempts"),
        act(the_time_is_over), fill(at="Sign in", password=PASSWORD), WELCOME, quit_(),
    ]


def forgotten(scene: Scene, *how: Reply) -> Sequence[Reply]:
    """The voter has asked for a link, answering the captcha so, and opens it."""
    scene.activate()
    return [
        leave("sign_in"), leave("forgotten", at="Sign in"), sees("Send me a link"), *how,
        sees("Paste this email, or its link."),
        fill(at="Forgotten password", link=lambda _question: scene.last_link()),
        sees("Answer your challenge question"),
    ]


def forgotten_password(scene: Scene) -> Sequence[Reply]:
    """From asking for a link to being inside with a new password."""
    faulty = fill(at="Forgotten password", identifier=scene.address, captcha="tout faux")
    solved = fill(at="Forgotten password", captcha=solve)
    return [
        *forgotten(scene, faulty, WRONG_CAPTCHA, solved),
        fill(at="Answer your challenge question", answer="Le cassoulet"),
        tries_left("That is not the recorded answer. {tries} attempt left.",
                   "That is not the recorded answer. {tries} attempts left.", "wrong answer"),
        fill(at="Answer your challenge question", answer=ANSWER), sees("Choose a new password"),
        attempt(at="Choose a new password", password="Oh là là 7"), too_short(10),
        fill(at="Choose a new password", password=NEW_PASSWORD),
        sees("Password changed; other sessions ended."), WELCOME, quit_(),
    ]


def without_questions(scene: Scene) -> Sequence[Reply]:
    """A forgotten password and a forgotten answer: the computer answers the captcha, a mailed code
    stands for the answer."""

    def mailed(_question: str) -> str:
        body = scene.portal.mailbox(scene.address)[-1].body
        return str(re.findall(r"^\d{5} \d{5} \d{5}$", body, re.M)[0])

    computed = fill(at="Forgotten password", identifier=scene.address, compute="captcha")
    return [
        *forgotten(scene, computed),
        leave("code", at="Answer your challenge question"),
        sees("A code has been emailed to {address}."), fill(mailed="12345 12345 12345"),
        tries_left("This is not the code that was emailed to you. {tries} attempt left.",
                   "This is not the code that was emailed to you. {tries} attempts left.",
                   "wrong code"),
        fill(mailed=mailed),
        fill(at="Choose a new password", password=NEW_PASSWORD), WELCOME, quit_(),
    ]
