"""The recipe for who listens: a system account whose only command is the line-by-line mode in the
room, reached through SSH."""

from __future__ import annotations

import shlex
import shutil
import sys
from contextlib import closing
from gettext import gettext as _
from pathlib import Path
from string import Template
from typing import Final

from mock_server.core.errors import Fault
from mock_server.core.languages import spoken
from mock_server.core.settings import Settings
from mock_server.election.context import open_database
from mock_server.training.door import room_of

ACCOUNT: Final = "learner"
_RECIPE: Final = Template(
    """\
# $as_root
useradd --create-home --shell /bin/sh $account
chown -R root: ~$account
passwd $account
cat > /etc/ssh/sshd_config.d/tui-voter.conf <<'END'
Match User $account
    ForceCommand $command
    DisableForwarding yes
    PermitUserRC no
    PasswordAuthentication yes
END
sshd -t && systemctl reload ssh

# $laptop
ssh $account@$host

# $end
rm /etc/ssh/sshd_config.d/tui-voter.conf
systemctl reload ssh
userdel --remove --force $account"""
)


def recipe(settings: Settings) -> str:
    """What is typed to let learners in through SSH. Raises :class:`Fault` if no training has served
    a room yet, whose code it needs."""
    database, _election, public_url = open_database(settings)
    with closing(database):
        room = room_of(settings, public_url)
    if room is None:
        raise Fault(
            _("There is no room code yet: start the training first, with --room: {command}").format(
                command=settings.command("train", "--room")
            )
        )
    program = shutil.which("tui-voter") or str(Path(sys.executable).with_name("tui-voter"))
    words = [program, "--lang", spoken().value, "--linear", "--room", room.code]
    return _RECIPE.substitute(
        as_root=_(
            "As root, on this computer (Linux with OpenSSH’s server). The account must be able to "
            "read where tui-voter is installed; its home is root’s, so that nothing stays there."
        ),
        laptop=_("On each laptop: number and PIN are asked for, as everywhere."),
        end=_("After the training:"),
        account=ACCOUNT,
        host=room.host,
        command=shlex.join(words),
    )
