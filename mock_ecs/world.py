"""One simulated AWS: its clock, its chance, and the state of ECS and ECR by account and region."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import RLock
from typing import Any

from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.scope import DEFAULT_ACCOUNT, DEFAULT_REGION, Scope
from mock_ecs.config import Config
from mock_ecs.ecr.blobs import BlobStore
from mock_ecs.ecr.public import PublicRegistries
from mock_ecs.ecr.region import create_ecr
from mock_ecs.ecr.state import EcrState
from mock_ecs.ecs.agent_connections import set_agent_connected, watch_agent
from mock_ecs.ecs.container_instances import interrupt
from mock_ecs.ecs.entities.cluster import ContainerInstance
from mock_ecs.ecs.events import EventDetails, OverheardBus
from mock_ecs.ecs.placement.decisions import Decision
from mock_ecs.ecs.region import create_ecs
from mock_ecs.ecs.spot_interruptions import watch_spot_task
from mock_ecs.ecs.state import EcsState
from mock_ecs.ports.neighbours import Neighbours
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids
from mock_ecs.sim.modes import Mode, epoch_now, make_mode

MakeNeighbours = Callable[[Engine, Ids], Neighbours]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of mock-ecs itself: in which operation, and the exception."""

    operation: str
    exception: BaseException


class World:
    """Everything that one server, or one test, knows. Two Worlds in a process share nothing of ours.

    ``lock`` guards all of it; take it only through :meth:`entered`. ``follow_wall`` lets a clock in instant
    mode move on with the wall clock too, as a served one does. ``event_details`` says what ECS's events tell.
    """

    def __init__(
        self,
        config: Config,
        make_neighbours: MakeNeighbours,
        *,
        follow_wall: bool = True,
        event_details: EventDetails | None = None,
    ) -> None:
        self.config = config
        self.lock = RLock()
        self.faults: list[Fault] = []
        self._make_neighbours = make_neighbours
        self._follow_wall = follow_wall
        self._event_details = event_details
        self._begin()

    def _begin(self) -> None:
        config = self.config
        self.engine = Engine(config.start_time if config.start_time is not None else epoch_now())
        self.ids = Ids(config.seed)
        self.mode: Mode = make_mode(config.clock, self.engine, speed=config.speed, follow_wall=self._follow_wall)
        self.neighbours = self._make_neighbours(self.engine, self.ids)
        self._ecs: dict[Scope, EcsState] = {}
        self._ecr: dict[Scope, EcrState] = {}
        self.blobs = BlobStore()
        self.public_registries = PublicRegistries(self.engine, self.ids, address=config.address, blobs=self.blobs)

    @contextmanager
    def entered(self) -> Iterator[World]:
        """Hold the lock, with the clock where a request must find it.

        The function of a lifecycle hook asks from within an event, when nothing else may happen.
        """
        with self.lock:
            if not self.engine.running:
                self.mode.before_request()
            yield self

    def ecs(self, scope: Scope) -> EcsState:
        """ECS of one account and region, made on first use."""
        state = self._ecs.get(scope)
        if state is None:
            state = self._ecs[scope] = create_ecs(
                scope,
                self.engine,
                self.ids,
                self.neighbours,
                profile=self.config.profile,
                references=self.config.references,
                event_details=self._event_details,
            )
        return state

    def ecr(self, scope: Scope) -> EcrState:
        """ECR of one account and region, made on first use."""
        state = self._ecr.get(scope)
        if state is None:
            state = self._ecr[scope] = create_ecr(
                scope,
                self.engine,
                self.ids,
                address=self.config.address,
                profile=self.config.profile,
                blobs=self.blobs,
                registries=self.ecr,
                neighbours=self.neighbours,
            )
        return state

    def find_ecr(self, scope: Scope) -> EcrState | None:
        """ECR of one account and region, where somebody has used it."""
        return self._ecr.get(scope)

    def scaling_changed(self) -> None:
        """Let service auto scaling follow targets, policies, alarms and metrics; the lock must be held."""
        for state in self._ecs.values():
            state.auto_scaling.look()

    def scenario_changed(self) -> None:
        """Let what a scenario does to tasks and instances that are there already follow its new rules."""
        for state in self._ecs.values():
            state.auto_scaling.load_changed()
            for cluster in state.clusters.values():
                for task in cluster.tasks.values():
                    if task.desired_status == "RUNNING":
                        watch_spot_task(state, task)
                        state.discovery.watch(task)
                for instance in cluster.container_instances.values():
                    watch_agent(state, instance)

    def reset(self) -> None:
        """Forget everything, the neighbours too, and begin again with the seed and the clock of the config."""
        with self.lock:
            self.neighbours.reset()
            self.engine.clear()
            self.faults.clear()
            self.blobs.clear()
            self._begin()

    def set_mode(self, name: str, speed: float | None = None) -> None:
        """Let ``name`` (real, instant or manual) move the clock from now on; ValueError for any other name."""
        with self.entered():
            speed = self.config.speed if speed is None else speed
            self.mode = make_mode(name, self.engine, speed=speed, follow_wall=self._follow_wall)

    def advance(self, seconds: float) -> float:
        """Let ``seconds`` pass at once and run what comes due; returns the new time (epoch seconds)."""
        if not 0 <= seconds < float("inf"):
            raise ValueError(f"time moves forward only: {seconds!r} seconds")
        with self.entered():
            self.engine.run_until(self.engine.now + seconds)
            self.mode.moved()
            return self.engine.now

    def settle(self) -> float:
        """Let every change in progress come to its end; returns the new time (epoch seconds)."""
        with self.entered():
            self.engine.settle()
            self.mode.moved()
            return self.engine.now

    def decisions_about(self, identifier: str) -> list[Decision]:
        """Why a task, or the tasks of a service or a request, went where they went: the newest first."""
        with self.entered():
            return [found for state in self._ecs.values() for found in state.decisions.about(identifier)]

    def listen(self) -> list[Mapping[str, Any]]:
        """A list that gets each event for EventBridge from now on until a reset, whatever rules there are."""
        with self.entered():
            heard: list[Mapping[str, Any]] = []
            bus = OverheardBus(self.neighbours.event_bus, heard)
            self.neighbours = replace(self.neighbours, event_bus=bus)
            for state in self._ecs.values():
                state.events.bus = bus
            for registry in self._ecr.values():
                registry.events.bus = bus
            return heard

    def look_at_hosts(self) -> None:
        """Let the agents on EC2 instances follow what became of their hosts; the lock must be held."""
        for state in self._ecs.values():
            state.agents.look()

    def add_instances(
        self,
        cluster: str,
        instance_type: str,
        count: int,
        *,
        zones: Sequence[str] = (),
        attributes: Mapping[str, str | None] | None = None,
        capacity_provider: str | None = None,
        account: str = DEFAULT_ACCOUNT,
        region: str = DEFAULT_REGION,
    ) -> list[str]:
        """Register ``count`` container instances of an EC2 instance type in ``zones`` in turn; returns their ARNs.

        Raises ValueError, with one sentence, for a cluster or a type that there is not and for too many attributes.
        """
        with self.entered():
            state = self.ecs(Scope(account, region))
            try:
                added = state.agents.add(
                    state.cluster(cluster),
                    instance_type,
                    count,
                    zones=zones,
                    attributes=attributes,
                    capacity_provider=capacity_provider,
                )
            except AwsError as error:
                raise ValueError(str(error)) from None
            return [instance.arn for instance in added]

    def set_agent_connected(self, instance_id: str, *, connected: bool) -> bool:
        """Let the agent of the container instance with this id be connected or not; False when there is none."""
        with self.entered():
            found = self._container_instance(instance_id)
            if found is None:
                return False
            set_agent_connected(*found, connected=connected)
            return True

    def interrupt_instance(self, instance_id: str) -> bool:
        """Let EC2 take the Spot host of the container instance back, with its notice; False when there is none."""
        with self.entered():
            found = self._container_instance(instance_id)
            if found is None:
                return False
            interrupt(*found)
            return True

    def _container_instance(self, instance_id: str) -> tuple[EcsState, ContainerInstance] | None:
        for state in self._ecs.values():
            for cluster in state.clusters.values():
                if found := cluster.container_instances.get(instance_id):
                    return state, found
        return None

    def report_fault(self, operation: str, exception: BaseException) -> None:
        """Keep a fault of our own for the test that must fail for it."""
        self.faults.append(Fault(operation, exception))
