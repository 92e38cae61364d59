"""What is recognised, and what is taken out of what tools print and take."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_ecs.validate.documents import Unusable
from mock_ecs.validate.kinds import KINDS, kind_called
from mock_ecs.validate.shapes import Request, requests_in
from tests.validate.examples import TASK_DEFINITION

SERVICE = {"serviceName": "web", "taskDefinition": "web:1", "desiredCount": 1}
LIFECYCLE = {"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any"}, "action": {"type": "expire"}}]}
STATEMENT = {"Effect": "Allow", "Principal": "*", "Action": "ecr:GetDownloadUrlForLayer"}
REPOSITORY_POLICY = {"Version": "2012-10-17", "Statement": [STATEMENT]}
REGISTRY_POLICY = {"Version": "2012-10-17", "Statement": {**STATEMENT, "Action": ["ecr:ReplicateImage"]}}
REPLICATION = {"rules": [{"destinations": [{"region": "us-west-2", "registryId": "123456789012"}]}]}
SCANNING = {"scanType": "BASIC", "rules": []}


@pytest.mark.parametrize(
    ("document", "kind", "prefix"),
    [
        (TASK_DEFINITION, "task-definition", ()),
        ({"taskDefinition": TASK_DEFINITION}, "task-definition", ("taskDefinition",)),
        ({"daemonTaskDefinition": TASK_DEFINITION}, "daemon-task-definition", ("daemonTaskDefinition",)),
        (TASK_DEFINITION | {"daemonTaskDefinitionArn": "arn"}, "daemon-task-definition", ()),
        (SERVICE, "service", ()),
        ({"desiredCount": 1, "launchType": "FARGATE"}, "service", ()),
        ({"service": SERVICE}, "service", ("service",)),
        ({"cluster": "a", "service": "web", "desiredCount": 2, "launchType": "EC2"}, "service-update", ()),
        ({"taskDefinition": "web", "overrides": {}, "launchType": "FARGATE"}, "run-task", ()),
        ({"taskDefinition": "web", "containerInstances": ["a"], "overrides": {}}, "start-task", ()),
        (LIFECYCLE, "lifecycle-policy", ()),
        (REPOSITORY_POLICY, "repository-policy", ()),
        (REGISTRY_POLICY, "registry-policy", ()),
        (REPLICATION, "replication", ()),
        ({"replicationConfiguration": REPLICATION}, "replication", ("replicationConfiguration",)),
        ({"registryId": "1", "replicationConfiguration": {}}, "replication", ("replicationConfiguration",)),
        (SCANNING, "scanning", ()),
        ({"registryId": "1", "scanningConfiguration": SCANNING}, "scanning", ("scanningConfiguration",)),
    ],
)
def test_a_document_is_recognised_by_what_is_in_it(document: Any, kind: str, prefix: Any) -> None:
    (request,) = requests_in(document)

    assert (request.kind.name, request.prefix) == (kind, prefix)


def test_each_of_the_services_that_are_described_is_one_request() -> None:
    answer = {"services": [SERVICE, SERVICE | {"desiredCount": 2}], "failures": []}

    requests = requests_in(answer)

    assert [(one.prefix, one.value["desiredCount"]) for one in requests] == [(("services", 0), 1), (("services", 1), 2)]


def test_tags_beside_a_task_definition_belong_to_it_and_stay_where_they_are() -> None:
    (request,) = requests_in({"taskDefinition": TASK_DEFINITION, "tags": []})

    assert request.value == TASK_DEFINITION | {"tags": []}
    assert request.in_file(("tags", 0)) == ("tags", 0)
    assert request.in_file(("family",)) == ("taskDefinition", "family")


@pytest.mark.parametrize(
    ("document", "kind", "value"),
    [
        ({"repositoryName": "a", "lifecyclePolicyText": json.dumps(LIFECYCLE)}, "lifecycle-policy", LIFECYCLE),
        ({"lifecyclePolicyText": "{"}, "lifecycle-policy", "{"),
        ({"repositoryName": "a", "policyText": json.dumps(REPOSITORY_POLICY)}, "repository-policy", REPOSITORY_POLICY),
        ({"registryId": "1", "policyText": json.dumps(REGISTRY_POLICY)}, "registry-policy", REGISTRY_POLICY),
    ],
)
def test_a_policy_is_read_out_of_the_text_that_holds_it(document: Any, kind: str, value: Any) -> None:
    (request,) = requests_in(document)

    assert (request.kind.name, request.value) == (kind, value)
    assert request.text == document.get("lifecyclePolicyText", document.get("policyText"))


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        "text",
        None,
        {"services": {"web": {"image": "nginx"}}},
        {"serviceName": "in a file of settings"},
        {"service": "of the Serverless Framework", "provider": {}, "functions": {}},
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}]},
        {"Version": "2012-10-17", "Statement": [{**STATEMENT, "Action": "s3:GetObject"}]},
        {"rules": [{"host": "example.com"}]},
        {"cluster": "default", "taskDefinition": "web"},
    ],
    ids=lambda document: json.dumps(document)[:40],
)
def test_what_is_none_of_the_kinds_is_not_recognised(document: Any) -> None:
    assert requests_in(document) == []


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"Resources": {"Web": {"Type": "AWS::ECS::Service"}}}, "CloudFormation's capitalised keys"),
        ({"Family": "web", "ContainerDefinitions": []}, "CloudFormation's capitalised keys"),
        ([{"name": "app", "image": "nginx"}], "is a list of container definitions"),
    ],
)
def test_what_people_take_for_one_of_the_kinds_is_explained(document: Any, words: str) -> None:
    with pytest.raises(Unusable, match=words):
        requests_in(document)


def test_a_kind_that_is_named_is_taken_at_its_word() -> None:
    kind = kind_called("lifecycle-policy")

    assert requests_in({"a": 1}, kind) == [Request(kind, {"a": 1})]
    assert requests_in({"lifecyclePolicyText": "[]"}, kind) == [Request(kind, [], ("lifecyclePolicyText",), text="[]")]


def test_what_can_only_be_read_comes_from_the_model() -> None:
    known = {kind.name: kind.read_only() for kind in KINDS}

    assert {"revision", "status", "requiresAttributes", "registeredAt"} <= known["task-definition"]
    assert {"serviceArn", "events", "deployments", "runningCount"} <= known["service"]
    assert "tags" not in known["service"] | known["task-definition"]
    assert "daemonTaskDefinitionArn" in known["daemon-task-definition"]
    assert known["lifecycle-policy"] == frozenset()
