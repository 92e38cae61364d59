"""Wildcards, as ECR has them in tags and names: ``*`` is any number of any characters."""

from __future__ import annotations


def like(pattern: str, text: str) -> bool:
    """True where ``pattern`` covers all of ``text``; never slower than the two are long."""
    first, *others = pattern.split("*")
    if not others:
        return pattern == text
    *between, last = others
    if not text.startswith(first):
        return False
    place = len(first)
    for part in between:
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return len(text) - place >= len(last) and text.endswith(last)
