"""Namespaces, services and instances in moto's Cloud Map."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.service_registries import MotoServiceRegistries
from mock_ecs.neighbours.null_networks import NullServiceRegistries
from mock_ecs.sim.ids import Ids

HERE = Scope("111122223333", "eu-west-1")


@pytest.fixture
def registries() -> MotoServiceRegistries:
    return MotoServiceRegistries(Ids(0), NullServiceRegistries())


@pytest.fixture
def cloud_map() -> Any:
    """moto's Cloud Map of the account and region."""
    from moto.backends import get_backend

    return get_backend("servicediscovery")[HERE.account][HERE.region]


def test_before_its_first_use_there_is_nothing(registries: MotoServiceRegistries) -> None:
    there = Scope("444455556666", "eu-west-1")

    registries.register(there, "arn:service/srv-1", "task", {})
    registries.deregister(there, "arn:service/srv-1", "task")

    assert registries.namespace(there, "internal") is None


def test_a_namespace_that_is_made_is_motos_too(registries: MotoServiceRegistries, cloud_map: Any) -> None:
    registries.create_namespace(HERE, "internal")
    registries.create_namespace(HERE, "internal")

    (made,) = cloud_map.list_namespaces()
    assert (made.name, made.type) == ("internal", "HTTP")
    assert registries.namespace(HERE, made.arn) == registries.namespace(HERE, "internal")


def test_a_service_is_motos_too_and_its_id_comes_from_the_seed(cloud_map: Any) -> None:
    cloud_map.create_http_namespace("internal", "", "", [])

    first, other = (
        MotoServiceRegistries(Ids(0), NullServiceRegistries()).service(HERE, "internal", name) for name in ("a", "b")
    )

    assert [service.arn for service in cloud_map.list_services()] == [first, other]
    assert first != other
    assert cloud_map.get_service(first.rpartition("/")[2]).name == "a"


def test_instances_come_and_go(registries: MotoServiceRegistries, cloud_map: Any) -> None:
    cloud_map.create_http_namespace("internal", "", "", [])
    arn = registries.service(HERE, "internal", "web")
    service = cloud_map.get_service(arn.rpartition("/")[2])

    registries.register(HERE, arn, "task-1", {"AWS_INSTANCE_IPV4": "10.0.0.1"})
    registered = [(one.instance_id, one.attributes) for one in service.instances]
    registries.deregister(HERE, arn, "task-1")

    assert registered == [("task-1", {"AWS_INSTANCE_IPV4": "10.0.0.1"})]
    assert service.instances == []
