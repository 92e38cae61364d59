"""Versions of packages in the order of their package managers, as keys that compare as dpkg and apk do.

https://manpages.debian.org/bookworm/dpkg-dev/deb-version.7.en.html
https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/doc/apk-package.5.scd
"""

from __future__ import annotations

import re
from typing import Any

Key = tuple[Any, ...]
LOWEST: Key = ()
"""The key below those of all versions."""

_EPOCH = re.compile(r"([0-9]+):(.*)", re.DOTALL)
_PIECE = re.compile(r"([^0-9]*)([0-9]*)")
_APK = re.compile(
    r"(?P<first>[0-9]+)(?P<digits>(?:\.[0-9]+)*)(?P<letter>[a-z]?)"
    r"(?P<suffixes>(?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)[0-9]*)*)(?:~(?P<hash>[0-9a-f]+))?(?:-r(?P<revision>[0-9]+))?"
)
_SUFFIX = re.compile(r"_([a-z]+)([0-9]*)")
_BEFORE = ("alpha", "beta", "pre", "rc")
_AFTER = ("cvs", "svn", "git", "hg", "p")

# What follows a version up to which two are the same, from that which makes it lowest to that which makes it highest.
_BEFORE_RELEASE, _END, _REVISION, _HASH, _SUFFIX_NUMBER, _AFTER_RELEASE, _LETTER, _DIGITS = range(8)


def debian_key(version: str) -> Key:
    """The key of a version of a Debian package; any text has one."""
    found = _EPOCH.fullmatch(version.strip())
    epoch, rest = found.groups() if found else ("", version.strip())
    upstream, _, revision = rest.rpartition("-") if "-" in rest else (rest, "", "")
    return (_number(epoch), _debian_part(upstream), _debian_part(revision))


def apk_key(version: str) -> Key:
    """The key of a version of an Alpine package; ValueError for a text that is none."""
    found = _APK.fullmatch(version.strip())
    if found is None:
        raise ValueError(f"{version!r} is no version of an Alpine package")
    key: list[Any] = [(_DIGITS, _number(found["first"]))]
    # With a zero in front, digits are those of a fraction.
    for digits in found["digits"].split(".")[1:]:
        key.append((_DIGITS, (0, 0, digits) if digits.startswith("0") else (1, *_number(digits))))
    if found["letter"]:
        key.append((_LETTER, found["letter"]))
    for word, number in _SUFFIX.findall(found["suffixes"]):
        rank = _BEFORE_RELEASE if word in _BEFORE else _AFTER_RELEASE
        key.append((rank, (_BEFORE if word in _BEFORE else _AFTER).index(word)))
        if number:
            key.append((_SUFFIX_NUMBER, _number(number)))
    if found["hash"]:
        key.append((_HASH, found["hash"]))
    if found["revision"] is not None:
        key.append((_REVISION, _number(found["revision"])))
    return (*key, (_END,))


def _number(digits: str) -> tuple[int, str]:
    """Digits of any length, in the order of their numbers; none are as zero."""
    digits = digits.lstrip("0")
    return len(digits), digits


def _debian_part(text: str) -> Key:
    """No text is as a zero."""
    key: list[Any] = []
    for letters, digits in _PIECE.findall(text or "0"):
        if letters or digits:
            key += (_debian_letters(letters), _number(digits))
    return (*key, _debian_letters(""))


def _debian_letters(text: str) -> tuple[int, ...]:
    """A tilde comes before the end, the end before letters, and these before all else."""
    orders = (-1 if each == "~" else ord(each) + (0 if each.isascii() and each.isalpha() else 256) for each in text)
    return (*orders, 0)
