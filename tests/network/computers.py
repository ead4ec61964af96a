"""Computers of a room on one network, which end with the test: network namespaces of this one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final, NamedTuple

import pytest

from tests.terminal import PATIENCE

TRAINER: Final = "192.0.2.10"
LAPTOPS: Final = ("192.0.2.21", "192.0.2.22")


class Computer(NamedTuple):
    """A computer that reaches the others of its network, and nothing else."""

    name: str

    def command(self, *words: str) -> tuple[str, ...]:
        """The command that runs these words there."""
        return "ip", "netns", "exec", self.name, *words


@contextmanager
def computers() -> Iterator[list[Computer]]:
    """The trainer's computer, and a laptop for each of :data:`LAPTOPS`. The test is skipped where
    this system does not make any, or not for this user."""
    if not sys.platform.startswith("linux") or shutil.which("ip") is None:
        pytest.skip("this machine has no ip, which makes network namespaces")
    if os.geteuid() != 0:
        pytest.skip("only root makes network namespaces")
    with ExitStack() as stack:
        try:
            every = [_made(stack, place) for place in range(1 + len(LAPTOPS))]
            _connect(*every)
        except subprocess.CalledProcessError as refused:
            pytest.skip(f"this root makes no network namespaces: {refused.stderr.strip()}")
        yield every


def _made(stack: ExitStack, place: int) -> Computer:
    computer = Computer(f"room-{os.getpid()}-{place}")
    _ip("netns", "add", computer.name)
    stack.callback(_ip, "netns", "delete", computer.name)
    _ip(*computer.command("true")[1:])
    return computer


def _connect(trainer: Computer, *laptops: Computer) -> None:
    """Give each its address; the switch to which all are connected is the trainer's."""
    _ip("-n", trainer.name, "link", "add", "switch", "type", "bridge")
    _address(trainer, "switch", TRAINER)
    for port, (laptop, address) in enumerate(zip(laptops, LAPTOPS, strict=True)):
        cable = ("type", "veth", "peer", f"port{port}", "netns", trainer.name)
        _ip("-n", laptop.name, "link", "add", "cable", *cable)
        _ip("-n", trainer.name, "link", "set", f"port{port}", "master", "switch", "up")
        _address(laptop, "cable", address)


def _address(computer: Computer, interface: str, address: str) -> None:
    _ip("-n", computer.name, "address", "add", f"{address}/24", "dev", interface)
    for each in ("lo", interface):
        _ip("-n", computer.name, "link", "set", each, "up")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True, timeout=PATIENCE)
