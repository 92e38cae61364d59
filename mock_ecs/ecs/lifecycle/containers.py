"""What the life of a task asks of its containers.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
"""

from __future__ import annotations

from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.entities.container import Container
from mock_ecs.ports.runtimes import Observation
from mock_ecs.sim.ids import Ids

NOT_STARTED = "Task failed to start"


def named(task: Task, observation: Observation) -> list[Container]:
    """The containers that ``observation`` speaks of; where it names none, all that are not STOPPED."""
    if observation.container is None:
        return [container for container in task.containers if container.last_status != "STOPPED"]
    return [container for container in task.containers if container.definition.name == observation.container]


def checked(task: Task) -> list[Container]:
    """The containers by whose health checks a service judges the task."""
    return [c for c in task.containers if c.definition.essential and c.definition.health_check]


def health_of(task: Task) -> str:
    """HEALTHY when all essential containers are, UNHEALTHY when one is, else UNKNOWN."""
    essential = [container.health_status for container in task.containers if container.definition.essential]
    if "UNHEALTHY" in essential:
        return "UNHEALTHY"
    return "HEALTHY" if essential and all(status == "HEALTHY" for status in essential) else "UNKNOWN"


def runtime_id(task: Task, ids: Ids) -> str:
    """The id of a new container: Docker's on a container instance, else the task's with ten digits."""
    if task.container_instance is None:
        return f"{task.id}-{ids.digits('runtime', 10)}"
    return ids.hex("runtime", 64)


def why_over(task: Task, observation: Observation) -> tuple[str, str]:
    """The stoppedReason and the stopCode of a task that an exit of ``observation`` ends.

    An essential container that did run ends the task even while others are still on their way up.
    """
    ran = any(c.definition.essential and c.last_status == "STOPPED" and c.runtime_id for c in task.containers)
    if task.started_at is not None or ran:
        return "Essential container in task exited", "EssentialContainerExited"
    if task.container_instance is None and observation.reason:
        return observation.reason, "TaskFailedToStart"
    return NOT_STARTED, "TaskFailedToStart"
