"""What a member's key has given: a share of one closed urn of each election, and of no other urn.

From the sums of two urns of one election, each opened by enough members, the ballots are known in
which the urns differ. A note beside the key keeps its member from giving a share of both by
mistake. It does not see what other members are given: the members compare aloud that they all have
the same urn.
"""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import Literal

import msgspec

from mock_server.core.errors import Fault
from mock_server.core.handover import Hash, Line, read_as, write_new
from tui_voter.sealing.archive import Verdict
from tui_voter.sealing.codes import spoken_end


class Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The note about one share. ``event`` is the hash of the event EndBallots in the share's
    urn."""

    format: Literal["tui-voter given 1"] = "tui-voter given 1"
    uuid: Line
    event: Hash


def note_beside(key: Path, uuid: str) -> Path:
    """The path of an election's note: ``.UUID.given`` in place of the key's ``.key``."""
    return key.with_name(f"{key.name.removesuffix('.key')}.{uuid}.given")


def is_given(key: Path, urn: Verdict) -> bool:
    """Whether the key has given a share of this urn. Raises :class:`.Fault` if it has given one of
    another urn of the same election."""
    note = note_beside(key, urn.election.uuid)
    if not note.exists():
        return False
    given = read_as(note, Given)
    if (given.uuid, given.event) != (urn.election.uuid, urn.end):
        raise Fault(
            _(
                "This key has already given a share of another urn of {name} ({note}): that was "
                "{given}, and this is {short}. No share is made, as the counts of two urns can "
                "tell how one voter voted. Tell the other members, and call the elections office."
            ).format(
                name=urn.election.name,
                note=note,
                given=spoken_end(given.event),
                short=spoken_end(urn.end),
            )
        )
    return True


def note_given(key: Path, urn: Verdict) -> None:
    """Note that a share of this urn is given. It is called before the share is written. Raises
    :class:`.Fault`."""
    if not is_given(key, urn):
        given = Given(uuid=urn.election.uuid, event=urn.end)
        write_new(note_beside(key, given.uuid), msgspec.json.encode(given))
