"""What holds after any history: everything that is counted agrees with the tasks there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from mock_ecs.ecs.agent_connections import set_agent_connected
from mock_ecs.ecs.container_instances import (
    deregister_container_instance,
    deregister_lost_instance,
    interrupt,
    put_attributes,
    register_again,
    set_container_instance_status,
)
from mock_ecs.ecs.deployments import deploy, stop_service_deployment
from mock_ecs.ecs.entities.cluster import ContainerInstance, Task
from mock_ecs.ecs.entities.launch import CapacityProviderStrategyItem, Launch
from mock_ecs.ecs.entities.room import Port
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.entities.service_deployment import ENDED
from mock_ecs.ecs.entities.task_counts import TaskCounts
from mock_ecs.ecs.entities.task_definition import Document, PortMapping, TaskDefinition
from mock_ecs.ecs.errors import InvalidParameterException
from mock_ecs.ecs.interruptions import interrupt_spot_task
from mock_ecs.ecs.services import delete_service, scale_service
from mock_ecs.ecs.task_definitions import delete_task_definition, deregister_task_definition
from mock_ecs.ecs.task_protection import can_be_protected, protect
from mock_ecs.ecs.tasks import launch_tasks
from mock_ecs.ports.neighbours import EventBus
from mock_ecs.ports.runtimes import ContainerSpec, Dependency, TaskSpec
from mock_ecs.runtimes.behaviour import Behaviour, ContainerPlan
from mock_ecs.runtimes.profiles import ProfileBehaviour
from mock_ecs.runtimes.simulated import SimulatedRuntime
from mock_ecs.sim.engine import Engine
from tests.ecs.examples import (
    START,
    HeardBus,
    container,
    fargate,
    new_cluster,
    new_definition,
    new_instance,
    new_service,
    new_state,
    on_ec2,
    pass_time,
)

DAY = 24 * 3600
BOUNDS = [(0, 100), (50, 100), (50, 150), (100, 200), (75, 101), (100, 125)]
SPOT = (CapacityProviderStrategyItem("FARGATE", 1, 1), CapacityProviderStrategyItem("FARGATE_SPOT", 2, 0))
CONSTRAINTS: dict[str, tuple[dict[str, str], ...]] = {
    "bridge": (),
    "distinct": ({"type": "distinctInstance"},),
    "member": ({"type": "memberOf", "expression": "attribute:stack == blue"},),
}

Thing = TypeVar("Thing")


class Wild:
    """Containers that fail, crash and fall ill by chance."""

    def __init__(self, chance: Random, usual: Behaviour) -> None:
        self.chance, self.usual = chance, usual

    def plan(self, task: TaskSpec, container: ContainerSpec, run: int) -> ContainerPlan:
        draw = self.chance.choice
        return replace(
            self.usual.plan(task, container, run),
            runs=draw([None, None, None, 0.0, 5.0, 100.0]),
            exit_code=draw([0, 1]),
            background=True,
            stop=draw([0.0, 5.0, 100.0]),
            fails_at=draw([None, None, None, None, "pull", "create", "start"]),
            health=draw([((0.0, True),), ((0.0, True),), ((0.0, False),), ((0.0, True), (60.0, False))]),
        )


class History:
    """One cluster to which things happen by chance."""

    def __init__(self, seed: int, profile: str, *, wild: bool = False, bus: EventBus | None = None) -> None:
        self.chance = Random(seed)
        engine, usual = Engine(START), ProfileBehaviour(profile)
        behaviour = Wild(Random(seed), usual) if wild else usual
        self.state = new_state(SimulatedRuntime(engine, behaviour), profile=profile, engine=engine, bus=bus)
        self.cluster = new_cluster(self.state)
        self.definitions: list[TaskDefinition] = []
        self.tasks_of: dict[str, int] = {}
        self.in_vpc = new_definition(self.state, container(cpu=50, memory=10, gpus=1), family="in-vpc")
        self.register()

    def go_on(self) -> None:
        """Something happens."""
        act = self.chance.choice(ACTS)
        act(self)

    def register(self) -> None:
        static = self.chance.choice([0, 0, 8080, 32769])
        ports = (PortMapping(80, static), PortMapping(53, 0, "udp"), PortMapping(90, 0, "tcp", 3, is_range=True))
        check = self.chance.random() < 0.5
        gpus = self.chance.choice([0, 0, 1])
        app = container(cpu=100, memory=100, port_mappings=ports, has_health_check=check, gpus=gpus)
        condition = self.chance.choice(["START", "HEALTHY"] if check else ["START"])
        needs = (Dependency("app", condition),) if self.chance.random() < 0.5 else ()
        log = container("log", essential=self.chance.random() < 0.5, memory_reservation=20, depends_on=needs)
        self.definitions.append(new_definition(self.state, app, log, network_mode="bridge"))

    def launch(self) -> Launch:
        definition = self.chance.choice(self.definitions)
        kind = self.chance.choice(["bridge", "distinct", "member", "fargate", "spot", "awsvpc"])
        if kind == "awsvpc":
            return on_ec2(self.in_vpc, "subnet-1", "subnet-2")
        if kind in CONSTRAINTS:
            return on_ec2(definition, placement_constraints=CONSTRAINTS[kind])
        return fargate(definition, capacity_provider_strategy=SPOT if kind == "spot" else ())

    def add_instance(self) -> None:
        zone, size = self.chance.choice("ab"), self.chance.choice([150, 500, 1000])
        instance = new_instance(self.state, self.cluster, zone=f"us-east-1{zone}", cpu=size, memory=1000)
        put_attributes(self.state, instance, {"stack": self.chance.choice(["blue", "green"])})
        self.register_again(instance)

    def come_back(self) -> None:
        for instance in self.any_instance():
            self.register_again(instance)

    def register_again(self, instance: ContainerInstance) -> None:
        """The agent starts anew, and has as much as before, or more, but for what it keeps to itself."""
        room = instance.registered.copy()
        room.gpus |= dict.fromkeys(f"GPU-{number}" for number in range(self.chance.randint(0, 2)))
        room.interfaces = max(room.interfaces or 0, self.chance.randint(0, 2))
        room.ports |= dict.fromkeys([("tcp", self.chance.choice([22, 8080, 32769]))])
        register_again(self.state, instance, room=room, attributes={}, version_info={}, tags={})

    def lose_instance(self) -> None:
        for instance in self.any_instance():
            deregister_lost_instance(self.state, instance, "Host EC2 (instance i-1) terminated.")

    def disconnect(self) -> None:
        for instance in self.any_instance():
            set_agent_connected(self.state, instance, connected=self.chance.random() < 0.5)

    def create(self) -> None:
        name = self.chance.choice("abc")
        there = self.cluster.services.get(name)
        if there is None or there.status == "INACTIVE":
            minimum, maximum = self.chance.choice(BOUNDS)
            rebalancing = self.chance.choice(["ENABLED", "DISABLED"])
            new_service(
                self.state,
                self.cluster,
                self.launch(),
                name=name,
                desired_count=self.chance.randint(0, 5),
                minimum_healthy_percent=minimum,
                maximum_percent=maximum,
                settings={
                    "deploymentConfiguration": self.deployment_configuration(),
                    "availabilityZoneRebalancing": rebalancing,
                },
            )

    def deployment_configuration(self) -> Document:
        draw = self.chance.choice
        enable = draw([True, False])
        return {
            "deploymentCircuitBreaker": {
                "enable": enable,
                "rollback": draw([True, False]),
                "resetOnHealthyTask": draw([True, False]),
            },
            "earlySuccessCriteria": {
                "enable": draw([True, False, False]),
                "healthyPercent": draw([50, 100]),
                "sourceServiceRevisionCleanup": draw(["BLOCKING", "DEFERRED"]),
            },
            "bakeTimeInMinutes": draw([0, 0, 5]),
        }

    def stop_deployment(self) -> None:
        for service in self.active():
            for ongoing in [service.service_deployment] if service.service_deployment else []:
                stop_service_deployment(self.state, ongoing.arn, rolls_back=self.chance.random() < 0.5)

    def deploy(self) -> None:
        for service in self.active():
            deploy(self.state, service, self.launch(), {})

    def scale(self) -> None:
        for service in self.active():
            scale_service(self.state, service, self.chance.randint(0, 6))

    def delete(self) -> None:
        for service in self.active():
            delete_service(self.state, service, force=True)

    def run(self) -> None:
        launch_tasks(self.state, self.cluster, self.launch(), self.chance.randint(1, 4))

    def stop(self) -> None:
        if self.cluster.tasks:
            task = self.chance.choice(list(self.cluster.tasks.values()))
            self.state.lifecycle.stop(task, reason="", code="UserInitiated")

    def drain(self) -> None:
        for instance in self.any_instance():
            set_container_instance_status(self.state, instance, self.chance.choice(["ACTIVE", "DRAINING"]))

    def remove_instance(self) -> None:
        for instance in self.any_instance():
            try:
                deregister_container_instance(self.state, instance, force=self.chance.random() < 0.5)
            except InvalidParameterException:
                assert instance.tasks

    def interrupt(self) -> None:
        for task in self.some([task for task in self.live() if task.capacity_provider == "FARGATE_SPOT"]):
            interrupt_spot_task(self.state, task)
        for instance in self.any_instance():
            interrupt(self.state, instance)

    def protect(self) -> None:
        for task in self.some([task for task in self.live() if can_be_protected(task)]):
            protect(self.state, task, self.chance.choice([None, 1, 60, 600]))

    def forget_definition(self) -> None:
        if len(self.definitions) > 1:
            definition = self.definitions.pop(0)
            delete_task_definition(self.state, deregister_task_definition(self.state, definition.arn))

    def pass_time(self) -> None:
        pass_time(self.state, self.chance.choice([0, 0.1, 0.7, 3, 20, 100, 4000]))

    def active(self) -> list[Service]:
        """One of the ACTIVE services, if there is one."""
        return self.some(self.cluster.services_in("ACTIVE"))

    def any_instance(self) -> list[ContainerInstance]:
        return self.some(list(self.cluster.container_instances.values()))

    def some(self, things: list[Thing]) -> list[Thing]:
        return [self.chance.choice(things)] if things else []

    def live(self) -> list[Task]:
        return [task for task in self.cluster.tasks.values() if task.last_status != "STOPPED"]

    def check(self) -> None:
        live = self.live()
        counted = counts(live)
        assert (self.cluster.pending_tasks, self.cluster.running_tasks) == (counted.pending, counted.running)
        for instance in self.cluster.container_instances.values():
            self.check_instance(instance, [task for task in live if task.container_instance is instance])
        for service in self.cluster.services.values():
            assert (service.deployments == []) == (service.status == "INACTIVE")
            for deployment in service.deployments:
                mine = [task for task in live if task.deployment is deployment]
                assert list(deployment.tasks.values()) == mine
                assert deployment.counts == counts(mine)
            self.check_deployments(service)
        self.check_users(live)

    def check_deployments(self, service: Service) -> None:
        """One service deployment goes on at most, and only while its target, or what it goes back to, is rolled out."""
        *earlier, newest = service.service_deployments.values() or [None]
        assert {each.status for each in earlier if each} <= {*ENDED, "STOP_REQUESTED"}
        if service.status == "ACTIVE" and newest is not None:
            assert (service.primary.rollout_state == "IN_PROGRESS") is not newest.ended
            assert service.primary.revision.id in service.revisions
        there = len(list(service.live_tasks()))
        assert there <= max(
            service.desired_count * service.maximum_percent // 100, self.tasks_of.get(service.arn, there)
        )
        self.tasks_of[service.arn] = there

    def check_instance(self, instance: ContainerInstance, mine: list[Task]) -> None:
        assert list(instance.tasks.values()) == mine
        assert instance.counts == counts(mine)
        room = instance.registered.copy()
        static: list[Port] = []
        for task in mine:
            assert task.needs is not None
            assert len(task.gpus) == task.needs.gpus
            assert room.shortfall(replace(task.needs, ports=(), gpus=0)) is None
            room.take(task.needs, task.gpus)
            static += task.needs.ports
        assert len(static) == len(set(static))
        assert sorted(instance.room.ports) == sorted(room.ports)
        assert sorted(instance.room.gpus) == sorted(room.gpus)
        assert (instance.room.cpu, instance.room.memory) == (room.cpu, room.memory)
        assert instance.room.interfaces == room.interfaces
        assert instance.room.interfaces is None or instance.room.interfaces >= 0
        bindings = [b for task in mine for container in task.containers for b in container.network_bindings]
        bound = [(b.protocol, port) for b in bindings for port in b.host_ports]
        assert len(set(bound)) == len(bound)
        assert sorted(instance.dynamic_ports) == sorted(port for port in bound if port not in static)
        self.check_constraints(instance, mine)

    def check_constraints(self, instance: ContainerInstance, mine: list[Task]) -> None:
        for task in mine:
            if task.launch.placement_constraints == CONSTRAINTS["member"]:
                assert instance.attributes["stack"] == "blue"
            if task.launch.placement_constraints == CONSTRAINTS["distinct"]:
                assert [other for other in mine if other.launch is task.launch] == [task]

    def check_users(self, live: list[Task]) -> None:
        users = [task.definition for task in live]
        for service in self.cluster.services.values():
            users += [deployment.launch.definition for deployment in service.deployments]
        for revision in self.state.families["web"].revisions.values():
            assert revision.users == sum(user is revision for user in users)

    def check_end(self) -> None:
        """Every service is where it was to be, or has said what keeps it from there."""
        for service in self.cluster.services.values():
            if service.steady and service.status == "ACTIVE":
                assert len(service.deployments) == 1
                assert service.running_count == len(list(service.live_tasks())) == service.desired_count
            elif service.status == "ACTIVE" and service.primary.rollout_state == "FAILED":
                assert next(reversed(service.service_deployments.values())).ended
            elif service.status != "INACTIVE":
                assert service.stuck
                assert any(service.stuck in event.message for event in service.events)


ACTS: list[Callable[[History], None]] = [
    History.register,
    History.add_instance,
    History.create,
    History.deploy,
    History.scale,
    History.delete,
    History.run,
    History.stop,
    History.drain,
    History.remove_instance,
    History.lose_instance,
    History.come_back,
    History.disconnect,
    History.interrupt,
    History.protect,
    History.stop_deployment,
    History.forget_definition,
    History.pass_time,
    History.pass_time,
]


def counts(tasks: list[Task]) -> TaskCounts:
    pending = sum(task.last_status in ("PROVISIONING", "PENDING", "ACTIVATING") for task in tasks)
    return TaskCounts(pending, sum(task.last_status == "RUNNING" for task in tasks))


@given(st.integers(0, 2**32), st.sampled_from(["fast", "typical"]), st.integers(1, 120), st.booleans())
@settings(max_examples=60, deadline=None)
def test_counts_rooms_ports_and_references_agree_with_the_tasks(
    seed: int, profile: str, length: int, wild: bool
) -> None:
    history = History(seed, profile, wild=wild)

    for _ in range(length):
        history.go_on()
        history.check()


@given(st.integers(0, 2**32), st.sampled_from(["fast", "typical"]), st.integers(1, 120))
@settings(max_examples=40, deadline=None)
def test_left_alone_everything_comes_to_its_end(seed: int, profile: str, length: int) -> None:
    history = History(seed, profile)
    for _ in range(length):
        history.go_on()

    pass_time(history.state, DAY)

    history.check()
    history.check_end()
    assert [task for task in history.live() if task.service is None] == []
    assert {task.last_status for task in history.live()} <= {"RUNNING"}


@given(st.integers(0, 2**32), st.integers(1, 60))
@settings(max_examples=20, deadline=None)
def test_each_version_of_tasks_and_instances_has_one_event(seed: int, length: int) -> None:
    bus = HeardBus()
    history = History(seed, "fast", wild=True, bus=bus)
    for _ in range(length):
        history.go_on()

    versions: dict[str, list[int]] = {}
    for event in bus.events:
        if "version" in event["detail"]:
            versions.setdefault(event["resources"][0], []).append(event["detail"]["version"])

    assert all(told == [*range(1, len(told) + 1)] for told in versions.values())
    known = [*history.cluster.tasks.values(), *history.cluster.container_instances.values()]
    assert {thing.arn: thing.version for thing in known} == {thing.arn: versions[thing.arn][-1] for thing in known}
