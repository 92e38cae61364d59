"""ECR of one account and region, put together: its state, and what follows when images change."""

from __future__ import annotations

from collections.abc import Callable

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.blobs import BlobStore
from mock_ecs.ecr.image_events import ImageEvents
from mock_ecs.ecr.replication import Replicator
from mock_ecs.ecr.scans import PushScanner
from mock_ecs.ecr.signing import Signer
from mock_ecs.ecr.state import EcrState
from mock_ecs.ports.neighbours import Neighbours
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
    neighbours: Neighbours | None = None,
) -> EcrState:
    """An empty registry for ``scope``, which replicates, signs and scans what is pushed, and tells of it.

    ``registries`` gives the others, and ``blobs`` is the content that they share. Without
    ``neighbours`` nobody listens.
    """
    state = EcrState(scope, engine, ids, address=address, profile=profile, blobs=blobs, registries=registries)
    if neighbours is not None:
        state.scanner = neighbours.scanner
        state.events.bus = neighbours.event_bus
    state.watchers += [ImageEvents(state), Replicator(state), Signer(state), PushScanner(state)]
    return state
