"""What a container definition tells the agent to do."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.api.ecs.task_definition_document import completed, containers_of
from mock_ecs.ecs.entities.task_definition import ContainerDefinition
from mock_ecs.ecs.lifecycle.specs import START_TIMEOUT, STOP_TIMEOUT, task_spec
from mock_ecs.ports.runtimes import ContainerSpec, Dependency, HealthCheck, RestartPolicy
from tests.ecs.examples import container, fargate_task, new_state


def definition(**members: Any) -> ContainerDefinition:
    """A container as it is kept of a registered one."""
    document = completed({"family": "web", "containerDefinitions": [{"name": "app", "image": "nginx", **members}]})
    return containers_of(document)[0]


@pytest.mark.parametrize(
    ("check", "known"),
    [
        pytest.param(None, None, id="none"),
        pytest.param({"command": ["NONE"]}, None, id="one that says there is none"),
        pytest.param({"command": ["CMD", "true"]}, HealthCheck(30, 5, 3, 0), id="with the defaults"),
        pytest.param(
            {"command": ["CMD", "true"], "interval": 5, "timeout": 2, "retries": 1, "startPeriod": 60},
            HealthCheck(5, 2, 1, 60),
            id="with times of its own",
        ),
    ],
)
def test_the_health_check(check: dict[str, Any] | None, known: HealthCheck | None) -> None:
    assert definition(**({"healthCheck": check} if check else {})).health_check == known


@pytest.mark.parametrize(
    ("members", "known"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param(
            {"dependsOn": [{"containerName": "db", "condition": "HEALTHY"}]}, [("db", "HEALTHY")], id="as it says"
        ),
        pytest.param({"links": ["db", "queue:q"]}, [("db", "START"), ("queue", "START")], id="what is linked"),
        pytest.param(
            {"volumesFrom": [{"sourceContainer": "disk", "readOnly": True}]}, [("disk", "START")], id="shared volumes"
        ),
        pytest.param(
            {"dependsOn": [{"containerName": "db", "condition": "HEALTHY"}], "links": ["db", "db:other"]},
            [("db", "HEALTHY"), ("db", "START")],
            id="both, each once",
        ),
    ],
)
def test_what_has_to_come_first(members: dict[str, Any], known: list[tuple[str, str]]) -> None:
    assert definition(**members).depends_on == tuple(Dependency(*item) for item in known)


@pytest.mark.parametrize(
    ("policy", "known"),
    [
        pytest.param(None, None, id="none"),
        pytest.param({"enabled": False, "restartAttemptPeriod": 60}, None, id="one that is off"),
        pytest.param({"enabled": True}, RestartPolicy((), 300.0), id="with the defaults"),
        pytest.param(
            {"enabled": True, "ignoredExitCodes": [0, 2], "restartAttemptPeriod": 60},
            RestartPolicy((0, 2), 60),
            id="with settings of its own",
        ),
    ],
)
def test_the_restart_policy(policy: dict[str, Any] | None, known: RestartPolicy | None) -> None:
    assert definition(**({"restartPolicy": policy} if policy else {})).restart_policy == known


def test_the_timeouts() -> None:
    made = definition(startTimeout=60, stopTimeout=90)

    assert (made.start_timeout, made.stop_timeout) == (60, 90)


@pytest.mark.parametrize(
    ("made", "timeouts"),
    [
        pytest.param(container(), (START_TIMEOUT, STOP_TIMEOUT), id="the defaults"),
        pytest.param(container(start_timeout=60, stop_timeout=2), (60, 2), id="what the container says"),
        pytest.param(container(stop_timeout=0), (START_TIMEOUT, 0), id="no time at all"),
    ],
)
def test_the_runtime_is_told_all_of_it(made: ContainerDefinition, timeouts: tuple[float, float]) -> None:
    state = new_state()
    first, second = fargate_task(state, made), fargate_task(state, made)

    (spec,) = task_spec(state.scope, first).containers

    assert spec == ContainerSpec("app", "nginx:1.25", True, start_timeout=timeouts[0], stop_timeout=timeouts[1])
    # What nothing is overridden in is the same object for all tasks of a revision.
    assert task_spec(state.scope, first).containers is task_spec(state.scope, first).containers
    assert task_spec(state.scope, second).containers == (spec,)
