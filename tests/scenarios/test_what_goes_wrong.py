"""Scenarios and commands as stories: what a deployment or a script sees when something goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mock_ecs.testing import MockEcs, mock_ecs
from tests.scenarios.story import APP, CLUSTER, EC2, FARGATE, FOR_FARGATE, Story

ROOT = Path(__file__).parents[2]
SPOT = {
    "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}],
    "networkConfiguration": FARGATE["networkConfiguration"],
}


def run(story: Story, *command: str, **members: Any) -> dict[str, Any]:
    """A task of RunTask with this command, as it is shown once all that it does by itself is over."""
    story.register({**APP, "command": list(command)} if command else APP, family="job")
    (task,) = story.ecs.run_task(cluster=CLUSTER, taskDefinition="job", **(members or FARGATE))["tasks"]
    return seen(story, task)


def seen(story: Story, task: dict[str, Any], after: float = 0.0) -> dict[str, Any]:
    story.clock.advance(after)
    (found,) = story.ecs.describe_tasks(cluster=CLUSTER, tasks=[task["taskArn"]])["tasks"]
    return dict(found)


# Commands.


def test_a_command_ends_its_task_when_and_as_it_says(story: Story) -> None:
    task = run(story, "sh", "-c", "sleep 5; exit 3")

    before, after = seen(story, task, 24.5), seen(story, task, 30)

    (container,) = after["containers"]
    assert (before["lastStatus"], before["containers"][0]["lastStatus"]) == ("RUNNING", "RUNNING")
    assert story.at(after["executionStoppedAt"]) - story.at(after["startedAt"]) == 5.0
    assert (after["lastStatus"], after["stopCode"], container["exitCode"]) == ("STOPPED", "EssentialContainerExited", 3)
    assert after["stoppedReason"] == "Essential container in task exited"


def test_a_script_in_instant_mode_sees_it_run_and_waits_for_its_end(ecs: Any, ecs_world: MockEcs) -> None:
    story = Story(ecs, ecs_world.clock)
    task = run(story, "sh", "-c", "sleep 5; exit 3")

    ecs.get_waiter("tasks_running").wait(cluster=CLUSTER, tasks=[task["taskArn"]])
    ecs.get_waiter("tasks_stopped").wait(cluster=CLUSTER, tasks=[task["taskArn"]])

    ended = seen(story, task)
    assert (task["lastStatus"], ended["containers"][0]["exitCode"]) == ("RUNNING", 3)


def test_an_override_forces_an_outcome(story: Story) -> None:
    story.register({**APP, "command": ["./migrate"], "environment": [{"name": "CODE", "value": "1"}]}, family="job")
    override = {"name": "app", "command": ["sh", "-c", "exit $CODE"], "environment": [{"name": "CODE", "value": "9"}]}

    (task,) = story.ecs.run_task(
        cluster=CLUSTER, taskDefinition="job", overrides={"containerOverrides": [override]}, **FARGATE
    )["tasks"]

    assert seen(story, task, 60)["containers"][0]["exitCode"] == 9


def test_an_entry_point_is_a_part_of_the_command(story: Story) -> None:
    story.register({**APP, "entryPoint": ["sh", "-c"], "command": ["exit 4"]}, family="job")

    (task,) = story.ecs.run_task(cluster=CLUSTER, taskDefinition="job", **FARGATE)["tasks"]

    assert seen(story, task, 60)["containers"][0]["exitCode"] == 4


def test_a_command_without_end_runs_until_it_is_stopped(story: Story) -> None:
    task = run(story, "sh", "-c", "while true; do date; sleep 1; done")

    assert seen(story, task, 86400)["lastStatus"] == "RUNNING"


def test_a_service_whose_command_ends_keeps_starting_tasks(story: Story) -> None:
    story.register({**APP, "command": ["false"]})
    story.create_service(1, 100, 200)

    story.clock.advance(600)

    stopped = story.tasks(desiredStatus="STOPPED")
    assert len(stopped) > 2
    assert {task["containers"][0]["exitCode"] for task in stopped} == {1}


# Containers.


def test_an_image_that_cannot_be_pulled_stops_the_task(ecs_world: MockEcs, story: Story) -> None:
    ecs_world.scenario({"rules": [{"match": {"image": "nginx:*"}, "fail": "CannotPullContainerError"}]})

    task = seen(story, run(story), 120)

    assert (task["lastStatus"], task["stopCode"]) == ("STOPPED", "TaskFailedToStart")
    assert task["stoppedReason"].startswith("CannotPullContainerError: pull image manifest has been retried 1 time(s)")
    assert "startedAt" not in task


def test_a_container_out_of_memory_is_told_as_one(ecs_world: MockEcs, story: Story) -> None:
    ecs_world.scenario({"rules": [{"match": {"family": "job"}, "out-of-memory": {"after": "5s"}}]})

    task = seen(story, run(story), 120)

    (container,) = task["containers"]
    assert (container["exitCode"], task["stopCode"]) == (137, "EssentialContainerExited")
    assert container["reason"] == "OutOfMemoryError: Container killed due to memory usage"


def test_delays_are_those_of_the_rule(ecs_world: MockEcs, story: Story) -> None:
    ecs_world.scenario({"rules": [{"pull": "100s", "start": "7s", "stop": "20s"}]})
    task = seen(story, run(story), 120)
    story.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"])

    ended = seen(story, task, 100)

    times = [story.at(ended[name]) for name in ("pullStartedAt", "pullStoppedAt", "startedAt")]
    assert times == [10.0, 110.0, 117.0]
    assert story.at(ended["executionStoppedAt"]) - story.at(ended["stoppingAt"]) == 20.0
    assert ended["containers"][0]["exitCode"] == 143


def test_what_does_not_heed_a_signal_is_killed(ecs_world: MockEcs, story: Story) -> None:
    ecs_world.scenario({"rules": [{"stop": "5m"}]})
    task = seen(story, run(story), 30)
    story.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"])

    assert seen(story, task, 100)["containers"][0]["exitCode"] == 137


def test_health_that_is_lost_is_shown(ecs_world: MockEcs, story: Story) -> None:
    ecs_world.scenario({"rules": [{"exit": "never", "health": [{"after": "5m", "healthy": False}]}]})
    check = {"command": ["CMD", "true"], "interval": 30, "retries": 3}
    story.register({**APP, "healthCheck": check}, family="job")
    (task,) = story.ecs.run_task(cluster=CLUSTER, taskDefinition="job", **FARGATE)["tasks"]

    assert seen(story, task, 120)["healthStatus"] == "HEALTHY"
    assert seen(story, task, 400)["healthStatus"] == "UNHEALTHY"


def test_a_share_of_tasks_fails_and_the_service_comes_through(ecs_world: MockEcs, story: Story) -> None:
    ecs_world.scenario({"rules": [{"probability": 0.3, "exit": {"code": 1, "after": "2s"}}]})
    story.register()
    story.create_service(10, 100, 200)

    story.clock.advance(1200)

    stopped = story.tasks(desiredStatus="STOPPED")
    (service,) = story.ecs.describe_services(cluster=CLUSTER, services=["web"])["services"]
    assert service["runningCount"] == 10
    assert 0 < len(stopped) < 20


# Capacity, Spot, agents.


def test_without_capacity_in_a_zone_tasks_go_to_the_other(ecs_world: MockEcs, story: Story) -> None:
    rule = {"match": {"zone": "us-east-1a"}, "fargate-capacity": "none"}
    story.register(family="job")

    ecs_world.scenario({"rules": [rule]})
    answer = story.ecs.run_task(cluster=CLUSTER, taskDefinition="job", count=4, **FARGATE)

    assert answer["failures"] == []
    assert {task["availabilityZone"] for task in answer["tasks"]} == {"us-east-1b"}


def test_without_any_capacity_run_task_answers_failures(ecs_world: MockEcs, story: Story) -> None:
    ecs_world.scenario({"rules": [{"fargate-capacity": "none"}]})
    story.register(family="job")

    answer = story.ecs.run_task(cluster=CLUSTER, taskDefinition="job", count=2, **FARGATE)

    reason = "Capacity is unavailable at this time. Please try again later or in a different availability zone"
    assert answer["tasks"] == []
    assert answer["failures"] == [{"reason": reason}] * 2


def test_a_service_tells_of_it_and_goes_on_when_there_is_capacity_again(ecs_world: MockEcs, story: Story) -> None:
    story.register()
    with ecs_world.scenario({"rules": [{"match": {"service": "web"}, "fargate-capacity": "none"}]}):
        story.create_service(2, 100, 200)
        story.clock.advance(60)
        (without,) = story.ecs.describe_services(cluster=CLUSTER, services=["web"])["services"]
    story.clock.advance(120)
    (again,) = story.ecs.describe_services(cluster=CLUSTER, services=["web"])["services"]

    assert (without["runningCount"], again["runningCount"]) == (0, 2)
    assert without["events"][0]["message"] == (
        "(service web) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again "
        "later or in a different availability zone. For more information, see the Troubleshooting section of the "
        "Amazon ECS Developer Guide."
    )


def test_a_spot_task_is_interrupted_and_replaced(ecs_world: MockEcs, story: Story) -> None:
    ecs_world.scenario({"rules": [{"match": {"service": "web"}, "spot-interruption": {"after": "5m"}}]})
    story.ecs.put_cluster_capacity_providers(
        cluster=CLUSTER, capacityProviders=["FARGATE_SPOT"], defaultCapacityProviderStrategy=[]
    )
    story.register()
    story.create_service(1, 100, 200, **SPOT)

    story.clock.advance(500)

    (stopped,) = story.tasks(desiredStatus="STOPPED")
    assert (stopped["stopCode"], stopped["stoppedReason"]) == ("SpotInterruption", "Your Spot Task was interrupted.")
    assert story.at(stopped["stoppingAt"]) - story.at(stopped["startedAt"]) == 300.0
    assert stopped["containers"][0]["exitCode"] == 143
    assert len(story.tasks()) == 1


def test_a_scenario_that_is_put_while_tasks_run_is_about_them_too(ecs_world: MockEcs, story: Story) -> None:
    story.ecs.put_cluster_capacity_providers(
        cluster=CLUSTER, capacityProviders=["FARGATE_SPOT"], defaultCapacityProviderStrategy=[]
    )
    task = seen(story, run(story, "sleep", "infinity", **SPOT), 100)

    with ecs_world.scenario({"rules": [{"spot-interruption": {"after": "2m"}}]}):
        story.clock.advance(30)
    untouched = seen(story, task, 300)
    ecs_world.scenario({"rules": [{"spot-interruption": {"after": "2m"}}]})

    assert untouched["desiredStatus"] == "RUNNING"
    assert seen(story, task, 1)["stopCode"] == "SpotInterruption"


def test_an_agent_is_away_for_a_while_and_takes_no_tasks_meanwhile(ecs_world: MockEcs, story: Story) -> None:
    ecs_world.scenario({"rules": [{"match": {"zone": "*a"}, "agent-disconnected": {"after": "1m", "for": "2m"}}]})
    arn = story.instance()
    story.register(family="job", networkMode="bridge")

    def look() -> tuple[bool, list[str]]:
        (found,) = story.ecs.describe_container_instances(cluster=CLUSTER, containerInstances=[arn])[
            "containerInstances"
        ]
        answer = story.ecs.run_task(cluster=CLUSTER, taskDefinition="job", **EC2)
        return found["agentConnected"], [failure["reason"] for failure in answer["failures"]]

    looks = []
    for seconds in (0, 61, 60, 61):
        story.clock.advance(seconds)
        looks.append(look())

    assert looks == [(True, []), (False, ["AGENT"]), (False, ["AGENT"]), (True, [])]


# Chance.

PROGRAM = """
import json
from mock_ecs.testing import mock_ecs

RULES = [
    {"match": {"family": "job"}, "weight": 1, "exit": {"code": 1, "after": {"seconds": 5, "jitter": 4}}},
    {"match": {"family": "job"}, "weight": 1, "out-of-memory": {"after": {"seconds": 9, "jitter": 4}}},
    {"match": {"family": "job"}, "weight": 2},
    {"probability": 0.5, "pull": {"seconds": 5, "jitter": 4}},
]
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}
SIZE = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512"}

with mock_ecs(seed=5, neighbours="null", clock="manual", scenario={"rules": RULES}) as mock:
    ecs = mock.client("ecs")
    ecs.create_cluster(clusterName="demo")
    for family in ("job", "other"):
        container = {"name": "app", "image": "a", "dockerLabels": {"a": "1", "b": "2"}}
        ecs.register_task_definition(family=family, containerDefinitions=[container], **SIZE)
        launch = {"launchType": "FARGATE", "networkConfiguration": NETWORK}
        ecs.run_task(cluster="demo", taskDefinition=family, count=10, **launch)
    mock.clock.advance(120)
    arns = ecs.list_tasks(cluster="demo", desiredStatus="STOPPED")["taskArns"]
    tasks = ecs.describe_tasks(cluster="demo", tasks=arns)["tasks"]
    print(json.dumps([(t["taskArn"], str(t["executionStoppedAt"]), t["containers"][0].get("exitCode")) for t in tasks]))
"""


@pytest.mark.slow
def test_one_seed_gives_one_future_in_every_process() -> None:
    told = []
    for hash_seed in ("1", "2"):
        environ = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
        ended = subprocess.run([sys.executable, "-c", PROGRAM], env=environ, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        told.append(ended.stdout)

    assert told[0] == told[1]
    assert {code for _, _, code in json.loads(told[0])} == {0, 1, 137}


def test_the_profile_slow_takes_three_times_as_long_as_typical() -> None:
    took = {}
    for profile in ("typical", "slow", "spot-storm"):
        with mock_ecs(profile=profile, neighbours="null", clock="manual") as mock:
            story = Story(mock.client("ecs"), mock.clock)
            task = seen(story, run(story), 400)
            took[profile] = story.at(task["startedAt"]), story.at(task["executionStoppedAt"])

    assert took == {"typical": (20.0, 80.0), "slow": (60.0, 240.0), "spot-storm": (20.0, 80.0)}


def test_in_a_storm_a_spot_service_is_hit_again_and_again_but_lives() -> None:
    with mock_ecs(profile="spot-storm", neighbours="null", clock="manual", seed=3) as mock:
        story = Story(mock.client("ecs"), mock.clock)
        story.ecs.put_cluster_capacity_providers(
            cluster=CLUSTER, capacityProviders=["FARGATE_SPOT"], defaultCapacityProviderStrategy=[]
        )
        story.register(**FOR_FARGATE)
        story.create_service(4, 50, 200, **SPOT)
        story.clock.advance(1800)

        stopped = story.tasks(desiredStatus="STOPPED")
        (service,) = story.ecs.describe_services(cluster=CLUSTER, services=["web"])["services"]

    assert len(stopped) > 10
    assert {task["stopCode"] for task in stopped} == {"SpotInterruption"}
    assert service["runningCount"] >= 2


@pytest.mark.parametrize("profile", ["fast", "typical"])
@pytest.mark.parametrize(
    "rule", [{"exit": 1}, {"exit": {"code": 1, "after": "500ms"}}, {"fail": "CannotStartContainerError"}]
)
def test_a_service_that_crashes_for_ever_comes_to_rest_for_those_who_wait(profile: str, rule: dict[str, Any]) -> None:
    with mock_ecs(profile=profile, neighbours="null", scenario={"rules": [rule]}) as mock:
        story = Story(mock.client("ecs"), mock.clock)
        story.register()
        story.create_service(2, 100, 200)

        (service,) = story.ecs.describe_services(cluster=CLUSTER, services=["web"])["services"]
        failed = len(story.tasks(desiredStatus="STOPPED"))
        story.clock.advance(3600)
        failed_later = len(story.tasks(desiredStatus="STOPPED"))

    assert service["runningCount"] == 0
    assert service["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    assert 3 <= failed < 20
    assert failed_later > failed
    assert mock.faults == []


def test_a_service_that_is_mended_recovers_from_its_crashes(ecs_world: MockEcs, story: Story) -> None:
    story.register()
    with ecs_world.scenario({"rules": [{"exit": 1}]}):
        story.create_service(2, 100, 200)
        story.clock.advance(300)
    story.clock.advance(200)

    (service,) = story.ecs.describe_services(cluster=CLUSTER, services=["web"])["services"]
    assert (service["runningCount"], service["deployments"][0]["rolloutState"]) == (2, "COMPLETED")
