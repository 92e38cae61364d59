"""RunTask: what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.ecs.examples import NETWORK, ON_FARGATE, ON_INSTANCES, associate
from tests.api.raw import Raw

INVALID = "InvalidParameterException"
BOTH = "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again."
NEEDS_NETWORK = "Network Configuration must be provided when networkMode 'awsvpc' is specified."
NO_NETWORK = "Network Configuration is not valid for the given networkMode of this task definition."
NO_INSTANCES = "No Container Instances were found in your cluster."
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


def network(**members: Any) -> dict[str, Any]:
    return {"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"], **members}}}


class TestRunTaskRefusals:
    @pytest.mark.parametrize(
        ("members", "code", "message"),
        [
            # unsure in the reference
            pytest.param({"count": 11}, INVALID, "count should be less than or equal to 10", id="11"),
            pytest.param({"count": 0}, INVALID, "count should be greater than or equal to 1", id="0"),
            pytest.param({"count": -1}, INVALID, "count should be greater than or equal to 1", id="-1"),
            pytest.param({"cluster": "nope"}, "ClusterNotFoundException", "Cluster not found.", id="cluster"),
            pytest.param(
                {"cluster": "gone"}, "ClusterNotFoundException", "The referenced cluster was inactive.", id="deleted"
            ),
            pytest.param({"taskDefinition": "nope"}, "ClientException", "TaskDefinition not found.", id="definition"),
            pytest.param({"taskDefinition": "web:9"}, "ClientException", "TaskDefinition not found.", id="revision"),
            pytest.param(
                {"launchType": "fargate"},
                INVALID,
                "launch type should be one of [EC2,FARGATE,EXTERNAL]",
                id="launch type",
            ),
            pytest.param(
                {"capacityProviderStrategy": [{"capacityProvider": "FARGATE"}]}, INVALID, BOTH, id="type and strategy"
            ),
            pytest.param({"networkConfiguration": {}}, INVALID, NEEDS_NETWORK, id="no awsvpcConfiguration"),
            pytest.param(network(subnets=[]), INVALID, "subnets can not be empty.", id="no subnets"),
            pytest.param(
                network(subnets=["s"] * 17), INVALID, "subnets can have at most 16 items.", id="17 subnets"
            ),  # unsure in the reference
            pytest.param(
                network(securityGroups=["g"] * 6), INVALID, "securityGroups can have at most 5 items.", id="6 groups"
            ),
            pytest.param(
                {"platformVersion": "9.9.9"},
                "PlatformUnknownException",
                "The specified platform version does not exist.",  # unsure in the reference
                id="platform version",
            ),
            pytest.param(
                {"placementConstraints": [{"type": "distinctInstance"}]},
                INVALID,
                "Placement constraints are not supported with FARGATE launch type.",
                id="constraints",
            ),
            pytest.param(
                {"placementStrategy": [{"type": "random"}]},
                INVALID,
                "Placement strategies are not supported with FARGATE launch type.",
                id="strategies",
            ),
            # unsure in the reference: the words of RegisterTaskDefinition
            pytest.param(
                {"overrides": {"cpu": "256", "memory": "513"}},
                INVALID,
                "No Fargate configuration exists for given values: 256 CPU, 513 memory. "
                "See the Amazon ECS documentation for the valid values.",
                id="no Fargate size",
            ),
            pytest.param(
                {"overrides": {"containerOverrides": [{"name": "app", "cpu": -1}]}},
                INVALID,
                "Invalid 'cpu' setting for container 'app'.",
                id="negative override",
            ),
            pytest.param(
                {"overrides": {"containerOverrides": [{"name": "nope"}]}},
                INVALID,
                "Override for container named nope is not a container in the TaskDefinition.",
                id="override",
            ),
            pytest.param(
                {"overrides": {"containerOverrides": [{"name": "app", "command": ["x" * 8192]}]}},
                INVALID,
                "Container Overrides length must be at most 8192",  # unsure in the reference
                id="long override",
            ),
            pytest.param(
                {"propagateTags": "SERVICE"},
                INVALID,
                "Tags can be propagated from SERVICE only to the tasks of a service.",  # unsure in the reference
                id="tags of a service",
            ),
            pytest.param(
                {"taskDefinition": "arn:aws:ecs:us-east-1:999999999999:task-definition/web:1"},
                INVALID,
                "AccountIDs mismatch",
                id="definition of another account",
            ),
            pytest.param(
                {"cluster": "arn:aws:ecs:us-east-1:999999999999:cluster/demo"},
                INVALID,
                "AccountIDs mismatch",
                id="cluster of another account",
            ),
            pytest.param(
                {"launchType": "MANAGED_INSTANCES"},
                "UnsupportedFeatureException",
                "mock-ecs does not have ECS Managed Instances yet.",
                id="managed instances",
            ),
        ],
    )
    def test_what_aws_does_not_take_on_fargate_is_refused(
        self, demo: Raw, members: dict[str, Any], code: str, message: str
    ) -> None:
        demo("CreateCluster", clusterName="gone")
        demo("DeleteCluster", cluster="gone")

        assert demo.refusal("RunTask", **{**ON_FARGATE, **members}) == (code, message)

    @pytest.mark.parametrize(
        ("members", "message"),
        [
            pytest.param(network(), NO_NETWORK, id="network"),
            pytest.param(
                {"platformVersion": "LATEST"},
                "The platform version must be null when specifying an EC2 launch type.",
                id="platform version",
            ),
            pytest.param(
                {"placementStrategy": [{"type": "random"}] * 6}, "Maximum number of strategies is 5.", id="6 strategies"
            ),
            pytest.param(
                {"placementStrategy": [{"type": "binpack", "field": "instanceId"}]},
                "binpack field 'instanceId' is invalid.",
                id="binpack",
            ),
            pytest.param(
                {"placementStrategy": [{"type": "random", "field": "cpu"}]},
                "random field should not be specified.",
                id="random",
            ),
            pytest.param(
                {"placementConstraints": [{"type": "distinctInstance", "expression": "x"}]},
                "distinctInstance expression should not be specified.",
                id="distinctInstance",
            ),
            pytest.param(
                {"placementConstraints": [{"type": "distinctInstance"}] * 11},
                "placementConstraints can have at most 10 items.",  # unsure in the reference
                id="11 constraints",
            ),
            pytest.param({"placementConstraints": [{}]}, "Type can not be blank.", id="constraint without type"),
            pytest.param({"placementStrategy": [{}]}, "Type can not be blank.", id="strategy without type"),
            pytest.param(
                {"placementStrategy": [{"type": "best"}]},
                "best should be one of [random,spread,binpack]",
                id="strategy of another type",
            ),
            pytest.param({"launchType": "EXTERNAL"}, NO_INSTANCES, id="external without instances"),
        ],
    )
    def test_what_aws_does_not_take_on_instances_is_refused(
        self, hosted: Raw, members: dict[str, Any], message: str
    ) -> None:
        assert hosted.refusal("RunTask", **{**ON_INSTANCES, **members}) == (INVALID, message)

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

    def test_without_container_instances_nothing_runs_on_ec2(self, demo: Raw) -> None:
        assert demo.refusal("RunTask", **ON_INSTANCES) == (INVALID, NO_INSTANCES)

    @pytest.mark.parametrize("token", ["", "a" * 65, "a b", "é"])
    def test_a_bad_client_token_is_refused(self, demo: Raw, token: str) -> None:
        # unsure in the reference
        assert demo.refusal("RunTask", **ON_FARGATE, clientToken=token) == (
            "ClientException",
            "clientToken must have 1 to 64 characters of ASCII 33 to 126.",
        )
