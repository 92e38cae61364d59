"""The tasks of a service revision run the image that the first one found, whatever its tag means later."""

from __future__ import annotations

from dataclasses import replace

from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.deployments import deploy
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.services import scale_service
from mock_ecs.ecs.state import EcsState
from tests.ecs.examples import container, fargate, new_cluster, new_definition, new_service, new_state, pass_time


class MovingTag:
    """A registry in which a tag means another image each time somebody asks."""

    def __init__(self) -> None:
        self.asked = 0

    def digest(self, scope: Scope, image: str) -> str:
        self.asked += 1
        return f"sha256:{self.asked}"

    def has_repository(self, scope: Scope, image: str) -> bool:
        return True

    def pulled(self, scope: Scope, image: str, role: str) -> None:
        pass


def digests(service: Service) -> list[str | None]:
    return [task.containers[0].image_digest for task in service.live_tasks()]


def steady(state: EcsState, **members: bool) -> Service:
    definition = new_definition(state, container("app", **members))
    service = new_service(state, new_cluster(state), fargate(definition), desired_count=2)
    pass_time(state, 30)
    return service


def state_with(images: MovingTag) -> EcsState:
    state = new_state()
    state.neighbours = replace(state.neighbours, images=images)
    return state


def test_later_tasks_run_what_the_first_one_found() -> None:
    state = state_with(MovingTag())
    service = steady(state)

    scale_service(state, service, 4)
    pass_time(state, 30)

    assert digests(service) == ["sha256:1"] * 4
    assert service.primary.revision.image_digests == {"app": "sha256:1"}


def test_a_new_deployment_looks_anew() -> None:
    state = state_with(MovingTag())
    service = steady(state)

    deploy(state, service, service.launch, {})
    pass_time(state, 60)

    assert digests(service) == ["sha256:2"] * 2


def test_without_version_consistency_each_task_looks_for_itself() -> None:
    service = steady(state_with(MovingTag()), version_consistency=False)

    assert digests(service) == ["sha256:1", "sha256:2"]
