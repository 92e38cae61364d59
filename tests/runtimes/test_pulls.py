"""A container pulls its image by tag, or by the digest that its service has settled on."""

from __future__ import annotations

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.ports.runtimes import ContainerSpec, TaskSpec
from mock_ecs.runtimes.behaviour import ContainerPlan
from mock_ecs.runtimes.pulls import PullBehaviour, pinned_image

DIGEST = f"sha256:{'1' * 64}"


class Usual:
    def plan(self, task: TaskSpec, container: ContainerSpec, run: int) -> ContainerPlan:
        return ContainerPlan(pull=2.0, start=1.0)


class NoImages:
    def digest(self, scope: Scope, image: str) -> str | None:
        return None

    def has_repository(self, scope: Scope, image: str) -> bool:
        return True

    def pulled(self, scope: Scope, image: str) -> None:
        raise AssertionError(image)


def task(container: ContainerSpec, digest: str | None = None) -> TaskSpec:
    digests = {container.name: digest} if digest else {}
    return TaskSpec(Scope(), "arn", "family", None, (container,), image_digests=digests)


@pytest.mark.parametrize(
    ("image", "pinned"),
    [
        ("app", f"app@{DIGEST}"),
        ("app:v1", f"app@{DIGEST}"),
        ("localhost:4566/team/app:v1", f"localhost:4566/team/app@{DIGEST}"),
        ("localhost:4566/team/app", f"localhost:4566/team/app@{DIGEST}"),
        ("app@sha256:00", "app@sha256:00"),
    ],
)
def test_what_a_service_has_settled_on_goes_before_a_tag(image: str, pinned: str) -> None:
    container = ContainerSpec("app", image, True)

    assert pinned_image(task(container, DIGEST), container) == pinned
    assert pinned_image(task(container), container) == image


def test_without_version_consistency_the_tag_counts() -> None:
    container = ContainerSpec("app", "app:v1", True, version_consistency=False)

    assert pinned_image(task(container, DIGEST), container) == "app:v1"


def test_an_image_that_is_not_there_fails_the_pull() -> None:
    container = ContainerSpec("app", "app:v1", True)
    behaviour = PullBehaviour(Usual(), NoImages())

    first, restart = (behaviour.plan(task(container), container, run) for run in (0, 1))

    assert (first.fails_at, first.pull) == ("pull", 2.0)
    assert str(first.reason).startswith("CannotPullContainerError: ")
    assert restart == Usual().plan(task(container), container, 1)
