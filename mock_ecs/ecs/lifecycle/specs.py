"""A task as its runtime is told of it."""

from __future__ import annotations

from dataclasses import replace

from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.entities.launch import ContainerOverride
from mock_ecs.ecs.entities.task_definition import ContainerDefinition, TaskDefinition
from mock_ecs.ports.runtimes import ContainerSpec, TaskSpec

START_TIMEOUT = 180.0
"""Seconds that others wait for a container without startTimeout."""

STOP_TIMEOUT = 30.0
"""Seconds between SIGTERM and SIGKILL where a container sets no stopTimeout."""


def task_spec(scope: Scope, task: Task) -> TaskSpec:
    """The task with what its launch overrides."""
    return TaskSpec(
        scope,
        task.arn,
        task.definition.family,
        task.service.name if task.service else None,
        _container_specs(task),
        revision=task.definition.revision,
        launch_type=task.launch.launch_type,
        capacity_provider=task.capacity_provider or "",
        zone=task.availability_zone,
        tags=tuple(task.tags.items()),
        image_digests=task.deployment.revision.image_digests if task.deployment else {},
    )


def execution_role(task: Task) -> str:
    """The role in which images are pulled: that of the launch, else that of the revision; empty where there is none."""
    documents = (task.launch.overrides.document, task.definition.document)
    return next((str(each["executionRoleArn"]) for each in documents if each.get("executionRoleArn")), "")


def longest_stop_timeout(task: Task) -> float:
    """How many seconds the slowest of its containers may take to stop."""
    return max((_stop_timeout(container.definition) for container in task.containers), default=STOP_TIMEOUT)


def _container_specs(task: Task) -> tuple[ContainerSpec, ...]:
    """Those of the revision, which all its tasks share, unless the launch overrides a command or an environment."""
    specs = _shared_specs(task.definition)
    overrides = task.launch.overrides.containers
    if not overrides:
        return specs
    return tuple(_overridden(spec, overrides[spec.name]) if spec.name in overrides else spec for spec in specs)


def _overridden(spec: ContainerSpec, override: ContainerOverride) -> ContainerSpec:
    if override.command is None and not override.environment:
        return spec
    return replace(
        spec,
        command=spec.command if override.command is None else override.command,
        environment=tuple({**dict(spec.environment), **dict(override.environment)}.items()),
    )


def _shared_specs(definition: TaskDefinition) -> tuple[ContainerSpec, ...]:
    if not definition.container_specs:
        definition.container_specs = tuple(_container_spec(container) for container in definition.containers)
    return definition.container_specs


def _container_spec(container: ContainerDefinition) -> ContainerSpec:
    return ContainerSpec(
        container.name,
        container.image,
        container.essential,
        container.command,
        health_check=container.health_check,
        depends_on=container.depends_on,
        start_timeout=container.start_timeout or START_TIMEOUT,
        stop_timeout=_stop_timeout(container),
        restart_policy=container.restart_policy,
        entry_point=container.entry_point,
        environment=container.environment,
        version_consistency=container.version_consistency,
    )


def _stop_timeout(container: ContainerDefinition) -> float:
    return STOP_TIMEOUT if container.stop_timeout is None else container.stop_timeout
