"""The faults of ``make mutants`` keep up with the code that they are put into."""

import pytest

from tests.mutants import FAULTS, ROOT


@pytest.mark.parametrize("name", FAULTS)
def test_the_text_that_a_fault_replaces_stands_once_in_its_file_and_its_test_exists(
    name: str,
) -> None:
    fault = FAULTS[name]
    assert (ROOT / fault["file"]).read_text(encoding="utf-8").count(fault["from"]) == 1
    file, *names = fault["test"].partition("[")[0].split("::")
    text = (ROOT / file).read_text(encoding="utf-8")
    assert all(name in text for name in names)
