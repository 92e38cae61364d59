"""Agents on EC2 instances: joining, going with their host, and instances that are added by hand."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.agent_connections import set_agent_connected
from mock_ecs.ecs.container_instances import interrupt
from mock_ecs.ecs.entities.capacity_provider import AutoScalingGroupProvider, CapacityProvider, GroupSettings
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance
from mock_ecs.ecs.errors import AttributeLimitExceededException
from mock_ecs.ecs.region import create_ecs
from mock_ecs.ecs.state import EcsState
from mock_ecs.neighbours.null import null_neighbours
from mock_ecs.ports.hosts import Host
from mock_ecs.runtimes.simulated import SimulatedRuntime
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids
from tests.ecs.examples import (
    START,
    container,
    new_cluster,
    new_definition,
    new_service,
    on_ec2,
    pass_time,
    run_task,
)

JOINS = "#!/bin/bash\necho ECS_CLUSTER=demo >> /etc/ecs/ecs.config\n"


class SomeHosts:
    """EC2 instances that a test starts and stops."""

    def __init__(self) -> None:
        self.known: dict[str, Host] = {}
        self.allowed = True

    def states(self, scope: Scope) -> Mapping[str, str]:
        return {name: host.state for name, host in self.known.items()}

    def host(self, scope: Scope, host_id: str) -> Host | None:
        return self.known.get(host_id)

    def may(self, scope: Scope, host_id: str, action: str) -> bool:
        assert action == "ecs:RegisterContainerInstance"
        return self.allowed

    def start(self, name: str = "i-1", **members: Any) -> None:
        host = Host(name, "running", "m5.large", "us-east-1b", "ami-1", "subnet-1", "vpc-1", JOINS)
        self.known[name] = host._replace(**members)

    def set(self, state: str, name: str = "i-1") -> None:
        self.known[name] = self.known[name]._replace(state=state)


class Region:
    """ECS with a cluster called demo and an EC2."""

    def __init__(self, references: str = "warn", profile: str = "fast") -> None:
        engine, ids = Engine(START), Ids(0)
        self.hosts = SomeHosts()
        neighbours = replace(null_neighbours(ids, SimulatedRuntime(engine)), hosts=self.hosts)
        self.state: EcsState = create_ecs(Scope(), engine, ids, neighbours, profile=profile, references=references)
        self.cluster: Cluster = new_cluster(self.state)

    def look(self, seconds: float = 5) -> None:
        self.state.agents.look()
        pass_time(self.state, seconds)

    def start(self, **members: Any) -> ContainerInstance:
        """The container instance of a host that has just joined."""
        self.hosts.start(**members)
        self.look()
        return self.instances()[-1]

    def instances(self) -> list[ContainerInstance]:
        return list(self.cluster.container_instances.values())


@pytest.fixture
def region() -> Region:
    return Region()


class TestJoining:
    @pytest.mark.parametrize(("profile", "seconds"), [("fast", 2), ("typical", 90)])
    def test_a_host_joins_when_it_has_booted(self, profile: str, seconds: float) -> None:
        region = Region(profile=profile)
        region.hosts.start()

        region.look(seconds - 0.1)
        before = region.instances()
        pass_time(region.state, 0.2)

        assert before == []
        assert [instance.registered_at for instance in region.instances()] == [START + seconds]

    def test_it_registers_what_it_is(self, region: Region) -> None:
        instance = region.start(user_data=JOINS + 'ECS_INSTANCE_ATTRIBUTES={"stack":"blue","ecs.os-type":"x"}')

        known = {name: value for name, value in instance.attributes.items() if "capability" not in name}
        assert instance.ec2_instance_id == "i-1"
        assert (instance.room.cpu, instance.room.memory, instance.room.interfaces) == (2048, 7974, 2)
        assert known == {
            "ecs.availability-zone": "us-east-1b",
            "ecs.instance-type": "m5.large",
            "ecs.os-type": "linux",
            "ecs.os-family": "LINUX",
            "ecs.cpu-architecture": "x86_64",
            "ecs.ami-id": "ami-1",
            "ecs.vpc-id": "vpc-1",
            "ecs.subnet-id": "subnet-1",
            "stack": "blue",
        }
        assert not instance.lacks(("ecs.capability.task-eni", "com.amazonaws.ecs.capability.docker-remote-api.1.32"))
        assert instance.lacks(("com.amazonaws.ecs.capability.logging-driver.gelf",))

    def test_its_settings_reserve_and_tag(self, region: Region) -> None:
        settings = 'ECS_RESERVED_MEMORY=974\nECS_RESERVED_PORTS=[22]\nECS_CONTAINER_INSTANCE_TAGS={"a":"1"}\n'
        more = "ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM=ec2_instance\nECS_ENABLE_SPOT_INSTANCE_DRAINING=true"

        instance = region.start(user_data=JOINS + settings + more, tags=(("b", "2"), ("aws:x", "3")))

        assert instance.registered.memory == 7000
        assert list(instance.registered.ports) == [("tcp", 22)]
        assert instance.tags == {"a": "1", "b": "2"}
        assert instance.drains_on_spot_notice

    def test_a_host_that_tells_nothing_of_an_agent_stays_alone(self, region: Region) -> None:
        region.hosts.start(user_data="#!/bin/bash\nreboot")

        region.look()

        assert region.instances() == []
        assert region.state.engine.settled

    def test_a_host_that_is_gone_before_it_has_booted_never_joins(self, region: Region) -> None:
        region.hosts.start()
        region.look(1)
        region.hosts.set("terminated")
        region.look()

        assert region.instances() == []

    def test_a_host_waits_for_its_cluster(self, region: Region) -> None:
        region.hosts.start(user_data="ECS_CLUSTER=later")
        region.look()

        cluster = new_cluster(region.state, "later")
        pass_time(region.state, 5)

        assert [instance.ec2_instance_id for instance in cluster.container_instances.values()] == ["i-1"]

    def test_many_looks_change_nothing(self, region: Region) -> None:
        region.start()

        for _ in range(3):
            region.look()

        assert len(region.instances()) == 1

    def test_an_unknown_type_has_the_sizes_of_a_common_one(self, region: Region) -> None:
        instance = region.start(instance_type="z9.vast")

        assert (instance.attributes["ecs.instance-type"], instance.room.cpu) == ("z9.vast", 2048)

    def test_a_host_of_a_capacity_providers_group_is_the_providers(self, region: Region) -> None:
        region.state.capacity_providers["hosts"] = CapacityProvider(
            "arn", "hosts", AutoScalingGroupProvider("group-1", "group-arn", GroupSettings())
        )
        region.cluster.capacity_providers = ["FARGATE", "hosts"]

        mine = region.start(name="i-1", group="group-1")
        other = region.start(name="i-2", group="group-2")
        lone = region.start(name="i-3")

        assert [instance.capacity_provider for instance in (mine, other, lone)] == ["hosts", None, None]

    def test_trunking_makes_room_for_more_interfaces(self, region: Region) -> None:
        settings = region.state.account_settings
        settings.put("awsvpcTrunking", "enabled", settings.root)

        trunked, plain = region.start(name="i-1"), region.start(name="i-2", instance_type="t3.large")

        assert [instance.room.interfaces for instance in (trunked, plain)] == [10, 2]
        assert [instance.lacks(("ecs.capability.task-eni-trunking",)) for instance in (trunked, plain)] == [False, True]
        assert ["ecs.awsvpc-trunk-id" in instance.attributes for instance in (trunked, plain)] == [True, False]

    def test_each_host_has_a_trunk_of_its_own(self, region: Region) -> None:
        settings = region.state.account_settings
        settings.put("awsvpcTrunking", "enabled", settings.root)

        added = region.state.agents.add(region.cluster, "m5.large", 3, zones=["us-east-1a"])

        assert len({instance.attributes["ecs.awsvpc-trunk-id"] for instance in added}) == 3


class TestPermission:
    @pytest.mark.parametrize(
        ("references", "joins", "words"),
        [
            ("strict", 0, ["does not join its cluster: its instance profile does not allow"]),
            ("warn", 1, ["would not join its cluster at AWS: its instance profile does not allow"]),
            ("off", 1, []),
        ],
    )
    def test_a_role_that_does_not_allow_it(
        self, references: str, joins: int, words: list[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        region = Region(references)
        region.hosts.allowed = False
        region.hosts.start()

        with caplog.at_level(logging.WARNING, "mock_ecs.agents"):
            region.look()

        assert len(region.instances()) == joins
        told = [record.getMessage() for record in caplog.records]
        assert [text in line for text, line in zip(words, told, strict=True)] == [True] * len(words)


class TestGoing:
    def test_a_terminated_host_takes_its_instance_and_tasks_with_it(self, region: Region) -> None:
        instance = region.start()
        task = run_task(region.state, region.cluster, on_ec2(new_definition(region.state, network_mode="bridge")))
        pass_time(region.state, 5)
        region.hosts.set("terminated")

        region.look(0)

        assert (instance.status, instance.agent_connected, region.instances()) == ("INACTIVE", False, [])
        assert (task.last_status, task.stop_code) == ("STOPPED", "TerminationNotice")
        assert task.stopped_reason == "Host EC2 (instance i-1) terminated."
        assert task.containers[0].exit_code is None

    def test_a_host_that_ec2_has_forgotten_is_terminated(self, region: Region) -> None:
        instance = region.start()
        del region.hosts.known["i-1"]

        region.look()

        assert instance.status == "INACTIVE"

    def test_a_stopped_host_loses_its_tasks_and_comes_back(self, region: Region) -> None:
        instance = region.start()
        task = run_task(region.state, region.cluster, on_ec2(new_definition(region.state, network_mode="bridge")))
        pass_time(region.state, 5)

        region.hosts.set("stopped")
        region.look()
        stopped = (instance.status, instance.agent_connected)
        region.hosts.set("running")
        region.look()

        assert stopped == ("ACTIVE", False)
        assert (task.last_status, task.stopped_reason) == ("STOPPED", "Host EC2 (instance i-1) stopped.")
        assert (instance.status, instance.agent_connected) == ("ACTIVE", True)
        assert region.instances() == [instance]

    def test_a_host_whose_agent_is_away_stays_registered_when_it_is_terminated(self, region: Region) -> None:
        instance = region.start()
        set_agent_connected(region.state, instance, connected=False)
        region.hosts.set("terminated")

        region.look()

        assert (instance.status, instance.agent_connected) == ("ACTIVE", False)

    def test_a_service_moves_to_the_hosts_that_are_left(self, region: Region) -> None:
        region.start(name="i-1")
        region.start(name="i-2")
        launch = on_ec2(new_definition(region.state, container(cpu=512), network_mode="bridge"))
        service = new_service(region.state, region.cluster, launch)
        region.state.engine.settle()
        region.hosts.set("terminated", "i-1")

        region.look(20)

        homes = [task.container_instance.ec2_instance_id for task in service.live_tasks() if task.container_instance]
        assert homes == ["i-2", "i-2"]

    def test_the_interfaces_of_lost_tasks_are_gone(self, region: Region) -> None:
        region.start()
        task = run_task(region.state, region.cluster, on_ec2(new_definition(region.state), "subnet-1", "subnet-2"))
        pass_time(region.state, 5)
        assert task.attachment is not None
        region.hosts.set("terminated")

        region.look()

        assert (task.last_status, task.attachment.status) == ("STOPPED", "DELETED")

    @pytest.mark.parametrize(
        ("text", "status"), [("ECS_ENABLE_SPOT_INSTANCE_DRAINING=true", "DRAINING"), ("", "ACTIVE")]
    )
    def test_an_interrupted_host_has_two_minutes(self, region: Region, text: str, status: str) -> None:
        instance = region.start(user_data=JOINS + text)

        interrupt(region.state, instance)
        pass_time(region.state, 119)
        before = instance.status
        pass_time(region.state, 2)

        assert (before, instance.status) == (status, "INACTIVE")


class TestAdding:
    def test_instances_lie_in_the_zones_in_turn(self, region: Region) -> None:
        added = region.state.agents.add(region.cluster, "m5.xlarge", 4, zones=["us-east-1a", "us-east-1d"])

        assert [instance.availability_zone for instance in added] == ["us-east-1a", "us-east-1d"] * 2
        assert {(instance.room.cpu, instance.room.memory) for instance in added} == {(4096, 15948)}
        assert len({instance.ec2_instance_id for instance in added}) == 4
        assert len({instance.attributes["ecs.subnet-id"] for instance in added}) == 2
        assert len({instance.attributes["ecs.vpc-id"] for instance in added}) == 1

    def test_without_zones_they_lie_in_three(self, region: Region) -> None:
        added = region.state.agents.add(region.cluster, "m5.large", 3)

        assert [instance.availability_zone for instance in added] == ["us-east-1a", "us-east-1b", "us-east-1c"]

    def test_attributes_are_each_ones_own(self, region: Region) -> None:
        region.cluster.capacity_providers = ["hosts"]

        first, second = region.state.agents.add(
            region.cluster, "m5.large", 2, zones=["us-east-1a"], attributes={"stack": "blue"}, capacity_provider="hosts"
        )

        first.attributes = first.attributes | {"stack": "red"}

        assert (second.attributes["stack"], second.capacity_provider) == ("blue", "hosts")

    def test_gpus_are_each_ones_own(self, region: Region) -> None:
        added = region.state.agents.add(region.cluster, "g4dn.12xlarge", 2)

        assert len({name for instance in added for name in instance.room.gpus}) == 8

    def test_a_type_that_there_is_not(self, region: Region) -> None:
        with pytest.raises(ValueError, match=r"there is no EC2 instance type 'm5\.gigantic'"):
            region.state.agents.add(region.cluster, "m5.gigantic", 1)

    def test_too_many_attributes(self, region: Region) -> None:
        with pytest.raises(AttributeLimitExceededException):
            region.state.agents.add(region.cluster, "m5.large", 1, attributes={f"a{n}": None for n in range(11)})

        assert region.instances() == []
