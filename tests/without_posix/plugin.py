"""For pytest: the client finds nothing of POSIX, in this process and in those it starts.

Left out is what needs it (``pytest.mark.posix``): a terminal that gives each key as it is typed,
or Textual's full screen on this system.
"""

import os

import pytest

from tests.without_posix import NOWHERE, sitecustomize

sitecustomize.in_tui_voter()


def pytest_configure(config: pytest.Config) -> None:
    is_worker = hasattr(config, "workerinput")
    if is_worker or not config.getoption("numprocesses", None):  # the tests run in this process
        os.environ.update(NOWHERE)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if item.get_closest_marker("posix")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
