"""``python -m tests.screenreader.desktop FOLDER COMMAND...``: a desktop with Orca, and a terminal
window with a program in it.

A bus, an X server without a screen, a window manager, the bus of accessible applications, Orca, and
xfce4-terminal, which is made of VTE as most terminals of Linux desktops are. All that the program
writes goes to standard output as well. What Orca says, and what else there is to know, goes to
the pipe ``FOLDER/speech``; what any of them complains of, to ``FOLDER/log``.
"""

import os
import select
import subprocess
import sys
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import IO, Final

from tests.screenreader.speaking import RECORD_END, SPOKEN

AT_SPI: Final = "/usr/libexec/at-spi-bus-launcher"
ORCA: Final = "/usr/bin/orca"
PYTHON: Final = "/usr/bin/python3"
"""The interpreter that Orca is installed for."""
DISPLAY, BUS, KEY, SEEN = "display", "bus", "key", "seen"
"""More records of the pipe: the X server's address and the bus's, a key that Orca has named, and a
text that it has found in the window, whether it tells it or not."""
FOLLOWS: Final = f"{SPOKEN} blank{RECORD_END}".encode()
"""Orca has found the window, which is empty."""
SILENT: Final = 5.0
"""Seconds without a word after which Orca has not heard that the window is there: on a busy machine
the terminal may have the focus before it is on the bus of accessible applications, and tells it
nobody."""
COME_BACK: Final = (
    *("search", "--onlyvisible", "--class", "xfce4-terminal"),
    *("windowminimize", "%1", "windowactivate", "%1"),
)
"""What one does who hears nothing: leave the window and come back to it."""
WITH_THIS_PROGRAM: Final = ("setpriv", "--pdeathsig", "KILL")
BEFORE_OTHERS: Final = ("nice", "-n", "-10")
"""Before what else runs here, where that is allowed: a terminal that has to wait for a processor
takes in less of what is written at a time, and a page would be told in parts; where Orca has to, it
tells the cursor's line before the text that ends with it."""
WITH_THE_BUS: Final = ("env", "--ignore-signal=HUP")
"""A bus of its own would outlive it, had it no time to end that."""
SCREEN: Final = ("-nolisten", "tcp", "-noreset", "-screen", "0", "1280x800x24")
"""It would begin anew behind the first program that leaves it, which brings the keyboard: without
that, and not yet there for the next program."""
WINDOW: Final = ("--disable-server", "--hide-menubar", "--geometry", "80x24")
LOUD: Final = f"""
import importlib.machinery, importlib.util, os, re, sys
sys.modules["speechd"] = None
sys.argv[:] = [{ORCA!r}]
loader = importlib.machinery.SourceFileLoader("orca_program", {ORCA!r})
program = importlib.util.module_from_spec(importlib.util.spec_from_loader("orca_program", loader))
loader.exec_module(program)
from orca import debug, speech
from orca.scripts.terminal.script import Script

if log := os.environ.get("ORCA_LOG"):
    debug.debugLevel = debug.LEVEL_ALL
    debug.debugFile = open(log, "w", buffering=1)
note = debug.print_message
kind = {SPOKEN!r}
name_key, say_letter = speech.speak_key_event, speech.speak_character
look = Script.on_text_inserted

def write(text, kind_of_it=""):
    print(kind_of_it or kind, text, sep=" ", end={RECORD_END!r}, flush=True)

def see(script, event):
    look(script, event)
    write(event.any_data, {SEEN!r})

def tell(level, text, *how):
    if said := re.match(r"SPEECH OUTPUT: '(.*)'(?: [\\[{{].*)?$", text, re.S):
        write(said[1])
    note(level, text, *how)

def tell_key(event, *how):
    global kind
    kind = {KEY!r}
    name_key(event, *how)
    kind = {SPOKEN!r}

def tell_letter(letter, *how):
    write(letter)
    say_letter(letter, *how)

debug.print_message, program.otherOrcas = tell, list
speech.speak_key_event, speech.speak_character = tell_key, tell_letter
Script.on_text_inserted = see
sys.exit(program.main())
"""
"""Orca without a synthesiser: of its log, the lines that it is made for go to standard output, and
each letter that it says alone; the names of keys apart. It is told of no other Orca: on another
desktop there may be one. Where ``ORCA_LOG`` names a file, all of the log goes there."""
KEYMAP: Final = """
xkb_keymap {
    xkb_keycodes { include "evdev+aliases(qwerty)" };
    xkb_types { include "complete" };
    xkb_compat { include "complete" };
    xkb_symbols {
        include "pc+us"
        key <FK13> { [ eacute, Eacute ] };
        key <FK14> { [ egrave, Egrave ] };
        key <FK15> { [ agrave, Agrave ] };
        key <FK16> { [ ecircumflex, Ecircumflex ] };
        key <FK17> { [ ediaeresis, Ediaeresis ] };
        key <FK18> { [ ccedilla, Ccedilla ] };
        key <FK19> { [ ocircumflex, Ocircumflex ] };
        key <FK20> { [ U2019, U0153 ] };
    };
};
"""
"""A keyboard with all that is typed here: what it lacks would be lent a key for a moment, which
is over before a busy program has looked what the key means."""


def main(folder: Path, command: list[str]) -> None:
    """Until Orca ends, which it does not do by itself."""
    tty.setraw(1)
    ready = folder / "ready"
    os.mkfifo(ready)
    with (folder / "speech").open("ab", buffering=0) as pipe, (folder / "log").open("wb") as log:
        environment = {**os.environ, "NO_AT_BRIDGE": "0", "LANG": "C.UTF-8"}
        os.dup2(log.fileno(), 2)

        def start(*program: str, out: IO[bytes] | int = log) -> IO[bytes]:
            process = subprocess.Popen(
                program, stdin=DEVNULL, stdout=out, stderr=log, env=environment
            )
            return process.stdout or log

        address = start(
            *WITH_THIS_PROGRAM, "dbus-daemon", "--session", "--nofork", "--print-address", out=PIPE
        )
        environment["DBUS_SESSION_BUS_ADDRESS"] = address.readline().decode().strip()
        pipe.write(f"{BUS} {environment['DBUS_SESSION_BUS_ADDRESS']}{RECORD_END}".encode())
        number = start(*WITH_THIS_PROGRAM, "Xvfb", "-displayfd", "1", *SCREEN, out=PIPE).readline()
        environment["DISPLAY"] = display = f":{number.decode().strip()}"
        pipe.write(f"{DISPLAY} {display}{RECORD_END}".encode())
        subprocess.run(["xkbcomp", "-w0", "-", display], input=KEYMAP.encode(), check=True)
        start("openbox")
        start(*WITH_THE_BUS, AT_SPI, "--launch-immediately", "--a11y=1", "--screen-reader=1")

        def come_back() -> None:
            if ready.exists():  # and so may be the window
                subprocess.run(["xdotool", *COME_BACK], env=environment, check=False)

        said = _records(start(*BEFORE_OTHERS, PYTHON, "-c", LOUD, out=PIPE), come_back)
        pipe.write(next(said))  # it is there
        inside = (sys.executable, "-m", "tests.screenreader.window", os.ttyname(1), str(folder))
        start(*BEFORE_OTHERS, "xfce4-terminal", *WINDOW, "-x", *inside, *command)
        for record in said:
            pipe.write(record)
            if record == FOLLOWS and ready.exists():
                ready.write_bytes(b"")  # waits for the window
                ready.unlink()


def _records(orca: IO[bytes], when_silent: Callable[[], None]) -> Iterator[bytes]:
    end, rest = RECORD_END.encode(), b""
    while True:
        while not select.select([orca], [], [], SILENT)[0]:
            when_silent()
        if not (data := os.read(orca.fileno(), 65536)):
            return
        *records, rest = (rest + data).split(end)
        yield from (record + end for record in records)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
