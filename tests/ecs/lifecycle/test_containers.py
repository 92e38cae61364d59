"""The containers of a task: what its runtime is given and says of them, how they exit, and their health."""

from __future__ import annotations

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.entities.launch import ContainerOverride, TaskOverride
from mock_ecs.ports.runtimes import ContainerSpec, HealthCheck, Observation, TaskSpec
from tests.ecs.examples import (
    ScriptedRuntime,
    changes,
    container,
    fargate,
    fargate_task,
    instance_task,
    new_cluster,
    new_definition,
    new_service,
    new_state,
    pass_time,
    scripted,
    seconds,
)

HOUR = 3600
CHECKED = {"essential": True, "has_health_check": True}


class TestContainersThatExit:
    def test_an_essential_one_ends_the_task_and_the_others_are_stopped(self) -> None:
        state, runtime, task = scripted(container("app"), container("log", essential=False))
        runtime.says(task, "PULLING", "PULLED", "RUNNING")

        runtime.says(task, "STOPPED", container="app", exit_code=3)
        between = (task.last_status, task.desired_status)
        pass_time(state, 1)
        stopping = task.last_status
        runtime.says(task, "STOPPED", exit_code=143)
        pass_time(state, 1)

        assert between == ("RUNNING", "STOPPED")
        assert stopping == "STOPPING"
        assert task.last_status == "STOPPED"
        assert (task.stop_code, task.stopped_reason) == (
            "EssentialContainerExited",
            "Essential container in task exited",
        )
        assert [(c.definition.name, c.exit_code) for c in task.containers] == [("app", 3), ("log", 143)]

    def test_one_that_is_not_essential_leaves_the_task_running(self) -> None:
        state, runtime, task = scripted(container("app"), container("log", essential=False))
        runtime.says(task, "RUNNING")
        version = task.version

        runtime.says(task, "STOPPED", container="log", exit_code=1)
        pass_time(state, HOUR)

        assert (task.last_status, task.desired_status) == ("RUNNING", "RUNNING")
        assert [(c.last_status, c.exit_code) for c in task.containers] == [("RUNNING", None), ("STOPPED", 1)]
        assert task.version == version + 1
        assert ("stop", task.arn) not in runtime.asked

    def test_the_exit_code_of_the_first_stays_when_the_rest_is_stopped(self) -> None:
        state, runtime, task = scripted(container("app"), container("log", essential=False))
        runtime.says(task, "RUNNING")
        runtime.says(task, "STOPPED", container="log", exit_code=0)

        runtime.says(task, "STOPPED", exit_code=137, reason="OutOfMemoryError: Container killed due to memory usage")
        pass_time(state, 1)

        assert [(c.exit_code, c.reason) for c in task.containers] == [
            (137, "OutOfMemoryError: Container killed due to memory usage"),
            (0, None),
        ]

    def test_a_task_that_is_stopped_keeps_its_reason_when_its_containers_exit(self) -> None:
        state, runtime, task = scripted()
        runtime.says(task, "RUNNING")

        state.lifecycle.stop(task, reason="Scaling", code="ServiceSchedulerInitiated")
        runtime.says(task, "STOPPED", exit_code=0)
        pass_time(state, 1)

        assert (task.last_status, task.stop_code, task.stopped_reason) == (
            "STOPPED",
            "ServiceSchedulerInitiated",
            "Scaling",
        )

    def test_a_task_on_fargate_that_never_ran_failed_to_start(self) -> None:
        state, runtime, task = scripted()
        runtime.says(task, "PULLING")

        runtime.says(task, "STOPPED", reason="CannotPullContainerError: pull access denied")
        pass_time(state, 1)

        assert (task.last_status, task.started_at) == ("STOPPED", None)
        assert (task.stop_code, task.stopped_reason) == (
            "TaskFailedToStart",
            "CannotPullContainerError: pull access denied",
        )
        assert task.containers[0].exit_code is None

    def test_a_task_on_an_instance_that_never_ran_tells_why_in_its_container(self) -> None:
        runtime = ScriptedRuntime()
        state = new_state(runtime)
        task = instance_task(state)
        pass_time(state, 1)

        runtime.says(task, "STOPPED", reason="CannotPullContainerError: Error response from daemon")
        pass_time(state, 1)

        assert (task.stop_code, task.stopped_reason) == ("TaskFailedToStart", "Task failed to start")
        assert task.containers[0].reason == "CannotPullContainerError: Error response from daemon"

    def test_an_essential_one_that_ran_ends_a_task_that_is_still_on_its_way_up(self) -> None:
        state, runtime, task = scripted(container("app"), container("log", essential=False))
        runtime.says(task, "PULLING", "PULLED", "RUNNING", container="app")

        runtime.says(task, "STOPPED", container="app", exit_code=1)
        runtime.says(task, "STOPPED", container="log")
        pass_time(state, 1)

        assert (task.last_status, task.started_at, task.stop_code) == ("STOPPED", None, "EssentialContainerExited")
        assert [each.exit_code for each in task.containers] == [1, None]

    def test_one_that_cannot_start_and_is_not_essential_is_not_waited_for(self) -> None:
        _, runtime, task = scripted(container("app"), container("log", essential=False))
        runtime.says(task, "PULLING", "PULLED", "RUNNING", container="app")

        runtime.says(task, "STOPPED", container="log", reason="CannotPullContainerError: pull access denied")

        assert task.last_status == "RUNNING"
        assert [each.last_status for each in task.containers] == ["RUNNING", "STOPPED"]

    def test_one_that_could_not_start_may_have_an_exit_code_of_its_own(self) -> None:
        _, runtime, task = scripted(container("app"))

        runtime.says(task, "STOPPED", container="app", exit_code=143, reason="CannotStartContainerError: x")

        assert (task.containers[0].exit_code, task.stop_code) == (143, "TaskFailedToStart")

    def test_what_was_said_of_the_end_of_one_is_not_taken_back(self) -> None:
        _, runtime, task = scripted(container("app"), container("log", essential=False))
        runtime.says(task, "RUNNING")
        runtime.says(task, "STOPPED", container="log", exit_code=3, reason="first")

        runtime.says(task, "STOPPED", container="log", exit_code=4, reason="second")

        assert (task.containers[1].exit_code, task.containers[1].reason) == (3, "first")


class TestWhatTheRuntimeSays:
    def test_containers_may_come_up_one_by_one(self) -> None:
        state, runtime, task = scripted(container("app"), container("log", essential=False))

        runtime.says(task, "PULLING", "PULLED", container="app")
        runtime.says(task, "RUNNING", container="app")
        half = (task.last_status, [c.last_status for c in task.containers], task.started_at)
        pass_time(state, 5)
        runtime.says(task, "PULLED", "RUNNING", container="log")

        assert half == ("ACTIVATING", ["RUNNING", "PENDING"], None)
        assert (task.last_status, [c.last_status for c in task.containers]) == ("RUNNING", ["RUNNING", "RUNNING"])
        assert seconds(state, task.started_at) == 6.0

    def test_a_container_that_is_over_already_is_not_waited_for(self) -> None:
        _, runtime, task = scripted(container("app"), container("setup", essential=False))
        runtime.says(task, "PULLING", "PULLED")

        runtime.says(task, "RUNNING", "STOPPED", container="setup", exit_code=0)
        runtime.says(task, "RUNNING", container="app")

        assert task.last_status == "RUNNING"
        assert [c.last_status for c in task.containers] == ["RUNNING", "STOPPED"]

    def test_what_was_said_before_changes_nothing(self) -> None:
        state, runtime, task = scripted()
        runtime.says(task, "PULLING", "PULLED", "RUNNING")
        version, started_at, runtime_id = task.version, task.started_at, task.containers[0].runtime_id
        pass_time(state, 5)

        runtime.says(task, "PULLING", "RUNNING")

        assert (task.last_status, task.version, task.started_at) == ("RUNNING", version, started_at)
        assert task.containers[0].runtime_id == runtime_id

    @pytest.mark.parametrize("status", ["PULLING", "PULLED", "RUNNING", "HEALTHY"])
    def test_what_comes_too_late_does_not_bring_a_task_back(self, status: str) -> None:
        state, runtime, task = scripted()
        state.lifecycle.stop(task, reason="", code="UserInitiated")
        pass_time(state, 0)
        version = task.version

        runtime.says(task, status)

        assert (task.last_status, task.version) == ("STOPPING", version)
        assert task.containers[0].last_status == "PENDING"

    def test_of_a_task_that_is_over_nothing_is_heard(self) -> None:
        state, runtime, task = scripted()
        runtime.says(task, "STOPPED")
        pass_time(state, 1)

        runtime.says(task, "RUNNING", "STOPPED")
        state.lifecycle.observe(Observation("arn:aws:ecs:us-east-1:123456789012:task/demo/unknown", "RUNNING"))

        assert task.last_status == "STOPPED"
        assert runtime.asked[-1] == ("forget", task.arn)

    def test_the_digest_of_an_image_is_known_once_it_was_pulled(self) -> None:
        _, runtime, task = scripted(container(image=f"app@sha256:{'a' * 64}"))
        before = task.containers[0].image_digest

        runtime.says(task, "PULLING", "PULLED")

        assert before is None
        assert task.containers[0].image_digest == f"sha256:{'a' * 64}"

    def test_the_runtime_id_on_fargate_begins_with_the_id_of_the_task(self) -> None:
        _, runtime, task = scripted()

        runtime.says(task, "RUNNING")

        identifier, _, digits = (task.containers[0].runtime_id or "").partition("-")
        assert identifier == task.id
        assert len(digits) == 10
        assert digits.isdigit()

    def test_the_runtime_id_on_an_instance_is_that_of_docker(self) -> None:
        state = new_state()
        task = instance_task(state)

        pass_time(state, 2)

        assert len(task.containers[0].runtime_id or "") == 64


class TestHealth:
    @pytest.mark.parametrize(
        ("containers", "reports", "health"),
        [
            pytest.param([CHECKED], {"c0": "HEALTHY"}, "HEALTHY", id="the only container is"),
            pytest.param([CHECKED], {}, "UNKNOWN", id="nobody knows yet"),
            pytest.param([CHECKED], {"c0": "UNHEALTHY"}, "UNHEALTHY", id="it is not"),
            pytest.param([CHECKED, CHECKED], {"c0": "HEALTHY"}, "UNKNOWN", id="of one nobody knows"),
            pytest.param([CHECKED, CHECKED], {"c0": "HEALTHY", "c1": "HEALTHY"}, "HEALTHY", id="both are"),
            pytest.param([CHECKED, CHECKED], {"c0": "HEALTHY", "c1": "UNHEALTHY"}, "UNHEALTHY", id="one is not"),
            pytest.param([CHECKED, CHECKED], {"c1": "UNHEALTHY"}, "UNHEALTHY", id="one is not, of one nobody knows"),
            pytest.param([{}], {"c0": "HEALTHY"}, "UNKNOWN", id="there is no check"),
            pytest.param([CHECKED, {}], {"c0": "HEALTHY"}, "UNKNOWN", id="an essential one has no check"),
            pytest.param(
                [CHECKED, {"essential": False, "has_health_check": True}],
                {"c0": "HEALTHY", "c1": "UNHEALTHY"},
                "HEALTHY",
                id="one that is not essential does not matter",
            ),
        ],
    )
    def test_of_a_task_comes_from_its_essential_containers(
        self, containers: list[dict[str, bool]], reports: dict[str, str], health: str
    ) -> None:
        _, runtime, task = scripted(*(container(f"c{i}", **members) for i, members in enumerate(containers)))
        runtime.says(task, "RUNNING")

        for name, status in reports.items():
            runtime.says(task, status, container=name)

        assert task.health_status == health

    def test_a_task_without_checks_counts_as_healthy_40_seconds_after_it_runs(self) -> None:
        state = new_state(profile="typical")
        task = fargate_task(state, container("app"), container("log", essential=False, has_health_check=True))

        pass_time(state, 60)

        assert seconds(state, task.healthy_at) == 60.0

    def test_a_task_with_a_check_counts_as_healthy_when_the_check_has_passed(self) -> None:
        state = new_state(profile="typical")
        task = fargate_task(state, container(has_health_check=True))

        seen = changes(state, lambda: seconds(state, task.healthy_at), 70)

        assert seen == [(0.0, None), (50.0, 50.0)]

    def test_an_essential_container_without_a_check_does_not_keep_the_task_from_counting_as_healthy(self) -> None:
        state = new_state(profile="typical")
        task = fargate_task(state, container("app", has_health_check=True), container("log"))

        pass_time(state, 50)

        assert seconds(state, task.healthy_at) == 50.0

    def test_a_task_that_becomes_unhealthy_counts_no_longer_until_it_recovers(self) -> None:
        state, runtime, task = scripted(container(has_health_check=True))
        runtime.says(task, "RUNNING", "HEALTHY")
        first = seconds(state, task.healthy_at)

        runtime.says(task, "UNHEALTHY")
        ill = task.healthy_at
        pass_time(state, 5)
        runtime.says(task, "HEALTHY")

        assert (first, ill, seconds(state, task.healthy_at)) == (1.0, None, 6.0)

    def test_of_a_container_that_was_started_again_nobody_knows(self) -> None:
        state, runtime, task = scripted(container("app", has_health_check=True), container("log"))
        runtime.says(task, "RUNNING")
        runtime.says(task, "HEALTHY", container="app")

        runtime.says(task, "RESTARTED", container="log")
        untouched = seconds(state, task.healthy_at)
        runtime.says(task, "RESTARTED", container="app")

        assert untouched == 1.0
        assert (task.healthy_at, [each.health_status for each in task.containers]) == (None, ["UNKNOWN", "UNKNOWN"])


class TestWhatTheRuntimeIsGiven:
    def test_a_task_outside_of_services(self) -> None:
        _, runtime, task = scripted(container("app", command=("serve", "-v")), container("log", essential=False))

        assert runtime.specs[task.arn] == TaskSpec(
            scope=Scope("123456789012", "us-east-1"),
            arn=task.arn,
            family="web",
            service=None,
            containers=(
                ContainerSpec("app", "nginx:1.25", essential=True, command=("serve", "-v")),
                ContainerSpec("log", "nginx:1.25", essential=False),
            ),
            revision=1,
            launch_type="FARGATE",
            zone="us-east-1a",
        )

    def test_a_task_of_a_service_with_a_health_check(self) -> None:
        runtime = ScriptedRuntime()
        state = new_state(runtime)
        launch = fargate(new_definition(state, container(has_health_check=True)))
        new_service(state, new_cluster(state), launch, name="shop", desired_count=1)
        pass_time(state, 1)

        (spec,) = runtime.specs.values()

        assert spec.service == "shop"
        assert spec.containers == (ContainerSpec("app", "nginx:1.25", essential=True, health_check=HealthCheck()),)

    def test_what_the_launch_overrides(self) -> None:
        runtime = ScriptedRuntime()
        state = new_state(runtime)
        overrides = TaskOverride(
            containers={"app": ContainerOverride(cpu=300, memory=400, command=("migrate",)), "log": ContainerOverride()}
        )
        containers = (container("app", cpu=100, memory=200, command=("serve",)), container("log", command=("tail",)))

        task = instance_task(state, *containers, overrides=overrides)
        pass_time(state, 1)

        assert [spec.command for spec in runtime.specs[task.arn].containers] == [("migrate",), ("tail",)]
        assert task.container_instance is not None
        assert (task.container_instance.room.cpu, task.container_instance.room.memory) == (724, 624)
