"""Amazon ECS and ECR that can be put under test like code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_ecs.config import Config
    from mock_ecs.testing import MockEcs, MockEcsWarning, mock_ecs

__all__ = ["Config", "MockEcs", "MockEcsWarning", "__version__", "mock_ecs"]

__version__ = "0.1.0"

_HOMES = {
    "Config": "mock_ecs.config",
    "MockEcs": "mock_ecs.testing",
    "MockEcsWarning": "mock_ecs.testing",
    "mock_ecs": "mock_ecs.testing",
}


def __getattr__(name: str) -> Any:
    """What stands in :data:`_HOMES`, imported on first use: importing the package itself must cost nothing."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
