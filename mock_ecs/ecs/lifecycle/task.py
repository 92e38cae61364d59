"""The life of a task, from PROVISIONING to STOPPED: the only writer of its statuses, times and counts.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
"""

from __future__ import annotations

from collections.abc import Callable

from mock_ecs.ecs.entities.cluster import ContainerInstance, Task
from mock_ecs.ecs.entities.container import Attachment, Container
from mock_ecs.ecs.entities.task_counts import TaskCounts
from mock_ecs.ecs.lifecycle.containers import NOT_STARTED, health_of, named, runtime_id, why_over
from mock_ecs.ecs.lifecycle.counts import PENDING, count, count_in_group
from mock_ecs.ecs.lifecycle.health import judge
from mock_ecs.ecs.lifecycle.network_bindings import NO_PORT_LEFT, bind_ports, release_ports
from mock_ecs.ecs.lifecycle.specs import execution_role, longest_stop_timeout, task_spec
from mock_ecs.ecs.spot_interruptions import watch_spot_task
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.task_definitions import release_task_definition
from mock_ecs.ports.runtimes import Observation
from mock_ecs.sim.engine import URGENT

_STOPS_AT_ONCE = ("EssentialContainerExited", "SpotInterruption")
"""Reasons for which containers are not left running while connections are drained: the agent stops them."""


class TaskLifecycle:
    """Moves the tasks of one account and region. Reports of the runtime come in through :meth:`observe`."""

    def __init__(self, state: EcsState) -> None:
        self._state = state
        self._by_arn: dict[str, Task] = {}

    def begin(self, task: Task) -> None:
        """Let a new task into its cluster, and set it going."""
        cluster, launch_type = task.cluster, task.launch.launch_type
        counts = [cluster.counts.setdefault(launch_type, TaskCounts())]
        cluster.tasks[task.id] = task
        self._by_arn[task.arn] = task
        task.definition.users += 1
        if task.container_instance is not None and task.needs is not None:
            self._take_room(task, task.container_instance)
            counts.append(task.container_instance.counts)
        if task.deployment is not None:
            task.deployment.tasks[task.id] = task
            counts.append(task.deployment.counts)
        task.counted_by = tuple(counts)
        count(task.last_status, task.counted_by, 1)
        self._state.events.task(task)
        if not task.unplaced:
            self._set_going(task)

    def place(self, task: Task, instance: ContainerInstance, attachment: Attachment | None) -> None:
        """Put a task that waits for capacity on ``instance``, and set it going; ``attachment`` is for its interface."""
        task.container_instance, task.attachment = instance, attachment
        task.availability_zone = instance.availability_zone
        if task.needs is not None:
            self._take_room(task, instance)
        task.counted_by = (*task.counted_by, instance.counts)
        count(task.last_status, (instance.counts,), 1)
        if attachment is None:
            self._set_status(task, "PENDING")
        self._set_going(task)

    def stop(self, task: Task, *, reason: str, code: str) -> None:
        """Ask a task to stop; one that is stopping already goes on as it does."""
        if task.desired_status == "STOPPED":
            return
        self._state.engine.cancel(task.timer)
        self._state.waiting.discard(task)
        drains = task.last_status == "RUNNING" and code not in _STOPS_AT_ONCE
        delay = self._wind_down(task, reason=reason, code=code, drains=drains)
        if drains and task.launch.is_discovered:
            self._set_status(task, "DEACTIVATING")
        else:
            self._changed(task)
        handed_over = task.connectivity_at is not None
        self._after(delay, task, "stopping", self._stopping if handed_over else self._without_containers)

    def lose(self, task: Task, *, reason: str, code: str) -> None:
        """Let a task be STOPPED whose host is gone, or no longer ECS's; nobody learns how its containers ended."""
        if task.last_status == "STOPPED":
            return
        self._state.engine.cancel(task.timer)
        if task.desired_status != "STOPPED":
            self._wind_down(task, reason=reason, code=code)
            self._changed(task)
        self._after(0.0, task, "lost", self._lost)

    def observe(self, observation: Observation) -> None:
        """Take in what a runtime saw; what comes too late for a task that is over, or stopping, is ignored."""
        task = self._by_arn.get(observation.task_arn)
        if task is None or task.last_status in ("DEPROVISIONING", "STOPPED"):
            return
        if task.last_status == "STOPPING" and observation.status != "STOPPED":
            return
        _SEEN[observation.status](self, task, observation)

    # Up.

    def _take_room(self, task: Task, instance: ContainerInstance) -> None:
        instance.tasks[task.id] = task
        instance.take(task)
        count_in_group(instance, task.group, 1)
        instance.version += 1
        self._state.events.container_instance(instance)

    def _set_going(self, task: Task) -> None:
        if task.last_status == "PROVISIONING":
            self._after(self._state.timings.provisioning, task, "network", self._provisioned)
        else:
            self._after(0.0, task, "agent", self._handed_to_agent)

    def _provisioned(self, task: Task) -> None:
        attachment = task.attachment
        if attachment is not None and task.launch.network is not None:
            attachment.interface = self._state.neighbours.networks.create_interface(
                self._state.scope,
                attachment.subnet,
                task.launch.network.security_groups,
                owner=self._state.arn(f"attachment/{attachment.id}"),
                public=task.launch.network.assign_public_ip,
            )
            attachment.status = "ATTACHED"
        self._handed_to_agent(task)

    def _handed_to_agent(self, task: Task) -> None:
        task.connectivity_at = self._state.engine.now
        task.timer = None
        if task.last_status == "PROVISIONING":
            self._set_status(task, "PENDING")
        self._state.neighbours.runtime.start(task_spec(self._state.scope, task), self.observe)

    def _pulling(self, task: Task, observation: Observation) -> None:
        if task.last_status == "PENDING":
            task.pull_started_at = self._state.engine.now
            self._set_status(task, "ACTIVATING")

    def _pulled(self, task: Task, observation: Observation) -> None:
        task.pull_stopped_at = self._state.engine.now
        for container in named(task, observation):
            container.image_digest = self._digest(task, container)

    def _digest(self, task: Task, container: Container) -> str | None:
        """What the image is resolved to; the tasks of a service follow the first one of their revision.

        https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
        """
        definition = container.definition
        pinned = task.deployment.revision.image_digests if task.deployment else {}
        digest = pinned.get(definition.name) if definition.version_consistency else None
        images = self._state.neighbours.images
        image = f"{definition.image.partition('@')[0]}@{digest}" if digest else definition.image
        digest = digest or images.digest(self._state.scope, image)
        images.pulled(self._state.scope, image, execution_role(task))
        if digest:
            pinned.setdefault(definition.name, digest)
        return digest

    def _running(self, task: Task, observation: Observation) -> None:
        started = [container for container in named(task, observation) if container.last_status == "PENDING"]
        for container in started:
            container.last_status = "RUNNING"
            container.runtime_id = runtime_id(task, self._state.ids)
        if started:
            self._containers_changed(task)

    def _containers_changed(self, task: Task) -> None:
        """Let the task be RUNNING when all its containers run or did run; else it only has a new version."""
        if task.last_status in PENDING and all(c.last_status != "PENDING" for c in task.containers):
            self._started(task)
        else:
            self._changed(task)

    def _started(self, task: Task) -> None:
        if lacking := bind_ports(task):
            self._cannot_start(task, lacking)
            return
        task.started_at = self._state.engine.now
        self._set_status(task, "RUNNING")
        if task.launch.is_discovered:
            self._state.discovery.register(task)
        judge(self._state, task)
        watch_spot_task(self._state, task)

    def _cannot_start(self, task: Task, containers: list[Container]) -> None:
        for container in containers:
            container.last_status = "STOPPED"
            container.runtime_id = None
            container.reason = NO_PORT_LEFT
        self.stop(task, reason=NOT_STARTED, code="TaskFailedToStart")

    def _restarted(self, task: Task, observation: Observation) -> None:
        for container in named(task, observation):
            container.health_status = "UNKNOWN"
        self._judge(task)

    def _healthy(self, task: Task, observation: Observation) -> None:
        for container in named(task, observation):
            if container.definition.health_check:
                container.health_status = observation.status
        self._judge(task)

    def _judge(self, task: Task) -> None:
        task.health_status = health_of(task)
        if task.desired_status != "STOPPED":
            judge(self._state, task)
        self._mark(task)

    # Down.

    def _wind_down(self, task: Task, *, reason: str, code: str, drains: bool = False) -> float:
        """Note that the task is to stop, and why; returns for how many seconds its connections are drained first."""
        self._state.engine.cancel(task.interruption)
        self._state.engine.cancel(task.end_of_grace)
        task.desired_status = "STOPPED"
        task.stopped_reason = reason
        task.stop_code = code
        task.stopping_at = self._state.engine.now
        if task.container_instance is not None:
            count_in_group(task.container_instance, task.group, -1)
        if task.deployment is not None:
            task.deployment.task_ends(task, self._state.engine.now)
        self._mark(task)
        return self._state.discovery.deregister(task, drains=drains) if task.launch.is_discovered else 0.0

    def _stopping(self, task: Task) -> None:
        self._set_status(task, "STOPPING")
        self._state.neighbours.runtime.stop(task.arn, longest_stop_timeout(task))

    def _without_containers(self, task: Task) -> None:
        for container in task.containers:
            container.last_status = "STOPPED"
        self._deprovision(task)

    def _exited(self, task: Task, observation: Observation) -> None:
        for container in named(task, observation):
            if container.last_status == "STOPPED":
                continue
            if container.last_status == "RUNNING" or observation.container is not None:
                container.exit_code = observation.exit_code
            container.last_status = "STOPPED"
            container.reason = observation.reason
        running = [c for c in task.containers if c.last_status != "STOPPED"]
        if not running:
            self._all_exited(task, observation)
        elif task.last_status == "DEACTIVATING" and _has_ended(task):
            self._state.engine.cancel(task.timer)
            self._stopping(task)
        elif task.desired_status == "STOPPED":
            self._changed(task)
        elif _has_ended(task):
            reason, code = why_over(task, observation)
            self.stop(task, reason=reason, code=code)
        else:
            self._containers_changed(task)

    def _all_exited(self, task: Task, observation: Observation) -> None:
        if task.desired_status != "STOPPED":
            reason, code = why_over(task, observation)
            self._wind_down(task, reason=reason, code=code)
        self._state.engine.cancel(task.timer)
        task.execution_stopped_at = self._state.engine.now
        self._deprovision(task)

    def _lost(self, task: Task) -> None:
        self._state.neighbours.runtime.forget(task.arn)
        if task.connectivity_at is not None and task.execution_stopped_at is None:
            task.execution_stopped_at = self._state.engine.now
        for container in task.containers:
            container.last_status = "STOPPED"
        self._torn_down(task)

    def _deprovision(self, task: Task) -> None:
        if task.attachment is None or task.attachment.interface is None:
            self._stopped(task)
            return
        task.attachment.status = "DETACHING"
        self._set_status(task, "DEPROVISIONING")
        self._after(self._state.timings.deprovisioning, task, "network teardown", self._torn_down)

    def _torn_down(self, task: Task) -> None:
        if task.attachment is not None and task.attachment.interface is not None:
            self._state.neighbours.networks.delete_interface(self._state.scope, task.attachment.interface.id)
        self._stopped(task)

    def _stopped(self, task: Task) -> None:
        state = self._state
        if task.attachment is not None:
            task.attachment.status = "DELETED"
        task.stopped_at = state.engine.now
        state.neighbours.runtime.forget(task.arn)
        self._set_status(task, "STOPPED")
        if task.container_instance is not None and task.needs is not None:
            release_ports(task)
            task.container_instance.tasks.pop(task.id, None)
            task.container_instance.give_back(task)
            task.container_instance.version += 1
            task.container_instance.changed()
            state.events.container_instance(task.container_instance)
            state.loop.mark_cluster(task.cluster)
            if task.container_instance.status == "DRAINING":
                state.loop.mark_daemons(task.cluster)
        if task.deployment is not None:
            task.deployment.task_stopped(task)
        release_task_definition(state, task.definition)
        state.engine.after(state.timings.stopped_tasks_kept, f"{task.id} reaped", self._reap, task, background=True)

    def _reap(self, task: Task) -> None:
        task.cluster.tasks.pop(task.id, None)
        self._by_arn.pop(task.arn, None)
        if task.service is not None:
            task.service.stopped_tasks.pop(task.id, None)

    # Parts.

    def _set_status(self, task: Task, status: str) -> None:
        count(task.last_status, task.counted_by, -1)
        task.last_status = status
        count(status, task.counted_by, 1)
        self._changed(task)
        if task.container_instance is not None:
            task.container_instance.changed()
        service = task.service
        # Nothing is planned for a step on the way up, nor for one on the way down of a service that goes on.
        if service is not None and (status in ("RUNNING", "STOPPED") or service.status != "ACTIVE"):
            self._mark(task)

    def _changed(self, task: Task) -> None:
        """Events tell of each version, and of nothing else."""
        task.version += 1
        self._state.events.task(task)

    def _mark(self, task: Task) -> None:
        if task.service is not None:
            self._state.loop.mark(task.service)

    def _after(self, delay: float, task: Task, what: str, action: Callable[[Task], None]) -> None:
        task.timer = self._state.engine.after(delay, f"{task.id} {what}", action, task, priority=URGENT)


def _has_ended(task: Task) -> bool:
    """True when an essential container of the task is over."""
    return any(c.definition.essential and c.last_status == "STOPPED" for c in task.containers)


_SEEN = {
    "PULLING": TaskLifecycle._pulling,
    "PULLED": TaskLifecycle._pulled,
    "RUNNING": TaskLifecycle._running,
    "RESTARTED": TaskLifecycle._restarted,
    "HEALTHY": TaskLifecycle._healthy,
    "UNHEALTHY": TaskLifecycle._healthy,
    "STOPPED": TaskLifecycle._exited,
}
