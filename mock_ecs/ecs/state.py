"""Amazon ECS in one account and region: what there is, and the machinery that moves it."""

from __future__ import annotations

from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.account_settings import AccountSettings
from mock_ecs.ecs.clusters import Cluster
from mock_ecs.ecs.controllers.loop import ControllerLoop
from mock_ecs.ecs.errors import ClusterNotFoundException
from mock_ecs.ecs.lifecycle.task import TaskLifecycle
from mock_ecs.ecs.lifecycle.timings import Timings, timings_of
from mock_ecs.ecs.task_definitions import Family
from mock_ecs.ports import Neighbours
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids


class EcsState:
    """All clusters and task definitions of a scope.

    ``timings`` are those of the lifecycle ``profile``; ``lifecycle`` is the only writer of a task's status,
    ``loop`` the only one that carries out what controllers plan.
    """

    def __init__(
        self, scope: Scope, engine: Engine, ids: Ids, neighbours: Neighbours, *, profile: str = "fast"
    ) -> None:
        self.scope = scope
        self.engine = engine
        self.ids = ids
        self.neighbours = neighbours
        self.timings: Timings = timings_of(profile)
        self.clusters: dict[str, Cluster] = {}
        self.families: dict[str, Family] = {}
        self.account_settings = AccountSettings(scope)
        self.lifecycle = TaskLifecycle(self)
        self.loop = ControllerLoop(self)

    def arn(self, resource: str) -> str:
        """The ARN of ``resource`` (``cluster/demo``) here."""
        return self.scope.arn("ecs", resource)

    def cluster(self, name: str) -> Cluster:
        """The cluster called ``name`` that was not deleted.

        Raises ClusterNotFoundException, with AWS's other text for a deleted one.
        """
        cluster = self.clusters.get(name)
        if cluster is None:
            raise ClusterNotFoundException
        if cluster.status == "INACTIVE":
            raise ClusterNotFoundException("The referenced cluster was inactive.")
        return cluster
