"""Deployments from outside: by task sets, as CodeDeploy and other deployers do it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.story import APP, CLUSTER, EC2, FARGATE, FOR_INSTANCES, Story

SERVICE = {"cluster": CLUSTER, "service": "web"}


class Deployer:
    """What deploys the service web from outside; its task sets are called as the story calls them, A, B and C."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.ecs = story.ecs
        self.ids: dict[str, str] = {}

    def create_service(self, count: int, **members: Any) -> None:
        self.ecs.create_service(
            cluster=CLUSTER,
            serviceName="web",
            desiredCount=count,
            deploymentController={"type": "EXTERNAL"},
            **members,
        )

    def create(self, scale: float = 0, **members: Any) -> str:
        """The name of a new task set of the newest revision."""
        made = self.ecs.create_task_set(**SERVICE, taskDefinition="web", scale=percent(scale), **(members or FARGATE))
        identifier = made["taskSet"]["id"]
        name = self.story.named(identifier)
        self.ids[name] = identifier
        return name

    def scale(self, name: str, value: float) -> None:
        self.ecs.update_task_set(**SERVICE, taskSet=self.ids[name], scale=percent(value))

    def promote(self, name: str) -> None:
        self.ecs.update_service_primary_task_set(**SERVICE, primaryTaskSet=self.ids[name])

    def delete(self, name: str) -> None:
        self.ecs.delete_task_set(**SERVICE, taskSet=self.ids[name], force=True)

    def look(self) -> str:
        """The task sets, the oldest first: ``A PRIMARY 2+1/4 STABILIZING`` runs 2 and starts 1 of 4 tasks."""
        return ", ".join(
            f"{self.story.named(each['id'])} {each['status']} "
            f"{each['runningCount']}+{each['pendingCount']}/{each['computedDesiredCount']} {each['stabilityStatus']}"
            for each in self.story.service()["taskSets"]
        )


def percent(value: float) -> dict[str, Any]:
    return {"value": value, "unit": "PERCENT"}


@pytest.fixture
def deployer(story: Story) -> Deployer:
    return Deployer(story)


def test_a_blue_green_deployment_from_outside(story: Story, deployer: Deployer) -> None:
    story.register()
    deployer.create_service(4)
    blue = deployer.create(100)
    deployer.promote(blue)
    story.clock.advance(100)
    story.named(" ".join(event["message"] for event in story.service()["events"][::-1]))
    story.start = story.clock.now

    story.register({**APP, "image": "nginx:1.26"})
    green = deployer.create()
    nothing = story.watch(10, deployer.look)
    deployer.scale(green, 25)
    canary = story.watch(80, deployer.look)
    deployer.scale(green, 100)
    both = story.watch(80, deployer.look)
    deployer.promote(green)
    shifted = deployer.look(), story.service()["taskDefinition"].rpartition("/")[2]
    deployer.delete(blue)
    alone = story.watch(40, deployer.look)

    assert nothing == [
        (0.0, "A PRIMARY 4+0/4 STEADY_STATE, B ACTIVE 0+0/0 STABILIZING"),
        (1.0, "A PRIMARY 4+0/4 STEADY_STATE, B ACTIVE 0+0/0 STEADY_STATE"),
    ]
    assert canary == [
        (10.0, "A PRIMARY 4+0/4 STEADY_STATE, B ACTIVE 0+0/1 STABILIZING"),
        (11.0, "A PRIMARY 4+0/4 STEADY_STATE, B ACTIVE 0+1/1 STABILIZING"),
        (30.0, "A PRIMARY 4+0/4 STEADY_STATE, B ACTIVE 1+0/1 STABILIZING"),
        (70.0, "A PRIMARY 4+0/4 STEADY_STATE, B ACTIVE 1+0/1 STEADY_STATE"),
    ]
    assert both == [
        (90.0, "A PRIMARY 4+0/4 STEADY_STATE, B ACTIVE 1+0/4 STABILIZING"),
        (91.0, "A PRIMARY 4+0/4 STEADY_STATE, B ACTIVE 1+3/4 STABILIZING"),
        (110.0, "A PRIMARY 4+0/4 STEADY_STATE, B ACTIVE 4+0/4 STABILIZING"),
        (150.0, "A PRIMARY 4+0/4 STEADY_STATE, B ACTIVE 4+0/4 STEADY_STATE"),
    ]
    assert shifted == ("A ACTIVE 4+0/4 STEADY_STATE, B PRIMARY 4+0/4 STEADY_STATE", "web:2")
    assert alone == [
        (170.0, "A DRAINING 4+0/0 STABILIZING, B PRIMARY 4+0/4 STEADY_STATE"),
        (171.0, "A DRAINING 0+0/0 STABILIZING, B PRIMARY 4+0/4 STEADY_STATE"),
        (195.0, "B PRIMARY 4+0/4 STEADY_STATE"),
    ]
    assert story.events() == [
        (0.0, "(service web, taskSet B) updated state to STEADY_STATE."),
        (0.0, "has reached a steady state."),
        (10.0, "updated computedDesiredCount for taskSet B to 1."),
        (10.0, "(service web, taskSet B) has started 1 tasks: (task 5)."),
        (70.0, "(service web, taskSet B) updated state to STEADY_STATE."),
        (70.0, "has reached a steady state."),
        (90.0, "updated computedDesiredCount for taskSet B to 4."),
        (90.0, "(service web, taskSet B) has started 3 tasks: (task 6) (task 7) (task 8)."),
        (150.0, "(service web, taskSet B) updated state to STEADY_STATE."),
        (150.0, "has reached a steady state."),
        (170.0, "updated computedDesiredCount for taskSet A to 0."),
        (170.0, "(service web, taskSet A) has stopped 4 running tasks: (task 1) (task 2) (task 3) (task 4)."),
        (195.0, "has reached a steady state."),
    ]


def test_all_task_sets_follow_the_count_of_their_service(story: Story, deployer: Deployer) -> None:
    story.register()
    deployer.create_service(4)
    deployer.create(100)
    deployer.create(25)
    story.clock.advance(100)
    before = deployer.look()

    story.ecs.update_service(**SERVICE, desiredCount=8)
    story.clock.advance(100)
    grown = deployer.look()
    story.ecs.update_service(**SERVICE, desiredCount=1)
    story.clock.advance(100)

    assert before == "A ACTIVE 4+0/4 STEADY_STATE, B ACTIVE 1+0/1 STEADY_STATE"
    assert grown == "A ACTIVE 8+0/8 STEADY_STATE, B ACTIVE 2+0/2 STEADY_STATE"
    assert deployer.look() == "A ACTIVE 1+0/1 STEADY_STATE, B ACTIVE 1+0/1 STEADY_STATE"


def test_tasks_that_are_lost_are_replaced_in_their_task_set(story: Story, deployer: Deployer) -> None:
    story.register()
    deployer.create_service(2)
    deployer.create(100)
    deployer.create(50)
    story.clock.advance(100)
    (task,) = story.tasks(startedBy=deployer.ids["B"])

    story.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"])
    states = story.watch(100, deployer.look)

    assert [(time, state.partition(", ")[2]) for time, state in states] == [
        (100.0, "B ACTIVE 1+0/1 STEADY_STATE"),
        (101.0, "B ACTIVE 0+1/1 STABILIZING"),
        (120.0, "B ACTIVE 1+0/1 STABILIZING"),
        (160.0, "B ACTIVE 1+0/1 STEADY_STATE"),
    ]


def test_a_task_set_moves_away_from_an_instance_that_is_drained(story: Story, deployer: Deployer) -> None:
    first, second = story.instance(), story.instance()
    story.register(**FOR_INSTANCES)
    deployer.create_service(2)
    deployer.create(100, **EC2)
    story.clock.advance(100)

    story.ecs.update_container_instances_state(cluster=CLUSTER, containerInstances=[first], status="DRAINING")
    states = story.watch(100, deployer.look)

    assert states == [
        (100.0, "A ACTIVE 2+0/2 STEADY_STATE"),
        (101.0, "A ACTIVE 2+1/2 STABILIZING"),
        (116.0, "A ACTIVE 3+0/2 STABILIZING"),
        (156.0, "A ACTIVE 2+0/2 STABILIZING"),
        (158.0, "A ACTIVE 2+0/2 STEADY_STATE"),
    ]
    assert {task["containerInstanceArn"] for task in story.tasks()} == {second}


def test_a_task_set_waits_for_room(story: Story, deployer: Deployer) -> None:
    story.register(**FOR_INSTANCES)
    deployer.create_service(1)
    deployer.create(100, **EC2)
    story.clock.advance(30)
    without = deployer.look()

    story.instance()
    story.clock.advance(100)

    assert without == "A ACTIVE 0+0/1 STABILIZING"
    assert deployer.look() == "A ACTIVE 1+0/1 STEADY_STATE"


def test_a_task_set_that_does_not_start_is_given_up(story: Story, deployer: Deployer) -> None:
    story.register()
    deployer.create_service(2)
    blue = deployer.create(100)
    deployer.promote(blue)
    story.clock.advance(100)

    story.register({**APP, "command": ["sh", "-c", "exit 1"]})
    green = deployer.create(100)
    story.clock.advance(600)
    failing = {state.partition(", ")[0] for _, state in story.watch(60, deployer.look)}, deployer.look()
    deployer.delete(green)
    story.clock.advance(100)

    assert failing[0] == {"A PRIMARY 2+0/2 STEADY_STATE"}
    assert "B ACTIVE" in failing[1]
    assert "STABILIZING" in failing[1]
    assert deployer.look() == "A PRIMARY 2+0/2 STEADY_STATE"
