"""The URLs by which layers can be had without credentials for a while, as the presigned ones of S3 are.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetDownloadUrlForLayer.html
"""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import quote

from mock_ecs.ecr.layers import Content
from mock_ecs.ecr.repositories import Repository
from mock_ecs.ecr.state import EcrState

PATH = "/_mock_ecs/layers"
"""Below which the layers lie: registry id, region, repository, digest."""

VALIDITY = 3600
"""For how many seconds a URL holds."""


def download_url(state: EcrState, repository: Repository, digest: str) -> str:
    """Where the layer can be had; LayersNotFoundException, LayerInaccessibleException."""
    state.layers.check_download(repository, digest)
    expires = int(state.engine.now) + VALIDITY
    account, region = state.scope
    path = f"{PATH}/{account}/{region}/{repository.name}/{quote(digest)}"
    return f"{state.endpoint()}{path}?Expires={expires}&Signature={_signature(state, repository.name, digest, expires)}"


def content_at(state: EcrState, name: str, digest: str, expires: int, signature: str) -> Content | None:
    """The layer at such a URL; None when it holds no more, was made up, or the layer is gone."""
    if state.engine.now > expires or signature != _signature(state, name, digest, expires):
        return None
    repository = state.find_repository(name)
    return None if repository is None else state.layers.open(repository, digest)


def _signature(state: EcrState, name: str, digest: str, expires: int) -> str:
    """Nobody is kept out by it: it tells a URL that was given out from one that was put together."""
    return sha256(f"{state.ids.seed} {state.scope} {name} {digest} {expires}".encode()).hexdigest()
