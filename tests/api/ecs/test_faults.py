"""Requests that do not fit the model: members missing, wrong types, values there are not, and odd bodies."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from mock_ecs.api.ecs.faults import explain
from tests.api.ecs.examples import JOB, ON_FARGATE
from tests.api.raw import Raw

INVALID, CLIENT, SERIALIZATION = "InvalidParameterException", "ClientException", "SerializationException"


@dataclass
class Broken:
    """A broken constraint."""

    kind: str
    path: list[str | int] = field(default_factory=list)
    limit: Any = None
    value: Any = None


@pytest.mark.parametrize(
    ("operation", "fault", "code", "message"),
    [
        pytest.param(
            "RunTask", Broken("required", ["taskDefinition"]), INVALID, "TaskDefinition can not be blank.", id="missing"
        ),
        pytest.param(
            "RegisterTaskDefinition",
            Broken("required", ["family"]),
            CLIENT,
            "Family should not be null or empty.",
            id="no family",
        ),
        pytest.param(
            "RegisterTaskDefinition",
            Broken("required", ["containerDefinitions"]),
            CLIENT,
            "Container list cannot be empty.",
            id="no containers",
        ),
        pytest.param(
            "RegisterTaskDefinition",
            Broken("required", ["containerDefinitions", 0, "secrets", 1, "valueFrom"]),
            CLIENT,
            "ValueFrom can not be blank.",
            id="deep",
        ),
        pytest.param(
            "RunTask",
            Broken("enum", ["launchType"], ["EC2"], "x"),
            INVALID,
            "launch type should be one of [EC2,FARGATE,EXTERNAL]",
            id="launch type",
        ),
        pytest.param(
            "ListTasks",
            Broken("enum", ["desiredStatus"], ["A", "B"], "C"),
            INVALID,
            "C should be one of [A,B]",
            id="enum",
        ),
        pytest.param(
            "CreateCapacityProvider",
            Broken("min_length", ["a"], 1, []),
            INVALID,
            "a must have at least 1 items.",
            id="short list",
        ),
        pytest.param(
            "CreateCluster",
            Broken("max_length", ["tags"], 50, []),
            INVALID,
            "tags can have at most 50 items.",
            id="list",
        ),
        pytest.param(
            "CreateCluster",
            Broken("max_length", ["tags", 0, "key"], 128, "x"),
            INVALID,
            "tags.0.key must have at most 128 characters.",
            id="text",
        ),
        pytest.param(
            "RunTask",
            Broken("max_value", ["capacityProviderStrategy", 0, "weight"], 1000, 1001),
            INVALID,
            "capacityProviderStrategy.0.weight must be at most 1000",
            id="number",
        ),
        pytest.param(
            "CreateCapacityProvider", Broken("pattern", ["a"], "[a-z]+"), INVALID, "a must match [a-z]+", id="pattern"
        ),
    ],
)
def test_a_broken_constraint_has_the_words_of_ecs(operation: str, fault: Broken, code: str, message: str) -> None:
    error = explain(operation, fault)

    assert (error.code, error.message) == (code, message)


REQUIRED = {
    "CreateCapacityProvider": "Name",
    "CreateService": "ServiceName",
    "DeleteAccountSetting": "Name",
    "DeleteAttributes": "Attributes",
    "DeleteCapacityProvider": "CapacityProvider",
    "DeleteCluster": "Cluster",
    "DeleteService": "Service",
    "DeleteTaskDefinitions": "TaskDefinitions",
    "DeregisterContainerInstance": "ContainerInstance",
    "DescribeContainerInstances": "ContainerInstances",
    "DescribeServices": "Services",
    "DescribeTasks": "Tasks",
    "ListAttributes": "TargetType",
    "ListTagsForResource": "ResourceArn",
    "PutAccountSetting": "Name",
    "PutAccountSettingDefault": "Name",
    "PutAttributes": "Attributes",
    "PutClusterCapacityProviders": "Cluster",
    "RunTask": "TaskDefinition",
    "StartTask": "ContainerInstances",
    "StopTask": "Task",
    "TagResource": "ResourceArn",
    "UntagResource": "ResourceArn",
    "UpdateCapacityProvider": "Name",
    "UpdateCluster": "Cluster",
    "UpdateClusterSettings": "Cluster",
    "UpdateContainerInstancesState": "ContainerInstances",
    "UpdateService": "Service",
}
"""The operations that cannot be called without members, and the first that they miss."""


class TestMissingMembers:
    @pytest.mark.parametrize(("operation", "member"), REQUIRED.items())
    def test_the_first_that_is_missing_is_told(self, call: Raw, operation: str, member: str) -> None:
        # unsure in the reference
        assert call.refusal(operation) == (INVALID, f"{member} can not be blank.")

    @pytest.mark.parametrize("operation", ["DescribeTaskDefinition", "DeregisterTaskDefinition"])
    def test_those_of_task_definitions_are_client_exceptions(self, call: Raw, operation: str) -> None:
        assert call.refusal(operation) == (CLIENT, "TaskDefinition can not be blank.")

    def test_a_null_is_as_good_as_missing(self, call: Raw) -> None:
        assert call.refusal("StopTask", task=None) == (INVALID, "Task can not be blank.")

    def test_nulls_are_no_members(self, call: Raw) -> None:
        cluster = call("CreateCluster", clusterName="demo", tags=None, settings=None)["cluster"]

        assert cluster["tags"] == []

    @pytest.mark.parametrize(
        ("members", "message"),
        [
            ({"containerDefinitions": []}, "Family should not be null or empty."),
            ({"family": "a"}, "Container list cannot be empty."),
        ],
    )
    def test_a_task_definition_without_its_parts(self, call: Raw, members: dict[str, Any], message: str) -> None:
        assert call.refusal("RegisterTaskDefinition", **members) == (CLIENT, message)


class TestWrongTypes:
    @pytest.mark.parametrize(
        ("operation", "members", "message"),
        [
            ("CreateCluster", {"clusterName": 3}, "NUMBER_VALUE can not be converted to a String"),
            ("CreateCluster", {"clusterName": True}, "TRUE_VALUE can not be converted to a String"),
            ("CreateCluster", {"clusterName": ["a"]}, "Start of list found where not expected"),
            ("CreateCluster", {"tags": {}}, "Start of structure or map found where not expected."),
            ("CreateCluster", {"tags": ["a"]}, "Unexpected field type"),
            ("RunTask", {"taskDefinition": "a", "count": "2"}, "STRING_VALUE can not be converted to an Integer"),
            ("RunTask", {"taskDefinition": "a", "count": 1.5}, "DECIMAL_VALUE can not be converted to an Integer"),
            ("RunTask", {"taskDefinition": "a", "count": 2**31}, "NUMBER_VALUE can not be converted to an Integer"),
            ("DeleteService", {"service": "a", "force": "yes"}, "STRING_VALUE can not be converted to a Boolean"),
            ("DeleteService", {"service": "a", "force": 1}, "NUMBER_VALUE can not be converted to a Boolean"),
            ("DescribeTasks", {"tasks": "a"}, "Unexpected field type"),
            (
                "RegisterTaskDefinition",
                {"family": "a", "containerDefinitions": [{"name": "a", "memory": "64"}]},
                "STRING_VALUE can not be converted to an Integer",
            ),
            ("RegisterTaskDefinition", {**JOB, "cpu": 256}, "NUMBER_VALUE can not be converted to a String"),
        ],
    )
    def test_they_are_refused_before_anything_else(
        self, call: Raw, operation: str, members: dict[str, Any], message: str
    ) -> None:
        assert call.refusal(operation, **members) == (SERIALIZATION, message)

    def test_a_whole_float_is_an_integer(self, demo: Raw) -> None:
        assert len(demo("RunTask", **ON_FARGATE, count=2.0)["tasks"]) == 2

    def test_unknown_members_are_ignored(self, call: Raw) -> None:
        assert call("CreateCluster", clusterName="demo", colour="red")["cluster"]["clusterName"] == "demo"


class TestBodies:
    @pytest.mark.parametrize(
        "body", [b"", b"{", b"[]", b"1", b'"a"', b"null", b"\xff", b'{"a": NaN}', b'{"clusterName": "\\ud800"}']
    )
    def test_what_is_no_json_object_is_refused(self, call: Raw, body: bytes) -> None:
        status, answer = call.send("CreateCluster", body)

        assert (status, answer["__type"]) == (400, SERIALIZATION)

    def test_deep_nesting_is_refused_or_ignored(self, call: Raw) -> None:
        status, _ = call.send("ListClusters", b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}")

        assert status in (200, 400)

    def test_an_operation_that_is_not_done_says_so(self, call: Raw) -> None:
        assert call.refusal("CreateGateway") == (
            "UnknownOperationException",
            "mock-ecs does not have ecs CreateGateway yet; `mock-ecs operations` lists what it has.",
        )

    def test_an_operation_that_ecs_lacks_says_so(self, call: Raw) -> None:
        assert call.refusal("MakeCoffee") == ("UnknownOperationException", "ECS has no operation MakeCoffee.")


ODD = [
    "",
    " ",
    "\u0000",
    "é\U0001f600",
    "../x",
    "a" * 10_000,
    "arn:",
    "arn:aws:ecs:::",
    ":",
    "/",
    "9" * 5000,
    "%s",
    "{}",
]
REFERENCES = {
    "DescribeClusters": {"clusters": ["$"]},
    "DeleteCluster": {"cluster": "$"},
    "DescribeServices": {"cluster": "demo", "services": ["$"]},
    "UpdateService": {"cluster": "demo", "service": "$"},
    "DeleteService": {"cluster": "demo", "service": "$"},
    "DescribeTasks": {"cluster": "demo", "tasks": ["$"]},
    "StopTask": {"cluster": "demo", "task": "$"},
    "RunTask": {"cluster": "demo", "taskDefinition": "$"},
    "StartTask": {"cluster": "demo", "taskDefinition": "job", "containerInstances": ["$"]},
    "ListTasks": {"cluster": "demo", "serviceName": "$"},
    "DescribeContainerInstances": {"cluster": "demo", "containerInstances": ["$"]},
    "DeregisterContainerInstance": {"cluster": "demo", "containerInstance": "$"},
    "UpdateContainerInstancesState": {"cluster": "demo", "containerInstances": ["$"], "status": "DRAINING"},
    "DescribeTaskDefinition": {"taskDefinition": "$"},
    "DeregisterTaskDefinition": {"taskDefinition": "$"},
    "DeleteTaskDefinitions": {"taskDefinitions": ["$"]},
    "ListTaskDefinitions": {"familyPrefix": "$"},
    "ListTaskDefinitionFamilies": {"familyPrefix": "$"},
    "TagResource": {"resourceArn": "$", "tags": []},
    "UntagResource": {"resourceArn": "$", "tagKeys": []},
    "ListTagsForResource": {"resourceArn": "$"},
    "PutAccountSetting": {"name": "$", "value": "$", "principalArn": "$"},
    "CreateCapacityProvider": {"name": "hosts", "autoScalingGroupProvider": {"autoScalingGroupArn": "$"}},
    "UpdateCapacityProvider": {"name": "$", "autoScalingGroupProvider": {}},
    "DeleteCapacityProvider": {"capacityProvider": "$"},
    "DescribeCapacityProviders": {"capacityProviders": ["$"]},
    "PutAttributes": {"cluster": "demo", "attributes": [{"name": "$", "value": "$", "targetId": "$"}]},
    "DeleteAttributes": {"cluster": "demo", "attributes": [{"name": "a", "targetId": "$"}]},
    "ListAttributes": {"cluster": "demo", "targetType": "container-instance", "attributeName": "$"},
    "CreateCluster": {"clusterName": "$"},
    "CreateService": {**ON_FARGATE, "serviceName": "$"},
    "RegisterContainerInstance": {"cluster": "demo", "instanceIdentityDocument": "$"},
    "PutClusterCapacityProviders": {
        "cluster": "demo",
        "capacityProviders": ["$"],
        "defaultCapacityProviderStrategy": [{"capacityProvider": "$"}],
    },
}


@pytest.mark.parametrize("operation", REFERENCES)
@pytest.mark.parametrize("text", ODD, ids=[ascii(text[:12]) for text in ODD])
def test_odd_text_is_answered_or_refused_but_never_a_fault(demo: Raw, operation: str, text: str) -> None:
    members = json.dumps(REFERENCES[operation]).replace('"$"', json.dumps(text))

    status, _ = demo.send(operation, members.encode())

    assert status in (200, 400)
