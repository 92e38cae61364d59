"""Daemons: one task on each container instance, from when it joins until it leaves."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.story import APP, CLUSTER, EC2, FOR_INSTANCES, Story

MORE = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
UNPLACED = "was unable to place a task because no container instance met all of its requirements."
AGENT = {**APP, "cpu": 128, "memory": 128}


def create_daemon(story: Story, minimum: int = 0, **members: Any) -> None:
    """The daemon web, of a first revision."""
    story.register(AGENT, **FOR_INSTANCES)
    story.ecs.create_service(
        cluster=CLUSTER,
        serviceName="web",
        taskDefinition="web",
        schedulingStrategy="DAEMON",
        deploymentConfiguration={"minimumHealthyPercent": minimum},
        **members,
    )


def update(story: Story) -> None:
    """Have the daemon run another revision."""
    story.register({**AGENT, "image": "nginx:1.26"}, **FOR_INSTANCES)
    story.ecs.update_service(cluster=CLUSTER, service="web", taskDefinition="web")


def drain(story: Story, *instances: str) -> None:
    story.ecs.update_container_instances_state(cluster=CLUSTER, containerInstances=list(instances), status="DRAINING")


def revisions(story: Story, *instances: str) -> str:
    """Of each instance the revisions of the service's tasks that run there, and in brackets those on their way up."""
    shown = dict.fromkeys(instances, "")
    for task in story.tasks(serviceName="web"):
        revision = task["taskDefinitionArn"].rpartition(":")[2]
        shown[task["containerInstanceArn"]] += revision if task["lastStatus"] == "RUNNING" else f"({revision})"
    return " ".join(text or "-" for text in shown.values())


def test_a_daemon_runs_on_each_instance_that_joins(story: Story) -> None:
    create_daemon(story)
    empty = story.watch(5)

    first = story.instance()
    with_one = story.watch(60)
    second = story.instance()
    with_two = story.watch(60)

    assert empty == [
        (0.0, "A PRIMARY 0+0/0 IN_PROGRESS"),
        (1.0, "A PRIMARY 0+0/0 COMPLETED"),
    ]
    assert with_one == [
        (5.0, "A PRIMARY 0+0/0 COMPLETED"),
        (6.0, "A PRIMARY 0+1/1 COMPLETED"),
        (21.0, "A PRIMARY 1+0/1 COMPLETED"),
    ]
    assert with_two == [
        (65.0, "A PRIMARY 1+0/1 COMPLETED"),
        (66.0, "A PRIMARY 1+1/2 COMPLETED"),
        (81.0, "A PRIMARY 2+0/2 COMPLETED"),
    ]
    assert revisions(story, first, second) == "1 1"
    assert story.events() == [
        (0.0, "(deployment A) deployment completed."),
        (0.0, "has reached a steady state."),
        (5.0, "has started 1 tasks: (task 1)."),
        (61.0, "has reached a steady state."),
        (65.0, "has started 1 tasks: (task 2)."),
        (121.0, "has reached a steady state."),
    ]


@pytest.mark.parametrize(
    ("minimum", "times"),
    [
        pytest.param(60, [(0, "1 1 1"), (1, "- 1 1"), (2, "(2) 1 1"), (18, "2 1 1"), (58, "2 - 1"), (60, "2 (2) 1"),
                          (76, "2 2 1"), (116, "2 2 -"), (118, "2 2 (2)"), (134, "2 2 2")], id="one by one"),
        pytest.param(0, [(0, "1 1 1"), (1, "- - -"), (2, "(2) (2) (2)"), (18, "2 2 2")], id="all at once"),
    ],
)  # fmt: skip
def test_an_update_rolls_instance_by_instance(story: Story, minimum: int, times: list[tuple[float, str]]) -> None:
    instances = [story.instance() for _ in range(3)]
    create_daemon(story, minimum)
    story.clock.advance(100)
    story.start = story.clock.now

    update(story)
    seen = story.watch(200, lambda: revisions(story, *instances))

    assert seen == times
    assert story.deployments() == "A PRIMARY 3+0/3 COMPLETED"
    assert [text for _, text in story.events()][-2:] == [
        "(deployment A) deployment completed.",
        "has reached a steady state.",
    ]


def test_a_daemon_leaves_an_instance_that_is_drained(story: Story) -> None:
    first, second = story.instance(), story.instance()
    create_daemon(story, 100)
    story.clock.advance(100)

    drain(story, first)
    story.clock.advance(1)
    drained = story.deployments(), revisions(story, first, second)
    story.ecs.update_container_instances_state(cluster=CLUSTER, containerInstances=[first], status="ACTIVE")
    story.clock.advance(30)

    assert drained == ("A PRIMARY 1+0/1 COMPLETED", "- 1")
    assert (story.deployments(), revisions(story, first, second)) == ("A PRIMARY 2+0/2 COMPLETED", "1 1")


def test_a_daemon_comes_first_on_an_instance_and_leaves_it_last(story: Story) -> None:
    create_daemon(story)
    story.register(family="job", **FOR_INSTANCES)
    story.ecs.create_service(cluster=CLUSTER, serviceName="job", taskDefinition="job", desiredCount=2, **EC2)
    full = story.instance(1024)
    story.clock.advance(100)
    placed = [task["group"] for task in story.tasks(containerInstance=full)]

    drain(story, full)
    story.clock.advance(100)
    waiting = [task["group"] for task in story.tasks(containerInstance=full)]
    story.instance(2048)
    story.clock.advance(20)
    still = [task["group"] for task in story.tasks(containerInstance=full)]
    story.clock.advance(100)

    assert placed == ["service:web", "service:job"]
    assert waiting == ["service:web", "service:job"]
    assert still == ["service:web", "service:job"]
    assert story.tasks(containerInstance=full) == []
    assert story.deployments() == "A PRIMARY 1+0/1 COMPLETED"


def test_a_one_off_task_does_not_keep_a_daemon_on_an_instance_that_is_drained(story: Story) -> None:
    create_daemon(story)
    story.register({**APP, "command": ["sleep", "infinity"]}, family="job", **FOR_INSTANCES)
    instance = story.instance()
    story.clock.advance(100)
    story.ecs.run_task(cluster=CLUSTER, taskDefinition="job")
    story.clock.advance(30)

    drain(story, instance)
    story.clock.advance(30)

    assert [task["group"] for task in story.tasks(containerInstance=instance)] == ["family:job"]


def test_a_daemon_waits_for_room_on_an_instance(story: Story) -> None:
    full, other = story.instance(512), story.instance()
    story.register({**APP, "command": ["sleep", "infinity"]}, family="job", **FOR_INSTANCES)
    (job,) = story.ecs.start_task(cluster=CLUSTER, taskDefinition="job", containerInstances=[full])["tasks"]
    create_daemon(story)
    story.clock.advance(100)
    before = story.deployments(), revisions(story, full, other)

    story.ecs.stop_task(cluster=CLUSTER, task=job["taskArn"])
    story.clock.advance(100)

    assert before == ("A PRIMARY 1+0/2 IN_PROGRESS", "- 1")
    assert (story.deployments(), revisions(story, full, other)) == ("A PRIMARY 2+0/2 COMPLETED", "1 1")
    assert story.events()[:2] == [
        (0.0, "has started 1 tasks: (task 1)."),
        (0.0, f"{UNPLACED} The closest matching (container-instance i1) has insufficient CPU units available.{MORE}"),
    ]


def test_a_daemon_follows_its_constraints_when_attributes_change(story: Story) -> None:
    first, second = story.instance(), story.instance()
    expression = "attribute:stack == blue"
    create_daemon(story, placementConstraints=[{"type": "memberOf", "expression": expression}])
    story.clock.advance(30)
    nowhere = revisions(story, first, second)

    blue = [{"name": "stack", "value": "blue", "targetType": "container-instance", "targetId": first}]
    story.ecs.put_attributes(cluster=CLUSTER, attributes=blue)
    story.clock.advance(30)
    on_first = revisions(story, first, second)
    story.ecs.delete_attributes(cluster=CLUSTER, attributes=blue)
    story.clock.advance(30)

    assert (nowhere, on_first, revisions(story, first, second)) == ("- -", "1 -", "- -")
    assert story.deployments() == "A PRIMARY 0+0/0 COMPLETED"


def test_an_instance_without_its_agent_keeps_its_task_and_gets_none(story: Story, ecs_world: Any) -> None:
    first, second = story.instance(), story.instance()
    ecs_world.set_agent_connected(second, connected=False)
    create_daemon(story)
    story.clock.advance(100)
    ecs_world.set_agent_connected(first, connected=False)
    story.clock.advance(100)
    without = story.deployments(), revisions(story, first, second)

    ecs_world.set_agent_connected(second, connected=True)
    story.clock.advance(30)

    assert without == ("A PRIMARY 1+0/1 COMPLETED", "1 -")
    assert (story.deployments(), revisions(story, first, second)) == ("A PRIMARY 2+0/2 COMPLETED", "1 1")


def test_a_daemon_that_crashes_goes_back_by_its_circuit_breaker(story: Story) -> None:
    first, second = story.instance(), story.instance()
    create_daemon(story)
    story.clock.advance(100)
    breaker = {"enable": True, "rollback": True}

    story.register({**AGENT, "command": ["sh", "-c", "exit 1"]}, **FOR_INSTANCES)
    story.ecs.update_service(
        cluster=CLUSTER,
        service="web",
        taskDefinition="web",
        deploymentConfiguration={"deploymentCircuitBreaker": breaker},
    )
    story.clock.advance(600)

    texts = [text for _, text in story.events()]
    assert "rolling back to deployment A." in texts
    assert (story.deployments(), revisions(story, first, second)) == ("A PRIMARY 2+0/2 COMPLETED", "1 1")


def test_a_daemon_is_deleted_without_force(story: Story) -> None:
    instance = story.instance()
    create_daemon(story)
    story.clock.advance(100)

    deleted = story.ecs.delete_service(cluster=CLUSTER, service="web")["service"]
    story.clock.advance(10)

    assert (deleted["status"], deleted["desiredCount"]) == ("DRAINING", 0)
    assert story.service()["status"] == "INACTIVE"
    assert story.tasks(containerInstance=instance) == []
