"""How many characters a text may have, on the wire and in a form."""

from __future__ import annotations

from typing import Final

LONGEST_LINE: Final = 200
LONGEST_TEXT: Final = 2000
"""A text that has lines."""
LONGEST_DOCUMENT: Final = 60_000
"""A page of the election's, in Markdown."""
LONGEST_ADDRESS: Final = 254
"""RFC 5321, with its correction."""
LONGEST_BALLOT: Final = 120_000
"""A sealed ballot: 200 lists and the blank vote take some 105,000."""
LONGEST_SEAL: Final = 400_000
"""The seal of an election with 2,000 ballots."""
LONGEST_TELEPHONE: Final = 30
LONGEST_SECRET: Final = 128
"""A password, or an answer to the challenge question."""
