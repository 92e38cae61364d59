"""What a CreateService request breaks by itself, as it is found offline: every fault, with its place and its cure."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.api.ecs.launch_rules import run_task_findings, start_task_findings
from mock_ecs.api.ecs.service_deployment_rules import percentages
from mock_ecs.api.ecs.service_rules import creation_findings, service_findings, update_findings
from tests.api.ecs.examples import ON_FARGATE, ON_INSTANCES, target

WEB_SERVICE: dict[str, Any] = {**ON_FARGATE, "serviceName": "web", "desiredCount": 1}


def test_a_good_request_breaks_nothing() -> None:
    assert list(service_findings(WEB_SERVICE)) == []


def test_every_fault_of_the_schema_is_found_at_once() -> None:
    document = {**WEB_SERVICE, "serviceName": "a b", "desiredCount": -1, "placementStrategy": [{"type": "binpack"}]}

    found = [(finding.path, finding.message) for finding in service_findings(document)]

    assert found == [
        (("serviceName",), "ServiceName must match ^[a-zA-Z0-9\\-_]{1,255}$, but was a b"),
        (("desiredCount",), "desiredCount must be at least 0"),
        (("placementStrategy", 0, "field"), "binpack field '' is invalid."),
    ]


def test_every_fault_across_members_is_found_at_once() -> None:
    entries = [target(), {"loadBalancerName": "classic"}]
    document = {**WEB_SERVICE, "loadBalancers": entries, "role": "mine", "platformVersion": "9"}

    found = [finding.path for finding in service_findings(document)]

    assert found == [
        ("platformVersion",),
        ("loadBalancers", 1, "containerName"),
        ("loadBalancers",),
        ("loadBalancers", 1, "loadBalancerName"),
        ("role",),
        ("role",),
    ]


def test_a_fault_of_the_schema_hides_those_across_members() -> None:
    document = {**WEB_SERVICE, "desiredCount": -1, "role": "mine"}

    assert [finding.path for finding in service_findings(document)] == [("desiredCount",)]


def test_a_doubt_hides_nothing() -> None:
    document = {
        **ON_INSTANCES,
        "serviceName": "job",
        "desiredCount": 1,
        "placementStrategy": [{"type": "spread"}],
        "deploymentConfiguration": {"maximumPercent": 100},
    }

    found = [(finding.path, finding.doubtful) for finding in service_findings(document)]

    assert found == [
        (("placementStrategy", 0, "field"), True),
        (("deploymentConfiguration", "maximumPercent"), False),
    ]


def test_a_finding_says_how_to_mend_it_and_what_it_is_compared_with() -> None:
    (finding,) = service_findings({**WEB_SERVICE, "capacityProviderStrategy": [{"capacityProvider": "FARGATE"}]})

    assert finding.mend == "Take away launchType or capacityProviderStrategy."
    assert finding.also == (("capacityProviderStrategy",),)


def test_ebs_volumes_are_looked_at_offline_too_but_after_the_task_definition_online() -> None:
    volume = {"roleArn": "r"}
    document = {**WEB_SERVICE, "volumeConfigurations": [{"name": "disk", "managedEBSVolume": volume}]}

    (finding,) = service_findings(document)

    assert finding.path == ("volumeConfigurations", 0, "managedEBSVolume", "sizeInGiB")
    assert list(creation_findings(document)) == []


@pytest.mark.parametrize(
    ("findings", "document"),
    [
        pytest.param(run_task_findings, ON_FARGATE, id="RunTask"),
        pytest.param(start_task_findings, {"taskDefinition": "job", "containerInstances": ["a"]}, id="StartTask"),
        pytest.param(update_findings, {"service": "web"}, id="UpdateService"),
    ],
)
def test_other_requests_are_judged_by_themselves_too(findings: Any, document: dict[str, Any]) -> None:
    good = list(findings(document))
    constraints = {} if "containerInstances" in document else {"placementConstraints": [{}]}
    bad = list(findings({**document, "enableExecuteCommand": "yes", **constraints}))

    assert good == []
    assert [finding.code for finding in bad][-1] in ("SerializationException", "InvalidParameterException")


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param({}, (100, 200), id="replicas"),
        pytest.param({"schedulingStrategy": "DAEMON"}, (0, 100), id="daemon"),
        pytest.param({"deploymentConfiguration": {"minimumHealthyPercent": 0}}, (0, 200), id="given"),
    ],
)
def test_percentages_have_defaults(document: dict[str, Any], expected: tuple[int, int]) -> None:
    assert percentages(document) == expected
