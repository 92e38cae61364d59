"""The mark that joins a function to the operation it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

from mock_ecs.api.context import Context

Handler = Callable[[Context, dict[str, Any]], dict[str, Any]]


def operation(name: str) -> Callable[[Handler], Handler]:
    """Mark a function as the answer to the operation called ``name`` on the wire."""

    def mark(function: Handler) -> Handler:
        function.operation = name  # type: ignore[attr-defined]
        return function

    return mark


def handlers_of(modules: Iterable[ModuleType]) -> dict[str, Handler]:
    """The marked functions of ``modules`` by operation; LookupError when two answer the same one."""
    handlers: dict[str, Handler] = {}
    for module in modules:
        for function in vars(module).values():
            name = getattr(function, "operation", None)
            if name is None or getattr(function, "__module__", None) != module.__name__:
                continue
            if name in handlers:
                raise LookupError(f"{name} is answered twice, the second time in {module.__name__}")
            handlers[name] = function
    return handlers
