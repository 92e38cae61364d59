"""The package databases of images: what of Debian's dpkg and of Alpine's apk is installed, on which release.

https://manpages.debian.org/bookworm/dpkg/dpkg-query.1.en.html
https://wiki.alpinelinux.org/wiki/Apk_spec
https://www.freedesktop.org/software/systemd/man/latest/os-release.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

DPKG, DPKG_FOLDER = "var/lib/dpkg/status", "var/lib/dpkg/status.d"
APK = ("lib/apk/db/installed", "usr/lib/apk/db/installed")
RELEASE = ("etc/os-release", "usr/lib/os-release")
FILES = (DPKG, *APK, *RELEASE)
"""The files that tell what is installed; those in :data:`DPKG_FOLDER` do too (images without dpkg have them)."""

_SOURCE = re.compile(r"(\S+)(?:\s+\((.+)\))?")
_DPKG_SYSTEMS = {"debian": "Debian", "ubuntu": "Ubuntu"}
_APK_SYSTEMS = {"alpine": "Alpine", "wolfi": "Wolfi", "chainguard": "Chainguard"}


class Package(NamedTuple):
    """An installed package. ``source`` is what it was built from, with its version: advisories speak of that."""

    name: str
    version: str
    source: str
    source_version: str
    architecture: str = ""


class Installed(NamedTuple):
    """What is installed, of which of OSV's ecosystems. ``release`` is ``12`` or ``v3.19``; None where nothing tells."""

    ecosystem: str
    release: str | None
    packages: tuple[Package, ...]


def installed_in(files: Mapping[str, bytes]) -> Installed | None:
    """What ``files``, by path, tell; None without a database, and for a distribution that is none of those known."""
    dpkg = [path for path in files if path == DPKG or path.startswith(f"{DPKG_FOLDER}/")]
    apk = [path for path in APK if path in files]
    if not dpkg and not apk:
        return None
    release = next((_fields_of_release(files[path]) for path in RELEASE if path in files), None)
    systems = _DPKG_SYSTEMS if dpkg else _APK_SYSTEMS
    if release is None:
        ecosystem, version = next(iter(systems.values())), None
    elif release.get("ID") in systems:
        ecosystem, version = systems[release["ID"]], _release(release)
    else:
        return None
    packages: dict[Package, None] = {}
    for path in dpkg or apk:
        packages.update(dict.fromkeys(_of_dpkg(files[path]) if dpkg else _of_apk(files[path])))
    return Installed(ecosystem, version, tuple(packages))


def _release(fields: Mapping[str, str]) -> str:
    """As OSV writes it: Alpine's by its first two numbers."""
    version = fields.get("VERSION_ID", "")
    numbers = re.match(r"[0-9]+\.[0-9]+", version)
    return f"v{numbers[0]}" if fields["ID"] == "alpine" and numbers else version


def _fields_of_release(data: bytes) -> dict[str, str]:
    lines = (line.partition("=") for line in data.decode(errors="replace").splitlines())
    return {name.strip(): value.strip().strip("\"'") for name, sign, value in lines if sign}


def _of_dpkg(data: bytes) -> Iterator[Package]:
    for fields in _paragraphs(data, ":"):
        name, version = fields.get("Package"), fields.get("Version")
        # Those without a status are in a folder of what is installed.
        if not name or not version or "installed" not in fields.get("Status", "installed").split():
            continue
        source = _SOURCE.match(fields.get("Source", ""))
        source_name, source_version = source.groups() if source else (name, None)
        yield Package(name, version, source_name, source_version or version, fields.get("Architecture", ""))


def _of_apk(data: bytes) -> Iterator[Package]:
    for fields in _paragraphs(data, ":"):
        name, version = fields.get("P"), fields.get("V")
        if name and version:
            yield Package(name, version, fields.get("o") or name, version, fields.get("A", ""))


def _paragraphs(data: bytes, separator: str) -> Iterator[dict[str, str]]:
    """The fields of each paragraph; lines that go on with a field are left out."""
    fields: dict[str, str] = {}
    for line in data.decode(errors="replace").split("\n"):
        if not line.strip():
            yield fields
            fields = {}
        elif not line[0].isspace():
            name, _, value = line.partition(separator)
            fields.setdefault(name, value.strip())
    yield fields
