"""Container instances by the control API."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import Client

from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.clusters import create_cluster
from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.world import World

PATH = "/_mock_ecs/container-instances"


@pytest.fixture
def cluster(world: World) -> Cluster:
    return create_cluster(world.ecs(Scope()), "demo")


def test_instances_are_added_at_once(http: Client, cluster: Cluster) -> None:
    wishes = {"cluster": "demo", "type": "c5.large", "count": 3, "zones": ["us-east-1c"], "attributes": {"stack": "a"}}

    answered = http.post(PATH, json=wishes)

    instances = list(cluster.container_instances.values())
    assert answered.status_code == 201
    assert answered.get_json() == {"containerInstanceArns": [instance.arn for instance in instances]}
    assert [(each.availability_zone, each.attributes["stack"]) for each in instances] == [("us-east-1c", "a")] * 3
    assert {each.attributes["ecs.instance-type"] for each in instances} == {"c5.large"}


def test_one_of_a_common_type_is_what_is_added_unless_told_otherwise(http: Client, cluster: Cluster) -> None:
    cluster.capacity_providers = ["hosts"]

    http.post(PATH, json={"cluster": "demo", "capacityProvider": "hosts"})

    (instance,) = cluster.container_instances.values()
    assert (instance.attributes["ecs.instance-type"], instance.capacity_provider) == ("m5.large", "hosts")


def test_another_account_and_region_can_be_meant(http: Client, world: World) -> None:
    there = create_cluster(world.ecs(Scope("111122223333", "eu-west-3")), "default")

    http.post(PATH, json={"account": "111122223333", "region": "eu-west-3"})

    assert [each.availability_zone for each in there.container_instances.values()] == ["eu-west-3a"]


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        ({"cluster": "nope"}, "Cluster not found."),
        ({"cluster": "demo", "capacityProvider": "nope"}, "cluster demo has no capacity provider 'nope'"),
        ({"cluster": "demo", "attributes": {"a b": "c"}}, "The attribute name must have 1 to 128 characters"),
        ({"cluster": "demo", "type": "m5.gigantic"}, "there is no EC2 instance type 'm5.gigantic'"),
        ({"size": 3}, "there is no 'size'; there are cluster, type, count, zones, attributes"),
        ({"count": 0}, "count must be a whole number from 1 to 10000, not 0"),
        ({"count": 10001}, "count must be a whole number from 1 to 10000, not 10001"),
        ({"count": True}, "count must be a whole number"),
        ({"type": ""}, 'type must be an EC2 instance type, not ""'),
        ({"zones": "us-east-1a"}, 'zones must be a list of availability zones, not "us-east-1a"'),
        ({"attributes": {"a": 1}}, 'attributes must be an object of texts, not {"a": 1}'),
        ({"region": "x"}, 'region must be a region, not "x"'),
        ({"account": "1"}, 'account must be 12 digits, not "1"'),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(
    http: Client, cluster: Cluster, wishes: dict[str, Any], error: str
) -> None:
    answered = http.post(PATH, json=wishes)

    assert answered.status_code == 400
    assert answered.get_json()["error"].startswith(error)
    assert cluster.container_instances == {}


def test_an_agent_is_disconnected_and_connected(http: Client, cluster: Cluster) -> None:
    (arn,) = http.post(PATH, json={"cluster": "demo"}).get_json()["containerInstanceArns"]
    (instance,) = cluster.container_instances.values()

    answered = http.post(f"{PATH}/{instance.id}", json={"agentConnected": False})
    away = instance.agent_connected
    http.post(f"{PATH}/{arn}", json={"agentConnected": True})

    assert answered.get_json() == {"id": instance.id, "agentConnected": False}
    assert (away, instance.agent_connected, instance.version) == (False, True, 3)


def test_a_spot_host_is_interrupted(http: Client, cluster: Cluster, world: World) -> None:
    http.post(PATH, json={"cluster": "demo"})
    (instance,) = cluster.container_instances.values()

    answered = http.post(f"{PATH}/{instance.id}", json={"spotInterruption": True})
    world.advance(121)

    assert answered.status_code == 200
    assert instance.status == "INACTIVE"


@pytest.mark.parametrize(
    ("wishes", "status", "error"),
    [
        ({"agentConnected": True}, 404, "there is no container instance nope"),
        ({"agentConnected": "no"}, 400, 'agentConnected must be true or false, not "no"'),
        ({}, 400, "nothing is asked for: give one of agentConnected, spotInterruption"),
        ({"status": "DRAINING"}, 400, "there is no 'status'; there are agentConnected, spotInterruption"),
    ],
)
def test_a_change_that_cannot_be_made(http: Client, wishes: dict[str, Any], status: int, error: str) -> None:
    answered = http.post(f"{PATH}/nope", json=wishes)

    assert (answered.status_code, answered.get_json()) == (status, {"error": error})
