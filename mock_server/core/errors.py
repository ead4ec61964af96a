"""Errors for the command line, each in one sentence."""

from __future__ import annotations

import errno
from gettext import gettext as _


class Fault(Exception):
    """Bad input: a broken file, a busy port, an unknown address. Nothing was changed.

    Its text is one full sentence in the reader's language; the command ends with 2.
    """


def reason(exc: OSError | UnicodeError) -> str:
    """Why the system refused, in the reader's language for common cases, or else in the system's
    English."""
    if isinstance(exc, UnicodeError):
        return _("it is not a valid host name")
    common = {
        errno.ENOENT: _("it does not exist"),
        errno.EACCES: _("access denied"),
        errno.EPERM: _("access denied"),
        errno.EISDIR: _("it is a folder"),
        errno.ENOTDIR: _("part of its path is not a folder"),
        errno.ENOSPC: _("the disk is full"),
        errno.EDQUOT: _("the disk quota is used up"),
        errno.EROFS: _("the disk is read-only"),
        errno.EADDRINUSE: _("it is already in use"),
        errno.EADDRNOTAVAIL: _("it is not an address on this computer"),
    }
    return common.get(exc.errno or 0) or exc.strerror or type(exc).__name__
