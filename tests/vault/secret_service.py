"""A real Secret Service, on a session bus and in folders of its own."""

import base64
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from jeepney import MatchRule, message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection

NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
MISSING = [name for name in NEEDED if shutil.which(name) is None]

needs_secret_service = pytest.mark.skipif(
    bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"
)

_BUS = """
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>
  </policy>
</busconfig>
"""
"""Nothing on this bus is started by being asked: a second key store would outlive it."""

_NAME = "org.freedesktop.secrets"

_SERVE = """
exec 3<&0
{ %s; } >"$HOME/daemon.log" 2>&1
echo "$DBUS_SESSION_BUS_ADDRESS"
read -r _ <&3
"""
_UNLOCKED = "printf 'password of the store' | gnome-keyring-daemon --unlock --components=secrets"
_NEVER_OPENED = "gnome-keyring-daemon --daemonize --components=secrets </dev/null"


class SecretService(NamedTuple):
    """Its bus, and the folder in which everything is that it writes."""

    address: str
    folder: Path

    def environment(self) -> dict[str, str]:
        """The variables of a program that runs in this session."""
        return {
            "HOME": str(self.folder / "home"),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "XDG_DATA_HOME": str(self.folder / "home" / "data"),
            "XDG_CONFIG_HOME": str(self.folder / "home" / "config"),
            "DBUS_SESSION_BUS_ADDRESS": self.address,
        }


@contextmanager
def secret_service(*, unlocked: bool = True) -> Iterator[SecretService]:
    """One that is open, or one that nobody has opened yet. It ends with the context, or
    with the process of the tests: the session reads from it."""
    # not pytest's folder: the path of a socket is short
    with tempfile.TemporaryDirectory(prefix="ks", ignore_cleanup_errors=True) as folder:
        service = SecretService("", Path(folder))
        for name in ("home", "run"):
            (service.folder / name).mkdir(mode=0o700)
        environment = {"PATH": os.environ["PATH"], **service.environment()}
        del environment["DBUS_SESSION_BUS_ADDRESS"]
        (service.folder / "bus.conf").write_text(_BUS.format(folder=service.folder / "run"))
        start = _UNLOCKED if unlocked else _NEVER_OPENED
        session = subprocess.Popen(
            [
                *("dbus-run-session", "--config-file", str(service.folder / "bus.conf")),
                *("--", "sh", "-c", _SERVE % start),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        with session:
            assert session.stdout is not None
            address = session.stdout.readline().strip()
            assert address, (service.folder / "home" / "daemon.log").read_text()
            _wait_for_it(address)
            yield service._replace(address=address)


def _wait_for_it(address: str) -> None:
    """Until the daemon is on the bus: it goes there after it has told that it runs."""
    owned = MatchRule(
        type="signal",
        sender=message_bus.bus_name,
        interface=message_bus.interface,
        member="NameOwnerChanged",
        path=message_bus.object_path,
    )
    owned.add_arg_condition(0, _NAME)
    with open_dbus_connection(address) as connection:
        bus = Proxy(message_bus, connection, timeout=60)
        with connection.filter(owned) as changes:
            bus.AddMatch(owned)
            if not bus.NameHasOwner(_NAME)[0]:
                connection.recv_until_filtered(changes, timeout=60)


def forms(text: str) -> list[bytes]:
    """How a text may stand in a file though nobody encrypted it."""
    plain = text.encode()
    return [plain, base64.b64encode(plain), plain.hex().encode(), text.encode("utf-16-le")]


def files_with(text: str, folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path for path in files if any(form in path.read_bytes() for form in forms(text))]
