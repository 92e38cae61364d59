"""A blue/green deployment behind a load balancer, from its first event to its last, in AWS's own durations.

A task runs after 20 seconds, and its target is healthy 150 seconds later: five checks, one every 30 seconds. One
that is stopped drains for the 300 seconds of its target group, ends after 2 more, and its network interface takes 23.
"""

from __future__ import annotations

from mock_ecs.testing import MockEcs
from tests.scenarios.shifting import FIRST, SECOND, TEST, Shifting
from tests.scenarios.story import Story


def targets(mock: MockEcs, group: str) -> list[str]:
    """The health of the targets of a group."""
    return [health.state for health in mock.world.neighbours.target_groups.targets.get(group, {}).values()]


def test_a_blue_green_deployment_from_begin_to_end(story: Story, ecs_world: MockEcs) -> None:
    shifting = Shifting(story, ecs_world, 200, strategy="BLUE_GREEN", bakeTimeInMinutes=5)
    shifting.update()

    assert shifting.watch(850, step=5) == [
        (0.0, "PENDING  0/0 A 2+0, B 0+0"),
        (5.0, "IN_PROGRESS SCALE_UP 0/0 A 2+0, B 0+2"),
        (20.0, "IN_PROGRESS SCALE_UP 0/0 A 2+0, B 2+0"),
        (170.0, "IN_PROGRESS BAKE_TIME 100/100 A 2+0, B 2+0"),
        (470.0, "IN_PROGRESS CLEAN_UP 100/100 A 0+0, B 2+0"),
        (795.0, "SUCCESSFUL CLEAN_UP 100/100 B 2+0"),
    ]
    assert story.events() == [
        (0.0, "has started 2 tasks: (task 3) (task 4)."),
        (20.0, f"registered 2 targets in (target-group {SECOND})"),
        (470.0, "has stopped 2 running tasks: (task 1) (task 2)."),
        (470.0, f"deregistered 2 targets in (target-group {FIRST})"),
        (470.0, "(service web, taskSet A) has begun draining connections on 2 tasks."),
        (795.0, "(deployment B) deployment completed."),
        (795.0, "has reached a steady state."),
    ]
    assert (shifting.weights(), shifting.weights(TEST)) == ((0, 100), (0, 100))


def test_each_revision_is_in_its_own_target_group(story: Story, ecs_world: MockEcs) -> None:
    shifting = Shifting(story, ecs_world, 200, strategy="BLUE_GREEN", bakeTimeInMinutes=5)
    shifting.update()
    seen = []
    for seconds in (0, 30, 150, 300, 400):
        story.clock.advance(seconds)
        seen.append((targets(ecs_world, FIRST), targets(ecs_world, SECOND)))

    assert seen == [
        (["healthy"] * 2, []),
        (["healthy"] * 2, ["initial"] * 2),
        (["healthy"] * 2, ["healthy"] * 2),
        (["draining"] * 2, ["healthy"] * 2),
        ([], ["healthy"] * 2),
    ]


def test_a_new_revision_whose_targets_fail_has_no_traffic(story: Story, ecs_world: MockEcs) -> None:
    breaker = {"enable": True, "rollback": True}
    shifting = Shifting(story, ecs_world, 200, strategy="BLUE_GREEN", deploymentCircuitBreaker=breaker)
    ecs_world.scenario({"rules": [{"match": {"revision": "2"}, "target-health": "unhealthy"}]})
    shifting.update()
    story.clock.advance(3000)

    described = shifting.described()
    assert (described["status"], described["statusReason"]) == (
        "ROLLBACK_SUCCESSFUL",
        "Service deployment rolled back because the circuit breaker threshold was exceeded.",
    )
    assert shifting.weights() is None
    assert (targets(ecs_world, FIRST), targets(ecs_world, SECOND)) == (["healthy"] * 2, [])
