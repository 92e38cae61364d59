"""Requests with two faults at once: which of them ECS answers.

AWS documents no order; little of it is observed (section 2.8 of the reference). The order here is that of the layers
that a request passes, from what needs the least to what needs the most:

1. the operation does not exist (UnknownOperationException): its header is read before the body;
2. the body is no JSON object (SerializationException);
3. a member has a JSON type that the model does not take (SerializationException);
4. a constraint of the model is broken: a member is missing, or a value is not one of an enumeration;
5. a rule on one member of the document (the JSON Schemas);
6. a rule across members of the document;
7. the cluster, then what is in it, then the task definition: state;
8. what is launched beside what the request says of it.

The cluster is state too: a request that could be valid in no cluster is refused for that. Where the reference shows
an order inside a layer, the tests at the end pin it.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.ecs.examples import JOB, NETWORK, ON_FARGATE, WEB, target, with_container
from tests.api.raw import Raw

INVALID, CLIENT = "InvalidParameterException", "ClientException"
SERIALIZATION, NO_CLUSTER = "SerializationException", "ClusterNotFoundException"
BASES: dict[str, dict[str, Any]] = {
    "RunTask": ON_FARGATE,
    "CreateService": {**ON_FARGATE, "serviceName": "new"},
    "UpdateService": {"cluster": "demo", "service": "web"},
    "RegisterTaskDefinition": WEB,
}

TYPES = {
    "RunTask": {"count": "one"},
    "CreateService": {"desiredCount": "one"},
    "UpdateService": {"desiredCount": "one"},
    "RegisterTaskDefinition": {"volumes": "none"},
}
"""Members of a wrong type."""

MODEL: dict[str, tuple[dict[str, Any], str]] = {
    "RunTask": ({"launchType": "LAMBDA"}, "launch type should be one of [EC2,FARGATE,EXTERNAL]"),
    "CreateService": ({"schedulingStrategy": "CRON"}, "CRON should be one of [REPLICA,DAEMON]"),
    "UpdateService": ({"propagateTags": "ALL"}, "ALL should be one of [TASK_DEFINITION,SERVICE,NONE]"),
    "RegisterTaskDefinition": ({"networkMode": "wifi"}, "wifi should be one of [bridge,host,awsvpc,none]"),
}
"""Members that break a constraint of the model, and the message."""

MEMBER: dict[str, tuple[dict[str, Any], str]] = {
    "RunTask": ({"count": 11}, "count should be less than or equal to 10"),
    "CreateService": ({"desiredCount": -1}, "desiredCount must be at least 0"),
    "UpdateService": ({"desiredCount": -1}, "desiredCount must be at least 0"),
    "RegisterTaskDefinition": ({"family": "a.b"}, "Family contains invalid characters."),
}
"""Members that break a rule on themselves."""

ACROSS: dict[str, tuple[dict[str, Any], str]] = {
    "RunTask": (
        {"placementConstraints": [{"type": "distinctInstance"}]},
        "Placement constraints are not supported with FARGATE launch type.",
    ),
    "CreateService": (
        {"deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 100}},
        "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
    ),
    "UpdateService": (
        {"loadBalancers": [{"containerName": "app", "containerPort": 80}]},
        "Target Group ARN and Load Balancer Name cannot both be blank.",
    ),
    "RegisterTaskDefinition": (
        {"containerDefinitions": [*WEB["containerDefinitions"]] * 2},
        "Container names must be unique within a task definition.",
    ),
}
"""Members that break a rule together with others."""

IN_CLUSTERS = ("RunTask", "CreateService", "UpdateService")


@pytest.fixture
def serving(demo: Raw) -> Raw:
    """``demo`` with a service called web."""
    demo("CreateService", **ON_FARGATE, serviceName="web")
    return demo


def refusal(call: Raw, operation: str, *faults: dict[str, Any]) -> tuple[str, str]:
    request = dict(BASES[operation])
    for members in faults:
        request |= members
    return call.refusal(operation, **request)


def code_of(operation: str) -> str:
    return CLIENT if operation == "RegisterTaskDefinition" else INVALID


class TestLayers:
    @pytest.mark.parametrize("body", [b"{", b'{"count": "one"}'], ids=["json", "types"])
    def test_the_operation_comes_before_the_body(self, call: Raw, body: bytes) -> None:
        status, answer = call.send("RunTasks", body)

        assert (status, answer["__type"]) == (400, "UnknownOperationException")

    @pytest.mark.parametrize("operation", BASES)
    def test_json_comes_before_types(self, call: Raw, operation: str) -> None:
        _, answer = call.send(operation, json.dumps({**BASES[operation], **TYPES[operation]}).encode()[:-1])

        assert (answer["__type"], answer["message"]) == (SERIALIZATION, "The request body is not valid JSON.")

    @pytest.mark.parametrize("operation", BASES)
    def test_types_come_before_the_model(self, serving: Raw, operation: str) -> None:
        code, _ = refusal(serving, operation, TYPES[operation], MODEL[operation][0])

        assert code == SERIALIZATION

    @pytest.mark.parametrize("operation", BASES)
    def test_the_model_comes_before_rules_on_members(self, serving: Raw, operation: str) -> None:
        members, message = MODEL[operation]

        assert refusal(serving, operation, MEMBER[operation][0], members) == (code_of(operation), message)

    @pytest.mark.parametrize("operation", BASES)
    def test_rules_on_members_come_before_those_across(self, serving: Raw, operation: str) -> None:
        members, message = MEMBER[operation]

        assert refusal(serving, operation, ACROSS[operation][0], members) == (code_of(operation), message)

    @pytest.mark.parametrize("operation", IN_CLUSTERS)
    def test_rules_across_members_come_before_the_cluster(self, serving: Raw, operation: str) -> None:
        members, message = ACROSS[operation]

        assert refusal(serving, operation, {"cluster": "nope"}, members) == (INVALID, message)

    @pytest.mark.parametrize("operation", IN_CLUSTERS)
    def test_the_cluster_comes_before_the_task_definition(self, serving: Raw, operation: str) -> None:
        code, message = refusal(serving, operation, {"cluster": "nope", "taskDefinition": "nope"})

        assert (code, message) == (NO_CLUSTER, "Cluster not found.")

    @pytest.mark.parametrize("operation", ["RunTask", "CreateService"])
    def test_the_task_definition_comes_before_what_it_needs(self, serving: Raw, operation: str) -> None:
        without = {name: value for name, value in BASES[operation].items() if name != "networkConfiguration"}

        refused = serving.refusal(operation, **{**without, "taskDefinition": "nope"})

        assert refused == (CLIENT, "TaskDefinition not found.")

    def test_the_service_comes_before_the_task_definition(self, serving: Raw) -> None:
        refused = refusal(serving, "UpdateService", {"service": "nope", "taskDefinition": "nope"})

        assert refused == ("ServiceNotFoundException", "Service not found.")

    def test_an_inactive_service_comes_before_the_task_definition(self, serving: Raw) -> None:
        serving("DeleteService", cluster="demo", service="web")

        refused = refusal(serving, "UpdateService", {"taskDefinition": "nope"})

        assert refused == ("ServiceNotActiveException", "Service was not ACTIVE.")

    def test_the_name_in_use_comes_before_the_task_definition(self, serving: Raw) -> None:
        refused = refusal(serving, "CreateService", {"serviceName": "web", "taskDefinition": "nope"})

        assert refused == (INVALID, "Creation of service was not idempotent.")

    def test_the_client_token_comes_before_the_task_definition(self, serving: Raw) -> None:
        serving("RunTask", **ON_FARGATE, clientToken="a")

        refused = refusal(serving, "RunTask", {"clientToken": "a", "taskDefinition": "nope"})

        assert refused[0] == "ConflictException"

    def test_what_a_launch_lacks_comes_before_container_instances(self, serving: Raw) -> None:
        network = {"networkConfiguration": NETWORK}

        refused = serving.refusal("RunTask", cluster="demo", taskDefinition="job", launchType="EC2", **network)

        assert refused[1] == "Network Configuration is not valid for the given networkMode of this task definition."

    @pytest.mark.parametrize(
        ("members", "code", "message"),
        [
            pytest.param({"taskDefinition": "nope"}, CLIENT, "TaskDefinition not found.", id="state"),
            pytest.param(
                {"loadBalancers": [target(containerPort=81, advancedConfiguration={"roleArn": "r"})]},
                INVALID,
                "The container app did not have a container port 81 defined.",
                id="launch",
            ),
        ],
    )
    def test_what_aws_refuses_comes_before_what_we_lack(
        self, serving: Raw, members: dict[str, Any], code: str, message: str
    ) -> None:
        shifting = {"deploymentConfiguration": {"strategy": "BLUE_GREEN"}}

        assert refusal(serving, "CreateService", shifting, members) == (code, message)


class TestObserved:
    """Section 2.8 of the reference."""

    def test_the_load_balancer_that_code_deploy_needs_comes_before_the_circuit_breaker(self, serving: Raw) -> None:
        breaker = {"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}}

        refused = refusal(serving, "CreateService", {"deploymentController": {"type": "CODE_DEPLOY"}}, breaker)

        assert refused == (
            INVALID,
            "When specifying the CODE_DEPLOY deployment controller type, the service requires an Application Load "
            "Balancer or Network Load Balancer.",
        )

    @pytest.mark.parametrize("operation", ["CreateService", "UpdateService"])
    def test_client_aliases_come_before_the_name_of_the_port(self, serving: Raw, operation: str) -> None:
        services = [{"portName": "nope", "clientAliases": []}]
        connect = {"enabled": True, "namespace": "internal", "services": services}

        refused = refusal(serving, operation, {"serviceConnectConfiguration": connect})

        assert refused == (INVALID, "clientAliases must have 1 element.")

    @pytest.mark.parametrize("operation", ["RunTask", "CreateService"])
    def test_the_volume_to_configure_comes_before_its_size(self, serving: Raw, operation: str) -> None:
        volume = {"roleArn": "arn:aws:iam::123456789012:role/ebs", "sizeInGiB": 0, "volumeType": "io2"}

        refused = refusal(serving, operation, {"volumeConfigurations": [{"name": "disk", "managedEBSVolume": volume}]})

        assert refused == (
            INVALID,
            "Volume configuration provided but no matching configuredAtLaunch volume found in task definition.",
        )

    def test_the_memory_of_a_container_comes_before_that_of_a_fargate_task(self, call: Raw) -> None:
        container = {"name": "app", "image": "busybox:1"}
        request = {**WEB, "containerDefinitions": [container]}

        refused = call.refusal("RegisterTaskDefinition", **{k: v for k, v in request.items() if k != "memory"})

        assert refused == (
            CLIENT,
            "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified.",
        )

    def test_a_parameter_of_another_account_comes_before_the_execution_role(self, call: Raw) -> None:
        arn = "arn:aws:ssm:us-east-1:999999999999:parameter/password"

        code, message = call.refusal(
            "RegisterTaskDefinition", **with_container(JOB, secrets=[{"name": "PASSWORD", "valueFrom": arn}])
        )

        assert code == CLIENT
        assert message.startswith("The Systems Manager parameter ARN has a different account ID")
