"""What a container definition (completed, as it is shown) tells the agent to do.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
"""

from __future__ import annotations

from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ports.runtimes import Dependency, HealthCheck, RestartPolicy


def health_check(container: Document) -> HealthCheck | None:
    """Its health check; None without one, and for the command NONE, which says so."""
    check = container.get("healthCheck", {})
    if check.get("command", ["NONE"])[:1] == ["NONE"]:
        return None
    return HealthCheck(check["interval"], check["timeout"], check["retries"], check.get("startPeriod", 0))


def dependencies(container: Document) -> tuple[Dependency, ...]:
    """What it names itself, and what has to be started because it is linked, or has volumes that are shared."""
    named = [Dependency(item["containerName"], item["condition"]) for item in container.get("dependsOn", ())]
    linked = [link.partition(":")[0] for link in container.get("links", ())]
    shared = [item["sourceContainer"] for item in container["volumesFrom"] if "sourceContainer" in item]
    return tuple(dict.fromkeys([*named, *(Dependency(name, "START") for name in (*linked, *shared))]))


def restart_policy(container: Document) -> RestartPolicy | None:
    """Its restart policy where one is enabled."""
    policy = container.get("restartPolicy", {})
    if not policy.get("enabled"):
        return None
    codes = tuple(policy.get("ignoredExitCodes", ()))
    return RestartPolicy(codes, policy.get("restartAttemptPeriod", RestartPolicy().attempt_period))
