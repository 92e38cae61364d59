"""What load balancers and registries are told of tasks, from RUNNING until their connections are drained."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.ecs.deployments import deploy
from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.entities.load_balancer import LoadBalancer, ServiceRegistry
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.entities.task_definition import PortMapping
from mock_ecs.ecs.state import EcsState
from mock_ecs.neighbours.null_networks import NullServiceRegistries, NullTargetGroups
from tests.ecs.examples import (
    ScriptedRuntime,
    changes,
    container,
    events,
    fargate,
    new_cluster,
    new_definition,
    new_instance,
    new_service,
    new_state,
    on_ec2,
    pass_time,
    run_task,
    seconds,
)

GROUP = LoadBalancer("arn:targetgroup/web", "app", 8080)
OTHER = LoadBalancer("arn:targetgroup/other", "app", 8080)
CLASSIC = LoadBalancer("old", "app", 8080, classic=True)


def targets(state: EcsState, balancer: LoadBalancer = GROUP) -> dict[tuple[str, int], str]:
    """The states of the targets of a group, by address and port."""
    port = state.neighbours.classic_load_balancers if balancer.classic else state.neighbours.target_groups
    assert isinstance(port, NullTargetGroups)
    return {(target.id, target.port): health.state for target, health in port.targets.get(balancer.name, {}).items()}


def states(state: EcsState) -> list[str]:
    return list(targets(state).values())


def balanced(state: EcsState, *balancers: LoadBalancer, **members: Any) -> Service:
    """A service on Fargate behind ``balancers``."""
    launch = fargate(new_definition(state), load_balancers=balancers or (GROUP,))
    return new_service(state, new_cluster(state), launch, **{"desired_count": 1} | members)


def only_task(service: Service) -> Task:
    (task,) = service.live_tasks()
    return task


def address(task: Task) -> str:
    assert task.attachment is not None
    assert task.attachment.interface is not None
    return task.attachment.interface.private_ip


class TestTargets:
    def test_they_are_registered_when_a_task_runs_and_become_healthy_by_the_settings_of_the_group(self) -> None:
        state = new_state(profile="typical")
        service = balanced(state)

        seen = changes(state, lambda: (states(state), service.primary.rollout_state), 200)

        assert seen == [
            (0.0, ([], "IN_PROGRESS")),
            (20.0, (["initial"], "IN_PROGRESS")),
            (170.0, (["healthy"], "IN_PROGRESS")),
            (170.0, (["healthy"], "COMPLETED")),
        ]
        assert targets(state) == {(address(only_task(service)), 8080): "healthy"}

    def test_a_fast_profile_does_not_wait_as_long(self) -> None:
        state = new_state()
        service = balanced(state)

        state.engine.settle()
        settled = seconds(state, state.engine.now)

        assert service.primary.rollout_state == "COMPLETED"
        assert settled is not None
        assert settled < 5

    def test_all_groups_of_a_service_get_each_task(self) -> None:
        state = new_state()
        service = balanced(state, GROUP, OTHER, desired_count=2)

        state.engine.settle()

        assert [text for _, text in events(service)[1:3]] == [
            "(service web) registered 2 targets in (target-group arn:targetgroup/web)",
            "(service web) registered 2 targets in (target-group arn:targetgroup/other)",
        ]
        assert targets(state) == targets(state, OTHER)
        assert list(targets(state).values()) == ["healthy", "healthy"]

    def test_a_task_of_run_task_is_none(self) -> None:
        state = new_state()
        task = run_task(state, new_cluster(state), fargate(new_definition(state)))

        state.engine.settle()

        assert task.targets == ()
        assert states(state) == []

    def test_a_classic_load_balancer_gets_the_instance(self) -> None:
        state = new_state()
        cluster = new_cluster(state)
        new_instance(state, cluster, ec2_instance_id="i-1")
        app = container(port_mappings=(PortMapping(8080, 80),))
        launch = on_ec2(new_definition(state, app, network_mode="bridge"), load_balancers=(CLASSIC,))
        service = new_service(state, cluster, launch, desired_count=1)

        state.engine.settle()

        assert targets(state, CLASSIC) == {("i-1", 80): "healthy"}
        assert events(service)[1][1] == "(service web) registered 1 instances in (elb old)"


class TestDraining:
    def test_the_containers_go_on_until_the_deregistration_delay_is_over(self) -> None:
        state = new_state(profile="typical")
        service = balanced(state)
        pass_time(state, 200)
        task = only_task(service)
        service.desired_count = 0
        state.loop.mark(service)

        seen = changes(state, lambda: (task.last_status, task.version, states(state)), 400)

        assert [(time - 200, shown) for time, shown in seen] == [
            (0.0, ("RUNNING", 4, ["healthy"])),
            (0.0, ("DEACTIVATING", 5, ["draining"])),
            (300.0, ("STOPPING", 6, ["draining"])),
            (300.0, ("STOPPING", 6, [])),
            (302.0, ("DEPROVISIONING", 7, [])),
            (325.0, ("STOPPED", 8, [])),
        ]

    def test_it_is_told_after_the_stop(self) -> None:
        state = new_state()
        service = balanced(state, GROUP, desired_count=2)
        state.engine.settle()
        before = len(service.events)
        service.desired_count = 0
        state.loop.mark(service)

        state.engine.settle()

        first, second = service.stopped_tasks
        assert [text for _, text in events(service)[before:]][:3] == [
            f"(service web) has stopped 2 running tasks: (task {first}) (task {second}).",
            "(service web) deregistered 2 targets in (target-group arn:targetgroup/web)",
            "(service web) has begun draining connections on 2 tasks.",
        ]

    @pytest.mark.parametrize("status", ["PROVISIONING", "PENDING"])
    def test_a_task_that_never_ran_has_nothing_to_drain(self, status: str) -> None:
        state = new_state(ScriptedRuntime())
        service = balanced(state)
        pass_time(state, 0 if status == "PROVISIONING" else 1)
        task = only_task(service)
        assert task.last_status == status

        state.lifecycle.stop(task, reason="no more", code="UserInitiated")

        assert task.last_status == status
        assert states(state) == []

    def test_a_task_whose_container_exits_is_not_kept_for_it(self) -> None:
        runtime = ScriptedRuntime()
        state = new_state(runtime, profile="typical")
        service = balanced(state)
        pass_time(state, 10)
        task = only_task(service)
        runtime.says(task, "PULLING", "PULLED", "RUNNING")

        runtime.says(task, "STOPPED", exit_code=1)
        before = states(state)
        pass_time(state, 300)

        assert (task.last_status, task.stop_code) == ("STOPPED", "EssentialContainerExited")
        assert before == ["draining"]
        assert states(state) == []
        assert [text for _, text in events(service) if "deregistered" in text or "draining" in text] == [
            "(service web) deregistered 1 targets in (target-group arn:targetgroup/web)"
        ]

    def test_containers_that_exit_meanwhile_end_it(self) -> None:
        runtime = ScriptedRuntime()
        state = new_state(runtime, profile="typical")
        service = balanced(state)
        pass_time(state, 10)
        task = only_task(service)
        runtime.says(task, "PULLING", "PULLED", "RUNNING")
        state.lifecycle.stop(task, reason="no more", code="UserInitiated")
        pass_time(state, 50)

        runtime.says(task, "STOPPED", exit_code=0)
        pass_time(state, 23)

        assert (task.last_status, task.stopped_reason) == ("STOPPED", "no more")
        assert states(state) == ["draining"]

    def test_a_sidecar_does_not_outlive_an_essential_container_that_exits_meanwhile(self) -> None:
        runtime = ScriptedRuntime()
        state = new_state(runtime, profile="typical")
        definition = new_definition(state, container(), container("log", essential=False))
        service = new_service(state, new_cluster(state), fargate(definition, load_balancers=(GROUP,)), desired_count=1)
        pass_time(state, 10)
        task = only_task(service)
        runtime.says(task, "PULLING", "PULLED", "RUNNING")
        state.lifecycle.stop(task, reason="no more", code="UserInitiated")
        pass_time(state, 50)

        runtime.says(task, "STOPPED", container="app", exit_code=0)

        assert task.last_status == "STOPPING"
        assert runtime.asked[-1] == ("stop", task.arn)

    def test_a_port_that_is_registered_anew_while_it_drains_stays_registered(self) -> None:
        runtime = ScriptedRuntime()
        state = new_state(runtime, profile="typical")
        cluster = new_cluster(state)
        new_instance(state, cluster, ec2_instance_id="i-1")
        app = container(port_mappings=(PortMapping(8080, 80),))
        launch = on_ec2(new_definition(state, app, network_mode="bridge"), load_balancers=(GROUP,))
        service = new_service(state, cluster, launch, desired_count=1)
        pass_time(state, 1)
        first = only_task(service)
        runtime.says(first, "PULLING", "PULLED", "RUNNING")

        runtime.says(first, "STOPPED", exit_code=1)
        pass_time(state, 60)
        runtime.says(only_task(service), "PULLING", "PULLED", "RUNNING")
        again = targets(state)
        pass_time(state, 1000)

        assert again == {("i-1", 80): "initial"}
        assert targets(state) == {("i-1", 80): "healthy"}

    def test_the_tasks_of_an_older_deployment_are_told_with_its_id(self) -> None:
        state = new_state()
        service = balanced(state)
        state.engine.settle()
        older = service.primary.id

        deploy(state, service, service.launch, {})
        state.engine.settle()

        assert f"(service web, taskSet {older}) has begun draining connections on 1 tasks." in [
            text for _, text in events(service)
        ]


class TestRegistries:
    def instances(self, state: EcsState) -> dict[str, dict[str, dict[str, str]]]:
        registries = state.neighbours.service_registries
        assert isinstance(registries, NullServiceRegistries)
        return registries.instances

    def test_a_task_is_an_instance_while_it_runs(self) -> None:
        state = new_state(profile="typical")
        launch = fargate(new_definition(state), service_registries=(ServiceRegistry("arn:service/srv-1"),))
        service = new_service(state, new_cluster(state), launch, desired_count=1)
        pass_time(state, 20)
        task = only_task(service)

        found = dict(self.instances(state)["arn:service/srv-1"])
        state.lifecycle.stop(task, reason="no more", code="UserInitiated")
        deactivating = task.last_status
        pass_time(state, 0)

        assert found == {
            task.id: {
                "AVAILABILITY_ZONE": "us-east-1a",
                "AWS_INSTANCE_IPV4": address(task),
                "ECS_CLUSTER_NAME": "demo",
                "ECS_SERVICE_NAME": "web",
                "ECS_TASK_DEFINITION_FAMILY": "web",
                "REGION": "us-east-1",
            }
        }
        assert self.instances(state)["arn:service/srv-1"] == {}
        assert (deactivating, task.last_status) == ("DEACTIVATING", "STOPPING")

    def test_without_a_load_balancer_it_is_healthy_after_the_usual_time(self) -> None:
        state = new_state(profile="typical")
        launch = fargate(new_definition(state), service_registries=(ServiceRegistry("arn:service/srv-1", port=80),))
        service = new_service(state, new_cluster(state), launch, desired_count=1)
        pass_time(state, 20)

        task = only_task(service)

        assert seconds(state, task.healthy_at) == 60.0
        assert self.instances(state)["arn:service/srv-1"][task.id]["AWS_INSTANCE_PORT"] == "80"
