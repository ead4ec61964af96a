"""Archives that were altered as well as it can be done: every hash and every header is right."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, Final

from tests.sealing.made import QUORUM, SEALED_AT, Made
from tui_voter.sealing import tally
from tui_voter.sealing.archive import Archive, Kind, SetupData, TallyData, _file
from tui_voter.sealing.ballot import seal_ballot
from tui_voter.sealing.codes import credential, new_code, read_code
from tui_voter.sealing.credentials import (
    public_creds_text,
    public_key,
    read_public_creds,
    secret_key,
)
from tui_voter.sealing.errors import BadLog, NotCanonical
from tui_voter.sealing.group import b64_hash, canonical_json
from tui_voter.sealing.proofs import prove
from tui_voter.sealing.receipt import new_receipt_key
from tui_voter.sealing.replacements import replacement_line
from tui_voter.sealing.trustees import make_item, trustees_text

Forge = Callable[[Made], bytes]


def removed(made: Made) -> bytes:
    """A ballot is gone from the urn, and the sum is still all of theirs."""
    return made.counted(ballots=made.ballots[:-1], summed=made.ballots)


def cut_out(made: Made) -> bytes:
    """The files of one ballot and its event, and nothing else, are taken out."""
    two, three, all_ = (made.open(made.ballots[:count]) for count in (2, 3, 5))
    return two + all_[len(three) :]


def sum_omits_one(made: Made) -> bytes:
    return made.counted(summed=made.ballots[1:])


def sum_has_one_twice(made: Made) -> bytes:
    return made.counted(summed=[*made.ballots, made.ballots[1]])


def broken_proof(made: Made) -> bytes:
    def swap(answer: Any) -> None:
        proof = answer["individual_proofs"][1][0]
        proof["challenge"], proof["response"] = proof["response"], proof["challenge"]

    return made.open([*made.ballots[:2], rewritten(made, swap), *made.ballots[3:]])


def other_choice(made: Made) -> bytes:
    return made.open([rewritten(made, lambda answer: answer["choices"].reverse())])


def rewritten(made: Made, change: Callable[[Any], object]) -> bytes:
    """The third ballot, changed, with its hash made good; nobody else can sign it."""
    ballot = json.loads(made.ballots[2])
    signature = ballot.pop("signature")
    change(ballot["answers"][0])
    digest = b64_hash(canonical_json(ballot))
    return canonical_json(ballot | {"signature": signature | {"hash": digest}})


def leading_zero(made: Made) -> bytes:
    """By the voter, who signs it: another text of the same ballot, with another tracker."""

    def write(answer: Any) -> None:
        proof = answer["overall_proof"][0]
        proof["challenge"] = "0" + proof["challenge"]

    return made.open([*made.ballots[:2], signed_anew(made, write)])


def upper_case(made: Made) -> bytes:
    def write(answer: Any) -> None:
        answer["choices"][0]["beta"] = answer["choices"][0]["beta"].upper()

    return made.open([*made.ballots[:2], signed_anew(made, write)])


def signed_anew(made: Made, change: Callable[[Any], object]) -> bytes:
    ballot = json.loads(rewritten(made, change))
    digest = ballot["signature"]["hash"]
    secret = secret_key(made.credential(2), made.election.uuid)
    return canonical_json(
        ballot | {"signature": {"hash": digest, "proof": prove(f"sig|{digest}|", secret)}}
    )


def foreign_credential(made: Made) -> bytes:
    stranger = credential(read_code(new_code()))
    return made.open([*made.ballots, seal_ballot(made.election, stranger, 1).text])


def foreign_election(made: Made) -> bytes:
    return made.open([*made.ballots, Made([1]).ballots[0]])


def same_credential_twice(made: Made) -> bytes:
    return made.open([*made.ballots, made.ballot(0, 2)])


def same_ballot_twice(made: Made) -> bytes:
    return made.open([*made.ballots, made.ballots[0]])


def forged_share(made: Made) -> bytes:
    """A share of somebody who is not of the board."""
    total = made.sum_of(made.ballots)
    foreign = tally.share(12345, total, made.election)
    return made.counted(shares={1: foreign}, votes=(1, 2, 1, 1))


def another_s_share(made: Made) -> bytes:
    total = made.sum_of(made.ballots)
    return made.counted(
        shares={4: tally.share(made.shares[3], total, made.election)}, votes=(1, 2, 1, 1)
    )


def nobody_s_share(made: Made) -> bytes:
    total = made.sum_of(made.ballots)
    return made.counted(
        shares={7: tally.share(made.shares[3], total, made.election)}, votes=(1, 2, 1, 1)
    )


def share_told_twice(made: Made) -> bytes:
    """One member alone, twice: were they counted, it would be a quorum of the delegates."""
    opened = made.counted(quorum=(1, 3), votes=(1, 2, 1, 1))
    without_result = opened[: opened.rindex(b'{"result":') - 512]
    archive = Archive.after(without_result)
    again = tally.share(made.shares[3], made.sum_of(made.ballots), made.election)
    return without_result + archive.share(3, again) + archive.result((1, 2, 1, 1))


def other_number(made: Made) -> bytes:
    """The sum is right, and said to be of one ballot more."""
    opened, total = made.open(), made.sum_of(made.ballots)
    archive = Archive.after(opened)
    described = TallyData(6, 6, sha256(total.text).hexdigest())
    return (
        opened + archive.end() + archive._event(Kind.TALLY, total.text, canonical_json(described))
    )


def too_few_shares(made: Made) -> bytes:
    return made.counted(quorum=QUORUM[:2], votes=(1, 2, 1, 1))


def other_result(made: Made) -> bytes:
    return made.counted(votes=(2, 1, 1, 1))


def other_board(made: Made) -> bytes:
    board = trustees_text([make_item(2, 1)[0], make_item(4, 2)[0]])
    return Archive(SEALED_AT).setup(made.election.text, board, made.roll)


def ballot_after_the_end(made: Made) -> bytes:
    opened = made.open(made.ballots[:-1])
    archive = Archive.after(opened)
    return opened + archive.end() + archive.ballot(made.ballots[-1])


def other_setup(made: Made) -> bytes:
    """The event names other files than those that stand before it."""
    head = made.open()[:1024]  # the first file
    files = (made.election.text, made.trustees.text, made.roll)
    election, board, roll = (sha256(file).hexdigest() for file in files)
    return head + Archive(SEALED_AT)._event(
        Kind.SETUP, *files, canonical_json(SetupData(election, roll, board))
    )


def file_too_many(made: Made) -> bytes:
    """A ballot's event has two files before it: which one was voted?"""
    opened = made.open(made.ballots[:-1])
    return opened + Archive.after(opened)._event(Kind.BALLOT, made.ballot(4, 1), made.ballots[-1])


def wrong_name(made: Made) -> bytes:
    """A file's name is not its hash; its header is in order."""
    opened, name = made.open(), sha256(made.ballots[1]).hexdigest()
    head = opened.index(f"{name}.data.json".encode())
    size = len(made.ballots[1])
    right = opened[head : head + 512 + size]
    wrong = _file(f"{sha256(b'').hexdigest()}.data.json", made.ballots[1], SEALED_AT)
    return opened.replace(right, wrong[: 512 + size])


def other_roll(made: Made) -> bytes:
    """A voting right was added to the roll, and used."""
    code = credential(read_code(new_code()))
    roll = public_creds_text([*read_public_creds(made.roll), public_key(code, made.election.uuid)])
    archive = Archive(SEALED_AT)
    parts = [archive.setup(made.election.text, made.trustees.text, roll)]
    parts += map(archive.ballot, [*made.ballots, seal_ballot(made.election, code, 1).text])
    return b"".join(parts)


def broken_chain(made: Made) -> bytes:
    opened = made.open(made.ballots[:-1])
    archive = Archive.after(opened)
    archive.parent = "0" * 64
    return opened + archive.ballot(made.ballots[-1])


FORGERIES: Final[dict[str, tuple[str, Forge]]] = {
    "removed": ("not-the-sum", removed),
    "cut out": ("chain", cut_out),
    "the sum omits one": ("not-the-sum", sum_omits_one),
    "the sum has one twice": ("not-the-sum", sum_has_one_twice),
    "a broken proof": ("signature", broken_proof),
    "another choice": ("signature", other_choice),
    "a leading zero": ("scalar", leading_zero),
    "upper case": ("point", upper_case),
    "a foreign credential": ("not-in-the-roll", foreign_credential),
    "a foreign election": ("not-in-the-roll", foreign_election),
    "a credential twice": ("voted-twice", same_credential_twice),
    "a ballot twice": ("twice", same_ballot_twice),
    "a forged share": ("decryption-proof", forged_share),
    "another's share": ("decryption-proof", another_s_share),
    "nobody's share": ("owner", nobody_s_share),
    "a share twice": ("twice", share_told_twice),
    "another number": ("number", other_number),
    "too few shares": ("quorum", too_few_shares),
    "another result": ("result", other_result),
    "another board": ("election-key", other_board),
    "a ballot after the end": ("order", ballot_after_the_end),
    "another setup": ("setup", other_setup),
    "another roll": ("roll", other_roll),
    "a file too many": ("order", file_too_many),
    "a wrong name": ("hash", wrong_name),
    "a broken chain": ("chain", broken_chain),
}
"""The reason that is told of each, and what makes it."""


# --- Logs of replaced codes


def lines_of(log: bytes) -> list[bytes]:
    return log.splitlines(keepends=True)


def with_changes(line: bytes, **changes: object) -> bytes:
    content: dict[str, Any] = json.loads(line)
    return canonical_json(content | changes) + b"\n"


def other_lines(change: Callable[[list[bytes]], Sequence[bytes]]) -> Forge:
    """Of a log of two replacements, after one ballot and after three."""
    return lambda made: b"".join(change(lines_of(made.log(1, 3))))


def next_line(number: int, parent: int) -> Forge:
    """A line more, by the portal's key, behind two: of this number, after this one of the lines."""

    def forge(made: Made) -> bytes:
        lines = lines_of(made.log(1))
        line = replacement_line(made.receipt_key, made.election, number, 3, lines[parent])
        return b"".join([*lines, line])

    return forge


def other_reserve(made: Made, part: slice) -> bytes:
    credentials = json.loads(made.reserve)["credentials"]
    return with_changes(made.reserve, credentials=credentials[part])


def other_signature(change: Callable[[str], str]) -> Forge:
    return other_lines(
        lambda at: [at[0], with_changes(at[1], signature=change(json.loads(at[1])["signature"]))]
    )


def with_spaces(made: Made) -> bytes:
    return made.log(1).replace(b'"number":1', b'"number": 1')


LOGS: Final[dict[str, tuple[type[Exception], str, Forge]]] = {
    "nothing": (NotCanonical, "form", lambda _made: b""),
    "a last line without its end": (NotCanonical, "form", lambda made: made.log(1)[:-1]),
    "an empty line": (NotCanonical, "form", other_lines(lambda at: [*at, b"\n"])),
    "line ends of another system": (
        NotCanonical,
        "form",
        lambda made: made.log(1).replace(b"\n", b"\r\n"),
    ),
    "a space": (NotCanonical, "form", with_spaces),
    "a field more": (
        NotCanonical,
        "form",
        other_lines(lambda at: [at[0], with_changes(at[1], credential="0")]),
    ),
    "another format": (
        NotCanonical,
        "form",
        lambda made: made.log(1).replace(b"reserve 2", b"reserve 1"),
    ),
    "a reserve in another order": (
        BadLog,
        "reserve",
        lambda made: other_reserve(made, slice(None, None, -1)),
    ),
    "a reserve with a credential less": (
        BadLog,
        "reserve",
        lambda made: other_reserve(made, slice(1)),
    ),
    "another ballot's log": (BadLog, "reserve", lambda _made: Made([0]).log(0)),
    "another ballot's line": (
        BadLog,
        "chain",
        lambda made: made.reserve + lines_of(Made([0]).log(0))[1],
    ),
    "no signature": (NotCanonical, "signature", other_signature(lambda _told: "")),
    "a signature in capitals": (NotCanonical, "signature", other_signature(str.upper)),
    "another signature": (BadLog, "signature", other_signature(lambda _told: "0" * 128)),
    "another key": (BadLog, "signature", lambda made: made.log(1, key=new_receipt_key())),
    "another number of ballots": (
        BadLog,
        "signature",
        other_lines(lambda at: [at[0], with_changes(at[1], ballots=0), at[2]]),
    ),
    "a line is gone": (BadLog, "chain", other_lines(lambda at: [at[0], at[2]])),
    "two lines are exchanged": (BadLog, "chain", other_lines(lambda at: [at[0], at[2], at[1]])),
    "a line twice": (BadLog, "chain", other_lines(lambda at: [*at[:2], at[1]])),
    "a number twice": (BadLog, "chain", next_line(1, 1)),
    "a number left out": (BadLog, "chain", next_line(3, 1)),
    "another line before": (BadLog, "chain", next_line(2, 0)),
    "fewer ballots than before": (BadLog, "chain", lambda made: made.log(3, 2)),
    "less than no ballot": (BadLog, "chain", lambda made: made.log(-1)),
    "more replaced than were in reserve": (BadLog, "chain", lambda made: made.log(0, 0, 0)),
}
"""The error and the reason that is told of each, and what makes it."""
