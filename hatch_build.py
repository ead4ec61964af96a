"""Compile the message catalogues whenever the package is built or installed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_EPOCH: Final = datetime.fromtimestamp(0, UTC)


class CompileCatalogues(BuildHookInterface[Any]):
    """Write a ``.mo`` beside each ``.po``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        for po in Path(self.root).glob("*/locale/*/LC_MESSAGES/*.po"):
            with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
                catalogue = read_po(source)
                catalogue.creation_date = _EPOCH  # or it would be now, and other bytes each time
                write_mo(target, catalogue)
