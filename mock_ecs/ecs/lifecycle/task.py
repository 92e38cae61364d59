"""The life of a task, from PROVISIONING to STOPPED: the only writer of its statuses, times and counts.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
"""

from __future__ import annotations

from collections.abc import Callable

from mock_ecs.ecs.entities.cluster import ContainerInstance, Task, TaskCounts
from mock_ecs.ecs.entities.container import Attachment, Container
from mock_ecs.ecs.lifecycle.network_bindings import NO_PORT_LEFT, bind_ports, release_ports
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.task_definitions import release_task_definition
from mock_ecs.ports import ContainerSpec, Observation, TaskSpec
from mock_ecs.sim.engine import URGENT

PENDING = ("PROVISIONING", "PENDING", "ACTIVATING")
"""The statuses that AWS counts as pending."""

NOT_STARTED = "Task failed to start"
_ON_THE_WAY_DOWN = ("STOPPING", "DEPROVISIONING")
"""Statuses that raise no version: in AWS's event samples a Fargate task runs at version 4 and is STOPPED at 6."""

STOP_TIMEOUT = 30.0
"""Seconds between SIGTERM and SIGKILL where a container sets no stopTimeout."""


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
        self._count(task.last_status, task.counted_by, 1)
        if not task.unplaced:
            self._set_going(task)

    def place(self, task: Task, instance: ContainerInstance, attachment: Attachment | None) -> None:
        """Put a task that waits for capacity on ``instance``, and set it going; ``attachment`` is for its interface."""
        task.container_instance, task.attachment = instance, attachment
        task.availability_zone = instance.availability_zone
        if task.needs is not None:
            self._take_room(task, instance)
        task.counted_by = (*task.counted_by, instance.counts)
        self._count(task.last_status, (instance.counts,), 1)
        if attachment is None:
            self._set_status(task, "PENDING")
        self._set_going(task)

    def stop(self, task: Task, *, reason: str, code: str) -> None:
        """Ask a task to stop; one that is stopping already goes on as it does."""
        if task.desired_status == "STOPPED":
            return
        self._state.engine.cancel(task.timer)
        self._state.waiting.discard(task)
        self._wind_down(task, reason=reason, code=code)
        handed_over = task.connectivity_at is not None
        self._after(0.0, task, "stopping", self._stopping if handed_over else self._never_ran)

    def lose(self, task: Task, *, reason: str, code: str) -> None:
        """Let a task be STOPPED whose host is gone, or no longer ECS's; nobody learns how its containers ended."""
        if task.last_status == "STOPPED":
            return
        self._state.engine.cancel(task.timer)
        if task.desired_status != "STOPPED":
            self._wind_down(task, reason=reason, code=code)
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
        instance.version += 1
        self._count_in_group(instance, task.group, 1)

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
        self._set_status(task, "PENDING")
        self._handed_to_agent(task)

    def _handed_to_agent(self, task: Task) -> None:
        task.connectivity_at = self._state.engine.now
        self._state.neighbours.runtime.start(self._spec_of(task), self.observe)

    def _pulling(self, task: Task, observation: Observation) -> None:
        if task.last_status == "PENDING":
            task.pull_started_at = self._state.engine.now
            self._set_status(task, "ACTIVATING")

    def _pulled(self, task: Task, observation: Observation) -> None:
        task.pull_stopped_at = self._state.engine.now
        digest = self._state.neighbours.images.digest
        for container in self._named(task, observation):
            container.image_digest = digest(self._state.scope, container.definition.image)

    def _running(self, task: Task, observation: Observation) -> None:
        for container in self._named(task, observation):
            if container.last_status == "PENDING":
                container.last_status = "RUNNING"
                container.runtime_id = self._runtime_id(task)
        if task.last_status in PENDING and all(c.last_status != "PENDING" for c in task.containers):
            self._started(task)

    def _started(self, task: Task) -> None:
        if lacking := bind_ports(task):
            self._cannot_start(task, lacking)
            return
        task.started_at = self._state.engine.now
        if not _checked(task):
            task.healthy_at = task.started_at + self._state.timings.healthy_after
        self._set_status(task, "RUNNING")

    def _cannot_start(self, task: Task, containers: list[Container]) -> None:
        for container in containers:
            container.last_status = "STOPPED"
            container.runtime_id = None
            container.reason = NO_PORT_LEFT
        self.stop(task, reason=NOT_STARTED, code="TaskFailedToStart")

    def _healthy(self, task: Task, observation: Observation) -> None:
        for container in self._named(task, observation):
            if container.definition.has_health_check:
                container.health_status = observation.status
        checks = [container.health_status for container in _checked(task)]
        if "UNHEALTHY" in checks:
            task.healthy_at = None
        elif checks and task.healthy_at is None and all(status == "HEALTHY" for status in checks):
            task.healthy_at = self._state.engine.now
        task.version += 1
        self._mark(task)

    # Down.

    def _wind_down(self, task: Task, *, reason: str, code: str) -> None:
        task.desired_status = "STOPPED"
        task.stopped_reason = reason
        task.stop_code = code
        task.stopping_at = self._state.engine.now
        task.version += 1
        if task.container_instance is not None:
            self._count_in_group(task.container_instance, task.group, -1)
        if task.deployment is not None:
            task.deployment.task_ends(task, self._state.engine.now)
        self._mark(task)

    def _stopping(self, task: Task) -> None:
        self._set_status(task, "STOPPING")
        grace = max((c.definition.stop_timeout or STOP_TIMEOUT for c in task.containers), default=STOP_TIMEOUT)
        self._state.neighbours.runtime.stop(task.arn, grace)

    def _never_ran(self, task: Task) -> None:
        for container in task.containers:
            container.last_status = "STOPPED"
        self._deprovision(task)

    def _exited(self, task: Task, observation: Observation) -> None:
        for container in self._named(task, observation):
            if container.last_status == "RUNNING":
                container.exit_code = observation.exit_code
            container.last_status = "STOPPED"
            container.reason = observation.reason
        running = [c for c in task.containers if c.last_status != "STOPPED"]
        if not running:
            self._all_exited(task, observation)
        elif any(c.definition.essential and c.last_status == "STOPPED" for c in task.containers):
            reason, code = _why_over(task, observation)
            self.stop(task, reason=reason, code=code)
        else:
            task.version += 1

    def _all_exited(self, task: Task, observation: Observation) -> None:
        if task.desired_status != "STOPPED":
            reason, code = _why_over(task, observation)
            self._wind_down(task, reason=reason, code=code)
        self._state.engine.cancel(task.timer)
        task.execution_stopped_at = self._state.engine.now
        self._deprovision(task)

    def _lost(self, task: Task) -> None:
        self._state.neighbours.runtime.forget(task.arn)
        for container in task.containers:
            container.last_status = "STOPPED"
        self._torn_down(task)

    def _deprovision(self, task: Task) -> None:
        if task.attachment is None or task.attachment.interface is None:
            self._stopped(task)
            return
        self._set_status(task, "DEPROVISIONING")
        task.attachment.status = "DETACHING"
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
            state.loop.mark_cluster(task.cluster)
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
        self._count(task.last_status, task.counted_by, -1)
        task.last_status = status
        if status not in _ON_THE_WAY_DOWN:
            task.version += 1
        self._count(status, task.counted_by, 1)
        if task.container_instance is not None:
            task.container_instance.changed()
        self._mark(task)

    def _count(self, status: str, counts: tuple[TaskCounts, ...], step: int) -> None:
        if status in PENDING:
            for each in counts:
                each.pending += step
        elif status == "RUNNING":
            for each in counts:
                each.running += step

    def _count_in_group(self, instance: ContainerInstance, group: str, step: int) -> None:
        """Count the tasks of ``group`` that are to run on ``instance``; a group without any is not kept."""
        groups = instance.task_groups
        groups[group] = groups.get(group, 0) + step
        if not groups[group]:
            del groups[group]
        instance.changed()

    def _mark(self, task: Task) -> None:
        if task.service is not None:
            self._state.loop.mark(task.service)

    def _after(self, delay: float, task: Task, what: str, action: Callable[[Task], None]) -> None:
        task.timer = self._state.engine.after(delay, f"{task.id} {what}", action, task, priority=URGENT)

    def _named(self, task: Task, observation: Observation) -> list[Container]:
        if observation.container is None:
            return [container for container in task.containers if container.last_status != "STOPPED"]
        return [container for container in task.containers if container.definition.name == observation.container]

    def _runtime_id(self, task: Task) -> str:
        if task.container_instance is None:
            return f"{task.id}-{self._state.ids.digits('runtime', 10)}"
        return self._state.ids.hex("runtime", 64)

    def _spec_of(self, task: Task) -> TaskSpec:
        overrides = task.launch.overrides.containers
        containers = []
        for container in task.containers:
            definition = container.definition
            override = overrides.get(definition.name)
            command = definition.command if override is None or override.command is None else override.command
            containers.append(
                ContainerSpec(
                    definition.name, definition.image, definition.essential, command, definition.has_health_check
                )
            )
        service = task.service.name if task.service else None
        return TaskSpec(
            self._state.scope,
            task.arn,
            task.definition.family,
            service,
            tuple(containers),
            revision=task.definition.revision,
            launch_type=task.launch.launch_type,
            capacity_provider=task.capacity_provider or "",
            zone=task.availability_zone,
            tags=tuple(task.tags.items()),
        )


def _checked(task: Task) -> list[Container]:
    """The containers by whose health checks a service judges the task."""
    return [c for c in task.containers if c.definition.essential and c.definition.has_health_check]


def _why_over(task: Task, observation: Observation) -> tuple[str, str]:
    """The stoppedReason and the stopCode of a task that an exit of ``observation`` ends.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
    """
    if task.started_at is not None:
        return "Essential container in task exited", "EssentialContainerExited"
    if task.container_instance is None and observation.reason:
        return observation.reason, "TaskFailedToStart"
    return NOT_STARTED, "TaskFailedToStart"


_SEEN = {
    "PULLING": TaskLifecycle._pulling,
    "PULLED": TaskLifecycle._pulled,
    "RUNNING": TaskLifecycle._running,
    "HEALTHY": TaskLifecycle._healthy,
    "UNHEALTHY": TaskLifecycle._healthy,
    "STOPPED": TaskLifecycle._exited,
}
