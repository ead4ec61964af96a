"""Archives that were altered as well as it can be done: every hash and every header is right."""

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


def cut_out(made: Made) -> bytes:
    """The files of one ballot and its event, and nothing else, are taken out."""
    two, three, all_ = (made.open(made.ballots[:count]) for count in (2, 3, 5))
    return two + all_[len(three) :]


def swap_proof(answer: Any) -> None:
    proof = answer["individual_proofs"][1][0]
    proof["challenge"], proof["response"] = proof["response"], proof["challenge"]


def rewritten(made: Made, change: Callable[[Any], object]) -> bytes:
    """The third ballot, changed, with its hash made good; nobody else can sign it."""
    ballot = json.loads(made.ballots[2])
    signature = ballot.pop("signature")
    change(ballot["answers"][0])
    digest = b64_hash(canonical_json(ballot))
    return canonical_json(ballot | {"signature": signature | {"hash": digest}})


def leading_zero(answer: Any) -> None:
    """By the voter, who signs it: another text of the same ballot, with another tracker."""
    answer["overall_proof"][0]["challenge"] = "0" + answer["overall_proof"][0]["challenge"]


def upper_case(answer: Any) -> None:
    answer["choices"][0]["beta"] = answer["choices"][0]["beta"].upper()


def signed_anew(made: Made, change: Callable[[Any], object]) -> bytes:
    ballot = json.loads(rewritten(made, change))
    digest = ballot["signature"]["hash"]
    secret = secret_key(made.credential(2), made.election.uuid)
    return canonical_json(
        ballot | {"signature": {"hash": digest, "proof": prove(f"sig|{digest}|", secret)}}
    )


def with_ballot(another: Callable[[Made], bytes], after: int = 5) -> Forge:
    """Another ballot follows, after so many of those that were cast."""
    return lambda made: made.open([*made.ballots[:after], another(made)])


def foreign_credential(made: Made) -> bytes:
    return seal_ballot(made.election, credential(read_code(new_code())), 1).text


def share_of(owner: int, secret: Callable[[Made], int]) -> Forge:
    """A share that is told to be this member's, and was made with another secret."""

    def forge(made: Made) -> bytes:
        share = tally.share(secret(made), made.sum_of(made.ballots), made.election)
        return made.counted(shares={owner: share}, votes=(1, 2, 1, 1))

    return forge


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
    "removed": ("not-the-sum", lambda at: at.counted(ballots=at.ballots[:-1], summed=at.ballots)),
    "cut out": ("chain", cut_out),
    "the sum omits one": ("not-the-sum", lambda at: at.counted(summed=at.ballots[1:])),
    "a broken proof": ("signature", with_ballot(lambda at: rewritten(at, swap_proof), 2)),
    "a leading zero": ("scalar", with_ballot(lambda at: signed_anew(at, leading_zero), 2)),
    "upper case": ("point", with_ballot(lambda at: signed_anew(at, upper_case), 2)),
    "a foreign credential": ("not-in-the-roll", with_ballot(foreign_credential)),
    "a foreign election": ("not-in-the-roll", with_ballot(lambda _at: Made([1]).ballots[0])),
    "a credential twice": ("voted-twice", with_ballot(lambda at: at.ballot(0, 2))),
    "a ballot twice": ("twice", with_ballot(lambda at: at.ballots[0])),
    "a forged share": ("decryption-proof", share_of(1, lambda _at: 12345)),
    "another's share": ("decryption-proof", share_of(4, lambda at: at.shares[3])),
    "nobody's share": ("owner", share_of(7, lambda at: at.shares[3])),
    "a share twice": ("twice", share_told_twice),
    "another number": ("number", other_number),
    "too few shares": ("quorum", lambda at: at.counted(quorum=QUORUM[:2], votes=(1, 2, 1, 1))),
    "another result": ("result", lambda at: at.counted(votes=(2, 1, 1, 1))),
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


def other_reserve(part: slice) -> Forge:
    return lambda made: with_changes(
        made.reserve, credentials=json.loads(made.reserve)["credentials"][part]
    )


def other_signature(change: Callable[[str], str]) -> Forge:
    return other_lines(
        lambda at: [at[0], with_changes(at[1], signature=change(json.loads(at[1])["signature"]))]
    )


def replaced(old: bytes, new: bytes) -> Forge:
    return lambda made: made.log(1).replace(old, new)


Told = tuple[type[Exception], str, Forge]


def form(forge: Forge, reason: str = "form") -> Told:
    return NotCanonical, reason, forge


def bad(reason: str, forge: Forge) -> Told:
    return BadLog, reason, forge


LOGS: Final[dict[str, Told]] = {
    "nothing": form(lambda _at: b""),
    "an empty line": form(other_lines(lambda at: [*at, b"\n"])),
    "line ends of another system": form(replaced(b"\n", b"\r\n")),
    "a space": form(replaced(b'"number":1', b'"number": 1')),
    "a field more": form(other_lines(lambda at: [at[0], with_changes(at[1], credential="0")])),
    "another format": form(replaced(b"reserve 2", b"reserve 1")),
    "a reserve in another order": bad("reserve", other_reserve(slice(None, None, -1))),
    "a reserve with a credential less": bad("reserve", other_reserve(slice(1))),
    "another ballot's log": bad("reserve", lambda _at: Made([0]).log(0)),
    "no signature": form(other_signature(lambda _told: ""), "signature"),
    "a signature in capitals": form(other_signature(str.upper), "signature"),
    "another signature": bad("signature", other_signature(lambda _told: "0" * 128)),
    "another key": bad("signature", lambda at: at.log(1, key=new_receipt_key())),
    "another number of ballots": bad(
        "signature", other_lines(lambda at: [at[0], with_changes(at[1], ballots=0), at[2]])
    ),
    "a line is gone": bad("chain", other_lines(lambda at: [at[0], at[2]])),
    "two lines are exchanged": bad("chain", other_lines(lambda at: [at[0], at[2], at[1]])),
    "a number twice": bad("chain", next_line(1, 1)),
    "another line before": bad("chain", next_line(2, 0)),
    "fewer ballots than before": bad("chain", lambda at: at.log(3, 2)),
    "less than no ballot": bad("chain", lambda at: at.log(-1)),
    "more replaced than were in reserve": bad("chain", lambda at: at.log(0, 0, 0)),
}
"""The error and the reason that is told of each, and what makes it."""
