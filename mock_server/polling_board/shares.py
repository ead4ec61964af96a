"""``share``: makes a member's part of the count, once everything in the urn was checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from mock_server.core.errors import Fault
from mock_server.core.files import taken
from mock_server.core.handover import ShareFile, read_file, write_new
from mock_server.core.terminal import tell
from mock_server.polling_board import passphrases
from mock_server.polling_board.given import is_given, note_given
from mock_server.polling_board.key_files import KeyFile, read_key, unlock
from tui_voter.sealing import archive, tally
from tui_voter.sealing.archive import Verdict
from tui_voter.sealing.codes import spoken_end
from tui_voter.sealing.ending import check_end, end_beside, read_end
from tui_voter.sealing.errors import BadArchive, BadReceipt, SealingError
from tui_voter.sealing.group import b64_hash
from tui_voter.sealing.replacements import RESERVE, Counted, count_replaced, log_beside

TOLD_EACH: Final = 1000
"""The ballots that are checked between two lines of progress."""


class _Urn(NamedTuple):
    path: Path
    verdict: Verdict
    replaced: int
    share: Path


def make_shares(key_file: Path, urns: Sequence[Path], rehearsal: Path | None) -> None:
    """Write a share of each urn's count, beside the urn. The passphrase is asked for once all urns
    are checked and the member was told what to compare. Raises :class:`.Fault`."""
    key = read_key(key_file)
    checked = [_read_urn(path, key) for path in urns]
    if len({urn.verdict.election.uuid for urn in checked}) < len(checked):
        raise Fault(_("Two of the urns are of the same election: name one of each."))
    for urn in checked:
        is_given(key_file, urn.verdict)
    if any(urn.replaced for urn in checked):
        tell(
            _(
                "Ask the elections office how many emails “Your voting code has been replaced” "
                "it sent: one for each replacement, so one voter may have two. If more codes "
                "were replaced, make no share, and find out why."
            )
        )
    for urn in checked:
        tell(
            _("Closed urn of {name}: {short}").format(
                name=urn.verdict.election.name, short=spoken_end(urn.verdict.end)
            )
        )
    tell(
        _(
            "Read it aloud: every member of the board must read the same symbols. If one reads "
            "others, nobody gives a share: the counts of two urns can tell how one voter voted."
        )
    )
    secret = unlock(key, _passphrase(key, key_file, rehearsal), key_file)
    for urn in checked:
        text = tally.share(secret, urn.verdict.tally, urn.verdict.election)
        share = ShareFile(uuid=urn.verdict.election.uuid, owner=key.owner, share=text.decode())
        note_given(key_file, urn.verdict)
        write_new(urn.share, msgspec.json.encode(share))
        tell(_("Written: {path}").format(path=urn.share))
    tell(_("Give it to whoever runs the portal, for mock-portal load-share. It tells no secret."))


def _passphrase(key: KeyFile, path: Path, rehearsal: Path | None) -> str:
    if rehearsal is None:
        return passphrases.ask(key.member, path)
    known = passphrases.from_file(rehearsal)
    if key.owner > len(known):
        raise Fault(
            _("{path} has no passphrase for {member}.").format(path=rehearsal, member=key.member)
        )
    return known[key.owner - 1]


def _read_urn(path: Path, key: KeyFile) -> _Urn:
    """An urn that is valid, closed, and to be opened with this member's key."""
    tell(_("{path} is being checked.").format(path=path))
    try:
        verdict = archive.check(read_file(path), _progress())
    except BadArchive as exc:
        raise Fault(
            _("{path} is not sound, so no share is made ({why}). Keep it, and call the elections "
              "office.")
            .format(path=path, why=exc)
        ) from exc  # fmt: skip
    if not verdict.ended:
        raise Fault(
            _("The urn of {path} is not closed: a share is made after that.").format(path=path)
        )
    owner = {owner.number: owner for owner in verdict.trustees.owners}.get(key.owner)
    if (
        key.trustees != b64_hash(verdict.trustees.text)
        or owner is None
        or owner.public_key.text != key.public_key
    ):
        raise Fault(
            _("The key is not one of the board that {path} was sealed for.").format(path=path)
        )
    _check_end(path, verdict)
    counted = _count_replaced(path, verdict)
    tell(
        ngettext(
            "{name}: {count} ballot for {roll} codes, all checks hold.",
            "{name}: {count} ballots for {roll} codes, all checks hold.",
            verdict.ballots,
        ).format(name=verdict.election.name, count=verdict.ballots, roll=len(verdict.roll))
    )
    tell(_replaced(counted))
    share = path.with_name(f"{verdict.election.uuid}.share-{key.owner}.json")
    if share.exists():
        raise taken(share)
    return _Urn(path, verdict, counted.replaced if counted else 0, share)


def _check_end(path: Path, verdict: Verdict) -> None:
    """Compare the urn with the end that the portal has signed, if that is beside it. Raises
    :class:`.Fault`."""
    beside = end_beside(path)
    if not beside.exists():
        return
    try:
        end = read_end(read_file(beside))
        check_end(end, verdict.election)
        if end.event != verdict.end:
            raise BadReceipt("event")
    except SealingError as exc:
        raise Fault(
            _(
                "{end} is not the signed end of its urn, so no share is made ({why}). Keep both, "
                "and call the elections office."
            ).format(end=beside, why=exc)
        ) from exc


def _count_replaced(path: Path, verdict: Verdict) -> Counted | None:
    """What the log beside an urn says about replaced codes; None if the election was sealed without
    a log. Raises :class:`.Fault`."""
    if RESERVE not in verdict.election.digests:
        return None
    log = log_beside(path)
    if not log.is_file():
        raise Fault(
            _(
                "{log} is missing, so no share is made: put the log of replaced codes there, "
                "which mock-portal export-urns writes beside the urn."
            ).format(log=log)
        )
    try:
        return count_replaced(read_file(log), verdict)
    except SealingError as exc:
        raise Fault(
            _(
                "{log} does not match its urn, so no share is made ({why}). Keep both, and call "
                "the elections office."
            ).format(log=log, why=exc)
        ) from exc


def _replaced(counted: Counted | None) -> str:
    if counted is None:
        return _(
            "This election was sealed without a list of its reserve: nobody can tell how many "
            "ballots were cast with replacement codes."
        )
    return _(
        "Voting codes replaced: {replaced}, of {reserve} in reserve. Ballots cast with a "
        "replacement code: {cast}."
    ).format(replaced=counted.replaced, reserve=counted.reserve, cast=counted.cast)


def _progress() -> Callable[[int, int], None]:
    def progress(done: int, count: int) -> None:
        if done and done % TOLD_EACH == 0:
            tell(_("{done} of {count} checked.").format(done=done, count=count))

    return progress
