"""RunTask: what it starts and what it refuses."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.api.ecs.examples import ARN, NETWORK, ON_FARGATE, ON_INSTANCES, START, WEB
from tests.api.raw import Raw, Refused

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


def described(call: Raw, task: dict[str, Any], **members: Any) -> dict[str, Any]:
    found: dict[str, Any] = call("DescribeTasks", cluster="demo", tasks=[task["taskArn"]], **members)["tasks"][0]
    return found


def associate(call: Raw, *default: dict[str, Any]) -> None:
    call(
        "PutClusterCapacityProviders",
        cluster="demo",
        capacityProviders=["FARGATE", "FARGATE_SPOT"],
        defaultCapacityProviderStrategy=list(default),
    )


class TestRunTask:
    def test_a_task_of_fargate_begins_provisioning(self, demo: Raw) -> None:
        response = demo("RunTask", **ON_FARGATE)

        assert response["failures"] == []
        (task,) = response["tasks"]
        identifier = task["taskArn"].rpartition("/")[2]
        assert re.fullmatch("[0-9a-f]{32}", identifier)
        container, attachment = task.pop("containers")[0], task.pop("attachments")[0]
        assert task == {
            "taskArn": f"{ARN}:task/demo/{identifier}",
            "clusterArn": f"{ARN}:cluster/demo",
            "taskDefinitionArn": f"{ARN}:task-definition/web:1",
            "lastStatus": "PROVISIONING",
            "desiredStatus": "RUNNING",
            "launchType": "FARGATE",
            "group": "family:web",
            "cpu": "256",
            "memory": "512",
            "createdAt": START,
            "version": 1,
            "healthStatus": "UNKNOWN",
            "availabilityZone": "us-east-1a",
            "attributes": [{"name": "ecs.cpu-architecture", "value": "x86_64"}],
            "platformVersion": "1.4.0",
            "platformFamily": "Linux",
            "ephemeralStorage": {"sizeInGiB": 20},
            "fargateEphemeralStorage": {"sizeInGiB": 20},
            "enableExecuteCommand": False,
            "overrides": {"containerOverrides": [{"name": "app"}], "inferenceAcceleratorOverrides": []},
            "tags": [],
        }
        assert re.fullmatch(f"{ARN}:container/demo/{identifier}/[0-9a-f-]{{36}}", container.pop("containerArn"))
        assert container == {
            "taskArn": f"{ARN}:task/demo/{identifier}",
            "name": "app",
            "image": "nginx:1.27",
            "lastStatus": "PENDING",
            "healthStatus": "UNKNOWN",
            "cpu": "0",
            "networkBindings": [],
            "networkInterfaces": [],
        }
        assert re.fullmatch("[0-9a-f-]{36}", attachment.pop("id"))
        assert attachment == {
            "type": "ElasticNetworkInterface",
            "status": "PRECREATED",
            "details": [{"name": "subnetId", "value": "subnet-1"}],
        }

    def test_a_task_of_an_instance_begins_pending(self, hosted: Raw) -> None:
        (task,) = hosted("RunTask", **ON_INSTANCES)["tasks"]

        assert (task["lastStatus"], task["launchType"], task["attachments"]) == ("PENDING", "EC2", [])
        assert (task["cpu"], task["memory"]) == ("100", "300")
        assert task["containerInstanceArn"].startswith(f"{ARN}:container-instance/demo/")
        assert {"platformVersion", "platformFamily", "ephemeralStorage", "connectivity"} & set(task) == set()
        assert (task["containers"][0]["cpu"], task["containers"][0]["memory"]) == ("100", "300")

    @pytest.mark.parametrize("count", [1, 10])
    def test_it_starts_as_many_as_asked_for(self, demo: Raw, count: int) -> None:
        assert len(demo("RunTask", **ON_FARGATE, count=count)["tasks"]) == count

    def test_what_has_no_room_is_a_failure_of_each_instance(self, hosted: Raw) -> None:
        response = hosted("RunTask", **ON_INSTANCES, count=7)

        instances = hosted("ListContainerInstances", cluster="demo")["containerInstanceArns"]
        assert len(response["tasks"]) == 6
        # unsure in the reference
        assert response["failures"] == [{"arn": arn, "reason": "RESOURCE:MEMORY"} for arn in instances]

    def test_an_instance_that_drains_takes_no_task(self, hosted: Raw) -> None:
        instances = hosted("ListContainerInstances", cluster="demo")["containerInstanceArns"]
        drain = {"cluster": "demo", "status": "DRAINING"}
        hosted("UpdateContainerInstancesState", **drain, containerInstances=instances[:1])

        (task,) = hosted("RunTask", **ON_INSTANCES)["tasks"]
        hosted("UpdateContainerInstancesState", **drain, containerInstances=instances)

        assert task["containerInstanceArn"] == instances[1]
        assert hosted.refusal("RunTask", **ON_INSTANCES) == (INVALID, NO_INSTANCES)

    def test_members_of_the_request_are_shown(self, demo: Raw) -> None:
        (task,) = demo(
            "RunTask",
            **ON_FARGATE,
            group="nightly",
            startedBy="cron",
            enableExecuteCommand=True,
            tags=[{"key": "team", "value": "red"}],
        )["tasks"]

        assert (task["group"], task["startedBy"], task["enableExecuteCommand"]) == ("nightly", "cron", True)
        assert task["tags"] == [{"key": "team", "value": "red"}]
        assert task["containers"][0]["managedAgents"] == [{"name": "ExecuteCommandAgent", "lastStatus": "PENDING"}]

    def test_overrides_are_shown_for_every_container(self, demo: Raw) -> None:
        containers = [*WEB["containerDefinitions"], {"name": "side", "image": "x"}]
        demo("RegisterTaskDefinition", **{**WEB, "containerDefinitions": containers})
        override = {"name": "app", "command": ["run"], "environment": [{"name": "A", "value": "1"}], "cpu": 64}

        (task,) = demo(
            "RunTask",
            **ON_FARGATE,
            overrides={"containerOverrides": [override], "cpu": "512", "memory": "1024", "taskRoleArn": "role"},
        )["tasks"]

        assert task["overrides"] == {
            "containerOverrides": [override, {"name": "side"}],
            "inferenceAcceleratorOverrides": [],
            "cpu": "512",
            "memory": "1024",
            "taskRoleArn": "role",
        }
        assert (task["cpu"], task["memory"]) == ("512", "1024")
        assert [container["cpu"] for container in task["containers"]] == ["64", "0"]

    def test_ephemeral_storage_can_be_overridden(self, demo: Raw) -> None:
        (task,) = demo("RunTask", **ON_FARGATE, overrides={"ephemeralStorage": {"sizeInGiB": 50}})["tasks"]

        assert (task["ephemeralStorage"], task["fargateEphemeralStorage"]) == ({"sizeInGiB": 50}, {"sizeInGiB": 50})

    @pytest.mark.parametrize(
        ("members", "tags"),
        [
            pytest.param({"propagateTags": "TASK_DEFINITION"}, {"team": "blue", "tier": "1"}, id="propagated"),
            pytest.param({"propagateTags": "NONE"}, {}, id="none"),
            pytest.param({}, {}, id="nothing said"),
            pytest.param({"enableECSManagedTags": True}, {"aws:ecs:clusterName": "demo"}, id="managed"),
            # unsure in the reference
            pytest.param(
                {"propagateTags": "TASK_DEFINITION", "tags": [{"key": "team", "value": "red"}]},
                {"team": "red", "tier": "1"},
                id="its own before those of the definition",
            ),
        ],
    )
    def test_tags_come_from_where_it_says(self, demo: Raw, members: dict[str, Any], tags: dict[str, str]) -> None:
        demo(
            "RegisterTaskDefinition",
            **WEB,
            tags=[{"key": "team", "value": "blue"}, {"key": "tier", "value": "1"}],
        )

        (task,) = demo("RunTask", **ON_FARGATE, **members)["tasks"]

        shown = described(demo, task, include=["TAGS"])["tags"]
        assert {tag["key"]: tag["value"] for tag in shown} == tags

    def test_a_strategy_names_the_provider_beside_the_launch_type(self, demo: Raw) -> None:
        associate(demo)
        strategy = [
            {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
            {"capacityProvider": "FARGATE_SPOT", "weight": 3},
        ]

        tasks = demo(
            "RunTask",
            cluster="demo",
            taskDefinition="web",
            networkConfiguration=NETWORK,
            capacityProviderStrategy=strategy,
            count=9,
        )["tasks"]

        providers = [task["capacityProviderName"] for task in tasks]
        assert {task["launchType"] for task in tasks} == {"FARGATE"}
        assert (providers.count("FARGATE"), providers.count("FARGATE_SPOT")) == (3, 6)
        assert providers[0] == "FARGATE"

    def test_without_launch_type_the_strategy_of_the_cluster_holds(self, demo: Raw) -> None:
        associate(demo, {"capacityProvider": "FARGATE_SPOT", "weight": 1})

        (task,) = demo("RunTask", cluster="demo", taskDefinition="web", networkConfiguration=NETWORK)["tasks"]

        assert task["capacityProviderName"] == "FARGATE_SPOT"

    @pytest.mark.parametrize(
        ("platform", "shown"), [(None, "1.4.0"), ("LATEST", "1.4.0"), ("1.4.0", "1.4.0"), ("1.3.0", "1.3.0")]
    )
    def test_the_platform_version_is_resolved(self, demo: Raw, platform: str | None, shown: str) -> None:
        asked = {"platformVersion": platform} if platform else {}

        assert demo("RunTask", **ON_FARGATE, **asked)["tasks"][0]["platformVersion"] == shown

    def test_the_same_client_token_answers_with_the_same_tasks(self, demo: Raw) -> None:
        first = demo("RunTask", **ON_FARGATE, clientToken="a", count=2)["tasks"]

        second = demo("RunTask", **ON_FARGATE, clientToken="a", count=2)["tasks"]

        assert [task["taskArn"] for task in second] == [task["taskArn"] for task in first]
        assert len(demo("ListTasks", cluster="demo")["taskArns"]) == 2

    def test_the_same_client_token_for_another_request_is_a_conflict(self, demo: Raw) -> None:
        arns = [task["taskArn"] for task in demo("RunTask", **ON_FARGATE, clientToken="a", count=2)["tasks"]]

        with pytest.raises(Refused) as refused:
            demo("RunTask", **ON_FARGATE, clientToken="a", count=1)

        assert refused.value.code == "ConflictException"
        assert refused.value.members == {"resourceIds": arns}

    def test_another_token_starts_another_task(self, demo: Raw) -> None:
        for token in ("a", "b"):
            demo("RunTask", **ON_FARGATE, clientToken=token)

        assert len(demo("ListTasks", cluster="demo")["taskArns"]) == 2

    def test_volumes_of_the_launch_are_taken_with_a_warning(self, demo: Raw) -> None:
        demo("RunTask", **ON_FARGATE, volumeConfigurations=[{"name": "disk"}])

        assert demo.warnings == ["volumeConfigurations: mock-ecs makes no EBS volumes yet; the tasks run without."]

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
