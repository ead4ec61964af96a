"""What a person at the command line got wrong, said in one sentence."""

from __future__ import annotations

import errno
from gettext import gettext as _


class Fault(Exception):
    """Bad input: a broken file, a busy port, an unknown address. Nothing was changed.

    Its text is one full sentence in the reader's language; the command ends with 2.
    """


def reason(exc: OSError | UnicodeError) -> str:
    """Why the system would not do it: in the reader's language where the case is a common
    one, else as the system says it, in English."""
    if isinstance(exc, UnicodeError):
        return _("it is not the name of a computer")
    common = {
        errno.ENOENT: _("it does not exist"),
        errno.EACCES: _("access is not allowed"),
        errno.EPERM: _("access is not allowed"),
        errno.EISDIR: _("it is a folder"),
        errno.ENOTDIR: _("a part of its path is no folder"),
        errno.EADDRINUSE: _("it is in use already"),
        errno.EADDRNOTAVAIL: _("it is not an address of this computer"),
    }
    return common.get(exc.errno or 0) or exc.strerror or type(exc).__name__
