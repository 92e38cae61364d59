"""Advisories in the OSV format: read from files, and asked what is wrong with a package.

https://ossf.github.io/osv-schema/
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from mock_ecs.aws.timestamps import epoch_of
from mock_ecs.config import ConfigError
from mock_ecs.ports.scanning import SEVERITIES, Cvss, Vulnerability
from mock_ecs.scanning.packages import Installed, Package
from mock_ecs.scanning.severities import scores_of, severity_of
from mock_ecs.scanning.versions import LOWEST, Key, apk_key, debian_key

_KEYS: dict[str, Callable[[str], Key]] = {
    "Debian": debian_key,
    "Ubuntu": debian_key,
    "Alpine": apk_key,
    "Wolfi": apk_key,
    "Chainguard": apk_key,
}
_PAGES = {
    "Debian": "https://security-tracker.debian.org/tracker/{name}",
    "Ubuntu": "https://ubuntu.com/security/{name}",
    "Alpine": "https://security.alpinelinux.org/vuln/{name}",
}
_FIXED, _INTRODUCED, _AFTER_LAST = range(3)
_EVENTS = {"fixed": _FIXED, "introduced": _INTRODUCED, "last_affected": _AFTER_LAST}
_MOST_RANGES = 10_000


class AdvisoriesError(ConfigError):
    """Advisories that cannot be used; the message is one line that says where and why."""


class Event(NamedTuple):
    """A version at which a range begins (``_INTRODUCED``), or ends before it or after it."""

    key: Key
    kind: int
    version: str


@dataclass(frozen=True, slots=True)
class Affected:
    """What an advisory says of one package; ``release`` is empty where it holds for all."""

    release: str
    names: tuple[str, ...]
    severity: str
    cvss: tuple[Cvss, ...]
    description: str
    uri: str
    published_at: float | None
    updated_at: float | None
    versions: frozenset[str]
    ranges: tuple[tuple[Event, ...], ...]

    def covers(self, version: str, key: Key) -> bool:
        """True when the version is affected."""
        return version in self.versions or any(_in_range(events, key) for events in self.ranges)

    def fixed_in(self, key: Key) -> str | None:
        """The first version after the one with ``key`` that is not affected, if there is one."""
        later = (each for events in self.ranges for each in events if each.kind == _FIXED and each.key > key)
        first = min(later, default=None)
        return first.version if first is not None else None


class Advisories:
    """All that is known. ``updated_at`` is when it last changed (epoch seconds); None where nothing is known."""

    def __init__(self, documents: Iterable[Any] = ()) -> None:
        self.updated_at: float | None = None
        self._affected: dict[tuple[str, str], list[Affected]] = {}
        for document in documents:
            self.add(document)

    def __len__(self) -> int:
        return sum(len(each) for each in self._affected.values())

    def about(self, installed: Installed) -> tuple[Vulnerability, ...]:
        """What is wrong with what is installed, the worst first; each once for a package and version."""
        found: dict[tuple[str, str, str], Vulnerability] = {}
        for package in installed.packages:
            for vulnerability in self._of_package(installed, package):
                found.setdefault((vulnerability.name, vulnerability.package, vulnerability.version), vulnerability)
        return tuple(sorted(found.values(), key=_order))

    def _of_package(self, installed: Installed, package: Package) -> Iterator[Vulnerability]:
        """Advisories name sources, as a rule; one that names the package itself is about its own version."""
        for name, version in {package.name: package.version, package.source: package.source_version}.items():
            for affected in self._affected.get((installed.ecosystem, name), ()):
                if affected.release and installed.release is not None and affected.release != installed.release:
                    continue
                try:
                    key = _KEYS[installed.ecosystem](version)
                except ValueError:
                    continue
                if affected.covers(version, key):
                    yield from _vulnerabilities(affected, name, version, package.architecture, key)

    def add(self, document: Any) -> None:
        """Take an OSV document on; one of what no package manager of images has says nothing here."""
        updated_at = _time(document, "modified")
        if updated_at is not None:
            self.updated_at = max(updated_at, self.updated_at or 0.0)
        if document.get("withdrawn"):
            return
        for affected in document.get("affected") or ():
            package = affected.get("package") or {}
            ecosystem, _, release = str(package.get("ecosystem", "")).partition(":")
            if ecosystem in _KEYS:
                entry = _affected(document, affected, ecosystem, release.partition(":")[0])
                self._affected.setdefault((ecosystem, package["name"]), []).append(entry)


def read_advisories(source: str | os.PathLike[str]) -> Advisories:
    """The advisories of a JSON file, or of all in a folder: one OSV document in each, or a list of them.

    Raises AdvisoriesError where one cannot be read, and for what is not OSV.
    """
    advisories = Advisories()
    for place, documents in _files(Path(source)):
        for number, document in enumerate(_listed(documents), 1):
            try:
                advisories.add(document)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                name = document.get("id") if isinstance(document, dict) else None
                what = f"{type(error).__name__}: {error}"
                raise AdvisoriesError(f"{place}: advisory {name or number} is not in OSV's format ({what})") from None
    return advisories


def _files(path: Path) -> Iterator[tuple[str, Any]]:
    for file in sorted(path.rglob("*.json")) if path.is_dir() else [path]:
        try:
            yield str(file), json.loads(file.read_bytes())
        except OSError as error:
            raise AdvisoriesError(f"cannot read the advisories {file}: {error.strerror}") from None
        except (ValueError, RecursionError) as error:
            raise AdvisoriesError(f"the advisories {file} are not JSON: {error}") from None


def _listed(documents: Any) -> list[Any]:
    """The documents: one, a list, or the answer of OSV's API."""
    if isinstance(documents, Mapping):
        documents = documents.get("vulns", [documents])
    return documents if isinstance(documents, list) else [documents]


def _affected(document: Mapping[str, Any], affected: Mapping[str, Any], ecosystem: str, release: str) -> Affected:
    names = _names(document)
    cvss = scores_of(document, affected)
    key = _KEYS[ecosystem]
    ranges = [each for each in affected.get("ranges") or () if each.get("type") == "ECOSYSTEM"]
    return Affected(
        release=release,
        names=names,
        severity=severity_of(document, affected, cvss),
        cvss=cvss,
        description=str(document.get("summary") or document.get("details") or ""),
        uri=_uri(document, ecosystem, names[0]),
        published_at=_time(document, "published"),
        updated_at=_time(document, "modified"),
        versions=frozenset(affected.get("versions") or ()),
        ranges=tuple(_events(each["events"], key) for each in ranges[:_MOST_RANGES]),
    )


def _names(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The CVEs that an advisory is about, and its own id where it names none."""
    own = str(document["id"])
    related = [own.partition("-")[2] if own.partition("-")[2].startswith("CVE-") else own]
    related += [str(each) for member in ("aliases", "upstream") for each in document.get(member) or ()]
    return tuple(dict.fromkeys(each for each in related if each.startswith("CVE-"))) or (own,)


def _uri(document: Mapping[str, Any], ecosystem: str, name: str) -> str:
    if name.startswith("CVE-") and ecosystem in _PAGES:
        return _PAGES[ecosystem].format(name=name)
    references = document.get("references") or [{}]
    return str(references[0].get("url", ""))


def _time(document: Mapping[str, Any], member: str) -> float | None:
    text = document.get(member)
    return None if text is None else epoch_of(str(text))


def _events(events: list[Mapping[str, str]], key: Callable[[str], Key]) -> tuple[Event, ...]:
    found = []
    for event in events:
        for name, version in event.items():
            if name in _EVENTS:
                lowest = name == "introduced" and version == "0"
                found.append(Event(LOWEST if lowest else key(version), _EVENTS[name], version))
    return tuple(sorted(found))


def _in_range(events: tuple[Event, ...], key: Key) -> bool:
    affected = False
    for event in events:
        if event.kind == _AFTER_LAST:
            affected = affected and not key > event.key
        elif key >= event.key:
            affected = event.kind == _INTRODUCED
    return affected


def _vulnerabilities(
    affected: Affected, package: str, version: str, architecture: str, key: Key
) -> Iterator[Vulnerability]:
    for name in affected.names:
        yield Vulnerability(
            name=name,
            severity=affected.severity,
            package=package,
            version=version,
            architecture=architecture,
            fixed_in=affected.fixed_in(key),
            description=affected.description,
            uri=affected.uri.replace(affected.names[0], name),
            cvss=affected.cvss,
            published_at=affected.published_at,
            updated_at=affected.updated_at,
        )


def _order(vulnerability: Vulnerability) -> tuple[int, str, str, str]:
    severity = SEVERITIES.index(vulnerability.severity)
    return severity, vulnerability.name, vulnerability.package, vulnerability.version
