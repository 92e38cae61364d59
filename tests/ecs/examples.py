"""A state of ECS, and things to put into it, that the tests of the domain share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from mock_ecs.api.ecs import event_details
from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.clusters import create_cluster
from mock_ecs.ecs.container_instances import register_container_instance
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance, Task
from mock_ecs.ecs.entities.launch import Launch, NetworkConfiguration
from mock_ecs.ecs.entities.room import Room
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.entities.task_definition import ContainerDefinition, TaskDefinition
from mock_ecs.ecs.instance_sizes import RESERVED
from mock_ecs.ecs.region import create_ecs
from mock_ecs.ecs.services import create_service
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.task_definitions import register_task_definition
from mock_ecs.ecs.tasks import launch_tasks
from mock_ecs.neighbours.null import null_neighbours
from mock_ecs.ports.neighbours import EventBus
from mock_ecs.ports.runtimes import HealthCheck, Observation, Report, TaskRuntime, TaskSpec
from mock_ecs.runtimes.profiles import ProfileBehaviour
from mock_ecs.runtimes.simulated import SimulatedRuntime
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids

START = 1767225600.0
USER = "arn:aws:iam::123456789012:user/test"

T = TypeVar("T")


class ScriptedRuntime:
    """Notes what it is asked to do, and reports what the test lets it say."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.specs: dict[str, TaskSpec] = {}
        self.grace: dict[str, float] = {}
        self._reports: dict[str, Report] = {}

    def start(self, task: TaskSpec, report: Report) -> None:
        self.asked.append(("start", task.arn))
        self.specs[task.arn] = task
        self._reports[task.arn] = report

    def stop(self, task_arn: str, grace: float) -> None:
        self.asked.append(("stop", task_arn))
        self.grace[task_arn] = grace

    def forget(self, task_arn: str) -> None:
        self.asked.append(("forget", task_arn))

    def says(self, task: Task, *statuses: str, container: str | None = None, **members: Any) -> None:
        for status in statuses:
            self._reports[task.arn](Observation(task.arn, status, container, **members))


class FailingRuntime(ScriptedRuntime):
    """Cannot pull any image: each task is over half a second after it was handed over, without having run."""

    def __init__(self, engine: Engine, reason: str = "CannotPullContainerError: pull access denied") -> None:
        super().__init__()
        self._engine = engine
        self._reason = reason

    def start(self, task: TaskSpec, report: Report) -> None:
        super().start(task, report)
        observation = Observation(task.arn, "STOPPED", reason=self._reason)
        self._engine.after(0.5, "pull failed", report, observation)


class HeardBus:
    """An event bus on which somebody hears everything."""

    def __init__(self) -> None:
        self.events: list[Mapping[str, Any]] = []

    def listens(self, scope: Scope) -> bool:
        return True

    def put(self, scope: Scope, event: Mapping[str, Any]) -> None:
        self.events.append(event)

    def details(self, kind: str) -> list[dict[str, Any]]:
        """The details of the events of a ``kind``: what their type begins with after ``ECS``."""
        return [event["detail"] for event in self.events if event["detail-type"].startswith(f"ECS {kind}")]


def new_state(
    runtime: TaskRuntime | None = None,
    *,
    profile: str = "fast",
    engine: Engine | None = None,
    one_off_seconds: str | None = None,
    bus: EventBus | None = None,
) -> EcsState:
    """ECS of account 123456789012 in us-east-1 on the first of January 2026, its tasks in ``runtime``."""
    engine, ids = engine or Engine(START), Ids(0)
    runtime = runtime or SimulatedRuntime(engine, ProfileBehaviour(profile, one_off_seconds=one_off_seconds))
    neighbours = null_neighbours(ids, runtime)
    if bus is not None:
        neighbours = replace(neighbours, event_bus=bus)
    return create_ecs(Scope(), engine, ids, neighbours, profile=profile, event_details=event_details)


def new_cluster(state: EcsState, name: str = "demo", **members: Any) -> Cluster:
    return create_cluster(state, name, **members)


def container(name: str = "app", **members: Any) -> ContainerDefinition:
    """A container; ``has_health_check`` gives it one with the defaults."""
    check = HealthCheck() if members.pop("has_health_check", False) else None
    return ContainerDefinition(name, members.pop("image", "nginx:1.25"), **{"health_check": check} | members)


def new_definition(
    state: EcsState, *containers: ContainerDefinition, family: str = "web", network_mode: str = "awsvpc", **members: Any
) -> TaskDefinition:
    """A revision of ``family``; of one container called app unless told otherwise."""
    return register_task_definition(
        state,
        family,
        document={"family": family},
        containers=containers or (container(),),
        registered_by=USER,
        network_mode=network_mode,
        **members,
    )


def fargate(definition: TaskDefinition, *subnets: str, **members: Any) -> Launch:
    """A launch on Fargate in ``subnets``: the first lies in us-east-1a, the second in us-east-1b."""
    network = NetworkConfiguration(subnets or ("subnet-1", "subnet-2"), (), False, {})
    return Launch(definition, "FARGATE", f"family:{definition.family}", network=network, **members)


def on_ec2(definition: TaskDefinition, *subnets: str, **members: Any) -> Launch:
    """A launch on container instances, with a network where there are ``subnets``."""
    network = NetworkConfiguration(subnets, (), False, {}) if subnets else None
    group = members.pop("group", f"family:{definition.family}")
    return Launch(definition, "EC2", group, network=network, **members)


def new_instance(
    state: EcsState, cluster: Cluster, *, zone: str = "us-east-1a", cpu: int = 1024, memory: int = 1024, **members: Any
) -> ContainerInstance:
    attributes = {"ecs.availability-zone": zone} | members.pop("attributes", {})
    room = Room(cpu, memory, dict.fromkeys(RESERVED))
    return register_container_instance(state, cluster, room, attributes=attributes, **members)


def new_service(state: EcsState, cluster: Cluster, launch: Launch, *, name: str = "web", **members: Any) -> Service:
    settings = {"desired_count": 2, "created_by": USER, "request": {}, "settings": {}}
    return create_service(state, cluster, name, launch, {}, **settings | members)


def small_service(state: EcsState, *, desired_count: int = 1) -> Service:
    """A service on container instances, two of whose tasks fill one of the examples."""
    launch = on_ec2(new_definition(state, container(cpu=512), network_mode="bridge"))
    return new_service(state, new_cluster(state), launch, desired_count=desired_count)


def run_task(state: EcsState, cluster: Cluster, launch: Launch) -> Task:
    """One task outside of services."""
    tasks, _ = launch_tasks(state, cluster, launch, 1)
    return tasks[0]


def fargate_task(state: EcsState, *containers: ContainerDefinition) -> Task:
    """One task on Fargate, outside of services."""
    return run_task(state, new_cluster(state), fargate(new_definition(state, *containers)))


def instance_task(state: EcsState, *containers: ContainerDefinition, **members: Any) -> Task:
    """One task in network mode bridge on the only container instance, outside of services."""
    cluster = new_cluster(state)
    if not cluster.container_instances:
        new_instance(state, cluster)
    definition = new_definition(state, *containers, network_mode="bridge")
    return run_task(state, cluster, on_ec2(definition, **members))


def scripted(*containers: ContainerDefinition) -> tuple[EcsState, ScriptedRuntime, Task]:
    """A task on Fargate that waits in PENDING for what its runtime says."""
    runtime = ScriptedRuntime()
    state = new_state(runtime)
    task = fargate_task(state, *containers)
    pass_time(state, 1)
    return state, runtime, task


def seconds(state: EcsState, time: float | None) -> float | None:
    """A time as seconds since START."""
    return None if time is None else round(time - START, 3)


def pass_time(state: EcsState, duration: float) -> None:
    state.engine.run_until(state.engine.now + duration)


def changes(state: EcsState, look: Callable[[], T], duration: float) -> list[tuple[float, T]]:
    """What ``look`` answers now, and each time an event of the next ``duration`` seconds changes it."""
    found = [(round(state.engine.now - START, 3), look())]
    end = state.engine.now + duration
    while (due := state.engine.next_due()) is not None and due <= end:
        state.engine.step()
        seen = look()
        if seen != found[-1][1]:
            found.append((round(state.engine.now - START, 3), seen))
    state.engine.run_until(end)
    return found


def events(service: Service) -> list[tuple[float, str]]:
    """The events of a service, the oldest first, with their times as seconds since START."""
    return [(round(event.created_at - START, 3), event.message) for event in reversed(service.events)]


def told(service: Service) -> list[str]:
    """The same without the times."""
    return [text for _, text in events(service)]
