"""On a real terminal: echo, pastes, Ctrl-C, signals, and silence while nothing happens."""

import asyncio
import fcntl
import os
import re
import select
import signal
import socket
import struct
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, TextIO

import pytest

from tests.linear.conversation import TerminalTalk
from tests.linear.stage import MAIL, PASSWORD
from tests.stories import LINK
from tests.terminal import PATIENCE
from tui_voter.dialogue import Page
from tui_voter.letters import fitted
from tui_voter.linear.keyboard import Keyboard, Typing
from tui_voter.linear.output import Output
from tui_voter.linear.scene import Question, Scene
from tui_voter.linear.voice import Voice

pytestmark = [pytest.mark.slow, pytest.mark.posix]
WAIT = asyncio.wait
LEAVING = "Leaving, 1 or 2.*: $"
BIG_MAIL = MAIL.replace("Cordialement", "\n".join(f"/quit ligne {n} du mail" for n in range(600)))


# --- A terminal in this process


@contextmanager
def opened() -> Iterator[tuple[IO[bytes], TextIO]]:
    """A terminal: what a person has, and what the program has."""
    screen, tty = os.openpty()
    with os.fdopen(screen, "r+b", buffering=0) as person, os.fdopen(tty, encoding="utf-8") as page:
        yield person, page


async def heard(person: IO[bytes], until: bytes) -> bytes:
    """What is put out, up to a text."""
    told = b""
    while until not in told:
        told += await asyncio.to_thread(person.read, 99)
    return told


def type_at_the_last_moment(
    monkeypatch: pytest.MonkeyPatch, person: IO[bytes], rest: list[bytes]
) -> list[float]:
    """Each time that the program would wait no longer, the next of the ``rest`` is typed; the
    seconds that it waits."""
    waits: list[float] = []

    async def wait(
        ready: set[asyncio.Future[None]], **limit: float | None
    ) -> tuple[set[asyncio.Future[None]], set[asyncio.Future[None]]]:
        if limit["timeout"] is not None:
            waits.append(limit["timeout"])
            if not rest:
                return set(), ready
            person.write(rest.pop(0))
        return await WAIT(ready)

    monkeypatch.setattr(asyncio, "wait", wait)
    return waits


@pytest.mark.parametrize(("goes_on", "line"), [(True, "begun here"), (False, " here")])
async def test_only_what_goes_on_may_be_begun_before_its_prompt(goes_on: bool, line: str) -> None:
    scene = Scene(Page(title="Text", blocks=[]))
    first, second = (
        Question([purpose], typing=Typing(text=True, continues=begun))
        for purpose, begun in (("first", False), ("second", goes_on))
    )
    with opened() as (person, page):
        voice = Voice(page, page)
        hearing = asyncio.ensure_future(voice.asking.hear(scene, first))
        await heard(person, b"first: ")
        person.write(b"one\n")
        assert await hearing == "one"
        person.write(b"begun")
        assert select.select([page], [], [], PATIENCE)[0]
        hearing = asyncio.ensure_future(voice.asking.hear(scene, second))
        assert (b"Typed too early" in await heard(person, b"second: ")) != goes_on
        person.write(b" here\n")
        assert await hearing == line


async def test_whoever_reads_the_terminal_meets_no_half_of_a_page() -> None:
    """A terminal that ends the lines itself hands them on one by one."""
    page = "\n".join(str(number) * 70 for number in range(1, 9))
    shown = page.replace("\n", "\r\n").encode()
    with opened() as (person, tty):
        before = termios.tcgetattr(tty)
        output = Output(tty)
        for _number in range(300):
            reading = asyncio.ensure_future(asyncio.to_thread(person.read, 4096))
            await asyncio.sleep(0)
            output.leave(page)
            assert (await reading).lstrip() == shown
        assert termios.tcgetattr(tty) == before


async def test_what_is_waited_for_stands_until_it_could_be_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A slow screen reader finds what has taken its place, and tells that twice."""
    monkeypatch.setattr("tui_voter.linear.output.HEARD", PATIENCE)
    with opened() as (person, page):
        output = Output(page)
        keyboard = Keyboard(page, output)
        output.leave("Checking")
        assert await asyncio.to_thread(person.read, 99) == b"Checking"

        async def ask() -> list[str]:
            await keyboard.drop_typed()
            return await keyboard.read("Name: ")

        reading = asyncio.ensure_future(ask())
        for _turn in range(9):
            await asyncio.sleep(0)
        assert not select.select([person], [], [], 0)[0]
        keyboard.interrupt()  # who presses Ctrl-C does not wait
        assert await asyncio.to_thread(person.read, 99) == b"\r\nName: "
        person.write(b"Ada\n")
        assert await reading == ["Ada"]


async def test_what_is_said_at_a_moment_is_written_in_one_piece() -> None:
    """A screen reader reads a text again to which something is added while it is read."""
    ear, mouth = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)  # a write is a message
    keys, hand = os.pipe()
    stdout = os.fdopen(mouth.detach(), "w", encoding="utf-8")
    with ear, stdout, os.fdopen(keys) as stdin, os.fdopen(hand, "w"):
        output = Output(stdout)
        output.write("Two sentences.\n")
        output.write("And another.\n")
        reading = asyncio.ensure_future(Keyboard(stdin, output).read("Line: "))
        assert await asyncio.to_thread(ear.recv, 99) == b"Two sentences.\nAnd another.\nLine: "
        reading.cancel()
        await asyncio.wait({reading})  # it ends the prompt's line
        output.write("Before a wait.\n")
        output.leave("Waiting")
        assert await asyncio.to_thread(ear.recv, 99) == b"\nBefore a wait.\nWaiting\n"
        output.write("Nothing follows.\n")
        assert await asyncio.to_thread(ear.recv, 99) == b"Nothing follows.\n"


async def test_lines_that_follow_at_once_are_one_paste(monkeypatch: pytest.MonkeyPatch) -> None:
    """They may come tens of milliseconds apart; nobody presses a key that soon after Enter."""
    with opened() as (person, page):
        waits = type_at_the_last_moment(monkeypatch, person, [b"two\n", b"three\n"])
        reading = asyncio.ensure_future(Keyboard(page, Output(page)).read("Line: "))
        await asyncio.sleep(0)
        person.write(b"one\n")
        assert await reading == ["one", "two", "three"]
    assert len(waits) == 3
    assert all(0.03 <= seconds <= 0.1 for seconds in waits)


async def test_a_mail_whose_first_line_comes_in_several_parts_is_not_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A terminal hands over some thousand letters at a time, and the others at the last moment."""
    with opened() as (person, page):
        rest = [b"Monsieur, ", b"bonjour.\n", b"Voici votre lien.\n"]
        type_at_the_last_moment(monkeypatch, person, rest)
        output = Output(page)
        keyboard = Keyboard(page, output)
        reading = asyncio.ensure_future(keyboard.read("Link: ", Typing(enough=bool)))
        assert await asyncio.to_thread(person.read, 99) == b"Link: "
        person.write(b"Madame, ")
        assert await reading == ["Madame, Monsieur, bonjour.", "Voici votre lien."]
        output.leave("Thank you.")
        assert (await heard(person, b"you.")).decode().split() == ["Thank", "you."]


async def test_the_cursor_stays_on_the_last_line_until_there_is_another() -> None:
    """A braille display shows the cursor's line, which is never an empty one."""
    with opened() as (person, tty):
        page = Output(tty)
        keyboard = Keyboard(tty, page)
        reading = asyncio.ensure_future(keyboard.read("Line: "))
        assert await asyncio.to_thread(person.read, 64) == b"Line: "
        person.write(b"one\n")
        await reading
        assert person.read(64) == b"one"
        page.write("Told.\n")
        page.leave("Waiting.")
        assert person.read(64) == b"\r\nTold.\r\nWaiting."
        keyboard.close()
        assert person.read(64) == b"\r\n"


# --- A process on a terminal of its own


def create_password(talk: TerminalTalk, *answers: str) -> None:
    """Answer the first prompts of the form of a password."""
    for prompt, answer in zip(PROMPTS, answers, strict=False):
        talk.answer(prompt, answer)


PROMPTS = ("mot de passe: $", "encore une fois: $", "captcha: $")
RIGHT = (PASSWORD, PASSWORD, "7294")


def test_hidden_answers_are_echoed_to_whoever_asks_for_that_and_open_ones_are() -> None:
    with TerminalTalk("password_only") as talk:
        talk.hear("mot de passe: $")
        assert talk.hides
        talk.type("")
        talk.answer("2. Show what I type\r\n.*: $", "2")
        talk.hear("Shown. .*mot de passe: $")
        assert not talk.hides
        talk.type(PASSWORD)
        talk.hear("encore une fois: $")
        assert talk.hides
        talk.type(PASSWORD)
        talk.hear("captcha: $")
        assert not talk.hides
        talk.type("7294")
        assert talk.wait_for_exit() == 0
        assert talk.settings() == talk.settings_before
    assert talk.text.count(PASSWORD) == 1
    assert "captcha: 7294" in talk.text


def test_what_is_typed_during_a_wait_is_neither_shown_nor_taken() -> None:
    with TerminalTalk("slow") as talk:
        talk.answer("nom: $", "Ada")
        talk.press("Envoi en cours…$", "bavardage\n")
        talk.keys("\x03")
        talk.hear("Typed too early: ignored.\r\n")
        talk.answer("Stopped. Demande, Enter to retry: $", "")
        talk.answer("Bonjour Ada, Enter: $", "")
        assert talk.wait_for_exit() == 0
    assert "bavardage" not in talk.text


def test_ctrl_c_leads_back_from_the_computer_to_the_question_in_words() -> None:
    with TerminalTalk("computing") as talk:
        create_password(talk, PASSWORD, PASSWORD, "")
        talk.press("The computer is answering…$", "\x03")
        talk.hear("Waiting was stopped; nothing is lost.\r\n")
        talk.answer("Stopped. 2 of 4, captcha.*: $", "")
        assert talk.wait_for_exit() == 0


def test_a_captcha_whose_time_is_over_says_so_before_it_is_answered() -> None:
    """Once, and never into what is typed; another question has its own time."""
    with TerminalTalk("running_out") as talk:
        create_password(talk, PASSWORD, PASSWORD, "/autre")
        talk.hear("2 of 4, captcha: $")
        talk.process.kill(signal.SIGUSR1)
        talk.answer(r"Le captcha a expiré\. 2 of 4, captcha: $", "/autre")
        talk.hear(r"Recopiez en chiffres : un\r\n.*2 of 4, captcha: $")


# --- Pastes


def test_a_whole_mail_is_pasted_and_its_rest_answers_nothing() -> None:
    """One that is more than a terminal holds."""
    with TerminalTalk("activation") as talk:
        talk.answer("lien unique: $", BIG_MAIL)
        talk.hear("mot de passe: $")
        assert "Objet" not in talk.text  # nobody has to listen to it
        talk.type("court")  # and not a line of the mail
        talk.hear("5 sur 12. 2 of 4, mot de passe: $")


def test_a_link_that_is_pasted_alone_is_shown_before_enter() -> None:
    with TerminalTalk("activation") as talk:
        talk.answer("lien unique: $", "Bonjour,\n\nrien ici\nni là")  # one answer without a link
        talk.press("Lien incomplet. 1 of 4, lien unique: $", LINK)
        talk.press(re.escape(LINK), "\b" * 3)
        talk.type(LINK[-3:])
        talk.hear("mot de passe: $")


@pytest.mark.parametrize(
    ("before", "text"),
    [
        *((0, "Un mot\nde passe\nen trois lignes\n"), (1, f"{MAIL}\n")),
        (2, "Un mot\nde passe\nen trois lignes"),
    ],
)
def test_of_several_lines_that_come_at_once_no_field_takes_one(before: int, text: str) -> None:
    """They would answer the questions that follow, or pass for a secret that nobody knows."""
    with TerminalTalk("password_only") as talk:
        create_password(talk, *RIGHT[:before])
        talk.press(PROMPTS[before], text)
        talk.hear("You pasted several lines where one is expected: nothing was used.\r\n")
        for prompt, line in [*zip(PROMPTS, RIGHT, strict=True)][before:]:
            talk.answer(prompt, line)
        assert talk.wait_for_exit() == 0
    assert talk.text.count("several lines") == 1
    assert "trois lignes" not in talk.text


def test_a_paste_is_taken_whole_with_its_empty_lines_and_slashes() -> None:
    with TerminalTalk("claim") as talk:
        talk.press("Votre réclamation: $", "Bonjour,\n\n/quit n'en est pas un.\nCordialement\n")
        talk.answer("Line 5, empty: go on: $", "")
        talk.answer("Téléphone: $", "0102")
        talk.hear(r"Bonjour,\\n\\n/quit n'en est pas un\.\\nCordialement")


def test_a_paste_that_ends_within_a_line_waits_for_its_end() -> None:
    with TerminalTalk("claim") as talk:
        talk.press("Votre réclamation: $", "Bonjour,\nmon nom")
        talk.press("mon nom$", " menque.\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[3~a\n")
        talk.answer("Line 3, empty: go on: $", "")
        talk.answer("Téléphone: $", "0102")
        talk.hear(r"'Bonjour,\\nmon nom manque\., 0102'")
    assert "Bonjour,\r\nmon nom menque." in talk.text  # nothing was said into it


# --- Keys


def test_a_line_is_edited_with_the_arrows_and_only_its_letters_are_written() -> None:
    with TerminalTalk("text_form") as talk:
        talk.answer("prénom: $", "Edx\x1b[D\x1b[3~\x1b[HFr\x1bOFz\x7fy\x1b[A\x1b[15~\x1b[1;5P\x1b")
        talk.answer("nom: $", "mal\x15\x1b[DByon\x1b[D\x1b[Dr\x1b[1~\x1b[C\x1b[4~\x1b[97;1:3u")
        talk.hear(r"FrEdy\+Byron, Enter: $")
    assert not {c for c in talk.text if c < " "} - {"\r", "\n", "\b"}


AT_A_PLACE = pytest.mark.parametrize(
    ("journey", "prompt"), [("password_only", "mot de passe: $"), ("menu", "1 or 2: $")]
)


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
@AT_A_PLACE
def test_leaving_by_a_key_restores_the_terminal(journey: str, prompt: str, key: str) -> None:
    with TerminalTalk(journey) as talk:
        talk.press(prompt, key)
        talk.hear("\r\nYou have left tui-voter.\r\n$")
        assert talk.wait_for_exit() == 1
        assert talk.settings() == talk.settings_before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
@AT_A_PLACE
def test_a_signal_restores_the_terminal(journey: str, prompt: str, number: signal.Signals) -> None:
    with TerminalTalk(journey) as talk:
        talk.hear(prompt)
        talk.process.kill(number)
        assert talk.wait_for_exit() == 128 + number
        assert talk.settings() == talk.settings_before


def test_a_terminal_that_is_closed_ends_the_program_which_does_not_ask_whether_to() -> None:
    with TerminalTalk("text_form") as talk:
        talk.answer("prénom: $", "Ada")
        talk.hear("nom: $")
        assert talk.hang_up() == 128 + signal.SIGHUP


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_leaving_by_a_key_asks_where_something_typed_would_be_lost(key: str) -> None:
    with TerminalTalk("password_only") as talk:
        talk.answer("mot de passe: $", PASSWORD)
        talk.press("encore une fois: $", key)
        talk.hear(r"what you typed would be lost\.")
        talk.answer(LEAVING, "1")
        talk.answer("encore une fois: $", PASSWORD)  # nothing is lost
        talk.hear("captcha: $")
        talk.keys(key)  # another time, it asks again
        talk.press(LEAVING, key)
        talk.hear("You have left tui-voter")
        assert talk.wait_for_exit() == 1
    assert "Canari" not in talk.text


@pytest.mark.parametrize("keys", ["Canari\x03", "Canari\x04\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_a_hidden_line_that_was_begun_is_typed_anew(keys: str) -> None:
    """The terminal itself takes Ctrl-D there, and hands over what was begun at the first one."""
    with TerminalTalk("password_only") as talk:
        talk.press("mot de passe: $", keys)
        talk.answer(LEAVING, "1")
        talk.hear("Type this answer again from the beginning")
        create_password(talk, PASSWORD, PASSWORD)
        talk.hear("captcha: $")
    assert "Canari" not in talk.text


def test_ctrl_c_keeps_the_line_that_is_being_typed() -> None:
    with TerminalTalk("text_form") as talk:
        talk.press("prénom: $", "Ada")
        talk.press("Ada$", "\x03")
        talk.hear(r"what you typed would be lost\.")
        talk.answer(LEAVING, "1")
        talk.answer("prénom: Ada$", "line")
        talk.answer("nom: $", "Byron")
        talk.hear(r"Adaline\+Byron")


@pytest.mark.parametrize(
    ("journey", "behind", "told"),
    [
        ("claim", [("Téléphone: $", "")], "'Il manque un nom., '"),
        ("long_text_alone", [(LEAVING, "1"), ("empty: go on: $", "")], "'Il manque un nom.'"),
    ],
)
def test_ctrl_d_ends_a_long_text_as_an_empty_line_does_but_never_sends_it(
    journey: str, behind: Sequence[tuple[str, str]], told: str
) -> None:
    with TerminalTalk(journey) as talk:
        talk.answer("(?:réclamation|texte): $", "Il manque un nom.")
        talk.press("empty: go on.*: $", "\x04")
        for prompt, line in behind:
            talk.answer(prompt, line)
        talk.hear(told)


@pytest.mark.parametrize("begun", ["", "Canari"])
def test_ctrl_z_gives_the_terminal_back_and_takes_it_again(begun: str) -> None:
    """A half-typed secret is dropped, which is said."""
    with TerminalTalk("password_only", AS_A_SHELL="1") as talk:
        talk.press("mot de passe: $", begun)
        talk.keys("\x1a")
        talk.hear("Stopped\r\n")
        assert talk.settings() == talk.settings_before
        talk.type("")
        if begun:
            talk.hear(r"Type this answer again from the beginning\.\r\n")
        talk.hear("mot de passe: $")
        assert talk.hides
        talk.type(PASSWORD)
        talk.answer("encore une fois: $", PASSWORD)
        talk.hear("captcha: $")
    assert "Canari" not in talk.text


# --- Waits, crashes, news


def test_a_long_wait_is_said_once() -> None:
    """Clear of where the cursor stood: a reader would take it for letters that were typed."""
    with TerminalTalk("impatient") as talk:
        talk.answer("Demande, nom: $", "")
        talk.hear(r"\r\nOne more moment; Ctrl\+C stops\.\r\n")
        talk.hear("Envoi en cours…   $")  # the cursor is left on what is waited for
        talk.keys("\x03")
        talk.hear("Stopped. Demande, Enter to retry: $")


def test_the_opening_is_said_by_itself_with_a_new_prompt() -> None:
    with TerminalTalk("turning") as talk:
        talk.hear(r"43 jours\. Je vote, 1 or Enter: $")
        talk.process.kill(signal.SIGUSR1)
        talk.answer(r"\r\nLe vote est ouvert\.\r\nVote open\. Je vote, 1 or Enter: $", "1")
        assert talk.wait_for_exit() == 0


def test_lines_of_a_text_stay_lines_where_they_are_fitted() -> None:
    master, slave = os.openpty()
    with os.fdopen(master, "rb"), os.fdopen(slave, "w") as terminal:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 12, 0, 0))
        assert fitted("One line.\n\nAnother one, longer.", terminal) == (
            "One line.\n\nAnother one,\nlonger."
        )
