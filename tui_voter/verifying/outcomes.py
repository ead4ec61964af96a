"""How a check can end other than well, each with the sentence that is told."""

from __future__ import annotations

from tui_voter.messages import gettext as _
from tui_voter.sealing.errors import BadArchive, SealingError


class Unusable(Exception):
    """A file that cannot be checked, or the wrong one: nothing was found out."""


class Fault(Exception):
    """Something does not hold, or not yet."""


def alarm(says: str, keep: str) -> Fault:
    """What no honest portal does, with what to keep and whom to call."""
    call = _("Then call the help desk that your portal names, and ask for the polling board.")
    return Fault(f"{says} {keep} {call}")


def bad_archive(error: BadArchive) -> Fault:
    """What is wrong with an urn. The last sentence is for whoever looks into it."""
    keep = _("Keep this file unchanged, with your receipt if you have one.")
    return Fault(f"{alarm(_said(error.reason), keep)} {_for_the_help_desk(error, error.what)}")


def bad_log(error: SealingError, name: str) -> Fault:
    """What is wrong with a log of replaced codes, or with the urn beside it."""
    said = alarm(_said_of_log(error.reason), _("Keep all of these files unchanged."))
    return Fault(f"{said} {_for_the_help_desk(error, name)}")


def _for_the_help_desk(error: SealingError, what: str) -> str:
    return _("For the help desk: {reason}, {what}.").format(reason=error.reason, what=what)


def _said_of_log(reason: str) -> str:
    return {
        **dict.fromkeys(
            ("reserve", "off-the-roll"),
            _(
                "The log of replaced voting codes belongs to another election, or its reserve of "
                "codes is not the one that was sealed. Download it again first."
            ),
        ),
        "chain": _(
            "Lines of the log of replaced voting codes were removed, added or put in another order."
        ),
        "signature": _(
            "A line in the log of replaced voting codes is not signed by the portal of this "
            "election: it was altered or forged."
        ),
        "unlogged": _(
            "At some moment more ballots had been cast with replacement codes than voting codes "
            "had been replaced: somebody voted with a code that no voter had been given. The log "
            "may be older than the ballot box: download it again first."
        ),
        "shortened": _(
            "The log of replaced voting codes does not begin with its older copy: lines were "
            "removed or altered since."
        ),
        "backdated": _(
            "The log of replaced voting codes has a line that was added later than it says: the "
            "older log, if it was downloaded after its ballot box, would have it already."
        ),
    }.get(
        reason,
        _(
            "The log of replaced voting codes is damaged or has been altered: its content is not "
            "what it should be. Download it again first."
        ),
    )


def _said(reason: str) -> str:
    ballot = _("A ballot in this ballot box is not valid: its proofs or its signature are wrong.")
    shares = _("A share of the polling board is not proven: it may be wrong or forged.")
    total = _(
        "What the polling board decrypted is not the sum of these ballots: some were left out, or "
        "added."
    )
    return {
        "cut": _(
            "This ballot box is incomplete: the file ends in the middle. Download it again first."
        ),
        "not-in-the-roll": _(
            "A ballot in this ballot box was cast with a voting right that was never issued."
        ),
        "roll": _("Voting rights were added to this ballot box, or removed, after it was sealed."),
        "voted-twice": _("A voting right was used twice in this ballot box."),
        **dict.fromkeys(
            (
                "uuid",
                "fingerprint",
                "hash",
                "signature",
                "individual-proof",
                "overall-proof",
            ),
            ballot,
        ),
        **dict.fromkeys(("not-the-sum", "number"), total),
        **dict.fromkeys(("owner", "decryption-proof"), shares),
        "quorum": _("A result was published without enough shares of the polling board."),
        "result": _("The published result is not the one that the shares give."),
        **dict.fromkeys(
            ("trustees", "election-key"),
            _("The polling board’s keys are not proven, or are not those of this election."),
        ),
    }.get(
        reason,
        _(
            "This ballot box is damaged or has been altered: its content is not what it should "
            "be. Download it again first."
        ),
    )
