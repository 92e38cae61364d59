"""ECR of one account and region, put together: its state, and what follows when images change."""

from __future__ import annotations

from collections.abc import Callable

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.blobs import BlobStore
from mock_ecs.ecr.replication import Replicator
from mock_ecs.ecr.signing import Signer
from mock_ecs.ecr.state import EcrState
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids


def create_ecr(
    scope: Scope,
    engine: Engine,
    ids: Ids,
    *,
    address: str,
    profile: str = "fast",
    blobs: BlobStore | None = None,
    registries: Callable[[Scope], EcrState] | None = None,
) -> EcrState:
    """An empty registry for ``scope``, which replicates and signs what is pushed; ``registries`` gives the others.

    ``blobs`` is the content that they share.
    """
    state = EcrState(scope, engine, ids, address=address, profile=profile, blobs=blobs, registries=registries)
    state.watchers += [Replicator(state), Signer(state)]
    return state
