"""Tasks of several containers: what waits for what, what is started again, and what falls ill."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mock_ecs.ports.runtimes import ContainerSpec, TaskSpec
from mock_ecs.runtimes.behaviour import Behaviour, ContainerPlan
from mock_ecs.testing import MockEcs
from tests.scenarios.story import APP, CLUSTER, EC2, FARGATE, FOR_FARGATE, FOR_INSTANCES, Story, Timeline

CHECK = {"command": ["CMD", "true"]}


class Acts:
    """The usual behaviour, but for members of the plans of some containers; a list has one item for each run."""

    def __init__(self, usual: Behaviour) -> None:
        self.usual = usual
        self.acts: dict[str, dict[str, Any] | list[dict[str, Any]]] = {}

    def plan(self, task: TaskSpec, container: ContainerSpec, run: int) -> ContainerPlan:
        act = self.acts.get(container.name, {})
        members = act[min(run, len(act) - 1)] if isinstance(act, list) else act
        return replace(self.usual.plan(task, container, run), **members)


@pytest.fixture
def acts(ecs_world: MockEcs) -> dict[str, Any]:
    """What containers do, by name; the test fills it."""
    runtime: Any = ecs_world.world.neighbours.runtime
    runtime.behaviour = Acts(runtime.behaviour)
    found: dict[str, Any] = runtime.behaviour.acts
    return found


def container(name: str, *depends_on: tuple[str, str], **members: Any) -> dict[str, Any]:
    needs = [{"containerName": other, "condition": condition} for other, condition in depends_on]
    return {"name": name, "image": f"{name}:1", **({"dependsOn": needs} if needs else {}), **members}


def watched(story: Story, seconds: int, *containers: dict[str, Any]) -> Timeline:
    """A task of these containers over time: its status, and those of its containers with their health."""
    story.register(*containers, family="job", **FOR_FARGATE)
    task = story.ecs.run_task(cluster=CLUSTER, taskDefinition="job", **FARGATE)["tasks"][0]["taskArn"]

    def look() -> str:
        (seen,) = story.ecs.describe_tasks(cluster=CLUSTER, tasks=[task])["tasks"]
        parts = [seen["lastStatus"]]
        for each in seen["containers"]:
            code = f"({each['exitCode']})" if "exitCode" in each else ""
            health = "" if each["healthStatus"] == "UNKNOWN" else f" {each['healthStatus']}"
            parts.append(f"{each['name']} {each['lastStatus']}{code}{health}")
        return ", ".join(parts)

    return story.watch(seconds, look)


def ended(story: Story) -> dict[str, Any]:
    (task,) = story.tasks(desiredStatus="STOPPED")
    return task


def test_an_application_waits_until_its_database_is_healthy(story: Story) -> None:
    database = container("db", healthCheck={**CHECK, "interval": 10})

    states = watched(story, 65, container("app", ("db", "HEALTHY")), database)

    assert states == [
        (0.0, "PROVISIONING, app PENDING, db PENDING"),
        (4.0, "PENDING, app PENDING, db PENDING"),
        (10.0, "ACTIVATING, app PENDING, db PENDING"),
        (20.0, "ACTIVATING, app PENDING, db RUNNING"),
        (30.0, "ACTIVATING, app PENDING, db RUNNING HEALTHY"),
        (40.0, "RUNNING, app RUNNING, db RUNNING HEALTHY"),
    ]


def test_a_migration_runs_before_the_application(story: Story) -> None:
    migration = container("migrate", essential=False)

    states = watched(story, 40, container("app", ("migrate", "SUCCESS")), migration)

    assert states[3:] == [
        (20.0, "ACTIVATING, app PENDING, migrate RUNNING"),
        (25.0, "ACTIVATING, app PENDING, migrate STOPPED(0)"),
        (35.0, "RUNNING, app RUNNING, migrate STOPPED(0)"),
    ]


def test_a_migration_that_fails_keeps_the_application_from_starting(story: Story, acts: dict[str, Any]) -> None:
    acts["migrate"] = {"exit_code": 3}
    migration = container("migrate", essential=False)

    states = watched(story, 60, container("app", ("migrate", "SUCCESS")), migration)

    assert states[3:] == [
        (20.0, "ACTIVATING, app PENDING, migrate RUNNING"),
        (25.0, "DEPROVISIONING, app STOPPED(143), migrate STOPPED(3)"),
        (48.0, "STOPPED, app STOPPED(143), migrate STOPPED(3)"),
    ]
    task = ended(story)
    reason = (
        "CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [migrate] "
        "for target [app] as dependency did not exit successfully."
    )
    assert (task["stopCode"], task["stoppedReason"]) == ("TaskFailedToStart", reason)
    assert task["containers"][0]["reason"] == reason
    assert "startedAt" not in task


def test_a_slow_migration_exhausts_its_start_timeout(story: Story, acts: dict[str, Any]) -> None:
    acts["migrate"] = {"runs": 300.0}
    migration = container("migrate", essential=False, startTimeout=60)

    states = watched(story, 120, container("app", ("migrate", "COMPLETE")), migration)

    assert states[3:] == [
        (20.0, "ACTIVATING, app PENDING, migrate RUNNING"),
        (80.0, "STOPPING, app STOPPED(143), migrate RUNNING"),
        (82.0, "DEPROVISIONING, app STOPPED(143), migrate STOPPED(143)"),
        (105.0, "STOPPED, app STOPPED(143), migrate STOPPED(143)"),
    ]
    assert ended(story)["stoppedReason"] == (
        "CannotStartContainerError: dependency graph: container ordering dependency [migrate] for target [app] "
        "has timed out."
    )


def test_a_sidecar_that_dies_leaves_the_application_alone(story: Story, acts: dict[str, Any]) -> None:
    acts["log"] = {"runs": 10.0, "exit_code": 1}

    states = watched(story, 40, container("app"), container("log", essential=False))

    assert states[3:] == [
        (20.0, "RUNNING, app RUNNING, log RUNNING"),
        (30.0, "RUNNING, app RUNNING, log STOPPED(1)"),
    ]


def test_a_crash_loop_goes_on_in_its_place_until_it_crashes_too_soon(story: Story, acts: dict[str, Any]) -> None:
    crash = {"runs": 90.0, "exit_code": 1}
    acts["app"] = [crash, crash, {"runs": 5.0, "exit_code": 2}]
    policy = {"enabled": True, "ignoredExitCodes": [0], "restartAttemptPeriod": 60}

    states = watched(story, 300, container("app", restartPolicy=policy))

    # 20 + 90, one second to start again, 90 more, another second, and the last five.
    assert states[3:] == [
        (20.0, "RUNNING, app RUNNING"),
        (207.0, "DEPROVISIONING, app STOPPED(2)"),
        (230.0, "STOPPED, app STOPPED(2)"),
    ]
    assert ended(story)["stopCode"] == "EssentialContainerExited"


def test_the_memory_that_runs_out_ends_the_task(story: Story, acts: dict[str, Any]) -> None:
    reason = "OutOfMemoryError: Container killed due to memory usage"
    acts["app"] = {"runs": 7.0, "exit_code": 137, "reason": reason}

    watched(story, 60, container("app"))

    task = ended(story)
    assert (task["containers"][0]["exitCode"], task["containers"][0]["reason"]) == (137, reason)
    assert (task["stopCode"], task["stoppedReason"]) == (
        "EssentialContainerExited",
        "Essential container in task exited",
    )


def test_what_others_depend_on_is_stopped_last_and_killed_by_its_own_timeout(
    story: Story, acts: dict[str, Any]
) -> None:
    acts["db"] = {"stop": 600.0, "runs": None}
    acts["app"] = {"runs": None}
    watched(story, 60, container("app", ("db", "START")), container("db", stopTimeout=10))
    (task,) = story.tasks()
    story.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"])

    def look() -> str:
        (seen,) = story.ecs.describe_tasks(cluster=CLUSTER, tasks=[task["taskArn"]])["tasks"]
        exits = [f"{each['name']} {each.get('exitCode', '-')}" for each in seen["containers"]]
        return ", ".join([seen["lastStatus"], *exits])

    assert story.watch(40, look) == [
        (60.0, "RUNNING, app -, db -"),
        (61.0, "STOPPING, app -, db -"),
        (62.0, "STOPPING, app 143, db -"),
        (72.0, "DEPROVISIONING, app 143, db 137"),
        (95.0, "STOPPED, app 143, db 137"),
    ]


def test_a_service_replaces_the_tasks_whose_health_check_fails(story: Story, acts: dict[str, Any]) -> None:
    story.register({**APP, "healthCheck": {**CHECK, "interval": 10, "retries": 2}})
    acts["app"] = {"health": ((0.0, True), (100.0, False))}
    story.create_service(1, 100, 200)
    story.clock.advance(115)
    story.start = story.clock.now
    acts.clear()

    def look() -> str:
        return " ".join(f"{story.named(task['taskArn'])[-1]} {task['healthStatus']}" for task in story.tasks())

    states = story.watch(80, look)

    # It runs since 20; the looks at 120 and at 130 find it ill.
    assert states == [
        (0.0, "1 HEALTHY"),
        (15.0, "1 UNHEALTHY 2 UNKNOWN"),
        (45.0, "2 HEALTHY"),
    ]
    assert story.events() == [
        (15.0, "has started 1 tasks: (task 2). Amazon ECS replaced 1 tasks due to an unhealthy status."),
        (45.0, "(task 1) failed container health checks."),
        (45.0, "has stopped 1 running tasks: (task 1)."),
        (70.0, "has reached a steady state."),
    ]
    task = ended(story)
    assert (task["stopCode"], task["stoppedReason"]) == (
        "ServiceSchedulerInitiated",
        "Task failed container health checks",
    )


def test_a_service_whose_tasks_are_always_ill_lets_time_rest(ecs: Any, ecs_clock: Any, acts: dict[str, Any]) -> None:
    story = Story(ecs, ecs_clock)
    acts["app"] = {"health": ((0.0, False),)}
    story.register({**APP, "healthCheck": CHECK})

    story.create_service(2, 100, 200)
    running = story.service()["runningCount"]
    story.clock.advance(3600)

    assert running == 2
    assert "(service web) has reached a steady state." not in [each["message"] for each in story.service()["events"]]
    assert len(story.tasks(desiredStatus="STOPPED")) > 10


def test_a_task_recovers_without_being_replaced_where_nobody_looks_after_it(story: Story, acts: dict[str, Any]) -> None:
    acts["app"] = {"runs": None, "health": ((0.0, False), (100.0, True))}

    states = watched(story, 200, container("app", healthCheck={**CHECK, "interval": 10}))

    assert states[3:] == [
        (20.0, "RUNNING, app RUNNING"),
        (50.0, "RUNNING, app RUNNING UNHEALTHY"),
        (120.0, "RUNNING, app RUNNING HEALTHY"),
    ]


@pytest.mark.parametrize("step", ["pull", "create", "start"])
@pytest.mark.parametrize("launch_type", ["FARGATE", "EC2"])
def test_a_container_that_cannot_start_says_why_where_aws_says_it(
    story: Story, acts: dict[str, Any], launch_type: str, step: str
) -> None:
    reason = "CannotPullContainerError: pull access denied"
    acts["app"] = {"fails_at": step, "reason": reason}
    if launch_type == "EC2":
        story.instance()
        story.register(family="job", **FOR_INSTANCES)
        story.ecs.run_task(cluster=CLUSTER, taskDefinition="job", **EC2)
    else:
        story.register(family="job")
        story.ecs.run_task(cluster=CLUSTER, taskDefinition="job", **FARGATE)

    story.clock.advance(60)

    task = ended(story)
    told = {"FARGATE": reason, "EC2": "Task failed to start"}[launch_type]
    assert (task["stopCode"], task["stoppedReason"]) == ("TaskFailedToStart", told)
    assert [(each["lastStatus"], each["reason"]) for each in task["containers"]] == [("STOPPED", reason)]
    assert "startedAt" not in task
    assert ("pullStoppedAt" in task) == (step != "pull")
