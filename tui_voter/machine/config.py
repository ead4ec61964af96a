"""The voter's preferences and known portals: a TOML file in the platform's folder.

Nothing in it is secret. A file that cannot be read is never overwritten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tui_voter.messages import LANGUAGES
from tui_voter.messages import gettext as _
from tui_voter.tuples import NamedTuple

THEMES = ("visual", "projector", "accessible", "terminal")
VOICES = ("fullscreen", "linear")
"""The voices that the preferences can name."""


class ConfigError(Exception):
    """The preferences cannot be read or stored. The message is for the voter."""


class Config(NamedTuple):
    """The preferences; "" means "not set"."""

    language: str = ""
    voice: str = ""
    theme: str = ""
    portals: tuple[str, ...] = ()
    """Origins, the one used last first."""
    authorities: Mapping[str, str] = MappingProxyType({})
    """The files of authorities that are trusted for some of the portals."""
    remembers: bool = False
    """Whether the key store contains something; otherwise it is not asked."""
    told: bool = False
    """Whether the voter knows why nothing can be stored on this computer."""


def config_file() -> Path:
    from platformdirs import user_config_path  # late: not needed for the first line

    return user_config_path("tui-voter") / "config.toml"


def load(path: Path) -> Config:
    """Read the preferences, or the defaults if there is no file. Raises ConfigError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            _("The preferences in {path} cannot be read.").format(path=path)
        ) from error
    import tomllib

    try:
        return _config_of(tomllib.loads(text), path)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))  # the rest of the message is in English
        raise ConfigError(
            _(
                "The preferences in {path} are not valid TOML (line {line}). Fix or delete the "
                "file."
            ).format(path=path, line=at[1] if at else len(text.splitlines()))
        ) from error


def _config_of(values: dict[str, Any], path: Path) -> Config:
    allowed = {"language": LANGUAGES, "voice": VOICES, "theme": THEMES}
    for key, choices in allowed.items():
        if values.get(key, "") not in ("", *choices):
            raise ConfigError(
                _("In {path}, {key} must be one of: {choices}.").format(
                    path=path, key=key, choices=", ".join(choices)
                )
            )
    portals = values.get("portals", [])
    if not isinstance(portals, list) or not all(map(_is_origin, portals)):
        raise ConfigError(_("In {path}, portals must be a list of addresses.").format(path=path))
    authorities = values.get("authorities", {})
    if not isinstance(authorities, dict) or not all(
        _is_origin(origin) and isinstance(file, str) and file
        for origin, file in authorities.items()
    ):
        raise ConfigError(
            _("In {path}, authorities must name a file for each address.").format(path=path)
        )
    notes = {key: values.get(key, False) for key in ("remembers", "told")}
    for key, value in notes.items():
        if not isinstance(value, bool):
            raise ConfigError(
                _("In {path}, {key} must be one of: {choices}.").format(
                    path=path, key=key, choices="true, false"
                )
            )
    texts = {key: values.get(key, "") for key in allowed}
    return Config(portals=tuple(portals), authorities=authorities, **notes, **texts)


def _is_origin(value: object) -> bool:
    from tui_voter.contract.origins import is_origin  # late: most runs know no portal yet

    return isinstance(value, str) and is_origin(value)


def save(config: Config, path: Path) -> None:
    """Store the preferences, all or nothing. Raises ConfigError."""
    import tomli_w

    from tui_voter.machine.files import write_own  # late: most runs change nothing

    values: dict[str, Any] = {
        "language": config.language,
        "voice": config.voice,
        "theme": config.theme,
        "portals": list(config.portals),
        "remembers": config.remembers,
        "told": config.told,
        "authorities": dict(config.authorities),  # a table, after everything that is none
    }
    try:
        said = {key: value for key, value in values.items() if value}
        write_own(path, tomli_w.dumps(said).encode())
    except OSError as error:
        raise ConfigError(
            _("The preferences cannot be saved in {path}.").format(path=path)
        ) from error


def change(path: Path, changed: Callable[[Config], Config]) -> Config:
    """Store and return the preferences as they are ``changed``, by one program at a time. Raises
    ConfigError."""
    from tui_voter.machine.files import have_own  # late, as in :func:`save`
    from tui_voter.system import in_turn

    try:
        have_own(path.parent)
        turn = in_turn(path.parent)
    except OSError as error:
        raise ConfigError(
            _("The preferences cannot be saved in {path}.").format(path=path)
        ) from error
    with turn:
        now = changed(load(path))
        save(now, path)
    return now


def erase(path: Path) -> bool:
    """Delete the preferences, readable or not. Returns whether there were any. Raises
    ConfigError."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise ConfigError(
            _("The preferences in {path} cannot be erased.").format(path=path)
        ) from error
    with suppress(OSError):  # the folder has other files: keep it
        path.parent.rmdir()
    return True


def with_portal(config: Config, origin: str, authority: str = "") -> Config:
    """The preferences with this portal as the one used last, and the file of authorities that is
    trusted for it, "" for the system's."""
    others = without_portal(config, origin)
    chosen = {origin: authority} if authority else {}
    return others._replace(
        portals=(origin, *others.portals), authorities={**others.authorities, **chosen}
    )


def without_portal(config: Config, origin: str) -> Config:
    """The preferences without this portal."""
    return without_authority(config, origin)._replace(
        portals=tuple(each for each in config.portals if each != origin)
    )


def without_authority(config: Config, origin: str) -> Config:
    """The preferences by which the system's authorities are trusted for this portal."""
    left = {each: file for each, file in config.authorities.items() if each != origin}
    return config._replace(authorities=left)
