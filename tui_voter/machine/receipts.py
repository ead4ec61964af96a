"""Ballots that were cast from this computer, stored for voters who want their receipts kept on it.

Each voter has a file that only they can read: trackers and receipts, no name, no choice.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from tui_voter.tuples import NamedTuple


class KeptBallot(NamedTuple):
    """A ballot that was cast. ``receipt`` is "" until the portal's receipt has come."""

    uuid: str
    tracker: str
    receipt: str = ""


class KeepingFailed(Exception):
    """The file cannot be read or written. Its content was not changed."""


class KeptBallots(Protocol):
    """The ballots that this computer stores for its voters. Every method may block."""

    def read(self, origin: str, identifier: str) -> tuple[KeptBallot, ...]:
        """Raises :class:`KeepingFailed`."""
        ...

    def write(self, origin: str, identifier: str, ballots: tuple[KeptBallot, ...]) -> None:
        """Raises :class:`KeepingFailed`."""
        ...


class LocalBallots:
    """The files in ``folder``, which is made once there is something to store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, origin: str, identifier: str) -> tuple[KeptBallot, ...]:
        import json

        try:
            text = self._path(origin, identifier).read_text(encoding="utf-8")
            return tuple(KeptBallot(*map(str, row)) for row in json.loads(text)["ballots"])
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KeepingFailed from error

    def write(self, origin: str, identifier: str, ballots: tuple[KeptBallot, ...]) -> None:
        import json

        from tui_voter.machine.files import write_own

        text = json.dumps({"portal": origin, "ballots": ballots})
        try:
            write_own(self._path(origin, identifier), text.encode())
        except OSError as error:
            raise KeepingFailed from error

    def forget(self, origin: str = "") -> int:
        """Erase the stored ballots, of one portal or of all. Returns the number of files erased.
        Raises :class:`KeepingFailed` once all others are erased, if one cannot be."""
        count, failed = 0, []
        for path in sorted(self.folder.glob("*.json")):
            try:
                if not origin or _portal_of(path) == origin:
                    path.unlink()
                    count += 1
            except (OSError, ValueError, KeyError, TypeError) as error:
                failed.append(error)
        if failed:
            raise KeepingFailed from failed[0]
        with suppress(OSError):  # the folder is missing, or has other files
            self.folder.rmdir()
        return count

    def _path(self, origin: str, identifier: str) -> Path:
        """The file of a voter, whose name does not tell whose it is."""
        name = sha256(f"tui-voter ballots|{origin}|{identifier}".encode()).hexdigest()[:32]
        return self.folder / f"{name}.json"


def _portal_of(path: Path) -> str:
    import json

    return str(json.loads(path.read_text(encoding="utf-8"))["portal"])


def ballots_folder() -> Path:
    from platformdirs import user_data_path  # late: most visits keep nothing

    return user_data_path("tui-voter") / "ballots"
