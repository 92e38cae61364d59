"""The Lambda functions of lifecycle hooks, which nobody runs: Python functions, a scenario, or success.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Mapping
from typing import Any

from mock_ecs.aws.scope import Scope
from mock_ecs.ports.neighbours import FunctionAnswer
from mock_ecs.runtimes.scenario import Scenario

HookFunction = Callable[[dict[str, Any]], Mapping[str, Any] | None]
"""Takes AWS's event of a lifecycle hook, and returns AWS's answer: ``{"hookStatus": "SUCCEEDED"}`` and the like."""

_log = logging.getLogger(__name__)


class SimulatedFunctions:
    """Answers by the function of ``registered`` (by ARN), else by ``scenario``, else with SUCCEEDED."""

    def __init__(self, registered: dict[str, HookFunction], scenario: Scenario) -> None:
        self._registered = registered
        self._scenario = scenario

    def register(self, function_arn: str, function: HookFunction) -> None:
        """Let ``function`` answer from now on."""
        self._registered[function_arn] = function

    def invoke(self, scope: Scope, function_arn: str, payload: Mapping[str, Any]) -> FunctionAnswer:
        """What the function answers; one that raises counts as one that could not be called."""
        function = self._registered.get(function_arn)
        if function is not None:
            try:
                return FunctionAnswer(function(copy.deepcopy(dict(payload))))
            except Exception as error:  # Whatever it is, it is the deployment that has to tell of it.
                _log.warning("the function of the lifecycle hook %s failed", function_arn, exc_info=True)
                return FunctionAnswer(error=f"{type(error).__name__}: {error}")
        stage, deployment = payload["lifecycleStage"], payload["resourceArn"]
        answer = self._scenario.hook(deployment, stage, function_arn, payload["executionId"])
        if answer is None:
            _log.warning("nobody said what the lifecycle hook %s answers at %s: SUCCEEDED", function_arn, stage)
            return FunctionAnswer({"hookStatus": "SUCCEEDED"})
        return answer

    def is_known(self, scope: Scope, function_arn: str) -> bool:
        """True for a function that was registered, and where the scenario speaks of hooks."""
        return function_arn in self._registered or self._scenario.speaks_of_hooks
