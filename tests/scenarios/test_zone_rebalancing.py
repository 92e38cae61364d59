"""Availability Zone rebalancing as a story, in AWS's own durations."""

from __future__ import annotations

import pytest

from tests.scenarios.story import CLUSTER, EC2, Story


def zones(story: Story) -> dict[str, int]:
    found: dict[str, int] = {}
    for task in story.tasks(serviceName="web", desiredStatus="RUNNING"):
        found[task["availabilityZone"]] = found.get(task["availabilityZone"], 0) + 1
    return found


def test_tasks_move_to_a_zone_whose_instances_join_later(story: Story) -> None:
    story.instance(cpu=4096, zone="us-east-1a")
    story.steady_service(4, 100, 150, **EC2)
    before = zones(story)

    story.instance(cpu=4096, zone="us-east-1b")
    story.clock.advance(300)

    assert (before, zones(story)) == ({"us-east-1a": 4}, {"us-east-1a": 2, "us-east-1b": 2})
    assert story.events() == [
        (
            0.0,
            "is not AZ balanced with 4 tasks in us-east-1a, 0 tasks in us-east-1b. AZ Rebalancing in progress.",
        ),
        (0.0, "has started 2 tasks in us-east-1b to AZ Rebalance: (task 5) (task 6)."),
        (56.0, "has stopped 2 running tasks: (task 3) (task 4)."),
        (58.0, "is AZ balanced with 2 tasks in us-east-1a, 2 tasks in us-east-1b."),
        (58.0, "has reached a steady state."),
    ]


@pytest.mark.parametrize("setting", ["DISABLED", "ENABLED"])
def test_they_stay_where_the_other_zone_has_no_room_or_nobody_wants_it(story: Story, setting: str) -> None:
    story.instance(cpu=4096, zone="us-east-1a")
    story.steady_service(4, 100, 150, **EC2, availabilityZoneRebalancing=setting)

    story.instance(cpu=4096 if setting == "DISABLED" else 256, zone="us-east-1b")
    story.clock.advance(300)

    assert (zones(story), story.events()) == ({"us-east-1a": 4}, [])


def test_a_deployment_comes_first(story: Story) -> None:
    story.instance(cpu=4096, zone="us-east-1a")
    story.steady_service(2, 100, 200, **EC2)
    story.instance(cpu=4096, zone="us-east-1b")
    story.clock.advance(10)
    half_way = zones(story)

    story.ecs.update_service(cluster=CLUSTER, service="web", forceNewDeployment=True)
    story.clock.advance(200)

    assert half_way == {"us-east-1a": 2, "us-east-1b": 1}
    assert zones(story) == {"us-east-1a": 1, "us-east-1b": 1}
    assert [text for _, text in story.events()][-7:-1] == [
        "(deployment B) deployment completed.",
        "has reached a steady state.",
        "is not AZ balanced with 2 tasks in us-east-1b, 0 tasks in us-east-1a. AZ Rebalancing in progress.",
        "has started 1 tasks in us-east-1a to AZ Rebalance: (task 6).",
        "has stopped 1 running tasks: (task 5).",
        "is AZ balanced with 1 tasks in us-east-1a, 1 tasks in us-east-1b.",
    ]
