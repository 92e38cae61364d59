"""The default event bus of moto's EventBridge: its rules choose, and moto brings the event to their targets.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from copy import copy
from typing import Any

from mock_ecs.aws.scope import Scope
from mock_ecs.aws.timestamps import epoch_of
from mock_ecs.neighbours.moto.backends import loaded_backend

log = logging.getLogger("mock_ecs.neighbours")

_MODELS = "moto.events.models"


class MotoEventBus:
    """Puts events on moto's bus, whose state belongs to the process; before its first use nobody listens."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], None] = {}

    def listens(self, scope: Scope, source: str = "aws.ecs") -> bool:
        """True when a rule of the default bus, which may be an archive's, could match an event of ``source``."""
        # What is asked at each change asks quickly: as loaded_backend() does, but step by step.
        models = sys.modules.get(_MODELS)
        regions = models.events_backends.get(scope.account) if models is not None else None
        backend = regions.get(scope.region) if regions is not None else None
        return backend is not None and bool(backend.event_buses["default"].rules) and bool(_rules(backend, source))

    def put(self, scope: Scope, event: Mapping[str, Any]) -> None:
        """Bring ``event`` to the targets of all rules that match; a target that fails is warned of once."""
        # moto wants times as numbers, and writes them as texts where they go to a queue or a log.
        at = epoch_of(event["time"])
        message = {**event, "time": at, "ingestion-time": at}
        backend = loaded_backend("events", *scope)
        for rule in _rules(backend, event["source"]) if backend is not None else []:
            for target in list(rule.targets):
                try:
                    _send(rule, target, message)
                except Exception as error:  # What a target lacks is no fault of who caused the event.
                    self._warn(rule, target, error)

    def _warn(self, rule: Any, target: Mapping[str, Any], error: Exception) -> None:
        key = (rule.arn, target["Arn"])
        if key not in self._told:
            self._told[key] = None
            why = f"{type(error).__name__}: {error}"
            log.warning("moto brought no event of rule %s to %s: %s", rule.name, target["Arn"], why)


def _rules(backend: Any, source: str) -> list[Any]:
    rules = backend.event_buses["default"].rules.values()
    return [rule for rule in rules if rule.state == "ENABLED" and rule.targets and _may_match(rule, source)]


def _may_match(rule: Any, source: str) -> bool:
    """False for a schedule, which moto would let match anything, and where other sources alone are named."""
    pattern = rule.event_pattern.get_pattern()
    sources = pattern.get("source", [source])
    return bool(pattern) and (source in sources or not all(isinstance(source, str) for source in sources))


def _send(rule: Any, target: Mapping[str, Any], message: Mapping[str, Any]) -> None:
    """Let moto match and send for one target alone, so that one that fails keeps nothing from the others."""
    alone = copy(rule)
    alone.targets = [target]
    if target.get("InputTransformer"):
        alone.send_to_targets(dict(message))
        return
    # moto's own template for events as they are leaves the account out.
    plain = {name: value for name, value in message.items() if name != "ingestion-time"}
    alone.send_to_targets(plain, transform_input=False)
