"""The settings of a mock, and where they come from: keyword over environment over file over default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

CLOCKS = ("real", "instant", "manual")
REFERENCES = ("strict", "warn", "off")
PROFILES = ("fast", "typical", "slow", "spot-storm")
PREFIX = "MOCK_ECS_"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
WILDCARD = ("0.0.0.0", "::")
LAST_START = 250_000_000_000.0
"""The year 9892: later clocks would soon pass what a datetime can hold."""


class ConfigError(ValueError):
    """A setting that cannot be used; the message is one line that says which and why."""


@dataclass(frozen=True, slots=True)
class Config:
    """All settings. ``start_time`` is in epoch seconds; None means the wall clock's time at start.

    ``one_off_seconds`` None means the profile's own; ``public_host`` None means ``host:port``.
    ``scenario`` is the path of a file; it is read when the World is made. So is ``advisories``, which may be that of a
    folder too.
    """

    host: str = "127.0.0.1"
    port: int = 4566
    clock: str = "real"
    speed: float = 1.0
    profile: str = "fast"
    seed: int = 0
    references: str = "warn"
    start_time: float | None = None
    one_off_seconds: str | None = None
    public_host: str | None = None
    scenario: str | None = None
    advisories: str | None = None
    log_level: str = "info"

    def __post_init__(self) -> None:
        _one_of("clock", self.clock, CLOCKS)
        _one_of("references", self.references, REFERENCES)
        _one_of("profile", self.profile, PROFILES)
        _one_of("log_level", self.log_level, ("debug", "info", "warning", "error"))
        if not 0 <= self.port <= 65535:
            raise ConfigError(f"port must be from 0 to 65535, not {self.port}")
        if not self.host:
            raise ConfigError("host must not be empty; 0.0.0.0 stands for every address of this machine")
        if self.public_host is not None and (not self.public_host or set(self.public_host) & set("/ \t\r\n")):
            raise ConfigError(f"public_host must be a host or host:port, not {self.public_host!r}")
        if not 0 < self.speed < float("inf"):
            raise ConfigError(f"speed must be above 0, not {self.speed:g}")
        if self.start_time is not None and not 0 <= self.start_time < LAST_START:
            raise ConfigError(f"start_time must be seconds since 1970, up to {LAST_START:.0f}, not {self.start_time:g}")
        if self.one_off_seconds is not None:
            _seconds_or_never(self.one_off_seconds)

    @property
    def address(self) -> str:
        """What clients reach the server by, as ``host:port``; a loopback or wildcard host is ``localhost``."""
        if self.public_host:
            return self.public_host
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'localhost' if self.host in LOOPBACK + WILDCARD else host}:{self.port}"


def load_config(
    keywords: Mapping[str, Any] | None = None,
    *,
    file: Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Config:
    """The Config from defaults, a TOML ``file``, the environment and ``keywords`` (None there means not given).

    Raises ConfigError for what cannot be read or used.
    """
    settings: dict[str, Any] = {}
    if file is not None:
        settings |= _from_file(file)
    settings |= _from_environment(environ)
    given = {name: value for name, value in (keywords or {}).items() if value is not None}
    settings |= {name: _converted(name, value, name) for name, value in given.items()}
    return replace(Config(), **settings)


def _from_file(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(f"cannot read the config file {path}: {reason}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the config file {path} is not valid TOML: {error}") from None
    return {name: _converted(name, value, f"{path}: {name}") for name, value in document.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for name in _TYPES:
        value = environ.get(PREFIX + name.upper())
        if value:
            found[name] = _converted(name, value, PREFIX + name.upper())
    return found


def _converted(name: str, value: Any, where: str) -> Any:
    kind = _TYPES.get(name)
    if kind is None:
        raise ConfigError(f"{where}: there is no such setting; there are {', '.join(_TYPES)}")
    try:
        if isinstance(value, bool | list | dict) or (kind is int and isinstance(value, float)):
            raise ValueError
        return kind(value)
    except ValueError:
        raise ConfigError(f"{where}: {value!r} is not {_WORDS[kind]}") from None


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ConfigError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")


def _seconds_or_never(text: str) -> float | None:
    if text == "never":
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise ConfigError(f"one_off_seconds must be a number of seconds or 'never', not {text!r}")
    return seconds


_KINDS: dict[str, type] = {"int": int, "float": float, "float | None": float, "str": str, "str | None": str}
_WORDS: dict[type, str] = {int: "a whole number", float: "a number", str: "text"}
_TYPES: dict[str, type] = {field.name: _KINDS[str(field.type)] for field in fields(Config)}
