"""What a trainer does for a learner: invite again, unlock, reset, in one transaction each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _

from msgspec import structs
from sqlalchemy import Connection, bindparam, delete, update
from sqlalchemy.exc import SQLAlchemyError

from mock_server.accounts.link_mails import LinkMailer
from mock_server.accounts.links import use_up_links
from mock_server.accounts.progress import forget_progress, forget_refusals
from mock_server.core.addresses import is_address
from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.db import schema
from mock_server.db.engine import Database
from mock_server.db.failures import DatabaseBusy
from mock_server.election.model import ElectionDefinition
from mock_server.election.voters import Voter, find_voter, lock_voter
from mock_server.security.credentials import PortalKey
from mock_server.security.rate_limit import account_mac, clear_account
from tui_voter.contract.links import LinkKind

_DEACTIVATE = (
    update(schema.voter)
    .where(schema.voter.c.id == bindparam("voter"))
    .values(activated_at=None, password_hash=None, question_id=None, answer_hash=None)
)
_END_SESSIONS = delete(schema.session).where(schema.session.c.voter_id == bindparam("voter"))


class LearnerActions:
    """The operations on one portal. Each takes a learner's address and returns a sentence that says
    what was done; raises :class:`Fault`."""

    def __init__(
        self, settings: Settings, database: Database, election: ElectionDefinition, public_url: str
    ) -> None:
        self._settings = settings
        self._database = database
        self._key = PortalKey.read(settings.key_file)
        self._mailer = LinkMailer(election, public_url, self._key)

    def invite_again(self, address: str) -> str:
        """A new link by mail. Earlier ones stay good."""
        with self._learner(address) as (tx, voter):
            if voter.activated_at is not None:
                raise Fault(
                    _("The account of {address} is already active.").format(address=address)
                )
            self._invite(tx, voter)
        return _("{address} was invited again.").format(address=address)

    def unlock(self, address: str) -> str:
        """Clear the failed attempts at the password and the question, so that the learner does not
        have to wait."""
        with self._learner(address) as (tx, voter):
            if voter.activated_at is None:
                raise Fault(
                    _("The account of {address} is not active yet.").format(address=address)
                )
            clear_account(tx, account_mac(self._key, voter.address))
            forget_refusals(tx, voter.id)
        return _("{address} can sign in immediately: failed attempts have been cleared.").format(
            address=address
        )

    def reset(self, address: str) -> str:
        """Make the account inactive again, as at the start, and send a new link."""
        with self._learner(address) as (tx, voter):
            now = self._settings.clock()
            use_up_links(tx, LinkKind.ACTIVATION, voter.id, now)
            lock_voter(tx, voter.id)
            tx.execute(_DEACTIVATE, {"voter": voter.id})
            use_up_links(tx, LinkKind.RECOVERY, voter.id, now)
            clear_account(tx, account_mac(self._key, voter.address))
            tx.execute(_END_SESSIONS, {"voter": voter.id})
            forget_progress(tx, voter.id)
            self._invite(tx, structs.replace(voter, activated_at=None))
        return _("The account of {address} has been reset: a new link was sent.").format(
            address=address
        )

    @contextmanager
    def _learner(self, address: str) -> Iterator[tuple[Connection, Voter]]:
        """A transaction for what is done for one learner."""
        try:
            with self._database.write() as tx:
                voter = find_voter(tx, address) if is_address(address) else None
                if voter is None:
                    told = address.encode("utf-8", "replace").decode()  # no half of a character
                    raise Fault(_("No voter has the address {address}.").format(address=told))
                yield tx, voter
        except (DatabaseBusy, SQLAlchemyError) as exc:
            raise Fault(_("The portal is busy; try again.")) from exc

    def _invite(self, tx: Connection, voter: Voter) -> None:
        self._mailer.invite(tx, voter, self._settings.clock())
