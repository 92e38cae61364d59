"""Resource tags: the rules that all services share.

https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

MAXIMUM = 50
_ALLOWED = re.compile(r"[\w \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000.:/=+\-@]*")
"""Letters, digits and what Unicode calls separators (``\\p{Z}``): tabs and line ends are none."""


def fault_of(tags: Mapping[str, str]) -> str | None:
    """What is wrong with ``tags``: ``many``, ``key``, ``value``, ``characters``, ``reserved``, or None."""
    if len(tags) > MAXIMUM:
        return "many"
    for key, value in tags.items():
        if not 1 <= len(key) <= 128:
            return "key"
        if len(value) > 256:
            return "value"
        if not _ALLOWED.fullmatch(key) or not _ALLOWED.fullmatch(value):
            return "characters"
        if key.lower().startswith("aws:"):
            return "reserved"
    return None


def merged(tags: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """``tags`` with ``more`` laid over them."""
    return {**tags, **more}


def without(tags: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    """``tags`` less ``keys``; keys that are not there are ignored."""
    gone = dict.fromkeys(keys)
    return {key: value for key, value in tags.items() if key not in gone}
