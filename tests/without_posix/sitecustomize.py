"""Read by Python as it starts: takes POSIX away from the process, as ``WITHOUT_POSIX`` says."""

import builtins
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from types import ModuleType

MODULES = ("crypt", "fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty")
OF_WINDOWS = ("SIGABRT", "SIGFPE", "SIGILL", "SIGINT", "SIGSEGV", "SIGTERM")
OF_THE_LOOP = ("add_reader", "remove_reader", "add_signal_handler", "remove_signal_handler")
OF_OS = ("fork", "forkpty", "getpgid", "getpgrp", "killpg", "openpty", "setsid", "tcgetpgrp")


def anywhere() -> None:
    """Nobody in this process finds anything of POSIX."""
    import asyncio  # late: whoever is to have none of this shall not pay for it

    for module in MODULES:
        sys.modules[module] = None  # type: ignore[assignment] # importing it fails from now on
    for name in OF_OS:
        delattr(os, name)
    for name in dir(signal):
        is_signal = name.startswith("SIG") and name not in (*OF_WINDOWS, "SIG_DFL", "SIG_IGN")
        if is_signal or name.startswith("pthread_"):
            delattr(signal, name)
    for name in dir(time):
        if name.lower().startswith("clock_"):
            delattr(time, name)
    for name in OF_THE_LOOP:
        setattr(asyncio.SelectorEventLoop, name, getattr(asyncio.AbstractEventLoop, name))


def in_tui_voter() -> None:
    """The client's own modules cannot import POSIX's."""
    import_module = builtins.__import__

    def guarded(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 (as it is called)
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        if name in MODULES and globals and str(globals["__name__"]).startswith("tui_voter."):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return import_module(name, globals, locals, fromlist, level)

    builtins.__import__ = guarded


match os.environ.get("WITHOUT_POSIX"):
    case "anywhere":
        anywhere()
    case "in tui_voter":
        in_tui_voter()
