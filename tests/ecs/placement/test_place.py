"""The choice of container instances."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_ecs.ecs.entities.cluster import ContainerInstance
from mock_ecs.ecs.entities.launch import PlacementStrategy
from mock_ecs.ecs.entities.room import Needs, Room
from mock_ecs.ecs.placement.place import Failure, PlacementRequest, place
from mock_ecs.ecs.state import EcsState
from tests.ecs.examples import container, new_cluster, new_definition, new_instance, new_state, on_ec2, run_task

ZONE = "attribute:ecs.availability-zone"
BY_ZONE = PlacementStrategy("spread", ZONE)
BY_INSTANCE = PlacementStrategy("spread", "instanceId")


def cluster_of(*instances: dict[str, Any]) -> tuple[EcsState, list[ContainerInstance]]:
    state = new_state()
    return state, [new_instance(state, new_cluster(state), **members) for members in instances]


def two_zones() -> list[ContainerInstance]:
    """Two instances in zone a, one in b: a0 with 1024 units and MiB, a1 with half of it, b0 with twice as much."""
    _, instances = cluster_of(
        {"zone": "us-east-1a"},
        {"zone": "us-east-1a", "cpu": 512, "memory": 512},
        {"zone": "us-east-1b", "cpu": 2048, "memory": 2048},
    )
    return instances


def chosen(instances: list[ContainerInstance], count: int, *strategies: PlacementStrategy, **members: Any) -> str:
    """The numbers of the instances that ``count`` tasks of 128 units and MiB go to."""
    request = PlacementRequest(count, Needs(128, 128), "family:web", strategies, **members)
    plan = place(instances, request, Random(0))
    return " ".join(str(instances.index(instance)) for instance in plan.chosen)


@pytest.mark.parametrize(
    ("strategies", "numbers"),
    [
        pytest.param([], "0 2 1 2 0 2", id="by default even over zones, then over their instances"),
        pytest.param([BY_ZONE], "0 2 0 2 0 2", id="spread over zones alone keeps to the first instance of a zone"),
        pytest.param([BY_INSTANCE], "0 1 2 0 1 2", id="spread over instances"),
        pytest.param([PlacementStrategy("spread", "attribute:stack")], "0 0 0 0 0 0", id="spread over what none has"),
        pytest.param([PlacementStrategy("binpack", "MEMORY")], "1 1 1 1 0 0", id="binpack fills the smallest first"),
        pytest.param([PlacementStrategy("binpack", "CPU")], "1 1 1 1 0 0", id="by cpu too"),
        pytest.param(
            [BY_ZONE, PlacementStrategy("binpack", "MEMORY")], "1 2 1 2 1 2", id="the fullest of the emptiest zone"
        ),
        pytest.param([PlacementStrategy("random")], "2 0 1 2 0 0", id="at random"),
    ],
)
def test_tasks_go_by_the_strategies(strategies: list[PlacementStrategy], numbers: str) -> None:
    assert chosen(two_zones(), 6, *strategies) == numbers


def test_tasks_of_the_group_that_run_already_count() -> None:
    state, instances = cluster_of({"zone": "us-east-1a"}, {"zone": "us-east-1b"})
    launch = on_ec2(new_definition(state, network_mode="bridge"))
    first, second = run_task(state, new_cluster(state), launch), run_task(state, new_cluster(state), launch)

    state.lifecycle.stop(first, reason="", code="UserInitiated")

    assert second.container_instance is instances[1]
    assert chosen(instances, 2) == "0 0"


def test_tasks_of_other_groups_do_not_count() -> None:
    state, instances = cluster_of({"zone": "us-east-1a"}, {"zone": "us-east-1b"})
    definition = new_definition(state, network_mode="bridge")

    run_task(state, new_cluster(state), on_ec2(definition, group="service:other"))

    assert chosen(instances, 2) == "0 1"


def test_nothing_is_changed_by_choosing() -> None:
    instances = two_zones()

    chosen(instances, 6)

    assert [(instance.room.cpu, len(instance.tasks)) for instance in instances] == [(1024, 0), (512, 0), (2048, 0)]


def test_what_does_not_fit_fails_once_for_each_instance_and_missing_task() -> None:
    _, instances = cluster_of({"memory": 300}, {"memory": 100, "cpu": 50})
    request = PlacementRequest(4, Needs(100, 128), "family:web")

    plan = place(instances, request, Random(0))

    assert plan.chosen == [instances[0], instances[0]]
    assert plan.failures == [  # unsure in the reference: how many there are
        Failure("RESOURCE:MEMORY", instances[0].arn),
        Failure("RESOURCE:CPU", instances[1].arn),
        Failure("RESOURCE:MEMORY", instances[0].arn),
        Failure("RESOURCE:CPU", instances[1].arn),
    ]


def test_without_instances_there_is_nothing_to_fail() -> None:
    plan = place([], PlacementRequest(2, Needs(0, 0), "family:web"), Random(0))

    assert (plan.chosen, plan.failures) == ([], [])


@pytest.mark.parametrize(
    ("members", "needs", "reason"),
    [
        pytest.param({"agent_connected": False}, Needs(0, 0), "AGENT", id="the agent is away"),
        pytest.param({"agent_connected": False}, Needs(9999, 0), "AGENT", id="whatever else there is"),
        pytest.param({}, Needs(9999, 0), "RESOURCE:CPU", id="cpu"),
        pytest.param({}, Needs(0, 9999), "RESOURCE:MEMORY", id="memory"),
        pytest.param({}, Needs(0, 0, (("tcp", 51678),)), "RESOURCE:PORTS", id="a port of the agent"),
        pytest.param(
            {"attributes": {"ecs.capability.ecr-endpoint": None}},
            Needs(0, 0, (), ("ecs.capability.task-eni",)),
            "ATTRIBUTE",
            id="a capability that the agent did not name",
        ),
    ],
)
def test_an_instance_is_refused_for(members: dict[str, Any], needs: Needs, reason: str) -> None:
    _, (instance,) = cluster_of(members)

    plan = place([instance], PlacementRequest(1, needs, "family:web"), Random(0))

    assert plan.failures == [Failure(reason, instance.arn)]


def test_an_instance_that_named_no_capability_has_them_all() -> None:
    _, (instance,) = cluster_of({})
    request = PlacementRequest(1, Needs(0, 0, (), ("ecs.capability.task-eni",)), "family:web")

    assert place([instance], request, Random(0)).chosen == [instance]


class TestDistinctInstance:
    def test_each_task_of_the_group_gets_an_instance_of_its_own(self) -> None:
        instances = two_zones()
        request = PlacementRequest(4, Needs(1, 1), "family:web", distinct_instance=True)

        plan = place(instances, request, Random(0))

        assert plan.chosen == [instances[0], instances[2], instances[1]]
        assert plan.failures == [  # unsure in the reference: the words
            Failure("DistinctInstance placement constraint unsatisfied.", instance.arn) for instance in instances
        ]

    def test_tasks_that_run_already_count_unless_they_are_of_another_group(self) -> None:
        state, instances = cluster_of({}, {}, {})
        definition = new_definition(state, container(cpu=1), network_mode="bridge")
        run_task(state, new_cluster(state), on_ec2(definition))
        run_task(state, new_cluster(state), on_ec2(definition, group="batch"))

        assert chosen(instances, 3, distinct_instance=True) == "1 2"

    def test_it_holds_whatever_the_strategy(self) -> None:
        state, instances = cluster_of({"cpu": 512}, {"cpu": 1024}, {"cpu": 2048})
        run_task(state, new_cluster(state), on_ec2(new_definition(state, container(cpu=1), network_mode="bridge")))

        assert chosen(instances, 3, PlacementStrategy("binpack", "CPU"), distinct_instance=True) == "1 2"


@given(
    sizes=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 2000), st.sampled_from("abc")), max_size=6),
    needs=st.builds(
        Needs, st.integers(0, 700), st.integers(0, 700), st.sampled_from([(), (("tcp", 80),), (("tcp", 22),)])
    ),
    count=st.integers(1, 12),
    strategies=st.lists(
        st.sampled_from([BY_ZONE, BY_INSTANCE, PlacementStrategy("binpack", "CPU"), PlacementStrategy("random")]),
        max_size=3,
    ),
    distinct=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_no_instance_is_ever_given_more_than_it_has(
    sizes: list[tuple[int, int, str]],
    needs: Needs,
    count: int,
    strategies: list[PlacementStrategy],
    distinct: bool,
) -> None:
    _, instances = cluster_of(*({"cpu": cpu, "memory": memory, "zone": zone} for cpu, memory, zone in sizes))
    request = PlacementRequest(count, needs, "family:web", tuple(strategies), distinct_instance=distinct)

    plan = place(instances, request, Random(0))

    rooms: dict[str, Room] = {instance.id: instance.room.copy() for instance in instances}
    for instance in plan.chosen:
        assert rooms[instance.id].shortfall(needs) is None
        rooms[instance.id].take(needs)
    assert not distinct or len({instance.id for instance in plan.chosen}) == len(plan.chosen)
    assert len(plan.failures) == (count - len(plan.chosen)) * len(instances)
    if len(plan.chosen) < count:
        used = [instance.id for instance in plan.chosen]
        assert all(rooms[i.id].shortfall(needs) or (distinct and i.id in used) for i in instances)
