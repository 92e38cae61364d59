"""What the check of a request against the model finds, and each service words in its own way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from mock_ecs.aws.errors import AwsError


class ModelFault(Protocol):
    """A constraint of the model that a request breaks: what it is, the value, the bound, and where."""

    kind: str
    value: Any
    limit: Any
    path: list[str | int]


Explain = Callable[[str, ModelFault], AwsError]
"""Takes an operation and a fault of a request for it; returns the error by which the service answers."""
