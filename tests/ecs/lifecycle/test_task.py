"""The life of a task, from PROVISIONING to STOPPED, with its times, versions and counts."""

from __future__ import annotations

import pytest

from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.entities.task_counts import TaskCounts
from mock_ecs.ecs.entities.task_definition import ContainerDefinition
from mock_ecs.ecs.state import EcsState
from tests.ecs.examples import (
    START,
    changes,
    container,
    fargate,
    fargate_task,
    instance_task,
    new_cluster,
    new_definition,
    new_instance,
    new_service,
    new_state,
    on_ec2,
    pass_time,
    run_task,
    scripted,
    seconds,
)

HOUR = 3600


def times(state: EcsState, task: Task) -> dict[str, float | None]:
    """All times of the task, in seconds since it was created."""
    names = (
        "created_at",
        "connectivity_at",
        "pull_started_at",
        "pull_stopped_at",
        "started_at",
        "stopping_at",
        "execution_stopped_at",
        "stopped_at",
    )
    return {name: seconds(state, getattr(task, name)) for name in names}


class TestAWholeLife:
    def test_on_fargate(self) -> None:
        state = new_state(profile="typical")
        task = fargate_task(state)

        life = changes(state, lambda: (task.last_status, task.desired_status, task.version), HOUR)

        assert life == [
            (0.0, ("PROVISIONING", "RUNNING", 1)),
            (4.0, ("PENDING", "RUNNING", 2)),
            (10.0, ("ACTIVATING", "RUNNING", 3)),
            (20.0, ("RUNNING", "RUNNING", 4)),
            (80.0, ("DEPROVISIONING", "STOPPED", 5)),
            (103.0, ("STOPPED", "STOPPED", 6)),
        ]
        assert times(state, task) == {
            "created_at": 0.0,
            "connectivity_at": 4.0,
            "pull_started_at": 10.0,
            "pull_stopped_at": 19.0,
            "started_at": 20.0,
            "stopping_at": 80.0,
            "execution_stopped_at": 80.0,
            "stopped_at": 103.0,
        }
        assert (task.stop_code, task.stopped_reason) == (
            "EssentialContainerExited",
            "Essential container in task exited",
        )
        assert [(c.last_status, c.exit_code, c.reason) for c in task.containers] == [("STOPPED", 0, None)]

    def test_on_a_container_instance(self) -> None:
        state = new_state(profile="typical")
        task = instance_task(state)

        life = changes(state, lambda: (task.last_status, task.desired_status, task.version), HOUR)

        assert life == [
            (0.0, ("PENDING", "RUNNING", 1)),
            (6.0, ("ACTIVATING", "RUNNING", 2)),
            (16.0, ("RUNNING", "RUNNING", 3)),
            (76.0, ("STOPPED", "STOPPED", 4)),
        ]
        assert times(state, task) == {
            "created_at": 0.0,
            "connectivity_at": 0.0,
            "pull_started_at": 6.0,
            "pull_stopped_at": 15.0,
            "started_at": 16.0,
            "stopping_at": 76.0,
            "execution_stopped_at": 76.0,
            "stopped_at": 76.0,
        }

    def test_on_a_container_instance_with_a_network_interface(self) -> None:
        state = new_state(profile="typical")
        cluster = new_cluster(state)
        new_instance(state, cluster)
        task = run_task(state, cluster, on_ec2(new_definition(state), "subnet-1"))

        life = changes(state, lambda: task.last_status, HOUR)

        assert [status for _, status in life] == [
            "PROVISIONING",
            "PENDING",
            "ACTIVATING",
            "RUNNING",
            "DEPROVISIONING",
            "STOPPED",
        ]

    def test_of_a_task_that_is_stopped(self) -> None:
        state = new_state(profile="typical")
        task = fargate_task(state)
        pass_time(state, 30)

        state.lifecycle.stop(task, reason="Task stopped by user", code="UserInitiated")
        at_once = (task.last_status, task.desired_status, task.version, times(state, task)["stopping_at"])
        life = changes(state, lambda: (task.last_status, task.version), HOUR)

        assert at_once == ("RUNNING", "STOPPED", 5, 30.0)
        assert life == [
            (30.0, ("RUNNING", 5)),
            (30.0, ("STOPPING", 6)),
            (32.0, ("DEPROVISIONING", 7)),
            (55.0, ("STOPPED", 8)),
        ]
        assert (task.stop_code, task.stopped_reason) == ("UserInitiated", "Task stopped by user")
        assert times(state, task)["execution_stopped_at"] == 32.0
        assert task.containers[0].exit_code == 143

    def test_of_a_task_of_a_service_has_no_end_of_its_own(self) -> None:
        state = new_state(profile="typical")
        service = new_service(state, new_cluster(state), fargate(new_definition(state)), desired_count=1)
        pass_time(state, 24 * HOUR)

        (task,) = service.live_tasks()

        assert (task.last_status, task.version) == ("RUNNING", 4)
        assert task.launch.group == "service:web"
        assert task.launch.started_by == service.primary.id


class TestStoppingInEachStatus:
    @pytest.mark.parametrize(
        ("after", "life", "exit_code"),
        [
            pytest.param(2, ["PROVISIONING", "STOPPED"], None, id="PROVISIONING: there is no network to take down"),
            pytest.param(5, ["PENDING", "STOPPING", "DEPROVISIONING", "STOPPED"], None, id="PENDING"),
            pytest.param(12, ["ACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"], None, id="ACTIVATING"),
            pytest.param(30, ["RUNNING", "STOPPING", "DEPROVISIONING", "STOPPED"], 143, id="RUNNING"),
        ],
    )
    def test_a_task_goes_down_without_ever_going_back(
        self, after: float, life: list[str], exit_code: int | None
    ) -> None:
        state = new_state(profile="typical")
        task = fargate_task(state)
        pass_time(state, after)

        state.lifecycle.stop(task, reason="enough", code="UserInitiated")
        seen = [status for _, status in changes(state, lambda: task.last_status, HOUR - 100)]

        assert seen == life
        assert (task.stop_code, task.stopped_reason) == ("UserInitiated", "enough")
        assert task.containers[0].last_status == "STOPPED"
        assert task.containers[0].exit_code == exit_code
        assert (task.started_at is None) == (exit_code is None)

    def test_on_an_instance_before_the_agent_has_it_the_task_never_runs(self) -> None:
        state = new_state(profile="typical")
        task = instance_task(state)

        state.lifecycle.stop(task, reason="enough", code="UserInitiated")

        assert changes(state, lambda: task.last_status, 100) == [(0.0, "PENDING"), (0.0, "STOPPED")]
        assert task.connectivity_at is None
        assert task.execution_stopped_at is None

    @pytest.mark.parametrize(
        "after",
        [
            pytest.param(81, id="DEPROVISIONING after it ended by itself"),
            pytest.param(200, id="STOPPED"),
        ],
    )
    def test_a_task_that_is_over_stays_as_it_is(self, after: float) -> None:
        state = new_state(profile="typical")
        task = fargate_task(state)
        pass_time(state, after)
        version = task.version

        state.lifecycle.stop(task, reason="enough", code="UserInitiated")

        assert task.version == version
        assert (task.stop_code, task.stopped_reason) == (
            "EssentialContainerExited",
            "Essential container in task exited",
        )

    def test_a_second_stop_changes_nothing(self) -> None:
        state, runtime, task = scripted()
        state.lifecycle.stop(task, reason="first", code="UserInitiated")
        pass_time(state, 1)

        state.lifecycle.stop(task, reason="second", code="ServiceSchedulerInitiated")
        pass_time(state, 1)

        assert (task.stop_code, task.stopped_reason) == ("UserInitiated", "first")
        assert [what for what, _ in runtime.asked] == ["start", "stop"]

    @pytest.mark.parametrize(
        ("containers", "grace"),
        [
            pytest.param([container()], 30.0, id="30 seconds by default"),
            pytest.param([container(stop_timeout=5)], 5, id="what the container says"),
            pytest.param([container("a", stop_timeout=5), container("b", stop_timeout=90)], 90, id="the longest"),
            pytest.param([container("a", stop_timeout=5), container("b")], 30.0, id="the default, where it is longer"),
        ],
    )
    def test_the_runtime_is_told_how_long_it_may_take(
        self, containers: list[ContainerDefinition], grace: float
    ) -> None:
        state, runtime, task = scripted(*containers)

        state.lifecycle.stop(task, reason="", code="UserInitiated")
        pass_time(state, 1)

        assert runtime.grace[task.arn] == grace


class TestCounts:
    def test_of_cluster_instance_and_deployment_follow_the_task(self) -> None:
        state = new_state(profile="typical")
        cluster = new_cluster(state)
        instance = new_instance(state, cluster)
        launch = on_ec2(new_definition(state, network_mode="bridge"))
        service = new_service(state, cluster, launch, desired_count=1)
        deployment = service.primary

        def counts() -> tuple[tuple[int, int], ...]:
            of_cluster = (cluster.pending_tasks, cluster.running_tasks)
            of_instance = (instance.counts.pending, instance.counts.running)
            return of_cluster, of_instance, (deployment.counts.pending, deployment.counts.running)

        up = changes(state, counts, 60)
        (task,) = service.live_tasks()
        service.desired_count = 0
        state.lifecycle.stop(task, reason="", code="UserInitiated")
        down = changes(state, counts, 60)

        assert up == [(0.0, ((0, 0),) * 3), (0.0, ((1, 0),) * 3), (16.0, ((0, 1),) * 3)]
        assert down == [(60.0, ((0, 1),) * 3), (60.0, ((0, 0),) * 3)]

    def test_of_a_cluster_are_kept_by_launch_type(self) -> None:
        state = new_state()
        fargate_task(state)
        instance_task(state)
        pass_time(state, 2)

        counts = new_cluster(state).counts

        assert {name: (of.pending, of.running) for name, of in counts.items()} == {"FARGATE": (0, 1), "EC2": (0, 1)}

    def test_deprovisioning_tasks_are_neither_pending_nor_running(self) -> None:
        state = new_state(profile="typical")
        task = fargate_task(state)

        pass_time(state, 90)

        assert task.last_status == "DEPROVISIONING"
        assert new_cluster(state).counts == {"FARGATE": TaskCounts(0, 0)}


class TestTheNetworkInterface:
    def test_goes_from_precreated_to_deleted_with_the_task(self) -> None:
        state = new_state(profile="typical")
        task = fargate_task(state)
        attachment = task.attachment
        assert attachment is not None

        states = changes(state, lambda: (attachment.status, attachment.interface is not None), HOUR)

        assert states == [
            (0.0, ("PRECREATED", False)),
            (4.0, ("ATTACHED", True)),
            (80.0, ("DETACHING", True)),
            (103.0, ("DELETED", True)),
        ]
        assert attachment.subnet.id == "subnet-1"
        assert attachment.interface is not None
        assert attachment.interface.private_ip == "10.0.0.4"

    def test_is_never_made_for_a_task_that_is_stopped_while_provisioning(self) -> None:
        state = new_state(profile="typical")
        task = fargate_task(state)
        attachment = task.attachment
        assert attachment is not None
        pass_time(state, 1)

        state.lifecycle.stop(task, reason="", code="UserInitiated")
        pass_time(state, 10)

        assert (attachment.status, attachment.interface) == ("DELETED", None)

    def test_does_not_exist_in_network_mode_bridge(self) -> None:
        state = new_state()

        assert instance_task(state).attachment is None


class TestAfterwards:
    def test_a_stopped_task_is_kept_for_an_hour(self) -> None:
        state = new_state(profile="typical")
        task = fargate_task(state)
        cluster = new_cluster(state)

        there = changes(state, lambda: task.id in cluster.tasks, 2 * HOUR)

        assert there == [(0.0, True), (3703.0, False)]

    def test_so_is_that_of_a_service(self) -> None:
        state = new_state()
        service = new_service(state, new_cluster(state), fargate(new_definition(state)), desired_count=1)
        state.engine.settle()
        (task,) = service.live_tasks()
        service.desired_count = 0
        state.lifecycle.stop(task, reason="", code="UserInitiated")

        there = changes(state, lambda: task.id in service.stopped_tasks, 2 * HOUR)

        assert [seen for _, seen in there] == [False, True, False]

    def test_its_reaping_does_not_keep_the_engine_from_settling(self) -> None:
        state = new_state()
        task = fargate_task(state)
        pass_time(state, 1)
        state.lifecycle.stop(task, reason="", code="UserInitiated")

        state.engine.settle()

        assert task.last_status == "STOPPED"
        assert state.engine.now < START + 10

    def test_what_it_took_of_its_instance_is_free_again(self) -> None:
        state = new_state()
        task = instance_task(state, container(cpu=100, memory=200))
        instance = task.container_instance
        assert instance is not None

        left = changes(state, lambda: (instance.room.cpu, instance.room.memory, len(instance.tasks)), 60)

        assert left == [(0.0, (924, 824, 1)), (10.9, (1024, 1024, 0))]

    def test_the_version_of_its_instance_has_grown_by_two(self) -> None:
        state = new_state()
        task = instance_task(state)
        instance = task.container_instance
        assert instance is not None

        pass_time(state, 60)

        assert instance.version == 3
