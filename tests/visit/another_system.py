"""The program on a computer whose system knows the authorities in a file, and no others.

The file is the first argument; the others are the program's. As OpenSSL has it, a variable of the
environment takes the file's place where it reaches the library.
"""

from __future__ import annotations

import os
import ssl
import sys

from tui_voter.__main__ import main

_as_compiled = ssl.SSLContext.set_default_verify_paths


def _as_on_that_system(context: ssl.SSLContext) -> None:
    os.environ.setdefault("SSL_CERT_FILE", AUTHORITIES)
    os.environ.setdefault("SSL_CERT_DIR", os.devnull)
    _as_compiled(context)


if __name__ == "__main__":
    AUTHORITIES = sys.argv.pop(1)
    ssl.SSLContext.set_default_verify_paths = _as_on_that_system  # type: ignore[assignment,method-assign]
    sys.exit(main())
