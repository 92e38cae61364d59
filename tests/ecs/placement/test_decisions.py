"""Why tasks went where they went."""

from __future__ import annotations

from mock_ecs.ecs.entities.launch import PlacementStrategy
from mock_ecs.ecs.placement.decisions import DECISIONS_KEPT, NAMED, Decisions, Rank, Removed
from mock_ecs.ecs.tasks import launch_tasks
from tests.ecs.examples import container, new_cluster, new_definition, new_instance, new_service, new_state, on_ec2


def test_a_decision_tells_what_each_filter_removed_and_how_the_rest_were_ranked() -> None:
    state = new_state()
    cluster = new_cluster(state)
    small = new_instance(state, cluster, memory=100)
    other = new_instance(state, cluster, zone="us-east-1b")
    fit = new_instance(state, cluster, attributes={"stack": "prod"})
    launch = on_ec2(
        new_definition(state, container(memory=300), network_mode="bridge"),
        placement_constraints=({"type": "memberOf", "expression": "attribute:stack == prod"},),
        placement_strategy=(PlacementStrategy("spread", "attribute:ecs.availability-zone"),),
    )

    (task,), _ = launch_tasks(state, cluster, launch, 1, cause="request-1")

    (made,) = state.decisions.about(task.id)
    assert (made.at, made.cause, made.cluster, made.group) == (1767225600.0, "request-1", "demo", "family:web")
    assert (made.task, made.instance, made.considered) == (task.id, fit.id, 3)
    assert made.resources == (Removed("RESOURCE:MEMORY", 1, (small.id,)),)
    assert made.constraints == (Removed("MemberOf placement constraint unsatisfied.", 1, (other.id,)),)
    assert made.strategies == ("spread(attribute:ecs.availability-zone)",)
    assert made.ranking == (Rank(("us-east-1a",), 0, fit.id), Rank(("us-east-1b",), 0, None))


def test_a_task_that_could_not_be_placed_leaves_a_decision_too() -> None:
    state = new_state()
    cluster = new_cluster(state)
    new_instance(state, cluster, memory=100)
    launch = on_ec2(new_definition(state, container(memory=300), network_mode="bridge"))

    launch_tasks(state, cluster, launch, 2, cause="request-1")

    (made,) = state.decisions.about("request-1")
    assert (made.task, made.instance) == (None, None)
    assert [removed.reason for removed in made.resources] == ["RESOURCE:MEMORY"]


def test_decisions_are_found_by_task_by_service_and_by_group_the_newest_first() -> None:
    state = new_state()
    cluster = new_cluster(state)
    new_instance(state, cluster)
    launch = on_ec2(new_definition(state, container(), network_mode="bridge"), group="service:web")

    service = new_service(state, cluster, launch, desired_count=2)
    state.engine.settle()

    made = state.decisions.about(service.arn)
    tasks = [task.id for task in service.live_tasks()]
    assert [one.task for one in made] == tasks[::-1]
    assert state.decisions.about("web") == state.decisions.about("service:web") == made
    assert state.decisions.about(service.cluster.tasks[tasks[0]].arn) == made[1:]
    assert state.decisions.about("other") == []


def test_only_the_first_instances_that_a_filter_removed_are_named() -> None:
    state = new_state()
    cluster = new_cluster(state)
    for _ in range(NAMED + 5):
        new_instance(state, cluster, memory=1)
    launch = on_ec2(new_definition(state, container(memory=300), network_mode="bridge"))

    launch_tasks(state, cluster, launch, 1, cause="request-1")

    (made,) = state.decisions.about("request-1")
    assert made.resources[0].count == NAMED + 5
    assert made.resources[0].instances == tuple(cluster.container_instances)[:NAMED]


def test_the_oldest_decisions_are_forgotten() -> None:
    state = new_state()
    cluster = new_cluster(state)
    new_instance(state, cluster)
    launch = on_ec2(new_definition(state, container(), network_mode="bridge"))
    launch_tasks(state, cluster, launch, 1, cause="request-1")
    (made,) = state.decisions.about("request-1")
    kept = Decisions()

    for _ in range(DECISIONS_KEPT + 1):
        kept.add(made)

    assert len(kept.about("request-1")) == DECISIONS_KEPT
