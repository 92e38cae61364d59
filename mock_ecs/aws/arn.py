"""Amazon Resource Names, taken apart.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

from __future__ import annotations

from typing import NamedTuple


class Arn(NamedTuple):
    """The parts of ``arn:partition:service:region:account:resource``; ``resource`` may hold colons and slashes."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @property
    def kind(self) -> str:
        """What stands before the first slash of the resource: ``task`` in ``task/demo/0f…``."""
        return self.resource.partition("/")[0]

    @property
    def path(self) -> list[str]:
        """What stands after it, split at the slashes: ``["demo", "0f…"]``."""
        return self.resource.split("/")[1:]


def is_arn(text: str) -> bool:
    """True for text that means to be an ARN."""
    return text.startswith("arn:")


def parse_arn(text: str) -> Arn | None:
    """The parts of ``text``, or None when it is no ARN."""
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or not parts[2] or not parts[5]:
        return None
    return Arn(*parts[1:])
