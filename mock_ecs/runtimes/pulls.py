"""Containers whose image is not there fail to pull it; all others do as usual."""

from __future__ import annotations

from dataclasses import replace

from mock_ecs.ports.neighbours import Images
from mock_ecs.ports.runtimes import ContainerSpec, TaskSpec
from mock_ecs.runtimes.behaviour import Behaviour, ContainerPlan
from mock_ecs.runtimes.outcomes import image_not_found


class PullBehaviour:
    """What ``usual`` says, unless ``images`` do not have the container's."""

    def __init__(self, usual: Behaviour, images: Images) -> None:
        self._usual = usual
        self._images = images

    def plan(self, task: TaskSpec, container: ContainerSpec, run: int) -> ContainerPlan:
        """The usual plan, or one that ends with the pull; a restart in place pulls nothing."""
        plan = self._usual.plan(task, container, run)
        image = pinned_image(task, container)
        if run or self._images.digest(task.scope, image) is not None:
            return plan
        return replace(plan, fails_at="pull", reason=image_not_found(task, replace(container, image=image)))


def pinned_image(task: TaskSpec, container: ContainerSpec) -> str:
    """The image, by its digest where the revision of a service has settled on one."""
    digest = task.image_digests.get(container.name) if container.version_consistency else None
    if digest is None or "@" in container.image:
        return container.image
    folder, slash, name = container.image.rpartition("/")
    return f"{folder}{slash}{name.partition(':')[0]}@{digest}"
