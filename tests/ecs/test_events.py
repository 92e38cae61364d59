"""The events of ECS for EventBridge: which there are, and what they tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mock_ecs.ecs.agent_connections import set_agent_connected
from mock_ecs.ecs.container_instances import (
    delete_attributes,
    deregister_container_instance,
    put_attributes,
    register_again,
    set_container_instance_status,
    update_agent,
)
from mock_ecs.ecs.entities.cluster import ContainerInstance
from mock_ecs.ecs.entities.launch import CapacityProviderStrategyItem
from mock_ecs.ecs.interruptions import interrupt_spot_task
from mock_ecs.ecs.services import update_service
from mock_ecs.ecs.state import EcsState
from mock_ecs.sim.engine import Engine
from tests.ecs.examples import (
    START,
    FailingRuntime,
    HeardBus,
    ScriptedRuntime,
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
)

HOUR = 3600.0
HERE = "arn:aws:ecs:us-east-1:123456789012"

Change = Callable[[EcsState, ContainerInstance], object]


def steps(bus: HeardBus) -> list[tuple[str, str, int]]:
    """What the events tell of the life of the only task."""
    return [(detail["lastStatus"], detail["desiredStatus"], detail["version"]) for detail in bus.details("Task")]


def names(bus: HeardBus, kind: str) -> list[tuple[str, str]]:
    """eventType and eventName of each event of ``kind``."""
    return [(detail["eventType"], detail["eventName"]) for detail in bus.details(kind)]


class TestTasks:
    def test_each_version_of_a_task_on_fargate_has_one_event(self) -> None:
        bus = HeardBus()
        state = new_state(profile="typical", bus=bus)
        fargate_task(state)

        pass_time(state, HOUR)

        assert steps(bus) == [
            ("PROVISIONING", "RUNNING", 1),
            ("PENDING", "RUNNING", 2),
            ("ACTIVATING", "RUNNING", 3),
            ("RUNNING", "RUNNING", 4),
            ("DEPROVISIONING", "STOPPED", 5),
            ("STOPPED", "STOPPED", 6),
        ]

    def test_stopping_one_is_told_at_once_and_at_each_step(self) -> None:
        bus = HeardBus()
        state = new_state(profile="typical", bus=bus)
        task = fargate_task(state)
        pass_time(state, 30)
        bus.events.clear()

        state.lifecycle.stop(task, reason="Task stopped by user", code="UserInitiated")
        pass_time(state, 60)

        assert steps(bus) == [
            ("RUNNING", "STOPPED", 5),
            ("STOPPING", "STOPPED", 6),
            ("DEPROVISIONING", "STOPPED", 7),
            ("STOPPED", "STOPPED", 8),
        ]
        assert {(detail["stopCode"], detail["stoppedReason"]) for detail in bus.details("Task")} == {
            ("UserInitiated", "Task stopped by user")
        }

    def test_on_a_container_instance_it_begins_in_pending(self) -> None:
        bus = HeardBus()
        state = new_state(profile="typical", bus=bus)
        task = instance_task(state)

        pass_time(state, HOUR)

        assert steps(bus) == [
            ("PENDING", "RUNNING", 1),
            ("ACTIVATING", "RUNNING", 2),
            ("RUNNING", "RUNNING", 3),
            ("STOPPED", "STOPPED", 4),
        ]
        instance = task.container_instance
        assert instance is not None
        assert {detail["containerInstanceArn"] for detail in bus.details("Task")} == {instance.arn}

    def test_a_container_that_starts_or_ends_alone_is_told(self) -> None:
        bus, runtime = HeardBus(), ScriptedRuntime()
        state = new_state(runtime, bus=bus)
        task = fargate_task(state, container("app"), container("setup", essential=False))
        pass_time(state, 1)
        bus.events.clear()

        runtime.says(task, "PULLING")
        runtime.says(task, "RUNNING", container="setup")
        runtime.says(task, "RUNNING", container="app")
        runtime.says(task, "STOPPED", container="setup", exit_code=0)

        told = [
            (detail["lastStatus"], *(each["lastStatus"] for each in detail["containers"]), detail["version"])
            for detail in bus.details("Task")
        ]
        assert told == [
            ("ACTIVATING", "PENDING", "PENDING", 3),
            ("ACTIVATING", "PENDING", "RUNNING", 4),
            ("RUNNING", "RUNNING", "RUNNING", 5),
            ("RUNNING", "RUNNING", "STOPPED", 6),
        ]

    def test_containers_that_end_one_after_the_other_are_told_while_a_task_stops(self) -> None:
        bus, runtime = HeardBus(), ScriptedRuntime()
        state = new_state(runtime, bus=bus)
        task = fargate_task(state, container("app"), container("log"))
        pass_time(state, 1)
        runtime.says(task, "PULLING", "PULLED", "RUNNING")
        state.lifecycle.stop(task, reason="enough", code="UserInitiated")
        pass_time(state, 0)
        bus.events.clear()

        runtime.says(task, "STOPPED", container="log", exit_code=143)
        runtime.says(task, "STOPPED", container="app", exit_code=143)

        assert steps(bus) == [("STOPPING", "STOPPED", 7), ("DEPROVISIONING", "STOPPED", 8)]

    def test_health_is_not_told_and_makes_no_version(self) -> None:
        bus, runtime = HeardBus(), ScriptedRuntime()
        state = new_state(runtime, bus=bus)
        task = fargate_task(state, container(has_health_check=True))
        pass_time(state, 1)
        runtime.says(task, "PULLING", "PULLED", "RUNNING")
        bus.events.clear()
        version = task.version

        runtime.says(task, "HEALTHY", container="app")

        assert (bus.events, task.version) == ([], version)

    def test_the_notice_of_a_spot_interruption_is_told(self) -> None:
        bus = HeardBus()
        state = new_state(bus=bus)
        task = fargate_task(state)
        pass_time(state, 5)
        bus.events.clear()

        interrupt_spot_task(state, task)

        (detail,) = bus.details("Task")
        assert (detail["stopCode"], detail["desiredStatus"]) == ("SpotInterruption", "STOPPED")

    def test_attachments_follow_the_network_interface(self) -> None:
        bus = HeardBus()
        state = new_state(profile="typical", bus=bus)
        fargate_task(state)

        pass_time(state, HOUR)

        attachments = [detail["attachments"][0] for detail in bus.details("Task")]
        assert [attachment["status"] for attachment in attachments] == [
            "PRECREATED",
            "ATTACHED",
            "ATTACHED",
            "ATTACHED",
            "DETACHING",
            "DELETED",
        ]
        assert {attachment["type"] for attachment in attachments} == {"eni"}
        assert [len(attachment["details"]) for attachment in attachments] == [1, 5, 5, 5, 5, 5]

    def test_the_detail_of_one_that_runs(self) -> None:
        bus = HeardBus()
        state = new_state(profile="typical", bus=bus)
        task = fargate_task(state, container(health_check=None, cpu=128, memory=256))
        pass_time(state, 30)

        event = bus.events[-1]

        detail = dict(event["detail"])
        (shown,) = detail.pop("containers")
        assert detail.pop("attachments")[0]["id"] == task.attachment.id  # type: ignore[union-attr]
        assert detail == {
            "attributes": [{"name": "ecs.cpu-architecture", "value": "x86_64"}],
            "availabilityZone": "us-east-1a",
            "clusterArn": f"{HERE}:cluster/demo",
            "connectivity": "CONNECTED",
            "connectivityAt": "2026-01-01T00:00:04Z",
            "cpu": "0",
            "createdAt": "2026-01-01T00:00:00Z",
            "desiredStatus": "RUNNING",
            "enableExecuteCommand": False,
            "group": "family:web",
            "lastStatus": "RUNNING",
            "launchType": "FARGATE",
            "memory": "0",
            "overrides": {"containerOverrides": [{"name": "app"}]},
            "pullStartedAt": "2026-01-01T00:00:10Z",
            "pullStoppedAt": "2026-01-01T00:00:19Z",
            "startedAt": "2026-01-01T00:00:20Z",
            "taskArn": task.arn,
            "taskDefinitionArn": f"{HERE}:task-definition/web:1",
            "updatedAt": "2026-01-01T00:00:20Z",
            "version": 4,
        }
        assert list(shown) == [
            "containerArn",
            "taskArn",
            "name",
            "image",
            "imageDigest",
            "runtimeId",
            "lastStatus",
            "networkInterfaces",
            "cpu",
            "memory",
        ]
        assert (shown["cpu"], shown["memory"], shown["lastStatus"]) == ("128", "256", "RUNNING")


class TestContainerInstances:
    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(lambda state, one: set_agent_connected(state, one, connected=False), id="disconnects"),
            pytest.param(lambda state, one: set_container_instance_status(state, one, "DRAINING"), id="drains"),
            pytest.param(lambda state, one: put_attributes(state, one, {"stack": "blue"}), id="gets an attribute"),
            pytest.param(lambda state, one: delete_attributes(state, one, {"rack": None}), id="loses an attribute"),
            pytest.param(lambda state, one: deregister_container_instance(state, one, force=False), id="deregisters"),
            pytest.param(
                lambda state, one: register_again(
                    state, one, room=one.room.copy(), attributes={}, version_info={}, tags={}
                ),
                id="registers again",
            ),
            pytest.param(update_agent, id="updates its agent"),
        ],
    )
    def test_each_change_is_told_with_the_next_version(self, change: Change) -> None:
        bus = HeardBus()
        state = new_state(bus=bus)
        old = {"agentVersion": "1.60.0"}
        instance = new_instance(state, new_cluster(state), attributes={"rack": "1"}, version_info=old)

        change(state, instance)

        details = bus.details("Container Instance")
        assert [detail["version"] for detail in details] == [1, 2]
        assert (details[1]["agentConnected"], details[1]["status"]) == (instance.agent_connected, instance.status)
        assert details[1]["attributes"] == [
            {"name": name} if value is None else {"name": name, "value": value}
            for name, value in instance.attributes.items()
        ]

    def test_placing_and_ending_a_task_is_told(self) -> None:
        bus = HeardBus()
        state = new_state(bus=bus)
        instance_task(state, container(cpu=512, memory=256))

        pass_time(state, HOUR)

        left = [
            (detail["version"], [each.get("integerValue") for each in detail["remainingResources"][:2]])
            for detail in bus.details("Container Instance")
        ]
        assert left == [(1, [1024, 1024]), (2, [512, 768]), (3, [1024, 1024])]

    def test_the_detail_of_a_new_one(self) -> None:
        bus = HeardBus()
        state = new_state(bus=bus)
        told = {"dockerVersion": "DockerVersion: 25.0.3", "agentVersion": "1.89.2", "agentHash": "0a1b2c3d"}
        instance = new_instance(state, new_cluster(state), version_info=told, ec2_instance_id="i-1")

        (event,) = bus.events

        resources = [
            {"name": "CPU", "type": "INTEGER", "integerValue": 1024},
            {"name": "MEMORY", "type": "INTEGER", "integerValue": 1024},
            {
                "name": "PORTS",
                "type": "STRINGSET",
                "stringSetValue": ["22", "2376", "2375", "51678", "51679"],
            },
            {"name": "PORTS_UDP", "type": "STRINGSET", "stringSetValue": []},
        ]
        assert event["resources"] == [instance.arn]
        assert event["detail"] == {
            "agentConnected": True,
            "attributes": [{"name": "ecs.availability-zone", "value": "us-east-1a"}],
            "clusterArn": f"{HERE}:cluster/demo",
            "containerInstanceArn": instance.arn,
            "ec2InstanceId": "i-1",
            "registeredResources": resources,
            "remainingResources": resources,
            "status": "ACTIVE",
            "version": 1,
            "versionInfo": told,
            "registeredAt": "2026-01-01T00:00:00Z",
            "updatedAt": "2026-01-01T00:00:00Z",
        }


class TestServices:
    def test_a_deployment_begins_completes_and_leaves_the_service_steady(self) -> None:
        bus = HeardBus()
        state = new_state(profile="typical", bus=bus)
        service = new_service(state, new_cluster(state), fargate(new_definition(state)))
        identifier = service.primary.id

        pass_time(state, 100)

        assert names(bus, "Service Action") == [
            ("INFO", "SERVICE_DEPLOYMENT_IN_PROGRESS"),
            ("INFO", "SERVICE_DEPLOYMENT_COMPLETED"),
            ("INFO", "SERVICE_STEADY_STATE"),
        ]
        assert bus.details("Deployment State Change") == [
            {
                "eventType": "INFO",
                "eventName": "SERVICE_DEPLOYMENT_IN_PROGRESS",
                "deploymentId": identifier,
                "updatedAt": "2026-01-01T00:00:00Z",
                "reason": f"ECS deployment {identifier} in progress.",
            },
            {
                "eventType": "INFO",
                "eventName": "SERVICE_DEPLOYMENT_COMPLETED",
                "deploymentId": identifier,
                "updatedAt": "2026-01-01T00:01:00Z",
                "reason": f"ECS deployment {identifier} completed.",
            },
        ]
        assert bus.details("Service Action")[-1] == {
            "eventType": "INFO",
            "eventName": "SERVICE_STEADY_STATE",
            "clusterArn": f"{HERE}:cluster/demo",
            "createdAt": "2026-01-01T00:01:00Z",
        }
        assert {tuple(event["resources"]) for event in bus.events if "Task" not in event["detail-type"]} == {
            (service.arn,)
        }

    def test_a_steady_state_is_told_of_the_providers_of_its_strategy_too(self) -> None:
        bus = HeardBus()
        state = new_state(bus=bus)
        strategy = (CapacityProviderStrategyItem("FARGATE", 1), CapacityProviderStrategyItem("FARGATE_SPOT", 1))
        launch = fargate(new_definition(state), capacity_provider_strategy=strategy)
        new_service(state, new_cluster(state), launch)

        pass_time(state, 100)

        (detail,) = [each for each in bus.details("Service") if each["eventName"] == "CAPACITY_PROVIDER_STEADY_STATE"]
        assert detail["capacityProviderArns"] == [
            f"{HERE}:capacity-provider/FARGATE",
            f"{HERE}:capacity-provider/FARGATE_SPOT",
        ]

    def test_stopping_running_tasks_is_told(self) -> None:
        bus = HeardBus()
        state = new_state(bus=bus)
        launch = fargate(new_definition(state))
        service = new_service(state, new_cluster(state), launch)
        pass_time(state, 100)
        bus.events.clear()

        update_service(state, service, launch, desired_count=1, deploys=False, configuration={})
        pass_time(state, 100)

        assert names(bus, "Service Action") == [("INFO", "TASKS_STOPPED"), ("INFO", "SERVICE_STEADY_STATE")]

    @pytest.mark.parametrize(
        ("sizes", "reason", "named"),
        [
            pytest.param([], "NO ACTIVE INSTANCES", False, id="no instance"),
            pytest.param([(256, 1024)], "RESOURCE:CPU", True, id="too few CPU units"),
            pytest.param([(1024, 256)], "RESOURCE:MEMORY", True, id="too little memory"),
        ],
    )
    def test_a_task_that_cannot_be_placed_is_told_with_the_reason_once(
        self, sizes: list[tuple[int, int]], reason: str, named: bool
    ) -> None:
        bus = HeardBus()
        state = new_state(bus=bus)
        cluster = new_cluster(state)
        instances = [new_instance(state, cluster, cpu=cpu, memory=memory) for cpu, memory in sizes]
        definition = new_definition(state, container(cpu=512, memory=512), network_mode="bridge")
        new_service(state, cluster, on_ec2(definition), desired_count=1)

        pass_time(state, HOUR)

        found = [each for each in bus.details("Service") if each["eventName"] == "SERVICE_TASK_PLACEMENT_FAILURE"]
        assert [(each["eventType"], each["reason"]) for each in found] == [("ERROR", reason)]
        assert found[0].get("containerInstanceArns") == ([each.arn for each in instances] if named else None)

    def test_tasks_that_fail_to_start_again_and_again_are_told_as_a_warning(self) -> None:
        bus, engine = HeardBus(), Engine(START)
        state = new_state(FailingRuntime(engine), engine=engine, bus=bus)
        new_service(state, new_cluster(state), fargate(new_definition(state)), desired_count=1)

        pass_time(state, 600)

        assert ("WARN", "SERVICE_TASK_START_IMPAIRED") in names(bus, "Service Action")


def test_the_envelope_of_every_event() -> None:
    bus = HeardBus()
    state = new_state(bus=bus)
    task = fargate_task(state)
    pass_time(state, 0.3)

    state.lifecycle.stop(task, reason="enough", code="UserInitiated")

    event = dict(bus.events[-1])
    assert event.pop("detail")["updatedAt"] == "2026-01-01T00:00:00.3Z"
    assert event.pop("id").count("-") == 4
    assert event == {
        "version": "0",
        "detail-type": "ECS Task State Change",
        "source": "aws.ecs",
        "account": "123456789012",
        "time": "2026-01-01T00:00:00Z",
        "region": "us-east-1",
        "resources": [task.arn],
    }


@pytest.mark.parametrize(
    ("event_name", "event_type"),
    [("HOOK_AWAITING_ACTION", "INFO"), ("HOOK_SUCCEEDED", "INFO"), ("HOOK_FAILED", "ERROR")],
)
def test_a_lifecycle_hook_is_told(event_name: str, event_type: str) -> None:
    bus = HeardBus()
    state = new_state(bus=bus)
    service = new_service(state, new_cluster(state), fargate(new_definition(state)))

    state.events.hook(
        service,
        event_name,
        hook_id="hook-1",
        hook_type="PAUSE",
        lifecycle_stage="POST_TEST_TRAFFIC_SHIFT",
        service_deployment_arn=f"{HERE}:service-deployment/demo/web/0f0f",
        expires_at=START + 60.5,
    )

    assert bus.details("Hook State Change") == [
        {
            "eventType": event_type,
            "eventName": event_name,
            "hookId": "hook-1",
            "hookType": "PAUSE",
            "expiresAt": "2026-01-01T00:01:00.5Z",
            "lifecycleStage": "POST_TEST_TRAFFIC_SHIFT",
            "clusterArn": service.cluster.arn,
            "serviceArn": service.arn,
            "serviceDeploymentArn": f"{HERE}:service-deployment/demo/web/0f0f",
            "updatedAt": "2026-01-01T00:00:00Z",
        }
    ]


class DeafBus(HeardBus):
    """Where nobody listens."""

    def listens(self, scope: Any) -> bool:
        return False


def test_where_nobody_listens_nothing_is_put_and_no_id_is_drawn() -> None:
    bus = DeafBus()
    state = new_state(bus=bus)
    before = state.ids.stream("event").getstate()
    fargate_task(state)

    pass_time(state, HOUR)

    assert bus.events == []
    assert state.ids.stream("event").getstate() == before
