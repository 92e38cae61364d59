"""The choice of container instances, and what kept tasks from being placed."""

from __future__ import annotations

from random import Random

from mock_ecs.ecs.entities.room import Needs
from mock_ecs.ecs.placement.place import INDEXES_KEPT, Failure, Placement, failures
from tests.ecs.placement.hosts import BY_MEMORY, cluster_of, hosts, kind, put, two_zones


def test_kinds_of_tasks_see_what_others_took() -> None:
    cluster = two_zones()
    placement = Placement(Random(0))
    small, large = kind(BY_MEMORY), kind(BY_MEMORY, needs=Needs(400, 400), group="family:large")
    assert placement.choose(cluster, small) is placement.choose(cluster, large) is hosts(cluster)[1]

    put(hosts(cluster)[1], small)

    assert placement.choose(cluster, small) is hosts(cluster)[1]
    assert placement.choose(cluster, large) is hosts(cluster)[0]


def test_each_cluster_has_its_own_instances() -> None:
    one, other = two_zones(), cluster_of({"zone": "eu-west-1a"})
    placement = Placement(Random(0))

    assert placement.choose(one, kind()) is hosts(one)[0]
    assert placement.choose(other, kind()) is hosts(other)[0]


def test_an_index_that_was_given_up_is_made_anew() -> None:
    cluster = two_zones()
    placement = Placement(Random(0))
    first = placement.index(cluster, kind())

    for number in range(INDEXES_KEPT - 1):
        placement.index(cluster, kind(group=f"family:{number}"))
    assert placement.index(cluster, kind()) is first
    for number in range(INDEXES_KEPT):
        placement.index(cluster, kind(group=f"service:{number}"))

    assert placement.index(cluster, kind()) is not first
    assert placement.choose(cluster, kind()) is hosts(cluster)[0]


def test_each_instance_that_could_be_considered_says_why_it_takes_no_task() -> None:
    cluster = cluster_of(
        {"memory": 100}, {"cpu": 50}, {"status": "DRAINING"}, {"attributes": {"ecs.capability.external": None}}
    )
    short, slow, *_ = hosts(cluster)

    assert failures(cluster, kind()) == [
        Failure("RESOURCE:MEMORY", arn=short.arn),
        Failure("RESOURCE:CPU", arn=slow.arn),
    ]


def test_without_instances_there_is_nothing_to_say() -> None:
    cluster = cluster_of()

    assert Placement(Random(0)).choose(cluster, kind()) is None
    assert failures(cluster, kind()) == []
