"""A task set: a part of a service's tasks that something other than ECS deploys, such as CodeDeploy.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

from mock_ecs.ecs.entities.task_definition import Document

if TYPE_CHECKING:
    from mock_ecs.ecs.entities.service import Deployment


@dataclass(slots=True, eq=False)
class TaskSet:
    """A task set: what it runs, and how far it is with it, is its ``deployment``'s; so is its id.

    ``scale`` is in percent of the service's count. ``request`` is the CreateTaskSet call, which a repeated one is
    compared with; ECS's own sets have none. ``settings`` are the members of it that a service takes over from its
    primary one. It is ``stable`` since ``stability_changed_at``, or has not been since then. ``told_count`` is what the
    service's events last said of how many tasks it is to have.
    """

    arn: str
    deployment: Deployment
    scale: float
    stability_changed_at: float
    request: Document = field(default_factory=dict)
    settings: Document = field(default_factory=dict)
    started_by: str | None = None
    external_id: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    stable: bool = False
    told_count: int = 0

    @property
    def id(self) -> str:
        """``ecs-svc/`` and 19 digits: the ``startedBy`` of its tasks too."""
        return self.deployment.id

    @property
    def status(self) -> str:
        """PRIMARY for the one that serves, ACTIVE, or DRAINING once it is deleted."""
        return self.deployment.status

    @property
    def computed_desired_count(self) -> int:
        """How many tasks it is to have: its share of the service's count, rounded up; none when it is DRAINING."""
        if self.status == "DRAINING":
            return 0
        # 7 % of 100 are 7.000000000000001.
        return ceil(round(self.deployment.service.desired_count * self.scale / 100, 9))
