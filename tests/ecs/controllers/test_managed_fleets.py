"""Managed Instances over time: hosts that come for tasks that wait, and go when they are idle, old or unwanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mock_ecs.ecs.capacity_providers import (
    create_managed_provider,
    delete_capacity_provider,
    find_capacity_provider,
    update_capacity_provider,
)
from mock_ecs.ecs.container_instances import (
    deregister_container_instance,
    interrupt,
    set_container_instance_status,
)
from mock_ecs.ecs.controllers.managed_instances import LIFETIME
from mock_ecs.ecs.entities.capacity_provider import ManagedInstancesProvider
from mock_ecs.ecs.entities.cluster import ContainerInstance, Task
from mock_ecs.ecs.entities.launch import CapacityProviderStrategyItem, Launch, NetworkConfiguration
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.services import scale_service
from mock_ecs.ecs.tasks import launch_tasks
from mock_ecs.ports.hosts import HostLaunch
from tests.ecs.examples import changes, container, new_cluster, new_definition, new_service, new_state, pass_time

M5 = {"vCpuCount": {"min": 0}, "memoryMiB": {"min": 0}, "allowedInstanceTypes": ["m5.*", "m6g.*"]}
DAY = 24 * 3600.0


class Managed:
    """A cluster with a provider of Managed Instances; four of its tasks fill the smallest type."""

    def __init__(self, *, scale_in_after: int = 300, tags: dict[str, str] | None = None, **template: Any) -> None:
        self.state = new_state(one_off_seconds="never")
        self.cluster = new_cluster(self.state)
        network = {"subnets": ["subnet-1", "subnet-2"], "securityGroups": ["sg-1"]}
        self.document = {
            "infrastructureRoleArn": "role",
            "instanceLaunchTemplate": {
                "ec2InstanceProfileArn": "profile",
                "networkConfiguration": network,
                "instanceRequirements": M5,
                **template,
            },
            "infrastructureOptimization": {"scaleInAfter": scale_in_after},
            "propagateTags": "CAPACITY_PROVIDER" if tags else "NONE",
        }
        self.provider = create_managed_provider(self.state, self.cluster, "managed", self.document, tags or {})
        for subnet in network["subnets"]:
            self.state.neighbours.networks.subnet(self.state.scope, subnet)  # in the order of their zones
        self.launched: list[HostLaunch] = []
        launch = self.state.neighbours.managed_hosts.launch
        self.state.neighbours.managed_hosts.launch = self._noting(launch)  # type: ignore[method-assign]

    def _noting(self, launch: Callable[..., str]) -> Callable[..., str]:
        def noted(scope: Any, wanted: HostLaunch) -> str:
            self.launched.append(wanted)
            return launch(scope, wanted)

        return noted

    def launch_of(self, *subnets: str, architecture: str = "X86_64", cpu: int = 512) -> Launch:
        definition = new_definition(self.state, container(cpu=cpu, memory=512), family=architecture.lower())
        definition.document = {**definition.document, "runtimePlatform": {"cpuArchitecture": architecture}}
        network = NetworkConfiguration(subnets or ("subnet-1", "subnet-2"), (), False, {})
        strategy = (CapacityProviderStrategyItem("managed", 1),)
        group = f"family:{definition.family}"
        return Launch(definition, "MANAGED_INSTANCES", group, capacity_provider_strategy=strategy, network=network)

    def run(self, count: int = 1, *subnets: str, **members: Any) -> list[Task]:
        return launch_tasks(self.state, self.cluster, self.launch_of(*subnets, **members), count)[0]

    def serve(self, count: int) -> Service:
        return new_service(self.state, self.cluster, self.launch_of(), desired_count=count)

    def stop(self, *tasks: Task) -> None:
        for task in tasks:
            self.state.lifecycle.stop(task, reason="", code="UserInitiated")

    def wait(self, seconds: float) -> None:
        pass_time(self.state, seconds)

    @property
    def instances(self) -> list[ContainerInstance]:
        return list(self.cluster.container_instances.values())

    def seen(self) -> str:
        """Tasks that run and that are pending, and how many instances are ACTIVE and DRAINING."""
        statuses = Counter(instance.status for instance in self.instances)
        counts = self.cluster
        return f"{counts.running_tasks}+{counts.pending_tasks} on {statuses['ACTIVE']}+{statuses['DRAINING']}"


def types(managed: Managed) -> list[tuple[str, str]]:
    return [(wanted.instance_type, wanted.availability_zone) for wanted in managed.launched]


class TestComing:
    def test_tasks_wait_for_a_host_that_holds_them_all(self) -> None:
        managed = Managed()

        tasks = managed.run(4)
        history = changes(managed.state, managed.seen, 60)

        assert types(managed) == [("m5.large", "us-east-1a")]
        assert [seen for _, seen in history][:2] == ["0+4 on 0+0", "0+4 on 1+0"]
        assert history[1][0] == 3.0
        assert history[-1][1] == "4+0 on 1+0"
        assert {task.capacity_provider for task in tasks} == {"managed"}

    def test_a_host_joins_as_what_it_was_launched_as(self) -> None:
        managed = Managed()
        managed.run()
        managed.wait(10)

        (instance,) = managed.instances
        told = {name: instance.attributes[name] for name in ("ecs.instance-type", "ecs.subnet-id")}
        assert told == {"ecs.instance-type": "m5.large", "ecs.subnet-id": "subnet-1"}
        assert (instance.capacity_provider, instance.availability_zone) == ("managed", "us-east-1a")
        assert instance.registered.interfaces == 10
        assert instance.ec2_instance_id.startswith("i-")

    def test_what_is_launched_is_what_the_template_says(self) -> None:
        managed = Managed(tags={"team": "red"}, monitoring="DETAILED", capacityOptionType="SPOT")
        managed.run()
        managed.wait(10)

        (wanted,) = managed.launched
        assert (wanted.subnet_id, wanted.security_groups, wanted.profile) == ("subnet-1", ("sg-1",), "profile")
        assert (wanted.monitored, wanted.market, wanted.tags) == (True, "SPOT", (("team", "red"),))

    def test_hosts_are_spread_over_the_subnets(self) -> None:
        managed = Managed()
        for _ in range(3):
            managed.run(4)
            managed.wait(10)

        assert [zone for _, zone in types(managed)] == ["us-east-1a", "us-east-1b", "us-east-1a"]

    def test_a_task_gets_a_host_in_a_zone_of_its_own_subnets(self) -> None:
        managed = Managed()

        (task,) = managed.run(1, "subnet-2")
        managed.wait(10)

        assert types(managed) == [("m5.large", "us-east-1b")]
        assert task.availability_zone == "us-east-1b"

    def test_tasks_of_two_architectures_share_no_host(self) -> None:
        managed = Managed()

        managed.run(2)
        managed.run(2, architecture="ARM64")
        managed.wait(10)

        # m6g.medium has an interface for one task alone.
        assert [name for name, _ in types(managed)] == ["m5.large", "m6g.large"]
        assert managed.seen() == "4+0 on 2+0"

    def test_room_that_is_there_is_used_first(self) -> None:
        managed = Managed()
        managed.run(2)
        managed.wait(10)

        tasks = managed.run(2)
        managed.wait(10)

        assert len(managed.launched) == 1
        assert {task.last_status for task in tasks} == {"RUNNING"}

    def test_tasks_of_many_calls_gather(self) -> None:
        managed = Managed()

        for _ in range(4):
            managed.run()
        managed.wait(10)

        assert types(managed) == [("m5.large", "us-east-1a")]

    def test_a_settled_world_has_the_tasks_running(self) -> None:
        managed = Managed()
        managed.serve(5)

        managed.state.engine.settle()

        assert managed.seen() == "5+0 on 1+0"

    def test_without_subnets_the_zones_are_made_up(self) -> None:
        managed = Managed(networkConfiguration={})
        managed.run(1)
        managed.wait(10)

        assert types(managed) == [("m5.large", "us-east-1a")]

    def test_a_task_for_which_there_is_no_type_gives_up(self) -> None:
        managed = Managed()
        (task,) = managed.run(1, cpu=1024 * 200)

        managed.wait(899)
        before = task.last_status
        managed.wait(1)

        assert managed.launched == []
        assert (before, task.last_status, task.stop_code) == ("PROVISIONING", "STOPPED", "TaskFailedToStart")
        assert task.stopped_reason == "TaskFailedToStart: EMPTY CAPACITY PROVIDER"

    def constrained(self, managed: Managed, expression: str) -> Task:
        constraint = {"type": "memberOf", "expression": expression}
        launch = replace(managed.launch_of(), placement_constraints=(constraint,))
        (task,) = launch_tasks(managed.state, managed.cluster, launch, 1)[0]
        return task

    def test_a_constraint_chooses_type_and_zone(self) -> None:
        managed = Managed()
        expression = "attribute:ecs.instance-type =~ m5.2.* and attribute:ecs.availability-zone == us-east-1b"

        task = self.constrained(managed, expression)
        managed.wait(20)

        assert (types(managed), task.last_status) == ([("m5.2xlarge", "us-east-1b")], "RUNNING")

    def test_for_a_constraint_that_no_type_meets_nothing_is_launched(self) -> None:
        managed = Managed()

        task = self.constrained(managed, "attribute:rack == 7")
        managed.wait(900)

        assert (managed.launched, task.stop_code) == ([], "TaskFailedToStart")

    def test_for_what_a_host_turns_out_to_lack_one_is_tried_at_a_time(self) -> None:
        managed = Managed()
        launch = managed.launch_of()
        launch.definition.required_attributes = ("com.amazonaws.ecs.capability.logging-driver.splunk",)

        (task,) = launch_tasks(managed.state, managed.cluster, launch, 1)[0]
        managed.wait(200)
        tried = managed.seen(), len(managed.launched)
        managed.wait(700)

        assert tried == ("0+1 on 1+0", 1)
        assert len(managed.launched) <= 4
        assert task.stop_code == "TaskFailedToStart"

    def test_such_a_task_keeps_no_settling_world_from_its_end(self) -> None:
        managed = Managed()
        managed.run(1, cpu=1024 * 200)

        managed.state.engine.settle()

        assert managed.seen() == "0+1 on 0+0"


class TestGoing:
    def test_an_idle_host_goes_after_its_time(self) -> None:
        managed = Managed()
        tasks = managed.run(2)
        managed.wait(10)
        managed.stop(*tasks)

        history = changes(managed.state, managed.seen, 400)

        empty = next(at for at, seen in history if seen == "0+0 on 1+0")
        draining = next(at for at, seen in history if seen == "0+0 on 0+1")
        gone = next(at for at, seen in history if seen == "0+0 on 0+0")
        assert draining - empty == pytest.approx(300, abs=2)
        assert gone - draining == 1
        assert not managed.state.neighbours.managed_hosts.is_running(managed.state.scope, "i-1")

    def test_a_host_that_is_used_again_stays(self) -> None:
        managed = Managed()
        managed.stop(*managed.run(2))
        service = managed.serve(1)
        managed.wait(200)
        scale_service(managed.state, service, 0)
        managed.wait(200)

        scale_service(managed.state, service, 1)
        managed.wait(200)

        assert (managed.seen(), len(managed.launched)) == ("1+0 on 1+0", 1)

    def test_minus_one_keeps_it(self) -> None:
        managed = Managed(scale_in_after=-1)
        managed.wait(1)
        tasks = managed.run()
        managed.wait(10)
        managed.stop(*tasks)

        managed.wait(DAY)

        assert managed.seen() == "0+0 on 1+0"

    def test_a_settled_world_keeps_idle_hosts(self) -> None:
        managed = Managed()
        tasks = managed.run()
        managed.state.engine.settle()
        managed.stop(*tasks)

        managed.state.engine.settle()

        assert managed.seen() == "0+0 on 1+0"

    def test_a_host_that_comes_too_late_goes_again(self) -> None:
        managed = Managed()
        tasks = managed.run()
        managed.wait(2)
        managed.stop(*tasks)

        managed.wait(10)
        joined = managed.seen()
        managed.wait(400)

        assert (joined, managed.seen()) == ("0+0 on 1+0", "0+0 on 0+0")

    def test_after_14_days_a_host_is_replaced(self) -> None:
        managed = Managed()
        managed.serve(4)
        managed.wait(60)
        (old,) = managed.instances

        managed.wait(LIFETIME)

        assert (managed.seen(), len(managed.launched)) == ("4+0 on 1+0", 2)
        assert old not in managed.instances

    def test_an_old_host_waits_for_tasks_of_nobodys(self) -> None:
        managed = Managed()
        tasks = managed.run()

        managed.wait(LIFETIME + 60)
        old = managed.seen()
        managed.stop(*tasks)
        managed.wait(60)

        assert (old, managed.seen()) == ("1+0 on 0+1", "0+0 on 0+0")

    def test_a_host_that_a_user_makes_active_again_stays_for_another_while(self) -> None:
        managed = Managed()
        tasks = managed.run()
        managed.wait(10)
        managed.stop(*tasks)
        for _ in range(400):
            managed.wait(0.0 if managed.seen() == "0+0 on 0+1" else 0.9)
        (instance,) = managed.instances
        assert instance.status == "DRAINING"

        set_container_instance_status(managed.state, instance, "ACTIVE")
        managed.wait(290)
        stays = managed.seen()
        managed.wait(20)

        assert (stays, managed.seen()) == ("0+0 on 1+0", "0+0 on 0+0")

    def test_a_host_that_a_user_drains_is_replaced_and_goes(self) -> None:
        managed = Managed()
        managed.serve(2)
        managed.wait(60)
        (instance,) = managed.instances

        set_container_instance_status(managed.state, instance, "DRAINING")
        managed.wait(400)

        assert (managed.seen(), len(managed.launched)) == ("2+0 on 1+0", 2)
        assert instance.status == "INACTIVE"

    def test_what_is_deregistered_ends_with_its_host(self) -> None:
        managed = Managed()
        managed.serve(2)
        managed.wait(60)
        (instance,) = managed.instances

        deregister_container_instance(managed.state, instance, force=True)
        managed.wait(60)

        hosts = managed.state.neighbours.managed_hosts
        assert not hosts.is_running(managed.state.scope, instance.ec2_instance_id)
        assert (managed.seen(), len(managed.launched)) == ("2+0 on 1+0", 2)

    def test_a_host_that_ends_by_itself_is_replaced(self) -> None:
        managed = Managed()
        managed.serve(2)
        managed.wait(60)
        (instance,) = managed.instances
        managed.state.neighbours.managed_hosts.terminate(managed.state.scope, instance.ec2_instance_id)

        managed.state.scaling.mark(managed.cluster)
        managed.wait(60)

        assert (managed.seen(), len(managed.launched)) == ("2+0 on 1+0", 2)

    def test_a_host_that_ends_before_it_joins_is_replaced(self) -> None:
        managed = Managed()
        managed.run()
        managed.wait(1.5)
        hosts = managed.state.neighbours.managed_hosts
        (host,) = list(hosts._running)  # type: ignore[attr-defined]

        hosts.terminate(managed.state.scope, host)
        managed.wait(60)

        assert (managed.seen(), len(managed.launched)) == ("1+0 on 1+0", 2)

    def test_an_interrupted_spot_host_drains_on_its_notice_and_is_replaced(self) -> None:
        managed = Managed(capacityOptionType="SPOT")
        managed.serve(2)
        managed.wait(60)
        (instance,) = managed.instances

        interrupt(managed.state, instance)
        noticed = instance.status
        managed.wait(180)

        assert (noticed, managed.seen(), len(managed.launched)) == ("DRAINING", "2+0 on 1+0", 2)


class TestChanges:
    def test_an_update_is_for_new_hosts(self) -> None:
        managed = Managed()
        managed.run(4)
        managed.wait(10)
        larger = {**M5, "vCpuCount": {"min": 4}}
        template = {**managed.document["instanceLaunchTemplate"], "instanceRequirements": larger}

        kind = ManagedInstancesProvider("demo", {**managed.document, "instanceLaunchTemplate": template})
        update_capacity_provider(managed.state, managed.provider, kind)
        managed.run(4)
        managed.wait(10)

        assert [name for name, _ in types(managed)] == ["m5.large", "m5.xlarge"]
        assert managed.provider.update_status == "UPDATE_COMPLETE"
        assert managed.seen() == "8+0 on 2+0"

    def test_with_its_provider_idle_hosts_go_at_once(self) -> None:
        managed = Managed()
        tasks = managed.run()
        managed.wait(10)
        managed.stop(*tasks)
        managed.wait(10)

        delete_capacity_provider(managed.state, managed.provider)
        managed.wait(10)

        assert managed.seen() == "0+0 on 0+0"
        assert (managed.provider.status, managed.provider.update_status) == ("INACTIVE", "DELETE_COMPLETE")
        assert managed.cluster.capacity_providers == []
        assert find_capacity_provider(managed.state, "managed") is None

    def test_the_deletion_waits_for_tasks(self) -> None:
        managed = Managed()
        tasks = managed.run()
        managed.wait(10)

        delete_capacity_provider(managed.state, managed.provider)
        managed.wait(60)
        before = managed.provider.update_status, managed.seen()
        managed.stop(*tasks)
        managed.wait(60)

        assert before == ("DELETE_IN_PROGRESS", "1+0 on 1+0")
        assert (managed.provider.update_status, managed.seen()) == ("DELETE_COMPLETE", "0+0 on 0+0")
