"""RunTask: strategies that it refuses; why else AWS refuses is in tests/cases/ecs/launches*.json and tasks.json."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.ecs.examples import NETWORK, associate
from tests.api.raw import Raw

INVALID = "InvalidParameterException"
NO_WEIGHT = (
    "There are no capacity providers in the capacity provider strategy with a weight value greater than zero. "
    "Specify a weight value greater than zero for at least one capacity provider and try again."
)
NO_DEFAULT_WEIGHT = (
    "There are no capacity providers with a weight value greater than zero defined in the default capacity provider "
    "strategy. At least one capacity provider must have a weight value greater than zero specified. Update the "
    "cluster's default capacity provider strategy or specify a valid capacity provider strategy and try again."
)
TWO_BASES = (
    "There are multiple capacity providers in the specified capacity provider strategy with a base value greater than "
    "zero. Only one capacity provider can have a base value greater than zero. Specify a valid capacity provider "
    "strategy and try again."
)


class TestRunTaskRefusals:
    @pytest.mark.parametrize(
        ("strategy", "message"),
        [
            pytest.param(
                [{"capacityProvider": "FARGATE", "weight": 0}, {"capacityProvider": "FARGATE_SPOT"}],
                NO_WEIGHT,
                id="no weight",
            ),
            pytest.param(
                [
                    {"capacityProvider": "FARGATE", "weight": 1, "base": 1},
                    {"capacityProvider": "FARGATE_SPOT", "base": 1},
                ],
                TWO_BASES,
                id="two bases",
            ),
            pytest.param(
                [{"capacityProvider": "mine", "weight": 1}],
                # unsure in the reference
                "The specified capacity provider 'mine' was not found. Specify a valid name or ARN and try again.",
                id="unknown",
            ),
        ],
    )
    def test_a_strategy_that_launches_nothing_is_refused(self, demo: Raw, strategy: Any, message: str) -> None:
        associate(demo)
        request = {"cluster": "demo", "taskDefinition": "web", "networkConfiguration": NETWORK}

        assert demo.refusal("RunTask", **request, capacityProviderStrategy=strategy) == (INVALID, message)

    def test_a_provider_that_is_not_associated_is_refused(self, demo: Raw) -> None:
        request = {"cluster": "demo", "taskDefinition": "web", "networkConfiguration": NETWORK}
        strategy = [{"capacityProvider": "FARGATE", "weight": 1}]

        code, message = demo.refusal("RunTask", **request, capacityProviderStrategy=strategy)

        assert code == INVALID
        assert message.startswith("The specified capacity provider strategy cannot contain a capacity provider that ")

    def test_a_default_strategy_without_weight_is_refused(self, demo: Raw) -> None:
        associate(demo, {"capacityProvider": "FARGATE", "weight": 0})

        refusal = demo.refusal("RunTask", cluster="demo", taskDefinition="web", networkConfiguration=NETWORK)

        assert refusal == (INVALID, NO_DEFAULT_WEIGHT)
