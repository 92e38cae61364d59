"""What tells load balancers and service registries of the tasks of services, and listens to what they say.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.entities.load_balancer import DRAINING, LoadBalancer, RegisteredTarget
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.lifecycle.health import judge
from mock_ecs.ecs.lifecycle.specs import task_spec
from mock_ecs.ecs.registry_instances import deregister_instances, register_instances
from mock_ecs.ecs.service_events import add_event
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.targets import UNKNOWN_GROUP, Changes, health_changes, targets_of
from mock_ecs.ports.networks import Target, TargetGroup, TargetGroups
from mock_ecs.sim.engine import URGENT, Event


@dataclass(slots=True)
class _News:
    """What became of the tasks of one service in one instant, which its events tell together."""

    registered: list[Task] = field(default_factory=list)
    deregistered: list[Task] = field(default_factory=list)
    draining: list[Task] = field(default_factory=list)


class TaskDiscovery:
    """Registers the targets and the instances of tasks that run, and deregisters those of tasks that stop.

    A target that was deregistered stays in its group, draining, until the deregistration delay is over.
    """

    def __init__(self, state: EcsState) -> None:
        self._state = state
        self._news: dict[Service, _News] = {}
        self._removals: dict[tuple[str, Target], Event] = {}

    def register(self, task: Task) -> None:
        """Tell load balancers and registries of a task that runs."""
        register_instances(self._state, task)
        task.targets = targets_of(task)
        for target in task.targets:
            name, where = target.balancer.name, target.target
            self._state.engine.cancel(self._removals.pop((name, where), None))
            self._port(target.balancer).register(self._state.scope, name, where)
        if task.targets and task.service is not None:
            self._news_of(task.service).registered.append(task)
        self.watch(task)

    def deregister(self, task: Task, *, drains: bool) -> float:
        """Let nobody find the task any more; ``drains`` says that its containers go on while connections end.

        Returns for how many seconds they do.
        """
        deregister_instances(self._state, task)
        delays = [self._deregister(target) for target in task.targets]
        if delays and task.service is not None:
            news = self._news_of(task.service)
            news.deregistered.append(task)
            if drains:
                news.draining.append(task)
        return max(delays, default=0.0) if drains else 0.0

    def watch(self, task: Task) -> None:
        """Let the health of the task's targets follow the scenario from now on; what was to come before does not."""
        for target in task.targets:
            self._state.engine.cancel(target.change)
            spec = task_spec(self._state.scope, task)
            unhealthy = self._state.neighbours.scenario.unhealthy_target(spec, target.balancer.container)
            longest = self._state.timings.longest_target_check
            changes = health_changes(self._group(target.balancer), unhealthy, longest)
            self._await_change(task, target, changes, 0, self._state.engine.now)

    def _await_change(self, task: Task, target: RegisteredTarget, changes: Changes, index: int, begin: float) -> None:
        """Have the next change come to pass; only to become healthy at first is more than steady life."""
        target.change = None
        if index == len(changes):
            return
        seconds, health = changes[index]
        target.change = self._state.engine.after(
            begin + seconds - self._state.engine.now,
            f"{task.id} target {health.state}",
            self._health_changes,
            task,
            target,
            changes,
            index,
            begin,
            priority=URGENT,
            background=health.state != "healthy" or target.health.state != "initial",
        )

    def _health_changes(self, task: Task, target: RegisteredTarget, changes: Changes, index: int, begin: float) -> None:
        health = changes[index][1]
        changed, target.health = target.health != health, health
        target.complained = target.complained and not changed
        self._await_change(task, target, changes, index + 1, begin)
        if changed:
            balancer = target.balancer
            self._port(balancer).set_health(self._state.scope, balancer.name, target.target, health)
            judge(self._state, task)
            if task.service is not None:
                self._state.loop.mark(task.service)

    def _deregister(self, target: RegisteredTarget) -> float:
        """Let the target drain; returns for how long."""
        engine, balancer, where = self._state.engine, target.balancer, target.target
        engine.cancel(target.change)
        target.change, target.health = None, DRAINING
        self._port(balancer).set_health(self._state.scope, balancer.name, where, DRAINING)
        delay = min(self._group(balancer).deregistration_delay, self._state.timings.longest_draining)
        self._removals[balancer.name, where] = engine.after(
            delay, f"{where.id} drained", self._remove, balancer, where, background=True
        )
        return delay

    def _remove(self, balancer: LoadBalancer, target: Target) -> None:
        self._removals.pop((balancer.name, target), None)
        self._port(balancer).remove(self._state.scope, balancer.name, target)

    def _port(self, balancer: LoadBalancer) -> TargetGroups:
        neighbours = self._state.neighbours
        return neighbours.classic_load_balancers if balancer.classic else neighbours.target_groups

    def _group(self, balancer: LoadBalancer) -> TargetGroup:
        return self._port(balancer).target_group(self._state.scope, balancer.name) or UNKNOWN_GROUP

    # The events of services.

    def _news_of(self, service: Service) -> _News:
        """What is to be told of the service at the end of this instant, before its controller looks at it."""
        if not self._news:
            self._state.engine.after(0.0, "targets told", self._tell)
        return self._news.setdefault(service, _News())

    def _tell(self) -> None:
        told, self._news = self._news, {}
        for service, news in told.items():
            for done, tasks in (("registered", news.registered), ("deregistered", news.deregistered)):
                for balancer, count in _targets_in(tasks).items():
                    what = "instances" if balancer.classic else "targets"
                    add_event(self._state, service, f"{done} {count} {what} in {balancer.told}")
            for task_set, count in _by_task_set(service, news.draining):
                text = f"has begun draining connections on {count} tasks."
                add_event(self._state, service, text, task_set=task_set)


def _targets_in(tasks: list[Task]) -> dict[LoadBalancer, int]:
    counts: dict[LoadBalancer, int] = {}
    for task in tasks:
        for target in task.targets:
            counts[target.balancer] = counts.get(target.balancer, 0) + 1
    return counts


def _by_task_set(service: Service, tasks: list[Task]) -> Iterator[tuple[str, int]]:
    """How many of the tasks are of the PRIMARY deployment (an empty text), and of each other, by its id."""
    counts: dict[str, int] = {}
    for task in tasks:
        other = task.deployment is not None and task.deployment is not service.primary
        identifier = task.deployment.id if other and task.deployment else ""
        counts[identifier] = counts.get(identifier, 0) + 1
    yield from counts.items()
