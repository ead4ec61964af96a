"""*Je vote*, before a portal that a rehearsal's polling board has sealed."""

from collections.abc import Sequence
from pathlib import Path

from mock_server.training.rehearsal import code_of
from tests.entry.visitor import SIGNS_OUT
from tests.portal_process import RunningPortal
from tests.screenreader.home import inside
from tests.screenreader.listeners import command, refused
from tests.visit.scene import WELCOME, Scene, signing_in
from tui_voter.audit.player import Reply, act, choose, fill, leave, sees, take
from tui_voter.dialogue import BACK, SEND

TO_DO = sees("You still have {n} ballots to cast.", "You still have {n} ballot to cast.", n=2)
NOT_YET = sees("Once cast, it is final.")
RECEIPT = sees("Voted: your ballot is in the ballot box.")
MISTYPED = refused("Check group {numbers}: type it again, alone.", "group {numbers}", numbers=2)
BOTH = "Save the receipt and the ballot box"
BLANK = choose("6")
"""It comes last, after six lists."""


class SealedScene(Scene):
    """One voter, and the ``code`` on their voting notice."""

    def __init__(self, portal: RunningPortal, address: str, board: Path) -> None:
        super().__init__(portal, address)
        ((number,),) = portal.sql("SELECT id FROM voter WHERE address = ?", address)
        self.code = code_of(board, number)

    @property
    def mistyped(self) -> str:
        """The code with another first letter of its second group."""
        second = self.code.index("-") + 1
        wrong = "B" if self.code[second] == "A" else "A"
        return self.code[:second] + wrong + self.code[second + 1 :]


# fmt: off
# A script reads like prose; the formatter would give each move a line of its own.
def all_ways(scene: SealedScene) -> Sequence[Reply]:
    """A mistyped group, a statement and back, another choice, a kept receipt; then a ballot that
    was cast from elsewhere meanwhile."""

    def they_vote_elsewhere() -> None:
        other = (choose("1"), choose("0"), fill(), choose(SEND), take("close"), choose(BACK))
        scene.play(
            *signing_in(scene.address), choose("vote"), fill(code=scene.code), *other,
            SIGNS_OUT, choose("yes"),  # without that receipt
        )

    registered = (
        "{election}: you are registered as having voted. No receipt can be given again, since "
        "nothing links you to your ballot."
    )
    return inside(
        scene,
        choose("vote"), fill(code=scene.mistyped), MISTYPED, fill(code=scene.code.split("-")[1]),
        choose("yes"), TO_DO,  # receipts on this computer
        choose("0"), choose("1"), leave("read"), command("all"), sees("Statement"), take("close"),
        leave(), BLANK, sees("Your choice: {answer}"), fill(), NOT_YET, choose(SEND), RECEIPT,
        take("save"), fill(at=BOTH, name="."), sees("Saved: {path}"), take("close"),
        choose("1"), choose("0"), act(they_vote_elsewhere), fill(), NOT_YET, choose(SEND),
        sees("Have you voted elsewhere?"), choose("yes"),
        sees("You have voted in all of your elections. You can sign out."),
        choose("1"), sees(registered), choose("0"), RECEIPT, take("close"), take(BACK), WELCOME,
    )
